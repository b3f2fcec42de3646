"""What a supplier does: find the request, ask, write, check, send, replace, take back, read the outcome."""

import hashlib
import html
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from servicepunt.adapters.pdf.reading import read_pdf
from servicepunt.domains.awards.actions import correcting
from servicepunt.domains.hiring import tests as hiring_tests
from servicepunt.domains.hiring.rules.reading import read_request
from servicepunt.domains.tenders.actions import asking, drafting
from servicepunt.domains.tenders.actions.inviting import join_invitations
from servicepunt.domains.tenders.models import Envelope, Fact, OfferDraft
from servicepunt.domains.tenders.rules.envelope import unpack
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.supply import drafts, telling, uploads
from servicepunt.entrypoints.supply.tests.writing import begun, pdf, ready, refusals, sent, typed, upload

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ROOT = "/aanvragen/30954/"


@pytest.fixture
def made():
    return cast.published(suppliers=2)


@pytest.fixture
def client(made, hands, visit):
    return visit(made.suppliers[0])


def text(answer):
    """Return a page without the tokens of its forms, in which any short word may stand by chance."""
    return " ".join(re.sub(r'value="\w{64}"', "", answer.content.decode()).split())


def test_a_supplier_lands_on_the_requests_and_employees_do_not(made, client, visit, hands):
    assert client.get("/")["Location"] == "/aanvragen/"
    page = text(client.get("/aanvragen/"))
    assert "Medewerker servicepunt" in page
    assert "nog 2 dagen" in page
    assert 'href="/aanvragen/"' in page
    bram = visit(made.people["Bram"])
    assert bram.get("/")["Location"] == "/portaal/"
    assert bram.get("/aanvragen/").status_code == 404
    assert bram.get(ROOT).status_code == 404
    assert "/inhuur/" in text(bram.get("/portaal/"))


def test_who_has_no_seat_sees_no_link(visit, hands):
    joost = visit(cast.somebody("Joost"))
    assert "/inhuur/" not in text(joost.get("/portaal/"))


def test_everything_that_was_published_is_on_the_page_in_plain_dutch(client):
    page = text(client.get(ROOT))
    for words in (
        "di 14 juli 2026, 09:00", "Nog 2 dagen", "Minder dan 1 jaar: 0 punten", "1 tot en met 2 jaar: 15 punten",
        "Meer dan 2 jaar: 30 punten", "Ten minste 5 jaar; precies 5 jaar is genoeg.", "vr 10 juli 2026",
        "gaan alle kandidaten met die stand door", "nodigt er hoogstens 3 uit", "De opschortende termijn is 20 dagen",
        "Per uur, zonder btw, alles inbegrepen", "Het cv heeft hoogstens 5 pagina", "Wet DBA", "Klantgericht",
        "anders geen; de eerste 2 tellen", "Geheimhoudingsverklaring", "3 maanden", "4 keer 3 maanden", "32 tot 36",
    ):  # fmt: skip
        assert words in page, words


def test_the_calendar_has_every_moment_once(client):
    answer = client.get(f"{ROOT}agenda.ics")
    lines = answer.content.decode().split("\r\n")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20260714T070000Z" in lines
    assert "DTSTART;VALUE=DATE:20260710" in lines
    assert "DTEND;VALUE=DATE:20260711" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    assert lines.count("BEGIN:VEVENT") == len({line for line in lines if line.startswith("UID:")}) >= 5


def test_a_new_version_says_what_changed_and_is_confirmed_before_sending(made, client, hands):
    check = ready(client)
    correcting.correct(
        tender=made.tender, text="Het zijn 32 uren.", closes_at=cast.CLOSING + 6 * DAY, by=made.people["Hanna"],
        at=hands.at, changed={"uren_per_week": {"min": "32", "max": "32"}, **cast.MOVED},
    )  # fmt: skip
    page = text(client.get(ROOT))
    for words in ("Versie 2", "Het zijn 32 uren.", "Gewijzigd: ", "uren per week", "Ik heb versie 2 gezien"):
        assert words in page, words
    answer = client.post(check)
    assert answer.status_code == 422
    assert "Lees versie 2 en bevestig" in refusals(answer)
    assert not Envelope.objects.exists()
    client.post(f"{ROOT}gezien/")
    client.post(f"{ROOT}gezien/")
    assert "Jij bevestigde deze versie" in text(client.get(ROOT))
    assert Fact.objects.filter(name="ingezien").count() == 2
    assert client.post(check).status_code == 302


def test_asking_ends_at_the_term_and_complaining_never(made, client, hands):
    hands.at = cast.START + DAY
    key = {"key": "8a4e7a0c-0000-4000-8000-000000000001"}
    for _ in range(2):
        assert client.post(f"{ROOT}vragen/vraag/", {"text": "Mag het op afstand?"} | key).status_code == 302
    assert Fact.objects.filter(name="gevraagd").count() == 1
    page = text(client.get(f"{ROOT}vragen/"))
    assert "Mag het op afstand?" in page and "nog niet beantwoord" in page
    hands.at = cast.CLOSING - 5 * DAY
    assert "De termijn voor vragen is voorbij" in text(client.get(f"{ROOT}vragen/vraag/"))
    late = client.post(f"{ROOT}vragen/vraag/", {"text": "Nog iets"})
    assert late.status_code == 422
    assert "dien dan een klacht in" in refusals(late) and "Nog iets" in text(late)
    hands.at = cast.CLOSING + DAY
    assert client.post(f"{ROOT}vragen/klacht/", {"text": "Dit kon niet."}).status_code == 302
    assert client.post(f"{ROOT}vragen/klacht/", {"text": " "}).status_code == 422


def test_all_read_the_answers_at_one_moment_and_nobody_reads_who_asked(made, client, visit, hands):
    hands.at = cast.START + DAY
    client.post(f"{ROOT}vragen/vraag/", {"text": "Wij van Leverancier 1 vragen iets"})
    hanna, other = made.people["Hanna"], visit(made.suppliers[1])
    question = next(iter(made.dossier.questions))
    after = cast.CLOSING - 5 * DAY
    asking.answer(
        tender=made.tender, question=question, public="Mag het op afstand?", text="Nee.", by=hanna, at=after
    )  # fmt: skip
    hands.at = after
    assert "Nee." not in text(other.get(f"{ROOT}vragen/"))
    assert client.get(f"{ROOT}vragen/nota.pdf").status_code == 404
    asking.publish_answers(tender=made.tender, by=hanna, at=after)
    assert "Mag het op afstand?" in read_pdf(other.get(f"{ROOT}vragen/nota.pdf").content).texts[0]
    for reader in (client, other):
        page = text(reader.get(f"{ROOT}vragen/"))
        assert "Mag het op afstand?" in page and "Nee." in page
    assert "Leverancier 1 vragen" not in text(other.get(f"{ROOT}vragen/"))


def test_an_offer_is_sent_and_its_receipt_can_be_checked_by_hand(made, client, hands):
    content = pdf()
    receipt = sent(client, content=content)
    page = text(client.get(receipt))
    offer = made.dossier.offers[made.k(1)]
    for words in (offer.last.content, offer.last.rate, offer.last.receipt, hashlib.sha256(content).hexdigest()):
        assert words in page, words
    assert "09:00:00" in page
    lines = client.get(f"{receipt.rstrip('/')}.txt").content
    assert hashlib.sha256(lines).hexdigest() == offer.last.receipt
    assert client.get(f"{receipt.rstrip('/')}.pdf").content.startswith(b"%PDF-")
    told = json.loads(client.get(f"{receipt.rstrip('/')}.json").content)
    line = Fact.objects.get(name="ingediend")
    assert (told["dossierregel"], told["dossier_sha256"]) == (None, line.digest)
    assert client.get(f"{receipt.rstrip('/')}.exe").status_code == 404
    assert not OfferDraft.objects.exclude(slot=f"{made.k(1)}/1").exists()


def test_what_is_in_the_envelope_is_what_was_typed(made, client, hands):
    sent(client, content=pdf("Voorblad", "Cv", "Cv"), cover="1", cv_pages="2-3", **{"item-7-periods": "2019-03 tot nu"})
    cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
    look = made.look("Hanna", cast.OPENING)
    opened = look.offer(made.k(1)).opened
    assert (opened.pages, opened.references, opened.kind, opened.has_dba) == (2, 2, "pdf", True)
    manifest, _ = unpack(look.vault.open(opened.manifest))
    assert (manifest.candidate, manifest.residence, manifest.legal_form) == ("Kim de Boer", "Zwolle", "zelfstandige")
    assert [(part.kind, part.first, part.last) for part in manifest.parts] == [("voorblad", 1, 1), ("cv", 2, 3)]
    assert manifest.statements["7"].periods[0].since == "2019-03"
    assert (manifest.accepts_conditions, manifest.accepted_version) == (True, 1)
    assert len(manifest.accepted_digest) == 64


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"candidate": " "}, "Vul de naam van de kandidaat in"),
        ({"residence": ""}, "Vul de woonplaats"),
        ({"rate": "nul"}, "Schrijf het uurtarief als getal"),
        ({"rate": "0"}, "meer dan nul"),
        ({"accepts": ""}, "Ga akkoord met de uitvoeringsvoorwaarde"),
        ({"dba": ""}, "Wet DBA"),
        ({"reference-2-consents": ""}, "2 referenties nodig; het zijn er nu 1"),
        ({"cv_pages": "een"}, "&#39;een&#39; zijn geen pagina&#39;s"),
        ({"cv_pages": "1-2"}, "heeft pagina 1 tot en met 1"),
        ({"item-7-periods": "morgen"}, "is geen datum"),
        ({"item-7-periods": "2023-01 tot 2022-01"}, "eindigt voor zij begint"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_kept_and_stops_sending(client, hands, changed, words):
    check = ready(client, **changed)
    for answer in (client.get(check), client.post(check)):
        page = text(answer)
        assert words in page
        assert ">Verstuur<" not in page
    assert answer.status_code == 422
    assert not Envelope.objects.exists()
    form = text(client.get(check.replace("controle/", "")))
    assert "Mijn cv.pdf" in form and "A. Een" in form


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf(*["Cv"] * 6), "Het cv heeft 6 pagina"),
        (b"", "is leeg"),
        (b"PK\x03\x04 word/document.xml", "is een Word-bestand"),
        (b"%PDF-1.7 kapot", "is beschadigd"),
    ],
)
def test_a_file_that_does_not_do_is_refused_with_what_to_do(client, hands, content, words):
    address = begun(client)
    check = client.post(address, typed(cv=upload(content)))["Location"]
    assert words in text(client.get(check))
    assert client.post(check).status_code == 422


def test_given_periods_are_counted_before_sending(client, hands):
    check = ready(client, **{"item-7-periods": "01-01-2024 tot 01-01-2025\n2024-07 tot 2025-07"})
    page = text(client.get(check))
    assert "547 dagen tot 14 juli 2026" in page
    assert "15 punten" in page


@pytest.mark.parametrize("late", [timedelta(0), timedelta(microseconds=1), DAY])
def test_at_the_closing_instant_nothing_is_sent_everything_is_kept_and_it_is_explained(made, client, hands, late):
    check = ready(client)
    hands.at = cast.CLOSING + late
    answer = client.post(check)
    assert answer.status_code == 422
    assert "gesloten sinds di 14 juli 2026, 09:00" in refusals(answer)
    assert not Envelope.objects.exists()
    form = text(client.get(check.replace("controle/", "")))
    assert "Kim de Boer" in form and "81,50" in form and "Mijn cv.pdf" in form
    assert [person for person, _ in made.dossier.late] == [made.suppliers[0].pk]


def test_a_microsecond_before_closing_is_in_time(made, client, hands):
    check = ready(client)
    hands.at = cast.CLOSING - timedelta(microseconds=1)
    assert client.post(check).status_code == 302
    assert len(made.dossier.offers) == 1


def test_the_same_form_twice_is_one_offer(made, client, hands):
    check = ready(client)
    first, second = client.post(check), client.post(check)
    assert first["Location"] == second["Location"]
    assert len(made.dossier.offers) == 1


def test_several_candidates_replacing_and_taking_back(made, client, hands):
    first, second = sent(client), sent(client, candidate="Sam Smit")
    assert first != second
    draft = client.post(f"{ROOT}inschrijvingen/{made.k(1)}/vervang/")["Location"]
    check = client.post(draft, typed(cv=upload(pdf()), rate="79,00"))["Location"]
    assert client.post(check)["Location"].endswith(f"{made.k(1)}/2/bewijs/")
    assert "vervangen" in text(client.get(first))
    client.post(f"{ROOT}inschrijvingen/{made.k(2)}/trek-terug/")
    client.post(f"{ROOT}inschrijvingen/{made.k(2)}/trek-terug/")
    assert "Teruggetrokken" in text(client.get(f"{ROOT}inschrijvingen/"))
    assert Fact.objects.filter(name="inschrijving_ingetrokken").count() == 1
    cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
    opened = made.dossier.offers
    assert opened[made.k(1)].opened.version == 2
    assert opened[made.k(2)].opened is None


def test_another_supplier_finds_nothing_of_it(made, client, visit, hands):
    check, receipt = ready(client), sent(client)
    other = visit(made.suppliers[1])
    for address in (check, check.replace("controle/", ""), receipt, f"{receipt.rstrip('/')}.json"):
        assert other.get(address).status_code == 404, address
    for address in (
        check, check.replace("controle/", "weg/"), f"{ROOT}inschrijvingen/{made.k(1)}/vervang/",
        f"{ROOT}inschrijvingen/{made.k(1)}/trek-terug/",
    ):  # fmt: skip
        other.post(address)
    assert made.dossier.offers[made.k(1)].is_withdrawn is False
    assert OfferDraft.objects.filter(person=made.suppliers[0]).exclude(slot__contains="/").count() == 1


def test_a_draft_survives_the_session_and_is_for_one_browser(made, client, visit, hands):
    address = begun(client)
    client.post(address, typed(cv=upload(pdf()), then="stay"))
    key = client.cookies[drafts.COOKIE]
    assert key["httponly"] and key["samesite"] == "Strict" and key["path"] == "/aanvragen/" and key["max-age"]
    client.logout()
    assert client.post(address, {"candidate": "Weg"}).status_code == 401
    client.cookies[drafts.COOKIE] = key.value
    client.force_login(made.suppliers[0])
    assert "Kim de Boer" in text(client.get(address))
    elsewhere = visit(made.suppliers[0])
    answer = elsewhere.get(address)
    assert answer.status_code == 409
    assert "andere browser" in text(answer) and "Kim" not in text(answer)
    assert elsewhere.post(address, {"candidate": "Weg"}).status_code == 409
    assert "Concept in een andere browser" in text(elsewhere.get(f"{ROOT}inschrijvingen/"))
    assert "Kim de Boer" in text(client.get(address))


def test_what_is_typed_is_kept_while_typing(client, hands):
    address = begun(client)
    assert client.post(f"{address}bewaar/", {"candidate": "Kim", "slot": "x"}).status_code == 204
    assert 'value="Kim"' in client.get(address).content.decode()


def test_a_file_that_is_too_large_is_counted_and_let_go(client, hands, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 1_000)
    monkeypatch.setattr(drafts, "LARGEST", 1_000)
    address = begun(client)
    check = client.post(address, typed(cv=upload(pdf(*["Cv"] * 9))))["Location"]
    assert "is groter dan 25 MB" in text(client.get(check))
    monkeypatch.setattr(uploads, "MOST", 1_500)
    monkeypatch.setattr(drafts, "LARGEST", 10_000)
    two = {"cv": upload(pdf(), "een.pdf"), "brief": upload(pdf(), "twee.pdf")}
    monkeypatch.setattr(uploads, "LARGEST", 10_000)
    check = client.post(address, typed(**two))["Location"]
    assert client.post(check).status_code == 422


def test_the_cookie_of_drafts_is_secure_where_the_site_is(client, hands, settings):
    settings.SESSION_COOKIE_SECURE = True
    begun(client)
    assert client.cookies[drafts.COOKIE]["secure"]


def test_after_the_letters_somebody_reads_own_points_and_letter_and_nothing_of_others(hands, visit):
    made = cast.announced()
    hands.at = cast.ADVICE + DAY
    client = visit(made.suppliers[1])
    page = text(client.get(f"{ROOT}uitslag/"))
    mine = [label for place, label in enumerate(made.labels) if place % 6 == 1]
    others = set(made.labels) - set(mine)
    for label in mine:
        assert f"Inschrijving {pseudonym(label)}:" in page
    for label in others:
        assert f"Inschrijving {pseudonym(label)}:" not in page
    assert "Er zijn 14 inschrijvingen geopend" in page
    assert "punten" in page and "cv, pagina 2" in page and "Voldoet. voldoet" not in page
    answer = client.get(f"{ROOT}uitslag/{mine[0]}/1/brief/")
    assert answer.content == f"Brief aan {mine[0]}".encode()
    assert client.get(f"{ROOT}uitslag/{next(iter(others))}/1/brief/").status_code == 404
    assert client.get(f"{ROOT}uitslag/{mine[0]}/2/brief/").status_code == 404


def test_before_the_letters_there_is_no_outcome(hands, visit):
    made = cast.decided()
    hands.at = cast.ADVICE + DAY
    page = text(visit(made.suppliers[1]).get(f"{ROOT}uitslag/"))
    assert "De uitslag is er nog niet" in page
    assert "punten" not in page


def test_a_request_that_was_read_from_a_published_text_is_there_word_for_word(hands, visit):
    written = (Path(hiring_tests.__file__).parent / "aanvraag.txt").read_text(encoding="utf-8")
    draft = read_request(written)
    for each in draft.request["criteria"]:
        each |= {"per_voorbeeld": True} if each["model"] == "voorbeelden" else {}
    made = cast.drafted(suppliers=1)
    by = made.people["Hanna"]
    request = draft.request | {key: cast.DRAFT[key] for key in ("nummer", "vragen_tot", "sluiting", "nota_op")}
    drafting.save_draft(
        tender=made.tender, draft=request, settings=cast.SETTINGS | draft.settings, texts=draft.texts, by=by,
        at=cast.START,
    )  # fmt: skip
    for name, passphrase in cast.PASSPHRASES.items():
        drafting.make_key(tender=made.tender, passphrase=passphrase, by=made.people[name], at=cast.START)
    drafting.send_for_approval(tender=made.tender, estimate=None, by=by, at=cast.START)
    drafting.approve(tender=made.tender, by=made.people["Truus"], at=cast.START)
    drafting.publish(tender=made.tender, by=by, at=cast.START + MINUTE)
    page = html.unescape(text(visit(made.suppliers[0]).get(ROOT)))
    told = [*telling.condition(made.dossier), *(line for _, lines in telling.passages(made.dossier) for line in lines)]
    told += [each["tekst"] for each in (*draft.request["knockouts"], *draft.request["criteria"])]
    told += [each["naam"] for each in draft.request["competenties"]]
    assert len(told) > 20
    assert [line for line in told if " ".join(line.split()) not in page] == []


def test_a_requirement_and_a_competence_with_one_number_keep_their_own_words(hands, visit, monkeypatch):
    numbered = [{"id": "1", "naam": "Klantgericht"}, {"id": "2", "naam": "Probleemoplossend"}]
    monkeypatch.setitem(cast.DRAFT, "competenties", numbered)
    client = visit(cast.published(suppliers=1).suppliers[0])
    draft = begun(client)
    own = {"item-1-text": "Mbo-4 op pagina 1", "item-competentie-1-text": "Luistert eerst", "then": "stay"}
    client.post(draft, typed(**own))
    page = client.get(draft).content.decode()
    assert "Mbo-4 op pagina 1" in page and "Luistert eerst" in page
    assert page.count('name="item-1-text"') == page.count('name="item-competentie-1-text"') == 1


def test_taking_back_says_what_it_means_and_until_when_one_can_send_again(made, client, hands):
    sent(client)
    sent(client, candidate="Sam Smit")
    page = text(client.post(f"{ROOT}inschrijvingen/{made.k(1)}/trek-terug/", follow=True))
    assert "Niemand opent haar en zij telt niet mee." in page
    assert "dat kan tot di 14 juli 2026, 09:00" in page
    assert "Een nieuwe versie sturen kan tot di 14 juli 2026, 09:00." in page
    hands.at = cast.CLOSING + MINUTE
    page = text(client.post(f"{ROOT}inschrijvingen/{made.k(2)}/trek-terug/", follow=True))
    assert "Deze kandidaat doet niet meer mee; opnieuw insturen kan niet" in page
    assert page.count("De inschrijving is gesloten: opnieuw insturen kan niet.") == 2
    assert "sturen kan tot" not in page


@pytest.mark.parametrize(("form", "told"), [("", "Niet ingevuld, dat hoeft ook niet"), ("detachering", "Detachering")])
def test_the_check_tells_how_the_candidate_works_or_that_it_was_left_open(client, hands, form, told):
    page = text(client.get(ready(client, form=form)))
    assert f"<dt>Hoe de kandidaat werkt</dt><dd>{told}" in page
    assert "Kies…" not in page


def test_documents_are_called_by_their_names(monkeypatch, hands, visit):
    monkeypatch.setitem(cast.DRAFT, "documenten", ["vog", "kvk", "Diploma"])
    page = text(visit(cast.published(suppliers=1).suppliers[0]).get(ROOT))
    for name in ("Verklaring omtrent het gedrag (VOG)", "Uittreksel KvK", "Diploma"):
        assert f"<li>{name}</li>" in page
    assert "<li>vog</li>" not in page


def test_a_supplier_reads_the_number_of_an_offer_in_one_spelling(visit, hands):
    made, hands.at = cast.announced(2, 2), cast.ADVICE
    sanne, label = visit(made.suppliers[0]), made.k(1)
    for path in ("inschrijvingen/", f"inschrijvingen/{label}/1/bewijs/", "uitslag/"):
        page = re.sub(r"<pre.*?</pre>|<[^>]*>", " ", text(sanne.get(ROOT + path)))
        assert pseudonym(label) in page and label not in page, path


def test_the_first_contact_withdraws_a_colleague_who_joined_by_mistake(made, client, visit):
    nora = cast.somebody("Nora Nieuw", supplier=made.suppliers[0].supplier)
    assert "die meedoen" not in text(client.get(ROOT))
    join_invitations(person=nora, at=cast.START + DAY)
    page = text(client.get(ROOT))
    assert "Collega&#39;s die meedoen" in page or "Collega's die meedoen" in page
    assert "die meedoen" not in text(visit(nora).get(ROOT))
    away, who = f"{ROOT}contacten/weg/", {"persoon": nora.pk}
    assert visit(made.suppliers[1]).post(away, who).status_code == 404
    assert visit(nora).post(away, {"persoon": made.suppliers[0].pk}).status_code == 404
    told = text(visit(made.suppliers[0]).post(away, who, follow=True))
    assert "Nora Nieuw doet niet meer mee" in told and "had geen sleutel" in told
    assert visit(nora).get(ROOT).status_code == 404
    assert visit(made.suppliers[0]).post(away, who).status_code == 404
