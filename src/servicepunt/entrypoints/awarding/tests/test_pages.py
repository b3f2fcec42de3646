"""The pages from the client's choice to the end of the contract, for every seat, with what is refused."""

import re
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from msgspec import structs

from servicepunt.adapters.exchange.tests.schemas import HUMAN_RESOURCE, setu_faults
from servicepunt.domains.awards.actions import assessing, choosing, deciding
from servicepunt.domains.awards.rules import questions
from servicepunt.domains.hiring.rules.choice import ANCHORS
from servicepunt.domains.hiring.rules.request import Request
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.actions.drafting import give_seat
from servicepunt.domains.tenders.queries import frame_of, lines_of
from servicepunt.domains.tenders.rules import chain
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding import checks
from servicepunt.entrypoints.awarding.urls import urlpatterns

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Visitor:
    """Somebody at the pages of a request, at a moment."""

    def __init__(self, made, name, at, monkeypatch):
        self.made, self.client = made, Client()
        person = made.people.get(name) or next(each for each in made.suppliers if each.name == name)
        self.client.force_login(person)
        monkeypatch.setattr("servicepunt.config.clock.now", lambda: at)

    def address(self, path):
        return f"/inhuur/{self.made.tender.number}/{path}"

    def get(self, path):
        return self.client.get(self.address(path))

    def text(self, path):
        answer = self.get(path)
        assert answer.status_code == 200, answer.content[:400]
        return answer.content.decode()

    def post(self, path, **typed):
        return self.client.post(self.address(path), typed)


@pytest.fixture
def visit(monkeypatch):
    return lambda made, name, at: Visitor(made, name, at, monkeypatch)


def test_what_a_score_means_is_what_was_published_also_when_the_product_says_it_otherwise(visit, monkeypatch):
    made = cast.listed(3, 3)
    monkeypatch.setitem(ANCHORS, "6", "past heel anders")
    page = visit(made, "Bram", cast.OPENING + DAY).text("keuze/")
    assert "past redelijk: vergelijkbaar op de belangrijkste punten" in page and "past heel anders" not in page
    assert made.dossier.anchors["10"] == "past precies: dezelfde soort opdracht of organisatie"


def test_what_everybody_is_asked_is_what_stood_at_publication_also_when_the_product_asks_otherwise(visit, monkeypatch):
    made = cast.drafted()
    for name, passphrase in cast.PASSPHRASES.items():
        drafting.make_key(tender=made.tender, passphrase=passphrase, by=made.people[name], at=cast.START)
    drafting.send_for_approval(tender=made.tender, estimate=Decimal(1), by=made.people["Hanna"], at=cast.START)
    drafting.approve(tender=made.tender, by=made.people["Truus"], at=cast.START)
    hanna = visit(made, "Hanna", cast.START)
    before = hanna.text("goedkeuren/")
    assert "Wanneer belde iemand boos op" in before and "Vanaf de publicatie liggen deze vragen vast" in before
    assert hanna.post("goedkeuren/publiceren/").status_code == 302
    frozen = made.dossier.core_questions
    assert set(frozen) == {"klant", "probleem", "communicatie"} and len(frozen["klant"]) == 3
    monkeypatch.setattr(questions, "core_questions", lambda name: ["Heel iets anders?"])
    assert questions.questions_of(made.dossier) == frozen
    assert "Heel iets anders?" not in hanna.text("goedkeuren/")
    public = chain.public_part(made.tender.lines.get(name="gepubliceerd").body)
    assert "boos" not in public and "ankers" in public, "candidates do not read them before their interview"


def test_a_request_from_before_they_were_kept_asks_what_the_product_asks(visit, monkeypatch):
    made = cast.invited(3)
    monkeypatch.setattr(questions, "core_questions", lambda name: ["Heel iets anders?"])
    assert "Heel iets anders?" in visit(made, "Ilse", cast.OPENING + DAY).text("gesprekken/")


def test_the_client_sees_no_step_two_points_no_rates_and_nobody_below_the_list(visit):
    made = cast.listed()
    page = visit(made, "Bram", cast.OPENING + DAY).text("keuze/")
    assert "Leverancier" not in page and "80,50" not in page and "100 punten" not in page
    below = [label for label in made.labels if label not in made.dossier.shortlist]
    assert below
    for label in below:
        assert f'id="{label}"' not in page
        assert visit(made, "Bram", cast.OPENING + DAY).get(f"stuk/{label}/cv.pdf").status_code == 404
    shown = re.findall(r'id="(K\d+)"', page)
    assert shown == sorted(made.dossier.shortlist, key=lambda each: int(each[1:]))


def test_the_choice_goes_from_points_to_invitations_and_keeps_what_was_typed(visit):
    made = cast.listed()
    bram = visit(made, "Bram", cast.OPENING + DAY)
    labels = made.dossier.shortlist
    refused = bram.post(f"keuze/{labels[0]}/", **{"score-1": "11", "score-2": "8", "reason": "Heel passend."})
    assert refused.status_code == 422
    assert "Heel passend." in refused.content.decode() and "van 0 tot en met 10" in refused.content.decode()
    for place, label in enumerate(labels):
        answer = bram.post(
            f"keuze/{label}/", **{"score-1": str(9 - min(place, 8)), "score-2": "7,5", "reason": "Past."}
        )
        assert answer.status_code == 302, answer.content.decode()
    assert "Wordt uitgenodigd" in bram.text("keuze/")
    assert bram.post("keuze/uitnodigen/").status_code == 302
    assert len(made.dossier.rounds[0].invited) == 3
    assert "Uitgenodigd" in bram.text("keuze/")


def test_an_interview_is_planned_graded_blind_and_agreed(visit):
    made = cast.invited()
    label = made.dossier.rounds[0].invited[0]
    duo = [str(made.people[name].pk) for name in ("Ilse", "Kees")]
    hanna = visit(made, "Hanna", cast.OPENING + DAY)
    one = hanna.post(f"gesprekken/{label}/plan/", starts_at="2026-07-20T10:00", place="Kamer 2", interviewers=duo[:1])
    assert one.status_code == 422 and "ten minste 2 personen" in one.content.decode()
    assert (
        hanna.post(
            f"gesprekken/{label}/plan/", starts_at="2026-07-20T10:00", place="Kamer 2", interviewers=duo
        ).status_code
        == 302
    )
    calendar = hanna.get(f"gesprekken/{label}/agenda.ics").content.decode()
    assert "DTSTART:20260720T080000Z\r\n" in calendar and "SEQUENCE:0\r\n" in calendar
    uid = re.search(r"UID:.+", calendar).group()
    again = {"starts_at": "2026-07-20T11:00", "place": "Kamer 3", "interviewers": duo}
    assert hanna.post(f"gesprekken/{label}/plan/", **again).status_code == 302
    moved = hanna.get(f"gesprekken/{label}/agenda.ics").content.decode()
    assert uid in moved and "SEQUENCE:1\r\n" in moved and "DTSTART:20260720T090000Z\r\n" in moved
    after = cast.TALKS + timedelta(hours=2)
    low = {f"grade-{each}": "voldoende" for each in ("klant", "probleem", "communicatie")}
    ilse = visit(made, "Ilse", after)
    assert ilse.post(f"gesprekken/{label}/cijfers/", **low, **{"notes-klant": "Ilse zag rust."}).status_code == 302
    assert "Ilse zag rust." in ilse.text("gesprekken/")
    kees = visit(made, "Kees", after)
    assert "Ilse zag rust." not in kees.text("gesprekken/")
    assert kees.post(f"gesprekken/{label}/cijfers/", **(low | {"grade-klant": "matig"})).status_code == 302
    assert "Ilse zag rust." in kees.text("gesprekken/")
    assert "maakt dit niet goed" in kees.text("gesprekken/")
    assert "Klantgericht: matig is minder dan voldoende" in kees.text("gesprekken/")
    assert (
        kees.post(f"gesprekken/{label}/samen/", **{"grade-klant": "voldoende", "reason": "Besproken."}).status_code
        == 302
    )
    assert made.dossier.rounds[0].talks[label][-1].agreed.grades == {"klant": "voldoende"}


def test_from_advice_to_letters_that_leave_at_one_moment(visit, django_capture_on_commit_callbacks):
    made = cast.interviewed()
    winner = made.dossier.rounds[0].invited[0]
    bram = visit(made, "Bram", cast.ADVICE)
    rate = bram.post("gunning/advies/", offers=[winner], reason="Beste tarief")
    assert rate.status_code == 422 and "tarief" in rate.content.decode()
    assert bram.post("gunning/advies/", offers=[winner], reason="Het sterkst.").status_code == 302
    vera = visit(made, "Vera", cast.ADVICE)
    assert vera.post("gunning/besluit/", offers=[winner], reason="Volgt het advies.").status_code == 302
    page = vera.text("gunning/")
    mark = re.search(r'name="mark" value="(\w+)"', page).group(1)
    assert vera.post("gunning/verstuur/", mark="iets anders").status_code == 422
    assert vera.text(f"brief/{winner}/").count("Voorgenomen gunning")
    assert vera.post("gunning/verstuur/", mark=mark).status_code == 302
    assert made.dossier.decisions[0].sent_at == cast.ADVICE
    assert len(made.dossier.decisions[0].letters) == 14
    paper = vera.get(f"brief/{winner}.pdf")
    assert paper.content.startswith(b"%PDF")
    own = next(each for each in made.suppliers if each.pk == made.dossier.offers[winner].by)
    supplier = visit(made, own.name, cast.ADVICE)
    assert supplier.get(f"brief/{winner}.pdf").status_code == 200
    other = next(label for label, each in made.dossier.offers.items() if each.by != own.pk)
    assert supplier.get(f"brief/{other}.pdf").status_code == 404
    assert supplier.get("gunning/").status_code == 404


def test_from_suspension_to_contract_extension_and_end(visit):
    made = cast.announced()
    winner = made.dossier.decisions[0].offers[0]
    hanna = visit(made, "Hanna", cast.ADVICE + DAY)
    page = hanna.text("afronding/")
    assert "10-08-2026" in page
    old = hanna.post("afronding/document/", offer=winner, check="VOG", verdict="goed", day="2026-07-20")
    assert old.status_code == 422 and "profiel" in old.content.decode()
    for check, profile in (("VOG", "85 publieke dienst"), ("Geheimhoudingsverklaring", "")):
        answer = hanna.post(
            "afronding/document/", offer=winner, check=check, verdict="goed", day="2026-07-20", profile=profile
        )
        assert answer.status_code == 302, answer.content.decode()
    assert "85 publieke dienst" in hanna.text("afronding/")
    early = visit(made, "Vera", cast.ADVICE + 2 * DAY)
    assert early.post("afronding/teken/").status_code == 422
    later = cast.ADVICE + 25 * DAY
    assert visit(made, "Vera", later).post("afronding/teken/").status_code == 302
    bram = visit(made, "Bram", later)
    assert bram.post("afronding/begin/", day="2026-09-01").status_code == 302
    assert "30-11-2026" in bram.text("afronding/")
    lacking = bram.post("afronding/optie/", verdict="ja")
    assert lacking.status_code == 422 and "Controleer eerst opnieuw" in lacking.content.decode()
    assert bram.post("afronding/optie/", verdict="ja", checked=["VOG", "Geheimhoudingsverklaring"]).status_code == 302
    assert "28-02-2027" in bram.text("afronding/")
    assert bram.post("afronding/einde/", day="2027-01-31").status_code == 302
    assert made.dossier.ended_on == date(2027, 1, 31)


def test_a_winner_who_drops_out_makes_room_for_the_next_who_passed(visit):
    made = cast.announced()
    hanna = visit(made, "Hanna", cast.ADVICE + DAY)
    assert hanna.post("afronding/afvaller/", reason=" ").status_code == 422
    assert hanna.post("afronding/afvaller/", reason="Koos ander werk.").status_code == 302
    assert made.look("Hanna", cast.ADVICE + DAY).stage == Stage.ADVICE
    assert visit(made, "Bram", cast.ADVICE + 2 * DAY).text("gunning/").count("Wie krijgt de opdracht")


def test_a_complaint_stops_the_signature_until_it_is_settled(visit):
    made = cast.announced()
    winner = made.dossier.decisions[0].offers[0]
    hanna = visit(made, "Hanna", cast.ADVICE + DAY)
    for check in ("VOG", "Geheimhoudingsverklaring"):
        hanna.post("afronding/document/", offer=winner, check=check, verdict="goed", day="2026-07-20", profile="85")
    assert hanna.post("klachten/vastleggen/", text="Te weinig punten.").status_code == 302
    [complaint] = made.dossier.questions
    later = cast.ADVICE + 25 * DAY
    assert visit(made, "Vera", later).post("afronding/teken/").status_code == 422
    wim = visit(made, "Wim", later)
    assert wim.post(f"klachten/{complaint}/", text="Nagekeken.", result="ongegrond").status_code == 302
    assert visit(made, "Vera", later).post("afronding/teken/").status_code == 302


def test_the_file_tells_its_lines_and_says_when_the_chain_is_broken(visit):
    made = cast.announced()
    wim = visit(made, "Wim", cast.ADVICE + DAY)
    page = wim.text("dossier/")
    assert "De keten klopt" in page and "Kandidaat 1" not in page and "Leverancier 1" not in page
    line = made.tender.lines.order_by("number")[5]
    type(line).objects.filter(pk=line.pk).update(body=line.body.replace("2026", "2025", 1))
    assert "Regel 6 is veranderd" in wim.text("dossier/")


@pytest.mark.parametrize("name", ["Ada", "Ilse", "Truus", "Sanne 1"])
def test_whoever_has_no_seat_for_it_finds_no_page(visit, name):
    made = cast.announced()
    somebody = visit(made, name, cast.ADVICE + DAY)
    paths = [
        "keuze/",
        "klachten/",
        "gunning/",
        "afronding/",
        "dossier/",
        "dossier/volledig.zip",
        "dossier/openbaar.zip",
    ]
    assert [somebody.get(path).status_code for path in paths] == [404] * len(paths)


def test_no_page_of_these_is_there_for_who_has_no_seat_or_is_not_signed_in(visit):
    made = cast.announced()
    stranger = visit(made, "Sanne 1", cast.ADVICE + DAY)
    values = {"number": made.tender.number, "label": made.labels[1], "document": "cv.pdf", "form": "volledig",
              "standard": "ocds", "complaint": "V1"}  # fmt: skip
    for pattern in urlpatterns:
        address = reverse(f"awarding:{pattern.name}", kwargs={key: values[key] for key in pattern.pattern.converters})
        assert stranger.client.get(address).status_code in {404, 405}, pattern.name
        assert stranger.client.post(address, {"kind": "klacht"}).status_code in {404, 405}, pattern.name
        assert Client().get(address).headers.get("Location", "").startswith("/inloggen/"), pattern.name


def test_a_form_sent_twice_has_the_effect_of_one(visit):
    made = cast.announced()
    hanna, key = visit(made, "Hanna", cast.ADVICE + DAY), "5f0c8c0e-52b7-4c62-8a2c-0f3f6a1f6b11"
    for _ in range(2):
        assert hanna.post("klachten/vastleggen/", text="Te weinig.", key=key).status_code == 302
    assert len(made.dossier.happenings) == 1


def test_open_data_names_nobody_and_waits_for_its_settings(visit, settings):
    made = cast.announced()
    hanna = visit(made, "Hanna", cast.ADVICE + DAY)
    assert hanna.get("dossier/ocds.json").status_code == 422
    settings.ORGANIZATION_OIN, settings.OCDS_PREFIX = "00000001234567890000", "ocds-abc123"
    package = hanna.text("dossier/ocds.json")
    assert "ocds-abc123" in package and '"numberOfTenderers"' in package
    assert '"awards"' not in package and "Leverancier" not in package
    assert not [name for name in made.names.values() if f"{name}" in package]
    assert "StaffingOrder" in hanna.text("dossier/setu.json") or "RFQ" in hanna.text("dossier/setu.json")


def test_a_declaration_is_read_and_what_is_none_is_said(visit):
    made = cast.announced()
    hanna = visit(made, "Hanna", cast.ADVICE + DAY)
    upload = SimpleUploadedFile("uea.xml", b"<html/>")
    answer = hanna.post("afronding/uea/", uea=upload)
    assert answer.status_code == 422 and "Dit is geen UEA" in answer.content.decode()


@pytest.mark.parametrize(("estimate", "is_das", "expected"), [
    (400_000, True, False), (400_000.01, True, True), (900_000, False, False), (None, True, False),
])  # fmt: skip
def test_the_social_return_duty_is_above_the_threshold_within_the_das(estimate, is_das, expected):
    request = structs.replace(cast_request(), is_das=is_das)
    value = None if estimate is None else Decimal(str(estimate))
    assert checks.has_social_return(request, value) is expected


def cast_request():
    return msgspec.convert(cast.DRAFT, Request, strict=False)


@pytest.mark.parametrize(("paper", "seen", "fault"), [
    ("Uittreksel KvK", checks.Shown(date(2026, 1, 1)), "ouder dan"),
    ("Uittreksel KvK", checks.Shown(date(2026, 7, 1)), ""),
    ("VOG", checks.Shown(date(2026, 7, 1)), "profiel"),
    ("VOG", checks.Shown(None, "85"), "dag"),
    ("Geheimhoudingsverklaring", checks.Shown(date(2026, 8, 1)), "toekomst"),
    ("Diploma", checks.Shown(None), ""),
])  # fmt: skip
def test_documents_are_judged_by_their_kind(paper, seen, fault):
    found = checks.fault_of(checks.paper_of(paper), seen, today=date(2026, 7, 21))
    assert (fault in found) if fault else not found


def test_lending_follows_the_law_of_the_day():
    words = [checks.lending(date(year, 6, 1)) for year in (2026, 2027, 2028)]
    assert "Waadi" in words[0] and "Wtta" in words[1] and "Toezicht" in words[1] and "Toezicht" not in words[2]


def test_nobody_is_absent_before_the_talk_and_who_was_absent_gets_no_second_one():
    made = cast.invited(3)
    label, hanna = made.dossier.rounds[0].invited[0], made.people["Hanna"]
    plan = {"tender": made.tender, "offer": label, "starts_at": cast.TALKS, "place": "Kamer 2", "by": hanna,
            "interviewers": [made.people["Ilse"], made.people["Kees"]], "at": cast.OPENING + DAY}  # fmt: skip
    absent = {"tender": made.tender, "offer": label, "is_cause_client": False, "by": hanna}
    choosing.plan_talk(**plan)
    with pytest.raises(Refused, match="nog niet geweest"):
        choosing.note_not_held(**absent, at=cast.TALKS - DAY)
    choosing.note_not_held(**absent, at=cast.TALKS)
    with pytest.raises(Refused, match="niet verschenen"):
        choosing.plan_talk(**plan)


def test_the_file_counts_no_offers_before_the_closing(visit):
    made = cast.sent(3)
    for name in ("Hanna", "Wim", "Vera"):
        before = visit(made, name, cast.CLOSING - DAY / 24).text("dossier/")
        assert "K-" not in before and "een leverancier" not in before
        assert f">{len(lines_of(made.tender))}<" not in before
        assert f"Inschrijving {made.shown(3)} ontvangen" in visit(made, name, cast.CLOSING).text("dossier/")


def test_documents_are_called_by_their_names_after_the_decision_and_days_are_dutch(visit, monkeypatch):
    monkeypatch.setitem(cast.DRAFT, "documenten", ["vog", "kvk"])
    made = cast.announced()
    label = made.dossier.decisions[0].offers[0]
    shown = pseudonym(label)
    page = visit(made, "Hanna", cast.ADVICE + DAY).text("afronding/")
    assert "Dit wacht op: het einde van de termijn; tekenen vanaf 11 augustus 2026." in page
    assert "<h3>Uittreksel KvK van" in page
    later = visit(made, "Hanna", cast.ADVICE + 25 * DAY).text("afronding/")
    assert f"Dit wacht op: Verklaring omtrent het gedrag (VOG) van {shown}; Uittreksel KvK van {shown}." in later


# A relation that comes out


def declare(made, name, label, at):
    assessing.declare_interest(tender=made.tender, offers=[label], text="Zwager", by=made.people[name], at=at)


def test_a_client_with_a_relation_reads_who_chooses_instead(visit):
    made = cast.listed(3)
    declare(made, "Bram", made.k(1), cast.OPENING + DAY)
    bram = visit(made, "Bram", cast.OPENING + DAY)
    page = bram.text("keuze/")
    assert "Een andere opdrachtgever geeft de punten" in page and 'id="score-' not in page
    refused = bram.post(f"keuze/{made.k(2)}/", **{"score-1": "7", "score-2": "8", "reason": "Heel passend."})
    assert refused.status_code == 422 and "andere opdrachtgever doet dit" in refused.content.decode()


def test_a_talk_that_a_relation_undid_is_planned_again_on_its_page(visit):
    made = cast.interviewed(3)
    label = made.dossier.rounds[0].invited[0]
    assert f'id="plan-{label}"' not in visit(made, "Hanna", cast.ADVICE).text("gesprekken/")
    declare(made, "Kees", label, cast.ADVICE)
    page = visit(made, "Hanna", cast.ADVICE).text("gesprekken/")
    assert f'id="plan-{label}"' in page and "Telt nog niet" in page


def test_a_decision_that_a_relation_undid_has_no_letters_to_send(visit):
    made = cast.decided(3)
    page = visit(made, "Vera", cast.ADVICE).text("gunning/")
    assert "gunning/verstuur/" in page
    declare(made, "Bram", made.dossier.decisions[-1].offers[0], cast.ADVICE)
    for name in ("Vera", "Hanna", "Wim"):
        assert "gunning/verstuur/" not in visit(made, name, cast.ADVICE).text("gunning/"), name
    assert visit(made, "Vera", cast.ADVICE).post("gunning/verstuur/", mark="x").status_code == 422


def test_a_new_client_is_asked_before_the_advice(visit):
    made = cast.interviewed(3)
    give_seat(
        tender=made.tender, person=made.people["Truus"], seat=Seat.CLIENT, by=made.people["Hanna"], at=cast.ADVICE
    )
    truus = visit(made, "Truus", cast.ADVICE)
    asked = truus.get("gunning/")
    assert (asked.status_code, asked["Location"]) == (302, f"/inhuur/{made.tender.number}/belangen/")
    assert truus.post("belangen/", choice="none").status_code == 302
    assert truus.get("gunning/").status_code == 200


def test_the_desk_takes_the_offers_as_setu_with_a_name_a_place_and_no_rate_before_its_time(visit, settings):
    settings.ORGANIZATION_OIN = "00000001234567890000"
    made = cast.scored()
    hanna = visit(made, "Hanna", cast.OPENING + DAY)
    assert "De inschrijvingen als SETU-berichten" in hanna.text("dossier/")
    offers = hanna.get("dossier/setu-inschrijvingen.json").json()
    assert {each["person"]["name"]["formattedName"] for each in offers} == set(made.names.values())
    for each in offers:
        assert setu_faults(each, HUMAN_RESOURCE) == []
        assert "payRates" not in each
        assert each["person"]["communication"]["address"]["city"] == "Zwolle"
    for name in ("Wim", "Vera"):
        assert "als SETU-berichten" not in visit(made, name, cast.OPENING + DAY).text("dossier/")
        refused = visit(made, name, cast.OPENING + DAY).get("dossier/setu-inschrijvingen.json")
        assert refused.status_code == 422 and "alleen voor de inhuurdesk" in refused.content.decode()


def test_an_offer_as_setu_has_its_rate_once_that_is_open(visit, settings):
    settings.ORGANIZATION_OIN = "00000001234567890000"
    made = cast.listed()
    told = visit(made, "Hanna", cast.OPENING + DAY).get("dossier/setu-inschrijvingen.json").json()
    found = {each["documentId"]["value"]: each["payRates"][0]["amount"]["value"] for each in told if "payRates" in each}
    offers = made.dossier.offers.items()
    assert found == {f"30954-{label}": float(each.rate.replace(",", ".")) for label, each in offers if each.rate}
    assert found


def test_before_the_opening_there_is_no_offer_to_take(visit, settings):
    settings.ORGANIZATION_OIN = "00000001234567890000"
    hanna = visit(cast.sent(offers=2), "Hanna", cast.CLOSING - DAY)
    refused = hanna.get("dossier/setu-inschrijvingen.json")
    assert refused.status_code == 422 and "pas als de inschrijvingen zijn geopend" in refused.content.decode()


def test_who_signs_is_asked_for_relations_before_deciding(visit, monkeypatch):
    listed = cast.listed
    monkeypatch.setattr(cast, "listed", lambda *given: listed(*given, mandate_declares=False))
    made = cast.interviewed(3, 3)
    winner = made.dossier.rounds[0].invited[0]
    given = {"tender": made.tender, "offers": [winner], "reason": "Het sterkst.", "at": cast.ADVICE}
    deciding.advise(**given, by=made.people["Bram"])
    vera = visit(made, "Vera", cast.ADVICE)
    refused = vera.post("gunning/besluit/", offers=winner, reason="Volgt het advies.")
    assert refused.status_code in {302, 422} and not made.dossier.decisions
    assert vera.get("gunning/")["Location"].endswith("/belangen/")
    assert vera.post("belangen/", choice="none").status_code == 302
    assert vera.post("gunning/besluit/", offers=winner, reason="Volgt het advies.").status_code == 302
    assert made.dossier.decisions[-1].by == made.people["Vera"].pk


@pytest.mark.parametrize("name", ["Hanna", "Bram", "Ilse", "Ada", "Vera", "Wim", "Truus"])
def test_every_page_of_a_seat_is_two_links_away_at_most(visit, name):
    made, at = cast.announced(3, 3), cast.ADVICE + DAY
    visitor, number = visit(made, name, at), made.tender.number
    overview = visitor.text("")
    for group in frame_of(made.look(name, at)).groups:
        first, *_ = places = [reverse(tab.name, args=[number]) for tab in group.tabs]
        assert f'href="{first}"' in overview, group
        inside = visitor.client.get(first, follow=True).content.decode()
        assert all(f'href="{place}"' in inside for place in places), (name, group)
