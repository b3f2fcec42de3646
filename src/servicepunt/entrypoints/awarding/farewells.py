"""The letters about the withdrawal of a request: how far an offer came, and what one can do."""

from collections.abc import Iterator, Sequence

from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.entrypoints.awarding.chapters import (
    WHEN_OUT,
    Case,
    Letter,
    about_choice,
    about_points,
    about_talk,
    address,
    day,
    sentence,
)
from servicepunt.entrypoints.awarding.letters import NO_OBJECTION, what_is_kept


def write_end_letters(case: Case, labels: Sequence[str]) -> list[Letter]:
    """Return the letters about the withdrawal of the request, one for each of these offers."""
    return [Letter(label, "intrekking", _end_text(case, label)) for label in labels]


def _end_text(case: Case, label: str) -> str:
    paragraphs = [
        f"Aanvraag ingetrokken: {case.title} ({case.number})",
        address(case, label),
        "Geachte heer, mevrouw,",
        f"U deed mee aan een aanvraag van {case.client}. Bedankt voor uw inschrijving. Wij trokken de aanvraag in op "
        f"{day(local_day(case.cancelled.at))}. Niemand krijgt de opdracht.",
        "Een beslissing waarover u eerder een brief kreeg, vervalt." if case.play.course.awards else "",
        "Waarom wij de aanvraag introkken",
        sentence(case, label, case.cancelled.reason),
        *_how_far(case, label),
        *_end_remedy(case),
        *what_is_kept(case, is_won=False),
        f"Met vriendelijke groet,\n{case.client}",
    ]
    return "\n\n".join(part for part in paragraphs if part) + "\n"


def _how_far(case: Case, label: str) -> Iterator[str]:
    """Say what became of an offer: points only from a list that was fixed, for until then nothing stood."""
    fate = case.fates.get(label)
    if case.dossier.fixed_at is not None and fate is not None:
        if fate.outcome in WHEN_OUT:
            yield from WHEN_OUT[fate.outcome](case, label, fate)
            return
        yield from about_points(case, label, compare=False)
        yield from about_choice(case, label)
        yield from about_talk(case, label)
        return
    yield "Hoe ver uw inschrijving was"
    if case.dossier.offers[label].unreadable:
        yield "Wij konden uw inschrijving niet openen."
    elif case.dossier.offers[label].opened is None:
        yield "Wij hebben uw inschrijving niet geopend. Niemand heeft haar gelezen."
    elif fate is not None and fate.outcome == Outcome.DEFECTIVE:
        yield "Uw inschrijving was niet geldig. Daarover kreeg u al een brief."
    else:
        yield "Uw inschrijving is geopend, maar de beoordeling was nog niet klaar. Daarom zijn er geen punten."


def _end_remedy(case: Case) -> Iterator[str]:
    yield "Bent u het er niet mee eens?"
    yield (
        "Vertel het ons dan snel. U kunt een klacht indienen op de pagina van de aanvraag"
        f"{f', of sturen naar {case.complaints}' if case.complaints else ''}. Iemand die niet aan deze aanvraag "
        "werkte, behandelt uw klacht."
    )
    yield "U kunt ook naar de rechter gaan met een kort geding. Wacht daar niet mee: de rechter kan u te laat vinden."
    yield NO_OBJECTION
