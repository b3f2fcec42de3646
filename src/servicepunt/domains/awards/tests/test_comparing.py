"""One person offered by two suppliers, in the product: a person at the desk says so, and there is one talk (A-37)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from servicepunt.domains.awards.actions import assessing, choosing, comparing, deciding
from servicepunt.domains.awards.rules.signals import same_persons
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.tenders.actions.offering import withdraw_offer
from servicepunt.domains.tenders.rules.outcome import played, stage_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
AT = cast.OPENING + timedelta(days=1)
GRADES = dict.fromkeys(("klant", "probleem", "communicatie"), "goed")


def listed_twice(monkeypatch):
    """A list of six on which the first two are one person, with two suppliers."""
    plain = cast.manifest
    with monkeypatch.context() as names:
        names.setattr(cast, "manifest", lambda name: plain("Kandidaat 1" if name == "Kandidaat 2" else name))
        return cast.listed(6, 6)


@pytest.fixture
def made(monkeypatch):
    return listed_twice(monkeypatch)


def compare(made, *, is_same=True, by="Hanna", numbers=(1, 2), at=AT):
    offers = [made.k(number) for number in numbers]
    given = {"tender": made.tender, "offers": offers, "is_same": is_same}
    return comparing.compare_persons(**given, by=made.people[by], at=at)


def scored(made):
    for place, label in enumerate(made.dossier.shortlist):
        choosing.score_choice(
            tender=made.tender, offer=label, scores={"1": Decimal(9 - place), "2": Decimal(8)}, reason="Past.",
            by=made.people["Bram"], at=AT,
        )  # fmt: skip


def invite(made):
    choosing.invite(tender=made.tender, by=made.people["Bram"], at=AT)
    cast.interviewers_declare(made, at=AT)


def talk(made, label, *, names=("Ilse", "Kees"), at=cast.TALKS):
    duo = [made.people[name] for name in names]
    choosing.plan_talk(
        tender=made.tender, offer=label, starts_at=at, place="1", interviewers=duo, by=made.people["Hanna"], at=AT
    )
    for each in duo:
        choosing.grade(tender=made.tender, offer=label, grades=GRADES, notes={}, by=each, at=at)


def test_nobody_is_invited_before_the_desk_has_said_whether_it_is_one_person(made):
    scored(made)
    with pytest.raises(Refused, match="hebben dezelfde naam en woonplaats"):
        choosing.invite(tender=made.tender, by=made.people["Bram"], at=AT)
    compare(made, is_same=False)
    invite(made)
    assert made.dossier.rounds[0].invited == tuple(made.k(number) for number in (1, 2, 3))


def test_one_person_takes_one_place_and_has_one_talk_that_counts_for_both(made):
    compare(made)
    scored(made)
    invite(made)
    invited = made.dossier.rounds[0].invited
    assert set(invited) == {made.k(number) for number in (1, 2, 3, 4)}
    [kept] = [label for label in in_order(invited) if label in made.labels[:2]][:1]
    [other] = [label for label in made.labels[:2] if label != kept]
    with pytest.raises(Refused, match="Dit is dezelfde persoon als"):
        talk(made, other)
    for place, label in enumerate([kept, made.k(3), made.k(4)]):
        talk(made, label, at=cast.TALKS + timedelta(hours=place))
    fates = played(made.dossier, at=cast.ADVICE).assessment.fates
    assert [fates[label].outcome for label in invited] == ["gesprek_voldoende"] * 4
    assert stage_of(made.dossier, at=cast.ADVICE) == Stage.ADVICE
    with pytest.raises(Refused, match="De uitnodigingen zijn weg"):
        compare(made, is_same=False)
    given = {"tender": made.tender, "offers": [other], "reason": "Past.", "at": cast.ADVICE}
    deciding.advise(**given, by=made.people["Bram"])
    deciding.decide_award(**given, by=made.people["Vera"])
    kinds = dict(deciding.award_messages(made.dossier, at=cast.ADVICE))
    assert kinds[other] == "gunning" and kinds[kept] == "afwijzing" and len(kinds) == 6


def test_a_relation_with_the_person_under_one_offer_holds_for_the_talk_under_the_other(made):
    compare(made)
    scored(made)
    choosing.invite(tender=made.tender, by=made.people["Bram"], at=AT)
    kept, other = in_order(made.labels[:2])
    relation = {"tender": made.tender, "at": AT}
    assessing.declare_interest(**relation, offers=[other], text="Zus", by=made.people["Kees"])
    assessing.declare_interest(**relation, offers=[], text="", by=made.people["Ilse"])
    with pytest.raises(Refused, match="Kees heeft een relatie met deze kandidaat"):
        talk(made, kept)


def test_a_relation_that_comes_out_undoes_the_one_talk(made):
    compare(made)
    scored(made)
    invite(made)
    kept, other = in_order(made.labels[:2])
    talk(made, kept)
    assessing.declare_interest(
        tender=made.tender, offers=[other], text="Zus", by=made.people["Kees"], at=cast.TALKS + timedelta(hours=1)
    )
    assert made.dossier.rounds[0].talks[kept][-1].is_void
    assert stage_of(made.dossier, at=cast.ADVICE) == Stage.INTERVIEWS


def test_only_the_desk_says_it_and_only_of_one_name_and_town(made):
    assert same_persons(made.dossier) == [made.labels[:2]]
    with pytest.raises(Refused, match="Dit doet de inhuurdesk"):
        compare(made, by="Bram")
    with pytest.raises(Refused, match="niet dezelfde naam en woonplaats"):
        compare(made, numbers=(1, 3))
    compare(made, is_same=False)
    compare(made)
    count = made.dossier.compared
    compare(made)
    assert count == made.dossier.compared == {tuple(made.labels[:2]): True}


def test_who_chose_before_the_invitations_leaves_one_offer_and_nothing_to_say(made):
    mine = made.dossier.offers[made.k(2)].by
    by = next(each for each in made.suppliers if each.pk == mine)
    withdraw_offer(tender=made.tender, label=made.k(2), by=by, at=AT - timedelta(hours=1))
    for place, label in enumerate(each for each in made.dossier.shortlist if each != made.k(2)):
        choosing.score_choice(
            tender=made.tender, offer=label, scores={"1": Decimal(9 - place), "2": Decimal(8)}, reason="Past.",
            by=made.people["Bram"], at=AT,
        )  # fmt: skip
    invite(made)
    assert made.dossier.rounds[0].invited == tuple(made.k(number) for number in (1, 3, 4))
