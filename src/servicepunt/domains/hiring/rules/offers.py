"""Offers (inschrijvingen) as they came in, and what assessors found in them."""

from enum import StrEnum

from msgspec import field

from servicepunt.domains.hiring.rules.law import RULES
from servicepunt.domains.hiring.rules.moments import Moment
from servicepunt.domains.hiring.rules.request import Form


class Citation(Form, frozen=True, kw_only=True):
    """Where something stands (vindplaats); without a passage nothing was found (H-044)."""

    page: int = field(name="pagina")
    passage: str = ""
    document: str = "cv"

    @property
    def is_explicit(self) -> bool:
        """Whether there is a passage to point at."""
        return self.page >= 1 and any(each.isprintable() and not each.isspace() for each in self.passage)


class Period(Form, frozen=True, kw_only=True):
    """
    A stretch of work, half-open: `van` counts, `tot` does not; without `tot` it goes on.

    Days are `JJJJ-MM-DD`; `JJJJ-MM` and `JJJJ` are read as A-07 says.
    """

    since: str = field(name="van")
    until: str | None = field(name="tot", default=None)
    citation: Citation | None = field(name="vindplaats", default=None)


class Example(Form, frozen=True, kw_only=True):
    """One example, in the order of the CV."""

    is_valid: bool = field(name="geldig", default=True)
    citation: Citation | None = field(name="vindplaats", default=None)


class Finding(Form, frozen=True, kw_only=True):
    """What an assessor found for one requirement or criterion."""

    meets: bool | None = field(name="voldoet", default=None)
    citation: Citation | None = field(name="vindplaats", default=None)
    level: int | None = field(name="niveau", default=None)
    is_finished: bool | None = field(name="afgerond", default=None)
    direction: str | None = field(name="richting", default=None)
    explained: bool | None = field(name="toegelicht", default=None)
    days: int | None = field(name="dagen", default=None)
    periods: tuple[Period, ...] | None = field(name="perioden", default=None)
    examples: tuple[Example, ...] = field(name="voorbeelden", default=())
    reason: str = field(name="reden", default="")


class Found(StrEnum):
    """When a defect came to light."""

    AT_SENDING = "bij_indiening"
    AFTER_CLOSING = "na_sluiting"


class Defect(Form, frozen=True, kw_only=True):
    """
    A formal defect (gebrek): refused at sending, or repaired once in an equal term for all (A-33, A-35).

    `until` is the end of its own term, before that of the settings; while `is_open` nobody has judged the repair yet.
    Without `herstel_loopt` it is open until it is repaired or the term is over. `vorm_omdat` says why it is only form
    where `soort` has a word that content has too, such as 'toelichting' or 'kosten'.
    """

    kind: str = field(name="soort")
    form_because: str = field(name="vorm_omdat", default="")
    found: Found = field(name="gevonden", default=Found.AT_SENDING)
    repaired_at: Moment | None = field(name="hersteld_op", default=None)
    until: Moment | None = field(name="herstel_tot", default=None)
    is_open: bool | None = field(name="herstel_loopt", default=None)


class Version(Form, frozen=True, kw_only=True):
    """One sending: the instant of our server when it was complete (A-28), and what was sent."""

    received_at: Moment = field(name="ontvangen")
    rate: str | int | float | None = field(name="tarief", default=None)
    pages: int | None = field(name="paginas_cv", default=None)
    references: int | None = field(name="referenties", default=None)
    kind: str | None = field(name="bestandssoort", default=None)
    is_encrypted: bool = field(name="versleuteld", default=False)
    language: str | None = field(name="taal", default=None)
    has_dba: bool | None = field(name="dba_toelichting", default=None)
    defects: tuple[Defect, ...] = field(name="gebreken", default=())


class Judgement(StrEnum):
    """What the client finds of the performance condition (A-40)."""

    CONFORM = "conform"
    NOT_CONFORM = "niet_conform"


class Conformity(Form, frozen=True, kw_only=True):
    """
    The client's judgement, with a reason and a passage of the offer whatever it is (H-020, H-022).

    Under rules 1 only what sets an offer aside had them; `regels` says under which a judgement was given.
    """

    judgement: Judgement = field(name="oordeel")
    reason: str = field(name="reden", default="")
    citation: Citation | None = field(name="vindplaats", default=None)
    by: str = field(name="door", default="")
    rules: int = field(name="regels", default=RULES)


class Offer(Form, frozen=True, kw_only=True):
    """
    One candidate of one supplier.

    `persoon` says who this is, with a number or a fingerprint: offers with the same one are of one person, also with
    two suppliers. Without it, the same `kandidaat` is the same person (A-37).
    """

    id: str
    supplier: str = field(name="leverancier", default="")
    candidate: str = field(name="kandidaat", default="")
    person: str = field(name="persoon", default="")
    receipt: str = field(name="ontvangstbewijs", default="")
    versions: tuple[Version, ...] = field(name="versies")
    withdrawn_at: Moment | None = field(name="ingetrokken_op", default=None)
    withdrawals: tuple[Moment, ...] = field(name="intrekkingen", default=())
    conformity: Conformity | None = field(name="conformiteit", default=None)
    knockouts: dict[str, Finding] = {}
    criteria: dict[str, Finding] = {}
