"""Every answer says how it may be used: what may run, what may be kept, in which letters it is written."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.sweep.pages import Objects, library

ROLES = ("nobody", "joost", "fatima", "willemien")


@pytest.fixture
def objects(village):
    return Objects(village)


def answers(village, objects, who):
    client = Client(raise_request_exception=False)
    if who != "nobody":
        client.force_login(getattr(village, who))
    for page in objects.pages():
        yield page.name, client.get(page.address)
        yield f"{page.name} as a part", client.get(page.address, headers={"HX-Request": "true"})
        yield f"{page.name} written", client.post(page.address)
    for name in library():
        yield name, client.get(reverse(name))
    yield "nothing", client.get("/bestaat-niet/")
    yield "nonsense", client.get("/balie/", headers={"Host": "kwaad.example"})


def faults(answer, *, is_signed_in):
    policy = answer.headers.get("Content-Security-Policy", "")
    kind = answer.headers.get("Content-Type", "")
    if "sandbox" not in policy:
        for wanted in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'",
                       "frame-ancestors 'none'", "form-action 'self'"):  # fmt: skip
            if wanted not in policy:
                yield f"no {wanted}"
    if "unsafe" in policy or "*" in policy or "http" in policy:
        yield policy
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "may be sniffed"
    # The layout of a letter stands in a frame of ours, which its sandbox makes a stranger.
    may_frame = {"DENY", "SAMEORIGIN"} if "sandbox" in policy and "frame-ancestors 'self'" in policy else {"DENY"}
    if answer.headers.get("X-Frame-Options") not in may_frame:
        yield "may be framed"
    if answer.headers.get("Referrer-Policy") != "same-origin":
        yield "tells where one was"
    if kind.startswith("text/") and "charset=utf-8" not in kind.lower():
        yield f"no charset: {kind}"
    if is_signed_in and "no-store" not in answer.headers.get("Cache-Control", ""):
        yield f"may be kept: {answer.headers.get('Cache-Control')}"
    if "Server" in answer.headers or "X-Powered-By" in answer.headers:
        yield "says what we are"


@pytest.mark.parametrize("who", ROLES)
def test_every_answer_says_how_it_may_be_used(village, objects, who):
    found = {
        f"{name} ({answer.status_code}): {fault}"
        for name, answer in answers(village, objects, who)
        for fault in faults(answer, is_signed_in=who != "nobody" and name != "nonsense")
    }
    assert sorted(found) == []


def test_a_cookie_is_for_us_and_not_for_scripts(village, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.post("/inloggen/", {"login": "fatima@voorbeeld.example", "password": "een-lang-wachtwoord"})
    assert {"sessionid", "csrftoken", "servicepunt_browser"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert cookie["httponly"] or name == "csrftoken", name
