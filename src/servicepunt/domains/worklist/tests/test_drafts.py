"""What somebody is typing is kept for a while, in no more places than one works in, and for nobody else's pages."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from servicepunt.config.schedule import schedule
from servicepunt.domains.tickets.models import Draft, Presence
from servicepunt.domains.worklist.actions import drafts
from servicepunt.domains.worklist.actions.drafts import MOST_DRAFTS, forget_typing, note_presence, save_draft
from tests.servers.postgres import Postgres, missing_postgres
from tests.village import DAY, MINUTE, NOON

KEY = "00000000-0000-4000-8000-{:012d}"
OFTEN = 1_200
PREPARE = f"""
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.village import NOON, make_village
from servicepunt.domains.tickets.models import Draft
village = make_village()
Draft.objects.bulk_create(
    Draft(person=village.fatima, slot=f"phone:{{n}}", content={{"text": "x"}}, saved_at=NOON) for n in range({OFTEN})
)
"""
FORGET = """
import django; django.setup()
from datetime import timedelta
from servicepunt.domains.worklist.actions.drafts import forget_typing
from tests.village import NOON
print(forget_typing(at=NOON + timedelta(days=31)))
"""
COUNT = """
import django; django.setup()
from servicepunt.domains.tickets.models import Draft
print(Draft.objects.count())
"""


def keep(person, slot, text="Beste Joost"):
    client = Client()
    client.force_login(person)
    return client.post(reverse("files:draft"), {"slot": slot, "text": text}).status_code


def slots():
    return set(Draft.objects.values_list("slot", flat=True))


def test_what_was_never_sent_is_forgotten_after_thirty_days_and_who_looked_after_one(village):
    ticket = village.ticket()
    for slot, age in (("phone:old", 30 * DAY + MINUTE), ("phone:kept", 30 * DAY - MINUTE)):
        save_draft(slot=slot, content={"text": "Joost belde"}, by=village.fatima, at=NOON - age)
    note_presence(ticket=ticket, by=village.bram, at=NOON - DAY - MINUTE, is_typing=True)
    note_presence(ticket=ticket, by=village.sanne, at=NOON - MINUTE, is_typing=True)
    assert [forget_typing(at=NOON) for _ in range(2)] == [1, 0]
    assert slots() == {"phone:kept"}
    assert [one.person for one in Presence.objects.all()] == [village.sanne]


def test_what_is_typed_on_is_kept_from_then_on(village):
    for at in (NOON - 40 * DAY, NOON):
        save_draft(slot="phone:x", content={"text": "Joost belde"}, by=village.fatima, at=at)
    assert forget_typing(at=NOON + 29 * DAY) == 0


def test_many_are_forgotten_in_small_parts(village, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(drafts, "_AT_ONCE", 3)
    for number in range(7):
        save_draft(slot=f"phone:{number}", content={"text": "x"}, by=village.fatima, at=NOON)
    with django_assert_max_num_queries(20):
        assert forget_typing(at=NOON + 31 * DAY) == 7


def test_drafts_are_forgotten_by_the_clock_each_day(village, django_capture_on_commit_callbacks):
    [line] = [line for line in schedule() if line.name == "worklist.drafts"]
    save_draft(slot="phone:x", content={"text": "x"}, by=village.fatima, at=NOON - timedelta(days=4_000))
    line.task.call()
    assert not slots()


def test_over_a_hundred_drafts_the_oldest_of_that_person_makes_room(village):
    save_draft(slot="phone:of bram", content={"text": "x"}, by=village.bram, at=NOON - DAY)
    for number in range(MOST_DRAFTS + 2):
        save_draft(slot=f"phone:{number}", content={"text": "x"}, by=village.fatima, at=NOON + number * MINUTE)
    # One that is typed on takes no place of another.
    save_draft(slot="phone:2", content={"text": "y"}, by=village.fatima, at=NOON + DAY)
    assert slots() == {"phone:of bram", *(f"phone:{number}" for number in range(2, MOST_DRAFTS + 2))}


def test_only_who_may_open_the_page_keeps_a_draft_for_it(village):
    mine, secret = village.ticket(), village.ticket(is_confidential=True)
    desk, own, call = f"ticket:{mine.pk}:reply", f"portal:{mine.pk}", f"phone:{KEY.format(1)}"
    for slot in (desk, call):
        assert keep(village.fatima, slot) == 200
        assert keep(village.joost, slot) == 404
    assert (keep(village.joost, own), keep(village.fatima, own)) == (200, 404)
    assert {keep(person, "portal:ask") for person in (village.joost, village.fatima)} == {200}
    assert keep(village.fatima, f"ticket:{secret.pk}:reply") == 200
    assert keep(village.bram, f"ticket:{secret.pk}:reply") == 404
    kept = {(draft.person_id, draft.slot) for draft in Draft.objects.all()}
    assert len(kept) == 6


@pytest.mark.parametrize(
    "slot",
    [
        "",
        "x",
        "portal:",
        "portal:nieuw",
        "ticket:1",
        "ticket:9999999:reply",
        "phone:",
        f"phone:{'1' * 40}",
        "ticket:٣:reply",
    ],
)
def test_a_place_that_no_page_has_keeps_nothing(village, slot):
    assert keep(village.fatima, slot) == 404
    assert not Draft.objects.exists()


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_workers_at_once_forget_each_draft_once(kind, tmp_path):
    if kind == "sqlite":
        forget_at_once(f"sqlite://{tmp_path}/drafts.sqlite3", tmp_path)
        return
    if absent := missing_postgres():
        pytest.skip(absent)
    with Postgres() as server:
        forget_at_once(server.url, tmp_path)


def forget_at_once(url, folder):
    environment = os.environ | {
        "SERVICEPUNT_DATABASE_URL": url,
        "SERVICEPUNT_DATA": str(folder),
        "SERVICEPUNT_SECRET_KEY": "only-for-tests",
        "DJANGO_SETTINGS_MODULE": "servicepunt.config.settings",
    }

    def start(code):
        return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)

    def said(process):
        words, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        return words

    said(start(PREPARE))
    gone = [int(said(process)) for process in [start(FORGET) for _ in range(4)]]
    assert sum(gone) == OFTEN
    assert int(said(start(COUNT))) == 0
