from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import connection

from servicepunt.adapters.queue import upkeep
from servicepunt.config import checks
from servicepunt.domains.agreements.models import CalendarVersion
from servicepunt.foundation.clock import now


def ids(found):
    return [message.id for message in found]


@pytest.mark.django_db
def test_a_new_installation_on_this_machine_is_in_order():
    found = run_checks(databases=["default"])

    assert [message for message in found if message.level >= 40] == []


def test_a_short_key_is_told_and_a_long_one_is_fine(settings):
    for weak in ("kort", "x" * 50):
        settings.SECRET_KEY = weak
        assert ids(checks.secret_key()) == ["servicepunt.W001"]
    settings.SECRET_KEY = "abcde" * 10
    assert checks.secret_key() == []


def test_a_variable_that_is_no_setting_is_told_and_the_file_of_a_setting_is_one(monkeypatch):
    assert checks.names() == []
    monkeypatch.setenv("SERVICEPUNT_SECRET_KEY_FILE", "")
    assert checks.names() == []
    monkeypatch.setenv("SERVICEPUNT_QQ", "")
    monkeypatch.setenv("SERVICEPUNT_SECRETKEY_FILE", "")
    told, mistyped = checks.names()
    assert told.msg == "SERVICEPUNT_QQ is geen instelling van Servicepunt: er wordt niets mee gedaan."
    assert (told.hint, mistyped.hint) == (
        "De instellingen staan in docs/settings.md.",
        "Bedoel je SERVICEPUNT_SECRET_KEY_FILE?",
    )


def test_a_place_that_cannot_be_written_is_told(settings, monkeypatch):
    settings.DATA = settings.FILES_ROOT = Path("/proc/servicepunt")

    assert set(ids(checks.data_folder())) == {"servicepunt.E002"}


def test_a_folder_that_is_not_there_yet_is_fine_when_it_can_be_made(settings, tmp_path):
    settings.DATA = settings.FILES_ROOT = tmp_path / "not" / "yet"

    assert checks.data_folder() == []


def test_a_full_disk_is_told(settings, tmp_path):
    settings.DATA = settings.FILES_ROOT = tmp_path
    settings.LOW_SPACE_MB = 10**9

    assert ids(checks.room()) == ["servicepunt.W004"]


def test_plain_http_and_an_unknown_host_are_told_before_deploying(settings):
    settings.BASE_URL, settings.SECURE, settings.ALLOWED_HOSTS = "http://desk.example.nl", False, ["localhost"]
    assert ids(checks.https() + checks.hosts()) == ["servicepunt.E005", "servicepunt.E006"]

    settings.BASE_URL, settings.SECURE, settings.ALLOWED_HOSTS = "https://desk.example.nl", True, [".example.nl"]
    assert checks.https() + checks.hosts() == []


@pytest.mark.django_db
def test_the_database_its_tables_and_its_clock_are_asked():
    assert checks.database() == []
    assert checks.migrations() == []
    assert checks.clock() == []


@pytest.mark.django_db
def test_missing_migrations_are_told():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'queue'")

    assert ids(checks.migrations()) == ["servicepunt.E010"]


@pytest.mark.django_db
def test_a_house_without_a_worker_is_told():
    assert ids(checks.worker()) == ["servicepunt.W012"]
    upkeep.show_life("a", at=now() - timedelta(minutes=5))
    assert ids(checks.worker()) == ["servicepunt.W012"]
    upkeep.show_life("a", at=now())
    assert checks.worker() == []


@pytest.mark.django_db
def test_a_desk_without_a_mailbox_or_norms_is_told(request):
    assert ids(checks.setup()) == ["servicepunt.W013", "servicepunt.W014"]
    request.getfixturevalue("village")
    assert checks.setup() == []


@pytest.mark.usefixtures("village")
def test_closed_days_that_run_out_within_a_year_are_told(monkeypatch):
    CalendarVersion.objects.update(closed=["2028-12-25", "2029-12-25"])
    noon = datetime(2029, 6, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(checks, "now", lambda: noon - timedelta(days=365))
    assert checks.closed_days() == []
    monkeypatch.setattr(checks, "now", lambda: noon)
    (told,) = checks.closed_days()
    assert (told.id, f"Voor {noon.year + 1} staan er geen sluitingsdagen" in told.msg) == ("servicepunt.W017", True)


def test_an_old_postgresql_and_an_old_sqlite_are_told(monkeypatch, db):
    monkeypatch.setattr(checks, "OLDEST_SQLITE", (99, 0))
    monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", 990_000)

    assert ids(checks.database()) == ["servicepunt.E008"]


def test_a_broker_of_suppliers_that_cannot_work_is_told(settings):
    assert checks.supplier_signin() == []
    settings.SUPPLIER_SIGNIN_ISSUER, settings.SUPPLIER_SIGNIN_LEAST_LEVEL = "http://broker.example", "EH33"
    words = " ".join(str(found.msg) for found in checks.supplier_signin())
    for name in ("ISSUER moet", "CLIENT ontbreekt", "SECRET of KEY", "LEAST_LEVEL"):
        assert f"SERVICEPUNT_SUPPLIER_SIGNIN_{name}" in words
    settings.SUPPLIER_SIGNIN_ISSUER, settings.SUPPLIER_SIGNIN_CLIENT = "https://broker.example", "servicepunt"
    settings.SUPPLIER_SIGNIN_KEY, settings.SUPPLIER_SIGNIN_LEAST_LEVEL = "-----BEGIN", "substantial"
    assert checks.supplier_signin() == []
