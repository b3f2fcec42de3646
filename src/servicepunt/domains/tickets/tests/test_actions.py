"""What happens to a ticket, from the first word to the last."""

import pytest
from django.apps import apps
from django.db import transaction

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.actions import say_goodbye
from servicepunt.domains.tickets import actions, tasks
from servicepunt.domains.tickets.models import Link, Message, Ticket
from servicepunt.domains.tickets.queries import detail
from servicepunt.domains.tickets.queries.access import TicketNotFound, get_own_ticket, get_ticket
from servicepunt.domains.tickets.queries.clocks import readings_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.rules import telling
from servicepunt.domains.tickets.rules.words import LinkKind
from tests.village import DAY, HOUR, MINUTE, NOON

SOON = MINUTE / 6


def test_numbers_follow_each_other_within_a_month(village):
    assert [village.ticket().number for _ in range(3)] == ["M2607 0001", "M2607 0002", "M2607 0003"]
    assert village.ticket(at=NOON + 30 * DAY, started_at=NOON + 30 * DAY).number == "M2608 0001"


def test_the_same_letter_twice_makes_one_ticket(village):
    first, again = village.ticket(key="letter:1"), village.ticket(key="letter:1")
    assert first.pk == again.pk
    assert Ticket.objects.count() == Message.objects.count() == 1


def test_a_ticket_has_a_team_and_a_moment_at_which_an_answer_is_due(village):
    ticket = village.ticket()
    assert ticket.team == village.service_point
    assert (ticket.due_clock, ticket.due_at) == ("acknowledge", NOON + HOUR)


def test_a_rolled_back_change_leaves_no_line_and_no_work(village):
    with pytest.raises(RuntimeError), transaction.atomic():
        village.ticket()
        raise RuntimeError
    assert Entry.objects.filter(about="ticket").count() == 0
    assert apps.get_model("queue", "Job").objects.count() == 0


def test_an_answer_stops_the_first_clock_and_waits_in_the_outbox(village):
    ticket = village.ticket()
    actions.reply_to_ticket(
        ticket=ticket, text="Start opnieuw op.", seen=ticket.version, by=village.fatima, at=NOON + 30 * MINUTE
    )
    ticket.refresh_from_db()
    letter = OutgoingLetter.objects.get(about="ticket")
    assert ticket.status == "open"
    assert ticket.agent == village.fatima
    assert ticket.due_clock == "resolve"
    assert letter.to == ["joost@voorbeeld.example"]
    assert letter.state == "queued"
    assert letter.send_after == NOON + 30 * MINUTE + 20 * MINUTE / 60
    assert ticket.number in letter.title
    assert letter.text.startswith("Dag Joost,")


def test_an_answer_can_be_called_back_and_then_was_never_said(village):
    ticket = village.ticket()
    message = actions.reply_to_ticket(
        ticket=ticket, text="Fout antwoord", seen=None, by=village.fatima, at=NOON + MINUTE
    )
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + MINUTE)
    ticket.refresh_from_db()
    assert OutgoingLetter.objects.get(about="ticket").state == "cancelled"
    assert ticket.due_clock == "acknowledge"
    assert not actions.recall_reply(message=message, by=village.fatima, at=NOON + MINUTE)


def test_a_word_to_the_supplier_called_back_is_no_answer_of_the_requester(village):
    ticket = village.ticket()
    to = {"address": "help@leverancier.example", "text": "Graag een monteur.", "seen": None, "by": village.fatima}
    message = actions.write_to_supplier(ticket=ticket, at=NOON + MINUTE, **to)
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + MINUTE)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.has_new_answer) == ("new", False)


def solved_and_called_back(village, **fields):
    ticket = village.ticket()
    actions.solve_ticket(
        ticket=ticket, text="Opgelost.", cause="netwerk", seen=None, by=village.fatima, at=NOON + HOUR, **fields
    )
    message = Message.objects.get(text="Opgelost.")
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + HOUR + SOON)
    ticket.refresh_from_db()
    return ticket


def test_calling_back_the_answer_of_a_solve_takes_the_solve_back(village):
    untouched = village.ticket()
    ticket = solved_and_called_back(village)
    assert (ticket.status, ticket.cycle, ticket.solved_at, ticket.cause) == ("new", 1, None, "")
    later = NOON + 3 * HOUR
    assert readings_of(lines_of(ticket.pk), at=later) == readings_of(lines_of(untouched.pk), at=later)
    last = lines_of(ticket.pk)[-1]
    assert telling.tell(last.name, last.data, {}) == "Gereedmelding ingetrokken. Alle klokken lopen door."
    actions.solve_ticket(ticket=ticket, text="Echt.", cause="netwerk", seen=None, by=village.fatima, at=later)
    resolve = [r for r in readings_of(lines_of(ticket.pk), at=later) if r.clock == "resolve"]
    assert [(reading.outcome, reading.cycle) for reading in resolve] == [("met", 1)]


@pytest.mark.parametrize(("text", "outcome"), [("", "unanswered"), ("Opgelost.", "met")])
def test_a_mail_that_goes_by_itself_is_no_first_answer(village, text, outcome):
    ticket = village.ticket()
    solve = {"cause": "netwerk", "seen": None, "by": village.fatima}
    actions.solve_ticket(ticket=ticket, text=text, at=NOON + MINUTE, **solve)
    readings = readings_of(lines_of(ticket.pk), at=NOON + DAY)
    assert {reading.clock: reading.outcome for reading in readings} == {
        "acknowledge": outcome,
        "resolve": "met",
        "team": "met",
    }


def asked_and_called_back(village, ticket):
    message = actions.reply_and_wait(
        ticket=ticket, text="Welk nummer?", seen=None, until=NOON + 90 * HOUR, by=village.fatima, at=NOON + HOUR
    )
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + HOUR + SOON)
    ticket.refresh_from_db()
    return ticket


def wait_for(village, ticket, reason, **fields):
    until = NOON + 48 * HOUR
    actions.let_ticket_wait(ticket=ticket, reason=reason, until=until, seen=None, by=village.fatima, **fields)


def test_calling_back_a_question_ends_the_waiting_as_if_it_never_was(village):
    untouched = village.ticket()
    ticket = asked_and_called_back(village, village.ticket())
    assert (ticket.status, ticket.wait_reason, ticket.wait_until) == ("new", "", None)
    later = NOON + 3 * HOUR
    assert readings_of(lines_of(ticket.pk), at=later) == readings_of(lines_of(untouched.pk), at=later)
    last = lines_of(ticket.pk)[-1]
    assert telling.tell(last.name, last.data, {}) == "Wachten ingetrokken. Alle klokken lopen door."


def test_calling_back_a_question_lets_the_ticket_wait_for_what_it_waited_for_before(village):
    ticket, untouched = village.ticket(), village.ticket()
    for one in (ticket, untouched):
        wait_for(village, one, "appointment", note="Monteur", at=NOON)
    ticket = asked_and_called_back(village, ticket)
    assert (ticket.status, ticket.wait_reason, ticket.wait_note) == ("waiting", "appointment", "Monteur")
    assert ticket.wait_until == NOON + 48 * HOUR
    later = NOON + 3 * HOUR
    assert readings_of(lines_of(ticket.pk), at=later) == readings_of(lines_of(untouched.pk), at=later)
    last = lines_of(ticket.pk)[-1]
    assert telling.tell(last.name, last.data, {}) == "Wachten ingetrokken. De melding wacht weer zoals daarvoor."


def test_calling_back_an_answer_leaves_alone_a_wait_that_began_apart(village):
    ticket = village.ticket()
    message = actions.reply_to_ticket(ticket=ticket, text="Dag", seen=None, by=village.fatima, at=NOON)
    wait_for(village, ticket, "approval", note="", at=NOON + SOON)
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + SOON)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.wait_reason) == ("waiting", "approval")


def test_calling_back_a_later_answer_leaves_the_ticket_solved_and_the_requester_is_told(village):
    ticket = village.ticket()
    actions.solve_ticket(ticket=ticket, text="", cause="netwerk", seen=None, by=village.fatima, at=NOON)
    message = actions.reply_to_ticket(ticket=ticket, text="Nog dit", seen=None, by=village.fatima, at=NOON + MINUTE)
    actions.recall_reply(message=message, by=village.fatima, at=NOON + MINUTE)
    ticket.refresh_from_db()
    assert ticket.status == "solved"
    tasks.tell_solved.func(ticket.pk, 1, "netwerk")
    assert OutgoingLetter.objects.filter(key__startswith=f"solved:{ticket.pk}:1").exists()


def standing(ticket):
    """Return everything of a ticket that an answer can change, and what its clocks say a day later."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    names = ("status", "wait_reason", "wait_note", "wait_until", "solved_at", "cause", "cycle", "agent_id",
             "supplier_id", "has_new_answer", "due_at", "due_clock", "is_late")  # fmt: skip
    later = readings_of(lines_of(ticket.pk), at=NOON + DAY)
    return {name: getattr(ticket, name) for name in names}, [(one.clock, one.due_at, one.outcome) for one in later]


def answered(village, ticket, text="Start opnieuw op.", at=NOON + MINUTE):
    return actions.reply_to_ticket(ticket=ticket, text=text, seen=None, by=village.fatima, at=at)


def answered_and_waiting(village, ticket):
    until, by = NOON + 90 * HOUR, village.fatima
    return actions.reply_and_wait(ticket=ticket, text="Welk nummer?", seen=None, until=until, by=by, at=NOON + MINUTE)


def solved_with_words(village, ticket):
    words = {"text": "Opgelost.", "cause": "netwerk", "seen": None, "by": village.fatima}
    actions.solve_ticket(ticket=ticket, at=NOON + MINUTE, **words)
    return Message.objects.get(text="Opgelost.")


def written_to_supplier(village, ticket):
    to = {"address": "rachid@vechttelecom.example", "text": "Graag een monteur.", "seen": None, "by": village.fatima}
    return actions.write_to_supplier(ticket=ticket, at=NOON + MINUTE, **to)


def left_alone(village, ticket):
    return ticket


def heard_again(village, ticket):
    answered(village, ticket, at=NOON)
    said = {"author": village.joost, "text": "Doet het niet.", "channel": "mail", "by": None}
    return actions.add_message(ticket=ticket, written_at=NOON + SOON, at=NOON + SOON, **said)


def waiting_for_approval(village, ticket):
    wait_for(village, ticket, "approval", note="Hoofd", at=NOON)


@pytest.mark.parametrize("before", [left_alone, heard_again, waiting_for_approval])
@pytest.mark.parametrize("act", [answered, answered_and_waiting, solved_with_words, written_to_supplier])
def test_calling_back_puts_back_everything_that_was_done(village, before, act):
    ticket = village.ticket()
    before(village, ticket)
    stood = standing(ticket)
    message = act(village, ticket)
    assert standing(ticket) != stood
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + MINUTE + SOON)
    assert standing(ticket) == stood


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_answers_called_back_in_any_order_nothing_remains(village, order):
    ticket = village.ticket()
    stood = standing(ticket)
    both = [answered(village, ticket, at=NOON + MINUTE), answered(village, ticket, at=NOON + MINUTE + SOON / 2)]
    for place in order:
        assert actions.recall_reply(message=both[place], by=village.fatima, at=NOON + MINUTE + SOON)
    assert standing(ticket) == stood


def test_calling_an_answer_back_leaves_what_was_done_since(village):
    ticket = village.ticket()
    message = answered(village, ticket)
    since = {"seen": None, "by": village.sanne, "at": NOON + MINUTE + SOON / 2}
    actions.assign_ticket(ticket=ticket, team=village.second_line, agent=village.bram, **since)
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + MINUTE + SOON)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.agent, ticket.team) == ("open", village.bram, village.second_line)


def test_an_answer_that_followed_stays_an_answer_when_the_first_is_called_back(village):
    ticket = village.ticket()
    message = answered(village, ticket)
    answered(village, ticket, at=NOON + MINUTE + SOON / 2)
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + MINUTE + SOON)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.agent, ticket.has_new_answer) == ("open", village.fatima, False)


def test_what_the_requester_can_read_is_not_called_back_though_its_mail_still_waits(village):
    ticket = village.ticket()
    message = answered(village, ticket)
    ready = NOON + MINUTE + MINUTE / 3
    assert OutgoingLetter.objects.get(pk=message.outgoing).state == "queued"
    assert [item.message.text for item in detail.timeline(ticket, viewer=village.joost, at=ready)][1:] == [message.text]
    assert not actions.recall_reply(message=message, by=village.fatima, at=ready)
    assert OutgoingLetter.objects.get(pk=message.outgoing).state == "queued"


def test_a_word_to_the_supplier_can_be_called_back_until_a_server_took_it(village):
    ticket = village.ticket()
    message = written_to_supplier(village, ticket)
    OutgoingLetter.objects.filter(pk=message.outgoing).update(attempts=1)
    assert actions.recall_reply(message=message, by=village.fatima, at=NOON + HOUR)


def test_an_internal_note_reaches_nobody_outside(village):
    ticket = village.ticket()
    actions.write_note(ticket=ticket, text="Lastige klant", by=village.fatima, at=NOON)
    assert not OutgoingLetter.objects.exists()


def test_a_stale_change_is_refused_with_what_changed(village):
    ticket = village.ticket()
    seen = ticket.version
    actions.take_ticket(ticket=ticket, by=village.fatima, at=NOON)
    with pytest.raises(actions.StaleChange) as refused:
        actions.reply_to_ticket(ticket=ticket, text="Hoi", seen=seen, by=village.sanne, at=NOON)
    assert [line.name for line in refused.value.lines] == ["ticket.assigned"]
    assert not OutgoingLetter.objects.exists()


def test_of_two_who_take_a_ticket_the_second_is_told_who_has_it(village):
    ticket = village.ticket()
    actions.take_ticket(ticket=ticket, by=village.fatima, at=NOON)
    with pytest.raises(actions.AlreadyTaken) as taken:
        actions.take_ticket(ticket=ticket, by=village.sanne, at=NOON)
    assert taken.value.ticket.agent == village.fatima


def test_escalating_hands_over_and_handing_back_brings_it_home(village):
    ticket = village.ticket()
    actions.escalate_ticket(
        ticket=ticket, team=village.second_line, reason="Rechten", tried="Herstart", seen=None,
        by=village.fatima, at=NOON,
    )  # fmt: skip
    ticket.refresh_from_db()
    assert (ticket.team, ticket.agent) == (village.second_line, None)
    actions.hand_back_ticket(
        ticket=ticket, reason="Klaar", tried="Rechten gezet", seen=None, by=village.bram, at=NOON + HOUR
    )
    ticket.refresh_from_db()
    assert ticket.team == village.service_point
    teams = [r for r in readings_of(lines_of(ticket.pk), at=NOON + HOUR) if r.clock == "team"]
    assert [reading.team for reading in teams] == [
        village.service_point.pk, village.second_line.pk, village.service_point.pk,
    ]  # fmt: skip


def test_waiting_for_the_requester_pauses_and_any_word_of_theirs_ends_it(village):
    ticket = village.ticket()
    actions.reply_to_ticket(ticket=ticket, text="Welk nummer?", seen=None, by=village.fatima, at=NOON)
    actions.let_ticket_wait(
        ticket=ticket, reason="requester", until=NOON + 3 * DAY, note="Nummer", seen=None, by=village.fatima, at=NOON
    )
    ticket.refresh_from_db()
    assert ticket.due_at is None
    actions.add_message(
        ticket=ticket, author=village.joost, text="40-2231", channel="portal", written_at=NOON + HOUR,
        by=village.joost, at=NOON + HOUR,
    )  # fmt: skip
    ticket.refresh_from_db()
    assert (ticket.status, ticket.wait_reason, ticket.has_new_answer) == ("open", "", True)
    assert ticket.due_clock == "answer"


def test_a_reply_after_solving_reopens_the_ticket_in_a_new_cycle(village):
    ticket = village.ticket()
    actions.solve_ticket(ticket=ticket, text="Opgelost.", cause="netwerk", seen=None, by=village.fatima, at=NOON + HOUR)
    landed = actions.add_message(
        ticket=ticket, author=village.joost, text="Toch niet", channel="mail", written_at=NOON + DAY,
        by=None, at=NOON + DAY,
    )  # fmt: skip
    assert landed.pk == ticket.pk
    assert (landed.status, landed.cycle) == ("open", 2)
    resolve = [r for r in readings_of(lines_of(ticket.pk), at=NOON + DAY) if r.clock == "resolve"]
    assert [reading.outcome for reading in resolve] == ["met", "running"]


def test_a_reply_long_after_opens_a_new_ticket_that_follows(village):
    ticket = village.ticket()
    actions.solve_ticket(ticket=ticket, text="Opgelost.", cause="netwerk", seen=None, by=village.fatima, at=NOON)
    later = NOON + 14 * DAY
    landed = actions.add_message(
        ticket=ticket, author=village.joost, text="Weer stuk", channel="mail", written_at=later, by=None, at=later
    )
    assert landed.pk != ticket.pk
    assert landed.links_from.get().kind == "follows"


@pytest.mark.parametrize(("days", "reopens"), [(7, True), (9, False)])
def test_the_term_of_reopening_counts_from_solving_whenever_it_was_closed(village, days, reopens):
    ticket, later = village.ticket(), NOON + days * DAY
    actions.solve_ticket(ticket=ticket, text="Opgelost.", cause="netwerk", seen=None, by=village.fatima, at=NOON)
    actions.close_ticket(ticket=ticket, how="agent", seen=None, by=village.fatima, at=NOON + 6 * DAY)
    said = {"author": village.joost, "text": "Weer stuk", "channel": "mail", "written_at": later, "by": None}
    assert (actions.add_message(ticket=ticket, at=later, **said).pk == ticket.pk) == reopens


def test_closing_twice_changes_nothing(village):
    ticket = village.ticket()
    actions.solve_ticket(ticket=ticket, text="Klaar", cause="netwerk", seen=None, by=village.fatima, at=NOON)
    for _ in range(2):
        actions.close_ticket(ticket=ticket, how="confirmed", seen=None, by=village.joost, at=NOON + HOUR)
    assert Entry.objects.filter(name="ticket.closed").count() == 1


def test_an_open_ticket_is_not_closed_without_being_solved(village):
    with pytest.raises(actions.StepNotAllowed):
        actions.close_ticket(ticket=village.ticket(), how="agent", seen=None, by=village.fatima, at=NOON)


def test_an_override_of_the_priority_needs_a_reason(village):
    ticket = village.ticket()
    wanted = {"impact": "person", "urgency": "can_wait", "override": 1, "seen": None, "by": village.fatima, "at": NOON}
    with pytest.raises(actions.StepNotAllowed):
        actions.set_priority(ticket=ticket, reason="", **wanted)
    assert actions.set_priority(ticket=ticket, reason="Burgemeester", **wanted).priority == 1


def test_linking_twice_or_crosswise_makes_one_link(village):
    first, second = village.ticket(), village.ticket()
    for one, other in ((first, second), (first, second), (second, first)):
        actions.link_tickets(first=one, second=other, kind="related", by=village.fatima, at=NOON)
    assert first.links_from.count() + first.links_to.count() == 1


def linked(first, second):
    """Return the link between two tickets as each of them tells it last."""
    names = {("ticket", ticket.pk): ticket.title for ticket in (first, second)}
    last = [[line for line in lines_of(ticket.pk) if "link" in line.name][-1] for ticket in (first, second)]
    return [telling.tell(line.name, line.data, names) for line in last]


@pytest.mark.parametrize("kind", LinkKind)
def test_both_ends_of_a_link_say_in_what_way_they_belong_together(village, kind):
    first, second = village.ticket(title="A"), village.ticket(title="B")
    actions.link_tickets(first=first, second=second, kind=kind, by=village.fatima, at=NOON)
    words, inverse = kind.words(), kind.words(is_first=False)
    assert linked(first, second) == [f"Gekoppeld: {words} B.", f"Gekoppeld: {inverse} A."]
    assert (words == inverse) == (kind == LinkKind.RELATED)


def test_another_kind_of_link_or_the_other_way_round_replaces_the_first(village):
    first, second = village.ticket(title="A"), village.ticket(title="B")
    for one, other, kind in ((first, second, "related"), (first, second, "duplicate"), (second, first, "duplicate")):
        actions.link_tickets(first=one, second=other, kind=kind, by=village.fatima, at=NOON)
    assert list(Link.objects.values_list("first", "second", "kind")) == [(second.pk, first.pk, "duplicate")]
    assert linked(first, second) == ["Koppeling gewijzigd: heeft als dubbel B.", "Koppeling gewijzigd: dubbel van A."]


def test_a_link_that_nobody_decided_replaces_none(village):
    first, second = village.ticket(), village.ticket()
    actions.link_tickets(first=first, second=second, kind="duplicate", by=village.fatima, at=NOON)
    actions.link_tickets(first=first, second=second, kind="related", by=None, at=NOON)
    assert Link.objects.get().kind == "duplicate"


def test_a_link_of_before_that_does_not_say_from_which_side_is_told_without_a_side():
    names = {("ticket", 7): "M2607 0007"}
    assert telling.tell("ticket.linked", {"other": 7, "kind": "follows"}, names) == "Gekoppeld aan M2607 0007."


def test_a_level_goes_off_once_and_only_the_highest_after_downtime(village):
    ticket = village.ticket()
    late = NOON + 5 * HOUR
    fired = actions.fire_levels(ticket=ticket.pk, at=late)
    assert {(event.clock, event.level) for event in fired} >= {("acknowledge", "1 werkuur te laat")}
    assert actions.fire_levels(ticket=ticket.pk, at=late) == []


def test_what_one_may_not_see_does_not_exist(village):
    ticket = village.ticket()
    secret = village.ticket(is_confidential=True, team=village.second_line)
    assert get_ticket(ticket.number, viewer=village.fatima) == ticket
    assert get_own_ticket(ticket.number, viewer=village.joost) == ticket
    for look, number, viewer in (
        (get_ticket, ticket.number, village.joost),
        (get_own_ticket, ticket.number, village.els),
        (get_ticket, secret.number, village.fatima),
        (get_ticket, "M2607 9999", village.fatima),
    ):
        with pytest.raises(TicketNotFound):
            look(number, viewer=viewer)


def test_waiting_for_the_supplier_holds_the_solution_only_where_that_was_agreed(village, settings):
    until = NOON + DAY
    for holds in (False, True):
        settings.SUPPLIER_WAIT_HOLDS = holds
        ticket = village.ticket()
        actions.reply_to_ticket(ticket=ticket, text="We zoeken het uit", seen=None, by=village.fatima, at=NOON)
        waiting = actions.let_ticket_wait(
            ticket=ticket, reason="supplier", until=until, note="", seen=None, by=village.fatima, at=NOON
        )
        assert (waiting.due_at is None) == holds
        # What is agreed later changes nothing for a wait that began before.
        settings.SUPPLIER_WAIT_HOLDS = not holds
        actions.settle_clocks(ticket=ticket.pk, at=NOON)
        waiting.refresh_from_db()
        assert (waiting.due_at is None) == holds


def test_the_tickets_of_who_leaves_fall_back_to_their_team_once(village):
    waiting, finished, other = (actions.take_ticket(ticket=village.ticket(), by=village.bram, at=NOON) for _ in "abc")
    actions.let_ticket_wait(
        ticket=waiting, reason="requester", note="", until=NOON + DAY, seen=None, by=village.bram, at=NOON
    )
    actions.solve_ticket(ticket=finished, text="Klaar.", cause="netwerk", seen=None, by=village.bram, at=NOON)
    actions.assign_ticket(ticket=other, team=other.team, agent=village.sanne, seen=None, by=village.sanne, at=NOON)
    tasks.release_tickets.call(person=village.bram.pk)
    assert Ticket.objects.get(pk=waiting.pk).agent == village.bram
    say_goodbye(person=village.bram, by=None, at=NOON + HOUR)
    job = apps.get_model("queue", "Job").objects.get(task=tasks.release_tickets.module_path)
    for _ in range(2):
        tasks.release_tickets.call(**job.kwargs)
    now = {ticket.pk: ticket for ticket in Ticket.objects.select_related("agent", "team")}
    assert (now[waiting.pk].agent, now[waiting.pk].team, now[waiting.pk].status) == (None, waiting.team, "waiting")
    assert (now[finished.pk].agent, now[other.pk].agent) == (village.bram, village.sanne)
    sentences = [change.sentence for change in detail.changes_in(lines_of(waiting.pk))]
    assert sentences.count("Niet meer toegewezen aan Bram Hofman (Servicepunt).") == 1
    again = actions.reopen_ticket(ticket=finished, why="requester", seen=None, by=None, at=NOON + DAY)
    assert again.agent is None
