"""Numbered requirements and criteria of a published text, with their points and bands."""

import re
from typing import Any

from servicepunt.domains.hiring.rules.dutch import count_of

Told = dict[str, Any]
_ITEM = re.compile(r"(\d+)\.\s+(.+)")
_POINTS = re.compile(r"\((\d+)\s*punten\)\s*;?\s*\Z")
_BAND = re.compile(r"([a-z])\.\s+(.+)", re.IGNORECASE)
_LEVEL = re.compile(r"\bmbo-?\s?(\d)", re.IGNORECASE)
_YEARS = re.compile(r"(?:minimaal|ten minste)\s+(\w+)\s+jaar", re.IGNORECASE)
_EXAMPLES = re.compile(r"\bin\s+(\w+)\s+voorbeeld", re.IGNORECASE)
_BOUNDS = [
    (re.compile(r"minder dan (\w+) jaar", re.IGNORECASE), ("minder_dan",)),
    (re.compile(r"tussen (\w+) en (\w+) jaar", re.IGNORECASE), ("vanaf", "tot_en_met")),
    (re.compile(r"meer dan (\w+) jaar", re.IGNORECASE), ("meer_dan",)),
    (re.compile(r"(?:minimaal|vanaf) (\w+) jaar", re.IGNORECASE), ("vanaf",)),
]
_DIRECTIONS = re.compile(r"in de richting (?:van )?(.+?)(?:\s*\(|;|\.|\Z)", re.IGNORECASE)


def read_knockouts(lines: list[str]) -> tuple[list[Told], list[str]]:
    """Return the requirements of a text, and the lines that are none."""
    found: list[Told] = []
    unread: list[str] = []
    for line in lines:
        item = _ITEM.match(line)
        if item is None:
            unread.append(line)
        else:
            found.append({"id": item.group(1), "tekst": item.group(2).rstrip("; ")} | _demand(item.group(2)))
    return found, unread


def _demand(text: str) -> Told:
    level, years = _LEVEL.search(text), _YEARS.search(text)
    if level:
        return {"bewijs": "opleiding", "niveau": int(level.group(1))}
    if years and count_of(years.group(1)):
        return {"bewijs": "ervaring", "minimaal": count_of(years.group(1))}
    explained = bool(re.search(r"\bligt? .*\btoe\b|licht .*\btoe\b|toelicht", text, re.IGNORECASE))
    return {"bewijs": "oordeel"} | ({"toelichting_vereist": True} if explained else {})


def read_criteria(lines: list[str]) -> tuple[list[Told], list[str], list[str]]:
    """Return the points criteria of a text, the lines that are none, and what a person still has to settle."""
    found: list[Told] = []
    unread: list[str] = []
    for line in lines:
        item, band = _ITEM.match(line), _BAND.match(line)
        if item:
            found.append(_criterion(item.group(1), item.group(2)))
        elif band and found and (read := _band(band.group(2))):
            found[-1].setdefault("banden", []).append(read)
            found[-1]["model"] = "banden"
        else:
            unread.append(line)
    return [_with_model(each) for each in found], unread, [point for each in found for point in _open(each)]


def _criterion(name: str, text: str) -> Told:
    points = _POINTS.search(text)
    made: Told = {"id": name, "tekst": _POINTS.sub("", text).rstrip("; ")}
    if points:
        made["punten"] = int(points.group(1))
    examples = _EXAMPLES.search(text)
    if examples and count_of(examples.group(1)):
        made |= {"model": "voorbeelden", "aantal": count_of(examples.group(1))}
    demand = _demand(text)
    directions = _DIRECTIONS.search(text)
    if demand.get("bewijs") == "opleiding":
        made |= demand
        if directions:
            made["richtingen"] = [
                part.strip() for part in re.split(r",|\bof\b|\ben\b", directions.group(1)) if part.strip()
            ]
    return made


def _with_model(made: Told) -> Told:
    if "model" not in made:
        made["model"] = "alles_of_niets"
    return made


def _band(text: str) -> Told | None:
    points = _POINTS.search(text)
    for pattern, names in _BOUNDS:
        match = pattern.search(text)
        if match and points and all(count_of(word) is not None for word in match.groups()):
            bounds = {name: count_of(word) for name, word in zip(names, match.groups(), strict=True)}
            return bounds | {"punten": int(points.group(1))}
    return None


def relate(criteria: list[Told], knockouts: list[Told]) -> None:
    """Write which criterion is part of a requirement, or cannot be met without it, for what is checked later (A-15)."""
    for each in criteria:
        for wanted in knockouts:
            kinds = each.get("bewijs"), wanted["bewijs"]
            if kinds == ("opleiding", "opleiding") and wanted["niveau"] <= each["niveau"]:
                each.setdefault("volgt_uit", wanted["id"])
            # The same experience in the same words, and more of them: a part of it.
            about = _subject(wanted) if wanted["bewijs"] == "ervaring" else set()
            if each.get("banden") and about and about <= _subject(each):
                each.setdefault("deel_van", wanted["id"])


def _subject(item: Told) -> set[str]:
    return set(re.findall(r"[^\W\d_]{5,}", item["tekst"].casefold())) - {"minimaal", "minste", "aantoonbare"}


def _open(made: Told) -> list[str]:
    place = f"Criterium {made['id']}"
    if "punten" not in made:
        return [f"{place}: de punten staan er niet bij."]
    if made.get("model") == "voorbeelden":
        return [
            f"{place}: geeft één goed voorbeeld niets, of een deel van de {made['punten']} punten? Wij lazen: niets."
        ]
    if made.get("model") == "banden" and any("tot_en_met" in band for band in made["banden"]):
        return [f"{place}: wie precies op een grens zit, valt in de middelste klasse. Zo lazen wij de tekst."]
    return []
