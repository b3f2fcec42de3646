"""The chain: every changed byte shows, also a line that is gone, moved or put in."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.chain import FIRST, Broken, Line, check, link, public_part, read
from servicepunt.domains.tenders.rules.facts import read_fact
from servicepunt.domains.tenders.rules.seats import Seat

SALT = "ab" * 16
NOON = datetime(2026, 7, 14, 10, tzinfo=UTC)


def chain(length=4):
    lines, before = [], FIRST
    for number in range(1, length + 1):
        fact = facts.Seated(person=number, seat=Seat.ASSESSOR)
        lines.append(link(number, fact, by=1, at=NOON, before=before, salt=SALT))
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
    lines[line] = link(at.number, facts.Seated(person=99, seat=Seat.CLIENT), by=1, at=NOON, before=before, salt=SALT)
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


def test_everybody_can_check_a_line_by_what_is_public_of_it():
    [line] = chain(1)
    public = public_part(line.body)
    assert hashlib.sha256(public.encode()).hexdigest() == line.digest
    assert (
        "persoon" in line.body
        and '"persoon"' not in public
        and '"door"' not in public
        and "op" not in json.loads(public)
    )
    published = facts.Published(locks={"inhoud": "aa"}, holders=(7, 8, 9))
    line = link(1, published, by=7, at=NOON, before=FIRST, salt=SALT)
    public = json.loads(public_part(line.body))
    assert public["feit"] == {"feit": "gepubliceerd", "sloten": {"inhoud": "aa"}, "ankers": {}, "regels": 1}
    [(_, _, _, plain)] = list(read([line.body]))
    assert read_fact(plain) == published


def test_a_line_of_which_the_personal_part_was_taken_away_shows():
    lines = chain()
    lines[1] = Line(2, public_part(lines[1].body), lines[1].digest)
    with pytest.raises(Broken, match="Regel 2"):
        check(lines)


def test_the_same_fact_twice_has_another_personal_part_by_its_salt():
    fact = facts.Locked()
    one, other = (link(1, fact, by=1, at=NOON, before=FIRST, salt=salt) for salt in ("aa", "bb"))
    assert json.loads(public_part(one.body))["persoonlijk"] != json.loads(public_part(other.body))["persoonlijk"]


def test_every_kind_of_fact_has_a_dutch_name_of_its_own_and_a_place_in_the_file():
    assert len(facts.KINDS) > 35
    assert all(name == name.lower() and " " not in name for name in facts.KINDS)
