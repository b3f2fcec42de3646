"""Signing in, second steps, and losing the right to come in."""

import hashlib
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicepunt.adapters.queue.models import Job
from servicepunt.config.logging import JsonLine
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.actions import add_person, say_goodbye, welcome_back
from servicepunt.domains.people.models import Session
from servicepunt.domains.people.rules import Role
from servicepunt.entrypoints.signin.adapter import AccountAdapter
from servicepunt.entrypoints.signin.browsers import COOKIE
from servicepunt.entrypoints.signin.jobs import forget_old_sessions, mail_password_link, tell_second_step_forgotten
from servicepunt.entrypoints.signin.models import Remembered
from servicepunt.foundation.clock import now

pytestmark = pytest.mark.django_db
Person = get_user_model()
OutgoingLetter = apps.get_model("mail", "OutgoingLetter")
PASSWORD = "een lang wachtwoord"
WRONG = "Dit e-mailadres en wachtwoord horen niet bij elkaar."


@pytest.fixture
def fatima():
    made = add_person(name="Fatima", email="fatima@a.nl", role=Role.AGENT, at=now(), how="test", by=None)
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    return made


def sign_in(client, email="fatima@a.nl", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def signed_in(client):
    return client.get(reverse("people:profile")).status_code == 200


def test_the_page_asks_for_email_and_password(client):
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "<h1>Inloggen</h1>" in text
    assert 'autocomplete="current-password"' in text
    assert "passkeys.js" in text


def test_one_types_at_once_and_after_a_mistake_reads_what_is_wrong_first(client, fatima):
    begin = re.compile(r"<input[^>]* name=\"login\"[^>]* autofocus")
    assert begin.search(client.get("/inloggen/").content.decode())
    refused = client.post("/inloggen/", {"login": "fatima@a.nl", "password": "mis"}).content.decode()
    assert "autofocus" not in refused and "data-focus" in refused


def test_signing_in_leads_to_where_one_was_going(client, fatima):
    answer = sign_in(client, "Fatima@A.nl", next="/profiel/")
    assert (answer.status_code, answer["Location"]) == (302, "/profiel/")
    assert signed_in(client)


def test_signing_in_never_leads_elsewhere(client, fatima):
    assert sign_in(client, next="https://kwaad.example/")["Location"] == "/"


@pytest.mark.parametrize(
    ("email", "password"),
    [("fatima@a.nl", "fout"), ("niemand@a.nl", PASSWORD), ("weg@a.nl", PASSWORD), ("straks@a.nl", PASSWORD),
     ("fatima@a.nl", "x" * 5000), ("nooit@a.nl", "fout"), ("nooit@a.nl", "!")],
)  # fmt: skip
def test_who_may_not_come_in_gets_one_and_the_same_answer(client, fatima, email, password):
    for name, fields in (
        ("weg", {"is_active": False}), ("straks", {"leaves_at": now() - timedelta(minutes=1)}), ("nooit", {}),
    ):  # fmt: skip
        made = add_person(name=name, email=f"{name}@a.nl", at=now(), how="test", by=None)
        if name != "nooit":
            made.set_password(PASSWORD)
        Person.objects.filter(pk=made.pk).update(password=made.password, **fields)
    page = sign_in(client, email, password)
    assert page.status_code == 200
    text = re.sub(r'(value|content)="[^"]*"', "", page.content.decode())
    assert WRONG in text
    expected = re.sub(r'(value|content)="[^"]*"', "", sign_in(client, "heel-anders@a.nl", "fout").content.decode())
    assert text == expected
    assert not signed_in(client)


@pytest.mark.parametrize("password", ["", "a\0b"])
def test_an_empty_password_or_a_zero_character_is_refused(client, fatima, password):
    assert sign_in(client, password=password).status_code == 200
    assert not signed_in(client)


def test_after_five_failures_one_waits_also_with_the_right_password(client, fatima):
    for _ in range(5):
        sign_in(client, password="fout")
    text = sign_in(client).content.decode()
    assert "Wacht vijf minuten" in text
    assert not signed_in(client)
    assert Remembered.objects.exists()
    cache.clear()
    sign_in(client)
    assert signed_in(client)


def test_a_disabled_person_loses_the_session_at_the_next_request(client, fatima):
    sign_in(client)
    assert signed_in(client)
    say_goodbye(person=fatima, by=None, at=now())
    assert not signed_in(client)
    welcome_back(person=fatima, by=fatima, at=now())
    assert not signed_in(client)


def test_who_leaves_on_a_day_loses_the_session_when_it_comes(client, fatima):
    sign_in(client)
    Person.objects.filter(pk=fatima.pk).update(leaves_at=now() + timedelta(hours=1))
    assert signed_in(client)
    Person.objects.filter(pk=fatima.pk).update(leaves_at=now())
    assert not signed_in(client)


def test_nobody_makes_an_own_account(client):
    for address in ("/inloggen/signup/", "/inloggen/email/", "/inloggen/confirm-email/"):
        assert client.get(address).status_code in {302, 404}
        assert "signup" not in client.get(address).get("Location", "x").replace("next=", "")[:12]


def test_a_new_password_comes_by_mail_and_only_for_whom_we_know(client, fatima, settings):
    settings.EMAIL_BACKEND = "servicepunt.entrypoints.signin.email.OutboxBackend"
    answers = []
    for email in ("fatima@a.nl", "niemand@a.nl"):
        answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.append(re.sub(r'content="[^"]*"', "", answer.content.decode()))
    assert answers[0] == answers[1]
    assert not OutgoingLetter.objects.exists()
    do_jobs()
    letter = OutgoingLetter.objects.get()
    assert letter.title == "Kies een nieuw wachtwoord voor Servicepunt"
    link = re.search(r"https?://[^/]+(/\S+)", letter.text)[1]
    page = client.get(link, follow=True)
    new = "nog een veel langer wachtwoord"
    done = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "Je wachtwoord is gewijzigd" in done.content.decode()
    assert "werkt niet meer" in client.get(link, follow=True).content.decode()
    sign_in(client, password=new)
    assert signed_in(client)
    assert OutgoingLetter.objects.count() == 2


def test_a_changed_password_ends_the_other_sessions(client, fatima):
    sign_in(client)
    other = client.__class__()
    sign_in(other)
    new = "nog een veel langer wachtwoord"
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert signed_in(client)
    assert not signed_in(other)


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def switch_totp_on(client):
    asked = client.get(reverse("mfa_activate_totp"))["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    page = client.post(asked, {"password": PASSWORD}, follow=True).content.decode()
    secret = re.search(r'<span class="sp-code">([A-Z2-7]+)</span>', page)[1]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def test_with_an_app_one_signs_in_in_two_steps(client, fatima):
    sign_in(client)
    secret = switch_totp_on(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert client.get(reverse(name)).status_code == 200, name
    client.post(reverse("account_logout"))
    cache.clear()
    answer = sign_in(client)
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert not signed_in(client)
    # Only an app: there is no passkey to use.
    assert "passkey" not in client.get(reverse("mfa_authenticate")).content.decode()
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Deze code klopt niet" in page.content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert signed_in(client)


GUESSED = [
    "welkomwelkom01",
    "servicepunt2026",
    "Gemeente2026",
    "wachtwoord123",
    "Zomer-2026-Zomer",
    "Mijn wachtwoord is geheim!",
]


@pytest.mark.parametrize("password", GUESSED)
def test_what_is_tried_first_in_an_office_is_no_password(password):
    with pytest.raises(ValidationError, match="te makkelijk te raden"):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["de kat van de buren", "welkom bij mijn tante thuis", "zomerregen op het tentdoek"]
)
def test_a_sentence_is_a_password_whatever_words_are_in_it(password):
    validate_password(password)


def test_a_changed_password_is_told_where_one_came_from(client, fatima):
    sign_in(client)
    typed = {"oldpassword": PASSWORD, "password1": "de kat van de buren", "password2": "de kat van de buren"}
    answer = client.post(reverse("account_change_password"), typed, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("people:profile")
    assert "Je wachtwoord is gewijzigd" in answer.content.decode()
    fatima.refresh_from_db()
    assert fatima.check_password("de kat van de buren")


def test_who_lost_the_second_step_is_helped_by_an_administrator_and_told_by_mail(
    client, fatima, django_capture_on_commit_callbacks
):
    sign_in(client)
    switch_totp_on(client)
    boss = add_person(name="Ada", email="ada@a.nl", role=Role.ADMINISTRATOR, at=now(), how="test", by=None)
    office = Client()
    office.force_login(boss)
    page, address = reverse("people:person", args=[fatima.pk]), reverse("people:forget_second_step", args=[fatima.pk])
    assert "Verwijder de tweede stap" in office.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        said = office.post(address, follow=True).content.decode()
    assert "Fatima logt weer in met alleen het wachtwoord" in said
    assert "Verwijder de tweede stap" not in said
    assert not signed_in(client)
    assert Entry.objects.filter(name="person.second_step_forgotten", subject=fatima.pk, actor=boss.pk).count() == 1
    tell_second_step_forgotten.call(fatima.pk)
    letter = OutgoingLetter.objects.get(to=["fatima@a.nl"])
    assert "tweede stap" in letter.title and reverse("people:profile") in letter.text
    assert sign_in(client)["Location"] != reverse("mfa_authenticate")
    assert signed_in(client)
    assert "heeft geen tweede stap" in office.post(address, follow=True).content.decode()


def test_nobody_else_takes_a_second_step_away(client, fatima):
    sign_in(client)
    switch_totp_on(client)
    assert client.post(reverse("people:forget_second_step", args=[fatima.pk])).status_code in {403, 404}
    assert Authenticator.objects.filter(user=fatima, type="totp").exists()


def test_a_recovery_code_works_once(client, fatima):
    sign_in(client)
    switch_totp_on(client)
    download = client.get(reverse("mfa_download_recovery_codes")).content.decode()
    code = download.split()[0]
    for expected in (True, False):
        client.post(reverse("account_logout"))
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client) is expected


def test_every_page_about_signing_in_is_ours_and_dutch(client, fatima):
    anonymous = ["account_login", "account_inactive", "account_reset_password", "account_reset_password_done",
                 "account_reset_password_from_key_done"]  # fmt: skip
    mine = ["account_logout", "account_change_password", "account_reauthenticate", "mfa_index", "mfa_activate_totp",
            "mfa_add_webauthn", "mfa_list_webauthn"]  # fmt: skip
    for name in anonymous:
        assert 'lang="nl"' in client.get(reverse(name)).content.decode(), name
    sign_in(client)
    for name in mine:
        page = client.get(reverse(name), follow=True)
        assert 'class="sp-login"' in page.content.decode(), name


def test_a_part_of_a_page_without_a_session_answers_401(client):
    answer = client.get("/profiel/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["X-Signin-Url"]) == (401, reverse("account_login"))


def test_a_page_without_a_session_leads_to_signing_in(client):
    assert client.get("/profiel/?a=1")["Location"] == f"{reverse('account_login')}?next=/profiel/%3Fa%3D1"


def test_a_form_sent_without_a_session_gives_the_text_back(client):
    page = client.post("/profiel/", {"text": "Dag Joost,\nhet is klaar.", "password": "geheim woord"})
    assert page.status_code == 401
    text = page.content.decode()
    assert "het is klaar." in text
    assert "geheim" not in text


def test_a_form_that_was_open_too_long_gives_the_text_back(fatima):
    from django.test import Client  # noqa: PLC0415  # only here

    client = Client(enforce_csrf_checks=True)
    client.force_login(fatima)
    page = client.post("/profiel/", {"text": "Dag <b>Joost</b>, het is klaar."})
    assert page.status_code == 403
    assert "Dag &lt;b&gt;Joost&lt;/b&gt;, het is klaar." in page.content.decode()
    assert "Deze pagina stond te lang open" in page.content.decode()


@pytest.fixture
def joost():
    return add_person(name="Joost", email="joost@a.nl", role=Role.AGENT, at=now(), how="test", by=None)


def test_every_form_says_who_its_page_was_made_for(client, fatima):
    assert 'name="made_for"' not in client.get(reverse("account_login")).content.decode()
    client.force_login(fatima)
    page = client.get(reverse("people:profile")).content.decode()
    assert f'<input type="hidden" name="made_for" value="{fatima.pk}">' in page
    assert f'data-made-for="{fatima.pk}"' in page


def test_a_form_of_one_person_is_not_sent_as_another(client, fatima, joost):
    client.force_login(joost)
    typed = {"color_scheme": "dark", "text": "Dag Kees,\nhet is klaar.", "made_for": fatima.pk}
    page = client.post(reverse("people:profile"), typed)
    assert page.status_code == 403
    assert "<h1>Iemand anders is ingelogd</h1>" in page.content.decode()
    assert "het is klaar." in page.content.decode()
    joost.refresh_from_db()
    assert joost.color_scheme != "dark"


def test_a_form_that_somebody_else_made_stale_by_signing_in_says_so(fatima, joost):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(joost)
    typed = {"text": "Het is klaar.", "made_for": fatima.pk, "csrfmiddlewaretoken": "a" * 64}
    page = browser.post(reverse("people:profile"), typed)
    assert page.status_code == 403
    assert "<h1>Iemand anders is ingelogd</h1>" in page.content.decode()
    assert "Het is klaar." in page.content.decode()
    assert f'action="{reverse("account_logout")}"' in page.content.decode()
    own = browser.post(reverse("people:profile"), typed | {"made_for": joost.pk}).content.decode()
    assert "<h1>Deze pagina stond te lang open</h1>" in own


@pytest.mark.parametrize("made_for", ["own", "nobody"])
def test_a_form_of_the_one_who_is_signed_in_is_taken(client, fatima, made_for):
    client.force_login(fatima)
    marks = {"made_for": fatima.pk} if made_for == "own" else {}
    assert client.post(reverse("people:profile"), marks).status_code not in {401, 403}


def test_a_part_of_a_page_of_one_person_is_not_given_to_another(client, fatima, joost):
    client.force_login(joost)
    answer = client.post("/profiel/", headers={"HX-Request": "true", "X-Made-For": str(fatima.pk)})
    assert (answer.status_code, answer["X-Somebody-Else"]) == (401, "1")
    assert client.get("/profiel/", headers={"HX-Request": "true", "X-Made-For": str(fatima.pk)}).status_code == 401
    assert client.get("/profiel/", headers={"HX-Request": "true", "X-Made-For": str(joost.pk)}).status_code == 200


def test_a_page_can_ask_who_is_signed_in(client, fatima):
    client.force_login(fatima)
    assert client.head(reverse("still_signed_in"))["X-Signed-In"] == str(fatima.pk)


@pytest.mark.parametrize("password", ["kort", "x" * 1001])
def test_a_password_with_which_one_could_not_come_in_is_refused(client, fatima, password):
    sign_in(client)
    page = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    assert page.status_code == 200
    assert "sp-field--invalid" in page.content.decode()


def do_jobs():
    for job in Job.objects.filter(task__endswith=".mail_password_link"):
        mail_password_link.func(**job.kwargs)
        job.delete()


def test_the_request_for_a_new_password_does_not_look_whom_we_know(client, fatima):
    asked = []
    for email in ("eerste@a.nl", "fatima@a.nl", "niemand@a.nl"):
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("account_reset_password"), {"email": email})
        asked.append([re.sub(r"'[^']*'|\d+|%s", "", found["sql"])[:60] for found in queries])
    assert asked[1] == asked[2]


def test_a_link_for_a_new_password_starts_with_our_own_address(client, fatima, settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://servicepunt.a.nl"
    for false in ({"Host": "kwaad.example"}, {"Host": "a.nl", "X-Forwarded-Host": "kwaad.example"}):
        client.post(reverse("account_reset_password"), {"email": "fatima@a.nl"}, headers=false)
        do_jobs()
    texts = list(OutgoingLetter.objects.values_list("text", flat=True))
    assert len(texts) == 2, texts
    assert all("https://servicepunt.a.nl/inloggen/wachtwoord/nieuw/" in text and "kwaad" not in text for text in texts)


def test_who_left_gets_no_link(client, fatima):
    say_goodbye(person=fatima, by=None, at=now())
    client.post(reverse("account_reset_password"), {"email": "fatima@a.nl"})
    do_jobs()
    assert not OutgoingLetter.objects.exists()


def test_an_address_that_was_mine_before_opens_nothing(client, fatima):
    sign_in(client)
    client.post(reverse("account_reset_password"), {"email": "fatima@a.nl"})
    do_jobs()
    client.post(reverse("account_logout"))
    Person.objects.filter(pk=fatima.pk).update(email="nieuw@a.nl")
    sign_in(client)
    assert not signed_in(client)
    sign_in(client, "nieuw@a.nl")
    assert signed_in(client)


def test_false_addresses_of_a_browser_and_of_us_do_not_give_more_tries(client, fatima, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for number in range(100):
        page = sign_in(
            client, " Fatima@a.nl"[number % 2 :], "fout",
            headers={"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": f"10.0.1.{number}", "Host": f"h{number}.nl"},
        )  # fmt: skip
        assert ("Wacht vijf minuten" in page.content.decode()) is (number >= 5)
    sign_in(client)
    assert not signed_in(client)


def test_who_guesses_elsewhere_does_not_lock_me_out_of_my_browser(client, fatima):
    sign_in(client)
    client.post(reverse("account_logout"))
    stranger = client.__class__(REMOTE_ADDR="203.0.113.7")
    for _ in range(6):
        refused = sign_in(stranger, password="fout")
    assert "Wacht vijf minuten" in refused.content.decode()
    stranger.cookies[COOKIE] = client.cookies[COOKIE].value[:-2] + "xx"
    assert "Wacht vijf minuten" in sign_in(stranger).content.decode()
    sign_in(client)
    assert signed_in(client)
    client.post(reverse("account_logout"))
    for _ in range(6):
        refused = sign_in(client, password="fout")
    assert "Wacht vijf minuten" in refused.content.decode()


def test_a_known_browser_counts_for_its_own_address_only(client, fatima):
    other = add_person(name="Joost", email="joost@a.nl", at=now(), how="test", by=None)
    sign_in(client)
    client.post(reverse("account_logout"))
    stranger = client.__class__(REMOTE_ADDR="203.0.113.7")
    for _ in range(5):
        sign_in(stranger, other.email, "fout")
    assert "Wacht vijf minuten" in sign_in(client, other.email, "fout").content.decode()


@pytest.mark.parametrize("email", ["fatima@a.nl", "niemand@a.nl", "weg@a.nl", "nooit@a.nl"])
def test_every_failure_costs_one_hash(client, fatima, settings, email, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    fatima.set_password(PASSWORD)
    for name in ("weg", "nooit"):
        made = add_person(name=name, email=f"{name}@a.nl", at=now(), how="test", by=None)
        if name == "weg":
            made.password = fatima.password
        Person.objects.filter(pk=made.pk).update(password=made.password, is_active=name != "weg")
    Person.objects.filter(pk=fatima.pk).update(password=fatima.password)
    hashes = []
    real = hashlib.scrypt
    monkeypatch.setattr(hashlib, "scrypt", lambda *given, **named: hashes.append(1) or real(*given, **named))
    sign_in(client, email, "fout")
    assert len(hashes) == 1


def test_signing_in_is_logged_without_what_was_typed(client, fatima, caplog):
    sign_in(client, "p.puk@a.nl", "geheim-woord")
    sign_in(client)
    said = "\n".join(JsonLine().format(record) for record in caplog.records)
    assert "signing in failed" in said and "signed in" in said
    assert not [word for word in ("puk", "geheim", "fatima@", PASSWORD) if word in said.lower()]


def test_sessions_that_ended_are_forgotten(client, fatima):
    sign_in(client)
    assert Session.objects.count() == 1
    forget_old_sessions.func()
    assert signed_in(client)
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    forget_old_sessions.func()
    assert not Session.objects.exists()


def test_a_password_with_a_zero_character_is_refused_from_wherever_it_comes():
    with pytest.raises(ValidationError):
        AccountAdapter().clean_password("wachtwoord\0lang genoeg")
