"""Questions of suppliers, complaints and call notes; answers that reach everybody at one moment."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec

from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.request import Request
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import GENERAL, Pen, need, still_runs, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.corrections import announced_days, earliest_closing
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.foundation.text import dutch_full

QUESTION, COMPLAINT, CALL = "vraag", "klacht", "belnotitie"
_LONGEST = 4000


def ask(*, tender: Tender, kind: str, text: str, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Ask on content before the term, complain at any moment, or note a call on procedure (H-085, H-088, H-089).

    A question that came by mail or phone is entered by the hiring desk.

    :raises Refused: after the term, or without text.
    """
    words = text.strip()
    if not words:
        raise Refused("Schrijf eerst je vraag of klacht op.")
    if len(words) > _LONGEST:
        raise Refused(f"Dit is te lang: hoogstens {_LONGEST} tekens. Splits het in meer vragen.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, *((Seat.DESK,) if kind == CALL else (Seat.SUPPLIER, Seat.DESK)))
        if dossier.published_at is None:
            raise Refused("De aanvraag is nog niet gepubliceerd.")
        if kind == QUESTION:
            still_runs(dossier)
            _in_term(dossier, at)
        # Not a count: how many asked before would tell who asked when.
        return [facts.Asked(id=f"V{secrets.token_hex(4)}", kind=kind, text=pen.keep(GENERAL, words))]

    return write(tender, decide, by=by, at=at, command=command)


def _in_term(dossier: Dossier, at: datetime) -> None:
    until = dossier.request.questions_until
    if until is not None and at >= instant(until, "vragen_tot"):
        raise Refused(
            "De termijn voor vragen is voorbij. Zie je een fout in de aanvraag, dien dan een klacht in: "
            "dat kan altijd en gaat niet naar de andere leveranciers."
        )


def answer(
    *,
    tender: Tender,
    question: str,
    public: str,
    text: str,
    by: Person,
    at: datetime,
    is_refused: bool = False,
    command: str = "",
) -> Dossier:
    """
    Write an answer to a question, or why there is none; nobody outside sees it before all are published.

    `public` is the question as everybody will read it: without anything that tells who asked (invariant 16).

    :raises Refused: if a part is missing, or it was published already.
    """
    if not public.strip() or not text.strip():
        raise Refused("Vul de vraag zonder herkenbare vraagsteller in, en het antwoord of de reden van weigering.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        asked = dossier.questions.get(question)
        if asked is None or asked.kind != QUESTION:
            raise Refused("Deze vraag staat niet in het dossier. Een klacht behandelt iemand anders, bij Klachten.")
        # A name that stands in the request itself, such as that of a product, tells nothing.
        names = [each for each in _names_of(asked.asked_by, dossier) if not telling(str(dossier.draft), [each])]
        if named := telling(public + " " + text, names):
            raise Refused(f"In de tekst staat “{named}”. Iedereen leest dit: haal weg wie de vraag stelde.")
        if asked.published_at is not None:
            raise Refused("Dit antwoord is al gepubliceerd. Zet een verbetering in een rectificatie.")
        still_runs(dossier)
        return [facts.Answered(id=question, public=public.strip(), text=text.strip(), is_refused=is_refused)]

    return write(tender, decide, by=by, at=at, command=command)


def _names_of(asker: int | None, dossier: Dossier) -> list[str]:
    """Return by what suppliers are known: all who are invited, for what came by phone is asked by the desk."""
    people = {asker or 0, *dossier.persons(Seat.SUPPLIER)}
    found = Person.objects.filter(pk__in=people, supplier__isnull=False)
    rows = found.order_by("pk").values_list("name", "supplier__name", "email")
    names = ((name, supplier, email or "", (email or "").rpartition("@")[2]) for name, supplier, email in rows)
    return [name for each in names for name in each if name]


def telling(text: str, names: Sequence[str]) -> str:
    """Return the first of these names that stands in a text as a word of its own, whatever its case, or nothing."""
    return next(
        (each for each in names if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text, re.IGNORECASE)),
        "",
    )


def publish_answers(*, tender: Tender, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Publish every answer that is ready, at one moment, to everybody.

    :raises Refused: while the term runs, while a question has no answer, or when too little time is left after it.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        still_runs(dossier)
        until = dossier.request.questions_until
        if until is not None and at < instant(until, "vragen_tot"):
            raise Refused("De termijn voor vragen loopt nog. Publiceer alle antwoorden daarna in één keer.")
        waiting = [each for each in dossier.questions.values() if each.kind == QUESTION and each.published_at is None]
        if any(each.answered_at is None for each in waiting):
            raise Refused("Niet elke vraag heeft een antwoord, of een reden waarom er geen komt.")
        if waiting:
            _leaves_time(dossier, at)
        return [facts.AnswersPublished(ids=tuple(each.id for each in waiting))] if waiting else []

    return write(tender, decide, by=by, at=at, command=command)


def _leaves_time(dossier: Dossier, at: datetime) -> None:
    """Refuse answers that leave less time before the closing than was announced (H-086, H-091)."""
    if dossier.draft is None or dossier.closes_at is None:  # pragma: no cover  # a published request has both
        return
    if at >= dossier.closes_at:
        raise Refused(
            "De inschrijving is gesloten. Verleng haar eerst met twee personen, bij de rectificaties: daarna kunnen de "
            "antwoorden nog naar iedereen."
        )
    announced = msgspec.convert(dossier.draft.request, Request, strict=False)
    if announced.answers_on is None:
        return
    days = announced_days(announced.answers_on, instant(announced.closes_at, "sluiting"))
    earliest = earliest_closing(at, dossier.closes_at, days)
    if dossier.closes_at < earliest:
        raise Refused(
            f"De antwoorden komen later dan aangekondigd; daarna zijn er {days} dagen om in te schrijven. Zet de "
            f"sluiting eerst met een rectificatie op {dutch_full(earliest)} of later."
        )


def note_seen(*, tender: Tender, by: Person, at: datetime) -> Dossier:
    """Note that a supplier opened the request as it is now; once for each version (H-087, H-098)."""

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        if Seat.SUPPLIER not in dossier.seats.get(by.pk, set()) or dossier.version in dossier.seen.get(by.pk, {}):
            return []
        return [facts.Seen(version=dossier.version)]

    return write(tender, decide, by=by, at=at)
