"""
The letters of a decision, written from the file: plain Dutch, "u", one for every offer that hears something.

A letter is text: the first line is its title, a line by itself without an end mark is a heading, lines with a dash
are a list. What people typed goes through `Others.clean`; what stands here by itself names nobody.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from servicepunt.domains.awards.rules.redacting import Others, others_than
from servicepunt.domains.hiring.rules.assessing import Fate, Outcome
from servicepunt.domains.hiring.rules.course import Happening, Kind
from servicepunt.domains.hiring.rules.deciding import Award, Played
from servicepunt.domains.hiring.rules.documents import document_name
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


def write_letters(case: Case) -> list[Letter]:
    """Return the letters of the last decision, one for every offer that hears something."""
    return [Letter(label, kind, _text(case, label, kind)) for label, kind in case.award.messages]


def _text(case: Case, label: str, kind: str) -> str:
    is_won = kind == "gunning"
    paragraphs = [
        f"{'Voorgenomen gunning' if is_won else 'Uitslag van uw inschrijving'}: {case.title} ({case.number})",
        _address(case, label),
        "Geachte heer, mevrouw,",
        *_replaced(case, label),
        *(_won(case, label) if is_won else _lost(case, label)),
        *_remedy(case, is_won=is_won),
        *_kept(case, is_won=is_won),
        f"Met vriendelijke groet,\n{case.client}",
    ]
    return "\n\n".join(part for part in paragraphs if part) + "\n"


def _address(case: Case, label: str) -> str:
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


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _replaced(case: Case, label: str) -> Iterator[str]:
    """Say that an earlier decision counts no more, and why, in words that name nobody; a new term begins (A-57)."""
    awards = case.play.course.awards
    if len(awards) < 2:
        return
    before = awards[-2]
    whose = "uw" if label in before.decision.awarded else "de gekozen"
    why = f"{whose} kandidaat viel af" if " valt af: " in before.voided else "een klacht of zaak was gegrond"
    yield (
        f"Dit is een nieuwe beslissing. Onze brief van {day(local_day(before.sent_at))} geldt niet meer: {why}. "
        "De wachttijd begint opnieuw. Wat u tot welke dag kunt doen, staat verderop."
    )


def _won(case: Case, label: str) -> Iterator[str]:
    yield (
        f"U deed mee aan een aanvraag van {case.client}. Wij zijn van plan de opdracht aan u te geven. "
        "De beslissing is nog niet definitief: eerst is er een wachttijd. Daarna kunnen wij tekenen."
    )
    yield "Waarom uw kandidaat"
    yield case.others(label).clean(case.show(case.award.decision.reason))
    yield from _points(case, label, compare=False)
    yield from _choice(case, label)
    yield from _talk(case, label)
    checks = case.dossier.request.checks
    if checks:
        yield "Wat wij nog van u nodig hebben"
        yield "Stuur ons deze documenten. Pas als ze goed zijn, kunnen wij tekenen."
        yield _bullets([document_name(each) for each in checks])


def _lost(case: Case, label: str) -> Iterator[str]:
    yield (
        f"U deed mee aan een aanvraag van {case.client}. Bedankt voor uw inschrijving. "
        "Uw kandidaat krijgt de opdracht niet. In deze brief leest u waarom."
    )
    fate = case.fates[label]
    if fate.outcome == Outcome.DROPPED:
        yield "Waarom de opdracht niet naar u gaat"
        yield _bullets([_sentence(case, label, each) for each in _rejections(case, label)])
        return
    if fate.outcome in _OUT:
        yield from _OUT[fate.outcome](case, label, fate)
    else:
        yield from _points(case, label, compare=True)
        yield from _choice(case, label)
        yield from _talk(case, label)
        judged = _judged(case, label)
        if judged is not None and judged.talk == Talk.PASSED:
            is_own = not set(case.dossier.same_person(label)).isdisjoint(case.award.decision.awarded)
            yield "Uw kandidaat haalde het gesprek. " + (
                "De opdracht gaat naar deze kandidaat bij een andere leverancier."
                if is_own
                else "De opdrachtgever vindt dat een andere kandidaat beter past."
            )
    yield "Wat de gekozen kandidaat sterker maakte"
    yield from _advantages(case, label)


def _rejections(case: Case, label: str) -> Iterator[str]:
    for each in case.dossier.happenings:
        if each.kind == Kind.CHECK_FAILED and each.offer == label:
            yield f"Wij keurden een document af: {document_name(each.check or '')}. {each.reason}"


def _sentence(case: Case, label: str, text: str) -> str:
    words = case.others(label).clean(case.show(text)).strip()
    return f"{words[:1].upper()}{words[1:]}{'' if words[-1:] in '.!?' else '.'}" if words else ""


def _defective(case: Case, label: str, fate: Fate) -> Iterator[str]:
    yield "Uw inschrijving was niet geldig"
    yield _bullets([_sentence(case, label, each) for each in fate.reasons])


def _not_conform(case: Case, label: str, fate: Fate) -> Iterator[str]:
    yield "Uw inschrijving past niet bij de voorwaarde van de opdracht"
    yield (
        "In de aanvraag staat dat er geen dienstverband mag ontstaan. De opdrachtgever vindt dat uw inschrijving "
        "dat niet genoeg laat zien. Daarom is uw inschrijving niet verder beoordeeld."
    )
    yield " ".join(_sentence(case, label, each) for each in fate.reasons)
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
        told = f"Eis {demand.id} ({_words(demand.text)}): {'voldoet' if result.is_met else 'voldoet niet'}."
        lines.append(_found(case, label, told, result, fate.offer.knockouts.get(demand.id)))
    yield _bullets(lines)


_OUT: Mapping[Outcome, Callable[[Case, str, Fate], Iterator[str]]] = {
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
    reason = _sentence(case, label, finding.reason)
    if reason:
        told += f" {reason}"
    elif not result.is_met and result.days is None and "voorbeelden" not in result.reason:
        told += f" {_sentence(case, label, result.reason)}"
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


def _words(text: str) -> str:
    return text.strip().rstrip(".;") or "zonder tekst"


# Steps 2 to 4


def _points(case: Case, label: str, *, compare: bool) -> Iterator[str]:
    fate = case.fates[label]
    assessment = case.play.assessment
    if fate.place is None or assessment is None:
        return
    yield "Uw punten en uw plaats"
    most = case.dossier.settings.shortlist
    yield (
        f"Uw kandidaat voldeed aan alle eisen en kreeg {_amount(fate.total)} van de 100 punten. Dat is plaats "
        f"{fate.place.place} van {len(assessment.order)}. De beste {most} gingen naar de opdrachtgever. "
        f"{'Uw kandidaat hoorde daarbij.' if fate.place.goes_on else 'Uw kandidaat hoorde daar niet bij.'}"
    )
    yield _tie(fate)
    lines = []
    for criterion, result in zip(case.dossier.request.criteria, fate.points, strict=True):
        told = (
            f"Criterium {criterion.id} ({_words(criterion.text)}): "
            f"{_amount(result.points)} van {_amount(criterion.points)} punten."
        )
        told = _found(case, label, told, result, fate.offer.criteria.get(criterion.id))
        if result.points < criterion.points:
            told += f" {_for_the_most(criterion)}"
        if compare:
            told += _of_winners(case, criterion)
        lines.append(told)
    yield _bullets(lines)


def _amount(value: Decimal | None) -> str:
    return str(plain_number(value)).replace(".", ",")


def _tie(fate: Fate) -> str:
    decided = fate.place.decided_by if fate.place else DecidedBy.POINTS
    if decided == DecidedBy.RATE:
        return "Een andere inschrijving had evenveel punten. Dan beslist het uurtarief: het laagste gaat voor."
    if decided == DecidedBy.SHARED:
        return "Een andere inschrijving had evenveel punten en hetzelfde uurtarief. U deelt de plaats."
    if decided == DecidedBy.LOTS:
        return "Een andere inschrijving had evenveel punten en hetzelfde uurtarief. De loting uit de aanvraag besliste."
    return ""


def _for_the_most(criterion: Criterion) -> str:
    most = f"Voor alle {_amount(criterion.points)} punten"
    if criterion.model == Model.BANDS:
        best = max(criterion.bands, key=lambda each: each.points)
        return f"{most} was {_length(best, _UNIT[criterion.unit.value])} nodig."
    if criterion.model == Model.EXAMPLES:
        return f"{most} waren {criterion.examples} goede voorbeelden nodig."
    return f"{most} moest dit helemaal in uw stukken staan."


def _length(band: Band, unit: str) -> str:
    if band.over is not None:
        return f"meer dan {_amount(band.over)} {unit}"
    if band.at_least is not None:
        return f"ten minste {_amount(band.at_least)} {unit}"
    return f"minder dan {_amount(band.under)} {unit}"


def _of_winners(case: Case, criterion: Criterion) -> str:
    given = [
        _amount(result.points)
        for winner in case.award.decision.awarded
        for result in case.fates[winner].points
        if result.id == criterion.id
    ]
    return f" De gekozen kandidaat kreeg hier {' en '.join(given)} punten." if given else ""


def _last_round(case: Case, label: str) -> Played | None:
    rounds = [each for each in case.play.course.rounds if label in each.pool]
    return rounds[-1] if rounds else None


def _choice(case: Case, label: str) -> Iterator[str]:
    played = _last_round(case, label)
    if played is None:
        return
    mine = next(each for each in played.chosen if each.id == label)
    given = case.dossier.rounds[played.number - 1].scores[label]
    yield "De keuze van de opdrachtgever"
    most = _amount(case.dossier.settings.choice_most)
    yield (
        f"De opdrachtgever vergeleek {len(played.chosen)} kandidaten en gaf op elk onderdeel 0 tot {most} punten. "
        f"Uw kandidaat kreeg samen {_amount(mine.total)} punten. Dat is plaats {mine.place}. "
        f"{'Daarom volgde een uitnodiging.' if mine.is_invited else _not_invited(case)}"
    )
    yield _bullets(
        [
            f"{_words(each.name or each.id)}: {_amount(given.scores[each.id])} van {most}."
            for each in case.dossier.request.choices
        ]
    )
    yield f"De reden: {_sentence(case, label, given.reason)}"


def _not_invited(case: Case) -> str:
    return f"De beste {case.dossier.settings.invite} kregen een uitnodiging; uw kandidaat niet."


def _talk(case: Case, label: str) -> Iterator[str]:
    judged = _judged(case, label)
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
    yield _bullets([f"{names[each]}: {grade}." for each, grade in judged.grades.items()])
    yield _agreed(case, judged.offer)


def _judged(case: Case, label: str) -> Judged | None:
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
    return f"De reden: {_sentence(case, label, agreed[-1].reason)}" if agreed else ""


def _advantages(case: Case, label: str) -> Iterator[str]:
    """Say in words where the winner was better, from points and grades alone: nothing that somebody typed."""
    for winner in case.award.decision.awarded:
        lines = [*_more_points(case, label, winner), *_better_grades(case, label, winner)]
        if lines:
            yield _bullets(lines)
        elif case.fates[label].points:
            yield "De gekozen kandidaat haalde niet meer punten, maar past volgens de opdrachtgever beter bij het werk."
        else:
            total = _amount(case.fates[winner].total)
            yield (
                "De gekozen kandidaat voldeed aan alle eisen en voorwaarden, "
                f"kreeg {total} van de 100 punten en haalde in het gesprek elke competentie."
            )


def _more_points(case: Case, label: str, winner: str) -> Iterator[str]:
    criteria = {each.id: _words(each.text) for each in case.dossier.request.criteria}
    theirs = {each.id: each.points for each in case.fates[winner].points}
    for mine in case.fates[label].points:
        if theirs[mine.id] > mine.points:
            yield f"De gekozen kandidaat liet meer zien op criterium {mine.id} ({criteria[mine.id]})."
    own, other = _last_round(case, label), _last_round(case, winner)
    if own is not None and other is not None and own.number == other.number:
        totals = {each.id: each.total for each in own.chosen}
        if totals[winner] > totals[label]:
            yield "De ervaring van de gekozen kandidaat lijkt volgens de opdrachtgever meer op deze opdracht."


def _better_grades(case: Case, label: str, winner: str) -> Iterator[str]:
    mine, theirs = _judged(case, label), _judged(case, winner)
    if mine is None or theirs is None:
        return
    scale = list(case.dossier.settings.scale)
    for each in case.dossier.request.competences:
        own, other = mine.grades.get(each.id), theirs.grades.get(each.id)
        if other and (own is None or scale.index(other) > scale.index(own)):
            yield f"De gekozen kandidaat kreeg in het gesprek een hoger cijfer voor: {each.name or each.id}."


# What one can do

_NO_OBJECTION = (
    "Deze beslissing is geen besluit volgens de Algemene wet bestuursrecht. Een bezwaarschrift is daarom niet mogelijk."
)


def _remedy(case: Case, *, is_won: bool) -> Iterator[str]:
    term = case.award.suspension
    yield "De wachttijd" if is_won else "Bent u het er niet mee eens?"
    if is_won:
        yield f"Andere leveranciers kunnen reageren tot en met {day(term.last)}."
    else:
        yield (
            f"Vertel het ons dan snel, en uiterlijk op {day(term.last)}. U kunt vragen stellen of een klacht sturen"
            f"{f' naar {case.complaints}' if case.complaints else ''}. Iemand die niet aan deze aanvraag werkte, "
            "behandelt uw klacht."
        )
        yield (
            "U kunt ook naar de rechter gaan met een kort geding. Zorg dan dat wij de dagvaarding uiterlijk op "
            f"{day(term.last)} hebben. Wacht niet langer: de rechter kan u dan te laat vinden."
        )
    if term.last_extended != term.last:
        yield (
            f"De laatste dag is {day(term.last)}. Dat is geen werkdag. Daarom wachten wij zelf langer: "
            f"tot en met {day(term.last_extended)}."
        )
    yield f"Wij tekenen niet voor {day(term.sign_from)}."
    yield _NO_OBJECTION


def _kept(case: Case, *, is_won: bool) -> Iterator[str]:
    yield "Wat wij bewaren"
    if is_won:
        yield "Uw stukken bewaren wij zolang de opdracht loopt en nog een tijd daarna."
    else:
        yield (
            f"De stukken van uw kandidaat vernietigen wij {case.dossier.settings.retention_days} dagen nadat de "
            "procedure helemaal voorbij is."
        )


# When the whole request is withdrawn (H-106)


def write_end_letters(case: Case, labels: Sequence[str]) -> list[Letter]:
    """Return the letters about the withdrawal of the request, one for each of these offers."""
    return [Letter(label, "intrekking", _end_text(case, label)) for label in labels]


def _end_text(case: Case, label: str) -> str:
    paragraphs = [
        f"Aanvraag ingetrokken: {case.title} ({case.number})",
        _address(case, label),
        "Geachte heer, mevrouw,",
        f"U deed mee aan een aanvraag van {case.client}. Bedankt voor uw inschrijving. Wij trokken de aanvraag in op "
        f"{day(local_day(case.cancelled.at))}. Niemand krijgt de opdracht.",
        "Een beslissing waarover u eerder een brief kreeg, vervalt." if case.play.course.awards else "",
        "Waarom wij de aanvraag introkken",
        _sentence(case, label, case.cancelled.reason),
        *_how_far(case, label),
        *_end_remedy(case),
        *_kept(case, is_won=False),
        f"Met vriendelijke groet,\n{case.client}",
    ]
    return "\n\n".join(part for part in paragraphs if part) + "\n"


def _how_far(case: Case, label: str) -> Iterator[str]:
    """Say what became of an offer: points only from a list that was fixed, for until then nothing stood."""
    fate = case.fates.get(label)
    if case.dossier.fixed_at is not None and fate is not None:
        if fate.outcome in _OUT:
            yield from _OUT[fate.outcome](case, label, fate)
            return
        yield from _points(case, label, compare=False)
        yield from _choice(case, label)
        yield from _talk(case, label)
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
    yield _NO_OBJECTION
