"""A name in other capitals is the same name: for who types it, for two at the same moment, and for data of before."""

from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from servicepunt.domains.agreements import actions as agreements
from servicepunt.domains.agreements.models import Calendar, Norm
from servicepunt.domains.mail.actions import TextTaken, save_standard_text
from servicepunt.domains.mail.models import StandardText
from servicepunt.domains.people.actions import TeamNameTaken, save_team, welcome_supplier
from servicepunt.domains.people.models import Department, Supplier, Team
from tests.migrating import before
from tests.village import NOON

NAMES = ("vecht", "Vecht", "vecht (2)", "VECHT", "V" * 80, "v" * 80)
DAY = {"weekly": {"0": [["09:00", "17:00"]]}, "closed": [], "special": {}}


def norm(name, calendar, **fields):
    clocks = dict.fromkeys(("acknowledge", "answer", "resolve", "team_time", "supplier"))
    content = {"name": name, "priority": None, "kind": "", "team_id": None, "calendar_id": calendar, "is_active": True}
    return content | clocks | {"resolve": 60} | fields


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Department, Supplier, Team, Calendar, StandardText])
def test_the_database_takes_no_name_twice_in_other_capitals(model):
    field = "title" if model is StandardText else "name"
    model.objects.create(**{field: "Vecht"})
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**{field: "VECHT"})


def test_the_name_of_a_norm_is_taken_however_it_is_typed(village, client):
    other = {"kind": "incident"}
    for name in ("alles", " ALLES "):
        content = norm(name, village.calendar.pk, **other)
        made = agreements.propose(kind="norm", subject=None, content=content, seen=0, by=village.willemien, at=NOON)
        with pytest.raises(agreements.NormNameTaken, match="Alles"):
            agreements.apply_proposal(proposal=made, by=village.willemien, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Norm.objects.create(name="ALLES", calendar=village.calendar, is_active=False)
    client.force_login(village.willemien)
    told = client.post(f"/beheer/voorstel/{made.pk}/doorvoeren/", follow=True).content.decode()
    assert "Er is al een norm met deze naam: Alles. Pas de norm aan met een andere naam." in told
    typed = {"name": "ALLES", "kind": "incident", "calendar": village.calendar.pk, "resolve": "8 u", "seen": 0}
    refused = client.post("/beheer/normen/nieuw/", typed)
    assert refused.status_code == 422
    assert "Er is al een norm met deze naam: Alles. Kies een andere naam." in refused.content.decode()
    own = Norm.objects.get()
    assert client.post(f"/beheer/normen/{own.pk}/", typed | {"kind": "", "seen": own.version}).status_code == 302


@pytest.mark.django_db
def test_a_supplier_is_known_by_its_name_however_it_is_typed():
    vecht = welcome_supplier(name=" Vecht  Telecom ")
    assert vecht.name == "Vecht Telecom"
    assert welcome_supplier(name="vecht telecom") == vecht


def make_team(name):
    save_team(team=None, name=name, line=2, members=[], by=None, at=NOON)


WAYS = {
    "team": (make_team, TeamNameTaken, Team),
    "supplier": (lambda name: welcome_supplier(name=name), None, Supplier),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", WAYS)
def test_of_two_names_at_the_same_moment_one_gets_in_and_the_other_is_told(kind):
    make, refusal, model = WAYS[kind]
    told = at_once([lambda name=name: make(name) for name in ("Netwerk", "netwerk", "NETWERK")])
    assert model.objects.filter(name__iexact="netwerk").count() == 1
    assert set(map(type, told)) <= {refusal}
    assert len(told) == (2 if refusal else 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["calendar", "text"])
def test_of_two_administrators_who_choose_one_name_the_second_is_told(village, kind):
    def calendar(name):
        agreements.add_calendar(name=name, content=DAY, by=village.willemien, at=NOON)

    def text(name):
        said = {"text": "Hallo", "is_offered": True, "seen": 0, "by": village.willemien, "at": NOON}
        save_standard_text(standard=None, title=name, **said)

    make, refusal = {"calendar": (calendar, agreements.CalendarTaken), "text": (text, TextTaken)}[kind]
    told = at_once([lambda name=name: make(name) for name in ("Balie", "balie")])
    assert list(map(type, told)) == [refusal]


def at_once(acts):
    """Do the acts at the same moment, each on a connection of its own; return what went wrong."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time: SQLite in memory has one connection")
    barrier, told = Barrier(len(acts)), []

    def do(act):
        try:
            barrier.wait(20)
            act()
        except Exception as error:  # noqa: BLE001  # compared by the test
            told.append(error)
        finally:
            connection.close()

    threads = [Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("app", "last", "tables"),
    [
        ("people", "0003_supplier_kvk", {"Department": "name", "Supplier": "name", "Team": "name"}),
        ("agreements", "0003_proposal_base", {"Calendar": "name", "Norm": "name"}),
        ("mail", "0005_one_case_of_an_address", {"StandardText": "title"}),
    ],
)
def test_of_names_of_before_that_differ_in_capitals_the_younger_get_a_number(app, last, tables):
    with before(app, last) as old:
        for table, field in tables.items():
            more = (
                {"calendar": old.get_model(app, "Calendar").objects.first(), "is_active": False}
                if table == "Norm"
                else {}
            )
            for name in NAMES:
                old.get_model(app, table).objects.create(**{field: name}, **more)
    for table, field in tables.items():
        found = list(apps.get_model(app, table).objects.order_by("id").values_list(field, flat=True))
        assert found[:5] == ["vecht", "Vecht (3)", "vecht (2)", "VECHT (4)", "V" * 80]
        assert found[5].startswith("v" * 76)
        assert found[5].endswith(" (2)")


@pytest.mark.django_db(transaction=True)
def test_the_old_table_of_sessions_is_gone_and_going_back_needs_nothing():
    with before("people", "0005_one_case_of_a_name"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY)")
    assert "django_session" not in connection.introspection.table_names()
