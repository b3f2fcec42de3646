"""What people type in a draft as values of a file, and back: dates, numbers, lists, yes and no."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from servicepunt.domains.awards.rules.documents import document_name, document_written
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.foundation.text import ZONE

LONGEST = 20_000
_MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M")
_DAYS = ("%Y-%m-%d", "%d-%m-%Y")
_LARGEST = Decimal(10_000_000)
_JOINED = {"lines": "\n", "papers": "\n", "words": ", "}


class Unreadable(ValueError):
    """What was typed is no value of this kind; the message is a Dutch sentence."""


def clean(typed: object) -> str:
    """Return what was typed without what no text holds."""
    return str(typed or "").replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]


def read_text(typed: str) -> str:
    """Return a text."""
    return typed


def read_whole(typed: str) -> int:
    """Return a whole number of zero or more; raises `Unreadable`."""
    if not re.fullmatch(r"[0-9]{1,7}", typed):
        raise Unreadable("Vul een heel getal in, zonder letters.")
    return int(typed)


def read_decimal(typed: str) -> int | str:
    """Return a number with a comma or a point: whole as a number, else as text; raises `Unreadable`."""
    try:
        number = Decimal(re.sub(r"\s|€", "", typed).replace(",", "."))
    except InvalidOperation:
        raise Unreadable("Vul een getal in, zoals 32 of 87,50.") from None
    if not number.is_finite() or abs(number) > _LARGEST:
        raise Unreadable("Vul een getal in tot tien miljoen.")
    return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"


def read_amount(typed: str) -> str:
    """Return an amount of euro with two decimals; raises `Unreadable`."""
    return f"{Decimal(read_decimal(typed)):.2f}"


def read_day(typed: str) -> str:
    """Return a day as JJJJ-MM-DD; raises `Unreadable`."""
    for form in _DAYS:
        try:
            return datetime.strptime(typed, form).date().isoformat()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise Unreadable("Vul een datum in, zoals 14-07-2026.")


def read_moment(typed: str) -> str:
    """Return a local moment; raises `Unreadable`, also for the hour that does not exist or comes twice."""
    for form in _MOMENTS:
        try:
            found = datetime.strptime(typed, form)  # noqa: DTZ007  # local time, as the file has it
        except ValueError:
            continue
        try:
            instant(found, "moment")
        except Faulty:
            words = "In die nacht wordt de klok verzet. Kies een tijd vóór 02:00 of vanaf 03:00."
            raise Unreadable(words) from None
        return found.isoformat()
    raise Unreadable("Vul een datum en tijd in, zoals 14-07-2026 09:00.")


def read_yes(typed: str) -> bool:
    """Return yes or no; raises `Unreadable`."""
    if typed not in {"ja", "nee"}:
        raise Unreadable("Kies ja of nee.")
    return typed == "ja"


def read_lines(typed: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in typed.splitlines() if line.strip()]


def read_papers(typed: str) -> list[str]:
    """Return the documents on the lines as they stand in a file."""
    return [document_written(line) for line in read_lines(typed)]


def read_words(typed: str) -> list[str]:
    """Return the parts between commas."""
    return [part.strip() for part in typed.split(",") if part.strip()]


def shown(value: Any, kind: str) -> str:
    """Return a value of a file as it stands in a field of this kind."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if kind in _JOINED:
        parts = value if isinstance(value, (list, tuple)) else [value]
        return _JOINED[kind].join(document_name(str(each)) if kind == "papers" else str(each) for each in parts)
    if kind == "moment":
        return _local(str(value))
    if kind == "decimal":
        return _plain(str(value)).replace(".", ",")
    if kind == "amount":
        return str(value).replace(".", ",")
    return str(value)


def _plain(written: str) -> str:
    """Return a number without zeros that say nothing: 32 for 32.0."""
    try:
        return f"{Decimal(written).normalize():f}"
    except InvalidOperation:
        return written


def _local(written: str) -> str:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return written
    return f"{found.astimezone(ZONE) if found.tzinfo else found:%Y-%m-%dT%H:%M}"


def dutch(value: Any, kind: str, choices: Sequence[tuple[str, str]] = ()) -> str:
    """Return a value of a file as people read it in a sentence or table; of a choice its words."""
    text = shown(value, kind)
    if not text:
        return "niets"
    if choices:
        return dict(choices).get(text, text)
    try:
        if kind == "moment":
            return f"{datetime.fromisoformat(text):%d-%m-%Y %H:%M}"
        if kind == "day":
            return f"{date.fromisoformat(text):%d-%m-%Y}"
    except ValueError:
        return text
    return text.replace("\n", "; ")


READERS = {
    "text": read_text,
    "long": read_text,
    "choice": read_text,
    "whole": read_whole,
    "decimal": read_decimal,
    "amount": read_amount,
    "day": read_day,
    "moment": read_moment,
    "yes": read_yes,
    "lines": read_lines,
    "papers": read_papers,
    "words": read_words,
}
