"""The chain: every changed byte shows, also a line that is gone, moved or put in."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.chain import FIRST, Broken, Line, check, link, read
from servicepunt.domains.tenders.rules.facts import read_fact
from servicepunt.domains.tenders.rules.seats import Seat

NOON = datetime(2026, 7, 14, 10, tzinfo=UTC)


def chain(length=4):
    lines, before = [], FIRST
    for number in range(1, length + 1):
        fact = facts.Seated(person=number, seat=Seat.ASSESSOR)
        lines.append(link(number, fact, by=1, at=NOON, before=before))
        before = lines[-1].digest
    return lines


def test_a_chain_that_was_not_touched_holds():
    lines = chain()
    assert check(lines, head=lines[-1].digest) == lines[-1].digest


@given(line=st.integers(0, 3), place=st.integers(0, 10_000), change=st.integers(1, 127))
def test_one_changed_character_shows(line, place, change):
    lines = chain()
    body = lines[line].body
    at = place % len(body)
    changed = body[:at] + chr(ord(body[at]) ^ change) + body[at + 1 :]
    lines[line] = Line(lines[line].number, changed, lines[line].digest)
    with pytest.raises(Broken):
        check(lines)


@given(line=st.integers(0, 3))
def test_a_line_that_was_written_anew_with_a_fitting_digest_breaks_what_follows_or_the_head(line):
    lines = chain()
    head, at = lines[-1].digest, lines[line]
    before = lines[line - 1].digest if line else FIRST
    lines[line] = link(at.number, facts.Seated(person=99, seat=Seat.CLIENT), by=1, at=NOON, before=before)
    with pytest.raises(Broken):
        check(lines, head=head)


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_a_line_that_is_gone_shows(gone):
    lines = chain()
    head = lines[-1].digest
    del lines[gone]
    with pytest.raises(Broken):
        check(lines, head=head)


def test_two_lines_in_another_order_show():
    lines = chain()
    lines[1], lines[2] = lines[2], lines[1]
    with pytest.raises(Broken, match="Regel 2"):
        check(lines)


def test_a_line_is_read_back_as_the_fact_it_was():
    [(number, at, by, plain)] = list(read([chain(1)[0].body]))
    assert (number, at, by) == (1, NOON, 1)
    assert read_fact(plain) == facts.Seated(person=1, seat=Seat.ASSESSOR)


def test_every_kind_of_fact_has_a_dutch_name_of_its_own_and_a_place_in_the_file():
    assert len(facts.KINDS) > 35
    assert all(name == name.lower() and " " not in name for name in facts.KINDS)
