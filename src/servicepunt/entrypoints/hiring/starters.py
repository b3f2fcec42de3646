"""What a request can begin with: a template of our own for the service point, or a copy of an earlier request."""

from copy import deepcopy
from typing import Any

from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.entrypoints.hiring.draftform import Parts

# These belong to one procedure, and are chosen anew for each.
_OF_ONE_TIME = {
    "nummer", "gepubliceerd", "correcties", "vragen_tot", "nota_op", "sluiting", "uitnodigen_uiterlijk",
    "gesprekken_op", "start",
}  # fmt: skip
_SETTINGS_OF_ONE_TIME = {"peildatum", "lotwaarde", "herstel_tot"}


def copy_of(dossier: Dossier) -> Parts:
    """Return a draft as an earlier request was at last, without its number and its moments."""
    draft = dossier.draft
    if draft is None:  # pragma: no cover  # a request begins with a draft
        return Parts()
    return Parts(
        {name: value for name, value in dossier.written.items() if name not in _OF_ONE_TIME},
        {name: value for name, value in draft.settings.items() if name not in _SETTINGS_OF_ONE_TIME},
        {name: list(lines) for name, lines in draft.texts.items()},
    )


def _bands(low: int, high: int) -> list[dict[str, Any]]:
    return [
        {"minder_dan": low, "punten": 0},
        {"vanaf": low, "tot_en_met": high, "punten": 15},
        {"meer_dan": high, "punten": 30},
    ]


_REQUEST: dict[str, Any] = {
    "titel": "Medewerker servicepunt",
    "opleidingsniveau": "mbo-4",
    "uren_per_week": {"min": 32, "max": 36},
    "duur": {"aantal": 3, "eenheid": "maanden"},
    "verlenging": {"aantal": 4, "lengte": 3, "eenheid": "maanden"},
    "das": False,
    "fee": "0.00",
    "benodigd": 1,
    "hybride": False,
    "werkdagen": "In overleg",
    "uitvoeringsvoorwaarde": True,
    "knockouts": [
        {"id": "1", "tekst": "Een afgeronde opleiding op mbo-4 of hoger.", "bewijs": "opleiding", "niveau": 4},
        {"id": "2", "tekst": "Ten minste drie jaar werk met klanten aan balie, telefoon of servicedesk.",
         "bewijs": "ervaring", "minimaal": 3, "eenheid": "jaren"},
        {"id": "3", "tekst": "Werk met de systemen van een overheid; het cv legt uit wat daar lastig aan was.",
         "bewijs": "oordeel", "toelichting_vereist": True},
    ],
    "criteria": [
        {"id": "4", "punten": 20, "tekst": "Een afgeronde opleiding in ICT of facilitair, mbo-4 of hoger.",
         "model": "alles_of_niets", "bewijs": "opleiding", "niveau": 4, "richtingen": ["ICT", "facilitair"],
         "volgt_uit": "1"},
        {"id": "5", "punten": 20, "tekst":
              "Verbeterde zelf de werkwijze van een team.", "model": "voorbeelden",
         "aantal": 2, "per_voorbeeld": True},
        {"id": "6", "punten": 30, "tekst": "Ervaring met software voor meldingen.", "model": "banden",
         "eenheid": "jaren", "banden": _bands(1, 2)},
        {"id": "7", "punten": 30, "tekst": "Werk met klanten bij een gemeente.", "model": "banden",
         "eenheid": "jaren", "banden": _bands(3, 5), "deel_van": "2"},
    ],
    "keuzecriteria": [
        {"id": "1", "naam": "Ervaring met opdrachten die hierop lijken"},
        {"id": "2", "naam": "Ervaring bij organisaties die op de onze lijken"},
    ],
    "competenties": [
        {"id": "klant", "naam": "Gericht op de klant"},
        {"id": "oplossen", "naam": "Problemen oplossen"},
        {"id": "uitleggen", "naam": "Duidelijk uitleggen"},
    ],
    "offerte_eisen": {"paginas_cv": 5, "referenties": 2, "taal": "nl", "dba_toelichting": True},
    "documenten": ["vog", "geheimhouding", "kvk"],
}  # fmt: skip
_SETTINGS: dict[str, Any] = {
    "voorleggen": 10,
    "gelijk_op_de_grens": "allen_toelaten",
    "uitnodigen": 3,
    "keuze_maximum": 10,
    "minimum": "voldoende",
    "cijfers_samen": "afgesproken_anders_laagste",
    "minste_gespreksvoerders": 2,
    "opschorting_dagen": 20,
    "klacht_verlengt_dagen": 0,
    "tarief_omschrijving": "Per uur in euro, zonder btw, alles inbegrepen, zonder maximum.",
    "bewaren_dagen": 28,
}  # fmt: skip
_TEXTS: dict[str, list[str]] = {
    "opdracht": [
        "Je bent het eerste aanspreekpunt voor collega’s met een vraag of storing.",
        "Je neemt meldingen aan aan de telefoon, aan de balie en in de mail.",
        "Je lost zelf op wat je kunt, en geeft de rest met uitleg door aan de tweede lijn.",
        "Je houdt melders op de hoogte, en schrijft op wat anderen daarvan kunnen leren.",
    ],
    "voorwaarde": [

              "Tussen de opdrachtgever en wie het werk doet, ontstaat geen dienstbetrekking. De "
              "inschrijver legt uit "

              "hoe het werk zo wordt ingericht dat dit klopt. Is de uitleg niet aannemelijk, dan kan "
              "de opdrachtgever "
        "de inschrijving terzijde leggen."
    ],
    "gedrag": [
        "Blijft rustig en vriendelijk, en is pas tevreden als de klant verder kan.",
        "Stelt de juiste vragen, en lost meteen op of geeft meteen door.",
        "Legt uit zonder vaktaal, en vertelt uit zichzelf hoe het ervoor staat.",
    ],
}  # fmt: skip


def service_point(*, client: str) -> Parts:
    """Return the draft of a request for an agent of the service point; moments and scale are left open."""
    return Parts({**deepcopy(_REQUEST), "opdrachtgever": client}, deepcopy(_SETTINGS), deepcopy(_TEXTS))
