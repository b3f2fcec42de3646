"""Which version of an offer counts: in time, complete, not withdrawn, and repaired in time (A-27, A-33, A-35)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.offers import Defect, Found, Offer, Version
from servicepunt.domains.hiring.rules.repairs import ends_at, is_content
from servicepunt.domains.hiring.rules.request import Documents, Settings

MAX_RATE = Decimal("99999.99")
_RATE = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?\Z")


class Standing(StrEnum):
    """How an offer stands when the doors close."""

    RECEIVED = "ontvangen"
    LATE = "te_laat"
    REFUSED = "geweigerd_bij_indiening"
    WITHDRAWN = "ingetrokken"
    DEFECTIVE = "ongeldig"


@dataclass(frozen=True, slots=True)
class Admission:
    """The standing of an offer, which version counts (from 1), its rate, and why."""

    standing: Standing
    version: int | None
    rate: Decimal | None
    reasons: Sequence[str]
    hints: Sequence[str] = ()


def admission(offer: Offer, closes_at: datetime, demands: Documents, settings: Settings) -> Admission:
    """
    Return what an offer is worth at the closing instant: accepted is what came strictly before it.

    The last version that was accepted counts. A withdrawal before closing takes back what came before it.
    """
    place = f"inschrijving {offer.id}"
    gone = _withdrawals_before(offer, closes_at, place)
    counting: tuple[int, Version] | None = None
    refused: list[str] = []
    taken_back = late = False
    for number, version in _in_order(offer, place):
        at = instant(version.received_at, place)
        reasons = refusals(version, demands)
        if at >= closes_at:
            late = True
        elif reasons:
            refused = [f"versie {number}: {reason}" for reason in reasons]
        elif any(moment >= at for moment in gone):
            counting, taken_back = None, True
        else:
            counting, refused, taken_back = (number, version), [], False
    if counting:
        number, version = counting
        lasting = [each for each in version.defects if not (each.is_open or _is_mended(each, settings, closes_at))]
        return _admitted(number, version, demands, lasting, _hints(late=late, refused=refused))
    return _without(late=late, taken_back=taken_back, refused=refused)


def _in_order(offer: Offer, place: str) -> list[tuple[int, Version]]:
    return sorted(enumerate(offer.versions, 1), key=lambda each: (instant(each[1].received_at, place), each[0]))


def _withdrawals_before(offer: Offer, closes_at: datetime, place: str) -> list[datetime]:
    return [moment for moment in withdrawals(offer, place) if moment < closes_at]


def withdrawals(offer: Offer, place: str) -> list[datetime]:
    """Return the moments at which an offer was withdrawn, in UTC."""
    given = ([offer.withdrawn_at] if offer.withdrawn_at else []) + list(offer.withdrawals)
    return sorted(instant(moment, place) for moment in given)


def _without(*, late: bool, taken_back: bool, refused: list[str]) -> Admission:
    if taken_back:
        return Admission(Standing.WITHDRAWN, None, None, ["ingetrokken voor de sluiting"])
    if late:
        return Admission(Standing.LATE, None, None, ["ontvangen op of na de sluiting; niet geopend"])
    return Admission(Standing.REFUSED, None, None, refused)


def _hints(*, late: bool, refused: list[str]) -> list[str]:
    hints = ["een latere versie kwam na de sluiting; de eerdere telt"] if late else []
    return hints + [f"geweigerd: {reason}" for reason in refused]


def _admitted(
    number: int, version: Version, demands: Documents, lasting: Sequence[Defect], hints: list[str]
) -> Admission:
    if version.language and demands.language and version.language != demands.language:
        hints.append(f"het cv is in '{version.language}', niet in '{demands.language}'; geen grond om te weigeren")
    rate = rate_of(version.rate)
    if lasting:
        reasons = [f"gebrek niet hersteld: {defect.kind}" for defect in lasting]
        return Admission(Standing.DEFECTIVE, number, rate, reasons, hints)
    return Admission(Standing.RECEIVED, number, rate, [], hints)


def _is_mended(defect: Defect, settings: Settings, closes_at: datetime) -> bool:
    # Content and price may never change after closing, whatever the defect (C-599/10 SAG, C-336/12 Manova).
    if is_content(defect.kind, defect.form_because) or defect.repaired_at is None:
        return False
    ends = ends_at(defect.until, settings.repair_until, settings.repair_days, closes_at)
    return instant(defect.repaired_at, "hersteld_op") < ends


def refusals(version: Version, demands: Documents) -> list[str]:
    """Return in Dutch why a version is refused on the spot; nothing when it is accepted."""
    kind = version.kind.casefold().lstrip(".") if version.kind else None
    found = [defect.kind for defect in version.defects if defect.found == Found.AT_SENDING]
    if demands.most_pages is not None and version.pages is not None and version.pages > demands.most_pages:
        found.append(f"het cv heeft {version.pages} pagina's; het mogen er {demands.most_pages} zijn")
    if demands.least_references and version.references is not None and version.references < demands.least_references:
        found.append(f"{version.references} referenties; het moeten er {demands.least_references} zijn")
    if kind is not None and kind not in demands.kinds:
        found.append(f"een bestand van soort '{kind}'; gevraagd is {' of '.join(demands.kinds)}")
    if version.is_encrypted:
        found.append("het bestand is versleuteld")
    if version.has_dba is False and demands.needs_dba:
        found.append("de toelichting op de arbeidsrelatie (Wet DBA) ontbreekt")
    if rate_of(version.rate) is None:
        found.append("het tarief ontbreekt, of is geen bedrag boven nul met ten hoogste twee decimalen")
    return found


def rate_of(given: str | float | None) -> Decimal | None:
    """Return an hourly rate in euro, excluding VAT, with a comma or a point; None when it is no rate (H-071)."""
    text = str(given).strip().removeprefix("€").strip() if given is not None else ""
    if not _RATE.match(text):
        return None
    rate = Decimal(text.replace(",", "."))
    return rate.quantize(Decimal("0.01")) if Decimal(0) < rate <= MAX_RATE else None
