"""The desk writes down a relation of somebody else: it means the same, and it says who wrote it."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import assessing, choosing, deciding, relating
from servicepunt.domains.awards.rules.interests import asked_of, has_declared, related
from servicepunt.domains.awards.rules.relations import consequences
from servicepunt.domains.tenders.queries.vault import Vault
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def record(made, name, label, at=cast.OPENING, by="Hanna", **more):
    given = {"how": "register", "text": "Stond als oud-collega in het register."} | more
    relating.record_relation(
        tender=made.tender, person=made.people[name].pk, offer=label, by=made.people[by], at=at, **given
    )


def take_back(made, name, label, at=cast.OPENING, reason="Een naamgenoot."):
    relating.take_back_relation(
        tender=made.tender, person=made.people[name].pk, offer=label, reason=reason, by=made.people["Hanna"], at=at
    )


def test_a_relation_that_the_desk_wrote_down_counts_and_says_who_wrote_it_and_how_it_is_known():
    made = cast.judged(3)
    label, ada = made.k(1), made.people["Ada"]
    record(made, "Ada", label)
    at, by, words = made.dossier.recorded[ada.pk, label]
    assert (at, by) == (cast.OPENING, made.people["Hanna"].pk)
    assert Vault(made.tender).show(words) == "Gevonden in een register. Stond als oud-collega in het register."
    assert ada.pk not in judging.assessors_of(made.dossier, label)
    assert has_declared(made.dossier, ada.pk, made.labels), "what she said before still counts"
    with pytest.raises(Refused, match="relatie met deze kandidaat"):
        assessing.find(
            tender=made.tender, offer=label, item="1", finding=cast.findings(0)["1"], by=ada, at=cast.OPENING
        )
    with pytest.raises(AlreadyDone):
        record(made, "Ada", label)


def test_nobody_declares_away_what_the_desk_wrote_down_and_the_desk_takes_it_back_with_a_reason():
    made = cast.judged(3)
    label, ada = made.k(1), made.people["Ada"]
    record(made, "Ada", label)
    assessing.declare_interest(tender=made.tender, offers=[], text="", by=ada, at=cast.OPENING)
    assert related(made.dossier, ada.pk, made.labels) == [label]
    with pytest.raises(Refused, match="waarom"):
        take_back(made, "Ada", label, reason=" ")
    take_back(made, "Ada", label)
    assert related(made.dossier, ada.pk, made.labels) == [] and not made.dossier.recorded
    assert ada.pk in judging.assessors_of(made.dossier, label)
    with pytest.raises(Refused, match="legde de inhuurdesk niet vast"):
        take_back(made, "Ada", label)


def test_what_the_desk_writes_down_lets_nobody_read_more_names():
    made = cast.listed(4)
    bram, ilse = made.people["Bram"], made.people["Ilse"]
    before = asked_of(made.dossier, bram.pk), asked_of(made.dossier, ilse.pk)
    for name in ("Bram", "Ilse"):
        record(made, name, made.k(1), how="gemeld", text="Een neef.")
    assert (asked_of(made.dossier, bram.pk), asked_of(made.dossier, ilse.pk)) == before
    assert not has_declared(made.dossier, ilse.pk, [made.k(1)])


def test_who_signs_and_has_a_relation_does_not_decide():
    made = cast.interviewed(3)
    winner = made.dossier.rounds[0].invited[0]
    deciding.advise(tender=made.tender, offers=[winner], reason="Sterk.", by=made.people["Bram"], at=cast.ADVICE)
    record(made, "Vera", winner, cast.ADVICE, how="gemeld", text="Haar buurman.")
    with pytest.raises(Refused, match="andere tekenbevoegde"):
        deciding.decide_award(
            tender=made.tender, offers=[winner], reason="Sterk.", by=made.people["Vera"], at=cast.ADVICE
        )


def test_points_of_a_client_with_a_relation_that_comes_out_are_given_again():
    made = cast.listed(3)
    at = cast.OPENING + DAY
    scores = {"1": cast.Decimal(7), "2": cast.Decimal(8)}
    assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people["Bram"], at=at)
    choosing.score_choice(
        tender=made.tender, offer=made.k(1), scores=scores, reason="Past.", by=made.people["Bram"], at=at
    )
    record(made, "Bram", made.k(2), at)
    assert [each.did for each in consequences(made.dossier)] == [
        "beoordeelde de conformiteit", "gaf punten in ronde 1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "by", "more", "why"),
    [
        ("Ada", "Hanna", {"how": "x"}, "hoe je dit weet"),
        ("Ada", "Hanna", {"text": " "}, "welke relatie"),
        ("Ada", "Bram", {}, "inhuurdesk"),
        ("Hanna", "Hanna", {}, "verklaar je zelf"),
        ("Truus", "Hanna", {}, "aan deze aanvraag werkt"),
    ],
)
def test_what_the_desk_cannot_write_down_is_refused(name, by, more, why):
    made = cast.opened(2)
    with pytest.raises(Refused, match=why):
        record(made, name, made.k(1), by=by, **more)
    with pytest.raises(Refused, match="kandidaat"):
        record(made, "Ada", "K1")


def test_after_the_letters_the_desk_takes_nothing_back_and_can_still_write_down():
    made = cast.announced(3)
    winner, at = made.dossier.decisions[-1].offers[0], cast.ADVICE + DAY
    record(made, "Kees", winner, at)
    assert (made.people["Kees"].pk, winner) in made.dossier.late_relations
    with pytest.raises(Refused, match="brieven zijn weg"):
        take_back(made, "Kees", winner, at)
