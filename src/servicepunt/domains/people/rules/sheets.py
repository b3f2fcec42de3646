"""Reading a CSV file of people or teams: which columns it has, and what is wrong on which line. Pure."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from servicepunt.domains.people.rules.roles import Role
from servicepunt.foundation.identifiers import normal_email, normal_phone

MOST_ROWS = 100_000
COLUMNS = {
    "people": {
        "personeelsnummer": "key", "nummer": "key", "naam": "name", "e-mailadres": "email", "e-mail": "email",
        "email": "email", "telefoon": "phones", "telefoonnummer": "phones", "afdeling": "department",
        "functie": "job_title", "werkplek": "location", "rol": "role", "uit dienst": "leaves_at",
    },
    "teams": {
        "groep": "team", "behandelaarsgroep": "team", "team": "team", "lijn": "line", "leden": "members",
    },
}  # fmt: skip
HEADERS = {
    "people": (
        "personeelsnummer", "naam", "e-mailadres", "telefoon", "afdeling", "functie", "werkplek", "rol", "uit dienst",
    ),
    "teams": ("groep", "lijn", "leden"),
}  # fmt: skip
_NEEDED = {"people": "name", "teams": "team"}
_LONGEST = {
    "key": 60, "name": 160, "email": 254, "department": 120, "job_title": 120, "location": 120, "team": 120,
}  # fmt: skip
_WORDS = {"key": "Het personeelsnummer", "name": "De naam", "email": "Het e-mailadres",
          "department": "De afdeling", "job_title": "De functie", "location": "De werkplek",
          "team": "De naam van de groep"}  # fmt: skip
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
_FORMULA = re.compile(r"^'(?=[=+\-@])")
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
# How a file of Excel or Calc begins, new and old.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
ROLES = {role.label.casefold(): role for role in Role} | {role.value: role for role in Role}


@dataclass(slots=True)
class Sheet:
    """A file as read: `rows` are (line, values by field), `errors` are (line, Dutch sentence)."""

    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_sheet(content: bytes, kind: str) -> Sheet:
    """Return the rows of a file of this kind; an empty cell is left out, so it changes nothing."""
    sheet = Sheet()
    if content.startswith(_WORKBOOKS):
        sheet.errors.append((1, "Dit is een werkmap van Excel of Calc, geen CSV. Kies daar Opslaan als, CSV (UTF-8)."))
        return sheet
    text = _decoded(content)
    if text is None:
        sheet.errors.append((1, "We kunnen dit bestand niet lezen. Bewaar het als CSV met UTF-8."))
        return sheet
    records = _records(text, sheet)
    head = next(records, (1, []))[1]
    names = [COLUMNS[kind].get(_plain(name).casefold(), "") for name in head]
    sheet.ignored = [_plain(cell) for cell, name in zip(head, names, strict=True) if cell.strip() and not name]
    known = [name for name in names if name]
    if _NEEDED[kind] not in known:
        sheet.errors.append((1, f"De eerste regel moet kolomnamen hebben: {';'.join(HEADERS[kind])}."))
    elif len(known) != len(set(known)):
        sheet.errors.append((1, "Een kolom staat twee keer in de eerste regel."))
    else:
        _read_rows(records, names, sheet)
    return sheet


def _read_rows(records: Iterator[tuple[int, list[str]]], names: list[str], sheet: Sheet) -> None:
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            sheet.errors.append((line, f"Deze regel heeft {len(cells)} cellen, er zijn {len(names)} kolommen."))
        elif len(sheet.rows) >= MOST_ROWS:
            sheet.errors.append((line, f"Een bestand mag hoogstens {MOST_ROWS} regels hebben."))
            return
        else:
            values = {name: _plain(cell) for name, cell in zip(names, cells, strict=True) if name}
            sheet.rows.append((line, {name: value for name, value in values.items() if value}))
    if not sheet.rows and not sheet.errors:
        sheet.errors.append((1, "Onder de kolomnamen staan geen regels. Er is niets om in te lezen."))


def _records(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Yield (first line, cells); a cell may run over several lines."""
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            sheet.errors.append((line, "Deze regel is geen geldige CSV."))
            return
        yield line, cells
        line = reader.line_num + 1


def _decoded(content: bytes) -> str | None:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return None


def _plain(cell: str) -> str:
    """Return a cell as plain text: the quote that keeps a spreadsheet from calculating is taken off."""
    return _FORMULA.sub("", _CONTROL.sub(" ", cell).strip())


def person_errors(values: dict[str, str]) -> list[str]:
    """Return what is wrong with one row of people, in Dutch."""
    errors = length_errors(values)
    if "name" not in values:
        errors.append("De naam ontbreekt.")
    if "email" not in values and "key" not in values:
        errors.append("Er is een e-mailadres of personeelsnummer nodig.")
    if "email" in values and not is_email(values["email"]):
        errors.append(f"{values['email'][:80]} is geen e-mailadres.")
    if values.get("role", "employee").casefold() not in ROLES:
        errors.append(f"{values['role'][:40]} is geen rol. Kies uit: {', '.join(role.label for role in Role)}.")
    if "leaves_at" in values and day_of(values["leaves_at"]) is None:
        errors.append(f"{values['leaves_at'][:40]} is geen datum tussen 1900 en 2200. Schrijf hem als 31-12-2026.")
    errors += [
        f"{number[:40]} is geen telefoonnummer."
        for number in numbers_in(values.get("phones", ""))
        if len(normal_phone(number)) < 2 or len(normal_phone(number)) > 20
    ]
    return errors


def length_errors(values: dict[str, str]) -> list[str]:
    """Return which cells are longer than what we keep."""
    return [
        f"{_WORDS[name]} is langer dan {most} tekens."
        for name, most in _LONGEST.items()
        if len(values.get(name, "")) > most
    ]


def is_email(text: str) -> bool:
    """
    Tell whether the text has the form of an e-mail address.

    >>> is_email("joost@voorbeeld.nl"), is_email("joost"), is_email("a b@c.nl")
    (True, False, False)
    """
    return bool(_EMAIL.fullmatch(normal_email(text))) and len(text) <= 254


def numbers_in(text: str) -> list[str]:
    """
    Return the telephone numbers in a cell, split at commas, slashes and lines.

    >>> numbers_in("4021, 06-1234 5678")
    ['4021', '06-1234 5678']
    """
    return [part.strip()[:40] for part in re.split(r"[,/;\n]", text) if part.strip()]


def emails_in(text: str) -> list[str]:
    """
    Return the addresses in a cell as we keep them, each once.

    >>> emails_in("A@b.nl; c@d.nl a@b.nl")
    ['a@b.nl', 'c@d.nl']
    """
    return list(dict.fromkeys(normal_email(part) for part in re.split(r"[,;\s]+", text) if part.strip()))


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def day_of(text: str) -> date | None:
    """
    Return the date, written Dutch or by ISO, or None; the year 1 or 9999 is a slip, and knows no midnight here.

    >>> day_of("31-12-2026"), day_of("2026-12-31"), day_of("morgen")
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), None)
    """
    found = _DUTCH_DAY.fullmatch(text.strip())
    try:
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
