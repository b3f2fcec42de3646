"""Changing an agreement: its effect is seen first, then it holds for open tickets and never for the past."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from servicepunt.domains.agreements.actions import (
    NormTaken,
    ProposalSpent,
    StaleAgreement,
    apply_proposal,
    propose,
)
from servicepunt.domains.agreements.models import Calendar, CalendarVersion, Norm, Proposal
from servicepunt.domains.agreements.queries import content_now, default_version, version_now
from servicepunt.domains.agreements.rules.priority import DEFAULT_MATRIX
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets.actions import apply_agreements, close_ticket, set_priority, solve_ticket
from servicepunt.domains.tickets.queries.clocks import readings_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.worklist.queries import effect_of
from tests.village import DAY, HOUR, NOON

WEEK = {str(day): [["08:30", "17:00"]] for day in range(5)}
ALL_CRITICAL = {impact: dict.fromkeys(row, 1) for impact, row in DEFAULT_MATRIX.items()}


def offer(village, kind, subject=None, content=None, *, seen=None, **changes):
    """Propose a change of what holds now."""
    wanted = content or {**(content_now(kind, subject) or {}), **changes}
    base = version_now(kind, subject) if seen is None else seen
    return propose(kind=kind, subject=subject, content=wanted, seen=base, by=village.willemien, at=NOON)


def accept(village, made, at=NOON):
    apply_proposal(proposal=made, by=village.willemien, at=at)


@pytest.fixture
def norm(village):
    return Norm.objects.get()


@pytest.fixture
def willemien(village):
    client = Client()
    client.force_login(village.willemien)
    return client


def test_the_effect_of_a_norm_is_seen_before_anything_changes(village, norm):
    ticket = village.ticket()
    effect = effect_of(offer(village, "norm", norm.pk, acknowledge=120), viewer=village.willemien, at=NOON)
    assert (effect.total, effect.looked_at, effect.earlier, effect.later, effect.newly_late) == (1, 1, 0, 1, 0)
    assert effect.moved[0].after == NOON + 2 * HOUR
    ticket.refresh_from_db()
    assert ticket.due_at == NOON + HOUR


def test_the_effect_counts_what_becomes_late_at_once(village, norm):
    village.ticket()
    now = NOON + 45 * timedelta(minutes=1)
    effect = effect_of(offer(village, "norm", norm.pk, acknowledge=30), viewer=village.willemien, at=now)
    assert (effect.newly_late, effect.earlier) == (1, 1)


def test_a_confidential_ticket_counts_but_is_not_named_to_who_may_not_see_it(village, norm):
    village.ticket(is_confidential=True, title="Iets heel persoonlijks")
    made = offer(village, "norm", norm.pk, acknowledge=120)
    (moved,) = effect_of(made, viewer=village.willemien, at=NOON).moved
    assert (moved.number, moved.title) == ("", "")
    assert effect_of(made, viewer=village.fatima, at=NOON).moved[0].title == "Iets heel persoonlijks"


def test_an_applied_change_holds_for_open_tickets_once(village, norm):
    ticket = village.ticket()
    made = offer(village, "norm", norm.pk, acknowledge=30)
    accept(village, made)
    with pytest.raises(ProposalSpent):
        accept(village, made)
    assert apply_agreements(ticket=ticket.pk, at=NOON)
    assert not apply_agreements(ticket=ticket.pk, at=NOON)
    ticket.refresh_from_db()
    assert ticket.due_at == NOON + timedelta(minutes=30)


def test_a_change_never_touches_a_finished_ticket_or_its_outcome(village, norm):
    ticket = village.ticket()
    ticket = solve_ticket(ticket=ticket, text="", cause="anders", seen=None, by=village.fatima, at=NOON + HOUR)
    before = readings_of(lines_of(ticket.pk), at=NOON + DAY)
    accept(village, offer(village, "norm", norm.pk, resolve=1))
    accept(village, offer(village, "calendar", village.calendar.pk, weekly={"0": [["09:00", "10:00"]]}))
    assert not apply_agreements(ticket=ticket.pk, at=NOON + HOUR, by_matrix=True)
    assert readings_of(lines_of(ticket.pk), at=NOON + DAY) == before
    close_ticket(ticket=ticket, how="confirmed", seen=None, by=village.joost, at=NOON + DAY)
    assert readings_of(lines_of(ticket.pk), at=NOON + DAY) == before


def test_other_hours_become_a_new_version(village):
    village.ticket()
    # Tuesday 13:00-14:00 on the wall is 11:00-12:00 in UTC.
    made = offer(village, "calendar", village.calendar.pk, weekly={"1": [["13:00", "14:00"]], "2": WEEK["2"]})
    assert effect_of(made, viewer=village.willemien, at=NOON).moved[0].after == NOON + 2 * HOUR
    accept(village, made)
    assert list(CalendarVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_another_matrix_reorders_open_tickets_and_leaves_what_somebody_decided(village):
    plain, decided = village.ticket(), village.ticket(title="Anders")
    set_priority(
        ticket=decided, impact="person", urgency="hindered", override=4, reason="Kan wachten", seen=None,
        by=village.fatima, at=NOON,
    )  # fmt: skip
    made = offer(village, "matrix", content={"cells": ALL_CRITICAL})
    effect = effect_of(made, viewer=village.willemien, at=NOON)
    assert [(one.number, one.priority_before, one.priority) for one in effect.moved] == [(plain.number, 3, 1)]
    accept(village, made)
    assert apply_agreements(ticket=plain.pk, at=NOON, by_matrix=True)
    assert not apply_agreements(ticket=plain.pk, at=NOON, by_matrix=True)
    assert not apply_agreements(ticket=decided.pk, at=NOON, by_matrix=True)
    plain.refresh_from_db()
    decided.refresh_from_db()
    assert (plain.priority, decided.priority) == (1, 4)
    line = Entry.objects.filter(name="ticket.priority_changed", subject=plain.pk).get()
    assert line.data["reason"] == "De matrix is gewijzigd."


@pytest.mark.parametrize("kind", ["norm", "calendar", "matrix"])
def test_of_two_administrators_at_once_the_second_is_told_and_changes_nothing(village, norm, kind):
    subject = {"norm": norm.pk, "calendar": village.calendar.pk, "matrix": None}[kind]
    change = {"norm": {"resolve": 60}, "calendar": {"closed": ["2026-12-25"]}, "matrix": {"cells": ALL_CRITICAL}}[kind]
    first, second = offer(village, kind, subject, **change), offer(village, kind, subject)
    accept(village, first)
    with pytest.raises(StaleAgreement):
        accept(village, second)
    assert content_now(kind, subject) | change == content_now(kind, subject)
    assert Proposal.objects.get(pk=second.pk).applied_at is None
    with pytest.raises(StaleAgreement):
        offer(village, kind, subject, seen=second.base)


def test_two_new_norms_for_the_same_tickets_are_one_too_many(village):
    same = {
        "name": "Storing", "priority": None, "kind": "incident", "team_id": None, "resolve": 60, "is_active": True,
        "calendar_id": village.calendar.pk,
    }  # fmt: skip
    first, second = offer(village, "norm", content=same), offer(village, "norm", content=same)
    accept(village, first)
    with pytest.raises(NormTaken):
        accept(village, second)
    assert Norm.objects.filter(kind="incident").count() == 1


def test_the_pages_edit_propose_and_apply(village, willemien):
    village.ticket()
    for path in ("/beheer/normen/", "/beheer/normen/nieuw/", "/beheer/normen/matrix/"):
        assert willemien.get(path).status_code == 200
    path = f"/beheer/openingstijden/{village.calendar.pk}/"
    wrong = willemien.post(path, {"day0": "17:00-08:30", "seen": 1})
    assert wrong.status_code == 422
    assert "eindigt niet na het begin" in wrong.content.decode()
    typed = {"day1": "08:30-12:00, 13:00-17:00", "closed": "25-12-2026", "special": "24-12-2026 08:30-15:00", "seen": 1}
    good = willemien.post(path, typed, follow=True).content.decode()
    assert "Wat verandert er?" in good
    assert "<td>08:30-17:00</td><td>08:30-12:00, 13:00-17:00</td>" in good
    assert "25-12-2026" in good
    proposal = Proposal.objects.get()
    assert "Open meldingen" in willemien.get(f"/balie/effect/{proposal.pk}/").content.decode()
    back = willemien.get(f"{path}?voorstel={proposal.pk}").content.decode()
    assert "08:30-12:00, 13:00-17:00" in back
    willemien.post(f"/beheer/voorstel/{proposal.pk}/doorvoeren/")
    newest = CalendarVersion.objects.order_by("-number").first()
    assert newest.weekly["1"] == [["08:30", "12:00"], ["13:00", "17:00"]]
    assert (newest.closed, newest.special) == (["2026-12-25"], {"2026-12-24": [["08:30", "15:00"]]})


def test_the_numbers_of_the_effect_lead_to_the_tickets(village, norm, willemien):
    ticket = village.ticket()
    made = offer(village, "norm", norm.pk, acknowledge=120)
    panel = willemien.get(f"/balie/effect/{made.pk}/").content.decode()
    assert f'href="/balie/effect/{made.pk}/?welke=' in panel
    slug = ticket.number.replace(" ", "-")
    for which in ("te-laat", "later", "alles"):
        page = willemien.get(f"/balie/effect/{made.pk}/?welke={which}").content.decode()
        # The ticket of last summer is late whatever we promise.
        assert (f"/balie/melding/{slug}/" in page) == (which != "te-laat")


def test_a_form_of_before_another_change_is_refused_with_what_changed_and_keeps_what_was_typed(
    village, norm, willemien
):
    typed = {
        "name": "Alles",
        "calendar": village.calendar.pk,
        "resolve": "10 u",
        "is_active": "on",
        "seen": norm.version,
    }
    accept(village, offer(village, "norm", norm.pk, resolve=600, acknowledge=45))
    path = f"/beheer/normen/{norm.pk}/"
    answer = willemien.post(path, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Willemien Bos wijzigde dit net" in page
    assert "Eerste reactie: nu 45 min, jij vulde in loopt niet." in page
    assert 'value="10 u"' in page
    assert 'name="seen" value="2"' in page
    assert willemien.post(path, typed | {"seen": 2}).status_code == 302


def test_a_proposal_that_was_overtaken_says_so_and_offers_to_make_it_again(village, norm, willemien):
    stale = offer(village, "norm", norm.pk, resolve=600)
    accept(village, offer(village, "norm", norm.pk, resolve=300))
    answer = willemien.post(f"/beheer/voorstel/{stale.pk}/doorvoeren/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Deze wijziging is verouderd" in page
    assert f"/beheer/normen/{norm.pk}/?voorstel={stale.pk}" in page
    assert "Voer de wijziging door" not in page
    norm.refresh_from_db()
    assert norm.resolve == 300


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"resolve": "morgen"}, "Schrijf een tijd als 4 u 30 min, of laat leeg."),
        ({"resolve": "0"}, "Vul een tijd van minstens 1 minuut in"),
        ({"resolve": "9000 u"}, "is met deze openingstijden meer dan een jaar"),
        ({}, "Vul voor minstens één klok een tijd in."),
        ({"resolve": "4 u", "priority": "9"}, "Kies een prioriteit uit de lijst."),
        ({"resolve": "4 u", "kind": "x"}, "Kies een soort uit de lijst."),
        ({"resolve": "4 u", "name": ""}, "Geef de norm een naam."),
        ({"resolve": "4 u", "calendar": ""}, "Kies openingstijden."),
    ],
)
def test_a_norm_that_cannot_hold_is_refused_in_dutch(village, norm, willemien, typed, said):
    given = {"name": "Alles", "calendar": village.calendar.pk, "is_active": "on", "seen": 1}
    answer = willemien.post(f"/beheer/normen/{norm.pk}/", given | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day0": ""}, "Vul op minstens één dag openingstijden in."),
        ({"day0": "8-17"}, "Schrijf tijden als 08:30-17:00"),
        ({"day0": "08:30-12:00, 11:00-17:00"}, "overlapt met de tijd ervoor"),
        ({"closed": "31-02-2027"}, "Schrijf dagen als 25-12-2026, niet als 31-02-2027."),
        ({"closed": "31 februari"}, "Schrijf dagen als 25-12-2026, niet als 31 februari."),
        ({"closed": "24-12-2026", "special": "24-12-2026 08:30-12:00"}, "staat bij de gesloten dagen"),
        ({"special": "24-12-2026 08:30-12:00\n24-12-2026 09:00-12:00"}, "staat twee keer"),
        ({"day0": "08:30-08:35"}, "Norm Alles past niet: 8 u werktijd"),
    ],
)
def test_hours_that_cannot_hold_are_refused_in_dutch(village, willemien, typed, said):
    answer = willemien.post(
        f"/beheer/openingstijden/{village.calendar.pk}/", {"day0": "08:30-17:00", "seen": 1} | typed
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_municipal_closed_days_are_filled_in_without_losing_what_was_typed(village, willemien):
    typed = {"day0": "07:00-12:00", "closed": "31-12-2026", "seen": 1, "fill": "1"}
    page = willemien.post(f"/beheer/openingstijden/{village.calendar.pk}/", typed).content.decode()
    assert "07:00-12:00" in page
    assert "31-12-2026" in page
    assert "05-05-" in page
    assert re.search(r"\d+ dagen toegevoegd\. Ze gelden pas na de volgende stap\.", page)
    assert "toegevoegd" not in willemien.get(f"/beheer/openingstijden/{village.calendar.pk}/").content.decode()
    assert Proposal.objects.count() == 0


def test_the_norms_warn_when_nobody_closed_the_days_of_next_year(village, willemien):
    warning = re.compile(r"is in (\d{4}) geen enkele dag gesloten")
    year = warning.search(willemien.get("/beheer/normen/").content.decode())[1]
    accept(village, offer(village, "calendar", village.calendar.pk, closed=[f"{year}-12-25"]))
    assert not warning.search(willemien.get("/beheer/normen/").content.decode())


def test_service_hours_are_made_under_a_new_name_once(village, willemien):
    page = willemien.get("/beheer/openingstijden/nieuw/").content.decode()
    assert "25-12-2026" in page
    new = {"name": "Facilitair", "day0": "07:00-18:00", "closed": "25-12-2026"}
    assert willemien.post("/beheer/openingstijden/nieuw/", new | {"name": ""}).status_code == 422
    assert willemien.post("/beheer/openingstijden/nieuw/", new).status_code == 302
    for same in ("Facilitair", "facilitair", " FACILITAIR "):
        again = willemien.post("/beheer/openingstijden/nieuw/", new | {"name": same})
        assert again.status_code == 422
        assert "al openingstijden met deze naam: Facilitair. Kies een andere naam." in again.content.decode()
    made = CalendarVersion.objects.get(calendar__name="Facilitair")
    assert (made.number, made.weekly["0"], made.calendar.is_default) == (1, [["07:00", "18:00"]], False)
    assert Calendar.objects.count() == 2


def test_service_hours_get_another_name_that_no_other_has(village, willemien):
    other = Calendar.objects.create(name="Facilitair")
    page = f"/beheer/openingstijden/{other.pk}/naam/"
    refused = willemien.post(page, {"new_name": village.calendar.name.upper()})
    assert refused.status_code == 422
    assert "al openingstijden met deze naam" in refused.content.decode()
    assert willemien.post(page, {"new_name": ""}).status_code == 422
    for _ in range(2):
        assert willemien.post(page, {"new_name": "Gebouwen"}).status_code == 302
    other.refresh_from_db()
    assert other.name == "Gebouwen"
    assert Entry.objects.filter(name="agreement.calendar_renamed").count() == 1
    assert ">Gebouwen</a>" in willemien.get("/beheer/normen/").content.decode()


def test_other_service_hours_become_the_default_and_only_those(village, willemien):
    other = Calendar.objects.create(name="Facilitair")
    CalendarVersion.objects.create(calendar=other, number=1, weekly=WEEK, made_at=NOON)
    for said in ("Facilitair is nu de standaard", "Facilitair was al de standaard"):
        page = willemien.post(f"/beheer/openingstijden/{other.pk}/standaard/", follow=True).content.decode()
        assert said in page
    assert list(Calendar.objects.filter(is_default=True)) == [other]
    assert default_version() == other.versions.get().pk
    assert Entry.objects.filter(name="agreement.default_chosen").count() == 1
    assert "Facilitair</a> (standaard)" in willemien.get("/beheer/normen/").content.decode()


def test_an_agent_does_not_find_the_norms(village):
    client = Client()
    client.force_login(village.fatima)
    assert client.get("/beheer/normen/").status_code == 404
