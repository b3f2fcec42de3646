"""The work by the clock: one ticket that fails stops no other, and is heard of."""

import pytest
from django.apps import apps

from servicepunt.domains.agreements.models import Norm
from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.actions import say_goodbye
from servicepunt.domains.tickets import actions, tasks
from servicepunt.domains.tickets.events import SolveTakenBack
from servicepunt.domains.tickets.models import FiredLevel
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.foundation.clock import now
from tests.village import DAY, HOUR, MINUTE, NOON


def poison(ticket):
    """Give a ticket more solves taken back than there were, so that its clocks cannot be worked out."""
    for _ in range(2):
        record(SolveTakenBack(ticket=ticket.pk, cycle=1), by=None, at=now())
    return ticket


def heard(caplog):
    return [
        (record.levelname, record.getMessage()) for record in caplog.records if record.name == "servicepunt.tickets"
    ]


@pytest.fixture
def waiting(village):
    """Two tickets of which the wait is over; the first fails."""
    tickets = [village.ticket() for _ in range(2)]
    for ticket in tickets:
        past = now() - 2 * HOUR
        wait = {"reason": "approval", "note": "", "seen": None, "by": village.fatima}
        actions.let_ticket_wait(ticket=ticket, until=past + HOUR, at=past, **wait)
    poison(tickets[0])
    return tickets


def test_a_ticket_that_fails_keeps_no_other_asleep(waiting, caplog):
    tasks.wake_up.func()
    for ticket in waiting:
        ticket.refresh_from_db()
    assert [ticket.status for ticket in waiting] == ["waiting", "open"]
    assert heard(caplog) == [("ERROR", f"step failed for ticket {waiting[0].pk}")]


def test_a_ticket_that_fails_holds_back_no_warning_of_another(village, caplog):
    bad, good = poison(village.ticket()), village.ticket()
    tasks.sweep_clocks.func()
    assert set(FiredLevel.objects.values_list("ticket", flat=True)) == {good.pk}
    assert heard(caplog) == [("ERROR", f"step failed for ticket {bad.pk}")]


def test_who_wakes_up_late_was_asleep_until_the_promised_moment_and_no_longer(village, monkeypatch):
    due = set()
    for late in (0, 3):
        ticket = village.ticket()
        wait = {"reason": "requester", "note": "", "seen": None, "by": village.fatima}
        actions.reply_to_ticket(ticket=ticket, text="Lukt het?", seen=None, by=village.fatima, at=NOON)
        actions.let_ticket_wait(ticket=ticket, until=NOON + HOUR, at=NOON + MINUTE, **wait)
        monkeypatch.setattr(tasks, "now", lambda late=late: NOON + HOUR + late * HOUR)
        tasks.wake_up.func()
        ticket.refresh_from_db()
        assert (ticket.status, ticket.due_clock) == ("open", "resolve")
        due.add(ticket.due_at)
    assert len(due) == 1


@pytest.mark.parametrize(
    ("minutes", "level"), [(61, "streeftijd"), (150, "1 werkuur te laat"), (60 * 24 * 90, "1 werkuur te laat")]
)
def test_what_is_written_between_a_level_and_the_sweep_silences_no_warning(village, minutes, level):
    ticket, late = village.ticket(), NOON + minutes * MINUTE
    actions.write_note(ticket=ticket, text="Nog even.", by=village.bram, at=late)
    fired = actions.fire_levels(ticket=ticket.pk, at=late)
    assert {one.clock: one.level for one in fired}["acknowledge"] == level
    for again in (late, late + MINUTE):
        actions.write_note(ticket=ticket, text="En nog even.", by=village.bram, at=again)
        assert actions.fire_levels(ticket=ticket.pk, at=again) == []


def test_another_norm_that_makes_a_ticket_late_at_once_warns_at_once(village):
    ticket, later = village.ticket(), NOON + 50 * MINUTE
    actions.fire_levels(ticket=ticket.pk, at=later)
    Norm.objects.update(acknowledge=45)
    assert actions.apply_agreements(ticket=ticket.pk, at=later)
    fired = actions.fire_levels(ticket=ticket.pk, at=later)
    assert [one.level for one in fired if one.clock == "acknowledge"] == ["streeftijd"]
    ticket.refresh_from_db()
    assert ticket.look_at > later


def test_a_ticket_that_fails_keeps_no_other_from_being_closed(village, caplog):
    tickets = [village.ticket() for _ in range(2)]
    for ticket in tickets:
        actions.solve_ticket(ticket=ticket, text="", cause="netwerk", seen=None, by=village.fatima, at=now() - 30 * DAY)
    poison(tickets[0])
    tasks.close_in_silence.func()
    for ticket in tickets:
        ticket.refresh_from_db()
    assert [ticket.status for ticket in tickets] == ["solved", "closed"]
    assert len(heard(caplog)) == 1


def test_what_changed_since_it_was_silent_is_not_closed(village):
    stale = village.ticket()
    solve = {"text": "", "cause": "netwerk", "seen": None, "by": village.fatima}
    actions.solve_ticket(ticket=stale, at=NOON, **solve)
    stale.refresh_from_db()
    silence = {"ticket": stale, "how": "silence", "seen": None, "by": None}
    actions.reopen_ticket(ticket=stale, why="agent", seen=None, by=village.fatima, at=NOON + 29 * DAY)
    assert actions.close_ticket(at=NOON + 30 * DAY, **silence).status == "open"
    actions.solve_ticket(ticket=stale, at=NOON + 30 * DAY, **solve)
    assert actions.close_ticket(at=NOON + 31 * DAY, **silence).status == "solved"
    assert actions.close_ticket(at=NOON + 60 * DAY, **silence).status == "closed"


def later():
    """Return what the queue still has to do for one ticket: task and arguments."""
    jobs = apps.get_model("queue", "Job").objects.filter(key__contains=":").order_by("pk")
    return [(job.task.rpartition(".")[2], job.kwargs) for job in jobs]


def test_a_ticket_that_fails_keeps_no_other_from_what_was_agreed_and_is_tried_alone(village, caplog):
    bad, good = poison(village.ticket()), village.ticket()
    Norm.objects.update(resolve=600)
    for _ in range(2):
        tasks.follow_agreements.func(proposal=1, kind="norm")
    assert [line.data["resolve"] for line in lines_of(good.pk) if line.name == "ticket.targets_set"][-1] == 600
    assert later() == [("follow_agreement", {"ticket": bad.pk, "kind": "norm"})]
    assert heard(caplog) == [("ERROR", f"step failed for ticket {bad.pk}")] * 2


def test_a_ticket_that_fails_keeps_no_other_at_somebody_who_left_and_is_tried_alone(village, caplog):
    bad, good = (actions.take_ticket(ticket=village.ticket(), by=village.bram, at=NOON) for _ in "ab")
    say_goodbye(person=village.bram, by=None, at=now())
    poison(bad)
    tasks.release_tickets.func(person=village.bram.pk)
    for ticket in (bad, good):
        ticket.refresh_from_db()
    assert (bad.agent, good.agent) == (village.bram, None)
    assert later() == [("release_one_ticket", {"ticket": bad.pk})]
    assert heard(caplog) == [("ERROR", f"step failed for ticket {bad.pk}")]
