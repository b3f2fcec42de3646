"""Procedures for tests, as the files that people write: the request of the seed, and offers that fit it."""

import json
from typing import Any

from servicepunt.domains.hiring.rules import play, read_procedure, told
from servicepunt.domains.hiring.rules.course import Procedure

SHOWN = {"pagina": 2, "passage": "Zie het cv."}
Told = dict[str, Any]


def request(**changed: Any) -> Told:
    """The request of the seed: four requirements, 20 + 20 + 30 + 30 points, three competences."""
    bands = [
        ({"minder_dan": 1, "punten": 0}, {"vanaf": 1, "tot_en_met": 2, "punten": 15}, {"meer_dan": 2, "punten": 30}),
        ({"minder_dan": 4, "punten": 0}, {"vanaf": 4, "tot_en_met": 5, "punten": 15}, {"meer_dan": 5, "punten": 30}),
    ]
    return {
        "nummer": "30954",
        "sluiting": "2026-07-14T09:00:00",
        "uitnodigen_uiterlijk": "2026-07-16",
        "duur": {"aantal": 3},
        "verlenging": {"aantal": 4, "lengte": 3},
        "knockouts": [
            {"id": "1", "bewijs": "opleiding", "niveau": 4},
            {"id": "2", "bewijs": "ervaring", "minimaal": 5},
            {"id": "3"},
            {"id": "4", "toelichting_vereist": True},
        ],
        "criteria": [
            {"id": "5", "punten": 20, "model": "alles_of_niets", "bewijs": "opleiding", "niveau": 4, "volgt_uit": "1"},
            {"id": "6", "punten": 20, "model": "voorbeelden", "aantal": 2},
            {"id": "7", "punten": 30, "model": "banden", "banden": bands[0]},
            {"id": "8", "punten": 30, "model": "banden", "deel_van": "2", "banden": bands[1]},
        ],
        "competenties": [{"id": "klant"}, {"id": "probleem"}, {"id": "communicatie"}],
    } | changed


def offer(
    name: str,
    *,
    rate: Any = "75.00",
    topdesk: int = 731,
    municipality: int = 1827,
    counter: int = 3000,
    examples: int = 2,
    ict: bool = True,
    received: str = "2026-07-13T10:00:00",
    **changed: Any,
) -> Told:
    """An offer that is in time, conform, and passes; by default with 100 points."""
    return {
        "id": name,
        "ontvangstbewijs": f"bewijs-{name}",
        "versies": [{"ontvangen": received, "tarief": rate}],
        "conformiteit": {"oordeel": "conform", "reden": "Kiest zelf de werkwijze.", "vindplaats": SHOWN},
        "knockouts": {
            "1": {"niveau": 4, "afgerond": True, "vindplaats": SHOWN},
            "2": {"dagen": counter, "vindplaats": SHOWN},
            "3": {"voldoet": True, "vindplaats": SHOWN},
            "4": {"voldoet": True, "toegelicht": True, "vindplaats": SHOWN},
        },
        "criteria": {
            "5": {"niveau": 4, "voldoet": ict, "vindplaats": SHOWN},
            "6": {"voorbeelden": [{"vindplaats": SHOWN}] * examples},
            "7": {"dagen": topdesk, "vindplaats": SHOWN},
            "8": {"dagen": municipality, "vindplaats": SHOWN},
        },
    } | changed


def procedure(*offers: Told, **parts: Any) -> Procedure:
    """A procedure with these offers, read as a file is read."""
    whole = {"aanvraag": request(), "inschrijvingen": list(offers)} | parts
    return read_procedure(json.dumps(whole).encode())


def outcome(*offers: Told, **parts: Any) -> Told:
    """What such a procedure comes to."""
    return told(play(procedure(*offers, **parts)))


def round_of(*names: str, scores: dict[str, float] | None = None, **changed: Any) -> Told:
    """A round in which these are scored, highest first unless the scores are given."""
    given = scores or {name: 9 - number for number, name in enumerate(names)}
    return {
        "scores": {name: {"1": score, "2": score} for name, score in given.items()},
        "uitgenodigd_op": "2026-07-16T12:00:00",
    } | changed


def interview(name: str, grade: str = "goed", **changed: Any) -> Told:
    """An interview by two, with one grade for everything."""
    grades = {"klant": grade, "probleem": grade, "communicatie": grade}
    return {"inschrijving": name, "gespreksvoerders": ["P", "Q"], "cijfers": {"P": grades, "Q": grades}} | changed


def decision(*names: str, sent: str = "2026-07-22T16:00:00", reason: str = "Past het best bij het profiel.") -> Told:
    """A decision, sent on Wednesday 22 July 2026."""
    return {"gegund": list(names), "reden": reason, "verzonden_op": sent}
