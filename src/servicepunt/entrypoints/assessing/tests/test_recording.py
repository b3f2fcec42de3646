"""The page on which the desk writes down a relation of somebody else, and what that person reads of it."""

import html

import pytest

from servicepunt.domains.awards.actions import relating
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
BASE = "/inhuur/30954/belangen/"
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


def text(answer):
    return html.unescape(answer.content.decode())


def recorded(made, name, label):
    relating.record_relation(
        tender=made.tender, person=made.people[name].pk, offer=label, how="gemeld", text="Een oud-collega.",
        by=made.people["Hanna"], at=cast.OPENING,
    )  # fmt: skip


def test_the_desk_writes_down_a_relation_and_the_person_reads_it_with_who_wrote_it(enter):
    made = cast.judged(3)
    hanna = enter(made, "Hanna")
    assert "Leg een relatie van een ander vast" in text(hanna.get(BASE))
    typed = {"person": made.people["Ada"].pk, "offer": made.k(1), "how": "gemeld", "text": "Een nicht.", "key": KEY}
    refused = hanna.post(f"{BASE}vastleggen/", typed | {"how": ""})
    assert refused.status_code == 422 and "Een nicht." in text(refused)
    for _ in range(2):
        assert hanna.post(f"{BASE}vastleggen/", typed).status_code == 302
    assert len(made.dossier.recorded) == 1
    page = text(enter(made, "Ada").get(BASE))
    assert "Kandidaat 1" in page and "Een nicht." in page and "Vastgelegd door Hanna" in page
    for name in ("Hanna", "Wim"):
        page = text(enter(made, name).get(BASE))
        assert "Een nicht." in page and "Vastgelegd door Hanna" in page
    assert "Neem terug" not in text(enter(made, "Wim").get(BASE))
    assert "Een nicht." not in text(enter(made, "Omar").get(BASE))
    back = {"person": made.people["Ada"].pk, "offer": made.k(1), "reason": "Een naamgenoot."}
    assert hanna.post(f"{BASE}terugnemen/", back).status_code == 302
    assert not made.dossier.recorded


def test_who_may_not_know_a_candidate_reads_that_there_is_a_relation_and_not_with_whom(enter):
    made = cast.opened(2)
    recorded(made, "Ilse", made.k(1))
    page = text(enter(made, "Ilse").get(BASE))
    assert "Een kandidaat die jij nu niet ziet" in page and "Vastgelegd door Hanna" in page
    assert "Kandidaat 1" not in page and "oud-collega" not in page


def test_who_signs_reads_what_was_written_down_and_declares_nothing_before_there_is_a_list(enter):
    made = cast.opened(2)
    vera = enter(made, "Vera")
    assert "nu niemand over wie jij iets hoeft te verklaren" in text(vera.get(BASE))
    recorded(made, "Vera", made.k(1))
    page = text(vera.get(BASE))
    assert "Een oud-collega." in page and "Mijn verklaring" not in page
    assert vera.post(BASE, {"choice": "none"}).status_code == 422


def test_a_desk_that_also_interviews_writes_down_nobody_it_may_not_know(enter):
    made = cast.listed(4)
    cast.seated_before(made, "Hanna", Seat.INTERVIEWER, at=cast.OPENING)
    hanna = enter(made, "Hanna")
    assert "Kandidaat" not in text(hanna.get(f"{BASE}vastleggen/"))
    typed = {"person": made.people["Ada"].pk, "offer": made.k(1), "how": "gemeld", "text": "Een nicht."}
    assert hanna.post(f"{BASE}vastleggen/", typed).status_code == 422


def test_before_the_opening_there_is_nobody_to_write_down(enter):
    made = cast.sent(2)
    assert enter(made, "Hanna").get(f"{BASE}vastleggen/").status_code == 404
