"""The verifier replays what relations and agreements do to a file: from the same lines the same procedure."""

from datetime import timedelta

import msgspec
import pytest

from servicepunt.domains.awards.actions import assessing, choosing, relating, settling
from servicepunt.domains.hiring.rules.offers import Finding
from servicepunt.domains.hiring.tests import procedures
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.actions.writing import write
from servicepunt.domains.tenders.rules import facts, judging
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding import packing
from servicepunt.entrypoints.awarding.tests.test_package import files_of
from servicepunt.entrypoints.awarding.verifier import binding, package
from servicepunt.entrypoints.awarding.verifier.telling import outcome_of
from servicepunt.foundation.sealing import Kind

pytestmark = pytest.mark.django_db
GRADES = dict.fromkeys(("klant", "probleem", "communicatie"), "goed")
YES, NO = Finding(meets=True, citation=cast.CITED), Finding(meets=False, citation=cast.CITED, reason="Geen team")


def verified(made, at):
    for is_full in (True, False):
        assert binding.verify(files_of(packing.pack(packing.source_of(made.look("Wim", at)), is_full=is_full)))


def found(made, name, step, label, item, finding):
    by = made.people[name]
    items = {each: one for each, one in cast.findings(0).items() if (each in "1234") == (step == 1)}

    def all_of(dossier, pen):
        return [facts.Found(offer=each, item=key, finding=pen.hide_finding(
                    each, finding if (each, key) == (label, item) else one))
                for each in made.labels for key, one in items.items()]  # fmt: skip

    write(made.tender, all_of, by=by, at=cast.OPENING)
    assessing.make_final(tender=made.tender, step=step, by=by, at=cast.OPENING)


def test_what_the_assessors_agreed_on_where_they_differed_is_replayed():
    made = cast.judged(2)
    label = made.k(1)
    found(made, "Ada", 1, label, "3", YES)
    found(made, "Omar", 1, label, "3", NO)
    given = {"tender": made.tender, "offer": label, "item": "3", "at": cast.OPENING}
    settling.propose(**given, finding=YES, reason="Staat op p. 2", by=made.people["Ada"], seen="")
    proposal = judging.open_proposal(made.dossier, label, made.dossier.request.knockouts[2])
    settling.agree(**given, by=made.people["Omar"], seen=settling.name_of(proposal))
    for name in ("Ada", "Omar"):
        found(made, name, 2, "", "", YES)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    cast.two_open(made, Kind.RATE, cast.OPENING)
    assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    assert label in made.dossier.shortlist
    verified(made, cast.OPENING)


def test_a_talk_that_a_relation_undid_and_that_was_held_again_is_replayed():
    made = cast.interviewed(3)
    label, hanna = made.dossier.rounds[0].invited[0], made.people["Hanna"]
    relation = {"tender": made.tender, "at": cast.ADVICE}
    assessing.declare_interest(**relation, offers=[label], text="Oud-collega", by=made.people["Kees"])
    verified(made, cast.ADVICE)
    drafting.give_seat(**relation, person=made.people["Truus"], seat=Seat.INTERVIEWER, by=hanna)
    assessing.declare_interest(**relation, offers=[], text="", by=made.people["Truus"])
    duo = [made.people["Ilse"], made.people["Truus"]]
    later = cast.ADVICE + timedelta(hours=1)
    choosing.plan_talk(**relation, offer=label, starts_at=later, place="", by=hanna, interviewers=duo)
    for each in duo:
        choosing.grade(**relation | {"at": later}, offer=label, grades=GRADES, notes={}, by=each)
    verified(made, later)


def test_a_relation_that_comes_out_after_the_letters_undoes_nothing_in_the_replay_either():
    made = cast.announced(3)
    winner, at = made.dossier.decisions[-1].offers[0], cast.ADVICE + timedelta(days=1)
    for name in ("Kees", "Bram"):
        assessing.declare_interest(tender=made.tender, offers=[winner], text="Oud-collega", by=made.people[name], at=at)
    assert made.dossier.late_relations
    verified(made, at)


def test_a_relation_that_the_desk_wrote_down_and_took_back_is_replayed():
    made = cast.scored(4)
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": cast.OPENING}
    ada, wrong = made.people["Ada"].pk, {"person": made.people["Omar"].pk, "offer": made.k(2)}
    relating.record_relation(**given, person=ada, offer=made.k(1), how="register", text="Oud-collega.")
    relating.record_relation(**given, **wrong, how="ander", text="Familie.")
    relating.take_back_relation(**given, **wrong, reason="Een naamgenoot.")
    drafting.give_seat(**given, person=made.people["Truus"], seat=Seat.ASSESSOR)
    truus = made.people["Truus"]
    assessing.declare_interest(tender=made.tender, offers=[], text="", by=truus, at=cast.OPENING)
    for step in (1, 2):
        found(made, "Truus", step, "", "", YES)
    assessing.lock(**given)
    cast.two_open(made, Kind.RATE, cast.OPENING)
    assessing.fix_list(**given)
    verified(made, cast.OPENING)


def test_a_second_round_before_the_first_decision_fell_away_is_a_difference():
    def second(invited):
        gone = {"op": "2026-07-28T10:00:00Z", "soort": "winnaar_valt_af", "inschrijving": "A", "reden": "andere baan"}
        rounds = [
            procedures.round_of(
                "A", "B", gesprekken=[procedures.interview("A")], uitgenodigd_op="2026-07-16T10:00:00Z"
            ),
            procedures.round_of("B", uitgenodigd_op=invited),
        ]
        made = procedures.procedure(
            procedures.offer("A"), procedures.offer("B"), instellingen={"uitnodigen": 1}, rondes=rounds,
            besluiten=[procedures.decision("A", sent="2026-07-22T14:00:00Z")], gebeurtenissen=[gone],
            lijst_vastgesteld_op="2026-07-15T09:00:00Z", nu="2026-08-01T09:00:00Z",
        )  # fmt: skip
        return outcome_of(msgspec.to_builtins(made))

    with pytest.raises(package.Difference, match="Ronde 2: uitgenodigd toen er nog aan iemand kon worden gegund"):
        second("2026-07-27T09:00:00Z")
    assert second("2026-07-28T11:00:00Z")["toestand"] == "gesprekken"
