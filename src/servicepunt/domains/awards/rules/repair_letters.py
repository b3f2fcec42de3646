"""
What suppliers are written about a formal defect: the request to repair it, and the letter to who is set aside.

Plain Dutch, "u". A letter is text, as those of a decision are: the first line is its title, a line by itself without
an end mark is a heading, lines with a dash are a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from servicepunt.domains.hiring.rules.repairs import LABELS, NOT_FORMAL, DefectKind
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.parts import DefectFile
from servicepunt.foundation.text import dutch_day, dutch_full

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class About:
    """The request that a letter is about, and where one complains."""

    number: str
    title: str
    client: str
    complaints: str


def set_aside_letter(about: About, defect: DefectFile, label: str, *, lacking: str, reason: str, at: datetime) -> str:
    """Return the letter to who did not repair: what was asked, what came, why it is not enough, and what one can do."""
    parts = [
        f"Uw inschrijving doet niet meer mee: {about.title} ({about.number})",
        f"Inschrijving: {pseudonym(label)}\nDatum: {dutch_full(at)}",
        "Geachte heer, mevrouw,",
        f"U deed mee aan een aanvraag van {about.client}. In uw inschrijving vonden wij na de sluiting een vormgebrek. "
        "Dat is niet hersteld. Daarom is uw inschrijving ongeldig: zij wordt niet verder beoordeeld.",
        "Wat er ontbrak",
        f"{LABELS.get(defect.kind, defect.kind)}: {lacking}",
        "Wat wij u vroegen en wat wij kregen",
        "\n".join(f"- {line}" for line in _course(defect, label)),
        "Waarom dit niet genoeg is",
        reason,
        "Wat u kunt doen",
        "\n".join(f"- {line}" for line in _remedies(about)),
        f"Met vriendelijke groet,\n{about.client}",
    ]
    return "\n\n".join(parts) + "\n"


def _course(defect: DefectFile, label: str) -> Iterator[str]:
    if defect.asked_at is not None and defect.until is not None:
        yield f"Op {dutch_full(defect.asked_at)} vroegen wij iedereen met dit gebrek tegelijk om herstel."
        yield f"Dat kon tot en met {last_moment(defect.until)}. Herstel vragen wij één keer."
    answered = defect.answers.get(label)
    if answered is None:
        yield "Binnen de termijn kregen wij geen antwoord van u."
        if label in defect.late:
            yield f"Op {dutch_full(defect.late[label])} wilde u nog antwoorden. De termijn was toen voorbij."
    elif answered[1].document is None:
        yield f"Op {dutch_full(answered[0])} liet u weten dat u het niet kunt herstellen."
    else:
        yield f"Op {dutch_full(answered[0])} kregen wij een stuk van u."


def _remedies(about: About) -> Iterator[str]:
    yield "Begrijpt u de reden niet? Stel uw vraag op de pagina van de aanvraag, of bel ons."
    to = f" Dat kan ook bij {about.complaints}." if about.complaints else ""
    yield f"Bent u het er niet mee eens? Dien een klacht in op de pagina van de aanvraag.{to}"
    yield "U kunt ook naar de rechter gaan, in kort geding. Doe dat voor de opdracht definitief is gegund."
    yield "Bij de gunningsbeslissing krijgt u nog een brief. Daarin staat tot welke dag u iets kunt doen."


def last_moment(until: datetime) -> str:
    """Return the last moment of a term that ends at midnight in words: the day, and that it is the end of it."""
    return f"{dutch_day(until - _INSTANT)}, einde van de dag"


def request_mail(about: About, *, label: str, until: datetime, link: str) -> str:
    """Return the mail that asks to repair; what is lacking stands in the portal only."""
    return (
        f"Geachte heer, mevrouw,\n\nIn uw inschrijving {pseudonym(label)} op aanvraag {about.number} vonden wij een "
        f"vormgebrek. U kunt het één keer herstellen, tot en met {last_moment(until)}. Onze servertijd telt. "
        f"Iedereen met hetzelfde gebrek krijgt dit bericht op hetzelfde moment en heeft even lang de tijd.\n\n"
        f"Wat er ontbreekt en hoe u het herstelt, leest u hier:\n{link}\n\nReageert u niet op tijd, dan is uw "
        f"inschrijving ongeldig.\n\nMet vriendelijke groet,\n{about.client}"
    )


def verdict_mail(about: About, *, label: str, link: str) -> str:
    """Return the mail that says that there is a judgement; which one stands in the portal."""
    return (
        f"Geachte heer, mevrouw,\n\nWij hebben beoordeeld of het vormgebrek in uw inschrijving {pseudonym(label)} op "
        f"aanvraag {about.number} is hersteld. Wat wij vonden, en wat u kunt doen, leest u hier:\n{link}\n\n"
        f"Met vriendelijke groet,\n{about.client}"
    )


def why_not(kind: str) -> str:
    """Return in Dutch why something is no formal defect that may be repaired; empty when it is one."""
    if kind in set(DefectKind):
        return ""
    if kind in NOT_FORMAL:
        return NOT_FORMAL[kind][1]
    return "Kies welk vormgebrek het is."
