"""A new installation, before anybody set anything up: nothing that comes in is lost or a fault."""

import pytest
from django.test import Client
from django.urls import reverse

from servicepunt.domains.people.actions import add_person, found_service_point, save_team
from servicepunt.domains.people.models import Team
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tickets.models import Ticket
from servicepunt.foundation.clock import now
from tests.sweep.pages import names

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return add_person(
        name="Willemien Bos", email="w@voorbeeld.example", role=Role.ADMINISTRATOR, at=now(), how="test", by=None
    )


def test_every_page_about_no_object_answers(administrator, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    client = Client(raise_request_exception=False)
    client.force_login(administrator)
    wrong = [
        f"{name}: {status}"
        for name, parameters in names()
        if not parameters and (status := client.get(reverse(name)).status_code) >= 500 and name != "health:ready"
    ]
    assert wrong == []


def test_who_asks_before_there_is_a_team_is_heard(administrator):
    client = Client()
    client.force_login(administrator)
    answer = client.post("/portaal/vraag/", {"title": "Printer stuk", "text": "Hij print niet.", "key": ""})
    assert answer.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.team.is_service_point) == ("Printer stuk", True)
    assert client.get(f"/balie/melding/{ticket.number.replace(' ', '-')}/").status_code == 200


def test_the_first_team_of_the_first_line_is_the_service_point(administrator):
    client = Client()
    client.force_login(administrator)
    for name, line in (("Beheer", 2), ("Klantcontact", 1), ("Nog een", 1)):
        answer = client.post("/beheer/teams/nieuw/", {"name": name, "line": line, "is_active": "on"})
        assert answer.status_code == 302, answer.content.decode()
    assert [team.name for team in Team.objects.filter(is_service_point=True)] == ["Klantcontact"]
    assert found_service_point(at=now()).name == "Klantcontact"


def test_a_team_that_has_the_name_already_becomes_the_service_point():
    save_team(team=None, name="Servicepunt", line=2, members=[], by=None, at=now())
    assert found_service_point(at=now()) == found_service_point(at=now()) == Team.objects.get()
