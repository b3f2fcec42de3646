"""Of answers called back, in any order, nothing remains; the others count as if only they had been said."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.domains.tickets.queries.clocks import readings_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.rules import telling
from tests.village import DAY, HOUR, NOON

SAID = NOON + HOUR / 6
LATER = SAID + timedelta(seconds=15)
_SHOWN = ("status", "wait_reason", "wait_note", "wait_until", "solved_at", "cause", "cycle", "agent_id",
          "has_new_answer", "due_at", "due_clock", "is_late")  # fmt: skip


def standing(ticket):
    ticket = Ticket.objects.get(pk=ticket.pk)
    return {name: getattr(ticket, name) for name in _SHOWN}, readings_of(lines_of(ticket.pk), at=NOON + DAY)


def sentences(ticket):
    return [telling.tell(line.name, line.data, {}) for line in lines_of(ticket.pk)]


def plain(village, ticket, at):
    by = village.sanne
    return actions.reply_to_ticket(ticket=ticket, text="Start opnieuw op.", seen=None, by=by, at=at)


def with_wait(village, ticket, at):
    until = NOON + 90 * HOUR + (at - SAID)
    asked = {"text": "Welk nummer?", "seen": None, "until": until, "by": village.fatima}
    return actions.reply_and_wait(ticket=ticket, at=at, **asked)


def with_solve(village, ticket, at):
    done = {"text": "Opgelost.", "cause": "netwerk", "seen": None, "by": village.fatima}
    actions.solve_ticket(ticket=ticket, at=at, **done)
    return Message.objects.filter(ticket=ticket).latest("pk")


def say(village, ticket, acts):
    """Say the answers at their moments; give the messages."""
    return [act(village, ticket, SAID + timedelta(seconds=second)) for second, act in acts]


def call_back(village, messages):
    for number, message in enumerate(messages):
        assert actions.recall_reply(message=message, by=village.fatima, at=LATER + timedelta(seconds=number) / 10)


def heard(village, ticket, at):
    """Let the requester say something, which reopens and ends waiting for them; it is never called back."""
    said = {"author": village.joost, "text": "Nummer 7.", "channel": "mail", "by": None}
    actions.add_message(ticket=ticket, written_at=at, at=at, **said)


@some.composite
def stories(draw):
    """Return acts that are allowed after each other, and the places of those called back, in an order."""
    acts = draw(some.lists(some.sampled_from([plain, with_wait, heard]), max_size=4))
    if draw(some.booleans()):
        acts += [with_solve, *draw(some.lists(some.sampled_from([plain, heard]), max_size=2))]
    places = draw(some.permutations([place for place, act in enumerate(acts) if act is not heard]))
    return acts, places[: draw(some.integers(0, len(places)))]


def untouched(village, ticket):
    pass


def heard_again(village, ticket):
    plain(village, ticket, NOON)
    said = {"author": village.joost, "text": "Doet het niet.", "channel": "mail", "by": None}
    actions.add_message(ticket=ticket, written_at=NOON + HOUR / 12, at=NOON + HOUR / 12, **said)


def waiting(village, ticket):
    kept = {"reason": "appointment", "note": "Monteur", "until": NOON + 48 * HOUR, "seen": None, "by": village.fatima}
    actions.let_ticket_wait(ticket=ticket, at=NOON, **kept)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories(), some.sampled_from([untouched, heard_again, waiting]))
@example(([with_wait, heard, with_wait, with_solve], [0]), waiting)
def test_answers_called_back_in_any_order_were_never_said(village, story, before):
    acts, gone = story
    told, other = village.ticket(), village.ticket()
    for ticket in (told, other):
        before(village, ticket)
    spoken = list(enumerate(acts))
    said = say(village, told, spoken)
    call_back(village, [said[place] for place in gone])
    say(village, other, [one for one in spoken if one[0] not in gone])
    assert standing(told) == standing(other)
    assert sentences(told)


@pytest.mark.parametrize("is_waiting", [True, False])
def test_a_question_called_back_that_the_requester_answered_leaves_the_ticket_with_whom_it_was(village, is_waiting):
    ticket, other = village.ticket(), village.ticket()
    for one in (ticket, other):
        (waiting if is_waiting else untouched)(village, one)
    [question, _] = say(village, ticket, [(0, with_wait), (5, heard)])
    say(village, other, [(5, heard)])
    call_back(village, [question])
    assert standing(ticket) == standing(other)
    assert standing(ticket)[0]["agent_id"] is None
    assert standing(ticket)[0]["has_new_answer"]


@pytest.mark.parametrize(
    ("acts", "gone", "told"),
    [
        ([with_wait], [0], ["Wachten ingetrokken. Alle klokken lopen door."]),
        ([with_wait] * 2, [0], ["Wachten ingetrokken. De melding wacht nog, zoals daarna is gezegd."]),
        ([with_wait] * 2, [1], ["Wachten ingetrokken. De melding wacht weer zoals daarvoor."]),
        ([with_wait] * 2, [0, 1], ["Wachten ingetrokken. Alle klokken lopen door."]),
        ([with_wait, with_solve], [0], ["Wachten ingetrokken. De melding blijft gereed."]),
        (
            [with_wait, with_solve],
            [1],
            [
                "Gereedmelding ingetrokken. De melding wacht weer zoals daarvoor.",
                "Hervatten ingetrokken. De melding wacht weer zoals daarvoor.",
            ],
        ),
        (
            [with_wait, with_solve, heard],
            [1],
            [
                "Gereedmelding ingetrokken. Alle klokken lopen door.",
                "Heropening ingetrokken. Alle klokken lopen door.",
            ],
        ),
    ],
)
def test_the_timeline_says_how_the_ticket_stands_after_a_step_that_was_taken_back(village, acts, gone, told):
    ticket = village.ticket()
    said = say(village, ticket, list(enumerate(acts)))
    call_back(village, [said[place] for place in gone])
    assert sentences(ticket)[-len(told) :] == told


@pytest.mark.parametrize("act", [with_wait, with_solve])
def test_calling_back_two_answers_oldest_first_leaves_no_clock_that_stands_still(village, act):
    ticket = village.ticket()
    stood = standing(ticket)
    call_back(village, say(village, ticket, [(0, act), (5, plain)]))
    assert standing(ticket) == stood
    assert any("ingetrokken" in sentence for sentence in sentences(ticket))


def test_an_answer_called_back_after_somebody_else_got_the_ticket_leaves_it_with_them(village):
    ticket = village.ticket()
    [first] = say(village, ticket, [(0, with_solve)])
    given = {"team": village.second_line, "agent": village.bram, "seen": None, "by": village.sanne}
    actions.assign_ticket(ticket=ticket, at=SAID + timedelta(seconds=2), **given)
    [second] = say(village, ticket, [(4, plain)])
    call_back(village, [first, second])
    ticket.refresh_from_db()
    assert (ticket.status, ticket.agent, ticket.solved_at) == ("open", village.bram, None)


@pytest.mark.parametrize("before", [untouched, waiting])
@pytest.mark.parametrize("reopens", ["answer", "not_solved"])
def test_a_solve_called_back_that_the_requester_never_heard_reopened_nothing(village, reopens, before):
    ticket, other = village.ticket(), village.ticket()
    for one in (ticket, other):
        before(village, one)
    [message] = say(village, ticket, [(0, with_solve)])
    moment = SAID + timedelta(seconds=5)
    for one in (ticket, other):
        said = {"author": village.joost, "text": "En nu?", "channel": "portal", "by": village.joost}
        actions.add_message(ticket=one, reopens=reopens, written_at=moment, at=moment, **said)
    call_back(village, [message])
    assert standing(ticket) == standing(other)
    assert sentences(ticket)[-2:] == [
        "Gereedmelding ingetrokken. Alle klokken lopen door.",
        "Heropening ingetrokken. Alle klokken lopen door.",
    ]
