"""The page of relations shows nobody more names than the own work needs; the strictest seat decides what one sees."""

import re
from decimal import Decimal
from itertools import chain as joined
from itertools import combinations

import pytest

from servicepunt.config import clock
from servicepunt.domains.awards.actions import assessing, choosing
from servicepunt.domains.tenders.actions import offering
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat, may_see_every_offer
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
BASE = "/inhuur/30954/"
DAY = cast.timedelta(days=1)


@pytest.fixture(autouse=True)
def _short_list(monkeypatch):
    monkeypatch.setitem(cast.SETTINGS, "voorleggen", 3)
    monkeypatch.setitem(cast.SETTINGS, "uitnodigen", 1)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def named(made, client):
    """Return which candidates and suppliers the page of relations names, by the number they came in as."""
    page = text_of(client.get(f"{BASE}belangen/"))
    found = {number for number in range(1, 6) if f"Kandidaat {number}" in page}
    suppliers = {number for number in range(1, 6) if f"Leverancier {number}" in page}
    assert suppliers <= found, "a supplier without its candidate"
    return found


def give(made, name, *seats):
    for seat in seats:
        cast.seated_before(made, name, seat, at=cast.OPENING)


def put_forward(made):
    return {made.labels.index(label) + 1 for label in made.dossier.shortlist}


def test_after_the_opening_only_who_judges_now_reads_names(enter):
    made = cast.opened(5)
    seen = {name: named(made, enter(made, name)) for name in ("Ada", "Bram", "Ilse", "Kees", "Hanna", "Wim")}
    everybody = {1, 2, 3, 4, 5}
    assert seen == {"Ada": everybody, "Bram": everybody, "Ilse": set(), "Kees": set(), "Hanna": set(), "Wim": set()}
    assert "niemand over wie jij iets hoeft te verklaren" in text_of(enter(made, "Ilse").get(f"{BASE}belangen/"))
    answer = enter(made, "Ilse").post(f"{BASE}belangen/", {"choice": "some", "relation": "1", "text": "Neef"})
    assert answer.status_code == 422 and made.dossier.interests == {}


def test_without_a_condition_the_client_reads_who_was_put_forward_and_nobody_before(enter, monkeypatch):
    monkeypatch.setitem(cast.DRAFT, "uitvoeringsvoorwaarde", False)
    made = cast.scored(5)
    bram = enter(made, "Bram")
    assert named(made, bram) == set()
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    cast.two_open(made, cast.Kind.RATE, cast.OPENING)
    assert named(made, bram) == set()
    assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    assert named(made, bram) == put_forward(made)
    asked = bram.get(f"{BASE}keuze/")
    assert (asked.status_code, asked["Location"]) == (302, f"{BASE}belangen/")
    assert bram.post(f"{BASE}belangen/", {"choice": "none"}).status_code == 302
    assert bram.get(f"{BASE}keuze/").status_code == 200


def test_interviewers_read_who_is_invited_round_by_round(enter):
    made = cast.listed(5)
    ilse, bram = enter(made, "Ilse"), made.people["Bram"]
    assert named(made, ilse) == set()
    for place, label in enumerate(made.dossier.shortlist):
        scores = {"1": Decimal(9 - place), "2": Decimal(8)}
        choosing.score_choice(
            tender=made.tender, offer=label, scores=scores, reason="Past.", by=bram, at=cast.OPENING + DAY
        )
    choosing.invite(tender=made.tender, by=bram, at=cast.OPENING + DAY)
    invited = made.dossier.rounds[0].invited
    assert named(made, ilse) == {made.labels.index(label) + 1 for label in invited} and len(invited) == 1
    assert [each.label for each in made.look("Ilse", cast.OPENING + DAY).offers] == list(invited)


def test_who_judged_conformity_reads_the_same_names_before_and_after_the_list(enter):
    made = cast.judged(5)
    before = named(made, enter(made, "Bram"))
    made = _go_on(made)
    assert len(made.dossier.shortlist) == 3
    assert named(made, enter(made, "Bram")) == before == {1, 2, 3, 4, 5}
    page = text_of(enter(made, "Bram").get(f"{BASE}belangen/"))
    order = re.findall(r"Kandidaat \d", page)
    assert order == sorted(order) and not re.search(r"\bK-?\d", page), "no label, and no order but that of names"


def _go_on(made):
    for step, found in ((1, "1234"), (2, "5678")):
        for name in ("Ada", "Omar"):
            for number, label in enumerate(made.labels):
                for item in found:
                    assessing.find(
                        tender=made.tender, offer=label, item=item, finding=cast.findings(number)[item],
                        by=made.people[name], at=cast.OPENING,
                    )  # fmt: skip
            assessing.make_final(tender=made.tender, step=step, by=made.people[name], at=cast.OPENING)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    cast.two_open(made, cast.Kind.RATE, cast.OPENING)
    assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    return made


def test_who_was_ticked_in_an_older_list_is_nobody_else_in_the_list_of_now(enter):
    made = cast.opened(5)
    ada = enter(made, "Ada")
    mark = re.search(r'name="seen" value="(\w+)"', ada.get(f"{BASE}belangen/").content.decode()).group(1)
    offering.withdraw_offer(tender=made.tender, label=made.k(1), by=made.suppliers[0], at=cast.OPENING)
    typed = {"choice": "some", "relation": "2", "text": "Neef"}
    old = ada.post(f"{BASE}belangen/", typed | {"seen": mark})
    assert old.status_code == 422 and "De lijst is veranderd" in text_of(old) and "Neef" in text_of(old)
    assert made.dossier.interests == {}
    ada.post(f"{BASE}belangen/", typed)
    assert [made.names[label] for label in made.dossier.interests[made.people["Ada"].pk].offers] == ["Kandidaat 3"]
    with pytest.raises(Refused, match="intussen veranderd"):
        assessing.declare_interest(
            tender=made.tender, offers=[], text="", asked=made.labels, by=made.people["Omar"], at=cast.OPENING
        )


# Several seats


@pytest.mark.parametrize("more", [Seat.MANDATE, Seat.DESK, Seat.AUDITOR])
@pytest.mark.parametrize("who", ["Bram", "Ilse"])
def test_whoever_chooses_or_interviews_reads_no_ranking_with_another_seat(enter, who, more):
    made = cast.listed(5)
    give(made, who, more)
    client = enter(made, who)
    below = [label for label in made.labels if label not in made.dossier.shortlist]
    assert len(below) == 2
    pages = ["ranglijst/", "ranglijst.csv", "ranglijst.json", "verschillen/", "openen/signalen/", "belangen/", "keuze/",
             "openen/proces-verbaal/", "dossier/openbaar.zip", "dossier/volledig.zip"]  # fmt: skip
    for path in pages:
        answer = client.get(BASE + path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code in {200, 302, 404}
        if path.endswith((".csv", ".json", ".zip")):
            assert answer.status_code == 404, path
        if path in {"ranglijst/", "verschillen/"}:
            assert not any(label.replace("K", "K-").encode() in body for label in made.labels), path
        assert b"100 punten" not in body and b"80,50" not in body, path
    for label in below:
        assert client.get(f"{BASE}inschrijving/{label}/stuk/1/").status_code == 404
    assert not re.search(r"Leverancier \d", text_of(client.get(f"{BASE}openen/proces-verbaal/")))


def test_after_the_advice_the_mandate_holder_who_is_client_reads_everything(enter, monkeypatch):
    made = cast.decided(5)
    give(made, "Bram", Seat.MANDATE)
    monkeypatch.setattr(clock, "now", lambda: cast.ADVICE)
    page = text_of(enter(made, "Bram").get(f"{BASE}ranglijst/"))
    assert all(made.shown(number) in page for number in range(1, 6))


def test_a_desk_that_also_chooses_still_fixes_the_list_without_seeing_it(enter):
    made = cast.scored(5)
    give(made, "Hanna", Seat.CLIENT)
    hanna = enter(made, "Hanna")
    assert hanna.post(f"{BASE}vergrendelen/").status_code == 302
    cast.two_open(made, cast.Kind.RATE, cast.OPENING)
    assert "Stel de lijst vast" in text_of(hanna.get(f"{BASE}ranglijst/"))
    assert hanna.post(f"{BASE}ranglijst/vaststellen/").status_code == 302
    assert made.dossier.fixed_at is not None


def test_the_strictest_seat_decides_for_every_set_of_seats():
    for seats in joined.from_iterable(combinations(Seat, size) for size in range(len(Seat) + 1)):
        held = set(seats)
        looks = held & {Seat.DESK, Seat.ASSESSOR, Seat.AUDITOR, Seat.MANDATE}
        chooses = held & {Seat.CLIENT, Seat.INTERVIEWER}
        for is_locked in (False, True):
            sees = may_see_every_offer(seats, is_locked=is_locked, is_advised=False)
            assert sees == bool(looks and (not chooses or (Seat.ASSESSOR in held and not is_locked)))
            assert may_see_every_offer(seats, is_locked=is_locked, is_advised=True) == bool(looks)


# What the desk and the auditor read


def test_the_desk_reads_what_a_late_relation_means_and_a_desk_that_chooses_reads_no_name(enter, monkeypatch):
    made = cast.announced(5)
    winner = made.dossier.decisions[-1].offers[0]
    monkeypatch.setattr(clock, "now", lambda: cast.ADVICE + DAY)
    kees = enter(made, "Kees")
    assert kees.post(f"{BASE}belangen/", {"choice": "some", "relation": "1", "text": "Zwager"}).status_code == 302
    for name in ("Hanna", "Wim"):
        page = text_of(enter(made, name).get(f"{BASE}belangen/"))
        assert f"Kees {made.names[winner]} gaf cijfers in ronde 1 De brieven zijn weg." in page, name
    assert "De brieven zijn weg" not in text_of(enter(made, "Bram").get(f"{BASE}belangen/"))


def test_a_name_that_a_strict_seat_may_not_read_is_covered_for_the_desk(enter):
    made = cast.opened(5)
    by = made.people["Ada"]
    assessing.declare_interest(tender=made.tender, offers=[made.k(4)], text="Zwager", by=by, at=cast.OPENING)
    give(made, "Hanna", Seat.INTERVIEWER)
    page = text_of(enter(made, "Hanna").get(f"{BASE}belangen/"))
    assert "Kandidaat 4" not in page and "Zwager" not in page and "een kandidaat die jij nu niet ziet" in page
    assert "Kandidaat 4: Zwager" in text_of(enter(made, "Wim").get(f"{BASE}belangen/"))
