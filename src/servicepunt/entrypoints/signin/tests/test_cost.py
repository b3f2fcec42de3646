"""What it costs to know who asks."""

from servicepunt.domains.people.models import Membership, Team
from servicepunt.domains.people.queries import find_visitor, team_ids_of


def test_who_asks_and_their_teams_are_one_statement_and_the_session_another(village, client, django_assert_num_queries):
    client.force_login(village.fatima)
    # Two, and the one that the page itself asks.
    with django_assert_num_queries(3):
        assert client.get("/balie/nieuw/?newest=0").status_code == 200
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
