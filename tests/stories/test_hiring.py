"""
From a published text to a signed contract: fourteen offers by six suppliers, by the pages alone.

What decides is done in a real browser; what is done many times over goes through the same pages without one.
"""

import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from servicepunt.config import clock
from servicepunt.domains.people.models import Supplier
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.queries import dossier_of, lines_of
from servicepunt.domains.tenders.rules import chain
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.hiring.draftform import Parts, typed_from
from servicepunt.entrypoints.hiring.tests.test_draftform import SEED, sent
from servicepunt.entrypoints.supply.tests import writing
from servicepunt.foundation.sealing import persons
from tests.looks import chromium

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NUMBER = "30954"
DESK, OFFERS = f"/inhuur/{NUMBER}/", f"/aanvragen/{NUMBER}/"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TALKS = datetime(2026, 7, 20, 8, tzinfo=UTC)
LOW_LEVEL, MUCH, SOME, LITTLE = 13, "2019-01-01", "2025-01-01", "2026-05-01"


class Person:
    """Somebody with a browser: the same session with and without a screen."""

    def __init__(self, person, page: Page, url: str) -> None:
        self.pk, self.page, self.url = person.pk, page, url
        self.client = Client(raise_request_exception=True)
        self.client.force_login(person)

    def post(self, path, typed=None):
        """Send a form of a page, and be led on."""
        answer = self.client.post(path, typed or {})
        assert answer.status_code == 302, (path, answer.status_code, refusal(answer))
        return answer["Location"]

    def read(self, path):
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def act(self, path, action="", **typed):
        """Open a page in the browser, fill a form of it and send it; `action` is how the form's address ends."""
        self.page.context.clear_cookies()
        session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])
        self.page.goto(self.url + path)
        self.page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        form = self.page.locator(f'form[method="post"][action$="{action}"]' if action else 'main form[method="post"]')
        for name, value in typed.items():
            fill(form.first, name.replace("__", "-"), value)
        with self.page.expect_navigation():
            form.first.locator('[type="submit"]').last.click()
        summary = self.page.locator(".sp-error-summary")
        assert summary.count() == 0, (path, summary.first.inner_text())


def fill(form, name, value):
    field = form.locator(f'[name="{name}"]')
    kind = field.first.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        form.locator(f'[name="{name}"][value="{value}"]').first.check(force=True)
    elif field.first.evaluate("(field) => field.tagName") == "SELECT":
        field.first.select_option(value)
    else:
        field.first.fill(value)


def refusal(answer):
    found = re.search(r"sp-error-summary.*?</div>", answer.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group())) if found else answer.content.decode()[:300]


@pytest.fixture
def page(live_server):
    with chromium() as browser:
        yield browser.new_context(reduced_motion="reduce").new_page()


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the house: `at(moment)`."""
    monkeypatch.setitem(persons.person_key.__kwdefaults__, "cost", 4)

    def set_to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(cast.START)
    return set_to


@pytest.fixture
def everybody(page, live_server):
    insiders = {
        name: cast.somebody(name, Role.COORDINATOR if name == "Hanna" else Role.EMPLOYEE) for name in cast._INSIDE
    }
    outsiders = {
        f"Sanne {number}": cast.somebody(f"Sanne {number}", supplier=Supplier.objects.create(name=f"Bureau {number}"))
        for number in range(1, 7)
    }
    return {name: Person(person, page, live_server.url) for name, person in (insiders | outsiders).items()}


def the_text() -> str | None:
    return Path(SEED).read_text(encoding="utf-8") if SEED.exists() else None


def publish(everybody):
    """The text becomes a draft, the draft a published request with everybody around it."""
    hanna, text = everybody["Hanna"], the_text()
    given = {"tekst": text, "stap": "begin"} if text else {"van": "sjabloon"}
    hanna.post("/inhuur/lezen/" if text else "/inhuur/nieuw/", given)
    tender = Tender.objects.get()
    drafted = dossier_of(tender).draft
    request, chosen = {**cast.DRAFT, **drafted.request}, {**drafted.settings, **cast.SETTINGS}
    for criterion in request["criteria"]:
        if criterion["model"] == "voorbeelden":
            criterion["per_voorbeeld"] = False
    hanna.post(f"/inhuur/{tender.number}/concept/", sent(typed_from(Parts(request, chosen))) | {"gezien": "1"})
    for name, seats in cast._INSIDE.items():
        for seat in seats:
            hanna.client.post(f"{DESK}personen/rol/", {"persoon": everybody[name].pk, "rol": seat.value})
    for number in range(1, 7):
        hanna.post(f"{DESK}personen/rol/", {"persoon": everybody[f"Sanne {number}"].pk, "rol": "leverancier"})
    for name, phrase in cast.PASSPHRASES.items():
        everybody[name].act(f"{DESK}personen/", "personen/sleutel/", wachtzin=phrase, nogmaals=phrase)
    hanna.post(f"{DESK}goedkeuren/voorleggen/", {"laag": "75", "hoog": "90"})
    everybody["Truus"].act(f"{DESK}goedkeuren/", "akkoord/")
    hanna.act(f"{DESK}goedkeuren/", "publiceren/")
    return tender


def question_and_answer(everybody, at, tender):
    everybody["Sanne 1"].act(f"{OFFERS}vragen/vraag/", text="Mag het werk voor een deel thuis?")
    question = next(iter(dossier_of(tender).questions))
    at(cast.CLOSING - 5 * DAY)
    answered = {"vraag": "Kan een deel van het werk thuis?", "antwoord": "Nee, je werkt op het gemeentehuis."}
    everybody["Hanna"].post(f"{DESK}vragen/{question}/", answered)
    assert "gemeentehuis" not in everybody["Sanne 2"].read(f"{OFFERS}vragen/")
    everybody["Hanna"].act(f"{DESK}vragen/", "vragen/publiceren/")
    note = everybody["Sanne 2"].read(f"{OFFERS}vragen/")
    assert "gemeentehuis" in note and "Bureau 1" not in note


def offers(everybody, at):
    at(cast.CLOSING - DAY)
    cv = writing.pdf(
        "Werkervaring. Zie hieronder. Een proces verbeterd. Twee balies samengevoegd.",
        "Werkte hier met TOPdesk en klantcontact bij een gemeente.",
    )
    for number in range(14):
        supplier = everybody[f"Sanne {number % 6 + 1}"]
        supplier.client.post(f"{OFFERS}gezien/")
        receipt = writing.sent(
            supplier.client, content=cv, candidate=f"Kandidaat {number + 1}", rate=f"{80 + number},50"
        )
        assert "sha" in supplier.read(receipt).casefold()


def experience(since):
    return {"meets": "ja", "rows": "1", "since_0": since, "until_0": "", "passage_0": "Werkte hier", "page_0": "2"}


def findings(number):
    shown = {"document": "cv", "page": "1", "passage": "Zie hieronder"}
    diploma = {"meets": "ja", "level": "4", "finished": "ja", "direction": "ict", **shown}
    good = {"meets": "ja", "explained": "on", **shown}
    no = {"meets": "nee", "reason": "Geen ervaring bij een overheid", **shown}
    examples = {"meets": "ja", "rows": "2", "passage_0": "Een proces verbeterd", "page_0": "1",
                "passage_1": "Twee balies", "page_1": "1",
                "valid_0": "ja", "valid_1": "ja"}  # fmt: skip
    return {
        "1": diploma,
        "2": experience("2012-01-01"),
        "3": good,
        "4": no if number == LOW_LEVEL else good,
        "5": diploma,
        "6": examples,
        "7": experience(MUCH if number < 5 else SOME if number < 10 else LITTLE),
        "8": experience("2012-01-01"),
    }


def open_two(everybody, first, second):
    for name in (first, second):
        everybody[name].act(f"{DESK}openen/", "geef-deel/", passphrase=cast.PASSPHRASES[name])


CONFORM = {"meets": "conform", "reason": cast.FREE, "document": "cv", "page": "1", "passage": "Zie hieronder"}


def assess(everybody, labels):
    for name in ("Bram", "Ada", "Omar"):
        everybody[name].act(f"{DESK}belangen/", choice="none")
    for label in labels:
        everybody["Bram"].post(f"{DESK}inschrijving/{label}/conformiteit/", CONFORM)
    for step, found in ((1, "1234"), (2, "5678")):
        for name in ("Ada", "Omar"):
            for number, label in enumerate(labels):
                if step == 1 or number != LOW_LEVEL:
                    for item in found:
                        place = f"{DESK}inschrijving/{label}/onderdeel/{item}/"
                        everybody[name].post(place, findings(number)[item])
            everybody[name].act(f"{DESK}beoordelen/", "beoordelen/definitief/")


def choose_and_talk(everybody, at, tender, labels):
    at(cast.OPENING + DAY)
    bram, hanna = everybody["Bram"], everybody["Hanna"]
    shown = bram.read(f"{DESK}keuze/")
    assert pseudonym(labels[0]) in shown and pseudonym(labels[12]) not in shown and "80,50" not in shown
    for place, label in enumerate(dossier_of(tender).shortlist):
        scores = {"score-1": str(9 - min(place, 8)), "score-2": "8", "reason": "Deed vergelijkbaar werk."}
        bram.post(f"{DESK}keuze/{label}/", scores)
    bram.act(f"{DESK}keuze/", "keuze/uitnodigen/")
    for name in ("Ilse", "Kees"):
        everybody[name].act(f"{DESK}belangen/", choice="none")
    dossier = dossier_of(tender)
    competences = [each.id for each in dossier.request.competences]
    duo = [everybody["Ilse"], everybody["Kees"]]
    invited = dossier.rounds[0].invited
    for place, label in enumerate(invited):
        plan = {
            "starts_at": f"2026-07-20T{10 + place}:00",
            "place": "Kamer 2",
            "interviewers": [each.pk for each in duo],
        }
        hanna.post(f"{DESK}gesprekken/{label}/plan/", plan)
    at(TALKS + 8 * HOUR)
    for place, label in enumerate(invited):
        for each in duo:
            grades = {f"grade-{one}": "goed" if place == 0 else "voldoende" for one in competences}
            each.post(f"{DESK}gesprekken/{label}/cijfers/", grades)
    return invited[0]


def award(everybody, at, tender, winner):
    at(cast.ADVICE)
    everybody["Bram"].act(f"{DESK}gunning/", "advies/", offers=winner, reason="Op elke competentie het sterkst.")
    everybody["Vera"].act(f"{DESK}belangen/", choice="none")
    everybody["Vera"].act(f"{DESK}gunning/", "besluit/", offers=winner, reason="Volgt het advies.")
    assert everybody["Sanne 2"].client.get(f"{OFFERS}uitslag/").status_code in {200, 404}
    everybody["Vera"].act(f"{DESK}gunning/", "verstuur/")
    letters = dossier_of(tender).decisions[0].letters
    assert len(letters) == 14
    assert stage_of(dossier_of(tender), at=cast.ADVICE + HOUR) == Stage.SUSPENDED
    for number in range(1, 7):
        assert "Uitslag" in everybody[f"Sanne {number}"].read(f"{OFFERS}uitslag/")


def sign(everybody, at, tender, winner):
    hanna, vera = everybody["Hanna"], everybody["Vera"]
    for check in dossier_of(tender).request.checks:
        papers = {"offer": winner, "check": check, "verdict": "goed", "day": "2026-07-20", "profile": "85"}
        hanna.post(f"{DESK}afronding/document/", papers)
    at(cast.ADVICE + 2 * DAY)
    assert vera.client.post(f"{DESK}afronding/teken/").status_code == 422
    at(cast.ADVICE + 25 * DAY)
    vera.act(f"{DESK}afronding/", "teken/")
    everybody["Bram"].act(f"{DESK}afronding/", "begin/", day="2026-09-01")


def replayed(package, folder):
    """Return the last line of the program in a package, run as somebody does who trusts nobody here."""
    folder.mkdir()
    path = folder / "dossier.zip"
    path.write_bytes(package)
    with zipfile.ZipFile(path) as archive:
        alone = archive.extract("verify.py", folder)
    command = [sys.executable, "-I", alone, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env={}, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()[-1]


def test_a_published_text_becomes_a_signed_contract(everybody, at, tmp_path):
    tender = publish(everybody)
    question_and_answer(everybody, at, tender)
    offers(everybody, at)
    at(cast.OPENING)
    open_two(everybody, "Hanna", "Wim")
    labels = list(dossier_of(tender).offers)
    assess(everybody, labels)
    everybody["Hanna"].act(f"{DESK}verschillen/", "vergrendelen/")
    open_two(everybody, "Bram", "Wim")
    everybody["Hanna"].act(f"{DESK}ranglijst/", "vaststellen/")
    dossier = dossier_of(tender)
    assert dossier.shortlist == tuple(labels[:10])
    winner = choose_and_talk(everybody, at, tender, labels)
    assert winner == labels[0]
    award(everybody, at, tender, winner)
    sign(everybody, at, tender, winner)
    assert stage_of(dossier_of(tender), at=cast.ADVICE + 26 * DAY) == Stage.RUNNING
    tender.refresh_from_db()
    chain.check(lines_of(tender), head=tender.digest)
    for name in ("volledig", "openbaar"):
        package = everybody["Wim"].client.get(f"{DESK}dossier/{name}.zip")
        assert package.status_code == 200
        assert replayed(package.content, tmp_path / name) == "zelfde lijst, zelfde hashes"
