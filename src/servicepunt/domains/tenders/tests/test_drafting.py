"""Before the offers come: approval, stale drafts, corrections, extensions by two, invitations."""

from datetime import timedelta
from decimal import Decimal

import pytest

from servicepunt.domains.awards.actions import correcting
from servicepunt.domains.people.models import Person, Supplier
from servicepunt.domains.tenders.actions import asking, drafting
from servicepunt.domains.tenders.actions.inviting import invite_contact, join_invitations
from servicepunt.domains.tenders.models import Envelope, Offer, Tender
from servicepunt.domains.tenders.queries import (
    fact_of,
    frame_of,
    get_tender,
    holders_of,
    invitations_of,
    look_at,
    people_to_seat,
)
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.sealing import Kind

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def save(made, by, **extra):
    given = {"draft": cast.DRAFT, "settings": cast.SETTINGS, "texts": {}, "by": made.people[by], "at": cast.START}
    return drafting.save_draft(tender=made.tender, **(given | extra))


def test_what_was_given_back_after_approval_is_approved_again_before_publication():
    made = cast.drafted(suppliers=1)
    hanna, truus = made.people["Hanna"], made.people["Truus"]
    drafting.send_for_approval(tender=made.tender, estimate=Decimal(1), by=hanna, at=cast.START)
    drafting.approve(tender=made.tender, by=truus, at=cast.START)
    drafting.give_back(tender=made.tender, reason="Te duur.", by=truus, at=cast.START)
    assert made.dossier.approved_by is None


def test_a_draft_is_stale_when_somebody_saved_another_and_not_when_somebody_got_a_seat():
    made = cast.drafted(suppliers=1)
    seen = made.dossier.drafts
    drafting.give_seat(
        tender=made.tender, person=cast.somebody("Nora"), seat=Seat.AUDITOR, by=made.people["Hanna"], at=cast.START
    )
    save(made, "Hanna", draft={**cast.DRAFT, "titel": "Eerst"}, based_on=seen)
    with pytest.raises(AlreadyDone):
        save(made, "Bram", draft={**cast.DRAFT, "titel": "Daarna"}, based_on=seen)


def test_who_began_the_draft_stays_an_author_when_a_colleague_changed_it_last():
    made = cast.drafted(suppliers=1)
    hanna, truus = made.people["Hanna"], made.people["Truus"]
    drafting.give_seat(tender=made.tender, person=hanna, seat=Seat.BUDGET, by=hanna, at=cast.START)
    save(made, "Bram", draft={**cast.DRAFT, "titel": "Medewerkers servicepunt"})
    drafting.send_for_approval(tender=made.tender, estimate=Decimal(1), by=hanna, at=cast.START)
    with pytest.raises(Refused, match="schreef zelf mee"):
        drafting.approve(tender=made.tender, by=hanna, at=cast.START)
    drafting.approve(tender=made.tender, by=truus, at=cast.START)


@pytest.mark.parametrize(("name", "seat", "held"), [
    ("Bram", Seat.ASSESSOR, "opdrachtgever"), ("Ada", Seat.CLIENT, "beoordelaar"),
    ("Hanna", Seat.CLIENT, "inhuurdesk"), ("Bram", Seat.DESK, "opdrachtgever"),
    ("Hanna", Seat.MANDATE, "inhuurdesk"), ("Vera", Seat.DESK, "tekenbevoegde"),
    ("Bram", Seat.MANDATE, "opdrachtgever"), ("Vera", Seat.CLIENT, "tekenbevoegde"),
    ("Wim", Seat.BUDGET, "auditor"), ("Ada", Seat.AUDITOR, "beoordelaar"), ("Hanna", Seat.AUDITOR, "inhuurdesk"),
])  # fmt: skip
def test_seats_that_exclude_each_other_are_for_different_persons(name, seat, held):
    made = cast.drafted(suppliers=1)
    before = set(made.dossier.seats[made.people[name].pk])
    with pytest.raises(Refused, match=f"{name} is hier {held} en kan niet ook {seat.value} zijn"):
        drafting.give_seat(
            tender=made.tender, person=made.people[name], seat=seat, by=made.people["Hanna"], at=cast.START
        )
    assert made.dossier.seats[made.people[name].pk] == before


def test_what_was_done_in_a_seat_that_was_taken_away_still_excludes():
    made = cast.judged(offers=1, suppliers=1)
    given = {"tender": made.tender, "person": made.people["Bram"], "by": made.people["Hanna"], "at": cast.OPENING}
    drafting.take_seat(**given, seat=Seat.CLIENT)
    for seat in (Seat.MANDATE, Seat.ASSESSOR):
        with pytest.raises(Refused, match="is hier opdrachtgever"):
            drafting.give_seat(**given, seat=seat)
    drafting.give_seat(**given, seat=Seat.CLIENT)


def test_the_planning_around_a_page_is_that_of_the_last_correction():
    made = cast.published(suppliers=1)
    moved = {"vragen_tot": "2026-07-09T09:00:00"}
    correcting.correct(
        tender=made.tender, text="Een dag langer.", closes_at=cast.CLOSING, changed=moved, by=made.people["Hanna"],
        at=cast.START + 2 * HOUR,
    )  # fmt: skip
    frame = frame_of(made.look("Hanna", cast.START + 3 * HOUR))
    assert [f"{each.at:%Y-%m-%d}" for each in frame.deadlines if each.what == "Vragen stellen tot"] == ["2026-07-09"]


def test_an_extension_after_an_outage_holds_when_a_second_person_confirms_it():
    made = cast.published(suppliers=1)
    hanna, bram = made.people["Hanna"], made.people["Bram"]
    after, later = cast.CLOSING + HOUR, cast.CLOSING + 24 * HOUR
    with pytest.raises(Refused, match="geen voorstel"):
        correcting.confirm_extension(tender=made.tender, by=bram, at=after)
    with pytest.raises(Refused, match="later is dan nu"):
        correcting.propose_extension(tender=made.tender, text="Storing.", closes_at=after, by=hanna, at=after)
    correcting.propose_extension(tender=made.tender, text="Storing van 8 tot 9.", closes_at=later, by=hanna, at=after)
    assert made.dossier.closes_at == cast.CLOSING
    with pytest.raises(Refused, match="tweede persoon"):
        correcting.confirm_extension(tender=made.tender, by=hanna, at=after)
    with pytest.raises(Refused, match="rol"):
        correcting.confirm_extension(tender=made.tender, by=made.people["Ada"], at=after)
    correcting.confirm_extension(tender=made.tender, by=bram, at=after)
    assert made.dossier.closes_at == later
    assert made.look("Hanna", after).stage == Stage.ANSWERED
    assert set(made.dossier.request.corrections[0].by) == {str(hanna.pk), str(bram.pk)}


def test_a_contact_is_invited_once_and_an_address_of_somebody_else_is_refused():
    made = cast.drafted(suppliers=1)
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": cast.START}
    for _ in range(2):
        new = invite_contact(supplier="Zandbank BV", name="Nora Nieuw", email="nora@zandbank.example", **given)
    assert Person.objects.filter(supplier__name="Zandbank BV").count() == 1
    assert new.pk in made.dossier.persons(Seat.SUPPLIER)
    assert not new.has_usable_password()
    for supplier, email in (("Leverancier 1", "nora@zandbank.example"), ("Zandbank BV", made.people["Ada"].email)):
        with pytest.raises(Refused, match="hoort al bij iemand anders"):
            invite_contact(supplier=supplier, name="X", email=email, **given)


def test_an_invitation_tells_the_kvk_number_of_a_supplier_once():
    made = cast.drafted(suppliers=1)
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": cast.START, "name": "Nora"}
    invite_contact(supplier="Zandbank BV", kvk="12345678", email="nora@zandbank.example", **given)
    invite_contact(supplier="Zandbank BV", kvk="", email="nora@zandbank.example", **given)
    invite_contact(supplier="Leverancier 1", kvk="87654321", email="nina@leverancier.example", **given)
    assert Supplier.objects.get(name="Zandbank BV").kvk == "12345678"
    assert Supplier.objects.get(name="Leverancier 1").kvk == "87654321"
    for supplier, kvk in (("Zandbank BV", "11111111"), ("Nieuw BV", "12345678")):
        with pytest.raises(Refused, match="KvK-nummer"):
            invite_contact(supplier=supplier, kvk=kvk, email="nog@zandbank.example", **given)
    assert not Supplier.objects.filter(name="Nieuw BV").exists()


def colleague(made, name="Nora Nieuw"):
    return cast.somebody(name, supplier=made.suppliers[0].supplier)


def test_a_colleague_joins_what_the_supplier_is_invited_to_once_and_it_is_in_the_file():
    made = cast.published(suppliers=2)
    nora, at = colleague(made), cast.START + 2 * HOUR
    for _ in range(2):
        join_invitations(person=nora, at=at)
    assert nora.pk in made.dossier.persons(Seat.SUPPLIER)
    mine = [body for body in made.tender.lines.values_list("body", flat=True) if f'"persoon":{nora.pk},' in body]
    assert len(mine) == 1 and f'"door":{nora.pk}' in mine[0]


def test_a_colleague_does_not_join_after_the_closing_nor_when_it_is_over_nor_without_an_invitation():
    made = cast.published(suppliers=2)
    supplier = made.suppliers[0].supplier
    late = colleague(made)
    join_invitations(person=late, at=cast.CLOSING)
    stranger = cast.somebody("Vera Vreemd", supplier=Supplier.objects.create(name="Niet Gevraagd BV"))
    join_invitations(person=stranger, at=cast.START + 2 * HOUR)
    join_invitations(person=made.people["Ada"], at=cast.START + 2 * HOUR)
    assert not {late.pk, stranger.pk, made.people["Ada"].pk} & set(made.dossier.persons(Seat.SUPPLIER))
    assert list(invitations_of(supplier)) == [made.tender] and not invitations_of(stranger.supplier)
    Tender.objects.filter(pk=made.tender.pk).update(stage=Stage.ENDED)
    assert not invitations_of(supplier)


def test_a_seat_that_the_desk_took_does_not_come_back_by_signing_in():
    made = cast.published(suppliers=1)
    nora, given = colleague(made), {"tender": made.tender, "by": made.people["Hanna"], "at": cast.START + 3 * HOUR}
    join_invitations(person=nora, at=cast.START + 2 * HOUR)
    cast.unseated_before(made, nora, Seat.SUPPLIER, at=given["at"])
    join_invitations(person=nora, at=cast.START + 4 * HOUR)
    assert nora.pk not in made.dossier.persons(Seat.SUPPLIER)
    drafting.give_seat(person=nora, seat=Seat.SUPPLIER, **given)
    assert nora.pk in made.dossier.persons(Seat.SUPPLIER)


def test_nobody_shuts_an_invited_supplier_out_after_publication_and_the_refusal_tells_no_offer():
    made = cast.sent(offers=1, suppliers=2)
    said, given = set(), {"tender": made.tender, "seat": Seat.SUPPLIER, "by": made.people["Hanna"]}
    for supplier in made.suppliers:
        with pytest.raises(Refused) as refused:
            drafting.take_seat(**given, person=supplier, at=cast.CLOSING - HOUR)
        said.add(str(refused.value).replace(supplier.name, ""))
    assert len(said) == 1 and "blijft dat" in said.pop()


def test_the_desk_withdraws_a_contact_at_any_stage_and_what_was_sent_goes_on_with_a_colleague():
    made = cast.sent(offers=1, suppliers=1)
    sender, other = made.suppliers[0], colleague(made)
    given = {"tender": made.tender, "seat": Seat.SUPPLIER, "by": made.people["Hanna"], "at": cast.CLOSING - HOUR}
    drafting.give_seat(**given, person=other)
    label = made.k(1)
    asking.ask(tender=made.tender, kind="klacht", text="De eis sluit ons uit.", by=sender, at=given["at"])
    before = bytes(Envelope.objects.get(offer__label=label, kind="inhoud").sealed)
    drafting.take_seat(**given, person=sender)
    assert made.dossier.persons(Seat.SUPPLIER) == [other.pk]
    assert [each.label for each in look_at(made.tender.number, viewer=other, at=cast.CLOSING).own_offers] == [label]
    assert {each.asked_by for each in made.dossier.questions.values()} == {other.pk}
    assert Offer.objects.get(label=label).person == other
    assert bytes(Envelope.objects.get(offer__label=label, kind="inhoud").sealed) == before
    cast.two_open(made, Kind.CONTENT, cast.OPENING)
    assert made.dossier.offers[label].opened is not None
    with pytest.raises(NotThere):
        get_tender(made.tender.number, viewer=sender)
    with pytest.raises(Refused, match="is de enige"):
        drafting.take_seat(**given | {"at": cast.OPENING}, person=other)


@pytest.mark.parametrize("offers", [0, 1])
def test_the_line_of_a_contact_that_was_withdrawn_is_the_same_whether_something_was_sent_or_not(offers):
    made = cast.sent(offers=offers, suppliers=1)
    sender, other = made.suppliers[0], colleague(made)
    given = {"tender": made.tender, "seat": Seat.SUPPLIER, "by": made.people["Hanna"], "at": cast.CLOSING - HOUR}
    drafting.give_seat(**given, person=other)
    drafting.take_seat(**given, person=sender)
    _, fact = fact_of(made.tender, made.tender.lines.count())
    assert fact == facts.Seated(person=sender.pk, seat=Seat.SUPPLIER, is_given=False, successor=other.pk)


def test_the_first_contact_of_a_supplier_withdraws_a_later_one_and_nobody_else():
    made = cast.published(suppliers=2)
    first, other = made.suppliers[0], colleague(made)
    at = cast.START + 2 * HOUR
    join_invitations(person=other, at=at)
    given = {"tender": made.tender, "seat": Seat.SUPPLIER, "at": at}
    for by, person in ((other, first), (other, other), (first, first), (made.suppliers[1], other)):
        with pytest.raises(Refused, match="Dit doet de inhuurdesk"):
            drafting.take_seat(**given, by=by, person=person)
    drafting.take_seat(**given, by=first, person=other)
    join_invitations(person=other, at=at)
    assert other.pk not in made.dossier.persons(Seat.SUPPLIER)


def test_a_holder_keeps_the_seat_while_without_it_no_two_could_open():
    made = cast.published()
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": cast.START + HOUR}
    drafting.take_seat(**given, person=made.people["Wim"], seat=Seat.AUDITOR)
    with pytest.raises(Refused, match="geen twee sleutelhouders meer openen"):
        drafting.take_seat(**given, person=made.people["Bram"], seat=Seat.CLIENT)


def test_after_the_closing_no_supplier_is_invited_who_was_not():
    made = cast.published(suppliers=1)
    given = {"tender": made.tender, "seat": Seat.SUPPLIER, "by": made.people["Hanna"], "at": cast.CLOSING}
    late = cast.somebody("Vera Vreemd", supplier=Supplier.objects.create(name="Te Laat BV"))
    with pytest.raises(Refused, match="is gesloten"):
        drafting.give_seat(**given, person=late)
    drafting.give_seat(**given, person=colleague(made))
    drafted = cast.somebody("Nog Iemand", supplier=late.supplier)
    drafting.give_seat(**{**given, "at": cast.CLOSING - HOUR}, person=drafted)


def test_before_publication_an_invitation_can_be_taken_back():
    made = cast.drafted(suppliers=1)
    given = {"tender": made.tender, "person": made.suppliers[0], "by": made.people["Hanna"], "at": cast.START}
    drafting.take_seat(**given, seat=Seat.SUPPLIER)
    assert made.suppliers[0].pk not in made.dossier.persons(Seat.SUPPLIER)


def test_no_published_text_names_any_invited_supplier_whoever_entered_the_question():
    made = cast.published(suppliers=2)
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": cast.START + 2 * HOUR}
    asking.ask(kind="vraag", text="Leverancier 2 belt: mag het later?", **given)
    question = next(iter(made.dossier.questions))
    for words in ("Leverancier 2 vraagt of het later mag.", "Vraag van SANNE 1"):
        with pytest.raises(Refused, match="haal weg"):
            asking.answer(question=question, public=words, text="Nee.", **given)
    asking.answer(question=question, public="Mag het later?", text="Nee.", **given)


def test_the_name_of_a_product_in_the_request_may_be_that_of_a_supplier():
    made = cast.published(suppliers=1)
    Supplier.objects.filter(name="Leverancier 1").update(name="TOPdesk")
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": cast.START + 2 * HOUR}
    asking.ask(kind="vraag", text="Welke versie van TOPdesk?", **given)
    question = next(iter(made.dossier.questions))
    asking.answer(question=question, public="Welke versie van TOPdesk is er?", text="De laatste.", **given)


def test_who_asked_cannot_be_told_by_the_published_text():
    made = cast.published(suppliers=1)
    sanne = made.suppliers[0]
    asking.ask(tender=made.tender, kind="vraag", text="Mag het later?", by=sanne, at=cast.START + 2 * HOUR)
    question = next(iter(made.dossier.questions))
    for words in ("Leverancier 1 vraagt of het later mag.", "Vraag van SANNE 1"):
        with pytest.raises(Refused, match="haal weg wie"):
            asking.answer(
                tender=made.tender, question=question, public=words, text="Nee.", by=made.people["Hanna"],
                at=cast.START + 3 * HOUR,
            )  # fmt: skip


def test_a_passphrase_can_be_tried_before_publication():
    made = cast.drafted(suppliers=1)
    bram, passphrase = made.people["Bram"], cast.PASSPHRASES["Bram"]
    with pytest.raises(Refused, match="geen sleutel"):
        drafting.try_key(tender=made.tender, passphrase=passphrase, by=bram)
    drafting.make_key(tender=made.tender, passphrase=passphrase, by=bram, at=cast.START)
    assert drafting.try_key(tender=made.tender, passphrase=passphrase.upper(), by=bram)
    assert not drafting.try_key(tender=made.tender, passphrase="vier losse woorden mis", by=bram)


def test_a_passphrase_can_be_tried_after_publication():
    made = cast.published(suppliers=1)
    bram = made.people["Bram"]
    assert drafting.try_key(tender=made.tender, passphrase=cast.PASSPHRASES["Bram"], by=bram)
    assert not drafting.try_key(tender=made.tender, passphrase="vier losse woorden mis", by=bram)
    assert [each.has_share for each in holders_of(made.tender)] == [True, True, True]


def test_only_the_desk_of_a_request_looks_people_up_and_suppliers_stand_apart():
    made = cast.drafted(suppliers=2)
    look = made.look("Hanna", cast.START)
    assert [each.name for each in people_to_seat("kees", look=look, of_suppliers=False)] == ["Kees"]
    assert [each.name for each in people_to_seat("sanne", look=look, of_suppliers=False)] == []
    assert len(people_to_seat("sanne", look=look, of_suppliers=True)) == 2
    assert people_to_seat("kees", look=made.look("Bram", cast.START), of_suppliers=False) == []


def test_the_planning_shows_the_first_day_on_which_the_work_can_really_start():
    made = cast.drafted(suppliers=1)
    frame = frame_of(made.look("Hanna", cast.START))
    # Interviews on 20 July, letters on the 21st, twenty days until 10 August: one may sign on the 11th.
    assert [f"{each.at:%Y-%m-%d}" for each in frame.deadlines if each.what == "Vroegste start"] == ["2026-08-11"]


def test_a_concept_that_was_withdrawn_is_not_approved_or_published():
    made = cast.drafted()
    hanna = made.people["Hanna"]
    drafting.cancel(tender=made.tender, reason="Geen budget.", by=hanna, at=cast.START)
    with pytest.raises(Refused, match="ingetrokken"):
        drafting.send_for_approval(tender=made.tender, estimate=None, by=hanna, at=cast.START)
    with pytest.raises(Refused, match="ingetrokken"):
        drafting.publish(tender=made.tender, by=hanna, at=cast.START)


def asked(made, text="Mag het later?"):
    asking.ask(tender=made.tender, kind=asking.QUESTION, text=text, by=made.suppliers[0], at=cast.START + 2 * HOUR)
    question = next(iter(made.dossier.questions))
    hanna = made.people["Hanna"]
    asking.answer(
        tender=made.tender, question=question, public="Later?", text="Nee.", by=hanna, at=cast.START + 3 * HOUR
    )
    return hanna


def test_answers_that_come_late_wait_for_a_later_closing():
    made = cast.published(suppliers=1)
    hanna = asked(made)
    late = cast.CLOSING - 24 * HOUR
    with pytest.raises(Refused, match="Zet de sluiting eerst met een rectificatie op vr 17 juli 2026, 09:00 of later"):
        asking.publish_answers(tender=made.tender, by=hanna, at=late)
    moved = {"nota_op": "2026-07-13"}
    correcting.correct(
        tender=made.tender, text="Later.", closes_at=cast.CLOSING, changed=moved, by=hanna, at=late,
    )  # fmt: skip
    with pytest.raises(Refused, match="later dan aangekondigd"):
        asking.publish_answers(tender=made.tender, by=hanna, at=late)
    later = cast.CLOSING + 3 * 24 * HOUR
    correcting.correct(tender=made.tender, text="Later.", closes_at=later, changed=cast.MOVED, by=hanna, at=late)
    asking.publish_answers(tender=made.tender, by=hanna, at=late)
    assert made.dossier.answers_published_at == late


def test_opening_waits_for_every_answer_and_says_how_to_go_on():
    made = cast.sent(offers=1, suppliers=1)
    hanna, bram = asked(made), made.people["Bram"]
    with pytest.raises(Refused, match="vraag zonder gepubliceerd antwoord"):
        cast.two_open(made, Kind.CONTENT, cast.OPENING)
    with pytest.raises(Refused, match="Verleng haar eerst met twee personen"):
        asking.publish_answers(tender=made.tender, by=hanna, at=cast.OPENING)
    later = cast.CLOSING + 6 * 24 * HOUR
    correcting.propose_extension(
        tender=made.tender, text="Antwoorden kwamen laat.", closes_at=later, days=cast.MOVED, by=hanna, at=cast.OPENING
    )
    correcting.confirm_extension(tender=made.tender, by=bram, at=cast.OPENING)
    asking.publish_answers(tender=made.tender, by=hanna, at=cast.OPENING)
    cast.two_open(made, Kind.CONTENT, later)
    assert made.dossier.opened_at == later


@pytest.mark.parametrize("least", [0, 1, "1"])
def test_the_gate_lets_no_interview_be_held_by_one(least):
    made = cast.drafted(suppliers=1)
    save(made, "Hanna", settings={**cast.SETTINGS, "minste_gespreksvoerders": least})
    with pytest.raises(Refused, match="ten minste twee mensen"):
        drafting.send_for_approval(tender=made.tender, estimate=None, by=made.people["Hanna"], at=cast.START)
