"""A relation stops whoever chooses, advises or decides, is asked in time, and can be told until everything is gone."""

from datetime import timedelta
from decimal import Decimal

import pytest

from servicepunt.domains.awards.actions import assessing, choosing, deciding
from servicepunt.domains.awards.rules.interests import asked_of
from servicepunt.domains.awards.rules.relations import consequences
from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.tenders.actions import drafting, offering
from servicepunt.domains.tenders.rules.outcome import played, stage_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
CHOOSING = cast.OPENING + DAY
SCORES = {"1": Decimal(7), "2": Decimal(8)}
GRADES = dict.fromkeys(("klant", "probleem", "communicatie"), "goed")


def declare(made, name, *offers, at=CHOOSING):
    by = made.people[name]
    assessing.declare_interest(tender=made.tender, offers=offers, text="Oud-collega" if offers else "", by=by, at=at)


def score(made, name, offer):
    by = made.people[name]
    choosing.score_choice(tender=made.tender, offer=offer, scores=SCORES, reason="Past.", by=by, at=CHOOSING)


def seat(made, name, role, at=CHOOSING):
    drafting.give_seat(tender=made.tender, person=made.people[name], seat=role, by=made.people["Hanna"], at=at)


def advise(made, name, winner):
    deciding.advise(tender=made.tender, offers=[winner], reason="Sterk.", by=made.people[name], at=cast.ADVICE)


def decide(made, name, winner):
    deciding.decide_award(tender=made.tender, offers=[winner], reason="Sterk.", by=made.people[name], at=cast.ADVICE)


def send(made):
    names = [name for name, _ in deciding.award_messages(made.dossier, at=cast.ADVICE)]
    deciding.send_letters(
        tender=made.tender, letters={name: name.encode() for name in names}, digests=dict.fromkeys(names, "0" * 64),
        by=made.people["Hanna"], at=cast.ADVICE,
    )  # fmt: skip


# The client


def test_a_client_with_a_relation_scores_nobody_and_does_not_invite():
    made = cast.listed(4)
    declare(made, "Bram", made.k(2))
    for offer in made.labels:
        with pytest.raises(Refused, match="relatie met een van de kandidaten.*andere opdrachtgever doet dit"):
            score(made, "Bram", offer)
    with pytest.raises(Refused, match="andere opdrachtgever doet dit"):
        choosing.invite(tender=made.tender, by=made.people["Bram"], at=CHOOSING)
    seat(made, "Truus", Seat.CLIENT)
    declare(made, "Truus")
    for offer in made.labels:
        score(made, "Truus", offer)
    choosing.invite(tender=made.tender, by=made.people["Truus"], at=CHOOSING)


def test_points_of_somebody_who_turns_out_to_have_a_relation_are_given_again():
    made = cast.listed(3)
    for offer in made.labels:
        score(made, "Bram", offer)
    declare(made, "Bram", made.k(1))
    seat(made, "Truus", Seat.CLIENT)
    declare(made, "Truus")
    with pytest.raises(Refused, match="gaf iemand met een relatie. Een andere opdrachtgever geeft ze opnieuw"):
        choosing.invite(tender=made.tender, by=made.people["Truus"], at=CHOOSING)
    assert [each.again for each in consequences(made.dossier)][-1].endswith("geeft de punten van deze ronde opnieuw.")
    for offer in made.labels:
        score(made, "Truus", offer)
    choosing.invite(tender=made.tender, by=made.people["Truus"], at=CHOOSING)


def test_a_client_of_a_request_without_condition_is_asked_before_the_choice(monkeypatch):
    monkeypatch.setitem(cast.DRAFT, "uitvoeringsvoorwaarde", False)
    made = cast.listed(3)
    assert made.dossier.interests.keys() == {made.people["Ada"].pk, made.people["Omar"].pk}
    with pytest.raises(Refused, match="Verklaar eerst op het tabblad Belangen"):
        score(made, "Bram", made.k(1))
    declare(made, "Bram")
    score(made, "Bram", made.k(1))


def test_a_client_with_a_relation_does_not_advise_and_an_advice_from_one_is_not_decided_on():
    made = cast.interviewed(4)
    winner, other = made.dossier.rounds[0].invited[:2]
    advise(made, "Bram", winner)
    declare(made, "Bram", other, at=cast.ADVICE)
    with pytest.raises(Refused, match="Het advies is van iemand met een relatie"):
        decide(made, "Vera", winner)
    with pytest.raises(Refused, match="andere opdrachtgever doet dit"):
        advise(made, "Bram", winner)
    seat(made, "Truus", Seat.CLIENT)
    with pytest.raises(Refused, match="Verklaar eerst"):
        advise(made, "Truus", winner)
    declare(made, "Truus", at=cast.ADVICE)
    advise(made, "Truus", winner)
    decide(made, "Vera", winner)
    send(made)


def test_who_judged_conformity_and_turns_out_to_have_a_relation_makes_way_before_step_one():
    made = cast.judged(2)
    declare(made, "Bram", made.k(1))
    assert made.dossier.offers[made.k(1)].conformity is None
    assert made.dossier.offers[made.k(2)].conformity is not None
    assert stage_of(made.dossier, at=CHOOSING) == Stage.CONFORMITY
    seat(made, "Truus", Seat.CLIENT)
    declare(made, "Truus")
    given = {
        "tender": made.tender,
        "offer": made.k(1),
        "is_conform": True,
        "reason": cast.FREE,
        "citation": cast.CITED,
        "at": CHOOSING,
    }
    with pytest.raises(Refused, match="relatie met deze kandidaat"):
        assessing.judge_conformity(**given, by=made.people["Bram"])
    assessing.judge_conformity(**given, by=made.people["Truus"])
    assert stage_of(made.dossier, at=CHOOSING) == Stage.KNOCKOUTS


# Interviews and the decision


def test_a_talk_with_somebody_with_a_relation_is_held_again():
    made = cast.interviewed(3)
    label = made.dossier.rounds[0].invited[0]
    declare(made, "Kees", label, at=cast.ADVICE)
    assert stage_of(made.dossier, at=cast.ADVICE) == Stage.INTERVIEWS
    assert "Plan het opnieuw" in [each.again for each in consequences(made.dossier)][-1]
    seat(made, "Truus", Seat.INTERVIEWER)
    declare(made, "Truus", at=cast.ADVICE)
    duo = [made.people["Ilse"], made.people["Truus"]]
    given = {"tender": made.tender, "offer": label, "at": cast.ADVICE}
    with pytest.raises(Refused, match="Kees heeft een relatie"):
        choosing.plan_talk(
            **given,
            starts_at=cast.ADVICE + HOUR,
            place="",
            by=made.people["Hanna"],
            interviewers=[duo[0], made.people["Kees"]],
        )
    choosing.plan_talk(**given, starts_at=cast.ADVICE + HOUR, place="", by=made.people["Hanna"], interviewers=duo)
    for each in duo:
        choosing.grade(**given | {"at": cast.ADVICE + HOUR}, grades=GRADES, notes={}, by=each)
    assert stage_of(made.dossier, at=cast.ADVICE + HOUR) == Stage.ADVICE
    cast.deciding.advise(
        tender=made.tender, offers=[label], reason="Sterk.", by=made.people["Bram"], at=cast.ADVICE + HOUR
    )


def test_a_relation_half_way_a_talk_does_not_leave_it_hanging():
    made = cast.invited(3)
    label = made.dossier.rounds[0].invited[0]
    duo = [made.people["Ilse"], made.people["Kees"]]
    given = {"tender": made.tender, "offer": label, "at": cast.TALKS}
    before = given | {"at": cast.TALKS - HOUR}
    choosing.plan_talk(**before, starts_at=cast.TALKS, place="", by=made.people["Hanna"], interviewers=duo)
    choosing.grade(**given, grades=GRADES, notes={}, by=duo[0])
    declare(made, "Kees", label, at=cast.TALKS)
    with pytest.raises(Refused, match="Je staat niet bij dit gesprek"):
        choosing.grade(**given, grades=GRADES, notes={}, by=duo[1])
    seat(made, "Truus", Seat.INTERVIEWER)
    choosing.plan_talk(
        **given,
        starts_at=cast.TALKS + HOUR,
        place="",
        by=made.people["Hanna"],
        interviewers=[duo[0], made.people["Truus"]],
    )


def test_letters_of_a_decision_that_a_relation_undid_do_not_leave():
    made = cast.decided(3)
    winner = made.dossier.decisions[-1].offers[0]
    declare(made, "Kees", winner, at=cast.ADVICE)
    with pytest.raises(Refused, match="er kwam een relatie uit"):
        deciding.send_letters(tender=made.tender, letters={}, digests={}, by=made.people["Hanna"], at=cast.ADVICE)


def test_a_relation_after_the_letters_is_kept_undoes_nothing_and_says_what_may_be_done_again():
    made = cast.announced(3)
    winner = made.dossier.decisions[-1].offers[0]
    before = stage_of(made.dossier, at=cast.ADVICE + DAY)
    declare(made, "Kees", winner, at=cast.ADVICE + DAY)
    declare(made, "Bram", winner, at=cast.ADVICE + DAY)
    assert stage_of(made.dossier, at=cast.ADVICE + DAY) == before == Stage.SUSPENDED
    found = [(each.person, each.did, each.again) for each in consequences(made.dossier)]
    graded = [again for person, did, again in found if person == made.people["Kees"].pk and "cijfers" in did]
    advised = [again for person, did, again in found if person == made.people["Bram"].pk and "advies" in did]
    assert graded == advised == ["De brieven zijn weg. Overleg of de beslissing terug moet en opnieuw wordt genomen."]


def test_a_relation_can_be_told_after_a_withdrawal_and_until_everything_is_destroyed():
    made = cast.announced(3)
    hanna, after = made.people["Hanna"], cast.ADVICE + DAY
    drafting.cancel(tender=made.tender, reason="Geen budget.", by=hanna, at=after)
    declare(made, "Kees", made.dossier.rounds[0].invited[0], at=after)
    deciding.destroy(tender=made.tender, subjects=[made.k(1)], by=hanna, at=after)
    assert made.k(1) not in asked_of(made.dossier, made.people["Ada"].pk)
    with pytest.raises(Refused, match="is er niet"):
        declare(made, "Ada", made.k(1), at=after)
    declare(made, "Ada", made.k(2), at=after)
    deciding.destroy(tender=made.tender, subjects=made.labels, by=hanna, at=after)
    with pytest.raises(Refused, match="niemand over wie"):
        declare(made, "Ada", made.k(2), at=after)


# About whom one is asked


def test_nobody_is_asked_about_more_than_the_own_work_needs(monkeypatch):
    monkeypatch.setitem(cast.SETTINGS, "voorleggen", 3)
    monkeypatch.setitem(cast.SETTINGS, "uitnodigen", 1)
    made = cast.opened(5)
    asked = {name: asked_of(made.dossier, made.people[name].pk) for name in made.people}
    everybody = list(made.dossier.offers)
    assert {name for name, labels in asked.items() if labels} == {"Ada", "Omar", "Bram"}
    assert asked["Ada"] == asked["Omar"] == asked["Bram"] == everybody
    with pytest.raises(Refused, match="niemand over wie"):
        declare(made, "Ilse")


def test_interviewers_are_asked_about_who_is_invited_and_a_new_client_about_who_is_put_forward(monkeypatch):
    monkeypatch.setitem(cast.SETTINGS, "voorleggen", 3)
    monkeypatch.setitem(cast.SETTINGS, "uitnodigen", 1)
    made = cast.listed(5)
    seat(made, "Truus", Seat.CLIENT)
    assert asked_of(made.dossier, made.people["Ilse"].pk) == []
    assert set(asked_of(made.dossier, made.people["Truus"].pk)) == set(made.dossier.shortlist)
    with pytest.raises(Refused, match="is er niet"):
        declare(made, "Truus", next(each for each in made.labels if each not in made.dossier.shortlist))
    # Who judged conformity has seen all names: the same ones as before tell nothing of the list.
    assert asked_of(made.dossier, made.people["Bram"].pk) == list(made.dossier.offers)
    for place, label in enumerate(made.dossier.shortlist):
        scores = {"1": Decimal(9 - place), "2": Decimal(8)}
        choosing.score_choice(
            tender=made.tender, offer=label, scores=scores, reason="Past.", by=made.people["Bram"], at=CHOOSING
        )
    choosing.invite(tender=made.tender, by=made.people["Bram"], at=CHOOSING)
    assert asked_of(made.dossier, made.people["Ilse"].pk) == list(made.dossier.rounds[0].invited)


def test_who_chooses_again_sees_no_rates_and_no_ranking_again():
    made = cast.announced()
    at = cast.ADVICE + DAY
    assert made.look("Bram", at).may_see_rates and made.look("Ilse", at).may_see_rates
    for label in made.dossier.rounds[0].invited:
        by = next(each for each in made.suppliers if each.pk == made.dossier.offers[label].by)
        offering.withdraw_offer(tender=made.tender, label=label, by=by, at=at)
    assert stage_of(made.dossier, at=at) == Stage.CHOICE
    for name in ("Bram", "Ilse"):
        look = made.look(name, at)
        assert not look.may_see_rates and not look.may_see_ranking
    assert made.look("Hanna", at).may_see_rates


def test_who_signs_can_tell_a_relation_with_somebody_put_forward_and_then_does_not_decide():
    made = cast.interviewed()
    winner = made.dossier.rounds[0].invited[0]
    assert asked_of(made.dossier, made.people["Vera"].pk) == [
        label for label in made.dossier.offers if label in made.dossier.shortlist
    ]
    given = {"tender": made.tender, "offers": [winner], "reason": "Past.", "at": cast.ADVICE}
    deciding.advise(**given, by=made.people["Bram"])
    declare(made, "Vera", winner, at=cast.ADVICE)
    with pytest.raises(Refused, match="Een andere tekenbevoegde beslist"):
        deciding.decide_award(**given, by=made.people["Vera"])


def test_what_was_agreed_with_somebody_who_has_a_relation_is_agreed_on_again_without():
    made = cast.invited()
    people, label = made.people, made.dossier.rounds[0].invited[0]
    people["Joop"] = cast.somebody("Joop")
    seat(made, "Joop", Seat.INTERVIEWER)
    declare(made, "Joop")
    trio = [people[name] for name in ("Ilse", "Kees", "Joop")]
    talk = {"tender": made.tender, "offer": label}
    choosing.plan_talk(
        **talk, starts_at=cast.TALKS, place="Kamer 2", interviewers=trio, by=people["Hanna"], at=CHOOSING
    )
    for each in trio:
        choosing.grade(**talk, grades=dict.fromkeys(GRADES, "matig"), notes={}, by=each, at=cast.TALKS + HOUR)
    agreed = {**talk, "grades": GRADES, "reason": "Samen nagelopen."}
    choosing.agree_grades(**agreed, by=people["Joop"], at=cast.TALKS + HOUR)
    later = cast.TALKS + 2 * HOUR
    assert played(made.dossier, at=later).assessment.fates[label].outcome == Outcome.PASSED
    declare(made, "Joop", label, at=later)
    assert played(made.dossier, at=later).assessment.fates[label].outcome == Outcome.FAILED
    choosing.agree_grades(**agreed, by=people["Ilse"], at=later)
    assert played(made.dossier, at=later).assessment.fates[label].outcome == Outcome.PASSED
