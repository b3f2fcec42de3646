"""The pages about post: what an agent sees and may decide, and what they must not see."""

import re
import time
from datetime import timedelta

import pytest
from django.urls import reverse

from servicepunt.domains.mail.actions import queue_letter
from servicepunt.domains.mail.models import IncomingLetter, Mailbox, OutgoingLetter
from servicepunt.domains.mail.rules.showing import is_too_deep
from servicepunt.domains.people.models import Address
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.mailbox.intake import take_in, understand
from servicepunt.entrypoints.mailbox.tests.conftest import AT, letter
from servicepunt.entrypoints.mailbox.tests.dovecot import free_port

pytestmark = pytest.mark.django_db
State = IncomingLetter.State
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture
def receive(village, own_files):
    """Take a letter in for the village's mailbox, and hand it over."""

    def _receive(raw: bytes, uid: int = 1) -> IncomingLetter:
        kept = take_in(raw, mailbox=village.mailbox, uid_validity=1, uid=uid, at=AT)
        understand(kept, at=AT)
        kept.refresh_from_db()
        return kept

    return _receive


@pytest.fixture
def desk(client, village):
    client.force_login(village.fatima)
    return client


def page(desk, name: str, pk: int, **query: str) -> str:
    answer = desk.get(reverse(f"mail:{name}", args=[pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def html_letter(html: str, *, picture: str = "logo@x") -> bytes:
    return (
        "From: Eva <eva@elders.test>\r\nTo: servicepunt@voorbeeld.example\r\nSubject: Opgemaakt\r\n"
        'Message-ID: <h@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
        f"--b\r\nContent-Type: image/png\r\nContent-ID: <{picture}>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{PNG}\r\n--b--\r\n"
    ).encode()


def test_the_layout_of_a_letter_lies_in_a_sandbox_with_its_own_pictures_and_no_others(receive, desk):
    kept = receive(
        html_letter('<p>Zie <img src="cid:logo@x" alt="Logo"><img src="http://elders.test/t.gif?wie=jij"></p>')
    )
    shown = page(desk, "letter_view", kept.pk)
    assert f'src="/balie/post/{kept.pk}/inhoud/"' in shown
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    assert "1 afbeelding van internet is niet geladen" in shown
    answer = desk.get(reverse("mail:body", args=[kept.pk]))
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups") and "default-src 'none'" in policy and "script" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert f'src="data:image/png;base64,{PNG[:40]}' in answer.content.decode()
    assert "elders.test/t.gif" not in answer.content.decode()


@pytest.mark.parametrize(
    "html", ['<div a="<">' * 80_000, "<div/>" * 150_000, "<div></b>" * 100_000, "<b><p>" * 100_000]
)
def test_nesting_that_hides_from_counting_costs_no_time(html):
    began = time.process_time()
    assert is_too_deep(html)
    assert time.process_time() - began < 1


def test_ordinary_layout_is_not_called_too_deep():
    row = "<tr><td><p>Cel<br><img src=x><li>punt</td></tr>"
    assert not is_too_deep("<html><body>" + "<div>" * 30 + "<table>" + row * 2_000 + "</table>" + "</div>" * 30)


def test_a_stranger_with_a_known_number_is_added_to_the_ticket_by_an_agent(receive, desk, village):
    ticket = village.ticket()
    stranger = receive(letter("Ik zit naast Joost.", sender="eva@elders.test", subject=f"Re: [{ticket.number}]"))
    assert stranger.state == State.ASIDE
    shown = page(desk, "letter_view", stranger.pk)
    assert f"Voeg toe aan {ticket.number}" in shown and "Maak een eigen melding" in shown
    desk.post(reverse("mail:release", args=[stranger.pk]), {"waarheen": "melding"})
    stranger.refresh_from_db()
    understand(stranger, at=AT)
    assert ticket.messages.filter(text="Ik zit naast Joost.").exists()
    assert Ticket.objects.count() == 1


def test_whatever_was_kept_apart_can_become_a_ticket_of_its_own(receive, desk):
    away = receive(letter("Weg", sender="eva@elders.test", Auto_Submitted="auto-replied"))
    bounce = receive(
        letter("550 no such user here", sender="MAILER-DAEMON@x.test", subject="Returned mail", message_id="<b@x>"), 2
    )
    assert [away.state, bounce.state] == [State.AUTOMATIC, State.BOUNCE]
    for kept in (away, bounce):
        desk.post(reverse("mail:release", args=[kept.pk]))
        kept.refresh_from_db()
        assert understand(kept, at=AT) == State.ACCEPTED
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(("heading", "name"), [("", "Onbekende afzender"), ("From: Kees de Wit <>\r\n", "Kees de Wit")])
def test_a_released_letter_without_a_sender_mails_nobody_and_the_composer_says_so(receive, desk, heading, name):
    kept = receive(f"{heading}Subject: Lamp stuk\r\n\r\nDe lamp is stuk.\r\n".encode())
    addresses = set(Address.objects.values_list("email", flat=True))
    desk.post(reverse("mail:release", args=[kept.pk]))
    kept.refresh_from_db()
    assert understand(kept, at=AT) == State.ACCEPTED

    ticket = Ticket.objects.get()
    assert (ticket.requester.name, ticket.requester.email, ticket.requester.is_unknown) == (name, None, True)
    assert set(Address.objects.values_list("email", flat=True)) == addresses
    assert not OutgoingLetter.objects.exists()
    shown = desk.get(reverse("tickets:ticket", args=[ticket.number.replace(" ", "-")])).content.decode()
    assert "de aanmelder heeft geen e-mailadres" in shown


def test_dismissing_asks_why_and_is_told_once(receive, desk):
    kept = receive(b"Subject: zonder afzender\r\n\r\nHallo\r\n")
    refused = desk.post(reverse("mail:dismiss", args=[kept.pk]), {"reason": " "})
    assert refused.status_code == 422 and "Schrijf waarom je het bericht afwijst." in refused.content.decode()
    for expected in ("Bericht afgewezen", "al verwerkt"):
        answer = desk.post(reverse("mail:dismiss", args=[kept.pk]), {"reason": "Reclame"}, follow=True)
        assert expected in answer.content.decode()
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == (State.DISMISSED, "Reclame")


def test_what_a_colleague_dismissed_is_not_released_from_a_page_shown_before(receive, desk):
    kept = receive(b"Subject: zonder afzender\r\n\r\nHallo\r\n")
    shown = {"toestand": kept.state}
    assert (
        f'name="toestand" value="{kept.state}"'
        in desk.get(reverse("mail:letter_view", args=[kept.pk])).content.decode()
    )
    desk.post(reverse("mail:dismiss", args=[kept.pk]), {"reason": "Reclame"})
    told = desk.post(reverse("mail:release", args=[kept.pk]), shown, follow=True).content.decode()
    assert "Een collega besliste intussen iets anders" in told and "Reclame" in told
    kept.refresh_from_db()
    assert kept.state == State.DISMISSED
    desk.post(reverse("mail:release", args=[kept.pk]), {"toestand": State.DISMISSED})
    kept.refresh_from_db()
    assert kept.state == State.KEPT


def test_letters_of_a_confidential_ticket_exist_for_its_team_only(receive, client, village):
    ticket = village.ticket(title="Ziekmelding", text="Geheim")
    Ticket.objects.filter(pk=ticket.pk).update(is_confidential=True)
    stranger = receive(letter("Geheim ook", sender="eva@elders.test", subject=f"Ziekte [{ticket.number}]"))
    out = queue_letter(
        key="x", mailbox=village.mailbox, to=["joost@voorbeeld.example"], title="Over je ziekte", text="Dag",
        at=AT, is_automatic=False, about="ticket", subject=ticket.pk,
    )  # fmt: skip
    bounced = IncomingLetter.objects.create(
        mailbox=village.mailbox, digest="b", raw=stranger.raw, size=1, received_at=AT, kept_at=AT, state="bounce",
        title="Over je ziekte terug", about="outgoing", subject=out.pk,
    )  # fmt: skip
    pages = [
        ("letter_view", stranger),
        ("body", stranger),
        ("raw", stranger),
        ("letter_view", bounced),
        ("outgoing", out),
    ]
    for person, status in ((village.bram, 404), (village.fatima, 200)):
        client.force_login(person)
        assert [client.get(reverse(f"mail:{name}", args=[about.pk])).status_code for name, about in pages] == [
            status
        ] * 5
        lists = client.get(reverse("mail:letters")).content + client.get(reverse("mail:outbox")).content
        assert (b"ziekte" in lists.lower()) == (status == 200)
    client.force_login(village.bram)
    assert client.post(reverse("mail:release", args=[stranger.pk])).status_code == 404
    assert client.post(reverse("mail:resend", args=[out.pk])).status_code == 404


def test_what_did_not_arrive_stands_together_with_the_servers_words(desk, village):
    for state in OutgoingLetter.State:
        made = queue_letter(
            key=state, mailbox=village.mailbox, to=[f"{state}@x.test"], title=f"Over {state}", text="Dag", at=AT
        )
        OutgoingLetter.objects.filter(pk=made.pk).update(state=state, server_words=f"550 {state}")
    stuck = desk.get(reverse("mail:outbox"), {"toestand": "stuck"}).content.decode()
    assert [state for state in OutgoingLetter.State if f"Over {state}<" in stuck] == ["uncertain", "failed", "bounced"]
    assert "550 failed" in stuck
    assert re.search(r'toestand=stuck"[^>]*>Niet aangekomen <span class="sp-badge">3</span>', stuck)
    failed = OutgoingLetter.objects.get(state="failed")
    assert "Verstuur opnieuw" in page(desk, "outgoing", failed.pk)
    desk.post(reverse("mail:resend", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.state == OutgoingLetter.State.QUEUED


def test_a_letter_that_was_tried_can_be_sent_now(desk, village):
    made = queue_letter(key="x", mailbox=village.mailbox, to=["a@x.test"], title="Over x", text="Dag", at=AT)
    assert "Verstuur nu" not in page(desk, "outgoing", made.pk)
    later = AT + timedelta(days=999)
    OutgoingLetter.objects.update(attempts=3, tried_at=AT, send_after=later, server_words="421 druk")
    assert "Verstuur nu" in page(desk, "outgoing", made.pk)
    desk.post(reverse("mail:resend", args=[made.pk]))
    made.refresh_from_db()
    assert made.send_after < later
    assert "Verstuur nu" not in page(desk, "outgoing", made.pk)


def test_trying_a_mailbox_shows_what_the_servers_say_and_never_the_password(client, village):
    Mailbox.objects.update(imap_host="127.0.0.1", imap_port=free_port(), smtp_port=free_port(), smtp_security="none")
    client.force_login(village.willemien)
    shown = client.post(reverse("mail:try_mailbox", args=[village.mailbox.pk])).content.decode()
    assert "Post ophalen (IMAP)" in shown and "Post versturen (SMTP)" in shown
    assert shown.count("op dit adres en deze poort luistert geen mailserver") == 2
