"""The request (aanvraag) and its settings, as frozen at publication and written in a file."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from servicepunt.domains.hiring.rules.law import RULES
from servicepunt.domains.hiring.rules.moments import Moment


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a file: Dutch names, nothing unknown, nothing changes."""


class Unit(StrEnum):
    """In what a bound of experience is given."""

    YEARS = "jaren"
    MONTHS = "maanden"
    DAYS = "dagen"

    @property
    def counted(self) -> str:
        """The word behind a number: 5 jaar, 6 maanden."""
        return "jaar" if self == Unit.YEARS else self.value


class Model(StrEnum):
    """How a criterion turns what is shown into points; the author of a request has to choose (A-12, A-13)."""

    ALL_OR_NOTHING = "alles_of_niets"
    EXAMPLES = "voorbeelden"
    BANDS = "banden"


class Proof(StrEnum):
    """What an offer has to show."""

    JUDGEMENT = "oordeel"
    EDUCATION = "opleiding"
    EXPERIENCE = "ervaring"


class TieAtLine(StrEnum):
    """What happens when equal score and equal rate lie across the last place (A-22)."""

    ADMIT_ALL = "allen_toelaten"
    DRAW_LOTS = "loten"


class Combination(StrEnum):
    """How the grades of several interviewers become one (A-47)."""

    AGREED_ELSE_LOWEST = "afgesproken_anders_laagste"
    LOWEST = "laagste"


class Band(Form, frozen=True, kw_only=True):
    """
    Points for a stretch of experience, bounded below by `meer_dan` or `vanaf`, above by `minder_dan` or `tot_en_met`.

    A bound that is absent leaves that side open.
    """

    points: Decimal = field(name="punten")
    over: Decimal | None = field(name="meer_dan", default=None)
    at_least: Decimal | None = field(name="vanaf", default=None)
    under: Decimal | None = field(name="minder_dan", default=None)
    at_most: Decimal | None = field(name="tot_en_met", default=None)


class Demand(Form, frozen=True, kw_only=True):
    """What has to be shown: a judgement, an education of at least a level, or experience of at least a length."""

    proof: Proof = field(name="bewijs", default=Proof.JUDGEMENT)
    level: int | None = field(name="niveau", default=None)
    directions: tuple[str, ...] = field(name="richtingen", default=())
    at_least: Decimal | None = field(name="minimaal", default=None)
    unit: Unit = field(name="eenheid", default=Unit.YEARS)
    needs_explanation: bool = field(name="toelichting_vereist", default=False)


class Knockout(Demand, frozen=True, kw_only=True):
    """A requirement that is met or not (knock-out); all of them are judged, also after the first failure (H-031)."""

    id: str
    text: str = field(name="tekst", default="")


class Criterion(Demand, frozen=True, kw_only=True):
    """A points criterion of step 2; `bewijs` counts only for `alles_of_niets`."""

    id: str
    points: Decimal = field(name="punten")
    model: Model
    text: str = field(name="tekst", default="")
    bands: tuple[Band, ...] = field(name="banden", default=())
    examples: int = field(name="aantal", default=1)
    each_counts: bool = field(name="per_voorbeeld", default=False)
    part_of: str | None = field(name="deel_van", default=None)
    implies: str | None = field(name="volgt_uit", default=None)


class Named(Form, frozen=True, kw_only=True):
    """A choice criterion of step 3, or a competence of step 4."""

    id: str
    name: str = field(name="naam", default="")


class Length(Form, frozen=True, kw_only=True):
    """A number of months, or of another unit."""

    count: int = field(name="aantal")
    unit: Unit = field(name="eenheid", default=Unit.MONTHS)


class Extensions(Form, frozen=True, kw_only=True):
    """Options to extend (opties verlenging): how many, and how long each is."""

    count: int = field(name="aantal", default=0)
    length: int = field(name="lengte", default=0)
    unit: Unit = field(name="eenheid", default=Unit.MONTHS)


class Hours(Form, frozen=True, kw_only=True):
    """Hours a week."""

    least: Decimal = field(name="min")
    most: Decimal = field(name="max")


class Correction(Form, frozen=True, kw_only=True):
    """
    A published correction (rectificatie) that moves the closing moment; before the old one has passed (H-098).

    The later days of the planning move along when they stand here; the closing never goes past them.
    """

    at: Moment = field(name="op")
    closes_at: Moment = field(name="sluiting")
    by: tuple[str, ...] = field(name="door", default=())
    is_outage: bool = field(name="storing", default=False)
    invite_by: date | None = field(name="uitnodigen_uiterlijk", default=None)
    interviews_on: date | None = field(name="gesprekken_op", default=None)
    rules: int = field(name="regels", default=RULES)


class Documents(Form, frozen=True, kw_only=True):
    """What an offer must look like (offerte-eisen); what does not is refused at sending (A-33)."""

    most_pages: int | None = field(name="paginas_cv", default=None)
    least_references: int | None = field(name="referenties", default=None)
    kinds: tuple[str, ...] = field(name="soorten", default=("pdf",))
    language: str | None = field(name="taal", default="nl")
    needs_dba: bool = field(name="dba_toelichting", default=False)


class Settings(Form, frozen=True, kw_only=True):
    """What the text of a request may leave out and the product must know before publication (A-01 … A-66)."""

    shortlist: int = field(name="voorleggen", default=10)
    tie_at_line: TieAtLine = field(name="gelijk_op_de_grens", default=TieAtLine.ADMIT_ALL)
    lot_value: str = field(name="lotwaarde", default="")
    invite: int = field(name="uitnodigen", default=3)
    reference_date: date | None = field(name="peildatum", default=None)
    choice_most: Decimal = field(name="keuze_maximum", default=Decimal(10))
    scale: tuple[str, ...] = field(
        name="schaal", default=("onvoldoende", "matig", "voldoende", "ruim voldoende", "goed", "uitstekend")
    )
    minimum: str = field(name="minimum", default="voldoende")
    combination: Combination = field(name="cijfers_samen", default=Combination.AGREED_ELSE_LOWEST)
    least_interviewers: int = field(name="minste_gespreksvoerders", default=2)
    suspension_days: int = field(name="opschorting_dagen", default=20)
    complaint_days: int = field(name="klacht_verlengt_dagen", default=0)
    repair_until: Moment | None = field(name="herstel_tot", default=None)
    repair_days: int = field(name="herstel_werkdagen", default=2)
    rate_definition: str = field(name="tarief_omschrijving", default="")
    low_rate: Decimal | None = field(name="laag_tarief_onder", default=None)
    value_threshold: Decimal | None = field(name="waarde_grens", default=None)
    retention_days: int = field(name="bewaren_dagen", default=28)
    # For the planning only: whether what is expected can be judged between closing and invitations (H-077).
    expected_offers: int = field(name="verwachte_inschrijvingen", default=15)
    minutes_each: int = field(name="minuten_per_inschrijving", default=45)
    hours_a_day: Decimal = field(name="uren_per_dag", default=Decimal(6))


class Request(Form, frozen=True, kw_only=True):
    """A request as published. Moments without an offset are in Europe/Amsterdam (A-29)."""

    number: str = field(name="nummer", default="")
    title: str = field(name="titel", default="")
    client: str = field(name="opdrachtgever", default="")
    published_at: Moment | None = field(name="gepubliceerd", default=None)
    questions_until: Moment | None = field(name="vragen_tot", default=None)
    answers_on: date | None = field(name="nota_op", default=None)
    closes_at: Moment = field(name="sluiting")
    corrections: tuple[Correction, ...] = field(name="correcties", default=())
    invite_by: date | None = field(name="uitnodigen_uiterlijk", default=None)
    interviews_on: date | None = field(name="gesprekken_op", default=None)
    start: date | None = None
    level: str = field(name="opleidingsniveau", default="")
    region: str = field(name="regio", default="")
    is_das: bool = field(name="das", default=False)
    scale: int | None = field(name="functieschaal", default=None)
    fee: Decimal | None = field(name="fee", default=None)
    is_hybrid: bool | None = field(name="hybride", default=None)
    working_days: str = field(name="werkdagen", default="")
    duration: Length | None = field(name="duur", default=None)
    extensions: Extensions = field(name="verlenging", default=Extensions())
    hours: Hours | None = field(name="uren_per_week", default=None)
    needed: int = field(name="benodigd", default=1)
    is_conditional: bool = field(name="uitvoeringsvoorwaarde", default=True)
    knockouts: tuple[Knockout, ...]
    criteria: tuple[Criterion, ...]
    choices: tuple[Named, ...] = field(name="keuzecriteria", default=(Named(id="1"), Named(id="2")))
    competences: tuple[Named, ...] = field(name="competenties", default=())
    offer: Documents = field(name="offerte_eisen", default=Documents())
    checks: tuple[str, ...] = field(name="documenten", default=())
