"""Writing in a file: twice, by two, by who may not, and what is refused."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from servicepunt.domains.awards.actions import assessing, correcting, deciding, unsealing
from servicepunt.domains.people.tests.cast import at_once
from servicepunt.domains.tenders.actions import asking, drafting, offering
from servicepunt.domains.tenders.models import Envelope, Fact, Holder, Kept, Tender
from servicepunt.domains.tenders.queries import look_at, tenders_seen_by
from servicepunt.domains.tenders.rules.outcome import played
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.sealing import Kind

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def send(made, *, at, by=0, command="", rate="81,50", replaces=""):
    return offering.send_offer(
        tender=made.tender,
        manifest=cast.manifest("Kandidaat Geheim"),
        files={"cv.pdf": b"%PDF-1.7 geheim"},
        rate=rate,
        by=made.suppliers[by],
        at=at,
        replaces=replaces,
        command=command,
    )


def test_a_form_sent_twice_has_the_effect_of_one():
    made = cast.published(suppliers=1)
    _, first = send(made, at=cast.CLOSING - MINUTE, command="formulier-1")
    _, second = send(made, at=cast.CLOSING - MINUTE, command="formulier-1")
    assert first == second
    assert Envelope.objects.count() == 2


def test_an_offer_at_the_closing_instant_is_late_and_one_microsecond_before_it_counts():
    made = cast.published(suppliers=1)
    with pytest.raises(Refused, match="gesloten"):
        send(made, at=cast.CLOSING)
    send(made, at=cast.CLOSING - timedelta(microseconds=1))
    assert len(made.dossier.offers) == 1
    assert Envelope.objects.count() == 2


def test_a_late_replacement_leaves_the_earlier_version():
    made = cast.published(suppliers=1)
    _, label = send(made, at=cast.CLOSING - MINUTE)
    with pytest.raises(Refused):
        send(made, at=cast.CLOSING + MINUTE, replaces=label)
    assert [each.version for each in made.dossier.offers[label].sent] == [1]


def test_nobody_replaces_or_withdraws_the_offer_of_somebody_else():
    made = cast.published(suppliers=2)
    _, label = send(made, at=cast.CLOSING - MINUTE)
    with pytest.raises(Refused, match="niet van jou"):
        send(made, at=cast.CLOSING - MINUTE, by=1, replaces=label)
    with pytest.raises(Refused, match="niet van jou"):
        offering.withdraw_offer(tender=made.tender, label=label, by=made.suppliers[1], at=cast.CLOSING - MINUTE)


def test_what_is_withdrawn_before_closing_is_never_opened():
    made = cast.published(suppliers=2)
    _, label = send(made, at=cast.CLOSING - 2 * MINUTE)
    send(made, at=cast.CLOSING - MINUTE, by=1)
    offering.withdraw_offer(tender=made.tender, label=label, by=made.suppliers[0], at=cast.CLOSING - MINUTE)
    cast.two_open(made, Kind.CONTENT, cast.OPENING)
    assert made.dossier.offers[label].opened is None
    assert not Kept.objects.filter(subject=label).exists()


def test_opening_takes_two_different_persons_after_closing():
    made = cast.sent(offers=2)
    hanna, wim = made.people["Hanna"], made.people["Wim"]
    given = {"tender": made.tender, "kind": Kind.CONTENT}
    with pytest.raises(Refused, match="na de sluiting"):
        unsealing.begin_opening(**given, passphrase=cast.PASSPHRASES["Hanna"], by=hanna, at=cast.CLOSING - MINUTE)
    with pytest.raises(Refused, match="wachtzin"):
        unsealing.begin_opening(**given, passphrase="niet de goede wachtzin", by=hanna, at=cast.OPENING)
    unsealing.begin_opening(**given, passphrase=cast.PASSPHRASES["Hanna"], by=hanna, at=cast.OPENING)
    with pytest.raises(Refused, match="iemand anders"):
        unsealing.finish_opening(**given, passphrase=cast.PASSPHRASES["Hanna"], by=hanna, at=cast.OPENING)
    assert made.dossier.opened_at is None
    unsealing.finish_opening(**given, passphrase=cast.PASSPHRASES["Wim"], by=wim, at=cast.OPENING)
    assert made.dossier.opened_by == (hanna.pk, wim.pk)
    assert not any(bytes(each.passed_content) for each in Holder.objects.all())
    with pytest.raises(AlreadyDone):
        unsealing.begin_opening(**given, passphrase=cast.PASSPHRASES["Hanna"], by=hanna, at=cast.OPENING)


def test_opening_the_content_opens_no_rate():
    made = cast.opened(offers=3)
    assert all(each.rate is None for each in made.dossier.offers.values())
    with pytest.raises(Refused, match="vergrendeld"):
        unsealing.begin_opening(
            tender=made.tender, kind=Kind.RATE, passphrase=cast.PASSPHRASES["Hanna"], by=made.people["Hanna"],
            at=cast.OPENING,
        )  # fmt: skip


def test_an_envelope_that_was_changed_in_the_database_is_set_aside_with_the_reason():
    made = cast.sent(offers=2)
    envelope = Envelope.objects.filter(kind="inhoud").order_by("pk").first()
    envelope.sealed = bytes(envelope.sealed)[:-1] + b"x"
    envelope.save(update_fields=["sealed"])
    cast.two_open(made, Kind.CONTENT, cast.OPENING)
    assert made.dossier.offers[made.k(1)].unreadable
    assert made.dossier.offers[made.k(2)].opened is not None


def test_a_request_is_not_approved_by_who_wrote_it_and_a_new_draft_takes_the_approval_away():
    made = cast.drafted(suppliers=1)
    hanna, truus = made.people["Hanna"], made.people["Truus"]
    drafting.give_seat(tender=made.tender, person=hanna, seat=Seat.BUDGET, by=hanna, at=cast.START)
    drafting.send_for_approval(tender=made.tender, estimate=Decimal(1), by=hanna, at=cast.START)
    with pytest.raises(Refused, match="zelf"):
        drafting.approve(tender=made.tender, by=hanna, at=cast.START)
    drafting.approve(tender=made.tender, by=truus, at=cast.START)
    changed = {**cast.DRAFT, "titel": "Iets anders"}
    drafting.save_draft(tender=made.tender, draft=changed, settings=cast.SETTINGS, texts={}, by=hanna, at=cast.START)
    assert made.dossier.approved_by is None


def test_nothing_of_the_request_changes_after_publication_but_by_a_correction():
    made = cast.published(suppliers=1)
    hanna = made.people["Hanna"]
    with pytest.raises(Refused, match="rectificatie"):
        drafting.save_draft(
            tender=made.tender, draft=cast.DRAFT, settings={}, texts={}, by=hanna, at=cast.CLOSING - MINUTE
        )
    with pytest.raises(Refused, match="naar voren"):
        correcting.correct(
            tender=made.tender, text="Eerder.", closes_at=cast.CLOSING - MINUTE, by=hanna, at=cast.CLOSING - 2 * MINUTE
        )
    later = cast.CLOSING + timedelta(days=7)
    with pytest.raises(Refused, match="loopt niet op"):
        correcting.correct(tender=made.tender, text="Later.", closes_at=later, by=hanna, at=cast.CLOSING - MINUTE)
    correcting.correct(
        tender=made.tender,
        text="Later.",
        closes_at=later,
        changed=cast.MOVED,
        by=hanna,
        at=cast.CLOSING - MINUTE,
    )
    assert made.dossier.closes_at == later
    send(made, at=later - MINUTE)


BANDS_OF_7 = [{"minder_dan": 1, "punten": 0}, {"vanaf": 1, "punten": 30}]
MORE_POINTS = {"criteria": [{**each, "banden": BANDS_OF_7} if each["id"] == "7" else each
                            for each in cast.DRAFT["criteria"]]}  # fmt: skip
FEWER_DEMANDS = {"knockouts": cast.DRAFT["knockouts"][:3]}


@pytest.mark.parametrize("changed", [MORE_POINTS, FEWER_DEMANDS, {"documenten": ["VOG"]}, {"werkdagen": "ma"}])
def test_who_changes_the_substance_leaves_everybody_time_to_replace(changed):
    made = cast.sent(offers=1, suppliers=1)
    given = {"tender": made.tender, "text": "Anders.", "by": made.people["Bram"], "at": cast.CLOSING - MINUTE}
    for closing in (cast.CLOSING, cast.CLOSING + timedelta(days=3)):
        with pytest.raises(Refused, match="Zet de sluiting op ma 20 juli 2026, 09:00 of later"):
            correcting.correct(**given, closes_at=closing, changed=changed)
    assert made.dossier.corrections == []
    later = cast.CLOSING + timedelta(days=6)
    correcting.correct(**given, closes_at=later, changed={**changed, **cast.MOVED})
    assert made.dossier.closes_at == later
    send(made, at=later - MINUTE, replaces=made.k(1))
    assert [each.version for each in made.dossier.offers[made.k(1)].sent] == [1, 2]


def test_a_change_of_substance_long_before_the_closing_need_not_move_it():
    made = cast.published(suppliers=1)
    at = cast.CLOSING - timedelta(days=6)
    correcting.correct(
        tender=made.tender, text="Minder.", closes_at=cast.CLOSING, changed={"documenten": ["VOG"]},
        by=made.people["Bram"], at=at,
    )  # fmt: skip
    assert made.dossier.closes_at == cast.CLOSING


def test_a_clarification_need_not_move_the_closing():
    made = cast.published(suppliers=1)
    changed = {"gesprekken_op": "2026-07-21", "knockouts": cast.DRAFT["knockouts"]}
    correcting.correct(
        tender=made.tender, text="Een dag later.", closes_at=cast.CLOSING, changed=changed, by=made.people["Bram"],
        at=cast.CLOSING - MINUTE,
    )  # fmt: skip
    assert made.dossier.version == 2


def test_who_has_no_seat_sees_no_request_and_a_supplier_sees_it_from_publication():
    made = cast.drafted(suppliers=1)
    stranger = cast.somebody("Vreemd Iemand")
    with pytest.raises(NotThere):
        look_at("30954", viewer=stranger, at=cast.START)
    assert not tenders_seen_by(made.suppliers[0]).exists()


def test_the_asker_of_a_question_is_told_to_nobody_and_answers_come_at_one_moment():
    made = cast.published(suppliers=2)
    term = cast.CLOSING - timedelta(days=6, minutes=1)
    asking.ask(tender=made.tender, kind="vraag", text="Mag het later?", by=made.suppliers[0], at=term)
    [question] = made.dossier.questions.values()
    with pytest.raises(Refused, match="loopt nog"):
        asking.publish_answers(tender=made.tender, by=made.people["Hanna"], at=term)
    after = cast.CLOSING - timedelta(days=4)
    with pytest.raises(Refused, match="Niet elke vraag"):
        asking.publish_answers(tender=made.tender, by=made.people["Hanna"], at=after)
    asking.answer(
        tender=made.tender,
        question=question.id,
        public="Kan het later?",
        text="Nee.",
        by=made.people["Hanna"],
        at=after,
    )
    asking.publish_answers(tender=made.tender, by=made.people["Hanna"], at=after)
    assert made.dossier.questions[question.id].published_at == after
    with pytest.raises(Refused, match="voorbij"):
        asking.ask(tender=made.tender, kind="vraag", text="Nog iets", by=made.suppliers[1], at=after)
    asking.ask(tender=made.tender, kind="klacht", text="Dit klopt niet", by=made.suppliers[1], at=after)


def test_no_assessor_finds_before_declaring_and_none_with_a_relation():
    made = cast.opened(offers=2)
    assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people["Bram"], at=cast.OPENING)
    for label in made.labels:
        assessing.judge_conformity(
            tender=made.tender, offer=label, is_conform=True, reason=cast.FREE, citation=cast.CITED,
            by=made.people["Bram"], at=cast.OPENING,
        )  # fmt: skip
    ada = made.people["Ada"]
    given = {"tender": made.tender, "item": "3", "finding": cast.findings(0)["3"], "by": ada, "at": cast.OPENING}
    with pytest.raises(Refused, match="Verklaar eerst"):
        assessing.find(**given, offer=made.k(1))
    assessing.declare_interest(tender=made.tender, offers=[made.k(1)], text="Oud-collega", by=ada, at=cast.OPENING)
    with pytest.raises(Refused, match="relatie"):
        assessing.find(**given, offer=made.k(1))
    assessing.find(**given, offer=made.k(2))


def test_the_list_is_what_the_rules_give_and_is_not_refilled():
    made = cast.listed()
    assert len(made.dossier.shortlist) == 10
    assert made.dossier.shortlist[0] == made.k(1)
    before = made.dossier.shortlist
    first = made.suppliers[0]
    offering.withdraw_offer(tender=made.tender, label=made.k(1), by=first, at=cast.OPENING + MINUTE)
    assert made.dossier.shortlist == before
    outcome = played(made.dossier, at=cast.OPENING + 2 * MINUTE)
    assert outcome.assessment.shortlist == list(before)


def test_a_sentence_about_the_rate_is_no_reason_to_award_and_the_length_of_the_work_may_be():
    made = cast.interviewed(offers=4)
    winner, bram = made.dossier.rounds[0].invited[0], made.people["Bram"]
    asked = {"tender": made.tender, "offers": [winner], "at": cast.ADVICE}
    good = "Kan de hele duur van de opdracht."
    for act, by in ((deciding.advise, bram), (deciding.decide_award, made.people["Vera"])):
        for reason in (
            "Heeft het laagste tarief.",
            "Met deze prijs, en rustig",
            "De goedkoopste",
            "De andere vroeg € 92 per uur.",
            "De andere kostte 92,50 euro.",
        ):
            with pytest.raises(Refused, match="het tarief mag hier geen argument zijn"):
                act(**asked, reason=reason, by=by)
        act(**asked, reason=good, by=by)


def test_what_is_destroyed_is_gone_and_the_ranking_still_replays():
    made = cast.announced(offers=4)
    drafting.cancel(tender=made.tender, reason="Budget vervallen", by=made.people["Hanna"], at=cast.ADVICE + MINUTE)
    before = played(made.dossier, at=cast.ADVICE).assessment.order
    document = made.dossier.offers[made.k(2)].opened.documents[0].reference
    look = made.look("Hanna", cast.ADVICE + MINUTE)
    assert look.vault.open(document).startswith(b"%PDF")
    deciding.destroy(tender=made.tender, subjects=[made.k(2)], by=made.people["Hanna"], at=cast.ADVICE + 2 * MINUTE)
    assert made.look("Hanna", cast.ADVICE + 3 * MINUTE).vault.open(document) is None
    assert played(made.dossier, at=cast.ADVICE).assessment.order == before


@at_once
@pytest.mark.django_db(transaction=True)
def test_ten_suppliers_at_the_same_moment_get_ten_labels_and_one_chain():
    made = cast.published(suppliers=10)
    faults = []

    def one(number):
        try:
            send(made, at=cast.CLOSING - MINUTE, by=number)
        except Exception as fault:  # noqa: BLE001  # told below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    assert len(made.dossier.offers) == 10
    numbers = list(Fact.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, Tender.objects.get().facts + 1))
