"""After the whole request was withdrawn nothing is asked, answered or corrected any more."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import choosing, complaining, correcting
from servicepunt.domains.hiring.rules.course import Result
from servicepunt.domains.tenders.actions import asking, drafting, offering
from servicepunt.domains.tenders.queries import frame_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
AT = cast.START + timedelta(days=2)


def cancelled():
    made = cast.published()
    asked = {"tender": made.tender, "kind": "vraag", "text": "Mag het ook op dinsdag?", "by": made.suppliers[0]}
    asking.ask(**asked, at=AT)
    correcting.propose_extension(
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
        lambda: correcting.correct(**later, text="Toch anders.", closes_at=cast.CLOSING, by=hanna),
        lambda: correcting.propose_extension(
            **later, text="Storing.", closes_at=cast.CLOSING + timedelta(hours=2), by=hanna
        ),
        lambda: correcting.confirm_extension(**later, by=hanna),
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
    assert made.dossier.questions[complaint.id].answered_at is not None


def test_the_steps_of_a_request_that_was_withdrawn_end_where_it_was_then():
    drafted = cast.drafted(suppliers=1)
    drafting.cancel(tender=drafted.tender, reason="Geen geld.", by=drafted.people["Bram"], at=cast.START)
    steps = frame_of(drafted.look("Hanna", AT)).steps
    assert [each.state for each in steps] == ["current"] + ["todo"] * 9


def test_the_steps_of_a_request_without_anybody_left_end_at_the_interviews():
    made = cast.listed(1, 1)
    offering.withdraw_offer(tender=made.tender, label=made.labels[0], by=made.suppliers[0], at=cast.OPENING)
    frame = frame_of(made.look("Hanna", cast.OPENING))
    assert frame.stage == Stage.FAILED
    assert [each.label for each in frame.steps if each.state == "current"] == ["Gesprekken"]
    drafting.cancel(tender=made.tender, reason="Niemand over.", by=made.people["Hanna"], at=AT + timedelta(days=30))
    states = [each.state for each in frame_of(made.look("Hanna", AT + timedelta(days=31))).steps]
    assert states[7:] == ["current", "todo", "todo"]


def test_nobody_changes_a_draft_after_the_request_was_withdrawn():
    drafted = cast.drafted(suppliers=1)
    drafting.cancel(tender=drafted.tender, reason="Geen geld.", by=drafted.people["Bram"], at=cast.START)
    changed = {"draft": {**cast.DRAFT, "titel": "Anders"}, "settings": cast.SETTINGS, "texts": {}}
    with pytest.raises(Refused, match="ingetrokken"):
        drafting.save_draft(tender=drafted.tender, **changed, by=drafted.people["Hanna"], at=AT)


def test_nobody_agrees_on_grades_after_the_request_was_withdrawn():
    made, at = cast.interviewed(3, 3), cast.ADVICE
    drafting.cancel(tender=made.tender, reason="Geen geld.", by=made.people["Bram"], at=at)
    given = {"tender": made.tender, "offer": made.dossier.rounds[0].invited[0], "reason": "Samen.", "at": at}
    with pytest.raises(Refused, match="ingetrokken"):
        choosing.agree_grades(**given, grades={"klant": "goed"}, by=made.people["Ilse"])
