"""After the whole request was withdrawn nothing is asked, answered or corrected any more."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import complaining
from servicepunt.domains.hiring.rules.course import Result
from servicepunt.domains.tenders.actions import asking, drafting
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
AT = cast.START + timedelta(days=2)


def cancelled():
    made = cast.published()
    asked = {"tender": made.tender, "kind": "vraag", "text": "Mag het ook op dinsdag?", "by": made.suppliers[0]}
    asking.ask(**asked, at=AT)
    drafting.propose_extension(
        tender=made.tender, text="Storing.", closes_at=cast.CLOSING + timedelta(hours=1), by=made.people["Bram"], at=AT
    )
    drafting.cancel(tender=made.tender, reason="Het werk gaat niet door.", by=made.people["Hanna"], at=AT)
    return made


def test_nobody_asks_answers_publishes_or_corrects_after_the_request_was_withdrawn():
    made = cancelled()
    hanna, later = made.people["Hanna"], {"tender": made.tender, "at": AT + timedelta(hours=1)}
    [question] = made.dossier.questions
    before = made.tender.lines.count()
    for act in (
        lambda: asking.ask(**later, kind="vraag", text="En op woensdag?", by=made.suppliers[1]),
        lambda: asking.answer(**later, question=question, public="Ook op dinsdag?", text="Ja.", by=hanna),
        lambda: asking.publish_answers(tender=made.tender, by=hanna, at=cast.CLOSING - timedelta(days=3)),
        lambda: drafting.correct(**later, text="Toch anders.", closes_at=cast.CLOSING, by=hanna),
        lambda: drafting.propose_extension(
            **later, text="Storing.", closes_at=cast.CLOSING + timedelta(hours=2), by=hanna
        ),
        lambda: drafting.confirm_extension(**later, by=hanna),
    ):
        with pytest.raises(Refused, match="ingetrokken"):
            act()
    assert made.tender.lines.count() == before


def test_a_complaint_can_still_be_made_and_answered_after_the_request_was_withdrawn():
    made = cancelled()
    later = {"tender": made.tender, "at": AT + timedelta(hours=1)}
    asking.ask(**later, kind="klacht", text="Intrekken zonder goede reden.", by=made.suppliers[1])
    complaint = next(each for each in made.dossier.questions.values() if each.kind == "klacht")
    complaining.handle_complaint(
        **later, complaint=complaint.id, result=Result.DISMISSED, text="Zie de reden.", by=made.people["Wim"]
    )
    assert made.dossier.questions[complaint.id].result == Result.DISMISSED
