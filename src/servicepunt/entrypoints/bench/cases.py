"""What is measured: the same thing asked of the product and of the reference."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from django.db.models import Count

from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.bench.visitor import Answer, UnexpectedAnswer, Visitor
from servicepunt.foundation.text import search_terms

TITLE = "Meting van de snelheid"
CREATE = "melding maken"
REFERENCE = "R"  # numbers of tickets that the reference makes
LONG = 10
_NEWEST = f"?newest={2**62}"
_RARE = [f"LP{10_000 + 7 * step}" for step in range(50)]
_COMMON = ["laptop", "printer", "outlook", "scherm", "account"]
_BOTH = ["laptop kabel", "printer strepen", "wachtwoord laptop", "zaaksysteem traag", "teams headset"]


@dataclass(frozen=True, slots=True)
class Case:
    """An operation: how to ask it, and its budgets (times the floor; p95 in milliseconds)."""

    name: str
    ours: Callable[[Visitor, int], Answer]
    reference: Callable[[Visitor, int], Answer]
    factor: float
    queries: int | None = None
    p95: float | None = None


@dataclass(slots=True)
class Desk:
    """What the cases need to know of the database."""

    tickets: Sequence[str]
    people: Sequence[int]
    team: int
    newest: int
    waiting: list[str] = field(default_factory=list)

    @classmethod
    def look(cls) -> "Desk":
        """Return tickets with ten messages, spread over the database, and people to report for."""
        spread = list(Ticket.objects.order_by("?").values_list("pk", flat=True)[:4_000])
        long = Ticket.objects.filter(pk__in=spread).annotate(length=Count("messages")).filter(length__gte=LONG)
        return cls(
            tickets=[number.replace(" ", "-") for number in long.values_list("number", flat=True)[:100]],
            people=list(Person.objects.filter(role=Role.EMPLOYEE, is_active=True).values_list("pk", flat=True)[:200]),
            team=Team.objects.get(is_service_point=True).pk,
            newest=Ticket.objects.order_by("-id").values_list("pk", flat=True)[0],
        )

    def next_waiting(self, prefix: str) -> str:
        """Return the number of a ticket that this measurement made and nobody took."""
        if not self.waiting or not self.waiting[-1].startswith(prefix):
            found = Ticket.objects.filter(pk__gt=self.newest, title=TITLE, agent=None, number__startswith=prefix)
            self.waiting = list(found.order_by("-id").values_list("number", flat=True)[:500])
        if not self.waiting:
            raise UnexpectedAnswer("Er is geen melding meer om op te pakken.")
        return self.waiting.pop()


def cases(desk: Desk, *, prefix: str) -> list[Case]:
    """Return the operations in the order in which each round asks them; a ticket is made before one is taken."""
    return [*_reading(desk), *_writing(desk, prefix)]


def _reading(desk: Desk) -> list[Case]:
    queue = _asked(lambda _: "/queue/")
    return [
        Case("werkvoorraad, 50 regels", _asked(lambda _: "/balie/"), queue, 12, 4, 15),
        Case("werkvoorraad, alles ooit", _asked(lambda _: "/balie/?view=all"), queue, 12, 4),
        Case("niets nieuws", _asked(lambda _: f"/balie/nieuw/{_NEWEST}"), _asked(lambda _: f"/news/{_NEWEST}"), 1.5),
        Case(
            "melding, 10 berichten",
            _asked(lambda turn: f"/balie/melding/{desk.tickets[turn % len(desk.tickets)]}/"),
            _asked(lambda turn: f"/ticket/{desk.tickets[turn % len(desk.tickets)]}/"),
            10,
            6,
            15,
        ),
        _search("zoeken, zeldzaam woord", _RARE),
        _search("zoeken, gewoon woord", _COMMON),
        _search("zoeken, twee woorden", _BOTH),
    ]


def _asked(path: Callable[[int], str]) -> Callable[[Visitor, int], Answer]:
    return lambda visitor, turn: _page(visitor.get(path(turn)))


def _search(name: str, words: Sequence[str]) -> Case:
    stems = [" ".join(search_terms(word)[0] for word in some.split()) for some in words]
    return Case(
        name,
        _asked(lambda turn: f"/balie/?view=all&q={quote(words[turn % len(words)])}"),
        _asked(lambda turn: f"/search/?q={quote(stems[turn % len(words)])}"),
        15,
        None,
        50,
    )


def _writing(desk: Desk, prefix: str) -> list[Case]:
    def create(visitor: Visitor, turn: int) -> Answer:
        return _done(visitor, visitor.post("/balie/telefoon/", **_call(desk, turn)))

    def create_reference(visitor: Visitor, turn: int) -> Answer:
        return _page(visitor.post("/create/", **_call(desk, turn)))

    def take(visitor: Visitor, turn: int) -> Answer:
        number = desk.next_waiting(prefix).replace(" ", "-")
        return _done(visitor, visitor.post(f"/balie/melding/{number}/pak-op/"))

    def take_reference(visitor: Visitor, turn: int) -> Answer:
        return _page(visitor.post(f"/take/{desk.next_waiting(REFERENCE)}/"))

    return [
        Case(CREATE, create, create_reference, 7, 6),
        Case("oppakken", take, take_reference, 7),
    ]


def _call(desk: Desk, turn: int) -> dict[str, str]:
    return {
        "person": str(desk.people[turn % len(desk.people)]),
        "channel": "phone",
        "title": TITLE,
        "text": "Mijn laptop start niet meer op na de update van vannacht. Kunnen jullie meekijken?",
        "kind": "incident",
        "impact": "person",
        "urgency": "hindered",
        "team": str(desk.team),
        "outcome": "route",
        "key": str(uuid.uuid4()),
    }


def _page(answer: Answer) -> Answer:
    return _expect(answer, 200)


def _done(visitor: Visitor, answer: Answer) -> Answer:
    # A person sees the next page, which tells what was done; who never does carries ever more to tell.
    visitor.cookies.pop("messages", None)
    return _expect(answer, 302)


def _expect(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        text = answer.body.decode(errors="replace")[:300]
        raise UnexpectedAnswer(f"Verwacht was {status}, er kwam {answer.status}: {text}")
    return answer
