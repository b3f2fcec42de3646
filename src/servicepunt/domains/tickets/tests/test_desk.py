"""The agents' page of a ticket: what it shows, what it refuses, and that nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.access import get_ticket
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.queries.search import tickets_with_words
from tests.village import MINUTE, NOON


class Page:
    """The page of one ticket, as somebody sees it."""

    def __init__(self, client: Client, ticket: Ticket, person: Person) -> None:
        self.client, self.ticket, self.person = client, ticket, person
        client.force_login(person)

    def show(self) -> str:
        """Return the page."""
        return self.client.get(self.url("ticket")).content.decode()

    def url(self, name: str, *more: object) -> str:
        """Return the address of a step."""
        return reverse(f"tickets:{name}", args=[self.ticket.number.replace(" ", "-"), *more])

    def send(self, name: str, **typed: object):
        """Send the form of a step with the version that this ticket has."""
        fields = {key: value for key, value in ({"seen": self.ticket.version} | typed).items() if value is not None}
        return self.client.post(self.url(name), fields)


@pytest.fixture
def page(village, client):
    """The page of a new ticket, as Fatima sees it."""
    return Page(client, village.ticket(), village.fatima)


def test_a_confidential_ticket_that_leaves_the_group_brings_its_agent_back_to_the_list(village, client):
    page = Page(client, village.ticket(is_confidential=True), village.fatima)
    answer = page.send("escalate", team=village.second_line.pk, reason="Rechten", tried="Niets")
    assert answer.status_code == 302
    arrived = client.get(answer.url)
    assert arrived.status_code == 200
    assert "Je ziet deze melding niet meer" in arrived.content.decode()


def test_a_ticket_of_somebody_who_left_can_be_solved(village, client):
    page = Page(client, village.ticket(), village.fatima)
    Person.objects.filter(pk=village.joost.pk).update(is_active=False)
    answer = page.send("solve", text="Account is opgeheven.", cause="autorisatie")
    assert answer.status_code == 302
    page.ticket.refresh_from_db()
    assert page.ticket.status == "solved"


def test_a_new_subject_is_found_at_once(village):
    ticket = village.ticket()
    actions.change_details(ticket=ticket, seen=None, title="Koffieapparaat lekt", by=village.fatima, at=NOON)
    assert tickets_with_words("koffieapparaat") == [ticket.pk]


def test_another_requester_is_found_at_once(village):
    ticket = village.ticket()
    actions.change_details(ticket=ticket, seen=None, requester=village.els, by=village.fatima, at=NOON)
    assert tickets_with_words("jansen") == [ticket.pk]


def test_setting_the_same_priority_again_writes_nothing(village):
    ticket = village.ticket()
    same = {"impact": ticket.impact, "urgency": ticket.urgency, "override": None, "reason": "", "seen": None}
    actions.set_priority(ticket=ticket, by=village.fatima, at=NOON, **same)
    ticket.refresh_from_db()
    assert ticket.version == len(lines_of(ticket.pk)) == 2


def test_a_warning_of_a_clock_does_not_refuse_an_answer(village):
    ticket = village.ticket()
    seen = ticket.version
    actions.fire_levels(ticket=ticket.pk, at=NOON + 59 * MINUTE)
    ticket.refresh_from_db()
    assert ticket.version > seen
    actions.reply_to_ticket(ticket=ticket, text="Ik kijk mee.", seen=seen, by=village.fatima, at=NOON + 60 * MINUTE)


def test_a_refused_answer_says_what_changed_by_whom_and_keeps_the_text(page, village):
    seen = page.ticket.version
    actions.write_note(ticket=page.ticket, text="Bel hem niet", by=village.sanne, at=NOON)
    actions.take_ticket(ticket=page.ticket, by=village.sanne, at=NOON)
    answer = page.send("reply", audience="public", text="Ik bel je zo.", seen=seen)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Sanne de Wit wijzigde dit net" in text
    assert "Er kwam een interne notitie bij. Door Sanne de Wit" in text
    assert "Toegewezen aan Sanne de Wit" in text
    assert "Ik bel je zo." in text
    again = page.send("reply", audience="public", text="Ik bel je zo.", seen=get_ticket_version(page))
    assert again.status_code == 302


def get_ticket_version(page: Page) -> int:
    return get_ticket(page.ticket.number, viewer=page.person).version


@pytest.mark.parametrize(
    ("step", "typed", "kept"),
    [
        ("assign", {"team": "SECOND", "agent": "BRAM"}, ['value="SECOND" selected', 'value="BRAM" selected']),
        ("priority", {"impact": "organization", "urgency": "blocked", "override": "4", "reason": "Oefening"},
         ['value="organization" selected', 'value="blocked" selected', 'value="4" selected', "Oefening"]),
        ("details", {"title": "Andere titel", "kind": "complaint", "category": "Telefonie", "is_confidential": "on"},
         ["Andere titel", 'value="complaint" selected', 'value="Telefonie" selected', 'value="on" checked']),
        ("wait", {"reason": "approval", "until": "2030-01-02T10:30", "note": "Akkoord van Els"},
         ['value="approval" selected', "2030-01-02T10:30", "Akkoord van Els"]),
        ("escalate", {"team": "SECOND", "reason": "Te moeilijk", "tried": "Herstart"},
         ['value="SECOND" selected', "Te moeilijk", "Herstart"]),
        ("solve", {"text": "Zo gedaan", "cause": "netwerk"}, ["Zo gedaan", 'value="netwerk" selected']),
    ],
)  # fmt: skip
def test_a_refused_step_keeps_every_choice(page, village, step, typed, kept):
    names = {"SECOND": str(village.second_line.pk), "BRAM": str(village.bram.pk)}
    seen = page.ticket.version
    actions.write_note(ticket=page.ticket, text="Even wachten", by=village.sanne, at=NOON)
    answer = page.send(step, seen=seen, **{name: names.get(value, value) for name, value in typed.items()})
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in kept:
        for short, real in names.items():
            words = words.replace(short, real)
        assert words in text, words


def test_an_error_leads_to_its_own_field(page, village):
    text = page.send("escalate", team=village.second_line.pk, reason="", tried="Herstart").content.decode()
    assert '<a href="#id_escalate_reason">Schrijf waarom je escaleert.</a>' in text
