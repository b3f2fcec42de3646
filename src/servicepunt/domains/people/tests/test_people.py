"""Finding, welcoming, changing people, and letting them go."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.actions import (
    AddressTaken,
    KeyTaken,
    LastAdministrator,
    ServicePointStays,
    StalePerson,
    StaleTeam,
    TeamNameTaken,
    add_person,
    change_person,
    found_service_point,
    let_leavers_go,
    save_team,
    say_goodbye,
    welcome_back,
    welcome_person,
)
from servicepunt.domains.people.models import Address, Person, Session, Supplier, Team
from servicepunt.domains.people.queries import (
    Asked,
    PersonNotFound,
    find_people,
    find_person_by_address,
    get_import,
    get_person,
    get_team,
    list_people,
    members,
    people_by_phone,
    team_ids_of,
    teams_of,
    teams_with_members,
)
from servicepunt.domains.people.rules import Role
from servicepunt.domains.people.tests.cast import DAY, NOON, at_once, cast, somebody

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["jose", "JOSÉ", "mull", "smit", "müller-smit", "burger", "jose burger", "jose@voor", "1001", "4021", "402"],
)
def test_a_person_is_found_by_the_beginning_of_any_word_or_the_number(typed):
    _, fatima, jose = cast()
    assert find_people(typed, viewer=fatima) == [jose]


@pytest.mark.parametrize("typed", ["0611112222", "+31 6 1111 2222", "0031611112222", "06-1111", "11112222"])
def test_a_person_is_found_by_number_however_it_is_written(typed):
    _, fatima, _ = cast()
    assert find_people(typed, viewer=fatima) == [fatima]


@pytest.mark.parametrize("typed", ["ose", "%", "_", "\0", "'", "jose bouwzaken"])
def test_what_begins_no_word_finds_nobody(typed):
    _, fatima, jose = cast()
    assert jose not in find_people(typed, viewer=fatima) or typed == "\0"


def test_an_employee_finds_nobody_and_sees_only_oneself():
    _, fatima, jose = cast()
    assert find_people("fatima", viewer=jose) == []
    assert get_person(jose.pk, viewer=jose) == jose
    with pytest.raises(PersonNotFound):
        get_person(fatima.pk, viewer=jose)
    with pytest.raises(PersonNotFound):
        get_person(999_999, viewer=fatima)


def test_an_uploaded_file_is_seen_by_who_uploaded_it_only():
    willemien, fatima, _ = cast()
    for viewer in (willemien, fatima):
        with pytest.raises(PersonNotFound):
            get_import(1, viewer=viewer)


def test_a_number_is_known_however_it_is_written_and_of_more_people_too():
    _, fatima, _ = cast()
    assert [person.name for person in people_by_phone("(06) 11112222", viewer=fatima)] == ["Fatima el Amrani"]
    somebody("Els", "els@voorbeeld.nl", phones=("+31611112222",))
    assert [person.name for person in people_by_phone("0611112222", viewer=fatima)] == ["Els", "Fatima el Amrani"]


def test_who_has_a_number_and_which_groups_there_are_is_for_who_works_with_it():
    willemien, fatima, jose = cast()
    team = save_team(team=None, name="Applicaties", line=2, members=[fatima], by=None, at=NOON)
    assert people_by_phone("0611112222", viewer=jose) == []
    assert [found.name for found, _ in teams_with_members(viewer=willemien)] == ["Applicaties"]
    assert teams_with_members(viewer=fatima) == teams_with_members(viewer=jose) == []
    assert get_team(team.pk, viewer=willemien) == get_team(team.pk, viewer=fatima) == team
    with pytest.raises(PersonNotFound):
        get_team(team.pk, viewer=jose)


def test_the_list_goes_on_where_the_page_before_ended():
    willemien, fatima, _ = cast()
    for number in range(7):
        somebody("Zelfde Naam", f"z{number}@voorbeeld.nl")
    seen, after = [], ""
    while True:
        page = list_people(Asked(), viewer=willemien, after=after, size=3)
        seen += [person.pk for person in page.people]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 10
    assert list_people(Asked(), viewer=fatima).people == []


def test_a_sender_becomes_known_once_whatever_the_case():
    first = welcome_person(email="Wie@Elders.NL", name="Wie\r\nBcc: x", at=NOON, how="mail")
    assert first.name == "Wie Bcc: x"
    assert first.is_unknown
    assert welcome_person(email="wie@elders.nl", name="Anders", at=NOON, how="mail") == first
    assert Entry.objects.filter(name="person.joined").count() == 1


def test_a_sender_of_a_supplier_is_known_as_theirs():
    supplier = Supplier.objects.create(name="Vecht", mail_domain="vecht.example")
    assert welcome_person(email="a@vecht.example", name="A", at=NOON, how="mail").supplier == supplier


@at_once
@pytest.mark.django_db(transaction=True)
def test_a_sender_who_mails_eight_times_at_once_is_one_person():
    def welcome(_):
        try:
            return welcome_person(email="druk@elders.nl", name="Druk", at=NOON, how="mail").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(welcome, range(8)))
    assert len(found) == 1
    assert Person.objects.filter(email="druk@elders.nl").count() == 1


def test_a_change_tells_what_changed_and_writes_nothing_when_nothing_did():
    willemien, _, jose = cast()
    same = change_person(person=jose, seen=1, by=willemien, at=NOON, name=jose.name, phones=["4021"])
    assert same.version == 1
    changed = change_person(
        person=jose, seen=1, by=willemien, at=NOON, job_title="Adviseur", phones=["4022"], other_emails=["j@thuis.nl"]
    )
    assert changed.version == 2
    entry = Entry.objects.get(name="person.changed")
    assert entry.data == {
        "person": jose.pk,
        "fields": ["addresses", "job_title", "phones"],
        "version": 2,
    }
    assert find_person_by_address("J@thuis.nl") == jose
    assert find_people("adviseur", viewer=willemien) == [jose]
    assert find_people("j@thuis", viewer=willemien) == [jose]


def test_a_stale_change_is_refused_and_says_what_changed():
    willemien, _, jose = cast()
    change_person(person=jose, seen=1, by=willemien, at=NOON, job_title="Adviseur")
    with pytest.raises(StalePerson) as refused:
        change_person(person=jose, seen=1, by=willemien, at=NOON, name="Anders")
    assert refused.value.fields == ["job_title"]
    assert Person.objects.get(pk=jose.pk).name == "José Müller-Smit"


def test_an_address_or_a_number_of_somebody_else_is_refused_whole():
    willemien, fatima, jose = cast()
    for wanted in (
        {"email": "Fatima@voorbeeld.nl"},
        {"other_emails": ["fatima@voorbeeld.nl"], "email": "nieuw@voorbeeld.nl"},
    ):
        with pytest.raises(AddressTaken):
            change_person(person=jose, seen=1, by=willemien, at=NOON, **wanted)
    with pytest.raises(KeyTaken):
        change_person(person=fatima, seen=1, by=willemien, at=NOON, key="1001")
    with pytest.raises(AddressTaken):
        add_person(name="X", email="JOSE@voorbeeld.nl", at=NOON, how="page", by=willemien)
    assert list(Address.objects.filter(person=jose).values_list("email", flat=True)) == ["jose@voorbeeld.nl"]


def test_an_address_that_is_taken_away_is_free_again():
    willemien, fatima, jose = cast()
    change_person(person=jose, seen=1, by=willemien, at=NOON, email="nieuw@voorbeeld.nl", other_emails=[])
    change_person(person=fatima, seen=1, by=willemien, at=NOON, other_emails=["jose@voorbeeld.nl"])
    assert find_person_by_address("jose@voorbeeld.nl") == fatima


def test_the_last_administrator_stays():
    willemien, _, _ = cast()
    with pytest.raises(LastAdministrator):
        change_person(person=willemien, seen=1, by=willemien, at=NOON, role=Role.AGENT.value)
    with pytest.raises(LastAdministrator):
        say_goodbye(person=willemien, by=None, at=NOON)
    somebody("Tweede", "tweede@voorbeeld.nl", Role.ADMINISTRATOR)
    say_goodbye(person=willemien, by=None, at=NOON)
    assert not Person.objects.get(pk=willemien.pk).is_active


def test_a_person_is_made_whole_or_not_at_all():
    willemien, _, _ = cast()
    given = {"how": "page", "by": willemien, "at": NOON, "leaves_at": NOON + DAY}
    with pytest.raises(AddressTaken):
        add_person(name="Els", email="els@voorbeeld.nl", other_emails=("e@thuis.nl", "Jose@voorbeeld.nl"), **given)
    assert not Person.objects.filter(name="Els").exists()
    assert not Address.objects.filter(email__in=["els@voorbeeld.nl", "e@thuis.nl"]).exists()
    els = add_person(name="Els", email="els@voorbeeld.nl", other_emails=("E@thuis.nl", "els@voorbeeld.nl"), **given)
    assert Person.objects.get(pk=els.pk).leaves_at == NOON + DAY
    assert find_person_by_address("e@thuis.nl") == els
    assert els.addresses.count() == 2
    assert find_people("e@thuis", viewer=willemien) == [els]
    assert list(Entry.objects.filter(about="person", subject=els.pk).values_list("name", flat=True)) == [
        "person.joined"
    ]


def test_the_last_administrator_without_an_end_stays_without_one():
    willemien, _, _ = cast()
    with pytest.raises(LastAdministrator):
        change_person(person=willemien, seen=1, by=willemien, at=NOON, leaves_at=NOON + DAY)
    tweede = somebody("Tweede", "tweede@voorbeeld.nl", Role.ADMINISTRATOR)
    change_person(person=willemien, seen=1, by=willemien, at=NOON, leaves_at=NOON + DAY)
    for wanted in ({"leaves_at": NOON + 9 * DAY}, {"role": Role.AGENT.value}):
        with pytest.raises(LastAdministrator):
            change_person(person=tweede, seen=1, by=willemien, at=NOON, **wanted)
    assert Person.objects.get(pk=tweede.pk).leaves_at is None
    change_person(person=willemien, seen=2, by=tweede, at=NOON, leaves_at=NOON + DAY, job_title="Adviseur")


def test_a_last_administrator_whose_day_came_stays_and_is_told_of(caplog):
    willemien, fatima, _ = cast()
    Person.objects.filter(pk__in=[willemien.pk, fatima.pk]).update(leaves_at=NOON)
    assert let_leavers_go(at=NOON) == 1
    assert Person.objects.get(pk=willemien.pk).is_active
    assert not Person.objects.get(pk=fatima.pk).is_active
    [told] = caplog.records
    assert (told.levelname, told.name) == ("ERROR", "servicepunt.people")
    assert str(willemien.pk) in told.getMessage()


def test_goodbye_ends_the_sessions_of_that_person_only_and_once():
    willemien, fatima, jose = cast()
    for person in (fatima, fatima, jose):
        Session.objects.create(
            session_key=f"{person.name} {Session.objects.count()}", person=person, expire_date=NOON + DAY
        )
    for _ in range(2):
        say_goodbye(person=fatima, by=willemien, at=NOON)
    assert [session.person for session in Session.objects.all()] == [jose]
    assert Entry.objects.filter(name="person.left").count() == 1
    assert not Person.objects.get(pk=fatima.pk).may("work")
    welcome_back(person=fatima, by=willemien, at=NOON)
    assert Person.objects.get(pk=fatima.pk).may("work")


def test_who_leaves_on_a_day_is_gone_when_it_comes():
    willemien, fatima, _ = cast()
    change_person(person=fatima, seen=1, by=willemien, at=NOON, leaves_at=NOON + DAY)
    assert let_leavers_go(at=NOON) == 0
    assert let_leavers_go(at=NOON + DAY) == 1
    assert not Person.objects.get(pk=fatima.pk).is_active


def test_a_team_has_exactly_the_members_it_was_given():
    _, fatima, _ = cast()
    bram = somebody("Bram", "bram@voorbeeld.nl", Role.AGENT)
    team = save_team(team=None, name="Beheer", line=2, members=[fatima, bram], by=None, at=NOON)
    save_team(team=team, name="Beheer", line=2, members=[bram], by=None, at=NOON, seen=1)
    assert list(members(team)) == [bram]
    assert team_ids_of(bram) == [team.pk]
    assert teams_of(fatima) == []
    with pytest.raises(StaleTeam):
        save_team(team=team, name="Anders", line=2, members=[], by=None, at=NOON, seen=1)
    with pytest.raises(TeamNameTaken):
        save_team(team=None, name="Beheer", line=2, members=[], by=None, at=NOON)
    assert list(members(team)) == [bram]


@pytest.mark.parametrize("name", ["beheer", " Beheer  tweede", "BEHEER tweede "])
def test_a_name_that_differs_only_in_case_or_blanks_is_the_same_name(name):
    kept = "Beheer" if name == "beheer" else "Beheer Tweede"
    team = save_team(team=None, name=kept, line=2, members=[], by=None, at=NOON)
    other = save_team(team=None, name="Anders", line=2, members=[], by=None, at=NOON)
    for changed in (None, other):
        with pytest.raises(TeamNameTaken, match=kept):
            save_team(team=changed, name=name, line=2, members=[], by=None, at=NOON)
    assert save_team(team=team, name=name.strip(), line=2, members=[], by=None, at=NOON) == team


def test_a_team_with_the_name_of_the_service_point_in_other_case_becomes_it():
    team = save_team(team=None, name="servicepunt", line=2, members=[], by=None, at=NOON)
    assert found_service_point(at=NOON) == team


def test_the_service_point_cannot_stop():
    team = save_team(team=None, name="Servicepunt", line=1, members=[], by=None, at=NOON, is_service_point=True)
    with pytest.raises(ServicePointStays):
        save_team(team=team, name="Servicepunt", line=1, members=[], by=None, at=NOON, is_active=False)


def test_lists_ask_the_database_as_often_for_many_as_for_few(django_assert_num_queries):
    willemien, fatima, _ = cast()
    for number in range(6):
        save_team(team=None, name=f"Groep {number}", line=2, members=[fatima, willemien], by=None, at=NOON)
    with django_assert_num_queries(2):
        teams_with_members(viewer=willemien)
    with django_assert_num_queries(1):
        assert [person.department for person in list_people(Asked(), viewer=willemien).people]
    with django_assert_num_queries(1):
        team_ids_of(fatima)
        team_ids_of(fatima)


@pytest.mark.slow
def test_finding_among_twenty_thousand_people_is_quick():
    willemien, _, _ = cast()
    Person.objects.bulk_create(
        Person(name=f"Persoon {n}", search=f" persoon {n} afdeling{n % 40}", created_at=NOON) for n in range(20_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    import time  # noqa: PLC0415  # only here

    began = time.perf_counter()
    for typed in ("persoon 1999", "afdeling7 persoon", "0612345678", "niemand"):
        find_people(typed, viewer=willemien)
    assert time.perf_counter() - began < 0.8


def test_teams_that_stopped_give_no_rights():
    _, fatima, _ = cast()
    team = save_team(team=None, name="Oud", line=2, members=[fatima], by=None, at=NOON)
    save_team(team=team, name="Oud", line=2, members=[fatima], by=None, at=NOON, is_active=False)
    assert team_ids_of(fatima) == []
    assert Team.objects.get().version == 2
