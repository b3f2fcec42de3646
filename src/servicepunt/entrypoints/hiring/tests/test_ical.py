"""The calendar of a request, as RFC 5545 writes it."""

from datetime import UTC, datetime

import pytest

from servicepunt.domains.tenders.queries import Frame, frame_of
from servicepunt.domains.tenders.queries.frame import Deadline
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.hiring.ical import calendar

AT = datetime(2026, 7, 1, 10, tzinfo=UTC)


def written(*deadlines, title="Medewerker"):
    frame = Frame("30954", title, Stage.DRAFT, (), deadlines, (), "", "", is_my_move=False)
    return calendar(frame, host="voorbeeld.example", at=AT).decode()


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
    lines = unfolded(calendar(frame, host="voorbeeld.example", at=AT).decode())
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == len(frame.deadlines) == 7
    assert "DTSTART;VALUE=DATE:20260710" in lines
