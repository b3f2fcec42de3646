"""Steps 0 to 2: interests, conformity, findings, differences, the lock and the list."""

from collections.abc import Sequence
from datetime import datetime

from servicepunt.domains.awards.actions.citing import need_passages
from servicepunt.domains.awards.rules.founding import unfounded_of
from servicepunt.domains.awards.rules.interests import asked_of, has_declared, related
from servicepunt.domains.awards.rules.passages import citations_of
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.offers import Citation, Conformity, Finding, Judgement
from servicepunt.domains.hiring.rules.request import Criterion, Knockout
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import GENERAL, Pen, need, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts, judging
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.outcome import played
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat


def declare_interest(
    *,
    tender: Tender,
    offers: Sequence[str],
    text: str,
    by: Person,
    at: datetime,
    asked: Sequence[str] | None = None,
    command: str = "",
) -> Dossier:
    """
    Declare with which candidates one has a relation, or with none; nobody assesses before that (H-096).

    `asked` are those it was said about: refused when others are asked about now. It may be declared again, until what
    is kept of a candidate is destroyed: what was done about this candidate then counts no more, or people are told
    that it may have to be done again.

    :raises Refused: without a word on the relation, before there is anybody to say it about, or to take a relation
        back after judging.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.ASSESSOR, Seat.INTERVIEWER, Seat.CLIENT, Seat.MANDATE)
        now = asked_of(dossier, by.pk)
        if not now:
            raise Refused("Er is nu niemand over wie je iets hoeft te verklaren.")
        if asked is not None and set(asked) != set(now):
            raise Refused("De lijst is intussen veranderd. Kijk hem na en verklaar opnieuw.")
        unknown = [each for each in offers if each not in now]
        if unknown:
            raise Refused(f"Inschrijving {unknown[0]} is er niet.")
        before = dossier.interests.get(by.pk) or facts.InterestDeclared()
        # What the desk wrote down stays, whatever one declares oneself.
        recorded = {label for person, label in dossier.recorded if person == by.pk}
        said, destroyed = set(before.offers) - dossier.destroyed, set(before.offers) & dossier.destroyed
        if set(offers) - said and not text.strip():
            raise Refused("Schrijf erbij welke relatie je met deze kandidaat hebt.")
        if said - set(offers) - recorded and _has_judged(dossier, by):
            raise Refused("Je hebt al beoordeeld. Een relatie die je meldde, kun je niet meer terugnemen.")
        kept = pen.keep(offers[0] if offers else GENERAL, text.strip()) or (before.text if offers else "")
        related_to = tuple(sorted(destroyed.union(offers, recorded)))
        return [facts.InterestDeclared(offers=related_to, asked=tuple(sorted(now)), text=kept)]

    return write(tender, decide, by=by, at=at, command=command)


def _has_judged(dossier: Dossier, by: Person) -> bool:
    found = any(by.pk in given for given in dossier.findings.values()) or dossier.advised_by == by.pk
    found = found or any(by.pk in each.scored_by.values() for each in dossier.rounds)
    graded = any(by.pk in talk.grades for each in dossier.rounds for talks in each.talks.values() for talk in talks)
    return found or graded or any(offer.judged_by == by.pk for offer in dossier.offers.values())


def _opened(dossier: Dossier) -> None:
    if any(each.kind == Kind.CANCELLED for each in dossier.happenings):
        raise Refused("De aanvraag is ingetrokken; er wordt niets meer beoordeeld.")
    if dossier.opened_at is None:
        raise Refused("De inschrijvingen zijn nog niet geopend.")


def unlocked(dossier: Dossier) -> None:
    """Refuse what comes before the opening, after the lock, and when the request was withdrawn."""
    _opened(dossier)
    if dossier.locked_at is not None:
        raise Refused("De punten zijn vergrendeld; hier verandert niets meer.")


def judge_conformity(
    *,
    tender: Tender,
    offer: str,
    is_conform: bool,
    reason: str,
    citation: Citation | None,
    by: Person,
    at: datetime,
    command: str = "",
) -> Dossier:
    """
    Judge as client whether an offer keeps the performance condition; it takes reason and passage, whatever it is.

    :raises Refused: if a part is missing, or step 1 has begun (H-020, H-022, A-40).
    """
    explicit = citation is not None and citation.is_explicit
    if not (reason.strip() and explicit):
        raise Refused("Je oordeel vraagt een reden én een passage uit de inschrijving.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.CLIENT)
        unlocked(dossier)
        if offer not in {each.label for each in judging.competing(dossier)}:
            raise Refused("Deze inschrijving doet niet mee.")
        _has_no_relation(dossier, offer, by)
        _whole(dossier, offer)
        if dossier.findings:
            raise Refused("De beoordeling van stap 1 is begonnen; de conformiteit staat vast.")
        need_passages(tender, dossier.offers[offer], [citation] if citation else [])
        judged = Conformity(
            judgement=Judgement.CONFORM if is_conform else Judgement.NOT_CONFORM,
            reason=pen.keep(offer, reason.strip()),
            citation=pen.hide_citation(offer, citation),
            by=str(by.pk),
        )
        return [facts.ConformityJudged(offer=offer, judgement=judged)]

    return write(tender, decide, by=by, at=at, command=command)


def _has_no_relation(dossier: Dossier, offer: str, by: Person) -> None:
    if not has_declared(dossier, by.pk, [offer]):
        raise Refused("Verklaar eerst of je een relatie hebt met een van de kandidaten.")
    if related(dossier, by.pk, [offer]):
        raise Refused("Je hebt een relatie met deze kandidaat en beoordeelt deze inschrijving niet.")


def find(
    *, tender: Tender, offer: str, item: str, finding: Finding, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Write down what one assessor found; it may be written again until it is final.

    :raises Refused: for who may not assess this offer, before conformity is judged, after it is final, or for words
        that are not in the offer.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.ASSESSOR)
        unlocked(dossier)
        demand = demand_of(dossier, item)
        step = judging.step_of(demand)
        _may_assess(dossier, offer, step, by)
        if (step, by.pk) in dossier.finals:
            raise Refused("Je oordeel over deze stap is definitief. Verschillen leg je samen bij.")
        need_passages(tender, dossier.offers[offer], citations_of(finding), item)
        sound(dossier, offer, demand, finding)
        return [facts.Found(offer=offer, item=item, finding=pen.hide_finding(offer, finding))]

    return write(tender, decide, by=by, at=at, command=command)


def demand_of(dossier: Dossier, item: str) -> Knockout | Criterion:
    """Return a requirement or criterion; refuses what is none."""
    for step in (1, 2):
        for each in judging.items(dossier.request, step):
            if each.id == item:
                return each
    raise Refused(f"Onderdeel {item} staat niet in de aanvraag.")


def _may_assess(dossier: Dossier, offer: str, step: int, by: Person) -> None:
    _has_no_relation(dossier, offer, by)
    if dossier.request.is_conditional and any(each.conformity is None for each in judging.competing(dossier)):
        raise Refused("De opdrachtgever heeft nog niet van elke inschrijving de conformiteit beoordeeld.")
    if offer not in {each.label for each in judging.pool_of(dossier, step)}:
        raise Refused("Deze inschrijving wordt in deze stap niet beoordeeld.")
    _whole(dossier, offer)


def _whole(dossier: Dossier, offer: str) -> None:
    if offer in judging.in_repair(dossier):
        raise Refused("Van deze inschrijving loopt herstel van een vormgebrek. Beoordeel haar als dat klaar is.")


def sound(dossier: Dossier, offer: str, demand: Knockout | Criterion, finding: Finding) -> None:
    """Refuse a finding that the rule of its requirement or criterion cannot read."""
    try:
        judging.result_of(dossier, offer, demand, finding)
    except Faulty as fault:
        raise Refused(str(fault)) from fault


def make_final(*, tender: Tender, step: int, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Make one's own findings of a step final; only then the findings of others show (invariant 17).

    :raises Refused: while something is missing: a finding, or the passage or the reason of one.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.ASSESSOR)
        unlocked(dossier)
        if step == 2 and not judging.is_complete(dossier, 1):
            raise Refused("Stap 1 is nog niet klaar: er zijn oordelen of verschillen over.")
        lacking = judging.missing(dossier, step, by.pk)
        if lacking:
            offer, item = lacking[0]
            raise Refused(f"Je mist nog {len(lacking)} oordelen; het eerste is onderdeel {item} van {offer}.")
        bare = list(unfounded_of(dossier, step, by.pk))
        if bare:
            offer, item, why = bare[0]
            raise Refused(
                f"{len(bare)} oordelen zijn nog niet af. Het eerste is onderdeel {item} van {pseudonym(offer)}: {why}."
            )
        few = judging.too_few(dossier)
        if few:
            raise Refused(f"{few[0]} heeft minder dan twee beoordelaars zonder relatie. Vraag de inhuurdesk om er een.")
        return [] if (step, by.pk) in dossier.finals else [facts.FoundFinally(step=step)]

    return write(tender, decide, by=by, at=at, command=command)


def lock(*, tender: Tender, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Lock steps 0 to 2; after it the rates can be opened.

    :raises Refused: while findings are missing or differ.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        _opened(dossier)
        if dossier.locked_at is not None:
            return []
        if dossier.request.is_conditional and any(each.conformity is None for each in judging.competing(dossier)):
            raise Refused("De conformiteit is nog niet van elke inschrijving beoordeeld.")
        if judging.in_repair(dossier):
            raise Refused("Er loopt nog herstel van een vormgebrek. Beoordeel dat eerst.")
        for step in (1, 2):
            if not judging.is_complete(dossier, step):
                raise Refused(f"Stap {step} is nog niet klaar: er zijn oordelen of verschillen over.")
        waiting = judging.open_proposals(dossier)
        if waiting:
            offer, item = waiting[0]
            raise Refused(f"Over onderdeel {item} van {offer} ligt nog een voorstel. De beoordelaars ronden dat af.")
        return [facts.Locked()]

    return write(tender, decide, by=by, at=at, command=command)


def fix_list(*, tender: Tender, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Fix the list that goes to the client, as the published rules give it; nobody chooses here.

    :raises Refused: before the rates are open.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        if dossier.rates_opened_at is None:
            raise Refused("Open eerst de tarieven: bij gelijke punten beslist het tarief.")
        if dossier.fixed_at is not None:
            return []
        listed = _listed(dossier, at)
        return [facts.ListFixed(offers=listed)]

    return write(tender, decide, by=by, at=at, command=command)


def _listed(dossier: Dossier, at: datetime) -> tuple[str, ...]:
    try:
        assessment = played(dossier, at=at).assessment
    except Faulty as fault:
        raise Refused(str(fault)) from fault
    return tuple(assessment.shortlist) if assessment else ()
