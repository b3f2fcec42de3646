"""Changing an agreement: its effect is seen first, then it holds for open tickets and never for the past."""

from datetime import timedelta

import pytest
from django.test import Client

from servicepunt.domains.agreements.actions import ProposalSpent, apply_proposal, propose
from servicepunt.domains.agreements.models import CalendarVersion, Norm, Proposal
from servicepunt.domains.tickets.actions import apply_agreements
from servicepunt.domains.worklist.queries import effect_of
from tests.village import HOUR, NOON


def norm_content(norm, **changes):
    names = ("name", "priority", "kind", "team_id", "calendar_id", "acknowledge", "answer", "resolve")
    return {name: getattr(norm, name) for name in (*names, "team_time", "supplier", "is_active")} | changes


def test_the_effect_of_a_norm_is_seen_before_anything_changes(village):
    ticket = village.ticket()
    norm = Norm.objects.get()
    made = propose(
        kind="norm", subject=norm.pk, content=norm_content(norm, acknowledge=120), by=village.willemien, at=NOON
    )
    effect = effect_of(made, at=NOON)
    assert (effect.looked_at, effect.earlier, effect.later) == (1, 0, 1)
    assert effect.moved[0].after == NOON + 2 * HOUR
    ticket.refresh_from_db()
    assert ticket.due_at == NOON + HOUR


def test_an_applied_change_holds_for_open_tickets_once(village):
    ticket = village.ticket()
    norm = Norm.objects.get()
    made = propose(
        kind="norm", subject=norm.pk, content=norm_content(norm, acknowledge=30), by=village.willemien, at=NOON
    )
    apply_proposal(proposal=made, by=village.willemien, at=NOON)
    with pytest.raises(ProposalSpent):
        apply_proposal(proposal=made, by=village.willemien, at=NOON)
    assert apply_agreements(ticket=ticket.pk, at=NOON)
    assert not apply_agreements(ticket=ticket.pk, at=NOON)
    ticket.refresh_from_db()
    assert ticket.due_at == NOON + timedelta(minutes=30)


def test_other_hours_become_a_new_version(village):
    village.ticket()
    content = {"weekly": {"1": [["13:00", "14:00"]], "2": [["08:30", "17:00"]]}, "closed": [], "special": {}}
    made = propose(kind="calendar", subject=village.calendar.pk, content=content, by=village.willemien, at=NOON)
    # Tuesday 13:00-14:00 on the wall is 11:00-12:00 in UTC.
    assert effect_of(made, at=NOON).moved[0].after == NOON + 2 * HOUR
    apply_proposal(proposal=made, by=village.willemien, at=NOON)
    assert list(CalendarVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_the_pages_edit_propose_and_apply(village):
    village.ticket()
    client = Client()
    client.force_login(village.willemien)
    for path in ("/beheer/normen/", "/beheer/normen/nieuw/", "/beheer/normen/matrix/"):
        assert client.get(path).status_code == 200
    path = f"/beheer/openingstijden/{village.calendar.pk}/"
    wrong = client.post(path, {"day0": "17:00-08:30"})
    assert wrong.status_code == 422
    assert "eindigt niet na het begin" in wrong.content.decode()
    good = client.post(path, {"day1": "08:30-12:00, 13:00-17:00", "closed": "2026-12-25"}, follow=True)
    assert "Wat verandert er?" in good.content.decode()
    proposal = Proposal.objects.get()
    assert "Open meldingen bekeken" in client.get(f"/balie/effect/{proposal.pk}/").content.decode()
    client.post(f"/beheer/voorstel/{proposal.pk}/doorvoeren/")
    assert CalendarVersion.objects.order_by("-number").first().weekly["1"] == [["08:30", "12:00"], ["13:00", "17:00"]]


def test_service_hours_are_made_under_a_new_name_once(village):
    client = Client()
    client.force_login(village.willemien)
    page = client.get("/beheer/openingstijden/nieuw/").content.decode()
    assert "2026-12-25" in page
    new = {"name": "Facilitair", "day0": "07:00-18:00", "closed": "2026-12-25"}
    assert client.post("/beheer/openingstijden/nieuw/", new | {"name": ""}).status_code == 422
    assert client.post("/beheer/openingstijden/nieuw/", new).status_code == 302
    again = client.post("/beheer/openingstijden/nieuw/", new)
    assert again.status_code == 422
    assert "al openingstijden met deze naam" in again.content.decode()
    made = CalendarVersion.objects.get(calendar__name="Facilitair")
    assert (made.number, made.weekly["0"], made.calendar.is_default) == (1, [["07:00", "18:00"]], False)


def test_an_agent_does_not_find_the_norms(village):
    client = Client()
    client.force_login(village.fatima)
    assert client.get("/beheer/normen/").status_code == 404
