"""The pages about people: who may see them, and what they answer."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people import urls
from servicepunt.domains.people.actions import ServicePointStays, save_team
from servicepunt.domains.people.models import PeopleImport, Person, Supplier, Team
from servicepunt.domains.people.rules import Role
from servicepunt.domains.people.tests.cast import NOON, cast, somebody
from servicepunt.foundation.clock import now
from servicepunt.foundation.text import dutch_moment

pytestmark = pytest.mark.django_db
CSV = "personeelsnummer;naam;e-mailadres\n1001;José Müller;\n1002;=Els;els@voorbeeld.nl\n"
FIELDS = {"seen": 1, "name": "José Müller-Smit", "email": "jose@voorbeeld.nl", "role": "employee", "phones": "4021"}


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def administrator(client, people):
    client.force_login(people[0])
    return client


def pages():
    """Return every page of people with an object in it, so that a new page cannot be forgotten."""
    found = []
    for pattern in urls.urlpatterns:
        keys = list(pattern.pattern.converters)
        found.append((pattern.name, {"pk": "own"} if keys == ["pk"] else dict.fromkeys(keys, "people")))
    return found


@pytest.mark.parametrize(("name", "keys"), pages())
def test_a_page_exists_for_whom_may_see_it_only(client, people, name, keys):
    willemien, fatima, jose = people
    team = save_team(team=None, name="Beheer", line=2, members=[fatima], by=None, at=NOON)
    kept = PeopleImport.objects.create(
        kind="people", file_name="x.csv", content=CSV.encode(), uploaded_by=willemien, uploaded_at=NOON
    )
    supplier = Supplier.objects.create(name="Vecht Telecom")
    objects = {"team": team.pk, "preview": kept.pk, "supplier": supplier.pk}
    keys = {key: objects.get(name, jose.pk) if value == "own" else value for key, value in keys.items()}
    address = reverse(f"people:{name}", kwargs=keys)
    for person, may in ((None, False), (jose, False), (fatima, False), (willemien, True)):
        client.logout()
        if person:
            client.force_login(person)
        allowed = may or (person and name == "profile") or (person == fatima and name == "person")
        for method in (client.get, client.post):
            status = method(address).status_code
            if person is None:
                assert status in {302, 401}, (name, method)
            elif allowed and method == client.get:
                assert status in {200, 405}, (name, person)
            elif allowed and not (person == fatima and name == "person"):
                assert status in {200, 302, 405, 409, 422}, (name, person)
            else:
                assert status in {404, 405}, (name, person)
                assert status == 404 or name != "person"
    assert Person.objects.get(pk=willemien.pk).is_active


def test_what_does_not_exist_answers_like_what_one_may_not_see(client, people):
    client.force_login(people[2])
    answers = {client.get(f"/beheer/personen/{pk}/").status_code for pk in (people[0].pk, people[2].pk, 999_999)}
    assert answers == {404}


def test_a_person_is_made_changed_and_let_go(administrator, people):
    made = administrator.post(
        reverse("people:new_person"),
        {"name": "Els", "email": "Els@voorbeeld.nl", "role": "agent", "phones": "4022", "other_emails": "e@thuis.nl"},
    )
    els = Person.objects.get(email="els@voorbeeld.nl")
    assert made["Location"] == reverse("people:person", args=[els.pk])
    assert els.addresses.count() == 2
    page = administrator.get(made["Location"]).content.decode()
    assert "e@thuis.nl" in page
    assert "4022" in page
    administrator.post(reverse("people:leave", args=[els.pk]))
    assert not Person.objects.get(pk=els.pk).is_active
    administrator.post(reverse("people:come_back", args=[els.pk]))
    assert Person.objects.get(pk=els.pk).is_active


def test_a_stale_form_keeps_what_was_typed_and_says_what_changed(administrator, people):
    jose = people[2]
    address = reverse("people:person", args=[jose.pk])
    assert administrator.post(address, FIELDS | {"job_title": "Adviseur"}).status_code == 302
    page = administrator.post(address, FIELDS | {"location": "Kamer B2.14"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Kamer B2.14" in text
    assert "functie" in text
    assert 'name="seen" value="2"' in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Vul een naam in."),
        ({"email": "geen"}, "Vul een e-mailadres in"),
        ({"email": "FATIMA@voorbeeld.nl"}, "fatima@voorbeeld.nl is van iemand anders."),
        ({"other_emails": "geen"}, "geen is geen e-mailadres."),
        ({"phones": "bel"}, "bel is geen telefoonnummer."),
        ({"leaves_at": "morgen"}, "Vul een datum in"),
        ({"leaves_at": "01-01-0001"}, "Vul een datum in tussen 1900 en 2200"),
        ({"leaves_at": "31-12-9999"}, "Vul een datum in tussen 1900 en 2200"),
        ({"role": "koning"}, "Kies een rol."),
        ({"department": "999"}, "Kies een afdeling uit de lijst."),
    ],
)
def test_a_wrong_field_is_told_in_words(administrator, people, typed, words):
    page = administrator.post(reverse("people:person", args=[people[2].pk]), FIELDS | typed)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert Person.objects.get(pk=people[2].pk).version == 1


def test_the_last_administrator_cannot_give_the_role_away(administrator, people):
    page = administrator.post(
        reverse("people:person", args=[people[0].pk]),
        {"seen": 1, "name": "Willemien Bos", "email": "willemien@voorbeeld.nl", "role": "agent"},
    )
    assert page.status_code == 422
    assert Person.objects.get(pk=people[0].pk).role == Role.ADMINISTRATOR
    administrator.post(reverse("people:leave", args=[people[0].pk]))
    assert Person.objects.get(pk=people[0].pk).is_active


def test_a_refused_new_person_is_not_made_and_can_be_made_after_a_mend(administrator):
    typed = {"name": "Els", "email": "els@voorbeeld.nl", "role": "agent", "leaves_at": "31-12-2026"}
    page = administrator.post(reverse("people:new_person"), typed | {"other_emails": "jose@voorbeeld.nl"})
    assert page.status_code == 422
    assert "jose@voorbeeld.nl is van iemand anders." in page.content.decode()
    assert not Person.objects.filter(name="Els").exists()
    made = administrator.post(reverse("people:new_person"), typed | {"other_emails": "e@thuis.nl"})
    assert made.status_code == 302
    assert Person.objects.get(name="Els").leaves_at is not None


def test_the_last_administrator_gets_no_last_day_and_sees_why(administrator, people):
    address = reverse("people:person", args=[people[0].pk])
    typed = {"seen": 1, "name": "Willemien Bos", "email": "willemien@voorbeeld.nl", "role": "administrator"}
    page = administrator.post(address, typed | {"leaves_at": "31-12-2026"})
    assert page.status_code == 422
    assert 'id="id_leaves_at-fout"' in page.content.decode()


def test_a_team_is_made_and_changed(administrator, people):
    administrator.post(
        reverse("people:new_team"), {"name": "Beheer", "line": "2", "is_active": "on", "members": [people[1].pk]}
    )
    team = Team.objects.get()
    address = reverse("people:team", args=[team.pk])
    assert "checked" in administrator.get(address).content.decode()
    assert administrator.post(address, {"name": "Beheer", "line": "2", "seen": 0}).status_code == 409
    assert administrator.post(reverse("people:new_team"), {"name": "BEHEER", "line": "2"}).status_code == 422
    answer = administrator.post(address, {"name": "Beheer", "line": "2", "seen": 1, "members": [people[2].pk]})
    assert answer.status_code == 422, "an employee is no agent"


def test_a_file_is_shown_and_then_read_in(administrator):
    file = SimpleUploadedFile("personen.csv", CSV.encode())
    shown = administrator.post(reverse("people:upload"), {"kind": "people", "file": file})
    page = administrator.get(shown["Location"]).content.decode()
    assert "<dt>Nieuw</dt><dd>1</dd>" in page
    assert Person.objects.count() == 3
    seen = {"seen": re.search(r'name="seen" value="(\w+)"', page)[1]}
    assert administrator.post(shown["Location"], seen).status_code == 302
    assert Person.objects.count() == 4
    again = administrator.post(shown["Location"], seen)
    assert again.status_code == 409
    assert "al ingelezen" in again.content.decode()


def test_errors_are_told_per_line_and_nothing_is_read_in(administrator):
    file = SimpleUploadedFile("personen.csv", (CSV + "1003;;<b>\n").encode())
    shown = administrator.post(reverse("people:upload"), {"kind": "people", "file": file})
    page = administrator.get(shown["Location"]).content.decode()
    assert '<th scope="row">4</th><td>De naam ontbreekt.</td>' in page
    assert "&lt;b&gt; is geen e-mailadres." in page
    assert administrator.post(shown["Location"]).status_code == 409
    assert Person.objects.count() == 3


def test_a_file_of_another_administrator_does_not_exist(client, administrator):
    file = SimpleUploadedFile("personen.csv", CSV.encode())
    shown = administrator.post(reverse("people:upload"), {"kind": "people", "file": file})
    client.force_login(somebody("Ander", "ander@voorbeeld.nl", Role.ADMINISTRATOR))
    assert client.get(shown["Location"]).status_code == 404


def test_what_is_exported_can_be_read_in_again_and_changes_nothing(administrator, people):
    somebody("=HYPERLINK(1)", "x@voorbeeld.nl", phones=("+31612345678",))
    answer = administrator.get(reverse("people:export"))
    content = b"".join(answer.streaming_content)
    assert b"'=HYPERLINK" in content
    file = SimpleUploadedFile("personen.csv", content)
    shown = administrator.post(reverse("people:upload"), {"kind": "people", "file": file})
    page = administrator.get(shown["Location"]).content.decode()
    assert "<dt>Ongewijzigd</dt><dd>4</dd>" in page


def test_the_list_asks_the_database_as_often_for_many_as_for_few(administrator, django_assert_max_num_queries):
    address = reverse("people:people")
    administrator.get(address)
    for number in range(60):
        somebody(f"Persoon {number:02d}", f"p{number}@voorbeeld.nl")
    with django_assert_max_num_queries(12) as asked:
        page = administrator.get(address)
    print(len(asked))  # noqa: T201  # shown with -s
    assert page.content.count(b"<tr>") == 51
    assert b'rel="next"' in page.content


def test_everybody_chooses_keys_and_colours(client, people):
    client.force_login(people[2])
    client.post(reverse("people:profile"), {"color_scheme": "dark"})
    jose = Person.objects.get(pk=people[2].pk)
    assert (jose.single_keys, jose.color_scheme) == (False, "dark")
    assert client.post(reverse("people:profile"), {"color_scheme": "paars"}).status_code == 422
    assert 'data-color-scheme="dark"' in client.get(reverse("people:profile")).content.decode()


def send_supplier(client, supplier, **typed):
    """Send the page of a supplier as it is shown now."""
    address = reverse("people:supplier", args=[supplier.pk])
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())[1]
    return client.post(address, typed | {"seen": seen})


def test_a_supplier_is_added_once_whatever_its_case(administrator):
    page = reverse("people:suppliers")
    refused = administrator.post(page, {"name": " "})
    assert refused.status_code == 422 and "Vul de naam van de leverancier in." in refused.content.decode()
    assert "hoogstens 160 tekens" in administrator.post(page, {"name": "x" * 161}).content.decode()
    answers = [administrator.post(page, {"name": name})["Location"] for name in ("Zand en Grind", "zand  en GRIND")]
    made = Supplier.objects.get(name="Zand en Grind")
    assert answers == [reverse("people:supplier", args=[made.pk])] * 2


def test_who_is_taken_out_of_service_by_mistake_comes_back_with_one_button(administrator, people):
    address = reverse("people:leave", args=[people[2].pk])
    text = administrator.post(address, follow=True).content.decode()
    undo = re.search(r'action="([^"]+)" data-undo', text)
    assert undo, re.findall("toast[^<]*<[^<]*<", text)
    assert undo[1] == reverse("people:come_back", args=[people[2].pk])
    administrator.post(undo[1])
    assert Person.objects.get(pk=people[2].pk).is_active


def test_a_supplier_gets_its_kvk_number_and_no_other_gets_the_same(administrator):
    vecht, zand = (Supplier.objects.create(name=name) for name in ("Vecht Telecom", "Zandbank BV"))
    assert send_supplier(administrator, vecht, kvk="KvK 0123 4567", is_active="on").status_code == 302
    vecht.refresh_from_db()
    assert (vecht.kvk, vecht.is_active) == ("01234567", True)
    for kvk, words in (("01234567", "heeft dit KvK-nummer al"), ("1234", "acht cijfers")):
        page = send_supplier(administrator, zand, kvk=kvk, is_active="on")
        assert page.status_code == 422 and words in page.content.decode()
    assert "01234567" in administrator.get(reverse("people:suppliers")).content.decode()
    told = Entry.objects.get(name="supplier.changed")
    assert told.data["fields"] == ["kvk"]
    send_supplier(administrator, vecht, kvk="01234567", is_active="on")
    assert Entry.objects.filter(name="supplier.changed").count() == 1


def test_people_of_a_supplier_that_is_put_out_are_out_at_once(administrator, client):
    vecht = Supplier.objects.create(name="Vecht Telecom")
    rachid = somebody("Rachid", "rachid@vecht.example", supplier=vecht)
    theirs = client.__class__()
    theirs.force_login(rachid)
    assert theirs.get(reverse("people:profile")).status_code == 200
    send_supplier(administrator, vecht, kvk="")
    assert theirs.get(reverse("people:profile")).status_code == 302
    send_supplier(administrator, vecht, kvk="", is_active="on")
    assert theirs.get(reverse("people:profile")).status_code == 302


def test_the_second_who_changes_a_supplier_is_refused_with_how_it_is_now(administrator):
    vecht = Supplier.objects.create(name="Vecht Telecom")
    address = reverse("people:supplier", args=[vecht.pk])
    seen = re.search(r'name="seen" value="([^"]+)"', administrator.get(address).content.decode())[1]
    assert administrator.post(address, {"kvk": "01234567", "is_active": "on", "seen": seen}).status_code == 302
    answer = administrator.post(address, {"kvk": "", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "KvK-nummer: 01234567" in page
    vecht.refresh_from_db()
    assert (vecht.kvk, vecht.is_active) == ("01234567", True)
    fresh = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert administrator.post(address, {"kvk": "01234567", "seen": fresh}).status_code == 302
    vecht.refresh_from_db()
    assert not vecht.is_active


def test_a_team_page_that_tells_no_version_is_not_the_newest(administrator, people):
    team = save_team(team=None, name="Beheer", line=2, members=[people[1]], by=None, at=NOON)
    answer = administrator.post(reverse("people:team", args=[team.pk]), {"name": "Anders", "line": 2})
    assert answer.status_code == 409
    assert Team.objects.get(pk=team.pk).name == "Beheer"


def test_the_service_point_stays_first_line(administrator, people):
    team = save_team(team=None, name="Servicepunt", line=1, members=[people[1]], by=None, at=NOON)
    typed = {"name": "Servicepunt", "line": 2, "is_active": "on", "seen": team.version}
    answer = administrator.post(reverse("people:team", args=[team.pk]), typed)
    assert answer.status_code == 422
    assert "Het servicepunt zelf blijft eerste lijn." in answer.content.decode()
    assert Team.objects.get(pk=team.pk).line == 1
    with pytest.raises(ServicePointStays):
        save_team(team=team, name="Servicepunt", line=2, members=[], by=None, at=NOON)


@pytest.mark.parametrize("kind", ["people", "teams"])
def test_a_file_with_column_names_alone_says_that_there_is_nothing_to_read_in(administrator, kind):
    lines = administrator.get(reverse("people:template", args=[kind]))
    lines = b"".join(lines.streaming_content)
    for content in (lines, lines + b"\n ;;\n\n"):
        file = SimpleUploadedFile("leeg.csv", content)
        page = administrator.post(reverse("people:upload"), {"kind": kind, "file": file}, follow=True).content.decode()
        assert "Onder de kolomnamen staan geen regels. Er is niets om in te lezen." in page
        assert "klopt al" not in page


def test_where_mail_did_not_arrive_is_shown_and_an_administrator_mends_it(client, people):
    willemien, fatima, _ = people
    found = somebody("Karin", "karin@voorbeeld.nl")
    found.addresses.update(bounced_at=NOON, bounce_reason="550 onbekend")
    page = reverse("people:person", args=[found.pk])
    shown = f"Mail naar karin@voorbeeld.nl kwam niet aan ({dutch_moment(NOON, now())})."
    client.force_login(fatima)
    assert shown in client.get(page).content.decode()
    client.force_login(willemien)
    text = client.get(page).content.decode()
    assert shown in text
    assert "550 onbekend" in text
    seen = Person.objects.get(pk=found.pk).version
    assert client.post(reverse("people:trust", args=[found.pk]), follow=True).status_code == 200
    assert not found.addresses.exclude(bounced_at=None).exists()
    assert "kwam niet aan" not in client.get(page).content.decode()
    line = Entry.objects.filter(about="person", subject=found.pk).latest("id")
    assert (line.actor, line.data["fields"], line.data["version"]) == (willemien.pk, ["bounced"], seen)
