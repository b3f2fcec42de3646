"""Who finds which page, in every stage; and nobody learns what another assessor found before all are final."""

import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.hiring.rules.offers import Example, Finding, Period
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.assessing.urls import urlpatterns

pytestmark = pytest.mark.django_db
EVERYBODY = ("Hanna", "Bram", "Truus", "Ada", "Omar", "Ilse", "Kees", "Vera", "Wim", "leverancier")
FINDS = {
    "interests": {"Ada", "Omar", "Ilse", "Kees", "Bram", "Hanna", "Wim", "Vera"},
    "record": {"Hanna"},
    "take_back": {"Hanna"},
    "paper": {"Ada", "Omar", "Bram", "Hanna", "Wim", "Vera"},
    "conformity": {"Bram", "Hanna", "Wim"},
    "judge": {"Bram"},
    "repairs": {"Bram", "Hanna", "Wim"},
    "note": {"Hanna"},
    "ask_repair": {"Hanna"},
    "judge_repair": {"Hanna"},
    "repair_paper": {"Hanna", "Wim"},
    "scoring": {"Ada", "Omar"},
    "score": {"Ada", "Omar"},
    "final": {"Ada", "Omar"},
    "differences": {"Ada", "Omar", "Hanna", "Wim"},
    "settle": {"Ada", "Omar"},
    "lock": {"Hanna"},
    "ranking": {"Ada", "Omar", "Hanna", "Wim", "Vera"},
    "fix": {"Hanna"},
    "csv": {"Ada", "Omar", "Hanna", "Wim", "Vera"},
    "json": {"Hanna", "Wim", "Vera"},
}
CHANGES = {"take_back", "final", "lock", "fix", "note", "ask_repair", "judge_repair"}
NOISE = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="csrf-token" content="\w+"|name="key" value="[-\w]+"')


def address(made, name, item="1"):
    values = {"label": made.k(1) if made.dossier.offers else "K417", "item": item, "paper": 1, "defect": "G1"}
    pattern = next(each for each in urlpatterns if each.name == name)
    return reverse(f"assessing:{name}", kwargs={"number": "30954"} | {
        each: values[each] for each in pattern.pattern.converters if each != "number"
    })  # fmt: skip


def test_somebody_said_who_finds_each_page():
    assert {each.name for each in urlpatterns} == set(FINDS)


@pytest.mark.parametrize("stage", ["published", "opened", "judged", "scored", "listed"])
def test_pages_are_for_their_seats_only_in_every_stage(enter, stage):
    made = getattr(cast, stage)(*([] if stage == "published" else [2]))
    wrong = []
    for name, finders in FINDS.items():
        for who in EVERYBODY:
            client, path = enter(made, who), address(made, name)
            looked = client.get(path).status_code
            if looked >= 500 or (who not in finders and looked not in {404, 405}):
                wrong.append((name, who, looked))
            if who not in finders and client.post(path, {"choice": "none", "step": "1"}).status_code not in {404, 405}:
                wrong.append((name, who, "post"))
    assert wrong == []


def test_a_request_of_somebody_else_answers_as_one_that_is_not_there(enter):
    made = cast.judged(1)
    truus = enter(made, "Truus")
    for name in FINDS:
        if name in CHANGES:
            continue
        path = address(made, name)
        assert truus.get(path).status_code == truus.get(path.replace("30954", "99999")).status_code == 404


def test_the_client_sees_nobody_below_the_list_not_even_by_address(enter):
    made = cast.listed(12)
    bram = enter(made, "Bram")
    off = [label for label in made.labels if label not in made.dossier.shortlist]
    assert len(off) == 2
    for label in off:
        assert bram.get(f"/inhuur/30954/inschrijving/{label}/stuk/1/").status_code == 404
        assert bram.get(f"/inhuur/30954/inschrijving/{label}/conformiteit/").status_code == 404
    shown = bram.get("/inhuur/30954/conformiteit/").content.decode()
    assert not any(pseudonym(label) in shown for label in off)


# Invariant 13: no rate, and no order that comes from rates


def test_no_assessor_reads_a_rate_or_an_order_that_comes_from_rates(enter):
    made = cast.listed(12)
    ada = enter(made, "Ada")
    page = ada.get("/inhuur/30954/ranglijst/").content.decode()
    sheet = b"".join(ada.get("/inhuur/30954/ranglijst.csv").streaming_content).decode()
    for number in range(12):
        assert f"{80 + number},50" not in page + sheet
    assert "€" not in page
    assert "stel-dat" not in page and "het uurtarief beslist en is nu niet te zien" in page
    assert ada.get("/inhuur/30954/ranglijst.json").status_code == 404


def test_opening_the_rates_changes_nothing_an_assessor_sees(enter):
    made = cast.scored(12)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    ada = enter(made, "Ada")

    def order():
        return re.findall(r"K-\d+|\d+–\d+|Grens|De grens", ada.get("/inhuur/30954/ranglijst/").content.decode())

    before = order()
    cast.two_open(made, cast.Kind.RATE, cast.OPENING)
    assert order() == before
    assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    assert order() == before


# Invariant 17: an assessor who is not final sees the same pages, whatever the other found

CITED = cast.CITED
ANSWERS = {
    "1": [Finding(), Finding(level=2, is_finished=True, citation=CITED), cast.findings(0)["1"]],
    "2": [Finding(periods=()), Finding(periods=(Period(since="2025", citation=CITED),)), cast.findings(0)["2"]],
    "3": [Finding(), Finding(meets=False, citation=CITED, reason="kwartelei"), cast.findings(0)["3"]],
    "4": [Finding(), Finding(meets=True, citation=CITED, reason="kwartelei"), cast.findings(0)["4"]],
    "6": [Finding(), Finding(examples=(Example(citation=CITED),)), cast.findings(0)["6"]],
    "7": [Finding(periods=()), Finding(periods=(Period(since="2020", citation=CITED),)), cast.findings(11)["7"]],
}


def seen_by(made, client, items):
    """Return everything one assessor can see, without what differs every time."""
    paths = [address(made, name) for name in FINDS if name not in CHANGES | {"score", "settle"}]
    paths += [address(made, name, item) for name in ("score", "settle") for item in items]
    shown = []
    for path in paths:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code == 404:  # the page for what is not there has a reference of its own
            body = b""
        shown.append((path, answer.status_code, NOISE.sub("", body.decode(errors="replace"))))
    return shown


@pytest.fixture
def waiting():
    """Ada has something to do in step 1; Omar is free to find anything."""
    made = cast.judged(2)
    for item in "13":
        finding = cast.findings(0)[item]
        assessing.find(
            tender=made.tender, offer=made.k(1), item=item, finding=finding, by=made.people["Ada"], at=cast.OPENING
        )
    return made


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from("1234"), st.integers(0, 2)), max_size=5))
def test_before_all_are_final_nothing_of_the_other_shows_in_step_one(waiting, enter, answers):
    ada = enter(waiting, "Ada")
    before = seen_by(waiting, ada, "1234")
    for number, item, which in answers:
        assessing.find(
            tender=waiting.tender, offer=waiting.k(number), item=item, finding=ANSWERS[item][which],
            by=waiting.people["Omar"], at=cast.OPENING,
        )  # fmt: skip
    assert seen_by(waiting, ada, "1234") == before


@pytest.mark.parametrize("which", [0, 1, 2])
def test_when_the_other_is_final_in_step_one_still_nothing_of_it_shows(waiting, enter, which):
    ada, seen = enter(waiting, "Ada"), []
    for choice in (2, which):
        for label in waiting.labels:
            for item in "1234":
                finding = ANSWERS[item][choice]
                assessing.find(
                    tender=waiting.tender, offer=label, item=item, finding=finding, by=waiting.people["Omar"],
                    at=cast.OPENING,
                )  # fmt: skip
        seen.append(seen_by(waiting, ada, "1234"))
    assert seen[0] == seen[1]
    assessing.make_final(tender=waiting.tender, step=1, by=waiting.people["Omar"], at=cast.OPENING)
    final = seen_by(waiting, ada, "1234")
    changed = [path for (path, *_), then, now in zip(final, seen[0], final, strict=True) if then != now]
    assert changed == ["/inhuur/30954/verschillen/"], "only when somebody was final shows"
    assert "kwartelei" not in str(final) and "voldoet niet" not in "".join(
        body for path, _, body in final if path in changed
    )


@pytest.mark.parametrize("item", ["6", "7"])
def test_before_all_are_final_nothing_of_the_other_shows_in_step_two(enter, item):
    made = cast.judged(2)
    for name in ("Ada", "Omar"):
        for label in made.labels:
            for each in "1234":
                finding = cast.findings(0)[each]
                assessing.find(
                    tender=made.tender, offer=label, item=each, finding=finding, by=made.people[name], at=cast.OPENING
                )
        assessing.make_final(tender=made.tender, step=1, by=made.people[name], at=cast.OPENING)
    own = cast.findings(0)[item]
    assessing.find(tender=made.tender, offer=made.k(1), item=item, finding=own, by=made.people["Ada"], at=cast.OPENING)
    ada, seen = enter(made, "Ada"), []
    for finding in ANSWERS[item]:
        assessing.find(
            tender=made.tender, offer=made.k(1), item=item, finding=finding, by=made.people["Omar"], at=cast.OPENING
        )
        seen.append(seen_by(made, ada, "5678"))
    assert seen[0] == seen[1] == seen[2]


def test_another_seat_makes_nobody_see_more(waiting, enter):
    """An assessor who is also of the desk waits as well, and so does the desk itself."""
    drafting.give_seat(
        tender=waiting.tender, person=waiting.people["Ada"], seat=Seat.DESK, by=waiting.people["Hanna"], at=cast.OPENING
    )
    for name in ("Ada", "Hanna", "Wim"):
        client, seen = enter(waiting, name), []
        for which in (2, 1):
            assessing.find(
                tender=waiting.tender, offer=waiting.k(1), item="3", finding=ANSWERS["3"][which],
                by=waiting.people["Omar"], at=cast.OPENING,
            )  # fmt: skip
            seen.append(seen_by(waiting, client, "1234"))
        assert seen[0] == seen[1], name


def test_who_has_a_relation_sees_nothing_of_that_candidate_before_the_others_are_final(enter):
    made = cast.judged(2)
    drafting.give_seat(
        tender=made.tender, person=made.people["Vera"], seat=Seat.ASSESSOR, by=made.people["Hanna"], at=cast.OPENING
    )
    assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people["Vera"], at=cast.OPENING)
    assessing.declare_interest(tender=made.tender, offers=[made.k(1)], text="x", by=made.people["Ada"], at=cast.OPENING)
    seen = []
    for which in (2, 1):
        assessing.find(
            tender=made.tender, offer=made.k(1), item="3", finding=ANSWERS["3"][which], by=made.people["Omar"],
            at=cast.OPENING,
        )  # fmt: skip
        seen.append(seen_by(made, enter(made, "Ada"), "1234"))
    assert seen[0] == seen[1]
    assert judging.assessors_of(made.dossier, made.k(1)) == sorted(made.people[name].pk for name in ("Omar", "Vera"))
