"""What an employee does in the portal: ask, follow, answer, withdraw, confirm, deny, rate."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servicepunt.domains.agreements.models import Norm
from servicepunt.domains.agreements.rules.clocks import Clock
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets.actions import (
    close_ticket,
    let_ticket_wait,
    recall_reply,
    reply_and_wait,
    reply_to_ticket,
    solve_ticket,
    write_note,
)
from servicepunt.domains.tickets.models import Attachment, Link, Message, Participant, Rating, Ticket
from servicepunt.domains.tickets.queries.clocks import readings_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.worklist.actions.drafts import save_draft
from servicepunt.foundation.clock import now
from servicepunt.foundation.files import KeptFile
from tests.village import NOON

BYTES = ContentFile(b"Van een ander")
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def joost(village):
    client = Client()
    client.force_login(village.joost)
    return client


@pytest.fixture
def els(village):
    client = Client()
    client.force_login(village.els)
    return client


def address(ticket, step=""):
    return f"/portaal/melding/{ticket.number.replace(' ', '-')}/{step}"


def photo(name="foto.png"):
    return SimpleUploadedFile(name, b"beeld van " + name.encode(), content_type="image/png")


def tokens(page):
    return re.findall(r'name="kept" value="([^"]+)"', page)


def solved(village, at=None):
    """Return a ticket of Joost that is solved, by default a minute ago."""
    at = at or now() - timedelta(minutes=1)
    ticket = village.ticket(started_at=at, at=at)
    return solve_ticket(ticket=ticket, text="", cause="anders", seen=None, by=village.fatima, at=at)


def test_a_question_comes_in_with_its_files_once(village, joost):
    typed = {"title": "Scherm zwart", "text": "Sinds vanmorgen.", "key": KEY, "files": [photo(), photo("b.png")]}
    first = joost.post("/portaal/vraag/", typed)
    assert first.status_code == 302
    joost.post("/portaal/vraag/", {"title": "Scherm zwart", "text": "Sinds vanmorgen.", "key": KEY})
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.channel, ticket.kind) == (village.joost, "portal", "question")
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["b.png", "foto.png"]
    assert ticket.number in joost.get(first.url).content.decode()


def test_a_refused_question_keeps_what_was_typed_and_the_files(joost):
    typed = {"title": "", "text": "Sinds vanmorgen.", "urgency": "blocked", "files": [photo(), photo("virus.exe")]}
    answer = joost.post("/portaal/vraag/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Sinds vanmorgen." in page
    assert "virus.exe is een programma." in page
    assert "Deze bestanden hebben we al" in page
    again = {"title": "Scherm", "text": "Sinds vanmorgen.", "kept": tokens(page), "files": [photo("later.png")]}
    assert joost.post("/portaal/vraag/", again).status_code == 302
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["foto.png", "later.png"]


def test_files_that_somebody_else_kept_or_that_were_made_up_do_not_come_along(joost, els):
    page = joost.post("/portaal/vraag/", {"files": [photo()]}).content.decode()
    els.post("/portaal/vraag/", {"title": "Scherm", "text": "Zwart.", "kept": [*tokens(page), "verzonnen"]})
    assert Attachment.objects.count() == 0


def test_a_refused_answer_keeps_its_files(village, joost):
    ticket = village.ticket()
    page = joost.post(address(ticket, "antwoord/"), {"text": " ", "files": [photo()]})
    assert page.status_code == 422
    joost.post(address(ticket, "antwoord/"), {"text": "Zie de foto", "kept": tokens(page.content.decode())})
    assert Attachment.objects.get().message.text == "Zie de foto"


def test_a_question_from_the_start_page_and_an_older_draft_are_both_kept(village, joost):
    draft = {"title": "Nieuwe stoel", "text": "De mijne kraakt."}
    save_draft(slot="portal:ask", content=draft, by=village.joost, at=NOON)
    page = joost.get("/portaal/vraag/", {"vraag": "Mijn scherm is zwart"}).content.decode()
    assert 'value="Mijn scherm is zwart"' in page
    assert "De mijne kraakt." in page


def test_an_employee_never_reads_a_note(village, joost):
    ticket = village.ticket()
    write_note(ticket=ticket, text="Lastige klant, intern.", by=village.fatima, at=NOON)
    for path in (address(ticket), "/portaal/", "/portaal/meldingen/", "/portaal/meldingen/?welke=alles"):
        assert "Lastige klant" not in joost.get(path).content.decode()


def test_a_confirmed_solution_is_closed_and_rated(village, joost):
    ticket = solved(village)
    joost.post(address(ticket, "opgelost/"))
    ticket.refresh_from_db()
    assert ticket.status == "closed"
    wrong = joost.post(address(ticket, "beoordeling/"), {"remark": "Snel geholpen"})
    assert wrong.status_code == 422
    assert "Kies een cijfer van 1 tot 5." in wrong.content.decode()
    assert "Snel geholpen" in wrong.content.decode()
    joost.post(address(ticket, "beoordeling/"), {"score": "5", "remark": "Snel geholpen"})
    assert Rating.objects.get().score == 5


def test_what_is_not_finished_cannot_be_rated_or_confirmed(village, joost):
    ticket = village.ticket()
    page = joost.post(address(ticket, "beoordeling/"), {"score": "1"}, follow=True).content.decode()
    assert "nog niet klaar" in page
    assert not Rating.objects.exists()
    joost.post(address(ticket, "opgelost/"))
    ticket.refresh_from_db()
    assert ticket.status == "new"


def test_a_denied_solution_reopens_once_with_what_goes_wrong(village, joost):
    ticket = solved(village)
    typed = {"denied": "De printer doet nog niets.", "key": KEY}
    for _ in range(2):
        joost.post(address(ticket, "niet-opgelost/"), typed)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.cycle) == ("open", 2)
    assert Message.objects.filter(text="De printer doet nog niets.").count() == 1
    assert Entry.objects.get(name="ticket.reopened").data["why"] == "not_solved"


def test_a_reopened_ticket_counts_by_what_holds_now_and_the_earlier_cycle_by_what_held_then(village, joost):
    ticket = solved(village)
    Norm.objects.update(resolve=960)
    joost.post(address(ticket, "niet-opgelost/"), {"key": KEY})
    first, second = (
        reading for reading in readings_of(lines_of(ticket.pk), at=now()) if reading.clock == Clock.RESOLVE
    )
    assert first.target == timedelta(minutes=480)
    assert second.target == timedelta(minutes=960) - first.spent


def test_words_long_after_it_was_finished_are_a_new_ticket_and_that_is_said(village, joost):
    ticket = solved(village, at=now() - timedelta(days=40))
    assert "wordt het een nieuwe melding" in joost.get(address(ticket)).content.decode()
    page = joost.post(address(ticket, "antwoord/"), {"text": "Weer stuk"}, follow=True).content.decode()
    follower = Ticket.objects.exclude(pk=ticket.pk).get()
    assert f"Je bericht is een nieuwe melding: {follower.number}" in page
    assert Link.objects.get().kind == "follows"
    ticket.refresh_from_db()
    assert ticket.status == "solved"


def test_who_only_reads_along_answers_but_decides_nothing(village, els):
    ticket = solved(village)
    Participant.objects.create(ticket=ticket, person=village.els)
    assert els.get(address(ticket)).status_code == 200
    for step in ("opgelost/", "niet-opgelost/", "intrekken/", "beoordeling/"):
        assert els.post(address(ticket, step), {"score": "1"}).status_code == 404
    ticket.refresh_from_db()
    assert ticket.status == "solved"
    assert not Rating.objects.exists()
    els.post(address(ticket, "antwoord/"), {"text": "Bij mij ook niet."})
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_a_withdrawn_ticket_is_closed_and_says_so(village, joost):
    ticket = village.ticket()
    page = joost.post(address(ticket, "intrekken/"), follow=True).content.decode()
    assert "is ingetrokken" in page
    assert "Deze melding is afgerond." in page


def test_a_finished_ticket_is_not_said_to_be_withdrawn(village, joost):
    ticket = solved(village)
    close_ticket(ticket=ticket, how="confirmed", seen=None, by=village.joost, at=now())
    page = joost.post(address(ticket, "intrekken/"), follow=True).content.decode()
    assert "is ingetrokken" not in page
    assert "was al afgerond" in page


def test_what_waits_for_me_stands_first_and_the_foot_says_whom_to_call(village, joost, settings):
    settings.CONTACT, settings.PRIVACY_URL = "Bel 0523-123456.", "https://voorbeeld.example/privacy"
    waiting = village.ticket(title="Kopie van de brief", started_at=now(), at=now())
    village.ticket(title="Scherm zwart", started_at=now(), at=now())
    day = timedelta(days=1)
    let_ticket_wait(
        ticket=waiting, reason="requester", until=now() + day, note="", seen=None, by=village.fatima, at=now()
    )
    page = joost.get("/portaal/").content.decode()
    assert page.index("Kopie van de brief") < page.index("Scherm zwart")
    assert "Liever iemand spreken? Bel 0523-123456." in page
    assert 'href="https://voorbeeld.example/privacy"' in page
    assert "Toegankelijkheid" not in page


@pytest.mark.parametrize("key", [KEY, "letter:1", "flood:1:x:2026112600", "form:1", "form:nee", "x" * 400, "9" * 5_000])
def test_the_key_of_somebody_else_changes_tells_and_loses_nothing(village, joost, els, key):
    first = joost.post("/portaal/vraag/", {"title": "Scherm zwart", "text": "Sinds vanmorgen.", "key": key})
    other = els.post("/portaal/vraag/", {"title": "Muis stuk", "text": "Hij klikt niet.", "key": key})
    assert first.url != other.url
    assert els.get(other.url).status_code == 200
    assert list(Ticket.objects.order_by("pk").values_list("requester__name", "title")) == [
        ("Joost Kuipers", "Scherm zwart"),
        ("Els Jansen", "Muis stuk"),
    ]
    ticket = Ticket.objects.get(requester=village.els)
    answer = els.post(address(ticket, "antwoord/"), {"text": "Nog iets", "key": f"form:{village.joost.pk}:{KEY}"})
    assert answer.url == address(ticket)
    assert ticket.messages.filter(text="Nog iets", author=village.els).count() == 1


def test_what_two_forms_of_one_page_carry_never_counts_as_the_same(village, joost):
    keys = re.findall(r'name="key" value="([^"]+)"', joost.get(address(solved(village))).content.decode())
    assert len(keys) == len(set(keys)) == 2


@pytest.mark.parametrize("before", ["9" * 5_000, "9" * 19, "x", "-1"])
def test_an_impossible_place_in_the_list_shows_the_list(village, joost, before):
    ticket = village.ticket()
    assert ticket.number in joost.get("/portaal/meldingen/", {"voor": before}).content.decode()


def test_an_answer_and_its_file_are_not_in_the_portal_while_it_can_be_called_back(village, joost, settings):
    ticket, at = village.ticket(), now()
    file = KeptFile(name="stappen.txt", content_type="text/plain", size=6, digest=default_storage.save("", BYTES))
    said = {"text": "Nu echt dicht.", "files": [file], "seen": None, "by": village.fatima}
    settings.UNDO_SEND_SECONDS = 600
    reply_to_ticket(ticket=ticket, at=at, **said)
    link = f"/bijlage/{Attachment.objects.get().pk}/"
    assert "Nu echt dicht." not in joost.get(address(ticket)).content.decode()
    assert joost.get(link).status_code == 404
    Message.objects.filter(text="Nu echt dicht.").update(written_at=at - timedelta(seconds=600))
    shown = joost.get(address(ticket)).content.decode()
    assert "Nu echt dicht." in shown
    assert link in shown
    assert joost.get(link).status_code == 200


def test_the_file_of_an_answer_that_was_called_back_is_for_the_desk_only(village, joost):
    said = {"text": "Zie bijlage.", "seen": None, "by": village.fatima}
    answer = reply_to_ticket(ticket=village.ticket(), at=NOON, **said)
    digest = default_storage.save("", BYTES)
    file = Attachment.objects.create(message=answer, name="fout.txt", content_type="text/plain", size=13, digest=digest)
    assert joost.get(f"/bijlage/{file.pk}/").status_code == 200
    assert recall_reply(message=answer, by=village.fatima, at=NOON)
    assert joost.get(f"/bijlage/{file.pk}/").status_code == 404
    desk = Client()
    desk.force_login(village.fatima)
    assert desk.get(f"/bijlage/{file.pk}/").status_code == 200


def shown_to(client, ticket):
    """Return all that the portal tells somebody about a ticket."""
    pages = [address(ticket), "/portaal/", "/portaal/meldingen/"]
    pages = [client.get(page).content.decode() for page in pages]
    return [re.sub(r'(name="(key|csrfmiddlewaretoken)" value|content)="[^"]+"', "", page) for page in pages]


def reply(ticket, **said):
    return reply_to_ticket(ticket=ticket, text="Start opnieuw op.", seen=None, **said)


def reply_and_hold(ticket, at, **said):
    until = at + timedelta(days=3)
    return reply_and_wait(ticket=ticket, text="Welk nummer?", seen=None, until=until, at=at, **said)


def solve(ticket, text="Opgelost.", **said):
    return solve_ticket(ticket=ticket, text=text, cause="netwerk", seen=None, **said)


@pytest.mark.parametrize("act", [reply, reply_and_hold, solve, partial(solve, text="")])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_requester_notices_nothing_until_it_can_be_called_back_no_more(village, joost, settings, act, is_new):
    settings.UNDO_SEND_SECONDS = 600
    opened = now() - timedelta(hours=2)
    ticket, other = (village.ticket(started_at=opened, at=opened) for _ in range(2))
    if not is_new:
        wait = {"reason": "requester", "note": "Het nummer graag.", "seen": None, "by": village.sanne}
        let_ticket_wait(ticket=ticket, until=now() + timedelta(days=1), at=opened, **wait)
    before = shown_to(joost, ticket)
    act(ticket, by=village.fatima, at=now())
    for page, was in zip(shown_to(joost, ticket), before, strict=True):
        assert page == was
    settings.UNDO_SEND_SECONDS = 0
    assert shown_to(joost, ticket) != before


@pytest.mark.parametrize(
    ("note", "told"), [("", "Schrijf een bericht, dan gaan we verder."), ("Stuur het nummer.", "Stuur het nummer.")]
)
def test_who_we_wait_for_reads_what_to_do(village, joost, note, told):
    ticket = village.ticket()
    wait = {"reason": "requester", "note": note, "seen": None, "by": village.sanne, "at": now()}
    let_ticket_wait(ticket=ticket, until=now() + timedelta(days=1), **wait)
    assert f"We wachten op jou. {told}" in joost.get(address(ticket)).content.decode()


def test_words_of_the_requester_show_in_the_status_and_an_answer_that_may_be_called_back_does_not(
    village, joost, settings
):
    settings.UNDO_SEND_SECONDS = 600
    opened = now() - timedelta(hours=2)
    ticket = village.ticket(started_at=opened, at=opened)
    wait = {"reason": "requester", "note": "", "seen": None, "by": village.sanne}
    let_ticket_wait(ticket=ticket, until=now() + timedelta(days=1), at=opened, **wait)
    reply(ticket, by=village.fatima, at=now())
    assert "Wacht op jou" in joost.get(address(ticket)).content.decode()
    joost.post(address(ticket, "antwoord/"), {"text": "Het nummer is 40-2231.", "key": KEY})
    page = joost.get(address(ticket)).content.decode()
    assert "Wacht op jou" not in page
    assert "Fatima" not in page
    solve(ticket, by=village.fatima, at=now())
    assert joost.get(address(ticket)).content.decode().count("In behandeling") == 1


def test_what_may_still_be_called_back_cannot_be_confirmed(village, joost, settings):
    settings.UNDO_SEND_SECONDS = 600
    ticket = solved(village)
    page = joost.post(address(ticket, "opgelost/"), follow=True).content.decode()
    assert "We zijn nog bezig met deze melding" in page
    assert Ticket.objects.get(pk=ticket.pk).status == "solved"


def test_what_may_still_be_called_back_cannot_be_rated_or_denied(village, joost, settings):
    settings.UNDO_SEND_SECONDS = 600
    ticket = solved(village)
    page = joost.post(address(ticket, "beoordeling/"), {"score": 5, "remark": ""}, follow=True).content.decode()
    assert "Deze melding is nog niet klaar" in page
    assert not ticket.ratings.exists()
    joost.post(address(ticket, "niet-opgelost/"), {"denied": "Nee", "key": KEY})
    reopened = next(line for line in lines_of(ticket.pk) if line.name == "ticket.reopened")
    assert reopened.data["why"] == "answer"


def test_who_rated_already_is_not_asked_again_how_it_went(village, joost):
    ticket = solved(village)
    joost.post(address(ticket, "beoordeling/"), {"score": "4"})
    page = joost.post(address(ticket, "opgelost/"), follow=True).content.decode()
    assert "Fijn dat het is opgelost" in page
    assert "Vertel ons hoe het ging" not in page
    assert "Je gaf een 4 van 5. Bedankt." in page
    other = solved(village)
    assert "Vertel ons hoe het ging" in joost.post(address(other, "opgelost/"), follow=True).content.decode()
