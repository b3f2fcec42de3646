"""The forms of a request and its settings: every field with what it is when it is left out, as the schema says."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from servicepunt.entrypoints.awarding.verifier.package import Difference, Plain

NEEDED = "(verplicht)"
_DEMAND: Plain = {
    "bewijs": "oordeel", "niveau": None, "richtingen": [], "minimaal": None, "eenheid": "jaren",
    "toelichting_vereist": False, "id": NEEDED, "tekst": "",
}  # fmt: skip
FORMS: dict[str, Plain] = {
    "aanvraag": {
        "nummer": "", "titel": "", "opdrachtgever": "", "gepubliceerd": None, "vragen_tot": None, "nota_op": None,
        "sluiting": NEEDED, "correcties": [], "uitnodigen_uiterlijk": None, "gesprekken_op": None, "start": None,
        "opleidingsniveau": "", "regio": "", "das": False, "functieschaal": None, "fee": None, "hybride": None,
        "werkdagen": "", "duur": None, "verlenging": {}, "uren_per_week": None, "benodigd": 1,
        "uitvoeringsvoorwaarde": True, "knockouts": NEEDED, "criteria": NEEDED,
        "keuzecriteria": [{"id": "1"}, {"id": "2"}], "competenties": [], "offerte_eisen": {}, "documenten": [],
    },
    "knockouts": _DEMAND,
    "criteria": {
        **_DEMAND, "punten": NEEDED, "model": NEEDED, "banden": [], "aantal": 1, "per_voorbeeld": False,
        "deel_van": None, "volgt_uit": None,
    },
    "banden": {"punten": NEEDED, "meer_dan": None, "vanaf": None, "minder_dan": None, "tot_en_met": None},
    "keuzecriteria": {"id": NEEDED, "naam": ""},
    "competenties": {"id": NEEDED, "naam": ""},
    "duur": {"aantal": NEEDED, "eenheid": "maanden"},
    "verlenging": {"aantal": 0, "lengte": 0, "eenheid": "maanden"},
    "uren_per_week": {"min": NEEDED, "max": NEEDED},
    "correcties": {"op": NEEDED, "sluiting": NEEDED, "door": [], "storing": False,
                   "uitnodigen_uiterlijk": None, "gesprekken_op": None, "regels": 2},
    "offerte_eisen": {"paginas_cv": None, "referenties": None, "soorten": ["pdf"], "taal": "nl",
                      "dba_toelichting": False},
    "instellingen": {
        "voorleggen": 10, "gelijk_op_de_grens": "allen_toelaten", "lotwaarde": "", "uitnodigen": 3, "peildatum": None,
        "keuze_maximum": "10", "schaal": ["onvoldoende", "matig", "voldoende", "ruim voldoende", "goed", "uitstekend"],
        "minimum": "voldoende", "cijfers_samen": "afgesproken_anders_laagste", "minste_gespreksvoerders": 2,
        "opschorting_dagen": 20, "klacht_verlengt_dagen": 0, "herstel_tot": None, "herstel_werkdagen": 2,
        "tarief_omschrijving": "", "laag_tarief_onder": None, "waarde_grens": None, "bewaren_dagen": 28,
        "verwachte_inschrijvingen": 15, "minuten_per_inschrijving": 45, "uren_per_dag": "6",
    },
}  # fmt: skip
AMOUNTS = {"punten", "meer_dan", "vanaf", "minder_dan", "tot_en_met", "minimaal", "min", "max", "fee", "keuze_maximum",
           "laag_tarief_onder", "waarde_grens", "uren_per_dag"}  # fmt: skip
COUNTS = {"niveau", "functieschaal", "paginas_cv", "referenties", "aantal", "lengte", "benodigd", "voorleggen",
          "uitnodigen", "minste_gespreksvoerders", "opschorting_dagen", "klacht_verlengt_dagen", "herstel_werkdagen",
          "bewaren_dagen", "verwachte_inschrijvingen", "minuten_per_inschrijving", "regels"}  # fmt: skip
MOMENTS = {"gepubliceerd", "vragen_tot", "sluiting", "op", "herstel_tot"}


def filled(form: str, given: Plain) -> Plain:
    """Return a form with every field, each written in its one way."""
    unknown = sorted(set(given) - set(FORMS[form]))
    if unknown:
        raise Difference(f"{form}: veld {unknown[0]} bestaat niet.")
    return {key: _value(form, key, given.get(key, default)) for key, default in FORMS[form].items()}


def _value(form: str, key: str, value: Any) -> Any:
    if value == NEEDED:
        raise Difference(f"{form}: veld {key} ontbreekt.")
    if key in FORMS and isinstance(value, list | tuple):
        return [filled(key, each) for each in value]
    if key in FORMS and isinstance(value, dict):
        return filled(key, value)
    if value is None or isinstance(value, bool):
        return value
    if key in AMOUNTS:
        return str(Decimal(str(value)))
    if key in COUNTS:
        return int(value)
    return moment_text(value) if key in MOMENTS else value


def moment_text(value: str) -> str:
    """Return a moment in its one notation; without an offset it stays without."""
    return datetime.fromisoformat(value).isoformat().replace("+00:00", "Z")
