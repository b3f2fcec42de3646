"""What stands around every page of a request: steps, planning, tabs, and who has to move."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from servicepunt.domains.hiring.rules.moments import end_of, instant, next_working_day
from servicepunt.domains.hiring.rules.repairs import rule_of
from servicepunt.domains.hiring.rules.terms import suspension
from servicepunt.domains.tenders.queries.files import Look
from servicepunt.domains.tenders.rules.complaints import complaint_to_do, open_complaints
from servicepunt.domains.tenders.rules.farewell import cancelled_by, farewell_to_do
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.repairs import last_day_of, repair_to_do
from servicepunt.domains.tenders.rules.seats import INSIDE, Seat
from servicepunt.domains.tenders.rules.stages import NEXT_MOVE, Stage


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the stepper; `state` is done, current or todo."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """
    A moment of the planning with the rule it comes from; `state` is done, now or later.

    `name` is what it is, the same whenever and however often it moves: no other deadline of this request has it.
    """

    at: datetime
    has_hour: bool
    what: str
    rule: str
    state: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the request: its name, and the name of its address."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of the request that belong together; one that is alone goes by its own name."""

    label: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around a page of a request."""

    number: str
    title: str
    stage: Stage
    steps: tuple[Step, ...]
    deadlines: tuple[Deadline, ...]
    groups: tuple[Group, ...]
    move: str
    mover: str
    is_my_move: bool
    complaints: int

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """Every page that this viewer has now."""
        return tuple(tab for group in self.groups for tab in group.tabs)

    def group(self, here: str) -> Group | None:
        """Return the group of a page; None for one that is in none."""
        return next((each for each in self.groups if here in {tab.name for tab in each.tabs}), None)


# What the stepper shows: label, and the stages in which it is the current step.
_STEPS: tuple[tuple[str, frozenset[Stage]], ...] = (
    ("Opstellen", frozenset({Stage.DRAFT, Stage.APPROVAL})),
    ("Vragen en inschrijven", frozenset({Stage.PUBLISHED, Stage.QUESTIONS_CLOSED, Stage.ANSWERED})),
    ("Openen", frozenset({Stage.CLOSED})),
    ("Conformiteit", frozenset({Stage.CONFORMITY})),
    ("Stap 1: eisen", frozenset({Stage.KNOCKOUTS})),
    ("Stap 2: punten", frozenset({Stage.SCORING, Stage.LOCKED})),
    ("Stap 3: keuze", frozenset({Stage.CHOICE})),
    ("Gesprekken", frozenset({Stage.INTERVIEWS, Stage.FAILED})),
    ("Gunning", frozenset({Stage.ADVICE, Stage.DECISION, Stage.SUSPENDED, Stage.DISPUTE, Stage.CHECKS})),
    ("Opdracht", frozenset({Stage.CONTRACT, Stage.RUNNING, Stage.ENDED, Stage.ARCHIVED})),
)

OPENERS = frozenset({Seat.DESK, Seat.CLIENT, Seat.AUDITOR, Seat.MANDATE})
_JUDGING = frozenset({Seat.ASSESSOR, Seat.DESK, Seat.AUDITOR})
_CHOOSING = frozenset({Seat.CLIENT, Seat.DESK, Seat.MANDATE, Seat.AUDITOR})
COMPLAINING = _CHOOSING
_FORMAL = frozenset({Seat.DESK, Seat.CLIENT, Seat.AUDITOR})
# By group: label, name of the address, who sees it, and the first stage in which it is there.
TABS: dict[str, tuple[tuple[str, str, frozenset[Seat], Stage], ...]] = {
    "Overzicht": (("Overzicht", "hiring:request", INSIDE, Stage.DRAFT),),
    "Aanvraag": (
        ("Aanvraagtekst", "hiring:draft", frozenset({Seat.DESK, Seat.CLIENT}), Stage.DRAFT),
        ("Personen", "hiring:people", INSIDE, Stage.DRAFT),
        ("Goedkeuring en publicatie", "hiring:approval", _FORMAL | {Seat.BUDGET}, Stage.DRAFT),
        ("Vragen", "hiring:questions", _FORMAL, Stage.PUBLISHED),
    ),
    "Inschrijvingen": (
        ("Opening", "opening:opening", OPENERS, Stage.PUBLISHED),
        ("Conformiteit", "assessing:conformity", _FORMAL, Stage.CONFORMITY),
        ("Herstel", "assessing:repairs", _FORMAL, Stage.CONFORMITY),
    ),
    "Beoordeling": (
        ("Belangen", "assessing:interests", _JUDGING | {Seat.INTERVIEWER, Seat.CLIENT, Seat.MANDATE}, Stage.CONFORMITY),
        ("Beoordelen", "assessing:scoring", frozenset({Seat.ASSESSOR}), Stage.CONFORMITY),
        ("Verschillen", "assessing:differences", _JUDGING, Stage.KNOCKOUTS),
        ("Ranglijst", "assessing:ranking", _JUDGING | {Seat.MANDATE}, Stage.LOCKED),
    ),
    "Keuze en gesprekken": (
        ("Keuze", "awarding:choice", _CHOOSING, Stage.CHOICE),
        ("Gesprekken", "awarding:talks", _CHOOSING | {Seat.INTERVIEWER}, Stage.INTERVIEWS),
    ),
    "Gunning": (
        ("Gunning", "awarding:award", _CHOOSING, Stage.ADVICE),
        ("Afronding", "awarding:after", _CHOOSING, Stage.SUSPENDED),
    ),
    "Klachten": (("Klachten", "awarding:complaints", COMPLAINING, Stage.PUBLISHED),),
    "Dossier": (("Dossier", "awarding:file", frozenset({Seat.DESK, Seat.AUDITOR, Seat.MANDATE}), Stage.DRAFT),),
}

_ORDER = {stage: place for place, stage in enumerate(Stage)}


def frame_of(look: Look) -> Frame:
    """Return what stands around a page of this request for this viewer."""
    stage = look.stage
    moves = _moves(look, stage)
    # A draft that was withdrawn never came further than its own pages.
    return Frame(
        number=look.tender.number,
        title=look.tender.title,
        stage=stage,
        steps=tuple(_steps(_came_to(look))),
        deadlines=tuple(sorted(_deadlines(look), key=lambda each: each.at)),
        groups=tuple(_groups(look, _furthest(look, stage))),
        move=" ".join([_first(moves), *(f"Ook de {who.value}: {what}" for who, what in moves[1:])]),
        mover=moves[0][0].label if moves else "",
        is_my_move=bool({who for who, _ in moves} & look.seats),
        complaints=len(open_complaints(look.dossier)) if look.seats & COMPLAINING else 0,
    )


def _groups(look: Look, furthest: int) -> Iterator[Group]:
    """Yield the pages that this viewer has and that are there by now, group by group."""
    for group, pages in TABS.items():
        tabs = tuple(
            Tab(label, name) for label, name, seats, first in pages if look.seats & seats and furthest >= _ORDER[first]
        )
        if tabs:
            yield Group(tabs[0].label if len(tabs) == 1 else group, tabs)


def _furthest(look: Look, stage: Stage) -> int:
    """Return the furthest stage there was: a page stays when a next round or a new decision begins."""
    dossier = look.dossier
    if dossier.published_at is None:
        return _ORDER[Stage.APPROVAL]
    was_decided = any(each.sent_at is not None for each in dossier.decisions)
    was_invited = any(each.invited_at is not None for each in dossier.rounds)
    before = Stage.SUSPENDED if was_decided else Stage.INTERVIEWS if was_invited else stage
    return max(_ORDER[stage], _ORDER[before])


def _moves(look: Look, stage: Stage) -> list[tuple[Seat, str]]:
    """Return who has to move, and what to do; of a complaint only who has to do with it hears."""
    complaint = complaint_to_do(look.dossier) if look.seats & COMPLAINING else None
    repair, farewell = repair_to_do(look.dossier, at=look.at), farewell_to_do(look.dossier)
    return [each for each in (NEXT_MOVE.get(stage), repair, farewell, complaint) if each]


def _first(moves: list[tuple[Seat, str]]) -> str:
    what = moves[0][1] if moves else "Er hoeft nu niets te gebeuren."
    return what[:1].upper() + what[1:]


def _came_to(look: Look) -> Stage:
    """Return where a request stands; of one that was withdrawn, how far it came."""
    stage, cancelled = look.stage, cancelled_by(look.dossier)
    if cancelled is not None:
        others = [each for each in look.dossier.happenings if each is not cancelled]
        stage = stage_of(replace(look.dossier, happenings=others), at=min(look.at, cancelled.at))
    return stage


def _steps(stage: Stage) -> Iterator[Step]:
    current = next((place for place, (_, stages) in enumerate(_STEPS) if stage in stages), len(_STEPS))
    for place, (label, _) in enumerate(_STEPS):
        yield Step(label, "done" if place < current else "current" if place == current else "todo")


def _deadlines(look: Look) -> Iterator[Deadline]:
    dossier = look.dossier
    draft = dossier.written
    planned: list[tuple[str, str, str]] = [
        ("vragen_tot", "Vragen stellen tot", "zelf gekozen"),
        ("nota_op", "Antwoorden voor iedereen zichtbaar", "nota van inlichtingen"),
        ("uitnodigen_uiterlijk", "Uitnodigingen de deur uit", "beloofd in de aanvraag"),
        ("gesprekken_op", "Gesprekken", "beloofd in de aanvraag"),
    ]
    if dossier.published_at is not None:
        yield _deadline(look, "gepubliceerd", dossier.published_at, "Aanvraag gepubliceerd", "zelf gekozen")
    for name, what, rule in planned:
        if draft.get(name):
            yield _deadline(look, name, _read(str(draft[name])), what, rule)
    if dossier.closes_at is not None:
        rule = "servertijd; wat op dit moment komt is te laat"
        yield _deadline(look, "sluiting", dossier.closes_at, "Inschrijving sluit", rule)
    yield from _repairs(look)
    if draft.get("gesprekken_op") and not dossier.decisions:
        yield _earliest_start(look, date.fromisoformat(str(draft["gesprekken_op"])))
    if dossier.decisions and dossier.decisions[-1].sent_at is not None and look.played.course.awards:
        term = look.played.course.awards[-1].suspension
        rule = "opschortende termijn, dag 1 is de dag erna"
        yield _deadline(look, "bezwaar", term.last, "Laatste dag om bezwaar te maken", rule)
        rule = "doorgeschoven naar een werkdag (Atw)"
        yield _deadline(look, "tekenen", term.last_extended, "Tekenen kan na deze dag", rule)


def _repairs(look: Look) -> Iterator[Deadline]:
    """Yield the terms of formal defects; a supplier sees those of own offers only."""
    mine = {each.label for each in look.own_offers}
    for each in look.dossier.defects.values():
        last = last_day_of(each)
        if last is not None and (not look.is_supplier or mine & set(each.asked)):
            rule = rule_of(look.dossier.settings.repair_days)
            yield _deadline(look, f"herstel-{each.id}", last, "Laatste dag om een vormgebrek te herstellen", rule)


def _earliest_start(look: Look, interviews: date) -> Deadline:
    """Return the first day on which one can sign when the letters leave a working day after the interviews (A-61)."""
    letters = next_working_day(interviews + timedelta(days=1))
    days = look.dossier.settings.suspension_days
    term = suspension(end_of(letters) - timedelta(microseconds=1), days)
    rule = f"berekend: brieven een werkdag na de gesprekken, dan {days} dagen opschorting"
    return _deadline(look, "vroegste_start", next_working_day(term.sign_from), "Vroegste start", rule)


def _read(written: str) -> datetime | date:
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


def _deadline(look: Look, name: str, moment: datetime | date, what: str, rule: str) -> Deadline:
    has_hour = isinstance(moment, datetime)
    # A day lasts until its end, and that is still the day itself.
    at = instant(moment, what) if isinstance(moment, datetime) else end_of(moment) - timedelta(microseconds=1)
    return Deadline(at, has_hour, what, rule, "done" if at <= look.at else "later", name)
