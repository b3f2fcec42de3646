"""A published request in plain Dutch: head, requirements, criteria, settings, versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from servicepunt.domains.hiring.rules.repairs import rule_of
from servicepunt.domains.hiring.rules.request import (
    Band,
    Combination,
    Criterion,
    Documents,
    Knockout,
    Model,
    Proof,
    Request,
    Settings,
    TieAtLine,
    Unit,
)
from servicepunt.domains.tenders.rules.dossier import Dossier

Pair = tuple[str, str]
_ONE = {Unit.YEARS: "jaar", Unit.MONTHS: "maand", Unit.DAYS: "dag"}
_MANY = {Unit.YEARS: "jaar", Unit.MONTHS: "maanden", Unit.DAYS: "dagen"}
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905  # a list of words
HEADINGS = {
    "organisatie": "De organisatie",
    "opdracht": "De opdracht",
    "gedrag": "Gedrag bij de competenties",
    "beoordeling": "Beoordeling, zoals gepubliceerd",
    "functieschaal": "Functieschaal",
    "offerte": "Eisen aan de inschrijving, zoals gepubliceerd",
    "overig": "Overige informatie",
    "meer": "Meer informatie",
}
NO_CONDITION = (
    "Door deze opdracht ontstaat geen dienstverband, ook geen fictief dienstverband, tussen de opdrachtgever en "
    "wie het werk doet (Wet DBA). De opdrachtnemer zorgt daarvoor en maakt dat bij de inschrijving aannemelijk."
)


@dataclass(frozen=True, slots=True)
class Item:
    """A requirement or criterion as a supplier reads it; `points` is empty for a requirement."""

    id: str
    text: str
    points: str
    rules: list[str]
    asks_periods: bool


def number(value: Decimal) -> str:
    """Return a number as it is written in Dutch, without zeros that say nothing."""
    return f"{value.normalize():f}".replace(".", ",")


def day(value: date) -> str:
    """Return "14 juli 2026"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def length(count: Decimal | int, unit: Unit) -> str:
    """Return "5 jaar", "1 maand"."""
    return f"{number(Decimal(count))} {(_ONE if count == 1 else _MANY)[unit]}"


def head(request: Request) -> list[Pair]:
    """Return what stands in the head of the request."""
    return [(label, value) for label, value in _head(request) if value]


def _head(request: Request) -> Iterator[Pair]:
    yield "Aanvraagnummer", request.number
    yield "Opdrachtgever", request.client
    yield "Start", day(request.start) if request.start else "Zo snel mogelijk"
    yield "Duur", length(request.duration.count, request.duration.unit) if request.duration else ""
    options = request.extensions
    yield (
        "Verlenging",
        f"{options.count} keer {length(options.length, options.unit)}" if options.count else "Geen opties",
    )
    yield "Uren per week", f"{number(request.hours.least)} tot {number(request.hours.most)}" if request.hours else ""
    yield "Aantal mensen", str(request.needed)
    yield "Opleidingsniveau", request.level
    yield "Regio", request.region
    yield "Functieschaal", str(request.scale) if request.scale is not None else ""
    yield "Werkdagen", request.working_days
    yield "Hybride werken", {True: "Ja", False: "Nee", None: ""}[request.is_hybrid]
    yield "Fee", f"€ {number(request.fee)}" if request.fee else "Geen fee" if request.fee is not None else ""
    yield "DAS-opdracht", "Ja" if request.is_das else "Nee"


def knockouts(request: Request) -> list[Item]:
    """Return the requirements."""
    return [_item(each, "", list(_demands(each))) for each in request.knockouts]


def criteria(request: Request) -> list[Item]:
    """Return the points criteria with their bands."""
    return [_item(each, f"{number(each.points)} punten", list(_rules(each))) for each in request.criteria]


def _item(each: Knockout | Criterion, points: str, rules: list[str]) -> Item:
    counts_days = each.proof == Proof.EXPERIENCE or (isinstance(each, Criterion) and each.model == Model.BANDS)
    return Item(each.id, each.text, points, rules, counts_days)


def _demands(each: Knockout | Criterion) -> Iterator[str]:
    if each.level is not None:
        yield f"Een afgeronde opleiding van ten minste mbo-{each.level}; hoger telt ook."
    if each.directions:
        yield f"Richting: {', '.join(each.directions)}."
    if each.at_least is not None:
        yield f"Ten minste {length(each.at_least, each.unit)}; precies {length(each.at_least, each.unit)} is genoeg."
    if each.needs_explanation:
        yield "Het cv moet dit toelichten; alleen noemen is niet genoeg."


def _rules(each: Criterion) -> Iterator[str]:
    if each.model == Model.BANDS:
        yield from (f"{bounds(band, each.unit)}: {number(band.points)} punten" for band in each.bands)
    elif each.model == Model.EXAMPLES:
        share = each.points / each.examples
        if each.each_counts:
            yield f"Elk van {each.examples} voorbeelden geeft {number(share)} punten; de eerste {each.examples} tellen."
        else:
            yield f"Alle punten bij {each.examples} goede voorbeelden, anders geen; de eerste {each.examples} tellen."
    else:
        yield "Alle punten of geen."
    yield from _demands(each)


def bounds(band: Band, unit: Unit) -> str:
    """Return "meer dan 2 jaar", "1 tot en met 2 jaar"."""
    low = f"meer dan {number(band.over)}" if band.over is not None else ""
    low = number(band.at_least) if band.at_least is not None else low
    high = f"minder dan {number(band.under)}" if band.under is not None else ""
    high = f"tot en met {number(band.at_most)}" if band.at_most is not None else high
    if not low and not high:
        return "Elke duur"
    if low and not high and band.at_least is not None:
        low = f"{low} of meer"
    joined = f"{low} en {high}" if low and band.under is not None else f"{low} {high}".strip()
    return f"{joined[0].upper()}{joined[1:]} {_MANY[unit]}"


def settings(request: Request, chosen: Settings, reference: date) -> list[str]:
    """Return every setting of the procedure as a sentence, as it was frozen at publication."""
    lots = f"het lot, met de vaste waarde '{chosen.lot_value}'"
    tie = "gaan alle kandidaten met die stand door" if chosen.tie_at_line == TieAtLine.ADMIT_ALL else f"beslist {lots}"
    grades = "geldt de laagste"
    if chosen.combination == Combination.AGREED_ELSE_LOWEST:
        grades = "geldt het cijfer dat zij samen afspreken, met een reden; lukt dat niet, dan het laagste"
    told = [
        f"Ervaring telt tot de peildatum {day(reference)}, in dagen. Een jaar is het aantal dagen in het jaar ervoor.",
        "Overlappende banen tellen één keer, deeltijd telt als hele tijd, en wat niet in cv of brief staat telt niet.",
        f"De {chosen.shortlist} beste inschrijvingen gaan naar de opdrachtgever.",
        "Bij gelijke punten gaat het laagste uurtarief voor. Het tarief telt verder nergens mee.",
        f"Zijn punten en tarief gelijk op plaats {chosen.shortlist}, dan {tie}.",
        f"Wie voorgelegd is krijgt per keuzecriterium 0 tot {number(chosen.choice_most)} punten van de opdrachtgever.",
        f"De opdrachtgever nodigt er hoogstens {chosen.invite} uit; bij een gelijke stand op die plaats meer.",
        f"Een gesprek voer je met ten minste {chosen.least_interviewers} mensen van de organisatie.",
        f"Cijfers zijn: {', '.join(chosen.scale)}. Op elke competentie is '{chosen.minimum}' nodig.",
        f"Geven gespreksvoerders verschillende cijfers, dan {grades}.",
        f"Een vormgebrek dat we na de sluiting vinden, herstel je één keer: {rule_of(chosen.repair_days)}.",
        f"De opschortende termijn is {chosen.suspension_days} dagen; dag één is de dag na de brief.",
        f"Het tarief: {chosen.rate_definition or 'per uur, zonder btw'}",
        f"Cv's van wie het niet wordt, vernietigen we na {chosen.retention_days} dagen.",
    ]
    return told + ([] if request.choices else ["Er zijn geen keuzecriteria."])


def demands(offer: Documents) -> list[str]:
    """Return what an offer must look like."""
    told = [f"Bestanden in {' of '.join(kind.upper() for kind in offer.kinds)}."]
    if offer.most_pages is not None:
        told.append(f"Het cv heeft hoogstens {offer.most_pages} pagina's. Voorblad en motivatiebrief tellen niet mee.")
    if offer.language == "nl":
        told.append("In het Nederlands.")
    if offer.least_references:
        told.append(f"Ten minste {offer.least_references} referenties, die het goed vinden dat we ze bellen.")
    if offer.needs_dba:
        told.append("Een uitleg waarom er geen dienstverband ontstaat (Wet DBA).")
    return told


def condition(dossier: Dossier) -> list[str]:
    """Return the performance condition, passage by passage; empty when the request has none (H-015)."""
    if not dossier.request.is_conditional:
        return []
    texts = dossier.draft.texts if dossier.draft else {}
    return [line.strip() for line in texts.get("voorwaarde", ())] or [NO_CONDITION]


def condition_digest(dossier: Dossier) -> str:
    """Return the SHA-256 of the text of the condition: what was accepted."""
    return sha256("\n".join(condition(dossier)).encode()).hexdigest()


def passages(dossier: Dossier) -> list[tuple[str, list[str]]]:
    """Return the other passages of the published text, with their headings."""
    texts = dossier.draft.texts if dossier.draft else {}
    shown = [name for name in [*HEADINGS, *texts] if texts.get(name)]
    known = {"voorwaarde", "knockouts", "criteria", "competenties", "planning", "fee", "benodigd", "werkdagen"}
    names = [name for name in dict.fromkeys(shown) if name not in known]
    return [(HEADINGS.get(name, name.capitalize()), [line.strip() for line in texts[name]]) for name in names]


_PARTS = {
    "titel": "titel", "knockouts": "eisen", "criteria": "criteria", "keuzecriteria": "keuzecriteria",
    "competenties": "competenties", "offerte_eisen": "eisen aan de inschrijving", "documenten": "documenten",
    "vragen_tot": "einde van de vragen", "nota_op": "dag van de antwoorden", "uren_per_week": "uren per week",
    "uitnodigen_uiterlijk": "laatste dag van de uitnodigingen", "gesprekken_op": "dag van de gesprekken",
    "duur": "duur", "verlenging": "verlenging", "start": "start", "sluiting": "sluiting",
}  # fmt: skip


def changed_parts(changed: Mapping[str, Any]) -> str:
    """Return the parts of the request that a correction changed, in words."""
    return ", ".join(_PARTS.get(name, name.replace("_", " ")) for name in changed)
