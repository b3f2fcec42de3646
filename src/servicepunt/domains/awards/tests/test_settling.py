"""Where assessors differ, nobody decides alone: one proposes, the others agree or propose something else."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import assessing, settling
from servicepunt.domains.hiring.rules.offers import Finding
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
AT = cast.OPENING + timedelta(hours=1)
YES, NO = Finding(meets=True, citation=cast.CITED), Finding(meets=False, citation=cast.CITED, reason="Geen team")


def differing(*names):
    """Everybody is final in step 1; the first assessor says yes to requirement 3, the others no."""
    made = cast.judged(2)
    for name in names[2:]:
        drafting.give_seat(
            tender=made.tender, person=made.people[name], seat=Seat.ASSESSOR, by=made.people["Hanna"], at=cast.OPENING
        )
        assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people[name], at=cast.OPENING)
    for name in names:
        by = made.people[name]
        for label in made.labels:
            for item, finding in list(cast.findings(0).items())[:4]:
                found = (YES if name == names[0] else NO) if (label, item) == (made.k(1), "3") else finding
                assessing.find(tender=made.tender, offer=label, item=item, finding=found, by=by, at=cast.OPENING)
        assessing.make_final(tender=made.tender, step=1, by=by, at=cast.OPENING)
    return made


def lies(made):
    return judging.open_proposal(made.dossier, made.k(1), made.dossier.request.knockouts[2])


def compared(made):
    return judging.compare(made.dossier, made.k(1), made.dossier.request.knockouts[2])


def propose(made, name, finding=YES, reason="Staat op p. 2", **more):
    given = {"tender": made.tender, "offer": made.k(1), "item": "3", "at": AT, "seen": settling.name_of(lies(made))}
    settling.propose(**given | {"finding": finding, "reason": reason, "by": made.people[name]} | more)


def agree(made, name, **more):
    given = {"tender": made.tender, "offer": made.k(1), "item": "3", "at": AT, "seen": settling.name_of(lies(made))}
    settling.agree(**given | {"by": made.people[name]} | more)


def test_one_assessor_alone_settles_nothing():
    made = differing("Ada", "Omar")
    propose(made, "Ada")
    assert compared(made).counts is None and compared(made).differs
    with pytest.raises(Refused, match="je eigen voorstel"):
        agree(made, "Ada")
    with pytest.raises(Refused, match="Stap 1 is nog niet klaar"):
        assessing.make_final(tender=made.tender, step=2, by=made.people["Ada"], at=AT)
    agree(made, "Omar")
    both = {made.people[name].pk for name in ("Ada", "Omar")}
    assert compared(made).result.is_met and made.dossier.settled[made.k(1), "3"].agreed == both
    assert lies(made) is None
    assert set(made.dossier.findings[made.k(1), "3"]) == both, "what each found stays"


def test_the_other_proposes_something_else_and_only_what_both_want_counts():
    made = differing("Ada", "Omar")
    propose(made, "Ada")
    propose(made, "Omar", finding=NO, reason="Dat is geen team.")
    with pytest.raises(Refused, match="je eigen voorstel"):
        agree(made, "Omar")
    agree(made, "Ada")
    assert not compared(made).result.is_met
    assert made.look("Ada", AT).vault.show(compared(made).reason) == "Dat is geen team."


def test_nobody_agrees_to_or_passes_over_another_proposal_than_was_read():
    made = differing("Ada", "Omar")
    propose(made, "Ada")
    read = settling.name_of(lies(made))
    propose(made, "Ada", finding=NO, reason="Toch niet.")
    with pytest.raises(Refused, match="intussen veranderd"):
        agree(made, "Omar", seen=read)
    with pytest.raises(Refused, match="intussen iets anders"):
        propose(made, "Omar", seen="")
    assert compared(made).differs


def test_with_three_all_three_agree():
    made = differing("Ada", "Omar", "Kees")
    propose(made, "Ada")
    agree(made, "Omar")
    agree(made, "Omar")
    assert compared(made).differs
    agree(made, "Kees")
    assert len(made.dossier.settled[made.k(1), "3"].agreed) == 3
    names = list(made.tender.lines.order_by("number").values_list("name", flat=True))
    assert names[-3:] == ["bijleggen_voorgesteld", "bijleggen_gesteund", "verschil_bijgelegd"]


@pytest.mark.parametrize("who", ["Ada", "Omar"])
def test_what_was_settled_by_somebody_with_a_relation_counts_no_more(who):
    made = differing("Ada", "Omar")
    propose(made, "Ada")
    agree(made, "Omar")
    assert compared(made).result.is_met
    assessing.declare_interest(tender=made.tender, offers=[made.k(1)], text="Oud-collega", by=made.people[who], at=AT)
    assert compared(made).counts is None


def test_a_proposal_of_somebody_with_a_relation_lies_there_no_more():
    made = differing("Ada", "Omar", "Kees")
    propose(made, "Ada")
    assessing.declare_interest(tender=made.tender, offers=[made.k(1)], text="Neef", by=made.people["Ada"], at=AT)
    assert lies(made) is None
    with pytest.raises(Refused, match="geen voorstel meer"):
        agree(made, "Omar")


def test_who_proposed_takes_it_back_and_nobody_else():
    made = differing("Ada", "Omar")
    propose(made, "Ada")
    given = {"tender": made.tender, "offer": made.k(1), "item": "3", "at": AT}
    with pytest.raises(Refused, match="niet van jou"):
        settling.drop(**given, by=made.people["Omar"])
    for _ in range(2):
        settling.drop(**given, by=made.people["Ada"])
    assert lies(made) is None and compared(made).differs
    assert made.tender.lines.filter(name="bijleggen_ingetrokken").count() == 1


def test_the_points_are_not_locked_while_a_proposal_lies_there():
    made = differing_in_step_two()
    ada, omar = made.people["Ada"], made.people["Omar"]
    given = {"tender": made.tender, "offer": made.k(1), "item": "6", "at": AT}
    found = cast.findings(0)["6"]
    settling.propose(**given, finding=found, reason="Twee voorbeelden.", by=ada)
    settling.agree(**given, seen=made.dossier.proposals[made.k(1), "6"].reason, by=omar)
    settling.propose(**given, finding=Finding(examples=found.examples[:1], reason="Toch een"), reason="Toch.", by=omar)
    with pytest.raises(Refused, match="ligt nog een voorstel"):
        assessing.lock(tender=made.tender, by=made.people["Hanna"], at=AT)
    settling.drop(**given, by=omar)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=AT)
    assert judging.compare(made.dossier, made.k(1), made.dossier.request.criteria[1]).result.points == 20


def differing_in_step_two():
    made = cast.judged(2)
    for name in ("Ada", "Omar"):
        for label in made.labels:
            for item in "1234":
                _find(made, name, label, item, cast.findings(0)[item])
        assessing.make_final(tender=made.tender, step=1, by=made.people[name], at=AT)
    for name in ("Ada", "Omar"):
        for label in made.labels:
            for item in "5678":
                finding = cast.findings(0)[item]
                if (name, label, item) == ("Omar", made.k(1), "6"):
                    finding = Finding(examples=finding.examples[:1], reason="Een is geen verbetering")
                _find(made, name, label, item, finding)
        assessing.make_final(tender=made.tender, step=2, by=made.people[name], at=AT)
    return made


def _find(made, name, label, item, finding):
    assessing.find(tender=made.tender, offer=label, item=item, finding=finding, by=made.people[name], at=AT)


def test_where_there_is_no_difference_nothing_is_proposed():
    made = differing("Ada", "Omar")
    for offer, item in ((made.k(2), "3"), (made.k(1), "1")):
        with pytest.raises(Refused, match="geen verschil"):
            propose(made, "Ada", offer=offer, item=item, seen="")
    with pytest.raises(Refused, match="Schrijf op waarom"):
        propose(made, "Ada", reason=" ")
    with pytest.raises(Refused, match="rol"):
        propose(made, "Hanna")
