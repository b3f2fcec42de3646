"""Undoing one's own last change of one ticket: everything is as it was, or what changed since is said."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tickets import actions, tasks
from servicepunt.domains.tickets.models import Link, Message, Ticket
from servicepunt.domains.tickets.queries.clocks import readings_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.worklist.actions import details_of, put_back, state_of
from servicepunt.foundation.clock import now
from tests.village import DAY, MINUTE, NOON

# As far ahead as a ticket may wait, nearly.
FAR = (now() + 300 * DAY).replace(second=0, microsecond=0)
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def fatima(village):
    client = Client()
    client.force_login(village.fatima)
    return client


def step(client, ticket, name, **typed):
    """Take a step on the page of a ticket; return what the next page offers to undo it: where, and what is sent."""
    ticket.refresh_from_db()
    more = [typed.pop("other").number.replace(" ", "-")] if "other" in typed else []
    address = reverse(f"tickets:{name}", args=[ticket.number.replace(" ", "-"), *more])
    return offered_in(client.post(address, {"seen": ticket.version} | typed, follow=True).content.decode())


def offered_in(page):
    offered = re.search(r'action="([^"]+)" data-undo>(.*?)</form>', page)
    if offered is None:
        return None
    assert "?" not in offered[1]
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', offered[2])
    return offered[1], {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def as_it_is(ticket):
    """Return what can be put back, and what the clocks say a day later."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    later = readings_of(lines_of(ticket.pk), at=now() + DAY)
    state = state_of(ticket) | details_of(ticket) | {"version": 0}
    return state, [(one.clock, one.due_at, one.outcome, one.cycle) for one in later]


def waiting(village):
    ticket = village.ticket()
    wait = {"reason": "appointment", "until": FAR, "note": "Monteur", "seen": None}
    return actions.let_ticket_wait(ticket=ticket, by=village.fatima, at=now(), **wait)


def solved(village):
    ticket = village.ticket()
    solve = {"text": "", "cause": "netwerk", "seen": None, "by": village.fatima}
    return actions.solve_ticket(ticket=ticket, at=NOON, **solve)


def departed(village):
    departing = {"impact": "person", "urgency": "hindered", "override": 1, "reason": "Wethouder", "seen": None}
    return actions.set_priority(ticket=village.ticket(), by=village.fatima, at=NOON, **departing)


def taken(village):
    return actions.take_ticket(ticket=village.ticket(), by=village.fatima, at=NOON)


@pytest.mark.parametrize(
    ("start", "name", "typed"),
    [
        ("new", "take", {}),
        ("new", "assign", {"team": "second", "agent": "bram"}),
        ("taken", "assign", {"team": "first"}),
        ("taken", "priority", {"impact": "organization", "urgency": "blocked"}),
        ("new", "wait", {"reason": "requester", "until": f"{FAR:%Y-%m-%dT%H:%M}"}),
        ("waiting", "wait", {"reason": "supplier", "until": f"{FAR:%Y-%m-%dT%H:%M}"}),
        ("waiting", "wait", {"reason": "appointment", "note": "Andere monteur", "until": f"{FAR:%Y-%m-%dT%H:%M}"}),
        ("departed", "priority", {"impact": "person", "urgency": "hindered", "override": "1", "reason": "Raad"}),
        ("waiting", "resume", {}),
        ("solved", "close", {}),
        ("solved", "reopen", {}),
        ("new", "solve", {"cause": "netwerk"}),
        ("taken", "solve", {"cause": "netwerk"}),
        ("waiting", "solve", {"cause": "netwerk"}),
        ("taken", "details", {"title": "Anders", "kind": "incident", "category": "Telefonie", "is_confidential": "on"}),
    ],
)
def test_a_change_is_undone_as_if_it_never_was(village, fatima, start, name, typed):
    starts = {"new": lambda v: v.ticket(), "taken": taken, "departed": departed, "waiting": waiting, "solved": solved}
    ticket = starts[start](village)
    named = {"second": village.second_line.pk, "first": ticket.team_id, "bram": village.bram.pk}
    before = as_it_is(ticket)
    back = step(fatima, ticket, name, **{key: named.get(value, value) for key, value in typed.items()})
    assert as_it_is(ticket) != before
    page = fatima.post(*back, follow=True).content.decode()
    assert "ongedaan gemaakt" in page
    assert as_it_is(ticket)[0] == before[0]
    if start in {"waiting", "solved"} or name in {"wait", "solve"}:
        assert as_it_is(ticket)[1] == before[1]
    assert "is daarna gewijzigd" in fatima.post(*back, follow=True).content.decode()
    assert as_it_is(ticket)[0] == before[0]


def test_an_escalation_is_undone(village, fatima):
    ticket = taken(village)
    typed = {"team": village.second_line.pk, "reason": "Rechten", "tried": "Herstart"}
    fatima.post(*step(fatima, ticket, "escalate", **typed))
    ticket.refresh_from_db()
    assert (ticket.team.name, ticket.agent) == ("Servicepunt", village.fatima)


def test_what_somebody_changed_since_is_said_and_nothing_is_undone(village, fatima):
    ticket = village.ticket()
    back = step(fatima, ticket, "take")
    actions.assign_ticket(ticket=ticket, team=ticket.team, agent=village.sanne, seen=None, by=village.sanne, at=now())
    page = html.unescape(fatima.post(*back, follow=True).content.decode())
    assert "is daarna gewijzigd, dus er is niets ongedaan gemaakt. Toegewezen aan Sanne de Wit" in page
    ticket.refresh_from_db()
    assert ticket.agent == village.sanne


def test_what_somebody_else_did_in_the_same_moment_is_not_undone(village, fatima):
    ticket = village.ticket()
    shown = Ticket.objects.get(pk=ticket.pk)
    actions.set_priority(
        ticket=ticket, impact="organization", urgency="blocked", override=None, reason="", seen=None,
        by=village.sanne, at=now(),
    )  # fmt: skip
    changed = actions.take_ticket(ticket=shown, by=village.fatima, at=now())
    was = state_of(shown) | {"before": shown.version, "version": changed.version}
    with pytest.raises(actions.StaleChange):
        put_back(was, by=village.fatima, at=now() + MINUTE)


def test_only_who_changed_it_can_undo_it(village, fatima):
    ticket = village.ticket()
    back = step(fatima, ticket, "take")
    sanne = Client()
    sanne.force_login(village.sanne)
    where, what = back
    what.pop("made_for")
    assert list(what) == ["stap"]
    assert "kan niet meer ongedaan" in sanne.post(where, what, follow=True).content.decode()
    for forged in (where, f"{where}?stap={what['stap']}"):
        assert "kan niet meer ongedaan" in fatima.post(forged, follow=True).content.decode()
    other = {"stap": f"x{what['stap']}"}
    assert "kan niet meer ongedaan" in fatima.post(where, other, follow=True).content.decode()
    ticket.refresh_from_db()
    assert ticket.agent == village.fatima


def test_undoing_from_the_list_leads_back_to_that_list(village, fatima):
    back = step(fatima, village.ticket(), "take", **{"from": "worklist", "query": "view=all&q=scherm"})
    assert fatima.post(*back).url == f"{reverse('worklist:worklist')}?view=all&q=scherm"


def test_a_solve_with_an_answer_is_undone_by_calling_the_answer_back(village, fatima):
    ticket = village.ticket()
    back = step(fatima, ticket, "solve", text="Nieuwe kabel.", cause="hardware", key=KEY)
    assert back[0] == reverse("tickets:recall", args=[Message.objects.get(key=f"form:{village.fatima.pk}:{KEY}").pk])
    fatima.post(*back)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.solved_at) == ("new", None)


def test_saving_what_is_there_already_offers_nothing_to_undo(village, fatima):
    ticket = taken(village)
    assert step(fatima, ticket, "assign", team=ticket.team_id, agent=village.fatima.pk) is None


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("assign", {"agent": "fatima"}, "was al van Fatima el Amrani"),
        ("assign", {}, "lag al bij Servicepunt"),
        ("priority", {"impact": "person", "urgency": "hindered"}, "was al zo"),
    ],
)
def test_saving_what_is_there_already_says_so(village, fatima, name, typed, said):
    ticket = taken(village) if "agent" in typed else village.ticket()
    fields = typed | {"team": ticket.team_id} | ({"agent": village.fatima.pk} if "agent" in typed else {})
    url = reverse(f"tickets:{name}", args=[ticket.number.replace(" ", "-")])
    text = fatima.post(url, fields | {"seen": ticket.version}, follow=True).content.decode()
    assert [toast.strip() for toast in re.findall(r"data-toast>([^<]*)", text)] == [f"{ticket.number} {said}"]


def links(ticket):
    return sorted(Link.objects.filter(first=ticket).values_list("second", "kind")), Link.objects.filter(
        second=ticket
    ).count()


def test_a_link_and_its_end_are_undone(village, fatima):
    ticket, other = village.ticket(), village.ticket()
    back = step(fatima, ticket, "link", number=other.number, kind="follows")
    assert links(ticket) == ([(other.pk, "follows")], 0)
    assert "ongedaan gemaakt" in fatima.post(*back, follow=True).content.decode()
    assert links(ticket) == ([], 0)
    step(fatima, ticket, "link", number=other.number, kind="follows")
    back = step(fatima, other, "unlink", other=ticket)
    assert links(ticket) == ([], 0)
    assert "ongedaan gemaakt" in fatima.post(*back, follow=True).content.decode()
    assert links(ticket) == ([(other.pk, "follows")], 0)
    assert "is daarna gewijzigd" in fatima.post(*back, follow=True).content.decode()


@pytest.mark.parametrize("is_crosswise", [True, False])
def test_another_kind_of_link_is_undone_to_the_kind_that_it_was(village, fatima, is_crosswise):
    ticket, other = village.ticket(), village.ticket()
    step(fatima, ticket, "link", number=other.number, kind="follows")
    from_, to = (other, ticket) if is_crosswise else (ticket, other)
    back = step(fatima, from_, "link", number=to.number, kind="duplicate")
    assert links(from_) == ([(to.pk, "duplicate")], 0)
    assert "ongedaan gemaakt" in fatima.post(*back, follow=True).content.decode()
    assert links(ticket) == ([(other.pk, "follows")], 0)


def test_a_link_is_not_undone_after_somebody_else_changed_the_ticket(village, fatima):
    ticket, other = village.ticket(), village.ticket()
    back = step(fatima, ticket, "link", number=other.number, kind="related")
    actions.write_note(ticket=ticket, text="Gezien.", by=village.sanne, at=now())
    assert "is daarna gewijzigd" in fatima.post(*back, follow=True).content.decode()
    assert links(ticket) == ([(other.pk, "related")], 0)


def told_solved(ticket):
    """Let the mail that says it is done be queued, as a worker does; return how each of them stands."""
    tasks.tell_solved.func(ticket.pk, 1, "netwerk")
    letters = OutgoingLetter.objects.filter(key__startswith=f"solved:{ticket.pk}").order_by("pk")
    return list(letters.values_list("state", flat=True))


@pytest.mark.parametrize("is_queued", [True, False])
def test_a_solve_without_words_is_undone_before_the_requester_hears_of_it(village, fatima, is_queued):
    ticket = village.ticket()
    back = step(fatima, ticket, "solve", cause="netwerk")
    assert not is_queued or told_solved(ticket) == ["queued"]
    assert "ongedaan gemaakt" in fatima.post(*back, follow=True).content.decode()
    assert told_solved(ticket) == ["cancelled"] * is_queued
    step(fatima, ticket, "solve", cause="netwerk")
    assert told_solved(ticket) == ["cancelled"] * is_queued + ["queued"]
    assert told_solved(ticket) == ["cancelled"] * is_queued + ["queued"]


def test_a_solve_that_the_requester_heard_of_is_not_undone(village, fatima, settings):
    ticket = village.ticket()
    back = step(fatima, ticket, "solve", cause="netwerk")
    settings.UNDO_SEND_SECONDS = 0
    assert "De aanmelder weet al" in fatima.post(*back, follow=True).content.decode()
    ticket.refresh_from_db()
    assert ticket.status == "solved"


def test_the_mail_that_it_is_done_leaves_after_the_undo_time(village):
    ticket = solved(village)
    told_solved(ticket)
    assert OutgoingLetter.objects.get(key__startswith="solved:").send_after == NOON + MINUTE / 3
