"""Lists of requests: which, in what stand now, and whose move it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from servicepunt.domains.people.models import Person, Supplier
from servicepunt.domains.tenders.models import Fact, Seat, Tender
from servicepunt.domains.tenders.queries.files import dossier_of, tenders_seen_by
from servicepunt.domains.tenders.rules.complaints import complaint_to_do
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.repairs import repair_to_do
from servicepunt.domains.tenders.rules.seats import Seat as SeatRole
from servicepunt.domains.tenders.rules.stages import NEXT_MOVE, Stage

WHICH = (("beurt", "Ik ben aan zet"), ("lopend", "Lopend"), ("klaar", "Afgerond"), ("alles", "Alles"))
_OVER = (Stage.ENDED, Stage.FAILED, Stage.CANCELLED, Stage.ARCHIVED)
# In these the clock alone can change the stand; in all others only a fact can, and then the row is right.
_BY_CLOCK = frozenset(
    {Stage.PUBLISHED, Stage.QUESTIONS_CLOSED, Stage.ANSWERED, Stage.SUSPENDED, Stage.INTERVIEWS, Stage.CHECKS,
     Stage.RUNNING}
)  # fmt: skip

# A formal defect is repaired in these only; after the lock nothing is open any more.
_JUDGING = frozenset({Stage.CONFORMITY, Stage.KNOCKOUTS, Stage.SCORING})


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list, as it stands now."""

    tender: Tender
    stage: Stage
    mover: str
    is_mine: bool


def list_tenders(which: str, text: str, *, viewer: Person, at: datetime) -> Iterator[Listed]:
    """Give the requests in which somebody has a seat inside, newest first; `which` is a key of WHICH."""
    seats: dict[int, set[str]] = {}
    mine = Seat.objects.filter(person=viewer).exclude(role=SeatRole.SUPPLIER)
    for number, role in mine.values_list("tender_id", "role"):
        seats.setdefault(number, set()).add(role)
    repairing = set(Fact.objects.filter(tender__in=seats, name="gebrek_genoteerd").values_list("tender_id", flat=True))
    for tender in _asked(which, text, tenders_seen_by(viewer).filter(pk__in=seats)).iterator(chunk_size=200):
        stage = stage_now(tender, at=at)
        if which in {"lopend", "klaar"} and (stage in _OVER) != (which == "klaar"):
            continue
        mover = NEXT_MOVE.get(stage, (None, ""))[0]
        is_mine = mover is not None and mover.value in seats[tender.pk]
        if not is_mine and tender.pk in repairing and stage in _JUDGING:
            also = repair_to_do(dossier_of(tender), at=at)
            is_mine = also is not None and also[0].value in seats[tender.pk]
        is_mine = is_mine or (tender.complaints > 0 and _is_asked(dossier_of(tender), viewer))
        if is_mine or which != "beurt":
            yield Listed(tender, stage, mover.label if mover else "", is_mine)


def _is_asked(dossier: Dossier, viewer: Person) -> bool:
    also = complaint_to_do(dossier)
    return also is not None and also[0] in dossier.seats.get(viewer.pk, set())


def invitations_of(supplier: Supplier) -> QuerySet[Tender]:
    """Return the requests that are not over to which somebody of a supplier is invited, oldest first."""
    seats = Seat.objects.filter(person__supplier=supplier, role=SeatRole.SUPPLIER)
    return Tender.objects.filter(pk__in=seats.values("tender")).exclude(stage__in=_OVER).order_by("pk")


def _asked(which: str, text: str, found: QuerySet[Tender]) -> QuerySet[Tender]:
    if which == "klaar":
        # The work of who is hired can be over since yesterday, by the clock alone.
        found = found.filter(stage__in=[*_OVER, Stage.RUNNING])
    elif which == "beurt":
        # When nobody passed the desk still has to withdraw the request; complaints come at any stage.
        found = found.exclude(stage__in=[each for each in _OVER if each != Stage.FAILED], complaints=0)
    elif which != "alles":
        found = found.exclude(stage__in=_OVER)
    for word in text.replace("\0", "").split()[:6]:
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word))
    return found


def stage_now(tender: Tender, *, at: datetime) -> Stage:
    """Return the stand of a request at a moment; the row is right unless the clock moved it."""
    stage = Stage(tender.stage)
    return stage_of(dossier_of(tender), at=at) if stage in _BY_CLOCK else stage
