"""The order of step 2 as lines for people, with the reasons and the sums."""

from collections.abc import Iterable, Sequence

from servicepunt.domains.hiring.rules.assessing import Assessment
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.hiring.rules.ranking import Place
from servicepunt.domains.hiring.rules.telling import number


def ranking_lines(played: Play, *, arithmetic: bool) -> list[str]:
    """Return the order of step 2 as lines for people, with the reasons, and the sums when asked for."""
    assessment = played.assessment
    if assessment is None or assessment.waits_for:
        return ["Er is nog geen rangorde. Nodig: " + "; ".join(played.course.waits_for) + "."]
    lines = _table(assessment.order)
    others = [fate for fate in assessment.fates.values() if fate.place is None]
    if others:
        lines += ["", "Niet in de rangorde"]
        lines += [f"  {fate.offer.id}: {fate.outcome} ({'; '.join(fate.reasons)})" for fate in others]
    if arithmetic:
        lines += _arithmetic(assessment)
    return lines


def _table(order: Sequence[Place]) -> list[str]:
    width = max([len(each.id) for each in order], default=0)
    lines = ["Rangorde van stap 2"]
    for each in order:
        mark = "voorgelegd" if each.goes_on else "niet voorgelegd"
        total, rate = str(number(each.total)).replace(".", ","), f"€ {each.rate:.2f}".replace(".", ",")
        lines.append(f"  {each.place:>3}. {each.id:<{width}}  {total:>5} punten  {rate:>10}  {mark}: {each.reason}")
    return lines if order else ["Geen enkele inschrijving kwam tot stap 2."]


def _arithmetic(assessment: Assessment) -> Iterable[str]:
    yield ""
    yield f"Peildatum {assessment.reference:%d-%m-%Y}"
    for name in in_order(assessment.fates):
        fate = assessment.fates[name]
        if not fate.knockouts:
            continue
        yield ""
        yield name
        for each in fate.knockouts:
            yield f"  eis {each.id}: {'voldoet' if each.is_met else 'voldoet niet'}; {each.reason}"
        for each in fate.points:
            yield f"  criterium {each.id}: {each.reason}"
        if fate.total is not None:
            parts = " + ".join(str(number(each.points)) for each in fate.points)
            yield f"  totaal: {parts} = {number(fate.total)}"
        yield from (f"  let op: {hint}" for hint in fate.hints)
