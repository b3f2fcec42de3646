"""
The letters of a decision, written from the file: plain Dutch, "u", one for every offer that hears something.

A letter is text: the first line is its title, a line by itself without an end mark is a heading, lines with a dash
are a list. What people typed goes through `Others.clean`; what stands here by itself names nobody.
"""

from collections.abc import Iterator

from servicepunt.domains.awards.rules.documents import document_name
from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.hiring.rules.interviews import Talk
from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.entrypoints.awarding.chapters import (
    WHEN_OUT,
    Case,
    Letter,
    about_choice,
    about_points,
    about_talk,
    address,
    amount,
    bullets,
    day,
    in_words,
    judged_of,
    last_round,
    sentence,
)


def write_letters(case: Case) -> list[Letter]:
    """Return the letters of the last decision, one for every offer that hears something."""
    return [Letter(label, kind, _text(case, label, kind)) for label, kind in case.award.messages]


def _text(case: Case, label: str, kind: str) -> str:
    is_won = kind == "gunning"
    paragraphs = [
        f"{'Voorgenomen gunning' if is_won else 'Uitslag van uw inschrijving'}: {case.title} ({case.number})",
        address(case, label),
        "Geachte heer, mevrouw,",
        *_replaced(case, label),
        *(_won(case, label) if is_won else _lost(case, label)),
        *_remedy(case, is_won=is_won),
        *what_is_kept(case, is_won=is_won),
        f"Met vriendelijke groet,\n{case.client}",
    ]
    return "\n\n".join(part for part in paragraphs if part) + "\n"


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
    yield from about_points(case, label, compare=False)
    yield from about_choice(case, label)
    yield from about_talk(case, label)
    checks = case.dossier.request.checks
    if checks:
        yield "Wat wij nog van u nodig hebben"
        yield "Stuur ons deze documenten. Pas als ze goed zijn, kunnen wij tekenen."
        yield bullets([document_name(each) for each in checks])


def _lost(case: Case, label: str) -> Iterator[str]:
    yield (
        f"U deed mee aan een aanvraag van {case.client}. Bedankt voor uw inschrijving. "
        "Uw kandidaat krijgt de opdracht niet. In deze brief leest u waarom."
    )
    fate = case.fates[label]
    if fate.outcome == Outcome.DROPPED:
        yield "Waarom de opdracht niet naar u gaat"
        yield bullets([sentence(case, label, each) for each in _rejections(case, label)])
        return
    if fate.outcome in WHEN_OUT:
        yield from WHEN_OUT[fate.outcome](case, label, fate)
    else:
        yield from about_points(case, label, compare=True)
        yield from about_choice(case, label)
        yield from about_talk(case, label)
        judged = judged_of(case, label)
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


def _advantages(case: Case, label: str) -> Iterator[str]:
    """Say in words where the winner was better, from points and grades alone: nothing that somebody typed."""
    for winner in case.award.decision.awarded:
        lines = [*_more_points(case, label, winner), *_better_grades(case, label, winner)]
        if lines:
            yield bullets(lines)
        elif case.fates[label].points:
            yield "De gekozen kandidaat haalde niet meer punten, maar past volgens de opdrachtgever beter bij het werk."
        else:
            total = amount(case.fates[winner].total)
            yield (
                "De gekozen kandidaat voldeed aan alle eisen en voorwaarden, "
                f"kreeg {total} van de 100 punten en haalde in het gesprek elke competentie."
            )


def _more_points(case: Case, label: str, winner: str) -> Iterator[str]:
    criteria = {each.id: in_words(each.text) for each in case.dossier.request.criteria}
    theirs = {each.id: each.points for each in case.fates[winner].points}
    for mine in case.fates[label].points:
        if theirs[mine.id] > mine.points:
            yield f"De gekozen kandidaat liet meer zien op criterium {mine.id} ({criteria[mine.id]})."
    own, other = last_round(case, label), last_round(case, winner)
    if own is not None and other is not None and own.number == other.number:
        totals = {each.id: each.total for each in own.chosen}
        if totals[winner] > totals[label]:
            yield "De ervaring van de gekozen kandidaat lijkt volgens de opdrachtgever meer op deze opdracht."


def _better_grades(case: Case, label: str, winner: str) -> Iterator[str]:
    mine, theirs = judged_of(case, label), judged_of(case, winner)
    if mine is None or theirs is None:
        return
    scale = list(case.dossier.settings.scale)
    for each in case.dossier.request.competences:
        own, other = mine.grades.get(each.id), theirs.grades.get(each.id)
        if other and (own is None or scale.index(other) > scale.index(own)):
            yield f"De gekozen kandidaat kreeg in het gesprek een hoger cijfer voor: {each.name or each.id}."


NO_OBJECTION = (
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
    yield NO_OBJECTION


def what_is_kept(case: Case, *, is_won: bool) -> Iterator[str]:
    """Yield what is kept of an offer, and how long."""
    yield "Wat wij bewaren"
    if is_won:
        yield "Uw stukken bewaren wij zolang de opdracht loopt en nog een tijd daarna."
    else:
        yield (
            f"De stukken van uw kandidaat vernietigen wij {case.dossier.settings.retention_days} dagen nadat de "
            "procedure helemaal voorbij is."
        )
