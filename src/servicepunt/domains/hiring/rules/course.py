"""The course (verloop) of a procedure after opening: rounds, interviews, decisions and what crossed them."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import field

from servicepunt.domains.hiring.rules.moments import Moment
from servicepunt.domains.hiring.rules.offers import Offer
from servicepunt.domains.hiring.rules.request import Form, Request, Settings


class AgreedGrade(Form, frozen=True, kw_only=True):
    """The grade that the interviewers agreed on, with the reason (A-47)."""

    grade: str = field(name="cijfer")
    reason: str = field(name="reden", default="")


class Cause(StrEnum):
    """Because of whom an interview did not take place (A-55)."""

    CANDIDATE = "kandidaat"
    CLIENT = "opdrachtgever"


class Interview(Form, frozen=True, kw_only=True):
    """One interview; a second one of the same round stands only after one that did not count."""

    offer: str = field(name="inschrijving")
    at: Moment | None = field(name="op", default=None)
    interviewers: tuple[str, ...] = field(name="gespreksvoerders", default=())
    grades: dict[str, dict[str, str]] = field(name="cijfers", default={})
    agreed: dict[str, AgreedGrade] = field(name="afgesproken", default={})
    is_no_show: bool = field(name="niet_verschenen", default=False)
    cause: Cause = field(name="oorzaak", default=Cause.CANDIDATE)


class Round(Form, frozen=True, kw_only=True):
    """One round of step 3 and 4: the client's scores for all in the pool, the invitations, the interviews."""

    scores: dict[str, dict[str, Decimal]]
    invited_at: Moment | None = field(name="uitgenodigd_op", default=None)
    interviews: tuple[Interview, ...] = field(name="gesprekken", default=())


class Decision(Form, frozen=True, kw_only=True):
    """The decision of the mandate holder; the letters to all leave at one moment."""

    awarded: tuple[str, ...] = field(name="gegund")
    reason: str = field(name="reden")
    sent_at: Moment = field(name="verzonden_op")
    by: str = field(name="door", default="")


class Kind(StrEnum):
    """What can cross a procedure after the decision, or end it at any moment."""

    WINNER_DROPPED = "winnaar_valt_af"
    CHECK_PASSED = "document_goedgekeurd"
    CHECK_FAILED = "document_afgekeurd"
    COMPLAINT = "klacht"
    COMPLAINT_SETTLED = "klacht_afgehandeld"
    SUMMONS = "dagvaarding"
    RULING = "uitspraak"
    SIGNED = "ondertekend"
    CANCELLED = "aanvraag_ingetrokken"


class Result(StrEnum):
    """How a complaint or a court case ended."""

    DISMISSED = "ongegrond"
    UPHELD = "gegrond"


class Happening(Form, frozen=True, kw_only=True):
    """
    One of those, at its moment; `inschrijving`, `document` and `uitkomst` where the kind needs them.

    `id` names a complaint or case, and in what ended it says which of them; without it that is the oldest one.
    """

    at: Moment = field(name="op")
    kind: Kind = field(name="soort")
    offer: str | None = field(name="inschrijving", default=None)
    check: str | None = field(name="document", default=None)
    result: Result | None = field(name="uitkomst", default=None)
    reason: str = field(name="reden", default="")
    id: str = ""


class Interest(Form, frozen=True, kw_only=True):
    """A declared or found relation of an assessor or interviewer with a candidate (H-096)."""

    person: str = field(name="persoon")
    offer: str = field(name="inschrijving")


class Procedure(Form, frozen=True, kw_only=True):
    """A whole procedure in one file: what was asked, offered, found, said and decided."""

    request: Request = field(name="aanvraag")
    settings: Settings = field(name="instellingen", default=Settings())
    offers: tuple[Offer, ...] = field(name="inschrijvingen", default=())
    shortlist_fixed_at: Moment | None = field(name="lijst_vastgesteld_op", default=None)
    rounds: tuple[Round, ...] = field(name="rondes", default=())
    interests: tuple[Interest, ...] = field(name="belangen", default=())
    decisions: tuple[Decision, ...] = field(name="besluiten", default=())
    happenings: tuple[Happening, ...] = field(name="gebeurtenissen", default=())
    as_of: Moment | None = field(name="nu", default=None)
    starts_on: date | None = field(name="start_overeenkomst", default=None)
