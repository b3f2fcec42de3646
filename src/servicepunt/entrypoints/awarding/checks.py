"""What the documents of the intended winner have to be: rules with dates, for an old file keeps those of its day."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from servicepunt.adapters.exchange.espd import Fault, read_espd
from servicepunt.adapters.pdf.kinds import kind_of
from servicepunt.adapters.pdf.reading import read_pdf
from servicepunt.domains.hiring.rules.request import Request

SROI_THRESHOLD = Decimal(400_000)
EXTRACT_DAYS = 180
# Lending staff: registration in the trade register (Waadi) until the admission of the Wtta holds.
_ADMISSION_FROM, _ENFORCED_FROM = date(2027, 1, 1), date(2028, 1, 1)


class Paper(StrEnum):
    """A kind of document, known by its name in the request."""

    CONDUCT = "vog"
    SECRECY = "geheimhouding"
    EXTRACT = "kvk"
    STATEMENT = "uea"
    LENDING = "waadi"
    OTHER = "anders"


_NAMES = (
    (Paper.CONDUCT, ("vog", "gedrag")),
    (Paper.SECRECY, ("geheimhouding",)),
    (Paper.EXTRACT, ("kvk", "handelsregister", "uittreksel")),
    (Paper.STATEMENT, ("uea", "aanbestedingsdocument", "eigen verklaring")),
    (Paper.LENDING, ("waadi", "wtta", "uitlen", "ter beschikking")),
)


def paper_of(name: str) -> Paper:
    """
    Return what kind of document a request asks for.

    >>> paper_of("Uittreksel KvK").value, paper_of("Diploma").value
    ('kvk', 'anders')
    """
    plain = name.casefold()
    return next((paper for paper, words in _NAMES if any(word in plain for word in words)), Paper.OTHER)


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody saw on a document: its day, and for a VOG the profile."""

    day: date | None
    profile: str = ""
    has_file: bool = False


def fault_of(paper: Paper, seen: Shown, *, today: date) -> str:
    """Return in Dutch why a document cannot be approved; empty when it can."""
    if seen.day is None and paper != Paper.OTHER:
        return "Vul de dag in die op het document staat."
    if seen.day is not None and seen.day > today:
        return "De dag op het document ligt in de toekomst."
    if paper == Paper.CONDUCT and not seen.profile.strip():
        return "Vul het profiel in dat op de VOG staat."
    if paper == Paper.EXTRACT and seen.day is not None and today - seen.day > timedelta(days=EXTRACT_DAYS):
        return f"Het uittreksel is ouder dan {EXTRACT_DAYS} dagen. Vraag een nieuw uittreksel."
    return ""


def words_on(paper: Paper, *, on: date) -> str:
    """Return what to look at for a document, by the rules of a day."""
    if paper == Paper.CONDUCT:
        return "Bewaar de VOG zelf niet. Het dossier houdt alleen uitkomst, dag en profiel."
    if paper == Paper.SECRECY:
        return "Kijk of de verklaring is ondertekend. Zonder verklaring krijgt niemand toegang."
    if paper == Paper.EXTRACT:
        return f"Het uittreksel mag ten hoogste {EXTRACT_DAYS} dagen oud zijn."
    if paper == Paper.STATEMENT:
        return "Een XML-bestand (ESPD) of een PDF. XML kijken we na op vorm."
    if paper == Paper.LENDING:
        return lending(on)
    return "Kijk of het document klopt en van deze kandidaat is."


def lending(on: date) -> str:
    """Return what the law asks of who lends staff on a day (H-082, Waadi and Wtta)."""
    if on < _ADMISSION_FROM:
        return "Alleen bij uitlenen: kijk in het handelsregister of de leverancier voor de Waadi is geregistreerd."
    told = "Alleen bij uitlenen: kijk in het openbare register of de leverancier is toegelaten (Wtta)."
    return told if on >= _ENFORCED_FROM else f"{told} Toezicht daarop begint op 1 januari 2028."


def has_social_return(request: Request, estimate: Decimal | None) -> bool:
    """Say whether the SROI duty holds: within the DAS, and above the threshold, not at it (H-083, A-63)."""
    return request.is_das and estimate is not None and estimate > SROI_THRESHOLD


_ESPD_FAULTS = {
    Fault.TOO_LARGE: "Het bestand is te groot.",
    Fault.NOT_XML: "Dit is geen XML en ook geen PDF.",
    Fault.HOSTILE: "Dit bestand is niet veilig: het verwijst naar andere bestanden.",
    Fault.NO_ESPD: "Dit is geen UEA (ESPD).",
    Fault.IS_REQUEST: "Dit is de vraag om een UEA, niet het antwoord van de leverancier.",
    Fault.UNKNOWN_VERSION: "Deze versie van de UEA kennen we niet. Vraag een PDF.",
    Fault.INVALID: "Deze UEA klopt niet met de vorm van de standaard.",
    Fault.TOO_MUCH: "Dit bestand is te ingewikkeld om veilig te lezen. Vraag een PDF.",
}


def declared(content: bytes) -> tuple[str, str]:
    """Return why a UEA cannot be accepted, or else what it says; of a PDF only that it is one (H-081)."""
    if kind_of(content) == "pdf":
        facts = read_pdf(content)
        if facts.fault or facts.is_encrypted:
            return "Deze PDF is niet te lezen. Vraag een nieuwe.", ""
        return "", f"De UEA is een PDF van {facts.pages} pagina's. Lees hem zelf na en leg dan de controle vast."
    found = read_espd(content)
    if found.fault is not None:
        return f"{_ESPD_FAULTS.get(found.fault, 'Deze UEA is niet te lezen.')} {found.place}".strip(), ""
    said = f"UEA van {found.operator or 'onbekend'}, van {found.issued_on or 'een onbekende dag'}."
    if found.applying:
        return "", f"{said} Let op, er geldt een grond voor uitsluiting: {', '.join(found.applying)}."
    if found.unanswered:
        return "", f"{said} Niet beantwoord: {', '.join(found.unanswered)}."
    return "", f"{said} Er geldt geen grond voor uitsluiting. Leg nu de controle vast."
