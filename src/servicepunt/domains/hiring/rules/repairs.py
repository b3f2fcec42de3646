"""Formal defects found after closing: which may be repaired, and by when, the same for all (H-097, A-35)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from servicepunt.domains.hiring.rules.moments import DAY, end_of, instant, local_day, next_working_day


class DefectKind(StrEnum):
    """What may be repaired: a form, or the proof of a fact that already was there; who has the same is in one group."""

    DECLARATION = "verklaring ontbreekt"
    SIGNATURE = "handtekening ontbreekt"
    DATE = "datum ontbreekt"
    UNREADABLE = "bijlage onleesbaar"
    PROOF = "bewijs van bestaand feit ontbreekt"


LABELS: Mapping[str, str] = {
    DefectKind.DECLARATION: "Een gevraagde verklaring ontbreekt",
    DefectKind.SIGNATURE: "Een handtekening ontbreekt",
    DefectKind.DATE: "Een datum ontbreekt",
    DefectKind.UNREADABLE: "Een bijlage is niet te openen",
    DefectKind.PROOF: "Het bewijs ontbreekt van een feit dat er voor de sluiting al was",
}
# What people may take for a formal defect, and why it is none: content and price never change after closing.
NOT_FORMAL: Mapping[str, tuple[str, str]] = {
    "cv": (
        "Iets in het cv",
        "Het cv is de inhoud van de inschrijving: de punten komen daarvandaan. Na de sluiting komt daar niets bij en "
        "gaat er niets af. Beoordeel wat er staat; wat er niet staat, is niet gevonden.",
    ),
    "tarief": (
        "Het tarief",
        "Het tarief is een deel van het aanbod. Het verandert nooit na de sluiting, ook niet als er duidelijk een fout "
        "in staat.",
    ),
    "inhoud": (
        "Een referentie, uitleg of onderbouwing",
        "Referenties, uitleg en onderbouwing zijn inhoud: wie ze na de sluiting aanvult, krijgt een tweede kans die "
        "anderen niet hadden. Beoordeel wat er ligt.",
    ),
    "nieuw feit": (
        "Een feit dat er voor de sluiting nog niet was",
        "Herstel kan alleen met feiten die er voor de sluiting al waren en die iedereen kan nagaan. Een diploma, "
        "registratie of verklaring van na de sluiting telt niet.",
    ),
}
_OF_CONTENT = re.compile(
    r"\b(?:(?P<cv>c\.?vs?|curriculum\w*)"
    r"|(?P<tarief>\w*(?:tarief|tarieven|prijs|prijzen|bedrag|bedragen|vergoeding|vergoedingen)"
    r"|(?:tarief|tarieven|prijs|prijzen|bedrag)\w+)"
    r"|(?P<kosten>kosten)"
    r"|(?P<inhoud>(?:wet )?dba|referenties?|referent|referenten|referentie(?P<paper>\w+))"
    r"|(?P<woord>inhoud|inhoudelijke?|uitleg|toelichting\w*|onderbouwing\w*|motivatie\w*)"
    r"|(?P<nieuw>nieuwe? feit(?:en)?))\b",
    re.IGNORECASE,
)
# Words that content has, and an honest defect of form as well: somebody says in words why it is only form.
_DOUBTFUL = ("kosten", "woord")
_WHY = {
    "cv": "cv",
    "tarief": "tarief",
    "kosten": "tarief",
    "inhoud": "inhoud",
    "woord": "inhoud",
    "nieuw": "nieuw feit",
}
# A statement that refers is content, but not what makes it a valid paper.
_OF_PAPER = re.compile(r"handtekening|teken|datum|dateer|leesbaar|te openen", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RepairTerm:
    """How long everybody in a group has: what comes at `until` is late; `last` is the last whole day."""

    last: date
    until: datetime
    rule: str


def why_not_said(text: str, because: str = "") -> str:
    """
    Return in Dutch why a description of a defect is refused: a word about content or price; empty without one.

    `because` says why it is only form: then a word that form can have as well stops nothing.
    """
    found = _of_content(text, because) or _of_content(because, because)
    if found is None:
        return ""
    group = next(name for name in _WHY if found.group(name))
    refused = f"Het woord '{found.group()}' staat in je tekst. {NOT_FORMAL[_WHY[group]][1]}"
    asked = " Gaat het toch alleen over de vorm? Schrijf dan ook op waarom."
    return refused + (asked if group in _DOUBTFUL else "")


def is_content(kind: str, because: str = "") -> bool:
    """
    Say whether a defect is one of content, price or a new fact, however it is written: that is never repaired.

    >>> is_content("CV-inhoud"), is_content("De handtekening onder de referentieverklaring ontbreekt")
    (True, False)
    >>> is_content("toelichting niet ondertekend"), is_content("toelichting niet ondertekend", "Een krabbel ontbreekt")
    (True, False)
    """
    return _of_content(kind.replace("_", " "), because) is not None


def _of_content(text: str, because: str) -> re.Match[str] | None:
    is_of_paper, is_form = _OF_PAPER.search(text) is not None, bool(because.strip())
    found = (each for each in _OF_CONTENT.finditer(text) if not (each.group("paper") and is_of_paper))
    return next((each for each in found if not (is_form and any(each.group(name) for name in _DOUBTFUL))), None)


def repair_term(asked_at: datetime, working_days: int) -> RepairTerm:
    """
    Return the term of a request for repair: so many working days, the day of the request does not count.

    >>> repair_term(datetime.fromisoformat("2026-07-17T10:00+02:00"), 2).last
    datetime.date(2026, 7, 21)
    """
    last = local_day(asked_at)
    for _ in range(working_days):
        last = next_working_day(last + DAY)
    return RepairTerm(last, end_of(last), rule_of(working_days))


def ends_at(own: datetime | None, of_all: datetime | None, working_days: int, closes_at: datetime) -> datetime:
    """Return when a repair is too late: its own term, else that of all, else so many working days after closing."""
    given = own or of_all
    return instant(given, "herstel_tot") if given else repair_term(closes_at, working_days).until


def rule_of(working_days: int) -> str:
    """Return the rule of the term in words."""
    many = "1 werkdag" if working_days == 1 else f"{working_days} werkdagen"
    return f"{many} na de dag van het verzoek, voor iedereen met dit gebrek gelijk; geen weekend of feestdag (Atw)"
