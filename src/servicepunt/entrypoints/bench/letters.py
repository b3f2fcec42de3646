"""Letters for the mailbox, as employees' mail programs write them."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from servicepunt.domains.people.models import Person

_TEXT = """Goedemorgen,

Sinds vanochtend start mijn laptop niet meer op na de update. Ik zie alleen een zwart scherm
met een cursor. Kunnen jullie meekijken? Ik zit vandaag op kamer 2.04 en ben bereikbaar op 06-51234567.

Met vriendelijke groet,

{name}
{job}
Gemeente Voorbeeld
"""


_THINGS = ("Laptop", "Telefoon", "Toegangspas", "Printer", "Beeldscherm", "Hoofdtelefoon", "Agenda")


def letters(people: list[Person], count: int, *, to: str, at: datetime) -> list[bytes]:
    """Return so many new reports, text and HTML, from these people."""
    return [_letter(people[place % len(people)], place, to, at) for place in range(count)]


def _letter(person: Person, place: int, to: str, at: datetime) -> bytes:
    message = EmailMessage()
    message["From"] = f"{person.name} <{person.email}>"
    message["To"] = to
    # Everybody says it in other words: what is alike from one domain counts as a flood, and becomes one ticket.
    message["Subject"] = f"{_THINGS[place % len(_THINGS)]} van {person.name} doet het niet"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<meting-{at.timestamp():.6f}-{place}@voorbeeld.example>"
    text = _TEXT.format(name=person.name, job=person.job_title)
    message.set_content(text)
    message.add_alternative(f"<html><body><p>{text.replace(chr(10), '<br>')}</p></body></html>", subtype="html")
    return message.as_bytes()
