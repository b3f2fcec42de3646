"""
What is checked of an offer before it is sent (H-043, H-066 … H-071, A-32 … A-34): refusals and hints, in Dutch.

Pure: who calls has read the files already. Bad input is a refusal, never an exception. A refusal says what to
do; a hint stops nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from servicepunt.domains.awards.rules.language import language_of
from servicepunt.domains.hiring.rules.admission import MAX_RATE, rate_of
from servicepunt.domains.hiring.rules.request import Criterion, Documents, Knockout, Named, Request

_KINDS = {"doc": "een Word-bestand", "docx": "een Word-bestand", "odt": "een tekstdocument", "html": "een webpagina",
          "zip": "een ingepakt bestand", "png": "een plaatje", "jpg": "een foto"}  # fmt: skip
_FAULTS = {
    "te_groot": "is groter dan 25 MB. Maak het kleiner, bijvoorbeeld met minder plaatjes, en kies het opnieuw.",
    "beschadigd": "is beschadigd of niet compleet. Sla het opnieuw op als PDF en kies het opnieuw.",
    "te_ingewikkeld": "is te ingewikkeld om veilig te lezen. Druk het af naar een nieuwe PDF en kies die.",
    "geen_paginas": "heeft geen pagina's. Sla het opnieuw op als PDF en kies het opnieuw.",
}
_LANGUAGES = {"nl": "Nederlands", "en": "Engels", "de": "Duits"}
_COPIED, _FEW_WORDS, _PHRASE = 0.6, 25, 5


class PartKind(StrEnum):
    """What a range of pages is (H-066, H-070)."""

    COVER = "voorblad"
    LETTER = "brief"
    CV = "cv"


@dataclass(frozen=True, slots=True)
class Part:
    """A range of pages of a file, from 1, the last one included."""

    kind: PartKind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Paper:
    """
    One file of an offer, as it was read: its real kind ("pdf", "docx", …), a fault of reading, and its pages.

    `parts` say what is what; without parts the whole file is what `document` says, or else CV.
    """

    document: str
    kind: str
    fault: str = ""
    is_encrypted: bool = False
    has_script: bool = False
    has_files: bool = False
    pages: int = 0
    texts: Sequence[str] = ()
    parts: Sequence[Part] = ()

    @property
    def ranges(self) -> Sequence[Part]:
        """The parts, or the one part that the whole file is."""
        whole = PartKind(self.document) if self.document in set(PartKind) else PartKind.CV
        return self.parts or ((Part(whole, 1, self.pages),) if self.pages else ())

    def pages_of(self, *kinds: PartKind) -> set[int]:
        """Return the numbers of the pages of some kinds; ranges that run outside the file count inside it only."""
        return {
            page
            for part in self.ranges
            if part.kind in kinds
            for page in range(max(part.first, 1), min(part.last, self.pages) + 1)
        }


@dataclass(frozen=True, slots=True)
class Referee:
    """Somebody who can be asked about a candidate (referentie), and whether that was agreed with this person."""

    name: str
    reach: str
    has_consented: bool


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a requirement or criterion is shown: a page of a file, from 1."""

    document: str
    page: int


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything of one offer that can be checked before it is sent."""

    files: Sequence[Paper]
    rate: str | int | float | None
    referees: Sequence[Referee] = ()
    pointers: Mapping[str, Pointer] = field(default_factory=dict)
    dba: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence, and the field it belongs to."""

    about: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What stops an offer, what does not, and what a version in the file of the procedure says of it."""

    refusals: Sequence[Notice]
    hints: Sequence[Notice]
    cv_pages: int
    references: int
    language: str | None


def check_papers(papers: Papers, request: Request, published_text: str = "") -> Checked:
    """Return what is the matter with an offer; `published_text` is compared with the DBA explanation (H-017)."""
    demands = request.offer
    cv_pages = sum(len(paper.pages_of(PartKind.CV)) for paper in papers.files)
    language = language_of(_text(papers, PartKind.CV, PartKind.LETTER))
    refusals = [
        *_files(papers, demands),
        *_cv(cv_pages, papers, demands),
        *_references(papers, demands),
        *_explained(papers, demands),
        *_rate(papers.rate),
    ]
    hints = [
        *_unread(papers),
        *_language(language, demands),
        *_doubtful(papers, published_text),
        *_coverage(papers, request),
    ]
    return Checked(refusals, hints, cv_pages, len(_counting(papers)), language)


def _files(papers: Papers, demands: Documents) -> Iterator[Notice]:
    names = [paper.document for paper in papers.files]
    if not names:
        yield Notice("bestand", "Kies het bestand met het cv.")
    if len(set(names)) < len(names):
        yield Notice("bestand", "Twee bestanden hebben dezelfde naam. Geef elk bestand een eigen naam.")
    for paper in papers.files:
        sentence = fault_of(paper, demands)
        if sentence:
            yield Notice(f"bestand.{paper.document}", f"Het bestand '{paper.document}' {sentence}")
        else:
            yield from _ranges(paper)


def fault_of(paper: Paper, demands: Documents) -> str:
    """Return in Dutch what is wrong with a file itself, after its name; empty when it can be taken in."""
    asked = " of ".join(kind.upper() for kind in demands.kinds)
    if paper.kind == "leeg":
        return "is leeg. Kies het opnieuw."
    if paper.kind not in demands.kinds:
        is_now = _KINDS.get(paper.kind, "iets anders")
        return f"is {is_now}, ook als de naam anders zegt. Sla het op als {asked} en kies het opnieuw."
    if paper.is_encrypted:
        return "is versleuteld of beveiligd. Haal de beveiliging eraf en kies het opnieuw."
    if paper.fault:
        return _FAULTS.get(paper.fault, _FAULTS["beschadigd"])
    if paper.has_script:
        return "bevat een programma (JavaScript of een formulier). Druk het af naar een nieuwe PDF en kies die."
    return ""


def _ranges(paper: Paper) -> Iterator[Notice]:
    """Ranges must partition the file: every page in exactly one (A-32)."""
    about, counted = f"onderdelen.{paper.document}", [0] * (paper.pages + 1)
    for part in paper.ranges:
        if not 1 <= part.first <= part.last <= paper.pages:
            yield Notice(about, f"Het onderdeel {part.kind} loopt van pagina {part.first} tot en met {part.last}; "
                                f"het bestand '{paper.document}' heeft pagina 1 tot en met {paper.pages}.")  # fmt: skip
            return
        for page in range(part.first, part.last + 1):
            counted[page] += 1
    for page in range(1, paper.pages + 1):
        if counted[page] != 1:
            what = "bij geen onderdeel" if not counted[page] else "bij meer dan één onderdeel"
            yield Notice(about, f"Pagina {page} van '{paper.document}' hoort {what}. "
                                "Geef elke pagina één keer aan: voorblad, brief of cv.")  # fmt: skip
            return


def _cv(pages: int, papers: Papers, demands: Documents) -> Iterator[Notice]:
    if not pages and any(paper.pages for paper in papers.files):
        yield Notice("onderdelen", "Geef aan welke pagina's het cv zijn.")
    if demands.most_pages is not None and pages > demands.most_pages:
        yield Notice("onderdelen", f"Het cv heeft {pages} pagina's; het mogen er {demands.most_pages} zijn. "
                                   "Voorblad en motivatiebrief tellen niet mee. Maak het cv korter, of geef aan "
                                   "welke pagina's voorblad of brief zijn.")  # fmt: skip


def _counting(papers: Papers) -> set[str]:
    """Return the names that count as a reference; the same person twice is one."""
    return {
        " ".join(referee.name.casefold().split())
        for referee in papers.referees
        if referee.name.strip() and referee.reach.strip() and referee.has_consented
    }


def _references(papers: Papers, demands: Documents) -> Iterator[Notice]:
    counting = len(_counting(papers))
    if demands.least_references and counting < demands.least_references:
        why = " Een referentie telt met een naam, een telefoonnummer of mailadres, en toestemming van die persoon."
        yield Notice("referenties", f"Er zijn {demands.least_references} referenties nodig; het zijn er nu "
                                    f"{counting}.{why}")  # fmt: skip


def _explained(papers: Papers, demands: Documents) -> Iterator[Notice]:
    if demands.needs_dba and not papers.dba.strip():
        yield Notice("dba", "Leg uit waarom bij deze opdracht geen dienstverband ontstaat (Wet DBA).")


def _rate(given: str | float | None) -> Iterator[Notice]:
    if rate_of(given) is not None:
        return
    text = str(given).strip().removeprefix("€").strip() if given is not None else ""
    digits = text.replace(".", "").replace(",", "").replace(" ", "")
    most = str(MAX_RATE).replace(".", ",")
    if not text:
        sentence = "Vul het uurtarief in."
    elif text.startswith("-") or set(digits) == {"0"}:
        sentence = "Het uurtarief moet meer dan nul zijn."
    elif digits.isdecimal():
        sentence = (
            "Schrijf het uurtarief zonder punt of spatie bij duizend en met hoogstens twee cijfers achter de komma, "
        )
        sentence += f"zoals 1250,00. Het is hoogstens {most}."
    else:
        sentence = "Schrijf het uurtarief als getal, zoals 75,00."
    yield Notice("tarief", sentence)


def _unread(papers: Papers) -> Iterator[Notice]:
    for paper in papers.files:
        empty = [page for page, text in enumerate(paper.texts, 1) if not text.strip()]
        about, name = f"bestand.{paper.document}", f"'{paper.document}'"
        if missing := sorted(paper.pages_of(PartKind.CV, PartKind.LETTER) & set(empty)):
            pages = ", ".join(map(str, missing[:9]))
            yield Notice(about, f"Op pagina {pages} van {name} vinden wij geen tekst; is het een scan? "
                                "Een beoordelaar kan dan geen zin aanwijzen.")  # fmt: skip
        if paper.has_files:
            yield Notice(about, f"In {name} zitten andere bestanden. Die leest niemand; zet wat telt op een pagina.")


def _language(language: str | None, demands: Documents) -> Iterator[Notice]:
    if language and demands.language and language != demands.language:
        yield Notice("bestand", f"De tekst lijkt {_LANGUAGES[language]}; gevraagd is "
                     f"{_LANGUAGES.get(demands.language, demands.language)}. Je kunt zo insturen.")  # fmt: skip


def _doubtful(papers: Papers, published: str) -> Iterator[Notice]:
    words = _words(papers.dba)
    if not words:
        return
    if len(words) < _FEW_WORDS:
        yield Notice("dba", "De uitleg over het dienstverband is kort. De opdrachtgever moet haar aannemelijk vinden.")
    phrases, theirs = _phrases(words), _phrases(_words(published))
    if phrases and len(phrases & theirs) >= _COPIED * len(phrases):
        yield Notice("dba", "De uitleg over het dienstverband lijkt overgenomen uit de aanvraag. "
                            "Schrijf hoe jullie het werk zelf inrichten.")  # fmt: skip


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()


def _phrases(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + _PHRASE]) for start in range(len(words) - _PHRASE + 1)}


def place_of(item: Knockout | Criterion | Named) -> str:
    """Return under which name an offer says where something stands: requirement 1 is not competence 1."""
    return f"competentie-{item.id}" if isinstance(item, Named) else item.id


def _coverage(papers: Papers, request: Request) -> Iterator[Notice]:
    """Every requirement, criterion and competence has a page of CV or letter that shows it (H-043, A-17)."""
    pages = {paper.document: paper.pages_of(PartKind.CV, PartKind.LETTER) for paper in papers.files}
    asked = [("Eis", each.id, each.id) for each in request.knockouts]
    asked += [("Criterium", each.id, each.id) for each in request.criteria]
    asked += [("Competentie", each.id, place_of(each)) for each in request.competences]
    for what, name, place in asked:
        pointer = papers.pointers.get(place)
        if pointer is None:
            yield Notice(f"vindplaats.{place}", f"{what} {name}: wijs de pagina aan waar dit staat. "
                         "Wat niet in cv of brief staat, telt niet mee.")  # fmt: skip
        elif pointer.page not in pages.get(pointer.document, ()):
            yield Notice(f"vindplaats.{place}", f"{what} {name}: pagina {pointer.page} van '{pointer.document}' is "
                         "geen pagina van cv of brief. Wijs een andere aan.")  # fmt: skip


def _text(papers: Papers, *kinds: PartKind) -> str:
    return "\n".join(
        text for paper in papers.files for page, text in enumerate(paper.texts, 1) if page in paper.pages_of(*kinds)
    )
