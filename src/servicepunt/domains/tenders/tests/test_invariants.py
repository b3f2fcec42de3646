"""
The invariants of steps 0 to 2, for whole files of facts: any offers, findings, rates, order and withdrawals.

Which invariant is proven where stands in docs/hiring.md.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.awards.rules.agreement import agreement
from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.hiring.rules.offers import Citation, Conformity, Example, Finding, Judgement, Period
from servicepunt.domains.hiring.rules.playing import play
from servicepunt.domains.tenders.rules import facts, judging
from servicepunt.domains.tenders.rules.dossier import fold
from servicepunt.domains.tenders.rules.outcome import played
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast

ADA, OMAR, BRAM = 1, 2, 3
LATER = cast.OPENING + timedelta(days=1)
CITED = Citation(page=2, passage="Zie het cv.")
CONFORM = Conformity(judgement=Judgement.CONFORM, reason="Kiest zelf", citation=CITED, by=str(BRAM))
NOT_CONFORM = Conformity(judgement=Judgement.NOT_CONFORM, reason="Onder leiding", citation=CITED, by=str(BRAM))


@dataclass(frozen=True)
class Spec:
    """One offer: everything that steps 0 to 2 can depend on, and what they may not depend on."""

    label: str = "K1"
    topdesk: int = 0
    municipality: int = 0
    examples: int = 0
    ict: bool = True
    meets: bool = True
    is_conform: bool = True
    rate: str = "80.00"
    minutes: int = 10
    supplier: int = 11
    leaves: bool = False
    has_passages: bool = True
    is_late: bool = False


SPECS = st.builds(
    Spec,
    topdesk=st.sampled_from([0, 364, 365, 730, 731, 2000]),
    municipality=st.sampled_from([0, 1460, 1461, 1826, 1827, 3000]),
    examples=st.integers(0, 3),
    ict=st.booleans(),
    meets=st.sampled_from([True, True, True, False]),
    is_conform=st.sampled_from([True, True, True, False]),
    rate=st.sampled_from(["75.00", "80.00", "80.01", "100.00", "9.50"]),
    minutes=st.integers(1, 5000),
    supplier=st.integers(11, 16),
    leaves=st.sampled_from([False, False, False, True]),
    has_passages=st.sampled_from([True, True, True, False]),
    is_late=st.sampled_from([False, False, False, True]),
)
FILES = st.lists(SPECS, min_size=0, max_size=14).map(
    lambda specs: [replace(each, label=f"K{place}") for place, each in enumerate(specs, 1)]
)


def cited(spec):
    return CITED if spec.has_passages else None


def days(count):
    return str((cast.CLOSING - timedelta(days=count)).date())


def findings(spec):
    cite = cited(spec)
    return {
        "1": Finding(level=4, is_finished=True, citation=CITED),
        "2": Finding(periods=(Period(since="2010-01-01", citation=CITED),)),
        "3": Finding(meets=spec.meets, citation=CITED, reason="" if spec.meets else "geen team"),
        "4": Finding(meets=True, explained=True, citation=CITED),
        "5": Finding(level=4, is_finished=spec.ict, citation=cite),
        "6": Finding(examples=tuple(Example(citation=cite) for _ in range(spec.examples))),
        "7": Finding(periods=(Period(since=days(spec.topdesk), citation=cite),) if spec.topdesk else ()),
        "8": Finding(periods=(Period(since=days(spec.municipality), citation=cite),) if spec.municipality else ()),
    }


def lines(specs, *, settings=None, interests=None, most=10):
    """Yield the facts of a file up to the lock and the rates, with moments and actors."""
    at = cast.START
    for person, seat in ((ADA, Seat.ASSESSOR), (OMAR, Seat.ASSESSOR), (BRAM, Seat.CLIENT)):
        yield at, None, facts.Seated(person=person, seat=seat)
    chosen = cast.SETTINGS | {"voorleggen": most} | (settings or {})
    yield at, BRAM, facts.Drafted(request=cast.DRAFT, settings=chosen)
    yield at, BRAM, facts.Published(locks={}, holders=(ADA, OMAR, BRAM))
    for each in specs:
        sent_at = cast.CLOSING - timedelta(minutes=0 if each.is_late else each.minutes)
        yield sent_at, each.supplier, facts.OfferSent(
            offer=each.label, version=1, content="c", rate="t", receipt=f"ontvangst {each.label}"
        )  # fmt: skip
    opened = {
        each.label: facts.OpenedOffer(version=1, pages=4, references=2, kind="pdf", language="nl", has_dba=True)
        for each in specs
        if not each.is_late
    }
    yield cast.OPENING, OMAR, facts.Opened(by=(ADA, OMAR), offers=opened)
    for person, related in (interests or {}).items():
        yield cast.OPENING, person, facts.InterestDeclared(offers=tuple(related), text="x" if related else "")
    yield from judged(specs, interests or {})


def judged(specs, interests):
    at = cast.OPENING
    for each in specs:
        judgement = CONFORM if each.is_conform else NOT_CONFORM
        yield at, BRAM, facts.ConformityJudged(offer=each.label, judgement=judgement)
    for person in (ADA, OMAR):
        for each in specs:
            if each.label in interests.get(person, ()):
                continue
            for item, finding in findings(each).items():
                yield at, person, facts.Found(offer=each.label, item=item, finding=finding)
        yield at, person, facts.FoundFinally(step=1)
        yield at, person, facts.FoundFinally(step=2)
    for each in specs:
        if each.leaves:
            yield at, each.supplier, facts.OfferWithdrawn(offer=each.label)
    yield at, BRAM, facts.Locked()
    yield at, OMAR, facts.RatesOpened(by=(ADA, OMAR), rates={each.label: each.rate for each in specs})


def file_of(specs, **how):
    dossier = fold((number, at, by, fact) for number, (at, by, fact) in enumerate(lines(specs, **how), 1))
    dossier.fixed_at = LATER
    return dossier


def assessed(specs, **how):
    return played(file_of(specs, **how), at=LATER).assessment


def order(specs, **how):
    return [(place.id, place.place, place.goes_on) for place in assessed(specs, **how).order]


@given(FILES, st.randoms(use_true_random=False))
def test_4_the_ranking_depends_on_no_order_moment_supplier_or_label(specs, luck):
    renamed = dict(zip((each.label for each in specs), luck.sample(range(100, 999), len(specs)), strict=True))
    other = [
        replace(each, label=f"K{renamed[each.label]}", minutes=luck.randint(1, 9999), supplier=luck.randint(11, 99))
        for each in specs
    ]
    luck.shuffle(other)
    expected = sorted((place, f"K{renamed[label]}", goes) for label, place, goes in order(specs))
    assert sorted((place, label, goes) for label, place, goes in order(other)) == expected


@given(FILES, st.randoms(use_true_random=False))
def test_5_and_6_other_rates_change_the_order_only_among_equal_totals(specs, luck):
    totals = [place.total for place in assessed(specs).order]
    assert totals == sorted(totals, reverse=True)
    other = [replace(each, rate=f"{luck.randint(100, 20000) / 100:.2f}") for each in specs]
    moved = assessed(other)
    assert [place.total for place in moved.order] == totals
    assert {name: fate.total for name, fate in moved.fates.items()} == {
        name: fate.total for name, fate in assessed(specs).fates.items()
    }


@given(FILES, st.integers(1, 12))
def test_7_as_many_go_on_as_there_is_room_and_those_tied_at_the_line(specs, most):
    found = assessed(specs, most=most)
    going, ranked = found.shortlist, found.order
    assert len(going) >= min(most, len(ranked))
    beyond = going[most - 1 :]
    keys = {(place.total, place.rate) for place in ranked if place.id in beyond}
    assert len(keys) <= 1, "only equals of the last place come on top of the number"
    tied = [place.id for place in ranked if (place.total, place.rate) in keys]
    assert len(going) == min(most, len(ranked)) or set(beyond) <= set(tied)


@given(FILES)
def test_8_who_is_late_out_withdrawn_not_conform_or_knocked_out_has_no_score(specs):
    found = assessed(specs)
    by_label = {each.label: each for each in specs}
    for label, fate in found.fates.items():
        spec = by_label[label]
        is_scored = spec.is_conform and spec.meets and not spec.leaves and not spec.is_late
        assert (fate.total is not None) == is_scored
        assert (fate.place is not None) == is_scored
        assert bool(fate.points) == is_scored


@given(FILES)
def test_9_all_four_results_are_recorded_and_every_failure_has_a_reason(specs):
    found = assessed(specs)
    for each in specs:
        fate = found.fates[each.label]
        if each.is_conform and not each.leaves and not each.is_late:
            assert [result.id for result in fate.knockouts] == ["1", "2", "3", "4"]
            assert all(result.reason for result in fate.knockouts)
        if not each.meets and fate.outcome == Outcome.KNOCKED_OUT:
            assert any("geen team" in reason for reason in fate.reasons)


@given(FILES)
def test_10_without_a_passage_there_are_no_points(specs):
    bare = [replace(each, has_passages=False) for each in specs]
    for fate in assessed(bare).fates.values():
        assert fate.total in {None, Decimal(0)}


@given(FILES, st.data())
def test_10_a_passage_taken_away_never_gives_more(specs, data):
    if not specs:
        return
    place = data.draw(st.integers(0, len(specs) - 1))
    bare = [replace(each, has_passages=False) if n == place else each for n, each in enumerate(specs)]
    before, after = assessed(specs).fates[specs[place].label], assessed(bare).fates[specs[place].label]
    assert (after.total or 0) <= (before.total or 0)


@given(FILES, st.lists(st.integers(1, 14), max_size=5))
def test_18_who_has_a_relation_has_not_assessed_and_one_is_not_enough(specs, related):
    labels = {f"K{number}" for number in related} & {each.label for each in specs}
    dossier = file_of(specs, interests={ADA: labels, OMAR: ()})
    for each in specs:
        assessors = judging.assessors_of(dossier, each.label)
        assert (ADA in assessors) == (each.label not in labels)
        for item in dossier.request.knockouts:
            compared = judging.compare(dossier, each.label, item)
            assert ADA not in compared.results or each.label not in labels
            assert (compared.counts is None) == (each.label in labels)
    assert set(judging.too_few(dossier)) == {
        each.label for each in judging.conform(dossier) if each.label in labels
    }  # fmt: skip


@given(FILES)
def test_18_a_relation_that_is_declared_after_judging_voids_what_was_found(specs):
    found = list(lines(specs, interests={ADA: (), OMAR: ()}))
    locked = next(place for place, (_, _, fact) in enumerate(found) if isinstance(fact, facts.Locked))
    late = facts.InterestDeclared(offers=tuple(each.label for each in specs), text="x")
    found.insert(locked, (cast.OPENING, ADA, late))
    dossier = fold((number, at, by, fact) for number, (at, by, fact) in enumerate(found, 1))
    for each in specs:
        for item in dossier.request.knockouts:
            assert judging.compare(dossier, each.label, item).counts is None


@given(FILES)
def test_28_what_is_handed_over_replays_to_the_same_list(specs):
    made = played(file_of(specs), at=LATER)
    written = msgspec.json.encode(made.procedure)
    again = msgspec.json.decode(written, type=type(made.procedure))
    assert again == made.procedure
    assert list(play(again).assessment.shortlist) == list(made.assessment.shortlist)


@given(FILES)
def test_31_looking_leaves_the_file_as_it_was(specs):
    dossier = file_of(specs)
    before = msgspec.json.encode(played(dossier, at=LATER).procedure)
    for step in (1, 2):
        list(judging.comparisons(dossier, step))
        judging.is_complete(dossier, step)
        for item in judging.items(dossier.request, step):
            agreement(dossier, item)
    assert msgspec.json.encode(played(dossier, at=LATER).procedure) == before
