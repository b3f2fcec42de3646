"""What letters are made of, from the file: points, choice, interview, and why an offer fell out; plain Dutch, "u"."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from servicepunt.domains.awards.rules.redacting import Others, others_than
from servicepunt.domains.hiring.rules.assessing import Fate, Outcome
from servicepunt.domains.hiring.rules.course import Happening, Kind
from servicepunt.domains.hiring.rules.deciding import Award, Played
from servicepunt.domains.hiring.rules.dutch import MONTHS, WEEKDAYS
from servicepunt.domains.hiring.rules.findings import NOT_FOUND, Result
from servicepunt.domains.hiring.rules.interviews import Judged, Talk
from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.domains.hiring.rules.offers import Citation, Finding
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.hiring.rules.ranking import DecidedBy
from servicepunt.domains.hiring.rules.request import Band, Criterion, Model
from servicepunt.domains.hiring.rules.telling import number as plain_number
from servicepunt.domains.tenders.rules.dossier import Dossier

_UNIT = {"jaren": "jaar", "maanden": "maanden", "dagen": "dagen"}


@dataclass(frozen=True, slots=True)
class Case:
    """What a letter is written from; `play` is the file as if the letters leave at `at`."""

    number: str
    title: str
    client: str
    complaints: str
    dossier: Dossier
    play: Play
    show: Callable[[str], str]
    names: Mapping[str, str]
    suppliers: Mapping[str, str]
    at: datetime

    @property
    def cancelled(self) -> Happening:
        """The withdrawal of the request that the last letters are about."""
        return next(each for each in self.dossier.happenings if each.kind == Kind.CANCELLED)

    @property
    def award(self) -> Award:
        """The decision the letters are about."""
        return self.play.course.awards[-1]

    @property
    def fates(self) -> Mapping[str, Fate]:
        """What became of every offer."""
        return self.play.assessment.fates if self.play.assessment else {}

    def others(self, label: str) -> Others:
        """What may not stand in the letter of an offer."""
        rates = {each: fate.admission.rate for each, fate in self.fates.items() if fate.admission.rate is not None}
        return others_than(label, names=self.names, suppliers=self.suppliers, rates=rates)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whose offer, whether it awards or rejects, and the text."""

    label: str
    kind: str
    text: str


def address(case: Case, label: str) -> str:
    """Return the first lines of a letter: to whom, and about which offer."""
    lines = [f"Aan: {case.suppliers.get(label) or 'de leverancier'}", f"Datum: {day(local_day(case.at))}"]
    name = case.names.get(label)
    lines.append(f"Kandidaat: {name} ({shown(label)})" if name else f"Inschrijving: {shown(label)}")
    return "\n".join(lines)


def shown(label: str) -> str:
    """Return a label as people read it."""
    return f"K-{int(label[1:]):02d}" if label[:1] == "K" and label[1:].isdecimal() else label


def day(value: date) -> str:
    """
    Return a day in words.

    >>> day(date(2026, 8, 10))
    'maandag 10 augustus 2026'
    """
    return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


def bullets(lines: list[str]) -> str:
    """Return lines as a list in a letter."""
    return "\n".join(f"- {line}" for line in lines)


def sentence(case: Case, label: str, text: str) -> str:
    """Return what somebody typed as a sentence, without names, suppliers and rates of others."""
    words = case.others(label).clean(case.show(text)).strip()
    return f"{words[:1].upper()}{words[1:]}{'' if words[-1:] in '.!?' else '.'}" if words else ""


def _defective(case: Case, label: str, fate: Fate) -> Iterator[str]:
    yield "Uw inschrijving was niet geldig"
    yield bullets([sentence(case, label, each) for each in fate.reasons])


def _not_conform(case: Case, label: str, fate: Fate) -> Iterator[str]:
    yield "Uw inschrijving past niet bij de voorwaarde van de opdracht"
    yield (
        "In de aanvraag staat dat er geen dienstverband mag ontstaan. De opdrachtgever vindt dat uw inschrijving "
        "dat niet genoeg laat zien. Daarom is uw inschrijving niet verder beoordeeld."
    )
    yield " ".join(sentence(case, label, each) for each in fate.reasons)
    judged = fate.offer.conformity
    if judged is not None and judged.citation is not None:
        yield f"Het gaat om {_place([judged.citation])}."


def _requirements(case: Case, label: str, fate: Fate) -> Iterator[str]:
    yield "Uw kandidaat voldeed niet aan alle eisen"
    yield (
        "Een kandidaat moet aan elke eis voldoen. Wij keken alleen naar wat in uw stukken staat. "
        "Uw kandidaat kreeg daarom geen punten en geen plaats op de lijst."
    )
    lines = []
    for demand, result in zip(case.dossier.request.knockouts, fate.knockouts, strict=True):
        told = f"Eis {demand.id} ({in_words(demand.text)}): {'voldoet' if result.is_met else 'voldoet niet'}."
        lines.append(_found(case, label, told, result, fate.offer.knockouts.get(demand.id)))
    yield bullets(lines)


WHEN_OUT: Mapping[Outcome, Callable[[Case, str, Fate], Iterator[str]]] = {
    Outcome.DEFECTIVE: _defective,
    Outcome.NOT_CONFORM: _not_conform,
    Outcome.KNOCKED_OUT: _requirements,
}


def _found(case: Case, label: str, told: str, result: Result, finding: Finding | None) -> str:
    """Return a line with what was found, and where."""
    if result.reason == NOT_FOUND or finding is None:
        return f"{told} Wij vonden dit niet in uw stukken."
    if result.days is not None:
        told += f" Wij telden {result.days} dagen ervaring."
        needed = "" if result.is_met else result.reason.partition("; nodig: ")[2]
        told += f" Nodig zijn {needed}." if needed else ""
    reason = sentence(case, label, finding.reason)
    if reason:
        told += f" {reason}"
    elif not result.is_met and result.days is None and "voorbeelden" not in result.reason:
        told += f" {sentence(case, label, result.reason)}"
    cited = [each for each in _citations(finding) if each.is_explicit]
    return f"{told} Dit staat op {_place(cited)}." if cited else told


def _citations(finding: Finding) -> Iterator[Citation]:
    found = [finding.citation, *(each.citation for each in finding.periods or ()),
             *(each.citation for each in finding.examples)]  # fmt: skip
    yield from (each for each in found if each is not None)


def _place(cited: list[Citation]) -> str:
    pages: dict[str, set[int]] = {}
    for each in cited:
        pages.setdefault(each.document, set()).add(each.page)
    return " en ".join(
        f"pagina {', '.join(str(page) for page in sorted(found))} van {'het cv' if name == 'cv' else name}"
        for name, found in sorted(pages.items())
    )


def in_words(text: str) -> str:
    """Return a text of the request as a part of a sentence."""
    return text.strip().rstrip(".;") or "zonder tekst"


def about_points(case: Case, label: str, *, compare: bool) -> Iterator[str]:
    """Yield the points of an offer on every criterion, with why; `compare`: beside those of who was chosen."""
    fate = case.fates[label]
    assessment = case.play.assessment
    if fate.place is None or assessment is None:
        return
    yield "Uw punten en uw plaats"
    most = case.dossier.settings.shortlist
    yield (
        f"Uw kandidaat voldeed aan alle eisen en kreeg {amount(fate.total)} van de 100 punten. Dat is plaats "
        f"{fate.place.place} van {len(assessment.order)}. De beste {most} gingen naar de opdrachtgever. "
        f"{'Uw kandidaat hoorde daarbij.' if fate.place.goes_on else 'Uw kandidaat hoorde daar niet bij.'}"
    )
    yield _tie(fate)
    lines = []
    for criterion, result in zip(case.dossier.request.criteria, fate.points, strict=True):
        told = (
            f"Criterium {criterion.id} ({in_words(criterion.text)}): "
            f"{amount(result.points)} van {amount(criterion.points)} punten."
        )
        told = _found(case, label, told, result, fate.offer.criteria.get(criterion.id))
        if result.points < criterion.points:
            told += f" {_for_the_most(criterion)}"
        if compare:
            told += _of_winners(case, criterion)
        lines.append(told)
    yield bullets(lines)


def amount(value: Decimal | None) -> str:
    """Return points as a letter writes them, with a comma."""
    return str(plain_number(value)).replace(".", ",")


def _tie(fate: Fate) -> str:
    decided = fate.place.decided_by if fate.place else DecidedBy.POINTS
    others = "Minstens één andere inschrijving had evenveel punten"
    if decided == DecidedBy.RATE:
        return f"{others}. Dan beslist het uurtarief: het laagste gaat voor."
    if decided == DecidedBy.SHARED:
        return f"{others} en hetzelfde uurtarief. U deelt de plaats."
    if decided == DecidedBy.LOTS:
        return f"{others} en hetzelfde uurtarief. De loting uit de aanvraag besliste."
    return ""


def _for_the_most(criterion: Criterion) -> str:
    most = f"Voor alle {amount(criterion.points)} punten"
    if criterion.model == Model.BANDS:
        best = max(criterion.bands, key=lambda each: each.points)
        return f"{most} was {_length(best, _UNIT[criterion.unit.value])} nodig."
    if criterion.model == Model.EXAMPLES:
        return f"{most} waren {criterion.examples} goede voorbeelden nodig."
    return f"{most} moest dit helemaal in uw stukken staan."


def _length(band: Band, unit: str) -> str:
    if band.over is not None:
        return f"meer dan {amount(band.over)} {unit}"
    if band.at_least is not None:
        return f"ten minste {amount(band.at_least)} {unit}"
    return f"minder dan {amount(band.under)} {unit}"


def _of_winners(case: Case, criterion: Criterion) -> str:
    given = [
        amount(result.points)
        for winner in case.award.decision.awarded
        for result in case.fates[winner].points
        if result.id == criterion.id
    ]
    return f" De gekozen kandidaat kreeg hier {' en '.join(given)} punten." if given else ""


def last_round(case: Case, label: str) -> Played | None:
    """Return the last round in which an offer could be chosen, or None."""
    rounds = [each for each in case.play.course.rounds if label in each.pool]
    return rounds[-1] if rounds else None


def about_choice(case: Case, label: str) -> Iterator[str]:
    """Yield what the client gave in step 3, and why there was no invitation."""
    played = last_round(case, label)
    if played is None:
        return
    mine = next(each for each in played.chosen if each.id == label)
    given = case.dossier.rounds[played.number - 1].scores[label]
    yield "De keuze van de opdrachtgever"
    most = amount(case.dossier.settings.choice_most)
    yield (
        f"De opdrachtgever vergeleek {len(played.chosen)} kandidaten en gaf op elk onderdeel 0 tot {most} punten. "
        f"Uw kandidaat kreeg samen {amount(mine.total)} punten. Dat is plaats {mine.place}. "
        f"{'Daarom volgde een uitnodiging.' if mine.is_invited else _not_invited(case)}"
    )
    yield bullets(
        [
            f"{in_words(each.name or each.id)}: {amount(given.scores[each.id])} van {most}."
            for each in case.dossier.request.choices
        ]
    )
    yield f"De reden: {sentence(case, label, given.reason)}"


def _not_invited(case: Case) -> str:
    return f"De beste {case.dossier.settings.invite} kregen een uitnodiging; uw kandidaat niet."


def about_talk(case: Case, label: str) -> Iterator[str]:
    """Yield how the interview went, or nothing when there was none."""
    judged = judged_of(case, label)
    if judged is None:
        return
    yield "Het gesprek"
    if judged.talk == Talk.NO_SHOW:
        yield "Uw kandidaat kwam niet naar het gesprek. Dan telt het gesprek als niet gehaald."
        return
    minimum = case.dossier.settings.minimum
    yield (
        f"Op elke competentie was ten minste '{minimum}' nodig. Een hoger cijfer op een andere competentie "
        "maakt een te laag cijfer niet goed."
    )
    names = {each.id: each.name or each.id for each in case.dossier.request.competences}
    yield bullets([f"{names[each]}: {grade}." for each, grade in judged.grades.items()])
    yield _agreed(case, judged.offer)


def judged_of(case: Case, label: str) -> Judged | None:
    """Return the interview of an offer that counts, or None."""
    held = [
        each
        for played in case.play.course.rounds
        for each in played.interviews
        if each.is_about(label) and each.talk in {Talk.PASSED, Talk.FAILED, Talk.NO_SHOW}
    ]
    return held[-1] if held else None


def _agreed(case: Case, label: str) -> str:
    agreed = [
        talk.agreed for each in case.dossier.rounds for talk in each.talks.get(label, []) if talk.agreed is not None
    ]
    return f"De reden: {sentence(case, label, agreed[-1].reason)}" if agreed else ""
