"""Steps 0 to 2 by the actions: who may judge what, when, and what stands still after the lock."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.hiring.rules.offers import Citation, Finding, Period
from servicepunt.domains.tenders.actions import drafting, offering
from servicepunt.domains.tenders.actions.writing import write
from servicepunt.domains.tenders.rules import facts, judging
from servicepunt.domains.tenders.rules.outcome import played
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
LATER = cast.OPENING + timedelta(hours=1)


def order(made):
    return [(place.id, place.total) for place in played(made.dossier, at=LATER).assessment.order]


def declare(made, name, *offers, at=cast.OPENING):
    by = made.people[name]
    assessing.declare_interest(tender=made.tender, offers=offers, text="Oud-collega", by=by, at=at)


def conform(made, name, offer):
    assessing.judge_conformity(
        tender=made.tender, offer=offer, is_conform=True, reason=cast.FREE, citation=cast.CITED, by=made.people[name],
        at=cast.OPENING,
    )  # fmt: skip


def found(made, name, offer, item, finding):
    by = made.people[name]
    assessing.find(tender=made.tender, offer=offer, item=item, finding=finding, by=by, at=cast.OPENING)


def _leave(made, name):
    gone = facts.Seated(person=made.people[name].pk, seat=Seat.ASSESSOR, is_given=False)
    write(made.tender, lambda _dossier, _pen: [gone], by=None, at=LATER)


def test_the_client_says_first_with_whom_there_is_a_relation():
    made = cast.opened(2)
    with pytest.raises(Refused, match="Verklaar eerst"):
        conform(made, "Bram", made.k(1))
    declare(made, "Bram", made.k(2))
    conform(made, "Bram", made.k(1))
    with pytest.raises(Refused, match="relatie met deze kandidaat"):
        conform(made, "Bram", made.k(2))


def test_who_has_judged_takes_no_relation_back_but_may_find_one():
    made = cast.judged(3)
    declare(made, "Ada", made.k(1))
    declare(made, "Ada")
    found(made, "Ada", made.k(2), "3", Finding(meets=True, citation=cast.CITED))
    declare(made, "Ada", made.k(3))
    with pytest.raises(Refused, match="niet meer terugnemen"):
        declare(made, "Ada", made.k(1))
    assert judging.assessors_of(made.dossier, made.k(3)) == [made.people["Omar"].pk]


def test_findings_of_somebody_who_turns_out_to_have_a_relation_count_no_more():
    made = cast.scored(2)
    omar = made.people["Omar"].pk
    assert set(judging.compare(made.dossier, made.k(1), made.dossier.request.criteria[0]).results) > {omar}
    declare(made, "Ada", made.k(1))
    compared = judging.compare(made.dossier, made.k(1), made.dossier.request.criteria[0])
    assert set(compared.results) == {omar}
    assert compared.counts is None
    with pytest.raises(Refused, match="Stap 1 is nog niet klaar"):
        assessing.lock(tender=made.tender, by=made.people["Hanna"], at=LATER)


def test_after_the_lock_a_new_assessor_or_a_late_relation_changes_no_result():
    made = cast.scored(4)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=LATER)
    before = order(made)
    assert len(before) == 4
    declare(made, "Ada", made.k(1), at=LATER)
    with pytest.raises(Refused, match="geen beoordelaars meer"):
        drafting.give_seat(
            tender=made.tender, person=made.people["Ilse"], seat=Seat.ASSESSOR, by=made.people["Hanna"], at=LATER
        )
    _leave(made, "Omar")
    assert order(made) == before
    assert judging.is_complete(made.dossier, 2)


def test_two_assessors_see_the_offers_in_another_order_that_stays_the_same():
    labels = [f"K{number}" for number in range(101, 115)]
    one, other = (judging.shuffled(labels, number="30954", person=person) for person in (1, 2))
    assert sorted(one) == sorted(other) == sorted(labels)
    assert one != other
    assert one == judging.shuffled(reversed(labels), number="30954", person=1)
    assert one != judging.shuffled(labels, number="30955", person=1)


def test_everybody_is_final_only_when_all_are():
    made = cast.judged(1)
    for item, finding in list(cast.findings(0).items())[:4]:
        for name in ("Ada", "Omar"):
            found(made, name, made.k(1), item, finding)
    assert not judging.is_final_for_all(made.dossier, 1)
    assert not judging.is_final_for_all(made.dossier, 2)
    assessing.make_final(tender=made.tender, step=1, by=made.people["Ada"], at=LATER)
    assert not judging.is_final_for_all(made.dossier, 1)
    assessing.make_final(tender=made.tender, step=1, by=made.people["Omar"], at=LATER)
    assert judging.is_final_for_all(made.dossier, 1)
    assert not judging.is_final_for_all(made.dossier, 2)


def test_a_passage_is_kept_apart_and_a_yes_without_one_is_none():
    made = cast.judged(1)
    found(made, "Ada", made.k(1), "3", Finding(meets=True, citation=Citation(page=1, passage="  ")))
    given = made.dossier.findings[made.k(1), "3"][made.people["Ada"].pk]
    result = judging.result_of(made.dossier, made.k(1), made.dossier.request.knockouts[2], given)
    assert not result.is_met
    found(
        made,
        "Ada",
        made.k(1),
        "3",
        Finding(meets=True, citation=Citation(page=1, passage="Werkte alleen, en later in een team")),
    )
    given = made.dossier.findings[made.k(1), "3"][made.people["Ada"].pk]
    assert given.citation.passage.startswith("kluis:")
    assert made.look("Ada", LATER).vault.show(given.citation.passage) == "Werkte alleen, en later in een team"


def test_who_leaves_before_there_is_a_list_is_not_ranked_and_the_next_moves_up():
    made = cast.scored(3)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=LATER)
    offering.withdraw_offer(tender=made.tender, label=made.k(1), by=made.suppliers[0], at=LATER)
    found_after = played(made.dossier, at=LATER + timedelta(minutes=1)).assessment
    assert {place.id for place in found_after.order} == {made.k(2), made.k(3)}
    assert found_after.fates[made.k(1)].outcome == "ingetrokken"


def test_a_request_that_was_withdrawn_is_not_judged_any_more():
    made = cast.judged(1)
    drafting.cancel(tender=made.tender, reason="Geen budget.", by=made.people["Bram"], at=cast.OPENING)
    with pytest.raises(Refused, match="ingetrokken"):
        found(made, "Ada", made.k(1), "3", Finding())


def test_who_graded_takes_no_relation_back():
    made = cast.interviewed(3)
    invited = made.dossier.rounds[0].invited[0]
    declare(made, "Kees", invited, at=cast.ADVICE)
    with pytest.raises(Refused, match="niet meer terugnemen"):
        declare(made, "Kees", at=cast.ADVICE)


def test_who_could_see_the_findings_does_not_become_an_assessor():
    hanna, kees = (made := cast.scored(2)).people["Hanna"], made.people["Kees"]
    seat = {"tender": made.tender, "seat": Seat.ASSESSOR, "by": hanna, "at": LATER}
    with pytest.raises(Refused, match="wat anderen vonden"):
        drafting.give_seat(person=hanna, **seat)
    drafting.give_seat(person=kees, **seat)
    assert kees.pk in judging.assessors_of(made.dossier, made.k(1))


BARE = [
    ("3", Finding(meets=True), "de passage ontbreekt"),
    ("3", Finding(meets=False, citation=cast.CITED), "de reden ontbreekt"),
    ("1", Finding(level=4, is_finished=True), "de passage ontbreekt"),
    (
        "2",
        Finding(periods=(Period(since="2015-01-01", citation=cast.CITED), Period(since="2012"))),
        "de passage ontbreekt",
    ),
    ("2", Finding(days=3000), "de passage ontbreekt"),
]


@pytest.mark.parametrize(("item", "bare", "why"), BARE)
def test_an_assessor_keeps_a_judgement_without_passage_or_reason_and_makes_it_final_with_them(item, bare, why):
    made = cast.judged(2)
    ada = made.people["Ada"]
    given = {"tender": made.tender, "by": ada, "at": cast.OPENING}
    for label in made.labels:
        for each in "1234":
            assessing.find(**given, offer=label, item=each, finding=cast.findings(0)[each])
    assessing.find(**given, offer=made.k(2), item=item, finding=bare)
    with pytest.raises(Refused, match=f"onderdeel {item} van {made.shown(2)}: {why}"):
        assessing.make_final(**given, step=1)
    assessing.find(**given, offer=made.k(2), item=item, finding=Finding())
    assessing.make_final(**given, step=1)


@pytest.mark.parametrize(("is_conform", "reason", "citation"), [
    (True, "", cast.CITED), (True, "Zelfstandig", None), (False, "", cast.CITED), (False, "Onder leiding", None),
])  # fmt: skip
def test_every_judgement_of_the_conformity_asks_a_reason_and_a_passage(is_conform, reason, citation):
    made = cast.opened(1)
    given = {"tender": made.tender, "by": made.people["Bram"], "at": cast.OPENING}
    assessing.declare_interest(**given, offers=[], text="")
    with pytest.raises(Refused, match="een reden én een passage"):
        assessing.judge_conformity(**given, offer=made.k(1), is_conform=is_conform, reason=reason, citation=citation)
