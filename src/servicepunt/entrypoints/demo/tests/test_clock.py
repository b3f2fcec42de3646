"""The clock of the demo: forward only, once for one button, and everybody who signs in stays in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import RequestFactory

from servicepunt.domains.people.rules import Role
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.demo import clock
from servicepunt.entrypoints.demo.views import clock as page
from servicepunt.foundation import clock as house
from servicepunt.foundation.text import ZONE


@pytest.fixture(autouse=True)
def demo(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr(house, "_ahead", [])
    clock.connect()


def posted(**typed):
    request = RequestFactory().post("/demo/klok/", typed)
    request._dont_enforce_csrf_checks = True
    return page(request)


def test_the_clock_goes_where_the_page_puts_it_and_one_button_twice_is_once():
    before = house.now()
    day = (before + timedelta(days=1)).isoformat()
    assert posted(stap=day).status_code == 302
    assert timedelta(hours=23) < house.now() - before < timedelta(hours=25)
    assert posted(stap=day).status_code == 422
    assert house.now() - before < timedelta(hours=25)


@pytest.mark.parametrize("typed", ["", "morgen", "2020-01-01T09:00", "9999-01-01T09:00"])
def test_what_is_no_later_moment_is_refused_in_words(typed):
    answer = posted(moment=typed)
    assert answer.status_code == 422
    assert "Kies een dag" in answer.content.decode() or "alleen vooruit" in answer.content.decode()
    assert abs(house.now() - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251  # the real one is meant


def test_a_demo_can_begin_on_another_day_and_goes_back_to_the_real_clock(tmp_path):
    clock.begin_on(date(2026, 7, 1), at=house.now())
    assert house.now().astimezone(ZONE).strftime("%d-%m-%Y %H") == "01-07-2026 09"
    clock.put_back(tmp_path)
    assert clock.ahead() == timedelta()


@pytest.mark.django_db
def test_who_signs_in_after_the_clock_went_forward_stays_in(client):
    clock.put_on(house.now() + timedelta(days=40), at=house.now())
    client.force_login(cast.somebody("Hanna", Role.COORDINATOR))
    assert client.get("/inhuur/").status_code == 200
