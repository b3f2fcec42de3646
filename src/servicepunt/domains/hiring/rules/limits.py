"""What no procedure has: numbers that are none, days in another age, lengths of centuries."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct, structs

from servicepunt.domains.hiring.rules.offers import Citation
from servicepunt.domains.hiring.rules.request import Criterion, Knockout, Request, Settings, Unit

_YEARS = range(1900, 2201)
_MOST = 1_000_000
_DECIMALS = 20
_LONGEST = {Unit.YEARS: 100, Unit.MONTHS: 1_200, Unit.DAYS: 36_525}
_MOST_DAYS = 3_650
_LONGEST_NAME = 100
_MOST_NEEDED, _HOURS = 1_000, 168


def odd_values(value: Any, place: str = "") -> Iterator[str]:
    """Return in Dutch what is too odd to reckon with, wherever it stands in a file, with its place."""
    if fault := _oddity(value):
        yield f"{place}: {fault}."
    for name, each in _parts(value):
        yield from odd_values(each, f"{place}{name}".lstrip("."))


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Struct):
        yield from ((f".{each.encode_name}", getattr(value, each.name)) for each in structs.fields(type(value)))
    elif isinstance(value, Mapping):
        yield from ((f".{key}", each) for key, each in value.items())
    elif isinstance(value, tuple):
        yield from ((f"[{count}]", each) for count, each in enumerate(value, 1))


def _oddity(value: Any) -> str:
    if isinstance(value, date) and value.year not in _YEARS:
        return f"het jaar {value.year} kan niet; schrijf een jaar van {_YEARS[0]} tot en met {_YEARS[-1]}"
    if isinstance(value, Decimal | int | float) and not _is_usual(Decimal(value)):
        return f"dit is geen gewoon getal; schrijf een getal van hooguit {_MOST}"
    if isinstance(value, Citation) and value.page < 1:
        return f"pagina {value.page} kan niet; de eerste pagina is 1"
    return ""


def _is_usual(value: Decimal) -> bool:
    return value.is_finite() and abs(value) <= _MOST and (not value or value.adjusted() >= -_DECIMALS)


def length_faults(request: Request) -> Iterator[str]:
    """Return in Dutch which lengths of a request are below nothing, or longer than anybody lives."""
    demands: list[Knockout | Criterion] = [*request.knockouts, *request.criteria]
    for demand in demands:
        bands = demand.bands if isinstance(demand, Criterion) else ()
        bounds = [each for band in bands for each in (band.over, band.at_least, band.under, band.at_most)]
        lengths = [each for each in [demand.at_least, *bounds] if each is not None]
        if any(not 0 <= each <= _LONGEST[demand.unit] for each in lengths):
            most = _LONGEST[demand.unit]
            yield f"aanvraag, nummer {demand.id}: een lengte ligt niet tussen 0 en {most} {demand.unit.counted}."
    options, duration = request.extensions, request.duration
    if duration and not 0 < duration.count <= _LONGEST[duration.unit]:
        yield f"aanvraag.duur: geef een aantal van 1 tot en met {_LONGEST[duration.unit]} {duration.unit.counted}."
    most, many, length = _LONGEST[options.unit], options.count, options.length
    if min(many, length) < 0 or max(many, length, many * length) > most:
        yield f"aanvraag.verlenging: alle opties samen zijn 0 tot en met {most} {options.unit.counted}."


def count_faults(request: Request) -> Iterator[str]:
    """Return in Dutch which counts of a request cannot be: nobody needed, no page, more hours than a week has."""
    if not 1 <= request.needed <= _MOST_NEEDED:
        yield f"aanvraag.benodigd: geef een aantal van 1 tot en met {_MOST_NEEDED}."
    hours = request.hours
    if hours is not None and not 0 < hours.least <= hours.most <= _HOURS:
        yield f"aanvraag.uren_per_week: min is meer dan 0, en max is min of meer en hooguit {_HOURS}."
    if request.offer.most_pages is not None and request.offer.most_pages < 1:
        yield "aanvraag.offerte_eisen.paginas_cv: geef ten minste 1 pagina."
    if request.offer.least_references is not None and request.offer.least_references < 0:
        yield "aanvraag.offerte_eisen.referenties: geef 0 of meer."
    if not request.offer.kinds:
        yield "aanvraag.offerte_eisen.soorten: noem ten minste één soort bestand, zoals pdf."


def setting_faults(settings: Settings) -> Iterator[str]:
    """Return in Dutch which settings have a number that cannot be."""
    if settings.shortlist < 1 or settings.invite < 1:
        yield "instellingen: voorleggen en uitnodigen zijn ten minste 1."
    if settings.choice_most <= 0:
        yield "instellingen.keuze_maximum: geef een getal boven 0, zoals 10."
    if len(set(settings.scale)) < len(settings.scale):
        yield "instellingen.schaal: een cijfer staat er twee keer."
    if settings.least_interviewers < 2:
        yield "instellingen.minste_gespreksvoerders: een gesprek telt met ten minste twee mensen."
    if not 1 <= settings.repair_days <= _MOST_DAYS:
        yield f"instellingen.herstel_werkdagen: geef 1 tot en met {_MOST_DAYS} werkdagen om te herstellen."
    days = {
        "opschorting_dagen": settings.suspension_days,
        "klacht_verlengt_dagen": settings.complaint_days,
        "bewaren_dagen": settings.retention_days,
    }
    for name, count in days.items():
        if not 0 <= count <= _MOST_DAYS:
            yield f"instellingen.{name}: geef 0 tot en met {_MOST_DAYS} dagen."


def name_faults(place: str, names: list[str]) -> Iterator[str]:
    """Return in Dutch which names stand twice, are empty, or are too long to be one."""
    for name in sorted(set(names)):
        if names.count(name) > 1:
            yield f"{place}: {name} komt twee keer voor."
        if name != name.strip() or not 0 < len(name) <= _LONGEST_NAME:
            yield f"{place}: '{name[:_LONGEST_NAME]}' is geen naam; schrijf iets korts zonder spatie ervoor of erna."
