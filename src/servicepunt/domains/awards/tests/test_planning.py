"""An interview is planned when people work, after now, and soon; nobody grades what still has to be."""

from datetime import UTC, datetime, timedelta

import pytest

from servicepunt.domains.awards.actions import choosing
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
AT = cast.OPENING + timedelta(days=1)


@pytest.mark.parametrize(("starts", "words"), [
    (AT, "al geweest"),
    (AT - timedelta(days=30), "al geweest"),
    (datetime(2026, 7, 19, 1, tzinfo=UTC), "geen werkdag"),
    (datetime(2026, 7, 20, 1, tzinfo=UTC), "buiten werktijd"),
    (datetime(2026, 7, 20, 16, tzinfo=UTC), "buiten werktijd"),
    (datetime(2030, 7, 22, 8, tzinfo=UTC), "te ver weg"),
])  # fmt: skip
def test_an_interview_at_an_impossible_moment_is_refused(starts, words):
    made = cast.invited(3, 3)
    offer = made.dossier.rounds[0].invited[0]
    duo = [made.people["Ilse"], made.people["Kees"]]
    given = {"tender": made.tender, "offer": offer, "place": "Kamer 2", "interviewers": duo, "at": AT}
    with pytest.raises(Refused, match=words):
        choosing.plan_talk(**given, starts_at=starts, by=made.people["Hanna"])
    choosing.plan_talk(**given, starts_at=cast.TALKS, by=made.people["Hanna"])
    with pytest.raises(Refused, match="nog niet geweest"):
        choosing.grade(
            tender=made.tender, offer=offer, grades={}, notes={}, by=duo[0], at=cast.TALKS - timedelta(minutes=1)
        )
