"""The list of work: what it shows, what it hides, and changing many at once."""

import pytest

from servicepunt.domains.tickets import actions
from servicepunt.domains.worklist import queries as listing
from servicepunt.domains.worklist.actions import assign_many, undo
from tests.village import MINUTE, NOON


def test_a_bulk_change_can_be_undone_unless_somebody_changed_it_since(village):
    tickets = [village.ticket() for _ in range(3)]
    done = assign_many(
        tickets=[(ticket, None) for ticket in tickets],
        team=village.second_line,
        agent=None,
        said="toegewezen",
        by=village.fatima,
        at=NOON,
    )
    assert (done.changed, done.refused) == (3, [])
    actions.take_ticket(ticket=tickets[0], by=village.bram, at=NOON)
    undone = undo(step=done.undo, by=village.fatima, at=NOON + MINUTE)
    assert undone.changed == 2
    assert [number for number, _ in undone.refused] == [tickets[0].number]
    with pytest.raises(actions.StepNotAllowed):
        undo(step=done.undo, by=village.fatima, at=NOON + MINUTE)


def test_every_word_finds_the_ticket_at_once(village):
    ticket = village.ticket(title="Reislaptop kapot", text="De coördinator belde over de printers")
    actions.write_note(ticket=ticket, text="Zie ook zaaksysteem", by=village.fatima, at=NOON)
    for words in ("laptop", "reislap", "COORDINATOR", "printer", "zaaksysteem", "joost", "M26070001", "kapot printers"):
        found = listing.worklist(listing.Filters(view="all", q=words), viewer=village.fatima, at=NOON)
        assert [row["number"] for row in found.rows] == [ticket.number], words
    missing = listing.worklist(listing.Filters(view="all", q="kapot fiets"), viewer=village.fatima, at=NOON)
    assert missing.rows == []


@pytest.mark.parametrize("number", ["m2607-0001", "2607 0001", " 26070001 "])
def test_an_exact_number_ignores_every_filter_also_without_its_letter(village, number):
    ticket = village.ticket()
    filters = listing.Filters(view="mine", q=number, priority="1")
    assert listing.worklist(filters, viewer=village.fatima, at=NOON).rows[0]["number"] == ticket.number


def test_filters_say_what_they_hide_and_pages_follow_without_gaps(village):
    for place in range(7):
        village.ticket(impact="person", urgency="blocked" if place < 3 else "can_wait")
    hidden = listing.worklist(listing.Filters(view="open", priority="2"), viewer=village.fatima, at=NOON)
    assert (hidden.total, hidden.hidden) == (3, 4)
    seen, filters = [], listing.Filters(view="open")
    while True:
        page = listing.worklist(filters, viewer=village.fatima, at=NOON, size=2)
        seen += [row["number"] for row in page.rows]
        if not page.next_cursor:
            break
        filters = listing.Filters(view="open", cursor=page.next_cursor)
    assert len(seen) == len(set(seen)) == 7


def test_the_worklist_costs_the_same_number_of_queries_for_more_rows(village, django_assert_max_num_queries):
    for _ in range(30):
        village.ticket()
    with django_assert_max_num_queries(4):
        listing.worklist(listing.Filters(view="team"), viewer=village.fatima, at=NOON)
