"""Invariant 16: every supplier reads the same answers at the same moment, and no answer tells who asked."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from servicepunt.domains.tenders.actions import asking
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
PAGE = "/aanvragen/30954/vragen/"
ASKED, ANSWERED = cast.START + timedelta(days=2), cast.CLOSING - timedelta(days=5)
PUBLISHED = cast.CLOSING - timedelta(days=4)
# Who asks each question, and whether it is refused an answer.
SCRIPTS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=5)


def play(made, script):
    """Let suppliers ask, and the desk answer every question."""
    hanna = made.people["Hanna"]
    for place, (who, _) in enumerate(script):
        at = ASKED + timedelta(minutes=place)
        asking.ask(tender=made.tender, kind="vraag", text=f"Eigen woorden {place}?", by=made.suppliers[who], at=at)
    for place, question in enumerate(made.dossier.questions):
        asking.answer(
            tender=made.tender, question=question, public=f"Gewone vraag {place}?", text=f"Uitleg {place}.",
            is_refused=script[place][1], by=hanna, at=ANSWERED,
        )  # fmt: skip


def seen_by_all(made, hands, visit, at):
    """What each supplier reads, for everybody and of their own, and the document of all answers."""
    hands.at = at
    found = []
    for supplier in made.suppliers:
        browser = visit(supplier)
        page = browser.get(PAGE).content.decode()
        own, _, answers = page.partition('<section class="sp-stack" aria-labelledby="antwoorden">')
        paper = browser.get(f"{PAGE}nota.pdf")
        found.append((own, answers.partition("</section>")[0], paper.status_code, paper.content))
    return found


@pytest.fixture
def made():
    return cast.published(suppliers=3)


# A found case is small already; making it smaller would take minutes of pages.
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
)
@given(SCRIPTS, st.permutations([0, 1, 2]))
def test_16_all_suppliers_read_the_same_answers_at_one_moment_whoever_asked(made, hands, visit, script, others):
    told = []
    for askers in (script, [(others[who], is_refused) for who, is_refused in script]):
        with transaction.atomic():
            play(made, askers)
            for _, answers, status, _ in seen_by_all(made, hands, visit, PUBLISHED - timedelta(microseconds=1)):
                assert "Uitleg" not in answers and status == 404
            asking.publish_answers(tender=made.tender, by=made.people["Hanna"], at=PUBLISHED)
            pages = seen_by_all(made, hands, visit, PUBLISHED)
            transaction.set_rollback(True)
        assert len({answers for _, answers, _, _ in pages}) == 1, "the same page for everybody"
        assert len({paper for _, _, _, paper in pages}) == 1, "the same document for everybody"
        told.append((pages[0][1], pages[0][3]))
        for place, (own, answers, status, _) in enumerate(pages):
            assert status == 200
            asked = {number for number, (who, _) in enumerate(askers) if who == place}
            assert {int(each) for each in re.findall(r"Eigen woorden (\d+)", own + answers)} == asked
            assert [int(each) for each in re.findall(r"Uitleg (\d+)\.", answers)] == list(range(len(askers)))
            assert not [each.name for each in made.suppliers if each.name in answers]
    assert told[0] == told[1], "who asked changes no letter of it"
