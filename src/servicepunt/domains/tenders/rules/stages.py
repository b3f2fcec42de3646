"""Where a request stands, and who has to move (hiring, 6.1)."""

from enum import StrEnum

from servicepunt.domains.tenders.rules.seats import Seat


class Stage(StrEnum):
    """The stand of a request, in the order in which they come."""

    DRAFT = "concept"
    APPROVAL = "ter_goedkeuring"
    PUBLISHED = "gepubliceerd"
    QUESTIONS_CLOSED = "vragen_gesloten"
    ANSWERED = "nvi_gepubliceerd"
    CLOSED = "gesloten"
    CONFORMITY = "conformiteit"
    KNOCKOUTS = "stap_1"
    SCORING = "stap_2"
    LOCKED = "stap_2_vergrendeld"
    CHOICE = "stap_3"
    INTERVIEWS = "gesprekken"
    ADVICE = "gunningsadvies"
    DECISION = "gunningsbeslissing"
    SUSPENDED = "opschorting"
    DISPUTE = "geschil"
    CHECKS = "documentcontrole"
    CONTRACT = "overeenkomst"
    RUNNING = "lopend"
    ENDED = "beeindigd"
    FAILED = "mislukt"
    CANCELLED = "ingetrokken"
    ARCHIVED = "gearchiveerd"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return _LABELS[self]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return value and Dutch words of every stage."""
        return [(stage.value, stage.label) for stage in cls]


_LABELS = {
    Stage.DRAFT: "Concept",
    Stage.APPROVAL: "Ter goedkeuring",
    Stage.PUBLISHED: "Open voor vragen en inschrijvingen",
    Stage.QUESTIONS_CLOSED: "Vragen gesloten",
    Stage.ANSWERED: "Antwoorden gepubliceerd",
    Stage.CLOSED: "Gesloten, nog niet geopend",
    Stage.CONFORMITY: "Conformiteit",
    Stage.KNOCKOUTS: "Stap 1: eisen",
    Stage.SCORING: "Stap 2: punten",
    Stage.LOCKED: "Punten vergrendeld",
    Stage.CHOICE: "Stap 3: keuze opdrachtgever",
    Stage.INTERVIEWS: "Stap 4: gesprekken",
    Stage.ADVICE: "Gunningsadvies",
    Stage.DECISION: "Gunningsbeslissing",
    Stage.SUSPENDED: "Opschortende termijn",
    Stage.DISPUTE: "Klacht of kort geding",
    Stage.CHECKS: "Controle van documenten",
    Stage.CONTRACT: "Klaar om te tekenen",
    Stage.RUNNING: "Lopende opdracht",
    Stage.ENDED: "Beëindigd",
    Stage.FAILED: "Mislukt: niemand geslaagd",
    Stage.CANCELLED: "Ingetrokken",
    Stage.ARCHIVED: "Gearchiveerd",
}

NEXT_MOVE: dict[Stage, tuple[Seat, str]] = {
    Stage.DRAFT: (Seat.DESK, "Maak de aanvraag af en leg hem voor aan de budgethouder."),
    Stage.APPROVAL: (Seat.BUDGET, "Keur de aanvraag goed, of geef hem terug met een reden."),
    Stage.PUBLISHED: (Seat.DESK, "Beantwoord vragen; leveranciers kunnen inschrijven."),
    Stage.QUESTIONS_CLOSED: (Seat.DESK, "Beantwoord elke vraag en publiceer de nota van inlichtingen."),
    Stage.ANSWERED: (Seat.SUPPLIER, "Leveranciers kunnen inschrijven tot de sluiting."),
    Stage.CLOSED: (Seat.DESK, "Open de inschrijvingen met twee sleutelhouders."),
    Stage.CONFORMITY: (Seat.CLIENT, "Beoordeel van elke inschrijving of de opdracht buiten dienstbetrekking past."),
    Stage.KNOCKOUTS: (Seat.ASSESSOR, "Beoordeel de eisen van elke inschrijving, met vindplaats."),
    Stage.SCORING: (Seat.ASSESSOR, "Beoordeel de criteria, en leg verschillen bij."),
    Stage.LOCKED: (Seat.DESK, "Open de tarieven met twee sleutelhouders en stel de lijst vast."),
    Stage.CHOICE: (Seat.CLIENT, "Geef de voorgelegde kandidaten punten en nodig de besten uit."),
    Stage.INTERVIEWS: (Seat.INTERVIEWER, "Voer de gesprekken en geef per competentie een cijfer."),
    Stage.ADVICE: (Seat.CLIENT, "Schrijf het gunningsadvies."),
    Stage.DECISION: (Seat.MANDATE, "Neem de gunningsbeslissing en verstuur de brieven."),
    Stage.SUSPENDED: (Seat.DESK, "Wacht tot de opschortende termijn om is; vraag de documenten op."),
    Stage.DISPUTE: (
        Seat.CLIENT,
        "Tekenen kan nu niet, want er loopt een klacht of een zaak. Vul de uitspraak van de rechter in als die er is.",
    ),
    Stage.CHECKS: (Seat.DESK, "Controleer de gevraagde documenten."),
    Stage.CONTRACT: (Seat.CLIENT, "Onderteken de overeenkomst."),
    Stage.RUNNING: (Seat.CLIENT, "Beslis op tijd over verlengen."),
    Stage.FAILED: (
        Seat.DESK,
        "Niemand slaagde, dus er wordt niet gegund. Trek de aanvraag in met die reden: dan krijgt elke leverancier "
        "bericht. Opnieuw publiceren kan daarna.",
    ),
}
