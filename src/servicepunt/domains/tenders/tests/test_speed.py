"""Two hundred offers are opened and ranked in under five seconds of work; waiting for a busy machine does not count."""

import sys
import time

import pytest

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.awards.rules.sensitivity import sensitivity
from servicepunt.domains.hiring.rules.offers import Conformity, Judgement
from servicepunt.domains.tenders.actions.writing import write
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.outcome import played
from servicepunt.domains.tenders.tests import cast

# What one assessor found is written as facts, also where a person would not look any more.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("out_of_order")]
OFFERS = 200
MOST_SECONDS = 5.0
CONFORM = Conformity(judgement=Judgement.CONFORM, reason="Vrij", citation=cast.CITED)


def everything_found(labels):
    """What one assessor found, as facts: with passages that need no vault."""
    found = [
        facts.Found(offer=label, item=item, finding=finding)
        for number, label in enumerate(labels)
        for item, finding in cast.findings(number % 13).items()
    ]
    return [facts.InterestDeclared(), *found, facts.FoundFinally(step=1), facts.FoundFinally(step=2)]


def test_two_hundred_offers_are_opened_and_ranked_in_time(capsys):
    made = cast.sent(OFFERS)
    took = {}

    def timed(name, work):
        begun = time.process_time()
        result = work()
        took[name] = time.process_time() - begun
        return result

    timed("open", lambda: cast.two_open(made, cast.Kind.CONTENT, cast.OPENING))
    conform = [facts.ConformityJudged(offer=label, judgement=CONFORM) for label in made.labels]
    write(made.tender, lambda _dossier, _pen: conform, by=made.people["Bram"], at=cast.OPENING)
    for name in ("Ada", "Omar"):
        found = everything_found(made.labels)
        write(made.tender, lambda _dossier, _pen, found=found: found, by=made.people[name], at=cast.OPENING)
    timed("lock", lambda: assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING))
    timed("open rates", lambda: cast.two_open(made, cast.Kind.RATE, cast.OPENING))
    dossier = timed("fold", lambda: made.dossier)
    ranked = timed("rank", lambda: played(dossier, at=cast.OPENING))
    timed("look at what would change it", lambda: sensitivity(ranked))
    timed("fix", lambda: assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING))
    with capsys.disabled():
        figures = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items())
        sys.stdout.write(f"\n{OFFERS} offers: {figures}\n")
    assert len(made.dossier.shortlist) == 10
    assert took["open"] + took["fold"] + took["rank"] < MOST_SECONDS
    assert took["look at what would change it"] < MOST_SECONDS
