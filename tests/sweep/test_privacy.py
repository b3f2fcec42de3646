"""
What one may not see answers as if it did not exist: every page × every role × own and foreign objects.

The pages come from the URL configuration: a new one without a word in `pages.WHO` fails here.
"""

import re

import pytest
from django.test import Client

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.actions import claim_letter, mark_sent, queue_system_letter
from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.actions import assign_ticket, change_details, reply_to_ticket, write_note
from tests.sweep.pages import (
    ADMIN,
    ANYBODY,
    DESK,
    FURTHER,
    HIRE,
    INVITED,
    JOBS,
    OWN,
    SEATED,
    SHARED,
    SIGNED_IN,
    TABLES,
    Objects,
    names,
    who_finds,
)
from tests.village import NOON

ROLES = ("nobody", "joost", "fatima", "sanne", "willemien")
FINDS = {
    ANYBODY: set(ROLES),
    SIGNED_IN: set(ROLES) - {"nobody"},
    DESK: {"fatima", "sanne", "willemien"},
    JOBS: {"sanne", "willemien"},
    ADMIN: {"willemien"},
    OWN: {"joost"},
    FURTHER: set(),
    INVITED: set(),
    SHARED: set(ROLES) - {"nobody"},
    HIRE: {"sanne", "willemien"},
    SEATED: {"sanne"},
}
REFERENCE = re.compile(rb"[0-9a-f]{16,32}|M2607[ -]\d{4}|/\d+/|csrfmiddlewaretoken\" value=\"\w+|nonce=\"[^\"]+")


@pytest.fixture
def objects(village, settings):
    return Objects(village)


def signed_in(village, who: str) -> Client:
    client = Client(raise_request_exception=True)
    if who != "nobody":
        client.force_login(getattr(village, who))
    return client


def body(answer) -> bytes:
    return REFERENCE.sub(b"", b"".join(answer.streaming_content) if answer.streaming else answer.content)


def test_somebody_said_who_finds_each_page():
    assert len(names()) > 60
    assert [name for name, _ in names() if who_finds(name) not in FINDS] == []


@pytest.mark.parametrize("who", ROLES)
def test_looking_is_for_whom_may_and_changes_nothing(village, objects, who):
    client, wrong = signed_in(village, who), []
    before = Entry.objects.count(), [table.objects.count() for table in TABLES]
    for page in objects.pages():
        answer = client.get(page.address)
        if page.who == FURTHER and who == "sanne":
            is_right = answer.status_code < 500
        elif who in FINDS[page.who]:
            # An employee finds the portal, not the desk's list behind the same start.
            is_right = answer.status_code in {200, 204, 302, 405, 400}
        elif who == "nobody":
            is_right = answer.status_code == 302 and answer["Location"].startswith("/inloggen/")
        else:
            is_right = answer.status_code in {404, 405}
        if not is_right:
            wrong.append(f"{page.name}: {answer.status_code}")
    assert wrong == []
    assert (Entry.objects.count(), [table.objects.count() for table in TABLES]) == before


@pytest.mark.parametrize("who", ["nobody", "joost", "fatima", "sanne"])
def test_changing_is_for_whom_may(village, objects, who):
    client, wrong = signed_in(village, who), []
    before = Entry.objects.count()
    for page in objects.pages():
        if who in FINDS[page.who] or (page.who == FURTHER and who == "sanne"):
            continue
        answer = client.post(page.address, {"text": "x", "reason": "x"})
        if who == "nobody":
            is_right = answer.status_code == 401 or answer.headers.get("Location", "").startswith("/inloggen/")
        else:
            is_right = answer.status_code in {404, 405}
        if not is_right:
            wrong.append(f"{page.name}: {answer.status_code}")
    assert wrong == []
    assert Entry.objects.count() == before


def test_somebody_who_left_is_a_stranger(village, objects):
    client = signed_in(village, "fatima")
    Person.objects.filter(pk=village.fatima.pk).update(is_active=False)
    found = [
        page.name for page in objects.pages() if page.who != ANYBODY and client.get(page.address).status_code != 302
    ]
    assert found == []


def test_a_ticket_of_somebody_else_answers_as_one_that_is_not_there(village, objects):
    client, wrong = signed_in(village, "els"), []
    for page in objects.pages():
        if not page.name.startswith("portal:") or "M2607" not in page.address:
            continue
        for ask in (client.get, client.post):
            foreign, missing = ask(page.address), ask(page.address.replace("M2607-0001", "M2607-9999"))
            if foreign.status_code not in {404, 405} or foreign.status_code != missing.status_code:
                wrong.append(f"{page.name}: {foreign.status_code} {missing.status_code}")
            if body(foreign) != body(missing):
                wrong.append(f"{page.name}: another text")
    assert wrong == []


def test_a_confidential_ticket_exists_for_its_team_only(village, objects):
    hidden = village.ticket(is_confidential=True, team=village.second_line, title="Vertrouwelijk dossier")
    slug = hidden.number.replace(" ", "-")
    fatima, bram = signed_in(village, "fatima"), signed_in(village, "bram")
    wrong = []
    for page in objects.pages():
        if not page.name.startswith("tickets:") or "M2607-0001" not in page.address:
            continue
        address = page.address.replace("M2607-0001", slug)
        for ask in (fatima.get, fatima.post):
            foreign, missing = ask(address), ask(address.replace(slug, "M2607-9999"))
            if foreign.status_code not in {404, 405} or body(foreign) != body(missing):
                wrong.append(f"{page.name}: {foreign.status_code}")
    assert wrong == []
    assert bram.get(f"/balie/melding/{slug}/").status_code == 200
    for address in (
        "/balie/?view=all",
        "/balie/?view=all&q=dossier",
        "/balie/werkvoorraad.csv?view=all",
        "/palet/?q=dossier",
    ):
        assert b"Vertrouwelijk dossier" not in body(fatima.get(address)), address


@pytest.mark.parametrize(("who", "public", "internal"), [("joost", 200, 404), ("els", 404, 404), ("fatima", 200, 200)])
def test_files_follow_their_message(village, objects, who, public, internal):
    client = signed_in(village, who)
    answer = client.get(f"/bijlage/{objects.public.pk}/")
    assert answer.status_code == public
    assert client.get(f"/bijlage/{objects.internal.pk}/").status_code == internal
    if public == 200:
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_letters_about_a_confidential_ticket_are_for_who_may_see_it(village, objects):
    hidden = village.ticket(is_confidential=True, team=village.second_line, title="Dossier kwartelei")
    reply_to_ticket(ticket=hidden, text="Over het kwartelei.", seen=None, by=village.bram, at=NOON)
    out = OutgoingLetter.objects.get(about="ticket", subject=hidden.pk)
    letter = IncomingLetter.objects.create(
        mailbox=village.mailbox, digest="x", raw=objects.raw, size=50, received_at=NOON, kept_at=NOON,
        state="accepted", about="ticket", subject=hidden.pk, title="Re: kwartelei",
    )  # fmt: skip
    own = [f"/balie/post/uit/{out.pk}/", f"/balie/post/{letter.pk}/", f"/balie/post/{letter.pk}/bron/"]
    lists = [page.address for page in objects.pages() if page.name in {"mail:letters", "mail:outbox"}]
    assert len(lists) == 2

    def found_by(who: str) -> list[bool]:
        client = signed_in(village, who)
        seen = [b"kwartelei" in body(client.get(address)) for address in lists]
        return [*seen, *(client.get(address).status_code == 200 for address in own)]

    assert found_by("fatima") == [False] * 5
    assert found_by("sanne") == [False] * 5
    assert found_by("bram") == [True] * 5
    assign_ticket(ticket=hidden, team=village.second_line, agent=village.fatima, seen=None, by=village.bram, at=NOON)
    assert found_by("fatima") == [True] * 5
    change_details(ticket=hidden, seen=None, by=village.bram, at=NOON, is_confidential=False)
    assert found_by("sanne") == [True] * 5


def test_nobody_reads_the_link_for_a_new_password_of_somebody_else(village, objects):
    letter = queue_system_letter(to="willemien@voorbeeld.example", subject="Wachtwoord", text="kwartelei", at=NOON)
    for who in ROLES:
        client = signed_in(village, who)
        assert client.get(f"/balie/post/uit/{letter.pk}/").status_code != 200, who
        found = [page.name for page in objects.pages() if b"kwartelei" in body(client.get(page.address))]
        assert found == [], who
    taken = claim_letter(letter.pk, owner="w", at=NOON)
    mark_sent(taken, words="250", at=NOON)
    assert "kwartelei" not in str(OutgoingLetter.objects.values())


def test_an_internal_note_never_reaches_the_requester(village, objects):
    write_note(ticket=objects.ticket, text="Geheimzinnig woord: kwartelei.", by=village.fatima, at=NOON)
    client = signed_in(village, "joost")
    slug = objects.ticket.number.replace(" ", "-")
    for address in ("/portaal/", "/portaal/meldingen/", f"/portaal/melding/{slug}/", "/profiel/"):
        assert b"kwartelei" not in body(client.get(address))
    assert not any("kwartelei" in str(row) for row in TABLES[4].objects.values())


def test_every_page_says_how_it_may_be_used(village, objects):
    client = signed_in(village, "fatima")
    for address in ("/balie/", f"/balie/melding/{objects.ticket.number.replace(' ', '-')}/", "/profiel/"):
        answer = client.get(address)
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] in {"same-origin", "strict-origin-when-cross-origin", "no-referrer"}
        assert answer["X-Frame-Options"] == "DENY"


def test_a_form_without_its_token_changes_nothing(village, objects):
    client = Client(enforce_csrf_checks=True)
    client.force_login(village.fatima)
    before = Entry.objects.count()
    for page in objects.pages():
        assert client.post(page.address, {"text": "x"}).status_code in {403, 404, 405}, page.name
    assert Entry.objects.count() == before


def test_signing_in_leads_nowhere_outside(village):
    client = Client()
    for away in ("https://elders.test/", "//elders.test/", "/\\elders.test", "javascript:alert(1)"):
        answer = client.post(
            "/inloggen/", {"login": "fatima@voorbeeld.example", "password": "een-lang-wachtwoord", "next": away}
        )
        assert answer.status_code == 302
        assert "elders" not in answer["Location"] and "javascript" not in answer["Location"]
        client.logout()
