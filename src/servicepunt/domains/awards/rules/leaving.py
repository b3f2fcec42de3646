"""What is told when somebody lost a role: what that person could open, and what goes on in whose name."""

from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.seats import Seat


def withdrawn(name: str, successor: str) -> str:
    """Return in Dutch what a contact of a supplier could open, in the same words whether anything was sent or not."""
    follows = (
        f" Heeft {name} iets ingestuurd of gevraagd, dan staat dat nu op naam van {successor}." if successor else ""
    )
    return (
        f"{name} doet niet meer mee. {name} kon de aanvraag, de antwoorden en eigen inschrijvingen lezen, en had geen "
        f"sleutel om iets te openen.{follows}"
    )


def unseated(dossier: Dossier, person: int, name: str, seat: Seat) -> str:
    """Return in Dutch what somebody from inside could open in a role that was taken away."""
    opened = "Er was al geopend: wat deze rol tot nu toe mocht lezen, kon ook deze persoon lezen."
    if dossier.opened_at is None:
        opened = "Er was nog geen inschrijving geopend."
    key = " De sleutel van deze persoon opent zonder rol niets meer." if person in dossier.holders else ""
    return f"{name} is geen {seat.value} meer. {opened}{key}"
