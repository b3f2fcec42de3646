"""The calendar of a request, as RFC 5545 writes it."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from servicepunt.domains.awards.actions import correcting
from servicepunt.domains.awards.rules.planning import Change, change_of
from servicepunt.domains.tenders.queries import Frame, frame_of
from servicepunt.domains.tenders.queries.frame import Deadline
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.hiring.ical import calendar

AT = datetime(2026, 7, 1, 10, tzinfo=UTC)


def written(*deadlines, title="Medewerker"):
    frame = Frame("30954", title, Stage.DRAFT, (), deadlines, (), "", "", is_my_move=False, complaints=0)
    return calendar(frame, host="voorbeeld.example", at=AT, change_of=lambda name: Change(None, 0)).decode()


def unfolded(given):
    return given.replace("\r\n ", "").split("\r\n")


def test_every_line_ends_as_asked_and_none_is_longer_than_75_octets():
    at = datetime(2026, 7, 14, 7, tzinfo=UTC)
    given = written(Deadline(at, True, "Sluit, echt; zo \\ is het\nja", "é" * 120, "later"), title="€" * 80)
    assert given.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in given.split("\r\n")) <= 75
    lines = unfolded(given)
    assert "DTSTART:20260714T070000Z" in lines
    assert "DTSTAMP:20260701T100000Z" in lines
    assert "SUMMARY:Sluit\\, echt\\; zo \\\\ is het\\nja (30954)" in lines
    assert any("é" * 120 in line for line in lines)


def test_a_day_without_an_hour_is_a_whole_day_of_the_netherlands():
    lines = unfolded(written(Deadline(datetime(2026, 7, 10, 21, 59, 59, tzinfo=UTC), False, "Nota", "x", "later")))
    assert "DTSTART;VALUE=DATE:20260710" in lines
    assert "DTEND;VALUE=DATE:20260711" in lines


@pytest.mark.django_db
def test_the_calendar_has_every_deadline_of_the_page_once():
    made = cast.published(suppliers=1)
    frame = frame_of(made.look("Hanna", cast.START))
    lines = unfolded(
        calendar(frame, host="voorbeeld.example", at=AT, change_of=partial(change_of, made.dossier)).decode()
    )
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == len(frame.deadlines) == 7
    assert "DTSTART;VALUE=DATE:20260710" in lines


def events(made, at):
    """Every event of the calendar by its name: when it is, when it changed, and how often."""
    frame = frame_of(made.look("Hanna", at))
    lines = unfolded(calendar(frame, host="x", at=at, change_of=partial(change_of, made.dossier)).decode())
    found = {}
    for line in lines:
        key, _, value = line.partition(":")
        if key == "UID":
            found[value] = now = {}
        elif key.startswith("DTSTART"):
            now["at"] = value
        elif key in {"DTSTAMP", "SEQUENCE"}:
            now[key] = value
    return found


@pytest.mark.django_db
def test_a_deadline_that_comes_or_moves_doubles_no_event_and_says_when_it_changed():
    made = cast.published(suppliers=1)
    before = events(made, cast.START + timedelta(hours=2))
    assert set(before) == {f"30954-{name}@x" for name in (
        "gepubliceerd", "vragen_tot", "nota_op", "sluiting", "uitnodigen_uiterlijk", "gesprekken_op", "vroegste_start",
    )}  # fmt: skip
    assert {each["SEQUENCE"] for each in before.values()} == {"0"}
    assert {each["DTSTAMP"] for each in before.values()} == {"20260629T090000Z"}
    at = cast.START + timedelta(days=3)
    correcting.correct(
        tender=made.tender, text="Later.", closes_at=cast.CLOSING + timedelta(days=7), changed=cast.MOVED,
        by=made.people["Hanna"], at=at,
    )  # fmt: skip
    after = events(made, at)
    assert set(after) == set(before)
    moved = {name for name in after if after[name] != before[name]}
    assert moved == {
        f"30954-{name}@x" for name in ("sluiting", "uitnodigen_uiterlijk", "gesprekken_op", "vroegste_start")
    }
    assert {(after[name]["DTSTAMP"], after[name]["SEQUENCE"]) for name in moved} == {("20260702T080000Z", "1")}
    assert events(made, at + timedelta(days=1)) == after


@pytest.mark.django_db
def test_a_term_for_repair_and_the_suspension_come_beside_what_was_there():
    made = cast.in_repair()
    at = cast.REPAIR_ASKED + timedelta(hours=1)
    found = events(made, at)
    [group] = made.dossier.defects
    assert (found[f"30954-herstel-{group}@x"]["DTSTAMP"], found[f"30954-herstel-{group}@x"]["SEQUENCE"]) == (
        "20260714T090000Z",
        "0",
    )


@pytest.mark.django_db
def test_the_dates_of_a_decision_have_one_name_each_and_the_moment_of_the_letters():
    found = events(cast.announced(3, 3), cast.ADVICE)
    for name in ("bezwaar", "tekenen"):
        assert (found[f"30954-{name}@x"]["DTSTAMP"], found[f"30954-{name}@x"]["SEQUENCE"]) == ("20260721T080000Z", "1")
