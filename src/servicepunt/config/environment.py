"""How settings are read: from the environment, secrets also from a file named by NAME_FILE."""

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from servicepunt.domains.agreements.rules.escalation import Level, levels_from

PREFIX = "SERVICEPUNT_"
# The names that were asked for, as the settings do when they are imported.
_asked: set[str] = set()


class SettingError(RuntimeError):
    """A setting that cannot be used; the message says which and what to do."""


def text(name: str, default: str = "") -> str:
    """Return the setting as text; a file named by `NAME_FILE` goes first."""
    _asked.update((f"{PREFIX}{name}", f"{PREFIX}{name}_FILE"))
    file = os.environ.get(f"{PREFIX}{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(f"{PREFIX}{name}", default)


def not_asked() -> dict[str, str]:
    """Return the variables that look like settings and that nobody asks for, each with the nearest that is one."""
    strange = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in _asked)
    # The prefix is left out: it makes all of them alike.
    asked = {name.removeprefix(PREFIX): name for name in _asked}
    return {name: asked.get(nearest(name.removeprefix(PREFIX), asked), "") for name in strange}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like one that was typed, or nothing."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.7)), "")


def matching(name: str, default: str, *, like: str, words: str) -> str:
    """
    Return the setting as text of a certain form; an empty one only when that form allows it.

    :raises SettingError: if it has another form; `words` say in Dutch which it has to have.
    """
    value = text(name, default)
    if not re.fullmatch(like, value):
        raise SettingError(f"{PREFIX}{name} moet {words} zijn, niet {value!r}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """
    Return the setting as yes or no.

    :raises SettingError: if it is something else.
    """
    value = text(name, "ja" if default else "nee").lower()
    if value in {"1", "true", "yes", "on", "ja"}:
        return True
    if value in {"0", "false", "no", "off", "nee", ""}:
        return False
    raise SettingError(f"{PREFIX}{name} moet ja of nee zijn, niet {value!r}.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """
    Return the setting as a whole number, at least that.

    :raises SettingError: if it is no such number.
    """
    value = text(name, str(default))
    try:
        found = int(value)
    except ValueError:
        raise SettingError(f"{PREFIX}{name} moet een getal zijn, niet {value!r}.") from None
    if found < least:
        raise SettingError(f"{PREFIX}{name} moet een getal van {least} of meer zijn, niet {value!r}.")
    return found


def words(name: str, default: str = "") -> list[str]:
    """Return the setting as a list, split at commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def escalation_levels(name: str, default: str) -> tuple[Level, ...]:
    """
    Return at which points a clock warns.

    :raises SettingError: if one cannot be read.
    """
    try:
        return levels_from(words(name, default))
    except ValueError as error:
        hint = "Schrijf percentages van de streeftijd, met minuten erbij na een plus: 75,100,100+60."
        raise SettingError(f"{PREFIX}{name} begrijpen we niet bij {str(error)!r}. {hint}") from None


def database(url: str) -> dict[str, object]:
    """
    Return Django's database settings for a URL: `sqlite:///path` or `postgresql://user:pw@host/name`.

    PostgreSQL: prepared statements, persistent connections and time limits (reliability 4.3).
    SQLite: WAL, IMMEDIATE transactions that take turns, every commit on the disk (decisions 0015, 0016).

    :raises SettingError: for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "servicepunt.adapters.sqlite3",
            "NAME": unquote(parts.path),
            "TEST": {"NAME": ":memory:"},
            # Opening a file and reading its schema takes longer than any page's statements.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA busy_timeout=20000; PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(url)
    raise SettingError(f"{PREFIX}DATABASE_URL begint met sqlite:/// of postgresql://, niet met “{url[:12]}”.")


# A connection that is idle says so each minute: what stands in between does not forget it, and a server that is gone
# without a word is found before the next request asks it something.
_LINE = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000}


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    # Compiling a plan takes longer than any page's statement runs.
    limits = "-c jit=off -c statement_timeout={}s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s".format(
        query.pop("statement_timeout", "15")
    )
    return {
        "ENGINE": "servicepunt.adapters.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        # A new connection plans each statement anew, five times: the first page costs seven times as much there, the
        # next ones three times. An hour bounds what one may come to hold in memory.
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": limits, "server_side_binding": True, "prepare_threshold": 1, **_LINE, **query},
    }
