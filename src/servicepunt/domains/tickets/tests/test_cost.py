"""What the page of a ticket costs: no more statements for more messages, and names that are known are not asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.queries.search import tickets_with_words
from servicepunt.foundation.files import KeptFile
from tests.village import NOON

# Who asks, the ticket, all that is about it, names of other tickets, and what stands around the page.
MOST = 5


def statements(client, ticket):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"/balie/melding/{ticket.number.replace(' ', '-')}/").status_code == 200
    return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_no_statement_of_the_page_is_planned_again_for_its_values(village, client):
    client.force_login(village.fatima)
    ticket = village.ticket()
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/balie/melding/{ticket.number.replace(' ', '-')}/")
    # SQLite plans a statement again at each value for LIKE, of which it looks whether an index serves.
    assert [one["sql"] for one in asked if " LIKE " in one["sql"]] == []


def test_a_long_conversation_costs_as_many_statements_as_a_short_one(village, client):
    client.force_login(village.fatima)
    short, long = village.ticket(), village.ticket()
    kept = KeptFile(name="a.png", size=3, digest="0" * 64, content_type="image/png")
    for ticket, notes in ((short, 1), (long, 12)):
        actions.take_ticket(ticket=ticket, by=village.fatima, at=NOON)
        actions.link_tickets(first=ticket, second=village.ticket(), kind="related", by=village.els, at=NOON)
        for place in range(notes):
            by = village.sanne if place % 2 else village.fatima
            actions.write_note(ticket=ticket, text=f"Notitie {place}", by=by, at=NOON)
            actions.reply_to_ticket(ticket=ticket, text="Zie bijlage", files=[kept], seen=None, by=by, at=NOON)
            village.ticket()
    assert statements(client, long) == statements(client, short) <= MOST


def test_a_word_of_many_tickets_and_a_word_of_one_are_both_found_newest_first(village):
    many = [village.ticket(title=f"Beamer {place}", text="Hij doet het niet.") for place in range(12)]
    one = village.ticket(title="Beamer met weerhaak", text="Hij doet het niet.")
    assert tickets_with_words("beamer") == [one.pk, *(ticket.pk for ticket in reversed(many))]
    assert tickets_with_words("weerhaak") == [one.pk]
    assert tickets_with_words("beamer weerhaak") == [one.pk]


def test_taking_a_ticket_asks_only_what_it_needs(village, client):
    client.force_login(village.fatima)
    number = village.ticket().number.replace(" ", "-")
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"/balie/melding/{number}/pak-op/").status_code == 302
    own = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    # Who asks, the ticket, its lock, the line, its lines, hours, and the ticket again.
    assert len(own) <= 7, own


@pytest.mark.parametrize(
    ("one", "many"), [("wachtwoord", "wachtwoorden"), ("toetsenbord", "toetsenborden"), ("antwoord", "antwoorden")]
)
def test_a_word_is_found_by_its_plural_and_the_other_way_round(village, one, many):
    single = village.ticket(title=f"Mijn {one} werkt niet", text="Help.")
    plural = village.ticket(title=f"Alle {many} werken niet", text="Help.")
    assert tickets_with_words(one) == tickets_with_words(many) == [plural.pk, single.pk]
