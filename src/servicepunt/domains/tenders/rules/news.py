"""What suppliers are told by mail about a request, and in which words; never more of it than its title (H-087)."""

from collections.abc import Sequence
from enum import StrEnum

from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.seats import Seat


class News(StrEnum):
    """A reason to write to suppliers."""

    INVITED = "uitgenodigd"
    PUBLISHED = "gepubliceerd"
    CORRECTED = "gerectificeerd"
    ANSWERED = "beantwoord"
    CANCELLED = "ingetrokken"


_SUBJECTS = {
    News.INVITED: "Uitnodiging om in te schrijven",
    News.PUBLISHED: "Uitnodiging om in te schrijven",
    News.CORRECTED: "Rectificatie van een aanvraag",
    News.ANSWERED: "Antwoorden op vragen over een aanvraag",
    News.CANCELLED: "Aanvraag ingetrokken",
}
_SENTENCES = {
    News.INVITED: "Je bent uitgenodigd om in te schrijven op deze aanvraag.",
    News.PUBLISHED: "Je bent uitgenodigd om in te schrijven op deze aanvraag.",
    News.CORRECTED: (
        "De aanvraag is gewijzigd. Lees de nieuwe versie voor je inschrijft. Heb je al ingeschreven, dan blijft die "
        "inschrijving staan tot je haar vervangt; dat kan tot de sluiting."
    ),
    News.ANSWERED: "De antwoorden op alle vragen staan klaar. Ze zijn voor iedereen hetzelfde.",
    News.CANCELLED: "De aanvraag is ingetrokken. Je leest waarom op de pagina van de aanvraag.",
}


def news_in(fact: facts.Fact, *, is_published: bool) -> News | None:
    """Return what a fact is to suppliers; None when it is nothing to them. `is_published`: with this fact."""
    match fact:
        case facts.Published():
            return News.PUBLISHED
        case facts.Seated(seat=Seat.SUPPLIER, is_given=True) if is_published:
            return News.INVITED
        case facts.Corrected():
            return News.CORRECTED
        case facts.AnswersPublished():
            return News.ANSWERED
        case facts.Happened() if fact.happening.kind == Kind.CANCELLED and is_published:
            return News.CANCELLED
    return None


def readers_of(news: News, dossier: Dossier, person: int | None) -> Sequence[int]:
    """Return who hears it: whoever is invited now, all at once; an invitation is for one."""
    invited = dossier.persons(Seat.SUPPLIER)
    return [each for each in invited if each == person] if news == News.INVITED else invited


def letter(news: News, *, name: str, number: str, title: str, link: str) -> tuple[str, str]:
    """Return subject and text of the letter."""
    subject = f"{_SUBJECTS[news]}: {title} ({number})"
    text = (
        f"Beste {name},\n\n{_SENTENCES[news]}\n\nAanvraag {number}: {title}\n{link}\n\n"
        "Log in om de inhoud te lezen. Heb je nog geen wachtwoord? Kies op de inlogpagina 'Wachtwoord vergeten'.\n"
        "Antwoorden op deze mail komen niet in het dossier: stel je vraag op de pagina van de aanvraag.\n"
    )
    return subject, text
