"""What a colleague who got a role in a request reads: what is asked, until when, and where. Nothing of an offer."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from servicepunt.domains.hiring.rules.dutch import day_in_words, moment_in_words
from servicepunt.domains.tenders.rules.seats import Seat

Planning = Mapping[str, Any]
UNKNOWN = "De planning is nog niet bekend. Zodra zij er is, staat zij op de pagina van de aanvraag."
_ASKED: Mapping[Seat, str] = {
    Seat.DESK: "Je begeleidt de aanvraag: je zet hem klaar, beantwoordt vragen en opent samen met een ander de "
    "inschrijvingen. Maak voor de publicatie je sleutel.",
    Seat.CLIENT: "Je beoordeelt of elke inschrijving buiten dienstbetrekking past, kiest wie een gesprek krijgt en "
    "geeft het gunningsadvies. Maak voor de publicatie je sleutel.",
    Seat.BUDGET: "Je keurt de aanvraag goed, of geeft hem terug met een reden. Je krijgt hem als hij klaar is.",
    Seat.ASSESSOR: "Je beoordeelt elke inschrijving op de eisen en de criteria. Je ziet geen tarief, en geen punten "
    "van een ander. Zeg eerst of je iemand kent.",
    Seat.INTERVIEWER: "Je voert met een collega de gesprekken en geeft per competentie een cijfer. Zeg eerst of je "
    "iemand kent.",
    Seat.MANDATE: "Je neemt de gunningsbeslissing en tekent daarna de overeenkomst.",
    Seat.AUDITOR: "Je kijkt mee in het dossier en houdt een sleutel. Maak die sleutel voor de publicatie.",
}


def _until_closing(planning: Planning) -> str:
    return f"Inschrijven kan tot {_moment(planning, 'sluiting')}."


def _assessing(planning: Planning) -> str:
    return (
        f"Je begint na de sluiting op {_moment(planning, 'sluiting')} en bent klaar op tijd voor de uitnodigingen, "
        f"uiterlijk op {_day(planning, 'uitnodigen_uiterlijk')}."
    )


def _choosing(planning: Planning) -> str:
    return (
        f"De uitnodigingen voor de gesprekken gaan uiterlijk op {_day(planning, 'uitnodigen_uiterlijk')} de deur uit."
    )


def _talking(planning: Planning) -> str:
    return f"De gesprekken zijn op {_day(planning, 'gesprekken_op')}."


def _deciding(planning: Planning) -> str:
    return f"De beslissing komt na de gesprekken op {_day(planning, 'gesprekken_op')}."


def _approving(planning: Planning) -> str:
    return (
        f"Leveranciers kunnen vragen stellen tot {_moment(planning, 'vragen_tot')}; de aanvraag is dan al dagen open."
    )


_UNTIL: Mapping[Seat, Callable[[Planning], str]] = {
    Seat.DESK: _until_closing,
    Seat.CLIENT: _choosing,
    Seat.BUDGET: _approving,
    Seat.ASSESSOR: _assessing,
    Seat.INTERVIEWER: _talking,
    Seat.MANDATE: _deciding,
    Seat.AUDITOR: _until_closing,
}


def seated(seat: Seat, *, name: str, number: str, title: str, planning: Planning, link: str) -> tuple[str, str]:
    """Return subject and text of the mail to a colleague who got a role; `planning` is the request as written."""
    try:
        until = _UNTIL[seat](planning)
    except (KeyError, ValueError):
        until = UNKNOWN
    text = (
        f"Beste {name},\n\nJe bent {seat.value} bij een aanvraag om iemand in te huren: {title} ({number}).\n\n"
        f"{_ASKED[seat]}\n\n{until}\n\n{link}\n\nKlopt het niet dat jij dit doet? Laat het de inhuurdesk weten.\n"
    )
    return f"Je bent {seat.value}: {title} ({number})", text


def _moment(planning: Planning, name: str) -> str:
    return moment_in_words(datetime.fromisoformat(str(planning[name])))


def _day(planning: Planning, name: str) -> str:
    return day_in_words(date.fromisoformat(str(planning[name])))
