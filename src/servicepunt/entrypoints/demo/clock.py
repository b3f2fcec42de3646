"""The clock of the demo, which can be put forward: to try a term, nobody waits for it."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from servicepunt.foundation.clock import run_ahead
from servicepunt.foundation.text import ZONE

FARTHEST = timedelta(days=5 * 366)
_NAME = "demo-klok"


def connect() -> None:
    """Let this process go by the clock of the demo."""
    run_ahead(ahead)


def ahead() -> timedelta:
    """Return how far the clock of the demo runs ahead; less than nothing when it began on an earlier day."""
    try:
        return timedelta(seconds=float(_file().read_text(encoding="ascii")))
    except (OSError, ValueError):
        return timedelta()


def put_on(moment: datetime, *, at: datetime) -> None:
    """Put the clock on a moment, while it says `at`; every process reads it from the folder of the demo."""
    seconds = (ahead() + (moment - at)).total_seconds()
    half = _file().with_suffix(".half")
    half.write_text(f"{seconds}", encoding="ascii")
    half.replace(_file())


def begin_on(day: date, *, at: datetime) -> None:
    """Let the demo begin in the morning of a day."""
    put_on(datetime.combine(day, time(9), ZONE), at=at)


def put_back(data: Path) -> None:
    """Forget what the clock said: it is the real one again."""
    (data / _NAME).unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.DATA) / _NAME
