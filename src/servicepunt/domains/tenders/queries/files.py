"""The file of a request as somebody may see it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from servicepunt.domains.hiring.rules.deciding import State
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tenders.models import Fact, Seat, Tender
from servicepunt.domains.tenders.queries.vault import Vault
from servicepunt.domains.tenders.rules.chain import Line, read
from servicepunt.domains.tenders.rules.dossier import Dossier, fold
from servicepunt.domains.tenders.rules.facts import Drafted, name_of, read_fact
from servicepunt.domains.tenders.rules.facts import Fact as WrittenFact
from servicepunt.domains.tenders.rules.outcome import played, stage_of
from servicepunt.domains.tenders.rules.parts import OfferFile
from servicepunt.domains.tenders.rules.seats import CHOOSING, may_see_every_offer, may_see_rates
from servicepunt.domains.tenders.rules.seats import Seat as SeatRole
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.foundation.errors import NotThere


@dataclass(slots=True)
class _Cached:
    play: Play | None = None


@dataclass(frozen=True)
class Look:
    """
    A request, its file, and who looks at it: what this person may see is decided here, not in pages.

    `at` is the moment of looking; `seats` are the roles of the viewer in this request.
    """

    tender: Tender
    dossier: Dossier
    viewer: Person
    seats: frozenset[SeatRole]
    at: datetime
    _cached: _Cached = field(default_factory=_Cached)

    @property
    def stage(self) -> Stage:
        """Where the request stands now."""
        return stage_of(self.dossier, at=self.at)

    @cached_property
    def vault(self) -> Vault:
        """What is kept outside the chain."""
        return Vault(self.tender)

    @property
    def is_supplier(self) -> bool:
        """Whether the viewer is a supplier only."""
        return self.seats <= {SeatRole.SUPPLIER}

    def has(self, *seats: SeatRole) -> bool:
        """Say whether the viewer has one of these seats."""
        return bool(self.seats & set(seats))

    @property
    def may_see_rates(self) -> bool:
        """Whether the viewer may read rates now (invariant 13)."""
        is_open = self.dossier.rates_opened_at is not None
        return may_see_rates(self.seats, is_open=is_open, is_advised=self._is_advised)

    @property
    def may_see_ranking(self) -> bool:
        """Whether the viewer may know who stands where after step 2; the strictest seat decides (H-050)."""
        is_locked = self.dossier.locked_at is not None
        return may_see_every_offer(self.seats, is_locked=is_locked, is_advised=self._is_advised)

    @property
    def _is_advised(self) -> bool:
        """Whether there was an advice, and nobody chooses or interviews again since."""
        return self.dossier.advised_at is not None and self.played.course.state not in {State.CHOICE, State.INTERVIEWS}

    @property
    def offers(self) -> list[OfferFile]:
        """
        The offers the viewer may see, none before opening; the client sees all while judging conformity, and
        then only who was put forward (H-050); interviewers see who was invited; a supplier sees own ones.
        """
        dossier = self.dossier
        if self.is_supplier:
            return self.own_offers
        if dossier.opened_at is None:
            return []
        opened = [each for each in dossier.offers.values() if each.opened or each.unreadable]
        if self.may_see_ranking:
            return opened
        seen = {label for each in dossier.rounds for label in each.invited}
        if self.has(SeatRole.CLIENT):
            if dossier.fixed_at is None:
                return opened if dossier.request.is_conditional else []
            seen |= set(dossier.shortlist)
        return [each for each in opened if each.label in seen] if self.has(*CHOOSING) else []

    @property
    def own_offers(self) -> list[OfferFile]:
        """The offers that the viewer sent."""
        return [each for each in self.dossier.offers.values() if each.by == self.viewer.pk]

    def offer(self, label: str) -> OfferFile:
        """
        Return one offer.

        :raises NotThere: if the viewer may not see it.
        """
        for each in self.offers:
            if each.label == label:
                return each
        raise NotThere(label)

    @property
    def played(self) -> Play:
        """What the rules make of the file now; for pages after opening."""
        if self._cached.play is None:
            self._cached.play = played(self.dossier, at=self.at)
        return self._cached.play


def tenders_seen_by(viewer: Person) -> QuerySet[Tender]:
    """Return the requests somebody has a seat in; suppliers see them from publication on. Newest first."""
    mine = Seat.objects.filter(person=viewer)
    inside = mine.exclude(role=SeatRole.SUPPLIER).values("tender")
    invited = mine.filter(role=SeatRole.SUPPLIER).values("tender")
    seen = Q(pk__in=inside) | Q(pk__in=invited, published_at__isnull=False)
    return Tender.objects.filter(seen).order_by("-created_at", "-pk")


def tenders_offered_to(viewer: Person) -> QuerySet[Tender]:
    """Return the published requests that somebody is invited to as a supplier, newest first."""
    invited = Seat.objects.filter(person=viewer, role=SeatRole.SUPPLIER).values("tender")
    return Tender.objects.filter(pk__in=invited, published_at__isnull=False).order_by("-published_at", "-pk")


def has_seat_inside(viewer: Person) -> bool:
    """Say whether somebody has a seat in any request, other than as supplier."""
    return Seat.objects.filter(person=viewer).exclude(role=SeatRole.SUPPLIER).exists()


def may_start(viewer: Person) -> bool:
    """Say whether somebody may begin a request."""
    return viewer.may(Permission.HIRE)


def get_tender(number: str, *, viewer: Person) -> Tender:
    """
    Return a request.

    :raises NotThere: if it does not exist or the viewer has no seat in it.
    """
    tender = tenders_seen_by(viewer).filter(number=number).first()
    if tender is None:
        raise NotThere(number)
    return tender


def look_at(number: str, *, viewer: Person, at: datetime) -> Look:
    """
    Return a request with its file, as the viewer may see it.

    :raises NotThere: if it does not exist or the viewer has no seat in it.
    """
    tender = get_tender(number, viewer=viewer)
    dossier = dossier_of(tender)
    seats = frozenset(dossier.seats.get(viewer.pk, ()))
    return Look(tender, dossier, viewer, seats, at)


def draft_at(look: Look, number: int) -> Drafted | None:
    """Return the draft of this number, counted from 1, as it was saved; None when there was none."""
    written = Fact.objects.filter(tender=look.tender, name=name_of(Drafted(request={}))).order_by("number")
    bodies = list(written.values_list("body", flat=True))
    if not 0 < number <= len(bodies):
        return None
    fact = next(read_fact(plain) for _, _, _, plain in read([bodies[number - 1]]))
    return fact if isinstance(fact, Drafted) else None


def lines_of(tender: Tender) -> list[Line]:
    """Return the chain of a request, oldest first. The caller has checked who may see it."""
    rows = Fact.objects.filter(tender=tender).order_by("number").values_list("number", "body", "digest")
    return [Line(*row) for row in rows]


def dossier_of(tender: Tender) -> Dossier:
    """Return the file of a request, put together from its facts. The caller has checked who may see it."""
    bodies = Fact.objects.filter(tender=tender).order_by("number").values_list("body", flat=True)
    return fold((number, at, by, read_fact(plain)) for number, at, by, plain in read(bodies))


def fact_of(tender: Tender, number: int) -> tuple[int | None, WrittenFact]:
    """Return one line of the file: who wrote it, and what. For work in the background."""
    body = Fact.objects.filter(tender=tender, number=number).values_list("body", flat=True).get()
    return next((by, read_fact(plain)) for _, _, by, plain in read([body]))
