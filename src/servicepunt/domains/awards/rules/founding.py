"""What an assessor has to show before a finding can count: a passage for what is there, a reason for what is not."""

from collections.abc import Iterator

from servicepunt.domains.hiring.rules.offers import Finding
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.dossier import Dossier

_PASSAGE, _REASON = "de passage ontbreekt", "de reden ontbreekt"


def unfounded(finding: Finding) -> str:
    """
    Return in Dutch what a finding lacks (H-044, invariant 9); who found nothing has nothing to show.

    >>> unfounded(Finding()), unfounded(Finding(meets=True)), unfounded(Finding(meets=False))
    ('', 'de passage ontbreekt', 'de reden ontbreekt')
    """
    shown = [each.citation or finding.citation for each in finding.periods or ()]
    shown += [each.citation or finding.citation for each in finding.examples]
    if finding.meets or (finding.meets is None and (finding.level is not None or finding.days is not None)):
        shown.append(finding.citation)
    if any(each is None or not each.is_explicit for each in shown):
        return _PASSAGE
    is_negative = finding.meets is False or any(not each.is_valid for each in finding.examples)
    return _REASON if is_negative and not finding.reason.strip() else ""


def unfounded_of(dossier: Dossier, step: int, person: int) -> Iterator[tuple[str, str, str]]:
    """Return offer, item and what is lacking of everything that this person found in a step."""
    for offer in judging.pool_of(dossier, step):
        if person not in judging.assessors_of(dossier, offer.label):
            continue
        for item in judging.items(dossier.request, step):
            finding = dossier.findings.get((offer.label, item.id), {}).get(person)
            lacking = unfounded(finding) if finding else ""
            if lacking:
                yield offer.label, item.id, lacking
