"""A whole request, from draft to contract: fourteen offers by six suppliers, by the actions alone."""

from datetime import date, timedelta

import pytest

from servicepunt.domains.awards.actions import deciding
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.rules import chain
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_fourteen_offers_lead_to_a_contract_and_every_stage_has_its_turn():
    made = cast.sent()
    assert stage_of(made.dossier, at=cast.CLOSING - DAY) == Stage.ANSWERED
    assert stage_of(made.dossier, at=cast.CLOSING) == Stage.CLOSED


def test_after_the_letters_the_suspension_runs_and_only_then_one_signs():
    made = cast.announced()
    bram, hanna, vera = (made.people[name] for name in ("Bram", "Hanna", "Vera"))
    winner = made.dossier.decisions[0].offers[0]
    assert stage_of(made.dossier, at=cast.ADVICE + DAY) == Stage.SUSPENDED
    after = cast.ADVICE + 25 * DAY
    for check in ("VOG", "Geheimhoudingsverklaring"):
        deciding.note_happening(
            tender=made.tender, kind=Kind.CHECK_PASSED, offer=winner, check=check, by=hanna, at=cast.ADVICE + DAY
        )
    with pytest.raises(Refused, match="Tekenen kan nog niet"):
        deciding.note_happening(tender=made.tender, kind=Kind.SIGNED, by=vera, at=cast.ADVICE + 2 * DAY)
    deciding.note_happening(tender=made.tender, kind=Kind.SIGNED, by=vera, at=after)
    deciding.start_contract(tender=made.tender, starts_on=date(2026, 9, 1), by=bram, at=after)
    assert stage_of(made.dossier, at=after) == Stage.RUNNING
    chain.check(lines_of(made.tender), head=type(made.tender).objects.get().digest)
