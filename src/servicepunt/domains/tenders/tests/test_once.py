"""Steps 0 to 2 on the database: twice is once, moments are UTC, rows are what the facts say, rates stay closed."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import chain as joined
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.awards.actions import assessing, settling
from servicepunt.domains.hiring.rules.offers import Finding
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.rules import chain, facts
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.seats import Seat, may_see_rates
from servicepunt.domains.tenders.tests import cast

AT = cast.OPENING + timedelta(hours=1)
SUBSETS = list(joined.from_iterable(combinations(Seat, size) for size in range(len(Seat) + 1)))


def declaring(made):
    return {"offers": [made.k(1)], "text": "Neef", "by": made.people["Ada"]}


def judging_conformity(made):
    assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people["Bram"], at=AT)
    return {"offer": made.k(1), "is_conform": True, "reason": "Zo", "citation": cast.CITED, "by": made.people["Bram"]}


def finding(made):
    return {
        "offer": made.k(1),
        "item": "3",
        "finding": Finding(meets=True, citation=cast.CITED),
        "by": made.people["Ada"],
    }


def _step_one(made, different=()):
    for name in ("Ada", "Omar"):
        for item in "1234":
            given_ = cast.findings(0)[item]
            if (name, item) in different:
                given_ = Finding(meets=False, citation=cast.CITED, reason="Nee")
            assessing.find(tender=made.tender, offer=made.k(1), item=item, finding=given_, by=made.people[name], at=AT)


def finals(made):
    _step_one(made)
    return {"step": 1, "by": made.people["Ada"]}


def differing(made):
    _step_one(made, different={("Ada", "3")})
    for name in ("Ada", "Omar"):
        assessing.make_final(tender=made.tender, step=1, by=made.people[name], at=AT)
    return finding(made) | {"reason": "Samen gelezen"}


def proposed(made):
    settling.propose(tender=made.tender, at=AT, **differing(made))
    lies = made.dossier.proposals[made.k(1), "3"].reason
    return {"offer": made.k(1), "item": "3", "seen": lies, "by": made.people["Omar"]}


def dropping(made):
    asked = proposed(made)
    return {"offer": asked["offer"], "item": "3", "by": made.people["Ada"]}


def desk(made):
    return {"by": made.people["Hanna"]}


def desk_with_rates(made):
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=AT)
    cast.two_open(made, cast.Kind.RATE, AT)
    return desk(made)


def _naive(year):
    return datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None)


COMMANDS = [
    (cast.opened, assessing.declare_interest, declaring, {"offers": [], "text": ""}),
    (cast.opened, assessing.judge_conformity, judging_conformity, {"reason": "Anders"}),
    (cast.judged, assessing.find, finding, {"finding": Finding()}),
    (cast.judged, assessing.make_final, finals, {}),
    (cast.judged, settling.propose, differing, {"reason": "Anders"}),
    (cast.judged, settling.agree, proposed, {}),
    (cast.judged, settling.drop, dropping, {}),
    (cast.scored, assessing.lock, desk, {}),
    (cast.scored, assessing.fix_list, desk_with_rates, {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "act", "given_", "changed"), COMMANDS, ids=lambda each: getattr(each, "__name__", ""))
def test_32_a_command_sent_twice_has_the_effect_of_one_whatever_came_with_it(make, act, given_, changed):
    made = make(1)
    asked = given_(made)
    before = made.tender.lines.count()
    first = act(tender=made.tender, at=AT, command="formulier:1", **asked)
    kept = made.tender.lines.count(), Tender.objects.get().digest
    again = act(tender=made.tender, at=AT + timedelta(hours=1), command="formulier:1", **asked | changed)
    assert kept[0] == before + 1
    assert (made.tender.lines.count(), Tender.objects.get().digest) == kept
    assert first == again


@pytest.mark.django_db
def test_27_the_row_of_a_request_is_what_its_facts_say():
    made = cast.listed(2)
    row, dossier = Tender.objects.get(), made.dossier
    assert chain.check(lines_of(row), head=row.digest) == row.digest
    assert (row.facts, row.closes_at) == (made.tender.lines.count(), dossier.closes_at)
    assert row.stage == stage_of(dossier, at=AT)


@pytest.mark.django_db
def test_27_what_an_action_returns_is_what_the_facts_say_from_the_first_on():
    made = cast.scored(2)
    returned = assessing.lock(tender=made.tender, by=made.people["Hanna"], at=AT)
    assert returned == made.dossier


@given(
    st.datetimes(_naive(2020), _naive(2040), timezones=st.timezones()),
    st.integers(-840, 840),
)
def test_30_every_moment_is_written_in_utc_as_the_same_instant(at, minutes):
    for moment in (at, at.astimezone(timezone(timedelta(minutes=minutes)))):
        line = chain.link(1, facts.Locked(), by=None, at=moment, before=chain.FIRST, salt="ab")
        written = msgspec.json.decode(line.body)["op"]
        assert written.endswith("Z")
        assert datetime.fromisoformat(written) == at.astimezone(UTC)


def test_13_rates_are_for_nobody_before_they_are_opened_and_for_no_assessor_before_the_advice():
    assert len(SUBSETS) == 2 ** len(Seat)
    for seats in SUBSETS:
        blind = {Seat.ASSESSOR, Seat.INTERVIEWER, Seat.CLIENT} & set(seats)
        for is_advised in (False, True):
            assert not may_see_rates(seats, is_open=False, is_advised=is_advised)
        if blind:
            assert not may_see_rates(seats, is_open=True, is_advised=False)
        if not set(seats) - {Seat.SUPPLIER, Seat.BUDGET}:
            assert not may_see_rates(seats, is_open=True, is_advised=True)


@pytest.mark.django_db
def test_13_no_row_holds_a_rate_before_the_lock():
    made = cast.scored(2)
    bodies = "".join(made.tender.lines.values_list("body", flat=True))
    assert '"tarieven"' not in bodies and "80.50" not in bodies
    assert {offer.rate for offer in made.dossier.offers.values()} == {None}
