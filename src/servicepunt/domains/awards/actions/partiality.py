"""Who has a relation with a candidate does not choose, advise or decide: each refusal says who does it instead."""

from collections.abc import Iterable

from servicepunt.domains.awards.rules.interests import has_declared, related
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.refusals import Refused

CLIENT = "Een andere opdrachtgever doet dit. De inhuurdesk kan iemand die rol geven."
INTERVIEWER = "Een andere gespreksvoerder doet dit. De inhuurdesk past de planning aan."
MANDATE = "Een andere tekenbevoegde beslist. De inhuurdesk kan iemand die rol geven."


def need_declared(dossier: Dossier, by: Person, labels: Iterable[str]) -> None:
    """Refuse who has not said of all these candidates whether there is a relation."""
    if not has_declared(dossier, by.pk, labels):
        raise Refused("Verklaar eerst op het tabblad Belangen of je een relatie hebt met een van deze kandidaten.")


def need_impartial(dossier: Dossier, by: Person, labels: Iterable[str], instead: str) -> None:
    """Refuse who has a relation with one of these candidates; `instead` says who does it then."""
    if related(dossier, by.pk, labels):
        raise Refused(f"Je hebt een relatie met een van de kandidaten over wie dit gaat. {instead}")


def need_impartial_scores(dossier: Dossier, number: int, labels: Iterable[str]) -> None:
    """Refuse to go on with points of a round that somebody with a relation in that round gave."""
    pool = list(labels)
    given = dossier.rounds[number - 1].scored_by if len(dossier.rounds) >= number else {}
    partial = [label for label, person in given.items() if label in pool and related(dossier, person, pool)]
    if partial:
        names = ", ".join(pseudonym(each) for each in partial)
        raise Refused(f"De punten van {names} gaf iemand met een relatie. Een andere opdrachtgever geeft ze opnieuw.")
