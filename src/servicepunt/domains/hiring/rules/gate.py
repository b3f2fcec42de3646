"""The publication gate: what a request must settle before it is published, so that nothing is read into it later."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

import msgspec

from servicepunt.domains.hiring.rules.law import least_days_on
from servicepunt.domains.hiring.rules.limits import odd_values
from servicepunt.domains.hiring.rules.moments import DAY, instant, is_working_day, local_day
from servicepunt.domains.hiring.rules.playing import request_faults
from servicepunt.domains.hiring.rules.reading import Draft
from servicepunt.domains.hiring.rules.request import Model, Request, Settings
from servicepunt.domains.hiring.rules.timing import later_faults
from servicepunt.domains.hiring.rules.wording import in_words
from servicepunt.foundation.misreading import faults_of_form

_MUST_CHOOSE: Mapping[str, str] = {
    "gelijk_op_de_grens": "Kies wat er gebeurt bij gelijke score en gelijk tarief op de laatste plaats",
    "uitnodigen": "Kies hoeveel kandidaten een gesprek krijgen, voor iemand de scores ziet",
    "cijfers_samen": "Kies hoe de cijfers van de gespreksvoerders één cijfer worden",
    "opschorting_dagen": "Kies hoe lang de opschortende termijn duurt",
    "tarief_omschrijving": "Omschrijf het tarief: per uur, zonder btw, alles inbegrepen, met of zonder maximum",
}
_BEFORE = "Dat staat bij 'Afspraken die de tekst vaak vergeet'; na de publicatie ligt het vast."
_T = TypeVar("_T")
_MUST_FILL: Mapping[str, str] = {
    "titel": "Geef de aanvraag een titel.",
    "opdrachtgever": "Zet erbij wie de opdrachtgever is.",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing the gate found; `blocks` says whether the request may not be published with it."""

    blocks: bool
    sentence: str


def remarks_on(draft: Draft) -> list[Remark]:
    """Return what stands between a draft and its publication, what blocks first."""
    found = [_must(f"{sentence}. {_BEFORE}") for name, sentence in _MUST_CHOOSE.items() if name not in draft.settings]
    found += [_must(sentence) for name, sentence in _MUST_FILL.items() if not draft.request.get(name)]
    if "gepubliceerd" not in draft.request:
        found.append(_must("Zet het moment van publicatie erbij. Daarmee begint de tijd om in te schrijven."))
    found += [_must(f"Criterium {each['id']}: kies of één goed voorbeeld een deel van de punten geeft, "
                    "want anders kan de tekst op twee manieren worden gelezen.")
              for each in draft.request.get("criteria", ()) if _is_undecided(each)]  # fmt: skip
    request, settings = _read(draft.request, Request), _read(draft.settings, Settings)
    if isinstance(request, list):
        # A form without rows has an empty list of them: they are asked for only where nothing else is missing.
        told = [each for each in request if not re.search("'(knockouts|criteria)' ontbreekt", each)] or request
        return [*found, *(_must(_whole("aanvraag", each)) for each in told)]
    if isinstance(settings, list):
        return [*found, *(_must(_whole("instellingen", each)) for each in settings)]
    # What the rules could not reckon with later on is not published: they have one set of limits.
    odd = [*odd_values(request, "aanvraag"), *odd_values(settings, "instellingen")]
    if odd:
        return [*found, *map(_must, odd)]
    found += [_must(fault) for fault in request_faults(request, settings)]
    found += _planning(request)
    found += _workload(request, draft.settings)
    found += _words(draft, request)
    return sorted(found, key=lambda each: not each.blocks)


def _read(written: Mapping[str, Any], form: type[_T]) -> _T | list[str]:
    """Return a part of a draft as its form; or in Dutch all that keeps it from being one."""
    try:
        return msgspec.convert(written, form, strict=False)
    except msgspec.ValidationError as error:
        plain = msgspec.json.decode(msgspec.json.encode(written))
        return faults_of_form(plain, form, first=str(error), strict=False)


def _whole(part: str, fault: str) -> str:
    """Return a fault with its whole place, as it has in a file."""
    return f"{part}{fault.removeprefix('het bestand')}" if fault.startswith("het bestand") else f"{part}.{fault}"


def _must(sentence: str) -> Remark:
    return Remark(blocks=True, sentence=in_words(sentence))


def _note(sentence: str) -> Remark:
    return Remark(blocks=False, sentence=sentence)


def _is_undecided(criterion: Mapping[str, Any]) -> bool:
    return criterion.get("model") == Model.EXAMPLES and "per_voorbeeld" not in criterion


def _planning(request: Request) -> Iterator[Remark]:
    steps = list(_steps(request))
    # The days after the closing have one rule with what moves it later on.
    until = [name for name, _ in steps].index("de sluiting") + 1
    for (earlier, first), (later, second) in pairwise(steps[:until]):
        if second < first:
            yield _must(f"De planning loopt niet op: {later} ligt voor {earlier}.")
        if second == first:
            yield _must(f"De planning loopt niet op: {later} is op hetzelfde moment als {earlier}.")
    yield from map(_must, later_faults(request, instant(request.closes_at, "sluiting")))
    if request.interviews_on is not None and request.interviews_on == request.invite_by:
        yield _must(
            f"De gesprekken zijn op de laatste dag van uitnodigen ({request.invite_by:%d-%m-%Y}), en die dag duurt tot "
            "het einde. Kies bij Planning een latere dag voor de gesprekken."
        )
    for name, moment in steps:
        if name != "de publicatie" and not is_working_day(local_day(moment)):
            yield _must(f"{name.capitalize()} valt op {local_day(moment):%d-%m-%Y}: geen werkdag. Kies een andere dag.")
    closing = local_day(instant(request.closes_at, "sluiting"))
    days = (closing - request.answers_on).days if request.answers_on is not None else None
    if request.answers_on is not None and days is not None and days < (least := least_days_on(request.answers_on)):
        yield _note(f"Tussen de antwoorden en de sluiting liggen {days} dagen; gebruikelijk is {least}.")


def _steps(request: Request) -> Iterator[tuple[str, datetime]]:
    moments: Sequence[tuple[str, datetime | date | None]] = [
        ("de publicatie", request.published_at),
        ("het einde van de vragen", request.questions_until),
        ("de dag van de antwoorden", request.answers_on),
        ("de sluiting", request.closes_at),
        ("de laatste dag van uitnodigen", request.invite_by),
        ("de dag van de gesprekken", request.interviews_on),
    ]
    for name, moment in moments:
        if isinstance(moment, datetime):
            yield name, instant(moment, name)
        elif moment is not None:
            # A day without an hour lasts until its end, but work on it can begin in the morning.
            yield name, instant(datetime(moment.year, moment.month, moment.day, 23, 59), name)  # noqa: DTZ001  # local


def _workload(request: Request, settings: Mapping[str, Any]) -> Iterator[Remark]:
    if request.invite_by is None:
        yield _must(
            "Vul bij Planning in voor welke dag de genodigden bericht krijgen. Zij moeten daarop kunnen rekenen."
        )
        return
    day, days = local_day(instant(request.closes_at, "sluiting")), 0
    while day <= request.invite_by:
        days += is_working_day(day)
        day += DAY
    expected = _expected(settings)
    there = days * timedelta(hours=float(expected.hours_a_day))
    each = timedelta(minutes=expected.minutes_each)
    if expected.expected_offers * each > there:
        yield _must(
            f"{expected.expected_offers} inschrijvingen van {expected.minutes_each} minuten passen niet tussen "
            f"sluiting en uitnodiging: er passen er {int(there / each)}. Kies bij Planning een latere dag voor de "
            "uitnodigingen, of pas het verwachte werk aan.",
        )


def _expected(settings: Mapping[str, Any]) -> Settings:
    """Return what is expected of the work; what is not filled in, or makes no sense, is as the rules have it."""
    names = ("verwachte_inschrijvingen", "minuten_per_inschrijving", "uren_per_dag")
    given = {name: settings[name] for name in names if settings.get(name)}
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError:
        return Settings()


def _words(draft: Draft, request: Request) -> Iterator[Remark]:
    text = " ".join(line for lines in draft.texts.values() for line in lines)
    used = {
        word
        for word in ("selectiecriteria", "gunningscriteria")
        if re.search(word, text + draft.headings, re.IGNORECASE)
    }
    if len(used) == 2:
        yield _note("De tekst noemt één lijst 'selectiecriteria' en 'gunningscriteria'; kies één woord.")
    levels = sorted({each.level for each in request.knockouts if each.level is not None})
    if (
        request.level
        and levels
        and not any(re.search(rf"mbo-?\s?{level}\b", request.level, re.IGNORECASE) for level in levels)
    ):
        yield _note(
            f"De kop zegt opleidingsniveau '{request.level}', de eis mbo-{levels[0]}; de eis geldt.",
        )
