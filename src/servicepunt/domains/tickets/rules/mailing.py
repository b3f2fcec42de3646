"""How the mails about a ticket are worded; the desk's preview shows exactly this text."""

import re
from typing import Any

_NUMBER_AT_END = re.compile(r"\s*\[[A-Z]{1,8}\d{4}[ -]?\d{4,}\]")


def subject(title: str, *, number: str) -> str:
    """Return the subject line: "Re: VPN valt weg [M2611 0042]"."""
    bare = _NUMBER_AT_END.sub("", title).strip()
    while bare.lower().startswith(("re:", "fw:", "fwd:", "antw:")):
        bare = bare.split(":", 1)[1].strip()
    return f"Re: {bare or 'je melding'} [{number}]"


def reply_text(text: str, *, requester: str, agent: str, number: str) -> str:
    """Return the mail with which an agent answers; a greeting is added when the text has none."""
    body = text.strip()
    if not re.match(r"(?i)(dag|beste|hallo|hoi|goede|geachte)\b", body):
        body = f"Dag {first_name(requester)},\n\n{body}"
    return f"{body}\n\nGroet,\n{agent}\nServicepunt\n\n{footer(number)}"


def supplier_text(text: str, *, agent: str, number: str) -> str:
    """Return the mail with which an agent writes to a supplier."""
    return (
        f"{text.strip()}\n\nMet vriendelijke groet,\n{agent}\nServicepunt\n\n"
        f"Onze referentie: {number}. Laat deze staan in je antwoord."
    )


def receipt_text(*, requester: str, title: str, number: str, promise: str, link: str) -> str:
    """Return the automatic mail that confirms a report; `promise` says when the requester hears from us."""
    return (
        f"Dag {first_name(requester)},\n\n"
        f"We hebben je melding ontvangen: {title}.\n"
        f"Het nummer is {number}.\n\n"
        f"{promise}\n\n"
        f"Je ziet de voortgang op {link}\n\n"
        f"Groet,\nServicepunt\n\n{footer(number)}"
    )


def solved_text(*, requester: str, title: str, number: str, days: int, link: str) -> str:
    """Return the automatic mail that says a ticket is done when no answer said so."""
    return (
        f"Dag {first_name(requester)},\n\n"
        f"Je melding is gereed: {title}.\n\n"
        f"Is het niet opgelost? Beantwoord deze mail binnen {days} werkdagen. Dan gaan we verder.\n"
        f"Wel opgelost? Laat weten hoe het ging op {link}\n\n"
        f"Groet,\nServicepunt\n\n{footer(number)}"
    )


def solved_key(ticket: Any) -> str:
    """Return the key of the mail that says a ticket is done: one for each time that it is solved."""
    return f"solved:{ticket.pk}:{ticket.cycle}:{ticket.solved_at:%Y%m%d%H%M%S%f}"


def footer(number: str) -> str:
    """Return the last line of every mail about a ticket."""
    return f"Melding {number}. Wil je iets toevoegen? Beantwoord deze mail."


def first_name(name: str) -> str:
    """Return how we address somebody: the first word of the name, or all of it when it is an address."""
    return name if "@" in name else name.split(" ", 1)[0]
