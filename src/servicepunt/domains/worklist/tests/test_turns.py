"""Whose turn it is: the groups of the list, the bars below its clocks, and how both stand on every page."""

import re

import pytest

from servicepunt.domains.agreements.models import Norm
from servicepunt.domains.agreements.rules.waiting import WaitReason
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.clocks import readings_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.worklist import queries as listing
from servicepunt.domains.worklist.desk.rows import Rows
from servicepunt.domains.worklist.rules.turns import turns
from tests.village import DAY, HOUR, MINUTE, NOON

NOW, TODAY, LATER, NONE, WAITS = (
    "Nu aan de beurt", "Vandaag", "Later", "Zonder streeftijd", "Wacht op een ander",
)  # fmt: skip


@pytest.fixture
def fatima(village, client):
    """A browser in which Fatima is signed in."""
    client.force_login(village.fatima)
    return client


@pytest.fixture
def mixed(village):
    """Tickets of every turn, made in an order that is not theirs."""
    made = {}
    dues = {NOW: -HOUR, TODAY: 5 * HOUR, LATER: DAY, NONE: None, WAITS: None}
    for place in range(3):
        for heading, due in list(dues.items())[::-1]:
            ticket = village.ticket(title=f"Laptop {heading}")
            made[ticket.number] = heading
            fields = {"due_at": None if due is None else NOON + due + place * MINUTE}
            if heading == WAITS:
                fields |= {"status": "waiting", "wait_reason": "requester", "wait_until": NOON + DAY}
            Ticket.objects.filter(pk=ticket.pk).update(**fields)
    return made


def pages_of(village, size, **filters):
    filters = listing.Filters(**filters)
    while True:
        page = listing.worklist(filters, viewer=village.fatima, at=NOON, size=size)
        yield page.rows
        if not page.next_cursor:
            return
        filters = listing.Filters(**filters.query(cursor=page.next_cursor))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 50])
@pytest.mark.parametrize("words", ["", "laptop"])
def test_every_row_stands_under_its_own_heading_on_whatever_page_it_comes(village, mixed, size, words):
    seen = []
    for rows in pages_of(village, size, view="open", q=words):
        for heading, part in turns(rows, NOON):
            assert {mixed[row["number"]] for row in part} == {heading}
            seen += [(heading, row["number"]) for row in part]
    assert [heading for heading, _ in seen] == [each for each in (NOW, TODAY, LATER, NONE, WAITS) for _ in range(3)]
    assert len({number for _, number in seen}) == len(mixed)


@pytest.mark.parametrize(
    ("due", "heading"),
    [
        (NOON - 300 * DAY, NOW),
        (NOON + 2 * HOUR, NOW),
        (NOON + 2 * HOUR + MINUTE, TODAY),
        # 14 July ends at 22:00 in UTC.
        (NOON + 12 * HOUR - MINUTE, TODAY),
        (NOON + 12 * HOUR, LATER),
    ],
)
def test_a_day_ends_at_midnight_on_the_wall(due, heading):
    assert turns([{"due_at": due, "status": "new"}], NOON)[0][0] == heading


def test_a_heading_is_the_header_of_a_group_of_rows(mixed, fatima):
    text = fatima.get("/balie/?view=open").content.decode()
    bodies = re.findall(r"<tbody>.*?</tbody>", text, re.DOTALL)
    assert len(bodies) > 1
    for body in bodies:
        assert body.count('scope="rowgroup"') == 1
        assert body.index('scope="rowgroup"') < body.index('scope="row"')


@pytest.mark.parametrize(
    "address", ["/balie/?view=open&sort=newest", "/balie/?view=open&sort=priority", "/balie/?view=all"]
)
def test_another_order_has_no_headings(mixed, fatima, address):
    text = fatima.get(address).content.decode()
    assert text.count("<tbody>") == 1
    assert "rowgroup" not in text


def shown(village, at, **filters):
    filters = listing.Filters(view="open", **filters)
    page = listing.worklist(filters, viewer=village.fatima, at=at)
    rows = Rows(listing.choices(village.fatima).agreed, at)
    return {row["id"]: rows.row_of(row) for row in page.rows}


def test_a_bar_tells_what_the_clock_on_the_page_of_the_ticket_tells(village):
    made = [village.ticket(title=f"Laptop {place}", urgency=("can_wait", "blocked")[place % 2]) for place in range(8)]
    for ticket in made[2:5]:
        actions.take_ticket(ticket=ticket, by=village.fatima, at=NOON + 5 * MINUTE)
        actions.reply_to_ticket(
            ticket=ticket, text="Ik kijk ernaar.", seen=None, by=village.fatima, at=NOON + 10 * MINUTE
        )
    until = {"until": NOON + 90 * MINUTE, "note": "", "seen": None, "by": village.fatima}
    actions.let_ticket_wait(ticket=made[3], reason=WaitReason.REQUESTER, at=NOON + 20 * MINUTE, **until)
    actions.resume_ticket(ticket=made[3], why="wake_up", seen=None, by=None, at=NOON + 90 * MINUTE)
    states = set()
    for at in (NOON + place * 90 * MINUTE for place in range(1, 30)):
        for pk, row in shown(village, at).items():
            ticket = Ticket.objects.get(pk=pk)
            if ticket.due_at is None:
                continue
            running = [one for one in readings_of(lines_of(pk), at=at) if one.due_at == ticket.due_at]
            [reading] = [one for one in running if one.clock == ticket.due_clock]
            share = min(100, int(100 * reading.spent / reading.target))
            assert row.used == (100 if ticket.due_at < at else share // 5 * 5)
            states.add(row.clock_state)
    assert states == {"normal", "soon", "late"}


def test_a_clock_that_stands_still_has_a_line_without_a_share(village, fatima):
    waits = village.ticket()
    until = {"until": NOON + DAY, "note": "", "seen": None, "by": village.fatima, "at": NOON}
    actions.take_ticket(ticket=waits, by=village.fatima, at=NOON)
    actions.reply_to_ticket(ticket=waits, text="Welke laptop?", seen=None, by=village.fatima, at=NOON)
    actions.let_ticket_wait(ticket=waits, reason=WaitReason.REQUESTER, **until)
    assert shown(village, NOON)[waits.pk].used is None
    text = fatima.get("/balie/?view=open").content.decode()
    assert "sp-sla-clock__still" in text
    assert "sp-sla-clock__value" not in text


def test_a_bar_follows_the_norm_that_holds_now(village):
    ticket = village.ticket()
    Norm.objects.update(acknowledge=480)
    actions.apply_agreements(ticket=ticket.pk, at=NOON)
    at = NOON + 4 * HOUR
    assert shown(village, at)[ticket.pk].used == 50
    Norm.objects.update(acknowledge=None, resolve=None)
    # Without a target no share, until the ticket has no due moment either.
    assert shown(village, at)[ticket.pk].used is None


def test_the_list_says_how_many_there_are_by_which_way_they_came_and_where_to_make_one(village, fatima):
    village.ticket(channel="counter")
    text = fatima.get("/balie/?view=open").content.decode()
    assert re.search(r"</h1><span[^>]*role=\"status\"[^>]*>1 melding</span>", text)
    assert re.search(r"#i-counter\"></use></svg></span>Balie", text)
    assert re.search(r"<a class=\"sp-button sp-button--primary\" href=\"/balie/telefoon/\" data-key=\"c\"", text)


def test_headings_of_a_list_cost_no_statement(village, mixed, fatima, django_assert_max_num_queries):
    with django_assert_max_num_queries(4 + 1):
        fatima.get("/balie/?view=open")
