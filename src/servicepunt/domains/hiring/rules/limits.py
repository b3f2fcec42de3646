"""What no procedure has: numbers that are none, days in another age, lengths of centuries."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct, structs

from servicepunt.domains.hiring.rules.offers import Citation
from servicepunt.domains.hiring.rules.request import Request, Settings, Unit

_YEARS = range(1900, 2201)
_MOST = 1_000_000
_DECIMALS = 20
_LONGEST = {Unit.YEARS: 100, Unit.MONTHS: 1_200, Unit.DAYS: 36_525}
_MOST_DAYS = 3_650
_LONGEST_NAME = 100


def odd_values(value: Any, place: str = "") -> Iterator[str]:
    """Return in Dutch what is too odd to reckon with, wherever it stands in a file, with its place."""
    if isinstance(value, Struct):
        for each in structs.fields(type(value)):
            yield from odd_values(getattr(value, each.name), f"{place}.{each.encode_name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from odd_values(each, f"{place}.{key}")
    elif isinstance(value, tuple):
        for count, each in enumerate(value, 1):
            yield from odd_values(each, f"{place}[{count}]")
    elif isinstance(value, date) and value.year not in _YEARS:
        yield f"{place}: het jaar {value.year} kan niet; schrijf een jaar van {_YEARS[0]} tot en met {_YEARS[-1]}."
    elif isinstance(value, Decimal | int | float) and not _is_usual(Decimal(str(value))):
        yield f"{place}: dit is geen gewoon getal; schrijf een getal van hooguit {_MOST}."
    if isinstance(value, Citation) and value.page < 1:
        yield f"{place}.pagina: {value.page} kan niet; de eerste pagina is 1."


def _is_usual(value: Decimal) -> bool:
    return value.is_finite() and abs(value) <= _MOST and int(value.as_tuple().exponent) >= -_DECIMALS


def length_faults(request: Request) -> Iterator[str]:
    """Return in Dutch which lengths of a request are below nothing, or longer than anybody lives."""
    for demand in [*request.knockouts, *request.criteria]:
        bounds = [each for band in demand.bands for each in (band.over, band.at_least, band.under, band.at_most)] \
            if hasattr(demand, "bands") else []
        lengths = [each for each in [demand.at_least, *bounds] if each is not None]
        if any(not 0 <= each <= _LONGEST[demand.unit] for each in lengths):
            yield f"aanvraag, nummer {demand.id}: een lengte ligt niet tussen 0 en {_LONGEST[demand.unit]} {demand.unit}."
    options, duration = request.extensions, request.duration
    if duration and not 0 < duration.count <= _LONGEST[duration.unit]:
        yield f"aanvraag.duur: geef een aantal van 1 tot en met {_LONGEST[duration.unit]} {duration.unit}."
    most = _LONGEST[options.unit]
    if min(options.count, options.length) < 0 or max(options.count, options.length, options.count * options.length) > most:
        yield f"aanvraag.verlenging: alle opties samen zijn 0 tot en met {most} {options.unit}."


def setting_faults(settings: Settings) -> Iterator[str]:
    """Return in Dutch which settings have a number that cannot be."""
    if settings.shortlist < 1 or settings.invite < 1:
        yield "instellingen: voorleggen en uitnodigen zijn ten minste 1."
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
