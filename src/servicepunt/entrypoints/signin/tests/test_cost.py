"""What it costs to know who asks."""

import pytest
from django.contrib.auth.hashers import make_password

from servicepunt.domains.people.models import Membership, Person, Session, Team
from servicepunt.domains.people.queries import find_visitor, team_ids_of
from tests.village import NOON

NEWS = "/balie/nieuw/?newest=0"


def test_a_session_who_it_is_of_and_their_teams_are_one_statement(village, client, django_assert_num_queries):
    client.force_login(village.fatima)
    # One, and the one that the page itself asks.
    with django_assert_num_queries(2):
        assert client.get(NEWS).status_code == 200
    with django_assert_num_queries(1):
        person = find_visitor(village.fatima.pk)
        assert team_ids_of(person) == [village.service_point.pk]
    assert person.role == village.fatima.role


def test_a_team_that_stopped_is_no_team_of_the_visitor(village):
    Membership.objects.create(person=village.fatima, team=village.second_line)
    Team.objects.filter(pk=village.second_line.pk).update(is_active=False)
    assert team_ids_of(find_visitor(village.fatima.pk)) == [village.service_point.pk]
    assert team_ids_of(find_visitor(village.joost.pk)) == []
    assert find_visitor(0) is None


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"leaves_at": NOON},
        {"password": make_password("Een ander wachtwoord, en lang genoeg")},
    ],
)
def test_who_left_or_has_another_password_is_signed_out_although_the_session_knows_them(village, client, change):
    client.force_login(village.fatima)
    assert client.get(NEWS).status_code == 200
    Person.objects.filter(pk=village.fatima.pk).update(**change)
    assert client.get(NEWS).status_code == 302


def test_a_session_that_says_another_than_its_row_is_of_whom_it_says(village, client):
    client.force_login(village.fatima)
    Session.objects.update(person=village.willemien)
    assert client.get(NEWS).status_code == 200
    assert village.fatima.name in client.get("/profiel/").content.decode()


def test_signing_out_and_in_as_another_makes_a_session_of_the_other(village, client):
    client.force_login(village.fatima)
    client.force_login(village.willemien)
    assert [session.person for session in Session.objects.all()] == [village.willemien]
    client.logout()
    assert not Session.objects.exists()
    assert client.get(NEWS).status_code == 302
