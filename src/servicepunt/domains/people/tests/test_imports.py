"""Reading people and teams in: preview, whole or not at all, twice, halfway, at once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.models import F
from django.urls import reverse

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.actions import (
    ImportBlocked,
    apply_import,
    change_person,
    forget_imports,
    imports,
    keep_import,
    plan_import,
    save_team,
)
from servicepunt.domains.people.models import Address, Department, PeopleImport, Person, Team
from servicepunt.domains.people.queries import find_people, members, people_by_phone
from servicepunt.domains.people.rules import Role
from servicepunt.domains.people.tests.cast import DAY, NOON, at_once, cast, somebody

pytestmark = pytest.mark.django_db
FILE = (
    "personeelsnummer;naam;e-mailadres;telefoon;afdeling;functie;rol\r\n"
    "1001;José Müller-Smit;jose@voorbeeld.nl;4021, 06-1234 5678;Bouwen;;\r\n"
    "1002;Els Jansen;Els@voorbeeld.nl;;Bouwen;Adviseur;Behandelaar\r\n"
)


def kept(by, text=FILE, kind="people"):
    return keep_import(kind=kind, file_name="personen.csv", content=text.encode("cp1252"), by=by, at=NOON)


def test_a_file_is_read_in_whole():
    willemien, _, jose = cast()
    plan = apply_import(kept=kept(willemien), by=willemien, at=NOON)
    assert (plan.added, plan.changed) == (1, 1)
    els = Person.objects.get(key="1002")
    assert (els.email, els.role, els.department.name) == ("els@voorbeeld.nl", "agent", "Bouwen")
    assert not els.has_usable_password()
    assert find_people("els bouwen", viewer=willemien) == [els]
    assert people_by_phone("0612345678", viewer=willemien) == [jose]
    jose.refresh_from_db()
    assert (jose.department.name, jose.version) == ("Bouwen", 2)
    names = Entry.objects.filter(actor=willemien.pk).order_by("id").values_list("name", flat=True)
    assert list(names) == ["person.joined", "person.changed", "people.read"]


def test_a_department_that_differs_only_in_case_or_blanks_is_the_same_department():
    willemien, _, _ = cast()
    apply_import(kept=kept(willemien), by=willemien, at=NOON)
    again = FILE.replace(";Bouwen;;", ";bouwen ;;").replace("Bouwen;Adviseur", "BOUWEN;Adviseur")
    plan = apply_import(kept=kept(willemien, again), by=willemien, at=NOON)
    assert (plan.added, plan.changed) == (0, 0)
    two = "1003;Ans;ans@voorbeeld.nl;;Groen  en blauw;;\r\n1004;Bo;bo@voorbeeld.nl;;groen en Blauw;;\r\n"
    apply_import(kept=kept(willemien, FILE.splitlines()[0] + "\r\n" + two), by=willemien, at=NOON)
    assert Department.objects.filter(name__istartswith="groen").count() == 1
    assert Department.objects.filter(name__iexact="bouwen").count() == 1


def test_the_preview_changes_nothing():
    willemien, _, _ = cast()
    plan_import(kept(willemien))
    assert not Department.objects.filter(name="Bouwen").exists()
    assert Person.objects.count() == 3


def test_the_same_file_again_changes_nothing():
    willemien, _, _ = cast()
    first = kept(willemien)
    apply_import(kept=first, by=willemien, at=NOON)
    with pytest.raises(ImportBlocked, match="already"):
        apply_import(kept=first, by=willemien, at=NOON)
    again = plan_import(kept(willemien))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_the_content_is_kept_no_longer_than_needed():
    willemien, _, _ = cast()
    old, done = kept(willemien), kept(willemien)
    apply_import(kept=done, by=willemien, at=NOON)
    assert forget_imports(at=NOON + DAY) == 0
    assert forget_imports(at=NOON + DAY + DAY) == 1
    assert not PeopleImport.objects.filter(pk=old.pk).exists()
    assert bytes(PeopleImport.objects.get(pk=done.pk).content) == b""


def test_one_wrong_row_blocks_the_whole_file():
    willemien, _, _ = cast()
    file = kept(willemien, FILE + "1003;;kapot;;;;\r\n")
    assert plan_import(file).errors[0][0] == 4
    with pytest.raises(ImportBlocked, match="errors"):
        apply_import(kept=file, by=willemien, at=NOON)
    assert Person.objects.count() == 3
    assert PeopleImport.objects.get(pk=file.pk).applied_at is None


def test_what_breaks_halfway_leaves_nothing(monkeypatch):
    willemien, _, _ = cast()
    file = kept(willemien)
    with monkeypatch.context() as patched:
        patched.setattr(imports, "_write_reach", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            apply_import(kept=file, by=willemien, at=NOON)
    assert Person.objects.count() == 3
    assert not Department.objects.filter(name="Bouwen").exists()
    apply_import(kept=file, by=willemien, at=NOON)
    assert Person.objects.count() == 4


def test_an_unknown_sender_becomes_the_employee_with_that_address():
    willemien, _, _ = cast()
    sender = Person.objects.create(name="els", email="els@voorbeeld.nl", is_unknown=True, created_at=NOON)
    Address.objects.create(person=sender, email="els@voorbeeld.nl")
    apply_import(kept=kept(willemien), by=willemien, at=NOON)
    sender.refresh_from_db()
    assert (sender.key, sender.is_unknown, sender.name) == ("1002", False, "Els Jansen")


def test_a_person_changed_between_plan_and_write_blocks_the_file(monkeypatch):
    willemien, _, jose = cast()
    real = imports._departments_for

    def somebody_is_quicker(changes):
        change_person(person=jose, seen=1, by=willemien, at=NOON, location="B2")
        return real(changes)

    monkeypatch.setattr(imports, "_departments_for", somebody_is_quicker)
    with pytest.raises(ImportBlocked, match="meanwhile"):
        apply_import(kept=kept(willemien), by=willemien, at=NOON)
    assert Person.objects.count() == 3


@at_once
@pytest.mark.django_db(transaction=True)
def test_a_file_read_in_four_times_at_once_is_read_in_once():
    willemien, _, _ = cast()
    file = kept(willemien)

    def read(_):
        try:
            apply_import(kept=file, by=willemien, at=NOON)
        except ImportBlocked as error:
            return str(error)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(read, range(4)))
    assert answers == ["already", "already", "already", "done"]
    assert Person.objects.count() == 4


def test_teams_are_read_in_with_their_members():
    willemien, fatima, _ = cast()
    file = kept(willemien, "groep;lijn;leden\nBeheer;2;fatima@voorbeeld.nl\n", "teams")
    for _ in range(2):
        plan = apply_import(kept=file, by=willemien, at=NOON)
        assert (plan.added, plan.changed) == (1, 0)
        break
    team = Team.objects.get()
    assert (team.line, list(members(team))) == (2, [fatima])
    again = kept(willemien, "groep;lijn;leden\nbeheer;1;\n", "teams")
    assert apply_import(kept=again, by=willemien, at=NOON).changed == 1
    assert list(members(team)) == [fatima]


@pytest.mark.slow
def test_twenty_thousand_rows_are_read_in_in_half_a_minute_of_work():
    willemien, _, _ = cast()
    head = "personeelsnummer;naam;e-mailadres;telefoon;afdeling;functie\n"

    def rows(job):
        return head + "".join(
            f"{n};Persoon {n};p{n}@voorbeeld.nl;{n:05d};Afdeling {n % 40};{job}\n" for n in range(20_000)
        )

    for job in ("Adviseur", "Leider"):
        began = time.process_time()
        file = kept(willemien, rows(job))
        plan_import(file)
        apply_import(kept=file, by=willemien, at=NOON)
        took = time.process_time() - began
        print(job, round(took, 1))  # noqa: T201  # shown with -s
        assert took < 30
    assert Person.objects.filter(job_title="Leider").count() == 20_000


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps plans for its checks of keys")
def test_the_first_large_file_after_small_days_does_not_read_everybody_for_each_row():
    willemien, _, _ = cast()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_person")
        for place in range(12):
            somebody(f"Persoon {place}", f"klein{place}@voorbeeld.nl", Role.EMPLOYEE)
            connection.check_constraints()
        head = "personeelsnummer;naam;e-mailadres;telefoon\n"
        rows = "".join(f"{n};Persoon {n};p{n}@voorbeeld.nl;{n:05d}\n" for n in range(1_000))
        apply_import(kept=kept(willemien, head + rows), by=willemien, at=NOON)
        read = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'people_person'"
        cursor.execute(read)
        (before,) = cursor.fetchone()
        connection.check_constraints()
        cursor.execute(read)
        assert cursor.fetchone()[0] - before < 10


def shown(client, file):
    """Return the rows of the preview, as a reader sees them."""
    page = client.get(reverse("people:preview", args=[file.pk])).content.decode()
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page)
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.split(r"</t[hd]>", row)[:-1]] for row in rows], page


def test_the_preview_of_teams_names_who_comes_and_who_goes(client):
    willemien, fatima, _ = cast()
    client.force_login(willemien)
    many = [somebody(f"Agent {n}", f"agent{n}@voorbeeld.nl", Role.AGENT) for n in range(9)]
    save_team(team=None, name="Beheer", line=2, members=[fatima], by=None, at=NOON)
    everybody = ", ".join(agent.email for agent in many)
    text = f"groep;lijn;leden\nBeheer;1;agent0@voorbeeld.nl\nWerkplek;2;{everybody}\n"
    rows, _ = shown(client, kept(willemien, text, "teams"))
    names = ", ".join(f"Agent {n}" for n in range(9))
    assert rows == [
        ["Beheer", "wordt eerste lijn", "Agent 0", "Fatima el Amrani"],
        ["Werkplek", "nieuw", f"9 mensen {names}", "–"],
    ]


def test_a_long_preview_has_pages(client):
    willemien, _, _ = cast()
    client.force_login(willemien)
    text = "groep;lijn;leden\n" + "".join(f"Groep {n};2;fatima@voorbeeld.nl\n" for n in range(130))
    file = kept(willemien, text, "teams")
    rows, page = shown(client, file)
    assert (len(rows), rows[0][0], "1 tot en met 100 van 130" in page) == (100, "Groep 0", True)
    assert 'href="?vanaf=100"' in page
    page = client.get(reverse("people:preview", args=[file.pk]) + "?vanaf=100").content.decode()
    assert ("Groep 129" in page, "Groep 99<" in page) == (True, False)


def test_what_is_read_in_is_what_was_shown_and_old_and_new_values_stand_in_it(client):
    willemien, fatima, _ = cast()
    client.force_login(willemien)
    text = f"naam;e-mailadres;functie\n{fatima.name};fatima@voorbeeld.nl;Adviseur\n"
    file = kept(willemien, text)
    address = reverse("people:preview", args=[file.pk])
    page = client.get(address).content.decode()
    assert "functie: leeg → Adviseur" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    Person.objects.filter(pk=fatima.pk).update(job_title="Leider", version=F("version") + 1)
    refused = client.post(address, {"seen": seen})
    again = refused.content.decode()
    assert refused.status_code == 409 and "Iemand wijzigde net een persoon" in again
    assert "functie: Leider → Adviseur" in again
    assert Person.objects.get(pk=fatima.pk).job_title == "Leider"
    assert client.post(address, {"seen": re.search(r'name="seen" value="(\w+)"', again)[1]}).status_code == 302
    assert Person.objects.get(pk=fatima.pk).job_title == "Adviseur"


def test_the_preview_says_of_somebody_new_what_is_known_then(client):
    willemien, _, _ = cast()
    client.force_login(willemien)
    text = "naam;e-mailadres;telefoon;rol;uit dienst\n"
    text += "Els Jansen;els@voorbeeld.nl;4021;Functioneel beheerder;31-12-2026\n"
    page = client.get(reverse("people:preview", args=[kept(willemien, text).pk])).content.decode()
    [told] = re.findall(r"<td>(nieuw.*?)</td>", page)
    known = "nieuw; e-mailadres: els@voorbeeld.nl; telefoon: 4021; rol: Functioneel beheerder; uit dienst: 31-12-2026"
    assert sorted(told.split("; ")) == sorted(known.split("; "))


@pytest.mark.parametrize("is_active", [True, False])
def test_a_file_does_not_make_the_service_point_second_line(is_active):
    willemien, fatima, _ = cast()
    point = save_team(team=None, name="Servicepunt", line=1, members=[fatima], by=None, at=NOON)
    Team.objects.filter(pk=point.pk).update(is_active=is_active)
    file = kept(willemien, "groep;lijn;leden\nSERVICEPUNT;2;\nBeheer;2;\n", "teams")
    assert plan_import(file).errors == [(2, "SERVICEPUNT is het servicepunt zelf en blijft eerste lijn.")]
    with pytest.raises(ImportBlocked):
        apply_import(kept=file, by=willemien, at=NOON)
    assert list(Team.objects.values_list("name", "line")) == [("Servicepunt", 1)]
    same = kept(willemien, "groep;lijn;leden\nServicepunt;1;\nBeheer;2;\n", "teams")
    assert apply_import(kept=same, by=willemien, at=NOON).added == 1
