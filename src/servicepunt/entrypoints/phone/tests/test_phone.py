"""Quick registration: who calls, known or not, what for, and what happens with it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicepunt.adapters.queue.models import Job
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.actions import add_person
from servicepunt.domains.people.models import Person, Phone
from servicepunt.domains.tickets.actions import add_participant, let_ticket_wait, solve_ticket
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.entrypoints.phone.views import began_at
from servicepunt.foundation.clock import now
from servicepunt.foundation.text import dutch_moment
from tests.village import DAY, MINUTE, NOON

PAGE = "/balie/telefoon/"
# Who asks, the caller, the team, number with what we agreed; ticket, message, words and lines, on PostgreSQL together.
MOST = {"postgresql": 5, "sqlite": 8}


@pytest.fixture
def fatima(village):
    client = Client()
    client.force_login(village.fatima)
    return client


def key(number):
    """Return what the hidden field of a page holds."""
    return f"00000000-0000-4000-8000-{number:012}"


def call(**typed):
    plain = {"channel": "phone", "title": "Printer doet niets", "kind": "incident", "impact": "person"}
    return plain | {"urgency": "hindered", "outcome": "mine", "key": key(1)} | typed


@pytest.mark.parametrize(
    "written",
    ["06-12345678", "0612345678", "+31612345678", " 31612345678", "0031 6 1234 5678", "tel:+31612345678",
     "+31 (0)6 12345678", "+31 06 12345678", "612345678", "31612345678"],
)  # fmt: skip
def test_the_page_opens_with_who_calls_however_the_number_is_written(village, fatima, written):
    page = fatima.get(PAGE, {"nummer": written}).content.decode()
    assert 'value="Joost Kuipers"' in page
    assert "Open meldingen" in page


def test_what_is_missing_is_told_from_top_to_bottom_and_nobody_is_to_be_chosen_out_of_none(village, fatima):
    answer = fatima.post(PAGE, call(title="", person_text=""))
    assert answer.status_code == 422
    page = answer.content.decode()
    summary = page[page.index('id="foutoverzicht"') :]
    assert summary.index('href="#id_person"') < summary.index('href="#id_title"')
    assert "Kies wie het is" not in page


def kept(client, **typed):
    """Keep what was typed on the page with this key, as its script does."""
    plain = {"slot": f"phone:{typed['key']}", "person_text": "Joost Kuipers", "title": "", "text": ""}
    return client.post("/concept/", plain | {"kind": "incident"} | typed)


def test_a_call_that_was_left_is_offered_back_whole_and_registered_once(village, fatima):
    text = "Groene strepen. Al sinds gisteren."
    kept(fatima, key=key(1), person=village.joost.pk, title="Printer doet niets", text=text, impact="department")
    page = fatima.get(PAGE).content.decode()
    assert "is nog niet geregistreerd: ‘Printer doet niets’ van Joost Kuipers." in page
    assert text not in page and 'value="Joost Kuipers"' not in page
    again = fatima.get(PAGE, {"concept": key(1)}).content.decode()
    assert text in again and 'value="Joost Kuipers"' in again and "nog niet geregistreerd" not in again
    assert f'name="key" value="{key(1)}"' in again and '<option value="department" selected' in again
    fatima.post(PAGE, call(person=village.joost.pk, text=text, draft="kept"))
    assert Ticket.objects.get().title == "Printer doet niets"
    assert "nog niet geregistreerd" not in fatima.get(PAGE).content.decode()


def test_two_calls_at_once_are_two_drafts_of_ones_own_and_one_can_go(village, fatima):
    kept(fatima, key=key(1), title="Eerste gesprek")
    kept(fatima, key=key(2), title="Tweede <b>gesprek</b>", person="new", person_text="Nieuw Mens")
    page = fatima.get(PAGE).content.decode()
    assert page.index("‘Tweede &lt;b&gt;gesprek") < page.index("‘Eerste gesprek’")
    again = fatima.get(PAGE, {"concept": key(2)}).content.decode()
    assert 'value="new"' in again and 'value="Nieuw Mens"' in again
    fatima.post(PAGE, {"forget": key(2)})
    page = fatima.get(PAGE).content.decode()
    assert "Tweede" not in page and "Eerste gesprek" in page
    assert not Ticket.objects.exists()
    bram = Client()
    bram.force_login(village.bram)
    assert "Eerste" not in bram.get(PAGE).content.decode() + bram.get(PAGE, {"concept": key(1)}).content.decode()


def test_a_call_that_is_added_to_a_ticket_leaves_no_draft(village, fatima):
    ticket = village.ticket()
    kept(fatima, key=key(1), title="Werkt weer")
    said = {"person": village.joost.pk, "title": "Werkt weer", "add_to": ticket.number, "draft": "kept"}
    fatima.post(PAGE, {"channel": "phone", "key": key(1)} | said)
    assert "nog niet geregistreerd" not in fatima.get(PAGE).content.decode()


def test_a_call_queues_no_work_and_a_report_by_mail_its_receipt(village, fatima):
    assert fatima.post(PAGE, call(person=village.joost.pk)).status_code == 302
    assert not Job.objects.exists()
    village.ticket()
    assert [job.task.rpartition(".")[2] for job in Job.objects.all()] == ["confirm_receipt"]


def test_a_number_from_abroad_is_known_without_its_plus(village, fatima):
    Phone.objects.create(person=village.els, number="+32471123456", shown="+32 471 12 34 56")
    assert 'value="Els Jansen"' in fatima.get(PAGE + "?nummer=+32471123456").content.decode()


def test_a_number_of_several_people_asks_which_of_them(village, fatima):
    Phone.objects.create(person=village.els, number="+31612345678", shown="06-12345678")
    page = fatima.get(PAGE, {"nummer": "0612345678"}).content.decode()
    assert "is van meer mensen" in page
    for person in (village.els, village.joost):
        assert f'name="person" value="{person.pk}"' in page


@pytest.mark.parametrize("typed", ["kuip", "06-1234", "joost@voorbeeld", "burgerz joost"])
def test_a_caller_is_found_by_name_number_address_or_department(village, fatima, typed):
    found = fatima.get(f"{PAGE}bellers/", {"q": typed}).content.decode()
    assert "Joost Kuipers" in found
    assert "Nieuwe beller" in found


def test_a_caller_to_whom_mail_does_not_arrive_is_shown_as_such(village, fatima):
    village.joost.addresses.update(bounced_at=NOON)
    card = fatima.get(f"{PAGE}beller/", {"person": village.joost.pk}).content.decode()
    assert f"Mail naar {village.joost.email} kwam niet aan ({dutch_moment(NOON, now())})." in card


def test_the_card_of_a_caller_has_their_telephone_numbers(village, fatima):
    Phone.objects.create(person=village.joost, number="4021", shown="4021")
    for address, typed in ((f"{PAGE}beller/", {"person": village.joost.pk}), (PAGE, {"nummer": "0612345678"})):
        card = fatima.get(address, typed).content.decode()
        assert "<dt>Telefoon</dt><dd>06-12345678, 4021</dd>" in card


def test_an_unknown_caller_is_registered_with_the_call_once(village, fatima):
    typed = call(person="new", person_text="Karin van Dam", number="06-55556666", email="karin@elders.example")
    for _ in range(2):
        assert fatima.post(PAGE, typed).status_code == 302
    karin = Person.objects.get(name="Karin van Dam")
    assert karin.is_unknown
    assert Ticket.objects.get().requester == karin
    assert 'value="Karin van Dam"' in fatima.get(PAGE, {"nummer": "0655556666"}).content.decode()


def test_a_second_newcomer_from_the_same_page_is_another_call(village, fatima):
    for name in ("Karin van Dam", "Piet Hein"):
        for _ in range(2):
            fatima.post(PAGE, call(person="new", person_text=name))
    assert set(Ticket.objects.values_list("requester__name", flat=True)) == {"Karin van Dam", "Piet Hein"}
    assert Ticket.objects.count() == 2


def test_a_second_call_of_a_newcomer_from_the_same_page_is_another_call(village, fatima):
    fatima.post(PAGE, call(person="new", person_text="Karin van Dam", email="karin@elders.example"))
    karin = Person.objects.get(name="Karin van Dam")
    for _ in range(2):
        fatima.post(PAGE, call(person=karin.pk, title="En nog iets"))
    assert set(Ticket.objects.values_list("title", flat=True)) == {"Printer doet niets", "En nog iets"}
    assert Ticket.objects.filter(requester=karin).count() == Ticket.objects.count() == 2


def test_an_address_of_somebody_we_know_is_said_and_nothing_is_made(village, fatima):
    answer = fatima.post(PAGE, call(person="new", person_text="J. Kuipers", email="joost@voorbeeld.example"))
    assert answer.status_code == 422
    assert "Dit e-mailadres is van iemand anders." in answer.content.decode()
    assert not Ticket.objects.exists()
    assert not Person.objects.filter(name="J. Kuipers").exists()


def test_without_script_one_fitting_name_is_enough_and_several_are_offered(village, fatima):
    assert fatima.post(PAGE, call(person_text="joost")).status_code == 302
    assert Ticket.objects.get().requester == village.joost
    add_person(name="Joost Bakker", email=None, at=NOON, how="test", by=None)
    answer = fatima.post(PAGE, call(person_text="joost", key=key(2)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Joost Bakker" in page
    assert "Nieuwe beller: joost" in page
    assert 'value="Printer doet niets"' in page
    assert fatima.post(PAGE, call(person=["", village.joost.pk], key=key(3))).status_code == 302


def test_a_call_about_an_open_ticket_is_added_to_it_and_ends_the_waiting(village, fatima):
    ticket = village.ticket()
    let_ticket_wait(ticket=ticket, reason="requester", until=NOON + DAY, note="", seen=None, by=village.fatima, at=NOON)
    typed = call(person=village.joost.pk, title="Het werkt nog niet", add_to=ticket.number)
    for _ in range(2):
        assert fatima.post(PAGE, typed).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.status, Ticket.objects.count()) == ("open", 1)
    said = Message.objects.get(text="Het werkt nog niet")
    assert (said.channel, said.author, said.is_from_requester) == ("phone", village.joost, True)
    refused = fatima.post(PAGE, typed | {"title": "", "key": key(2)})
    assert refused.status_code == 422
    assert "Schrijf wat de beller zegt." in refused.content.decode()


def test_a_call_of_somebody_who_reads_along_is_added(village, fatima):
    ticket = village.ticket()
    add_participant(ticket=ticket, person=village.els, by=village.fatima, at=NOON)
    typed = call(person=village.els.pk, title="Het werkt nog niet", add_to=ticket.number)
    assert fatima.post(PAGE, typed).status_code == 302
    assert Message.objects.get(text="Het werkt nog niet").author == village.els


def test_a_call_is_not_added_to_the_ticket_of_somebody_else(village, fatima):
    ticket = village.ticket()
    answer = fatima.post(PAGE, call(person=village.els.pk, add_to=ticket.number))
    assert answer.status_code == 422
    assert "is van iemand anders" in answer.content.decode()
    assert ticket.messages.count() == 1


def test_a_call_is_solved_at_once_taken_or_routed(village, fatima):
    fatima.post(PAGE, call(person=village.joost.pk, outcome="solved", solution="Toner", cause="hardware", key=key(1)))
    fatima.post(PAGE, call(person=village.joost.pk, key=key(2)))
    fatima.post(PAGE, call(person=village.joost.pk, outcome="route", team=village.second_line.pk, key=key(3)))
    solved, mine, routed = Ticket.objects.order_by("pk")
    assert (solved.status, solved.due_at, solved.agent) == ("solved", None, village.fatima)
    assert (mine.agent, mine.team) == (village.fatima, village.service_point)
    assert (routed.agent, routed.team) == (None, village.second_line)
    assert routed.due_clock == "resolve"


def test_what_was_typed_for_another_button_is_never_left_aside(village, fatima):
    solution = fatima.post(PAGE, call(person=village.joost.pk, solution="Toner vervangen"))
    assert solution.status_code == 422
    assert "Kies Direct opgelost" in solution.content.decode()
    team = fatima.post(PAGE, call(person=village.joost.pk, team=village.second_line.pk))
    assert "Kies Zet door" in team.content.decode()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ({"lasted": "300"}, 5),
        ({"began": (NOON - 12 * MINUTE).isoformat(), "lasted": "300"}, 12),
        ({"began": (NOON - DAY).isoformat()}, 0),
        ({"began": (NOON + DAY).isoformat()}, 0),
        ({"began": "gisteren", "lasted": "-4"}, 0),
        ({}, 0),
    ],
)
def test_the_clock_begins_with_the_call_and_not_with_a_page_that_lay_ready(typed, minutes):
    assert began_at(typed, NOON) == NOON - minutes * MINUTE


def test_a_call_that_lasted_is_kept_from_its_beginning(village, fatima):
    fatima.post(PAGE, call(person=village.joost.pk, lasted="600"))
    ticket = Ticket.objects.get()
    assert ticket.opened_at - ticket.started_at == 10 * MINUTE


def test_the_same_call_sent_twice_is_one_ticket(village, fatima):
    typed = call(person=village.joost.pk, outcome="solved", solution="Toner", cause="hardware")
    for _ in range(2):
        assert fatima.post(PAGE, typed).status_code == 302
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 2)
    fatima.post(PAGE, typed | {"key": "00000000-0000-4000-8000-00000000000f"})
    first, second = Ticket.objects.order_by("id")
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


def test_registering_a_call_costs_no_more_than_it_did(village, fatima):
    with CaptureQueriesContext(connection) as asked:
        fatima.post(PAGE, call(person=village.joost.pk, outcome="route", team=village.second_line.pk))
    assert Ticket.objects.count() == 1
    own = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) <= MOST[connection.vendor], own


@pytest.mark.parametrize("more", [{}, {"outcome": "solved", "solution": "Toner", "cause": "hardware"}])
def test_a_call_of_another_caller_is_not_taken_for_the_call_before(village, fatima, more):
    for caller in (village.joost, village.els):
        assert fatima.post(PAGE, call(person=caller.pk, **more)).status_code == 302
    assert set(Ticket.objects.values_list("requester", flat=True)) == {village.joost.pk, village.els.pk}


def test_the_key_of_another_agent_hides_no_call(village, fatima):
    sanne = Client()
    sanne.force_login(village.sanne)
    for agent in (fatima, sanne):
        agent.post(PAGE, call(person=village.joost.pk))
        agent.post(PAGE, call(person=village.joost.pk, key="letter:1"))
    assert Ticket.objects.count() == 4


def test_open_tickets_come_before_solved_ones_and_the_rest_can_be_found(village, fatima):
    for number in range(7):
        fatima.post(PAGE, call(person=village.joost.pk, title=f"Storing {number}", key=key(number + 1)))
    newest = Ticket.objects.order_by("-pk").first()
    page = fatima.get(PAGE, {"nummer": "0612345678"}).content.decode()
    assert "Storing 6" in page and "Storing 0" not in page
    assert 'view=all&amp;q=Joost%20Kuipers"' in page
    Ticket.objects.filter(pk=newest.pk).update(status="solved")
    Ticket.objects.filter(title="Storing 5").update(status="solved")
    page = fatima.get(PAGE, {"nummer": "0612345678"}).content.decode()
    assert page.index("Storing 0") < page.index("Storing 6") < page.index(">gereed<")


@pytest.mark.parametrize("outcome", ["mine", "route"])
def test_what_is_solved_after_the_call_is_mailed_to_the_caller(village, fatima, outcome):
    team = village.second_line.pk if outcome == "route" else ""
    fatima.post(PAGE, call(person=village.joost.pk, outcome=outcome, team=team))
    ticket = Ticket.objects.get()
    solve_ticket(ticket=ticket, text="Vink de box uit.", cause="gebruik", seen=None, by=village.bram, at=NOON + DAY)
    answer = Message.objects.get(ticket=ticket, is_from_requester=False)
    assert answer.channel == "mail"
    assert "Vink de box uit." in OutgoingLetter.objects.get(pk=answer.outgoing).text


def test_what_is_solved_in_the_call_is_mailed_to_nobody(village, fatima):
    solved = {"outcome": "solved", "solution": "Samen aangezet.", "cause": "gebruik"}
    fatima.post(PAGE, call(person=village.joost.pk, channel="counter", **solved))
    assert Message.objects.get(is_from_requester=False).channel == "counter"
    assert not OutgoingLetter.objects.exists()


def test_a_call_that_the_agent_takes_is_in_hand_and_one_passed_on_is_new(village, fatima):
    fatima.post(PAGE, call(person=village.joost.pk))
    fatima.post(PAGE, call(person=village.joost.pk, key=key(2), outcome="route", team=village.second_line.pk))
    assert list(Ticket.objects.order_by("pk").values_list("status", flat=True)) == ["open", "new"]
