"""How the lines of the logbook read in a ticket's timeline, in Dutch."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from servicepunt.domains.tickets.rules.words import LinkKind
from servicepunt.foundation.text import dutch_full

Data = Mapping[str, Any]
Names = Mapping[tuple[str, int | None], str]

_REASONS = {
    "requester": "wacht op aanmelder",
    "supplier": "wacht op leverancier",
    "appointment": "wacht op afspraak",
    "approval": "wacht op akkoord",
}
_ENDS = {
    "answer": "er kwam antwoord",
    "wake_up": "het afgesproken moment is er",
    "undelivered": "mail kwam niet aan",
    "agent": "beëindigd door een behandelaar",
    "solved": "de melding is gereed",
    "withdrawn": "de melding is ingetrokken",
}
_CLOSED = {
    "confirmed": "de aanmelder bevestigde dat het is opgelost",
    "silence": "de aanmelder reageerde niet binnen de termijn",
    "withdrawn": "de aanmelder trok de melding in",
    "agent": "door een behandelaar",
}
_REOPENED = {
    "answer": "er kwam nog een bericht",
    "not_solved": "volgens de aanmelder is het niet opgelost",
    "agent": "door een behandelaar",
}
_PRIORITIES = {1: "Kritiek", 2: "Hoog", 3: "Normaal", 4: "Laag"}
_CLOCKS = {
    "acknowledge": "eerste reactie",
    "answer": "volgend antwoord",
    "resolve": "oplossing",
    "team": "tijd van de groep",
    "supplier": "leverancier",
}
_MESSAGES = {
    "ticket.message_received": "Er kwam een bericht van de aanmelder.",
    "ticket.reply_written": "De aanmelder kreeg een antwoord.",
    "ticket.note_written": "Er kwam een interne notitie bij.",
    "ticket.supplier_written": "Er ging een bericht naar de leverancier.",
    "ticket.supplier_answered": "De leverancier antwoordde.",
}
_FIELDS = {"title": "onderwerp", "kind": "soort", "category": "categorie", "is_confidential": "vertrouwelijk"}


def tell(name: str, data: Data, names: Names) -> str:
    """
    Return the sentence for one line, or nothing when the timeline shows it otherwise (as a message).

    `names` gives the name of ("team", id), ("person", id) and ("ticket", id).
    """
    teller = _TELLERS.get(name)
    return teller(data, names) if teller else ""


def tell_change(name: str, data: Data, names: Names) -> str:
    """Return the sentence for one line for somebody who did not see it happen: messages are told too."""
    return _MESSAGES.get(name, "") or tell(name, data, names)


def _whole(words: str) -> str:
    """Return what somebody typed as a sentence that others can follow."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _opened(data: Data, names: Names) -> str:
    priority = _PRIORITIES.get(data["priority"], "")
    return f"Melding geopend bij {names.get(('team', data['team']), 'het servicepunt')}, prioriteit {priority}."


def _targets(data: Data, names: Names) -> str:
    if data["why"] == "opened":
        return ""
    return "Andere servicenorm. De streeftijden zijn opnieuw berekend vanaf het begin, met alle pauzes."


def _assigned(data: Data, names: Names) -> str:
    team = names.get(("team", data["team"]), "een andere groep")
    if data["agent"] is not None:
        return f"Toegewezen aan {names.get(('person', data['agent']), 'een behandelaar')} ({team})."
    if data["team"] == data["team_before"]:
        before = names.get(("person", data["agent_before"]), "een behandelaar")
        return f"Niet meer toegewezen aan {before} ({team})."
    return f"Toegewezen aan {team}."


def _escalated(data: Data, names: Names) -> str:
    tried = f" Al geprobeerd: {_whole(data['tried'])}" if data["tried"] else ""
    return f"Geëscaleerd naar {names.get(('team', data['team']), 'de tweede lijn')}: {_whole(data['reason'])}{tried}"


def _handed_back(data: Data, names: Names) -> str:
    tried = f" Gedaan: {_whole(data['tried'])}" if data["tried"] else ""
    return f"Teruggezet naar {names.get(('team', data['team']), 'het servicepunt')}: {_whole(data['reason'])}{tried}"


def _priority(data: Data, names: Names) -> str:
    before, after = _PRIORITIES[data["priority_before"]], _PRIORITIES[data["priority"]]
    reason = f" Reden: {_whole(data['reason'])}" if data["reason"] else ""
    return f"Prioriteit van {before} naar {after}.{reason}"


def _details(data: Data, names: Names) -> str:
    changed = ", ".join(_FIELDS.get(field, field) for field in data["changes"])
    return f"Gewijzigd: {changed}."


def _requester(data: Data, names: Names) -> str:
    before, after = (names.get(("person", data[name]), "iemand anders") for name in ("person_before", "person"))
    return f"Aanmelder gewijzigd van {before} naar {after}."


def _wait_began(data: Data, names: Names) -> str:
    note = f" {_whole(data['note'])}" if data["note"] else ""
    stops = {
        "requester": "De klokken voor oplossing en volgend antwoord staan stil.",
        "supplier": "De klok van de leverancier loopt; de klok voor de aanmelder loopt door.",
    }.get(data["reason"], "De klok voor de oplossing staat stil.")
    if data.get("holds"):
        stops = "De klok van de leverancier loopt; de klok voor de oplossing staat stil."
    until = dutch_full(datetime.fromisoformat(data["until"]))
    return f"Melding {_REASONS.get(data['reason'], 'wacht')} tot {until}.{note} {stops}"


def _wait_ended(data: Data, names: Names) -> str:
    runs = "" if data["why"] in {"solved", "withdrawn"} else " Alle klokken lopen weer."
    return f"Wachten voorbij: {_ENDS.get(data['why'], '')}.{runs}"


# The last step says what was undone; how the ticket stands then does not follow from it.
_STEPS = {
    "ticket.wait_began": "Wachten",
    "ticket.wait_ended": "Hervatten",
    "ticket.closed": "Afmelding",
    "ticket.reopened": "Heropening",
}
_STANDS = {
    "waiting_still": "De melding wacht nog, zoals daarna is gezegd.",
    "waiting_again": "De melding wacht weer zoals daarvoor.",
    "solved_still": "De melding blijft gereed.",
    "solved_again": "De melding is weer gereed.",
    "closed_again": "De melding is weer afgemeld.",
    "": "",
}


def _taken_back(what: str, data: Data) -> str:
    stands = _STANDS.get(data.get("stands", ""), "Alle klokken lopen door.")
    return f"{what} ingetrokken. {stands}".rstrip()


def _steps_taken_back(data: Data, names: Names) -> str:
    return _taken_back(_STEPS[data["steps"][0]], data)


def _solved(data: Data, names: Names) -> str:
    return "Gereedgemeld. Alle klokken staan stil."


def _solve_taken_back(data: Data, names: Names) -> str:
    return _taken_back("Gereedmelding", data)


def _closed(data: Data, names: Names) -> str:
    return f"Afgemeld: {_CLOSED.get(data['how'], '')}. Er loopt geen klok meer."


def _reopened(data: Data, names: Names) -> str:
    return (
        f"Heropend ({data['cycle']}e keer in behandeling): {_REOPENED.get(data['why'], '')}. "
        "De klok voor de oplossing loopt verder met de tijd die over was, minstens één werkuur."
    )


def _linked(data: Data, names: Names) -> str:
    other = names.get(("ticket", data["other"]), "een andere melding")
    # Lines of before do not say from which side.
    if "is_first" not in data:
        return f"Gekoppeld aan {other}."
    words = LinkKind(data["kind"]).words(is_first=data["is_first"])
    return f"{'Koppeling gewijzigd' if data.get('is_changed') else 'Gekoppeld'}: {words} {other}."


def _unlinked(data: Data, names: Names) -> str:
    return f"Losgekoppeld van {names.get(('ticket', data['other']), 'een andere melding')}."


def _participant(data: Data, names: Names) -> str:
    return f"{names.get(('person', data['person']), 'Iemand')} leest mee."


def _stranger(data: Data, names: Names) -> str:
    return "Iemand die niet bij deze melding hoort noemde dit nummer. Het bericht staat apart in Post."


def _machine(data: Data, names: Names) -> str:
    return f"Er kwam een automatisch antwoord van {data['sender']}, zoals bij afwezigheid."


def _failed(data: Data, names: Names) -> str:
    return f"Een mail over deze melding is niet aangekomen: {_whole(data['words'])}"


def _level(data: Data, names: Names) -> str:
    return f"Waarschuwing: {_CLOCKS.get(data['clock'].split(':')[0], 'klok')} op {data['level']}."


def _recalled(data: Data, names: Names) -> str:
    return "Antwoord teruggeroepen voordat het werd verzonden."


def _rated(data: Data, names: Names) -> str:
    return f"De aanmelder gaf een {data['score']} van 5."


_TELLERS: dict[str, Callable[[Data, Names], str]] = {
    "ticket.opened": _opened,
    "ticket.targets_set": _targets,
    "ticket.assigned": _assigned,
    "ticket.escalated": _escalated,
    "ticket.handed_back": _handed_back,
    "ticket.priority_changed": _priority,
    "ticket.details_changed": _details,
    "ticket.requester_changed": _requester,
    "ticket.wait_began": _wait_began,
    "ticket.wait_ended": _wait_ended,
    "ticket.steps_taken_back": _steps_taken_back,
    "ticket.solved": _solved,
    "ticket.solve_taken_back": _solve_taken_back,
    "ticket.closed": _closed,
    "ticket.reopened": _reopened,
    "ticket.linked": _linked,
    "ticket.unlinked": _unlinked,
    "ticket.participant_added": _participant,
    "ticket.stranger_wrote": _stranger,
    "ticket.machine_answered": _machine,
    "ticket.delivery_failed": _failed,
    "ticket.level_reached": _level,
    "ticket.reply_recalled": _recalled,
    "ticket.rated": _rated,
}
