"""The fixed questions of every page: each view finds what its words say, and costs one statement."""

import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunt.domains.people.models import Membership, Person
from servicepunt.domains.people.queries import staff
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries import search
from servicepunt.domains.worklist import queries as listing
from servicepunt.domains.worklist.actions import save_view
from servicepunt.domains.worklist.queries import around, fixed
from tests.village import HOUR, MINUTE, NOON

OPEN = {"new", "open", "waiting"}


def person_again(person):
    """Return the person as the next request has them: nothing remembered."""
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def tickets(village):
    """Tickets in every state, of both teams, some confidential, some without a due moment."""
    made = [village.ticket(title=f"Laptop {place}") for place in range(12)]
    for ticket in made[:4]:
        actions.take_ticket(ticket=ticket, by=village.fatima, at=NOON)
    for ticket in made[3:6]:
        actions.escalate_ticket(
            ticket=ticket, team=village.second_line, reason="rechten", tried="", seen=None, by=village.fatima, at=NOON
        )
    Ticket.objects.filter(pk__in=[made[4].pk, made[6].pk]).update(is_confidential=True)
    Ticket.objects.filter(pk__in=[made[0].pk, made[5].pk, made[7].pk]).update(has_new_answer=True)
    Ticket.objects.filter(pk=made[8].pk).update(status="waiting", wait_reason="supplier", wait_until=NOON + HOUR)
    Ticket.objects.filter(pk=made[9].pk).update(status="closed", due_at=None)
    Ticket.objects.filter(pk__in=[made[1].pk, made[10].pk]).update(due_at=NOON + 30 * MINUTE, priority=1)
    Ticket.objects.filter(pk=made[11].pk).update(due_at=None)
    return list(Ticket.objects.order_by("id"))


def expected(view, ticket, person, teams):
    is_open, is_ours = ticket.status in OPEN, ticket.team_id in teams
    if ticket.is_confidential and not is_ours and ticket.agent_id != person.pk:
        return False
    return {
        "mine": is_open and ticket.agent_id == person.pk,
        "answered": is_open and ticket.has_new_answer and is_ours,
        "unassigned": is_open and ticket.agent_id is None and is_ours,
        "team": is_open and is_ours,
        "soon": is_open and ticket.due_at is not None and ticket.due_at <= NOON + HOUR,
        "waiting": ticket.status == "waiting",
        "open": is_open,
        "all": True,
    }[view]


@pytest.mark.parametrize("name", ["fatima", "bram", "sanne"])
def test_every_view_finds_what_it_says_and_its_count_agrees(village, tickets, name):
    person = person_again(getattr(village, name))
    teams = set(Membership.objects.filter(person=person).values_list("team_id", flat=True))
    counts = around(viewer=person, at=NOON).counts
    for view in listing.VIEWS:
        page = listing.worklist(listing.Filters(view=view), viewer=person, at=NOON)
        wanted = {ticket.number for ticket in tickets if expected(view, ticket, person, teams)}
        assert {row["number"] for row in page.rows} == wanted, view
        assert page.total == len(wanted)
        assert counts.get(view, len(wanted)) == len(wanted), view


def test_somebody_who_does_not_work_at_the_desk_finds_nothing(village, tickets):
    assert listing.worklist(listing.Filters(view="all"), viewer=village.joost, at=NOON).rows == []
    assert set(around(viewer=village.joost, at=NOON).counts.values()) == {0}


def test_a_row_is_what_the_ticket_is(village, tickets):
    for row in listing.worklist(listing.Filters(view="all"), viewer=village.fatima, at=NOON).rows:
        ticket = Ticket.objects.select_related("requester__department", "agent", "team").get(pk=row["id"])
        for name in ("number", "status", "due_at", "wait_until", "started_at", "changed_at", "has_new_answer"):
            assert row[name] == getattr(ticket, name), name
        assert row["is_confidential"] is ticket.is_confidential
        assert row["requester__department__name"] == ticket.requester.department.name
        assert row["agent__name"] == (ticket.agent.name if ticket.agent else None)


@pytest.mark.parametrize("sort", list(listing.SORTS))
@pytest.mark.parametrize("words", ["", "laptop"])
def test_pages_follow_each_other_without_gaps_in_every_order(village, tickets, sort, words):
    whole = listing.worklist(listing.Filters(view="all", sort=sort, q=words), viewer=village.fatima, at=NOON)
    seen, filters = [], listing.Filters(view="all", sort=sort, q=words)
    for _ in range(20):
        page = listing.worklist(filters, viewer=village.fatima, at=NOON, size=3)
        seen += [row["number"] for row in page.rows]
        assert page.total == whole.total
        if not page.next_cursor:
            break
        filters = listing.Filters(view="all", sort=sort, q=words, cursor=page.next_cursor)
    assert seen == [row["number"] for row in whole.rows]
    exported = listing.all_rows(listing.Filters(view="all", sort=sort, q=words), viewer=village.fatima, at=NOON)
    assert [row["number"] for row in exported] == seen


@pytest.mark.parametrize("view", ["all", "open"])
def test_the_export_of_a_search_has_every_ticket_also_those_that_the_page_leaves_out(village, monkeypatch, view):
    monkeypatch.setattr(search, "MOST_HITS", 2)
    monkeypatch.setattr(search, "FURTHEST", 3)
    numbers = [village.ticket(title="Laptop start niet").number for _ in range(12)]
    filters = listing.Filters(view=view, sort="newest", q="laptop")
    assert len(listing.worklist(filters, viewer=village.fatima, at=NOON).rows) == 2
    exported = listing.all_rows(filters, viewer=village.fatima, at=NOON)
    assert [row["number"] for row in exported] == numbers[::-1]


@pytest.mark.parametrize(
    ("name", "value", "test"),
    [
        ("kind", "question", lambda t: t.kind == "question"),
        ("channel", "phone", lambda t: t.channel == "phone"),
        ("priority", "1", lambda t: t.priority == 1),
        ("agent", "none", lambda t: t.agent_id is None),
        ("status", "open", lambda t: t.status == "open"),
        ("status", "answered", lambda t: t.has_new_answer),
        ("status", "waiting-supplier", lambda t: t.status == "waiting" and t.wait_reason == "supplier"),
        ("team", "9" * 60, lambda t: False),
        ("agent", "9" * 60, lambda t: False),
    ],
)
def test_a_filter_narrows_and_says_how_many_it_hides(village, tickets, name, value, test):
    page = listing.worklist(listing.Filters(view="open", **{name: value}), viewer=village.sanne, at=NOON)
    whole = listing.worklist(listing.Filters(view="open"), viewer=village.sanne, at=NOON)
    seen = {ticket.number for ticket in tickets if test(ticket)}
    assert {row["number"] for row in page.rows} == {row["number"] for row in whole.rows} & seen
    assert page.hidden == whole.total - page.total


@pytest.mark.parametrize(
    "cursor", ["x", "bnVsbA", "WyJ4IiwgInkiXQ", "W3siYSI6IDF9LCA1XQ", "WzEsIDk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"]
)
@pytest.mark.parametrize("sort", list(listing.SORTS))
def test_a_cursor_that_no_page_wrote_breaks_nothing(village, tickets, cursor, sort):
    listing.worklist(listing.Filters(view="all", sort=sort, cursor=cursor), viewer=village.fatima, at=NOON)
    coded = base64.urlsafe_b64encode(cursor.encode()).decode()
    listing.worklist(listing.Filters(view="all", sort=sort, cursor=coded), viewer=village.fatima, at=NOON)


def test_a_page_past_the_end_still_says_how_many_there_are(village, tickets):
    last = listing.worklist(listing.Filters(view="open", sort="newest"), viewer=village.sanne, at=NOON, size=1)
    Ticket.objects.filter(pk__lt=last.rows[0]["id"]).update(status="closed")
    page = listing.worklist(
        listing.Filters(view="open", sort="newest", cursor=last.next_cursor), viewer=village.sanne, at=NOON
    )
    assert (page.rows, page.total) == ([], 1)


def test_a_page_and_its_surroundings_cost_a_statement_each(village, tickets, django_assert_num_queries):
    village.fatima._team_ids = [village.service_point.pk]
    with django_assert_num_queries(1):
        listing.worklist(listing.Filters(view="open", priority="1", q="laptop"), viewer=village.fatima, at=NOON)
    with django_assert_num_queries(1):
        around(viewer=village.fatima, at=NOON)
    with django_assert_num_queries(1):
        listing.choices(village.fatima)
    with django_assert_num_queries(1):
        listing.news_since(NOON, listing.Filters(q="laptop"), viewer=village.fatima, at=NOON)


@pytest.mark.parametrize(("view", "words"), [("unassigned", ""), ("all", ""), ("all", "laptop"), ("all", "fiets")])
def test_news_is_counted_within_the_view(village, tickets, view, words):
    since, later = NOON + MINUTE, NOON + 2 * MINUTE
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets[4:]]).update(changed_at=later)
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets[10:]]).update(opened_at=later)
    seen = [ticket for ticket in tickets if expected(view, ticket, village.fatima, {village.service_point.pk})]
    found = [ticket.pk for ticket in seen if words in {"", "laptop"}]
    fresh, changed = (sum(pk in found for pk in (t.pk for t in some)) for some in (tickets[10:], tickets[4:10]))
    filters = listing.Filters(view=view, q=words)
    assert listing.news_since(since, filters, viewer=village.fatima, at=NOON) == (fresh, changed)
    assert listing.news_since(later, filters, viewer=village.fatima, at=NOON) == (0, 0)


def test_the_choices_are_the_active_teams_the_agents_and_views_of_ones_own(village):
    save_view(name="Printers", filters={"view": "open", "q": "printer"}, by=village.fatima)
    save_view(name="Van Sanne", filters={"view": "mine"}, by=village.sanne)
    village.second_line.is_active = False
    village.second_line.save(update_fields=["is_active"])
    chosen = listing.choices(village.fatima)
    assert [(view.name, view.filters) for view in chosen.views] == [("Printers", {"view": "open", "q": "printer"})]
    assert chosen.staff == staff()
    assert [name for _, name in chosen.staff.teams] == ["Servicepunt"]
    assert [name for _, name in chosen.staff.agents] == sorted(
        person.name for person in (village.fatima, village.bram, village.sanne, village.willemien)
    )


@pytest.mark.parametrize(
    ("sort", "index"), [("due", "open_by_due"), ("changed", "open_by_change"), ("priority", "open_by_priority")]
)
def test_open_work_comes_out_of_an_index_in_its_order(village, tickets, sort, index):
    if connection.vendor != "postgresql":
        pytest.skip("plans of PostgreSQL")
    asked = []
    with connection.execute_wrapper(lambda execute, *given: asked.append(given) or execute(*given)):
        listing.worklist(listing.Filters(view="open", sort=sort), viewer=person_again(village.fatima), at=NOON)
    statement, values, *_ = asked[-1]
    with connection.cursor() as cursor:
        # So few tickets fit on a page: without these it would just read and sort them.
        for other in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Index Scan using {index}" in plan or f"Index Scan Backward using {index}" in plan


def test_new_answers_are_counted_in_an_index_of_their_own(village, tickets):
    with CaptureQueriesContext(connection) as asked:
        around(viewer=person_again(village.fatima), at=NOON)
    if connection.vendor == "postgresql":
        crowd_out(3_000)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {asked[-1]['sql']}")
        plan = " ".join(str(line) for line in cursor.fetchall())
    assert "open_with_answer" in plan


def crowd_out(copies):
    """Make so many tickets without a new answer of each there is, and let PostgreSQL know: of a few it reads all."""
    changed = {"number": "number || copy", "has_new_answer": "false", "id": "nextval('tickets_ticket_id_seq')"}
    names = [str(field.column) for field in Ticket._meta.concrete_fields]
    values = ", ".join(changed.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tickets_ticket ({', '.join(names)})"
            f" SELECT {values} FROM tickets_ticket CROSS JOIN generate_series(1, {copies // 12}) copy"
        )
        cursor.execute("ANALYZE tickets_ticket")


@pytest.fixture
def few_hits(monkeypatch):
    """Three hits are many, and only the newest eight tickets are looked at for a word that most have."""
    for place, name, value in ((search, "MOST_HITS", 3), (fixed, "CAP", 3), (search, "FURTHEST", 8)):
        monkeypatch.setattr(place, name, value)


def found(village, **filters):
    return listing.worklist(listing.Filters(q="laptop", **filters), viewer=village.sanne, at=NOON)


def test_a_filter_is_met_before_the_newest_hits_are_chosen(village, few_hits):
    made = [village.ticket(title=f"Laptop {place}") for place in range(8)]
    Ticket.objects.filter(pk__in=[made[0].pk, made[1].pk]).update(priority=1)
    page = found(village, view="all", priority="1")
    assert {row["id"] for row in page.rows} == {made[0].pk, made[1].pk}
    assert (page.total, page.is_capped, page.hidden, page.hides_more) == (2, False, 1, True)


def test_the_view_and_what_one_may_see_are_met_before_the_newest_hits_are_chosen(village, few_hits):
    made = [village.ticket(title=f"Laptop {place}") for place in range(8)]
    Ticket.objects.filter(pk__in=[one.pk for one in made[2:5]]).update(status="closed")
    hidden = Ticket.objects.filter(pk__in=[one.pk for one in made[5:]])
    hidden.update(is_confidential=True, team=village.second_line, agent=None)
    page = listing.worklist(listing.Filters(view="open", q="laptop"), viewer=person_again(village.fatima), at=NOON)
    assert {row["id"] for row in page.rows} == {made[0].pk, made[1].pk}
    assert page.total == 2


def test_a_list_of_the_newest_hits_says_so(village, few_hits, client):
    for place in range(8):
        village.ticket(title=f"Laptop {place}")
    assert found(village, view="all").is_capped
    client.force_login(village.fatima)
    assert "De nieuwste 3 treffers; verfijn je zoekvraag" in client.get("/balie/?view=all&q=laptop").content.decode()


@pytest.mark.parametrize("view", ["all", "open"])
def test_older_tickets_that_were_not_looked_at_are_told(village, few_hits, client, view):
    made = [village.ticket(title=f"Laptop {place}") for place in range(14)]
    Ticket.objects.filter(pk__in=[made[0].pk, made[13].pk]).update(priority=1)
    page = found(village, view=view, priority="1")
    is_cut = view == "all" and connection.vendor == "postgresql"
    assert (page.total, page.is_cut) == (1 if is_cut else 2, is_cut)
    client.force_login(village.fatima)
    text = client.get(f"/balie/?view={view}&q=laptop&priority=1").content.decode()
    assert ("1 treffer in de nieuwste 50.000 meldingen" in text) is is_cut
    assert found(village, view=view, priority="4").is_cut is is_cut
