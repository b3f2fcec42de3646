"""The demo municipality: whole, believable, and the same every time."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from servicepunt.domains.people.models import Person, Supplier, Team
from servicepunt.domains.tenders.actions.drafting import try_key
from servicepunt.domains.tenders.queries import look_at
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.entrypoints.demo.hiring import PASSPHRASES, make_requests, supplier_accounts
from servicepunt.entrypoints.demo.people import DOMAIN, make_village
from servicepunt.entrypoints.demo.seed import fill

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
FEW = 400
pytestmark = pytest.mark.django_db


def contents():
    tickets = list(Ticket.objects.order_by("number").values_list("number", "title", "status", "due_at", "is_late"))
    return tickets, list(Message.objects.order_by("pk").values_list("text", flat=True))


def test_a_municipality_is_there_with_people_teams_and_a_quarter_of_work():
    fill(at=NOON, smtp_port=2525, say=lambda _: None, tickets=FEW)
    assert Person.objects.count() >= 550
    assert (Team.objects.count(), Supplier.objects.count()) == (4, 12)
    assert Ticket.objects.count() == FEW
    first = Ticket.objects.order_by("started_at").values_list("started_at", flat=True)[0]
    assert 85 <= (NOON - first).days <= 91
    assert not Ticket.objects.filter(started_at__gt=NOON).exists()
    late = Ticket.objects.filter(is_late=True).count() / FEW
    assert 0.03 < late < 0.2
    assert {"new", "open", "waiting", "solved", "closed"} == set(Ticket.objects.values_list("status", flat=True))


def once():
    """Return what a filling makes, and take it away again."""
    with transaction.atomic():
        fill(at=NOON, smtp_port=2525, say=lambda _: None, tickets=100)
        found = contents()
        transaction.set_rollback(True)
    return found


def test_the_same_moment_makes_the_same_municipality():
    assert once() == once()


@pytest.mark.parametrize("at", [NOON, NOON + timedelta(days=5, hours=-4), datetime(2027, 1, 1, 23, 0, tzinfo=UTC)])
def test_the_employee_has_something_to_answer_to_follow_and_to_confirm_on_any_day(at):
    fill(at=at, smtp_port=2525, say=lambda _: None, tickets=1_000)
    mine = Ticket.objects.filter(requester__email="medewerker@voorbeeld.example")
    states = set(mine.values_list("status", "wait_reason"))
    assert {("waiting", "requester"), ("open", ""), ("solved", "")} <= states
    # By number: PostgreSQL knows nothing yet of tables that were filled in the same transaction.
    numbers = list(mine.values_list("pk", flat=True))
    said = Message.objects.filter(ticket__in=numbers, is_from_requester=True).values_list("author__name", flat=True)
    assert set(said) == {"Joost Kuipers"}


@pytest.mark.parametrize("day", ["2026-03-27T12:00Z", "2026-12-24T23:30Z", "2027-02-28T01:00Z"])
def test_at_any_moment_there_is_a_request_open_for_offers_and_a_concept(day):
    at = datetime.fromisoformat(day)
    make_village(random.Random(1), at=at)
    running, concept = make_requests(at=at)
    coordinator = Person.objects.get(email=f"coordinator@{DOMAIN}")
    looks = [look_at(each.number, viewer=coordinator, at=at) for each in (running, concept)]
    assert [look.stage for look in looks] == [Stage.PUBLISHED, Stage.DRAFT]
    assert len(looks[0].dossier.questions) == 2
    for local, passphrase in PASSPHRASES.items():
        holder = Person.objects.get(email=f"{local}@{DOMAIN}")
        assert try_key(tender=running, passphrase=passphrase, by=holder)
    assert {person.email for person in Person.objects.filter(supplier__isnull=False)} == set(supplier_accounts())
