"""Offers around the closing instant and the opening, and drafts that only one browser can read."""

import os
from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec import structs

from servicepunt.domains.awards.actions import assessing, unsealing
from servicepunt.domains.awards.rules.signals import most_hours, same_persons, value_of
from servicepunt.domains.tenders.actions import drafting, offer_drafts, offering
from servicepunt.domains.tenders.models import Envelope, OfferDraft, VaultKey
from servicepunt.domains.tenders.queries import offer_drafts as reading
from servicepunt.domains.tenders.queries import offers
from servicepunt.domains.tenders.rules.outcome import played
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused, TooLate, WrongPhrase
from servicepunt.domains.tenders.tests import cast
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.sealing import Kind

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
KEY = bytes(range(32))


def send(made, *, name="Kim de Boer", town="Zwolle", by=0, at=cast.CLOSING - MINUTE, **more):
    manifest = structs.replace(cast.manifest(name), residence=town)
    return offering.send_offer(
        tender=made.tender, manifest=manifest, files={"cv.pdf": b"%PDF-"}, rate="80,00", by=made.suppliers[by],
        at=at, **more,
    )[1]  # fmt: skip


def test_the_same_form_gives_the_same_offer_also_when_another_one_came_after_it():
    made = cast.published(suppliers=1)
    first = send(made, command="een")
    second = send(made, name="Sam Smit", command="twee")
    assert send(made, command="een") == first != second
    assert offers.sent_with(made.tender, "een") == (first, 1)
    assert offers.sent_with(made.tender, "") is None


def test_a_late_try_is_noted_once_and_nothing_of_it_is_kept():
    made = cast.published(suppliers=1)
    with pytest.raises(TooLate, match="di 14 juli 2026, 09:00"):
        send(made, at=cast.CLOSING)
    for minutes in (0, 1):
        offering.note_late(tender=made.tender, by=made.suppliers[0], at=cast.CLOSING + minutes * MINUTE)
    assert made.dossier.late == [(made.suppliers[0].pk, cast.CLOSING)]
    assert not Envelope.objects.exists()


def test_the_same_person_of_two_suppliers_is_found_after_opening_and_no_other():
    made = cast.published(suppliers=3)
    first = send(made, name="Kim de Boër")
    second = send(made, name="DE BOER, kim", town="zwolle ", by=1)
    send(made, name="Kim de Boer", town="Ommen", by=2)
    cast.two_open(made, Kind.CONTENT, cast.OPENING)
    assert same_persons(made.dossier) == [[first, second]]
    key = made.dossier.offers[first].opened.person_key
    assert "kim" not in key
    assert VaultKey.objects.filter(subject="personen").count() == 1


def test_who_leaves_between_closing_and_the_list_is_out_and_the_rest_goes_on():
    made = cast.scored()
    label = made.labels[0]
    by = made.suppliers[0]
    offering.withdraw_offer(tender=made.tender, label=label, by=by, at=cast.OPENING)
    outcome = played(made.dossier, at=cast.OPENING).assessment.fates[label].outcome
    assert outcome == "ingetrokken"
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    cast.two_open(made, Kind.RATE, cast.OPENING)
    assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING + MINUTE)
    assert label not in made.dossier.shortlist


def begin(made, name, phrase=None):
    unsealing.begin_opening(
        tender=made.tender, kind=Kind.CONTENT, passphrase=phrase or cast.PASSPHRASES[name], by=made.people[name],
        at=cast.OPENING,
    )  # fmt: skip


def finish(made, name, phrase=None):
    unsealing.finish_opening(
        tender=made.tender, kind=Kind.CONTENT, passphrase=phrase or cast.PASSPHRASES[name], by=made.people[name],
        at=cast.OPENING,
    )  # fmt: skip


def test_two_who_begin_at_once_do_not_take_the_place_of_each_other():
    made = cast.sent(2)
    begin(made, "Hanna")
    begin(made, "Hanna")
    with pytest.raises(AlreadyDone, match="tweede"):
        begin(made, "Bram")
    finish(made, "Bram")
    with pytest.raises(AlreadyDone):
        finish(made, "Wim")


def test_a_new_passphrase_opens_also_what_was_passed_on_before_it():
    made = cast.sent(2)
    begin(made, "Hanna")
    new = "een heel andere wachtzin"
    with pytest.raises(WrongPhrase):
        unsealing.renew_key(tender=made.tender, old="dit is hem niet, nee", new=new, by=made.people["Bram"])
    fingerprint = unsealing.renew_key(tender=made.tender, old=cast.PASSPHRASES["Bram"], new=new, by=made.people["Bram"])
    assert unsealing.try_passphrase(tender=made.tender, passphrase=new, by=made.people["Bram"]) == fingerprint
    with pytest.raises(WrongPhrase):
        unsealing.try_passphrase(tender=made.tender, passphrase=cast.PASSPHRASES["Bram"], by=made.people["Bram"])
    finish(made, "Bram", new)
    assert len([each for each in made.dossier.offers.values() if each.opened]) == 2


def test_nobody_without_a_share_tries_or_renews():
    made = cast.sent(1)
    for name in ("Ada", "Vera"):
        with pytest.raises(Refused, match="geen sleutelhouder"):
            unsealing.try_passphrase(tender=made.tender, passphrase="vier losse woorden een", by=made.people[name])


def test_a_damaged_rate_is_named_and_opens_no_other():
    made = cast.scored()
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    Envelope.objects.filter(offer__label=made.labels[1], kind="tarief").update(sealed=b"weg")
    with pytest.raises(Refused, match=f"tarief van {made.labels[1]} is beschadigd"):
        cast.two_open(made, Kind.RATE, cast.OPENING)
    assert made.dossier.rates_opened_at is None


def test_nothing_comes_in_once_it_is_open_whatever_its_moment():
    made = cast.opened(1)
    with pytest.raises(TooLate):
        send(made)


def keep(made, slot, plain=b"80,00 geheim", key=KEY, by=0):
    offer_drafts.keep_draft(
        tender=made.tender, slot=slot, plain=plain, key=key, by=made.suppliers[by], at=cast.CLOSING - MINUTE
    )


def test_a_draft_is_for_its_writer_and_for_one_browser():
    made = cast.published(suppliers=2)
    keep(made, "nieuw")
    first, second = made.suppliers
    assert reading.read_draft(made.tender, "nieuw", viewer=first, key=KEY) == b"80,00 geheim"
    with pytest.raises(reading.OtherBrowser):
        reading.read_draft(made.tender, "nieuw", viewer=first, key=os.urandom(32))
    with pytest.raises(reading.OtherBrowser):
        reading.read_draft(made.tender, "nieuw", viewer=first, key=b"te kort")
    with pytest.raises(NotThere):
        reading.read_draft(made.tender, "nieuw", viewer=second, key=KEY)
    assert b"geheim" not in bytes(OfferDraft.objects.get().sealed)


def test_a_draft_that_is_moved_to_somebody_else_does_not_open_there():
    made = cast.published(suppliers=2)
    keep(made, "nieuw")
    OfferDraft.objects.update(person=made.suppliers[1])
    with pytest.raises(reading.OtherBrowser):
        reading.read_draft(made.tender, "nieuw", viewer=made.suppliers[1], key=KEY)


def test_drafts_have_bounds():
    made = cast.published(suppliers=1)
    for number in range(offer_drafts.MOST):
        keep(made, f"n{number}")
        keep(made, f"n{number}/cv")
    keep(made, "n1", b"nog eens")
    with pytest.raises(Refused, match="concepten"):
        keep(made, "meer")
    with pytest.raises(Refused, match="te groot"):
        keep(made, "n1", bytes(offer_drafts.LARGEST + 1))
    assert len(reading.drafts_of(made.tender, viewer=made.suppliers[0])) == offer_drafts.MOST


def test_who_is_not_invited_keeps_nothing():
    made = cast.published(suppliers=1)
    with pytest.raises(Refused, match="uitgenodigd"):
        offer_drafts.keep_draft(
            tender=made.tender, slot="x", plain=b"x", key=KEY, by=made.people["Hanna"], at=cast.CLOSING
        )


def test_a_draft_goes_when_it_is_sent_and_the_rest_at_the_opening():
    made = cast.published(suppliers=1)
    for slot in ("een", "een/cv", "eend", "twee"):
        keep(made, slot)
    send(made, draft="een")
    assert sorted(OfferDraft.objects.values_list("slot", flat=True)) == ["eend", "twee"]
    cast.two_open(made, Kind.CONTENT, cast.OPENING)
    assert not OfferDraft.objects.exists()


def test_sending_that_stops_halfway_leaves_nothing_and_the_draft(monkeypatch):
    made = cast.published(suppliers=1)
    keep(made, "een")
    monkeypatch.setattr(offering, "rate_bytes", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(made, draft="een")
    assert not Envelope.objects.exists()
    assert made.dossier.offers == {}
    assert OfferDraft.objects.count() == 1


def test_the_value_is_the_rate_times_the_hours_with_every_option():
    made = cast.published(suppliers=0)
    asked = made.dossier.request
    assert most_hours(asked) == 2348
    assert value_of(Decimal("92.50"), asked) == Decimal("217190.00")
    assert value_of(Decimal("92.50"), structs.replace(asked, hours=None)) is None


def test_a_request_that_was_withdrawn_stays_sealed():
    made = cast.sent(1)
    drafting.cancel(tender=made.tender, reason="Geen budget.", by=made.people["Bram"], at=cast.CLOSING - timedelta(1))
    with pytest.raises(Refused, match="blijven verzegeld"):
        cast.two_open(made, Kind.CONTENT, cast.OPENING)
    assert made.dossier.opened_at is None
