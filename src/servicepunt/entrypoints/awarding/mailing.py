"""The mails of a request: short, and never with a name of a candidate in them."""

from datetime import date, datetime

from servicepunt.foundation.text import dutch_full

GREETING = "Geachte heer, mevrouw,"


def letter_ready(*, number: str, label: str, client: str, link: str) -> str:
    """Return the mail that says that the letter about an offer is in the portal."""
    return (
        f"{GREETING}\n\nEr is een beslissing over aanvraag {number}. De brief over uw inschrijving {label} staat "
        f"voor u klaar:\n{link}\n\nIn de brief leest u de redenen, en wat u kunt doen en tot wanneer.\n\n"
        f"Met vriendelijke groet,\n{client}"
    )


def end_letter_ready(*, number: str, label: str, client: str, link: str) -> str:
    """Return the mail that says that the letter about the withdrawal of the request is in the portal."""
    return (
        f"{GREETING}\n\nAanvraag {number} is ingetrokken. De brief over uw inschrijving {label} staat voor u klaar:\n"
        f"{link}\n\nIn de brief leest u waarom, en wat u kunt doen.\n\nMet vriendelijke groet,\n{client}"
    )


def complaint_came(*, number: str, title: str, may_handle: bool, link: str) -> str:
    """Return the mail to who handles a complaint, or to the desk when there is nobody who can."""
    asked = (
        "Jij werkte niet aan deze aanvraag, daarom behandel jij haar."
        if may_handle
        else "Niemand kan haar nog behandelen. Maak bij Personen een collega auditor die niet aan de aanvraag werkte."
    )
    return f"Er is een klacht over aanvraag {number}: {title}.\n\n{asked}\n\n{link}\n"


def complaint_handled(*, number: str, client: str, link: str) -> str:
    """Return the mail that says that a complaint is handled; what became of it stands in the portal."""
    return (
        f"{GREETING}\n\nUw klacht over aanvraag {number} is behandeld, door iemand die niet aan de aanvraag werkte. "
        f"Het antwoord staat voor u klaar:\n{link}\n\nMet vriendelijke groet,\n{client}"
    )


def relation_recorded(*, name: str, number: str, link: str) -> str:
    """Return the mail to somebody of whom the desk wrote down a relation, or took one back."""
    return (
        f"Beste {name},\n\nDe inhuurdesk veranderde wat er over jouw relaties met kandidaten in aanvraag {number} "
        f"staat. Lees hier wat er nu staat, en van wie het komt:\n{link}\n\nKlopt het niet? "
        "Laat het de inhuurdesk weten.\n"
    )


def have_chosen(*, number: str, label: str, client: str, link: str) -> str:
    """Return the mail that asks to have a candidate choose, the same for every supplier; it names nobody (A-37)."""
    return (
        f"{GREETING}\n\nDe kandidaat van uw inschrijving {label} op aanvraag {number} is ook door een andere "
        "leverancier aangeboden. Vraag uw kandidaat voor welke leverancier die kiest. Kiest uw kandidaat voor de "
        f"ander, trek dan uw inschrijving in:\n{link}\n\nElke leverancier van deze kandidaat krijgt nu dit bericht. "
        "Zonder keuze blijven alle inschrijvingen meedoen. Er is dan één gesprek, en dat telt voor elk van hen.\n\n"
        f"Met vriendelijke groet,\n{client}"
    )


def invited(*, number: str, label: str, client: str, link: str) -> str:
    """Return the mail that says that a candidate is invited."""
    return (
        f"{GREETING}\n\nDe kandidaat van uw inschrijving {label} op aanvraag {number} is uitgenodigd voor een gesprek. "
        f"Dag en plaats hoort u zo snel mogelijk.\n{link}\n\nMet vriendelijke groet,\n{client}"
    )


def planned(*, number: str, label: str, client: str, link: str, starts_at: datetime, place: str) -> str:
    """Return the mail that says when and where an interview is."""
    return (
        f"{GREETING}\n\nHet gesprek met de kandidaat van uw inschrijving {label} op aanvraag {number} is op "
        f"{dutch_full(starts_at)}.\nPlaats: {place}\n{link}\n\nKan uw kandidaat dan niet? Bel of mail ons meteen.\n\n"
        f"Met vriendelijke groet,\n{client}"
    )


def remind_option(*, number: str, title: str, option: int, decide_by: date, link: str) -> str:
    """Return the reminder that an option has to be decided on."""
    return (
        f"Beslis uiterlijk {decide_by:%d-%m-%Y} of je de opdracht verlengt: {title} ({number}), optie {option}. "
        f"Daarna kan het niet meer.\n\nControleer eerst de documenten opnieuw.\n{link}\n"
    )


def remind_end(*, number: str, title: str, last: date, link: str) -> str:
    """Return the reminder that the work ends."""
    return (
        f"De opdracht {title} ({number}) stopt op {last:%d-%m-%Y}. Op die dag stoppen ook alle rechten van wie de "
        f"opdracht doet.\n\nKlopt dat niet? Kijk dan hier:\n{link}\n"
    )


def onboarding(*, name: str, first: date, last: date, link: str) -> str:
    """Return the text of the ticket that prepares for somebody who was hired."""
    return (
        f"{name} begint op {first:%d-%m-%Y}; de laatste dag is {last:%d-%m-%Y}. Zet dit klaar:\n\n"
        f"- Account met e-mail en rechten voor het werk. Einddatum {last:%d-%m-%Y}.\n"
        "- Laptop, telefoon en toegangspas, met een afspraak om ze terug te geven.\n"
        "- Toegang tot de kennisbank en de werkinstructies, en iemand die de eerste dagen uitleg geeft.\n\n"
        f"Wordt de opdracht verlengd, dan schuift de einddatum vanzelf mee. De aanvraag: {link}\n"
    )
