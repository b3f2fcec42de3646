"""A published text becomes a draft: what is read, what was not understood, and what a person still has to settle."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servicepunt.domains.hiring.rules.criteria_text import read_criteria, read_knockouts, relate
from servicepunt.domains.hiring.rules.dutch import count_of, find_date, find_time, moment_in_words

Told = dict[str, Any]
_MARKS = re.compile(r"\*\*|^[\s\-–•]+(?=\S)|[“”\"]")
# What a part is about, in words for who reads that it was not found.
_ABOUT = {
    "organisatie": "de organisatie", "opdracht": "de taken", "knockouts": "de eisen (knock-out)",
    "criteria": "de criteria met punten", "competenties": "de competenties", "beoordeling": "het beoordelen",
    "functieschaal": "de functieschaal", "fee": "de fee", "benodigd": "hoeveel mensen er nodig zijn",
    "offerte": "wat leveranciers insturen", "werkdagen": "de werkdagen", "planning": "de planning",
    "overig": "papieren die de winnaar laat zien", "meer": "vragen stellen en wanneer de inschrijving sluit",
}  # fmt: skip
_HEADINGS: Sequence[tuple[str, re.Pattern[str]]] = [
    ("voorwaarde", re.compile(r"uitvoeringsvoorwaarde\b.*", re.IGNORECASE)),
    ("organisatie", re.compile(r"organisatie", re.IGNORECASE)),
    ("opdracht", re.compile(r"opdracht(omschrijving)?", re.IGNORECASE)),
    ("knockouts", re.compile(r"(vereisten\b.*|knock-?out-?criteria|minimumeisen)", re.IGNORECASE)),
    ("criteria", re.compile(r"(selectie|gunnings|wensen)\w*\b.*\(.*punten\)", re.IGNORECASE)),
    ("competenties", re.compile(r"competenties", re.IGNORECASE)),
    ("beoordeling", re.compile(r"beoordeling", re.IGNORECASE)),
    ("functieschaal", re.compile(r"functieschaal", re.IGNORECASE)),
    ("fee", re.compile(r"fee\b.{0,20}", re.IGNORECASE)),
    ("benodigd", re.compile(r"benodigd aantal\b.*", re.IGNORECASE)),
    ("offerte", re.compile(r"offerte-?eisen", re.IGNORECASE)),
    ("werkdagen", re.compile(r"werkdagen", re.IGNORECASE)),
    ("planning", re.compile(r"planning", re.IGNORECASE)),
    ("overig", re.compile(r"overige informatie", re.IGNORECASE)),
    ("meer", re.compile(r"meer informatie", re.IGNORECASE)),
]


@dataclass(slots=True)
class Draft:
    """
    A request as far as it could be read.

    `request` and `settings` are parts of the file of a procedure; `texts` are the passages by heading,
    `headings` all headings in one line; `unread` are lines that no rule understood; `open_points` are Dutch
    sentences for a person.
    """

    request: Told = field(default_factory=dict)
    settings: Told = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    headings: str = ""
    unread: list[str] = field(default_factory=list)
    open_points: list[str] = field(default_factory=list)


def read_request(text: str) -> Draft:
    """Return the draft of a published request; never fails, for what is not understood is listed."""
    sections = _sections(text)
    draft = Draft(texts={name: lines for name, lines in sections.items() if name != "kop"})
    draft.headings = " ".join(line.strip() for line in text.splitlines() if _heading(line))
    _read_head(sections.get("kop", []), draft)
    for name, read in _READERS.items():
        if name in sections:
            read(sections[name], draft)
        else:
            draft.open_points.append(
                f"In de tekst vonden wij niets over {_ABOUT[name]}. Vul dit zelf in als het nodig is."
            )
    if "voorwaarde" in sections:
        draft.request["uitvoeringsvoorwaarde"] = True
        draft.request.setdefault("offerte_eisen", {})["dba_toelichting"] = True
    return draft


def _sections(text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current = "kop"
    for line in text.splitlines():
        heading = _heading(line)
        if heading and heading not in sections:
            current = heading
            sections[current] = []
        elif line.strip():
            sections.setdefault(current, []).append(line.rstrip())
    return sections


def _heading(line: str) -> str | None:
    plain = line.replace("*", "").strip().rstrip(":")
    return next((name for name, pattern in _HEADINGS if pattern.fullmatch(plain)), None)


# The head: a title, the client, and a table with two pairs a line.


def _read_head(lines: list[str], draft: Draft) -> None:
    loose: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
        if len(cells) < 2:
            loose.append(_plain(line))
            continue
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            _read_cell(label, value, draft)
    if loose:
        draft.request["titel"] = loose[0]
        draft.request["opdrachtgever"] = " ".join(loose[1:])
    day, moment = draft.request.pop("_dag", None), draft.request.pop("_tijd", None)
    if day and moment:
        draft.request["sluiting"] = f"{day.isoformat()}T{moment.isoformat()}"
    else:
        draft.open_points.append("De sluiting is niet gelezen: vul datum en tijd in.")


def _read_cell(label: str, value: str, draft: Draft) -> None:
    read = _CELLS.get(label.casefold())
    if read is None or not read(value, draft):
        draft.unread.append(f"{label}: {value}")


def _number(value: str, draft: Draft) -> bool:
    draft.request["nummer"] = value
    return True


def _start(value: str, draft: Draft) -> bool:
    found, fault = find_date(value)
    draft.open_points += [f"Start: {fault}."] if fault else []
    if found:
        draft.request["start"] = found.isoformat()
    return found is not None or "zo snel mogelijk" in value.casefold() or "z.s.m." in value.casefold()


def _length(value: str) -> Told | None:
    match = re.match(r"(\d+)\s+(maand|jaar|dag|wek|week)", value, re.IGNORECASE)
    if match is None:
        return None
    count, unit = int(match.group(1)), match.group(2).casefold()
    if unit in {"wek", "week"}:
        return {"aantal": count * 7, "eenheid": "dagen"}
    return {"aantal": count, "eenheid": {"maand": "maanden", "jaar": "jaren", "dag": "dagen"}[unit]}


def _duration(value: str, draft: Draft) -> bool:
    found = _length(value)
    if found:
        draft.request["duur"] = found
    return found is not None


def _extension(value: str, draft: Draft) -> bool:
    match = re.match(r"(\d+)\s*[x×]\s*(\d+\s*\S+)", value, re.IGNORECASE)
    length = _length(match.group(2)) if match else None
    if match is None or length is None:
        return value.casefold() in {"nee", "geen", "0"}
    draft.request["verlenging"] = {
        "aantal": int(match.group(1)), "lengte": length["aantal"], "eenheid": length["eenheid"],
    }  # fmt: skip
    return True


def _hours(value: str, draft: Draft) -> bool:
    found = [float(number.replace(",", ".")) for number in re.findall(r"\d+(?:,\d+)?", value)]
    if not 1 <= len(found) <= 2:
        return False
    draft.request["uren_per_week"] = {"min": min(found), "max": max(found)}
    if found != sorted(found):
        draft.open_points.append(f"Uren per week: {value} loopt af; bedoeld is waarschijnlijk andersom.")
    return True


def _day(value: str, draft: Draft) -> bool:
    found, fault = find_date(value)
    draft.request["_dag"] = found
    draft.open_points += [f"Einde inschrijfdatum: {fault}."] if fault else []
    return found is not None


def _time(value: str, draft: Draft) -> bool:
    draft.request["_tijd"] = find_time(value)
    return draft.request["_tijd"] is not None


def _yes_no(name: str) -> "Callable[[str, Draft], bool]":
    def read(value: str, draft: Draft) -> bool:
        draft.request[name] = value.casefold() == "ja"
        return value.casefold() in {"ja", "nee"}

    return read


def _as_text(name: str) -> "Callable[[str, Draft], bool]":
    def read(value: str, draft: Draft) -> bool:
        draft.request[name] = value
        return True

    return read


_CELLS: dict[str, Callable[[str, Draft], bool]] = {
    "aanvraagnummer": _number,
    "start": _start,
    "duur": _duration,
    "opleidingsniveau": _as_text("opleidingsniveau"),
    "opties verlenging": _extension,
    "regio": _as_text("regio"),
    "uren per week": _hours,
    "einde inschrijfdatum": _day,
    "das opdracht": _yes_no("das"),
    "eindtijd": _time,
}


# The sections.


def _knockouts(lines: list[str], draft: Draft) -> None:
    draft.request["knockouts"], unread = read_knockouts([_plain(line) for line in lines])
    draft.unread += unread


def _criteria(lines: list[str], draft: Draft) -> None:
    found, unread, points = read_criteria([_plain(line) for line in lines])
    draft.request["criteria"] = found
    draft.unread += unread
    draft.open_points += points
    relate(draft.request["criteria"], draft.request.get("knockouts", []))


def _competences(lines: list[str], draft: Draft) -> None:
    found: list[Told] = []
    for line in lines:
        name, colon, text = _plain(line).partition(":")
        if colon and len(name.split()) <= 5:
            found.append({"id": str(len(found) + 1), "naam": name.strip()})
            draft.texts.setdefault("gedrag", []).append(text.strip())
    draft.request["competenties"] = found


def _judging(lines: list[str], draft: Draft) -> None:
    text = " ".join(_plain(line) for line in lines)
    most = re.search(r"\b(\w+) (?:kandidaten die het beste|cv.s die aan de organisatie)", text, re.IGNORECASE)
    if most and count_of(most.group(1)):
        draft.settings["voorleggen"] = count_of(most.group(1))
    if not re.search(r"gelijke score is het uurtarief doorslaggevend", text, re.IGNORECASE):
        draft.open_points.append("De tekst zegt niet dat het uurtarief beslist bij een gelijke score.")
    people = re.search(r"minimaal (\w+) vertegenwoordigers", text, re.IGNORECASE)
    if people and count_of(people.group(1)):
        draft.settings["minste_gespreksvoerders"] = count_of(people.group(1))
    if re.search(r"minimaal een voldoende", text, re.IGNORECASE):
        draft.settings["minimum"] = "voldoende"
    days = re.search(r"opschortende termijn van (\d+)", text, re.IGNORECASE)
    if days:
        draft.settings["opschorting_dagen"] = int(days.group(1))
    draft.request["keuzecriteria"] = list(_choices(lines))


def _choices(lines: list[str]) -> Iterator[Told]:
    step_three = False
    for line in lines:
        plain = _plain(line)
        step = re.match(r"stap (\d)", plain, re.IGNORECASE)
        step_three = step.group(1) == "3" if step else step_three
        numbered = re.match(r"(\d+)\.\s+(.+)", plain)
        if step_three and numbered:
            yield {"id": numbered.group(1), "naam": numbered.group(2).rstrip(".")}


def _pay(lines: list[str], draft: Draft) -> None:
    found = re.search(r"functieschaal (\d+)", " ".join(lines), re.IGNORECASE)
    if found:
        draft.request["functieschaal"] = int(found.group(1))
    if re.search(r"inlenersbeloning", " ".join(lines), re.IGNORECASE):
        draft.open_points.append(
            "De tekst noemt de inlenersbeloning. Sinds 1 januari 2026 geldt gelijkwaardige beloning. "
            "Geef leveranciers daarom alle voorwaarden, niet alleen de schaal."
        )


def _fee(lines: list[str], draft: Draft) -> None:
    text = " ".join(lines)
    amount = re.search(r"€\s*(\d+(?:,\d{2})?)", text)
    if re.search(r"\bgeen fee\b", text, re.IGNORECASE):
        draft.request["fee"] = "0.00"
    elif amount:
        draft.request["fee"] = amount.group(1).replace(",", ".")
    else:
        draft.unread += lines


def _needed(lines: list[str], draft: Draft) -> None:
    found = re.search(r"\d+", " ".join(lines))
    if found:
        draft.request["benodigd"] = int(found.group(0))
    else:
        draft.unread += lines


def _offer(lines: list[str], draft: Draft) -> None:
    text, asked = " ".join(_plain(line) for line in lines), draft.request.setdefault("offerte_eisen", {})
    for name, pattern in (("paginas_cv", r"maximaal (\w+) pagina"), ("referenties", r"minimaal (\w+) referentie")):
        found = re.search(pattern, text, re.IGNORECASE)
        if found and count_of(found.group(1)):
            asked[name] = count_of(found.group(1))
    if re.search(r"\bpdf\b", text, re.IGNORECASE):
        asked["soorten"] = ["pdf"]
    if re.search(r"in het nederlands", text, re.IGNORECASE):
        asked["taal"] = "nl"


def _days(lines: list[str], draft: Draft) -> None:
    for line in lines:
        label, _, value = _plain(line).rpartition(":")
        if "hybride" in label.casefold():
            draft.request["hybride"] = value.strip().casefold() == "ja"
        elif "werkdagen" in label.casefold():
            draft.request["werkdagen"] = value.strip()
        else:
            draft.unread.append(_plain(line))


def _planning(lines: list[str], draft: Draft) -> None:
    for sentence in _sentences(lines):
        found, fault = find_date(sentence)
        draft.open_points += [f"Planning: {fault}."] if fault else []
        if found and re.search(r"gesprekken.+gepland", sentence, re.IGNORECASE):
            draft.request["gesprekken_op"] = found.isoformat()
        elif found and re.search(r"uitgenodigd", sentence, re.IGNORECASE):
            draft.request["uitnodigen_uiterlijk"] = found.isoformat()
        elif found:
            draft.unread.append(sentence)


_CHECKS = {
    "vog": r"verklaring omtrent het gedrag|\bvog\b",
    "geheimhouding": r"geheimhoudingsverklaring",
    "kvk": r"uittreksel handelsregister|\bkvk\b",
    "uea": r"uniform europees aanbestedingsdocument|\buea\b",
    "waadi": r"\bwaadi\b",
}


def _other(lines: list[str], draft: Draft) -> None:
    draft.request["documenten"] = []
    for line in lines:
        plain = _plain(line)
        known = [name for name, pattern in _CHECKS.items() if re.search(pattern, plain, re.IGNORECASE)]
        draft.request["documenten"] += known
        if re.search(r"social return|\bsroi\b", plain, re.IGNORECASE):
            if not draft.request.get("das") and re.search(r"binnen het das", plain, re.IGNORECASE):
                draft.open_points.append(
                    "SROI geldt alleen voor opdrachten binnen het DAS. Deze opdracht valt daar niet onder."
                )
        elif not known:
            draft.unread.append(plain)


def _more(lines: list[str], draft: Draft) -> None:
    for sentence in _sentences(lines):
        found, fault = find_date(sentence)
        moment = find_time(sentence)
        draft.open_points += [f"Meer informatie: {fault}."] if fault else []
        if found is None:
            continue
        if re.search(r"^vragen kunnen", sentence, re.IGNORECASE) and moment:
            draft.request["vragen_tot"] = f"{found.isoformat()}T{moment.isoformat()}"
        elif re.search(r"antwoorden.+gepubliceerd", sentence, re.IGNORECASE):
            draft.request["nota_op"] = found.isoformat()
        elif re.search(r"reactietermijn", sentence, re.IGNORECASE) and moment:
            _compare_closing(f"{found.isoformat()}T{moment.isoformat()}", draft)
        else:
            draft.unread.append(sentence)


def _compare_closing(closing: str, draft: Draft) -> None:
    first = draft.request.get("sluiting")
    if first == closing:
        return
    above, below = (moment_in_words(datetime.fromisoformat(each)) if each else "geen" for each in (first, closing))
    draft.open_points.append(f"De tekst noemt twee sluitingen: {above} en {below}. Er mag er één zijn.")


def _kept(_lines: list[str], _draft: Draft) -> None:
    """Only kept as text."""


_READERS: dict[str, Callable[[list[str], Draft], None]] = {
    "organisatie": _kept,
    "opdracht": _kept,
    "knockouts": _knockouts,
    "criteria": _criteria,
    "competenties": _competences,
    "beoordeling": _judging,
    "functieschaal": _pay,
    "fee": _fee,
    "benodigd": _needed,
    "offerte": _offer,
    "werkdagen": _days,
    "planning": _planning,
    "overig": _other,
    "meer": _more,
}


def _plain(line: str) -> str:
    return _MARKS.sub("", line).strip()


def _sentences(lines: list[str]) -> list[str]:
    text = " ".join(_plain(line) for line in lines)
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+(?=[A-Z])", text) if part.strip()]
