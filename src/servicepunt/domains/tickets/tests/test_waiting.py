"""Until when a ticket waits: the desk is open when it wakes up, and it is not forgotten for ever."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from servicepunt.domains.agreements.models import CalendarVersion
from servicepunt.domains.agreements.rules.waiting import LONGEST_WAIT, next_morning
from servicepunt.domains.mail.actions import bounce_letter
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tickets import actions, tasks
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.rules.status import shown_status
from servicepunt.foundation.clock import now
from servicepunt.foundation.text import dutch_full, dutch_moment
from servicepunt.foundation.worktime import ServiceHours
from tests.village import DAY, NOON

OFFICE = (((510, 1020),),) * 5 + ((), ())
ZONE = ZoneInfo("Europe/Amsterdam")


def close_tomorrow():
    """Close the desk on the next two days; return the morning after them."""
    today = now().astimezone(ZONE).date()
    days = [today + timedelta(days=ahead) for ahead in range(1, 4)]
    week = {str(day): [["08:30", "17:00"]] for day in range(7)}
    CalendarVersion.objects.update(weekly=week, closed=[day.isoformat() for day in days[:2]])
    return datetime.combine(days[2], datetime.min.time(), tzinfo=ZONE).replace(hour=9)


def send(client, ticket, name, **typed):
    address = reverse(f"tickets:{name}", args=[ticket.number.replace(" ", "-")])
    return client.post(address, {"seen": ticket.version} | typed)


def test_what_the_page_proposes_is_a_day_on_which_the_desk_is_open(village, client):
    morning = close_tomorrow()
    ticket = village.ticket()
    client.force_login(village.fatima)
    page = client.get(reverse("tickets:ticket", args=[ticket.number.replace(" ", "-")])).content.decode()
    assert re.search(r'name="until"[^>]* value="([^"]+)"', page)[1] == f"{morning:%Y-%m-%dT%H:%M}"


def test_an_answer_that_waits_wakes_up_on_the_third_day_that_the_desk_is_open(village, client):
    morning = close_tomorrow()
    ticket = village.ticket()
    client.force_login(village.fatima)
    assert send(client, ticket, "reply", audience="public", text="Lukt het?", then="wait").status_code == 302
    third = (morning.replace(tzinfo=None) + 2 * DAY).replace(tzinfo=ZONE)
    assert Ticket.objects.get(pk=ticket.pk).wait_until == third


@pytest.mark.parametrize(
    ("at", "workdays", "morning"),
    [
        # King's day, and Easter.
        ("2026-04-24T12:00:00+02:00", 1, "2026-04-28T09:00:00+02:00"),
        ("2026-04-02T12:00:00+02:00", 3, "2026-04-08T09:00:00+02:00"),
        # The last days of the year: one day opens late, Christmas and New Year not at all.
        ("2026-12-24T12:00:00+01:00", 1, "2026-12-28T13:00:00+01:00"),
        ("2026-12-28T12:00:00+01:00", 4, "2027-01-04T09:00:00+01:00"),
    ],
)
def test_closed_days_are_passed_over_and_a_late_opening_is_waited_for(at, workdays, morning):
    closed = ["2026-04-06", "2026-04-27", "2026-12-25", "2027-01-01"]
    late = ((date(2026, 12, 28), ((780, 1020),)),)
    hours = ServiceHours(weekly=OFFICE, closed=frozenset(map(date.fromisoformat, closed)), special=late)
    assert next_morning(datetime.fromisoformat(at), workdays=workdays, hours=hours).isoformat() == morning


def test_a_desk_that_never_opens_proposes_a_weekday():
    never = ServiceHours(weekly=((),) * 7)
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert next_morning(friday, workdays=1, hours=never).isoformat() == "2026-11-30T09:00:00+01:00"


@pytest.mark.parametrize("until", ["9999-12-31T23:59", "2200-01-01T09:00"])
def test_a_ticket_waits_two_years_at_most(village, client, until):
    ticket = village.ticket()
    client.force_login(village.fatima)
    answer = send(client, ticket, "wait", reason="approval", until=until, note="Akkoord van de raad")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Een melding wacht hoogstens twee jaar. Kies een eerder moment." in page
    assert until in page and "Akkoord van de raad" in page
    assert Ticket.objects.get(pk=ticket.pk).status == "new"


@pytest.mark.parametrize(("clock", "is_closed"), [("03:00", True), ("10:00", False), ("17:00", True)])
def test_who_lets_a_ticket_wait_until_the_desk_is_closed_hears_when_it_opens(village, client, clock, is_closed):
    morning, ticket = close_tomorrow(), village.ticket()
    client.force_login(village.fatima)
    answer = send(client, ticket, "wait", reason="approval", until=f"{morning:%Y-%m-%d}T{clock}", note="")
    page = client.get(answer.url).content.decode()
    assert ("maar dan is het servicepunt dicht. Het gaat " in page) == is_closed
    if is_closed:
        assert re.search(r"wakker, maar dan is het servicepunt dicht\. Het gaat [^.]* 08:30 weer open\.", page)


def page_of(client, ticket):
    return client.get(reverse("tickets:ticket", args=[ticket.number.replace(" ", "-")])).content.decode()


def test_the_head_and_the_timeline_say_until_when_a_ticket_waits(village, client):
    ticket, until = village.ticket(), now().replace(second=0, microsecond=0) + 3 * DAY
    wait = {"until": until, "note": "", "seen": None, "by": village.fatima, "at": now()}
    actions.let_ticket_wait(ticket=ticket, reason="supplier", **wait)
    client.force_login(village.fatima)
    page = page_of(client, ticket)
    head = page[page.index("sp-ticket-meta") : page.index('id="tijdlijn"')]
    assert f"Wacht op leverancier tot {dutch_moment(until, now())}" in head
    assert f"Melding wacht op leverancier tot {dutch_full(until)}." in page
    # An answer of the requester does not end it: both are said.
    answer = {"author": village.joost, "text": "En?", "channel": "mail", "written_at": now()}
    actions.add_message(ticket=ticket, by=None, at=now(), **answer)
    said = f"Antwoord ontvangen, wacht op leverancier tot {dutch_moment(until, now())}"
    assert page_of(client, ticket).count(said) == 3
    actions.resume_ticket(ticket=ticket, why="agent", seen=None, by=village.fatima, at=now())
    assert "wacht op leverancier tot" not in re.sub("Melding wacht.*", "", page_of(client, ticket))


def test_an_appointment_is_planned_for_a_moment_and_not_until_it(village, client):
    ticket, until = village.ticket(), now() + 3 * DAY
    wait = {"until": until, "note": "", "seen": None, "by": village.fatima, "at": now()}
    actions.let_ticket_wait(ticket=ticket, reason="appointment", **wait)
    client.force_login(village.fatima)
    page = page_of(client, ticket)
    assert page.count(f"Ingepland voor {dutch_moment(until, now())}") == 3
    assert "Ingepland tot" not in page


def test_the_panel_of_a_ticket_that_waits_offers_how_it_waits_now(village, client):
    ticket, until = village.ticket(), now().replace(second=0, microsecond=0) + 3 * DAY
    wait = {"reason": "approval", "note": "Akkoord van de raad", "seen": None, "by": village.fatima}
    actions.let_ticket_wait(ticket=ticket, until=until, at=now(), **wait)
    client.force_login(village.fatima)
    page = page_of(client, ticket)
    assert re.search(r'name="until"[^>]* value="([^"]+)"', page)[1] == f"{until.astimezone(ZONE):%Y-%m-%dT%H:%M}"
    assert '<option value="approval" selected>' in page
    assert re.search(r'name="note"[^>]* value="([^"]+)"', page)[1] == "Akkoord van de raad"
    # What should have woken up already is not proposed again.
    Ticket.objects.filter(pk=ticket.pk).update(wait_until=NOON)
    assert re.search(r'name="until"[^>]* value="([^"]+)"', page_of(client, ticket))[1] > f"{now():%Y-%m-%d}"


def test_the_last_moment_of_two_years_is_taken_and_nothing_after_it(village):
    wait = {"reason": "approval", "note": "", "seen": None, "by": village.fatima, "at": NOON}
    actions.let_ticket_wait(ticket=village.ticket(), until=NOON + LONGEST_WAIT, **wait)
    with pytest.raises(actions.StepNotAllowed, match="hoogstens twee jaar"):
        actions.let_ticket_wait(ticket=village.ticket(), until=NOON + LONGEST_WAIT + DAY, **wait)
    with pytest.raises(actions.StepNotAllowed, match="hoogstens twee jaar"):
        actions.reply_and_wait(
            ticket=village.ticket(), text="Dag", until=NOON + 800 * DAY, by=village.fatima, at=NOON, seen=None
        )


def test_what_waits_longer_since_before_can_be_put_back(village, client):
    ticket = village.ticket()
    client.force_login(village.fatima)
    wait = {"reason": "approval", "until": now() + 300 * DAY, "note": "", "seen": None}
    actions.let_ticket_wait(ticket=ticket, by=village.fatima, at=now(), **wait)
    far = datetime(9999, 1, 1, tzinfo=UTC)
    Ticket.objects.filter(pk=ticket.pk).update(wait_until=far)
    ticket.refresh_from_db()
    page = client.get(send(client, ticket, "resume").url).content.decode()
    where, step = re.search(r'action="([^"]+)" data-undo>.*?name="stap" value="([^"]+)"', page, re.DOTALL).groups()
    client.post(where, {"stap": step})
    ticket.refresh_from_db()
    assert (ticket.status, ticket.wait_until) == ("waiting", far)


@pytest.fixture
def asked(village):
    """A ticket that waits for the requester, whom it asked something by mail; somebody reads along."""
    ticket = village.ticket()
    actions.add_participant(ticket=ticket, person=village.els, by=village.fatima, at=NOON)
    return ask(ticket, village)


def ask(ticket, village):
    actions.reply_and_wait(ticket=ticket, until=NOON + DAY, text="Lukt het?", seen=None, by=village.fatima, at=NOON)
    ticket.refresh_from_db()
    return ticket


def letter_of(ticket):
    return OutgoingLetter.objects.get(pk=ticket.messages.exclude(outgoing=None).earliest("id").outgoing)


def after(ticket, kind):
    OutgoingLetter.objects.filter(pk=letter_of(ticket).pk).update(state=kind)
    tasks.tell_delivery_failed.call(outgoing=letter_of(ticket).pk, kind=kind, subject=ticket.pk, words="550 onbekend")
    ticket.refresh_from_db()
    state = {name: getattr(ticket, name) for name in ("wait_reason", "has_new_answer", "cycle")}
    return shown_status(ticket.status, **state)[1]


def test_a_ticket_whose_question_was_refused_goes_on_and_says_why(asked, village, client):
    assert after(asked, "failed") == "Mail kwam niet aan"
    assert (asked.status, asked.wait_until) == ("open", None)
    assert [(line.name, line.data.get("why")) for line in lines_of(asked.pk)][-2:] == [
        ("ticket.delivery_failed", None),
        ("ticket.wait_ended", "undelivered"),
    ]
    client.force_login(village.fatima)
    page = client.get(reverse("tickets:ticket", args=[asked.number.replace(" ", "-")])).content.decode()
    assert "Mail kwam niet aan" in page
    assert "Mail kwam niet aan" in client.get("/balie/?view=all").content.decode()
    assert after(asked, "failed") == "Mail kwam niet aan"


def test_what_the_requester_says_after_that_is_an_answer(asked, village):
    after(asked, "failed")
    said = {"text": "Ik bel maar even.", "channel": "phone", "written_at": NOON}
    actions.add_message(ticket=asked, author=village.joost, by=village.fatima, at=NOON, **said)
    assert after(asked, "uncertain") == "Antwoord ontvangen"


@pytest.mark.parametrize(("who", "shown"), [("joost", "Mail kwam niet aan"), ("els", "Wacht op aanmelder")])
def test_only_a_bounce_of_the_requester_wakes_a_ticket(asked, village, who, shown):
    letter = letter_of(asked)
    readers = [*letter.to, *letter.cc]
    OutgoingLetter.objects.filter(pk=letter.pk).update(state="sent", accepted=readers)
    told = {"status": "5.1.1", "reason": "onbekend", "is_hard": True, "at": NOON}
    bounce_letter(message_id=letter.message_id, recipient=getattr(village, who).email, **told)
    assert after(asked, "bounced") == shown


def test_a_letter_that_may_have_arrived_or_was_followed_by_another_wakes_nobody(asked, village):
    assert after(asked, "uncertain") == "Wacht op aanmelder"
    ask(asked, village)
    assert after(asked, "failed") == "Wacht op aanmelder"


def test_a_mail_of_the_system_that_failed_wakes_nobody(asked):
    OutgoingLetter.objects.update(is_automatic=True)
    assert after(asked, "failed") == "Wacht op aanmelder"
