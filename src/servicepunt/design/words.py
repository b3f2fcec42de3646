"""How values read in a template: the filters of the environment, in Dutch."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from markupsafe import Markup, escape

from servicepunt.foundation import text

_LINK = re.compile(r"https?://[^\s<>\"']+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_TRAILING = ".,;:!?)]}'\""


def sent_fields(query: str) -> list[tuple[str, str]]:
    """Return the names and values of a query, for a form that sends them where no address shows them."""
    return parse_qsl(query, keep_blank_values=True)


def moment(value: datetime | None, at: datetime) -> str:
    """Return the moment as seen from `at`: "vandaag 08:47", "do 26 nov 09:00", "3 december 2026"."""
    return text.dutch_moment(value, at) if value else ""


def day(value: datetime | None) -> str:
    """Return "di 14 juli 2026"."""
    return text.dutch_day(value) if value else ""


def full(value: datetime | None) -> str:
    """Return "di 14 juli 2026, 09:00"."""
    return text.dutch_full(value) if value else ""


def short(value: datetime, at: datetime, *, has_hour: bool) -> str:
    """Return "di 14 jul 09:00", in one form whether near or far."""
    return text.dutch_short(value, at, has_hour=has_hour)


def clock_text(value: datetime | None) -> str:
    """Return the clock on the wall in the Netherlands: "08:47"."""
    return f"{value.astimezone(text.ZONE):%H:%M}" if value else ""


def iso(value: datetime | None) -> str:
    """Return the moment for the `datetime` attribute of `<time>`."""
    return value.isoformat(timespec="minutes") if value else ""


def duration(value: timedelta | None) -> str:
    """Return "3 u 20 min"; the sign is the caller's."""
    return text.dutch_duration(value) if value is not None else ""


def size(value: int | None) -> str:
    """Return a number of bytes: "84 kB"."""
    return text.dutch_size(value) if value is not None else ""


def initials(value: str | None) -> str:
    """Return two initials at most."""
    return text.initials(value) if value else ""


def plural(count: int, one: str, many: str) -> str:
    """
    Return the number with its noun.

    >>> plural(1, "melding", "meldingen"), plural(0, "melding", "meldingen")
    ('1 melding', '0 meldingen')
    """
    return f"{count} {one if count == 1 else many}"


def sentence(value: str | None) -> str:
    """
    Return the words of a machine as a sentence.

    >>> sentence("geen verbinding"), sentence("Bestaat niet?"), sentence("")
    ('Geen verbinding.', 'Bestaat niet?', '')
    """
    plain = (value or "").strip()
    return f"{plain[:1].upper()}{plain[1:]}{'' if plain.endswith(('.', '!', '?')) else '.'}" if plain else ""


def paragraphs(value: str | None) -> Markup:
    """
    Return plain text as HTML: paragraphs, line breaks and links; everything else is escaped.

    >>> paragraphs("Dag <b>,\\n\\nzie https://voorbeeld.nl/a.")
    Markup('<p>Dag &lt;b&gt;,</p><p>zie <a href="https://voorbeeld.nl/a" rel="noopener noreferrer nofollow">https://voorbeeld.nl/a</a>.</p>')
    """
    plain = (value or "").replace("\r\n", "\n").strip()
    if not plain:
        return Markup("")
    return Markup("".join(f"<p>{_linked(part)}</p>" for part in _BLANK_LINE.split(plain)))  # noqa: S704  # each part is escaped


def _linked(value: str) -> str:
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(value):
        address = found.group().rstrip(_TRAILING)
        parts += [_broken(value[end : found.start()]), _anchor(escape(address))]
        end = found.start() + len(address)
    return "".join([*parts, _broken(value[end:])])


def _anchor(escaped: Markup) -> str:
    return f'<a href="{escaped}" rel="noopener noreferrer nofollow">{escaped}</a>'


def _broken(value: str) -> str:
    return str(escape(value)).replace("\n", "<br>")
