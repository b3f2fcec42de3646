from datetime import timedelta

import pytest
from django.urls import reverse

from servicepunt.adapters.queue import leases
from servicepunt.adapters.queue.models import Job
from servicepunt.foundation.clock import now

pytestmark = pytest.mark.django_db
PAGE = "/beheer/taken/"


@pytest.fixture
def desk(client, village):
    Job.objects.all().delete()
    client.force_login(village.sanne)
    return client


def failed(task="servicepunt.x.send_letter", error="De mailserver weigerde."):
    leases.put(task, [], {}, at=now() - timedelta(hours=1))
    job = leases.take(owner="a", at=now())
    leases.fail(job, error=error, at=now(), is_final=True)
    return job


def test_who_may_not_see_jobs_is_told_there_is_nothing(client, village):
    Job.objects.all().delete()
    job = failed()
    for person in (village.joost, village.fatima):
        client.force_login(person)
        assert client.get(PAGE).status_code == 404
        assert client.post(reverse("operation:discard", args=[job.pk])).status_code == 404
    assert Job.objects.count() == 1


def test_failed_jobs_are_shown_with_what_went_wrong(desk):
    failed()
    text = desk.get(PAGE).content.decode()

    assert "send_letter" in text
    assert "De mailserver weigerde." in text
    assert "Er draait geen werker" in text


def test_the_list_can_be_narrowed_to_one_task(desk):
    failed()
    failed(task="servicepunt.x.sweep", error="Anders")
    text = desk.get(PAGE, {"taak": "sweep"}).content.decode()

    assert "Anders" in text
    assert "De mailserver weigerde." not in text


def test_a_failed_job_runs_again_when_a_coordinator_says_so(desk):
    job = failed()
    desk.post(reverse("operation:retry", args=[job.pk]))

    assert Job.objects.get().state == "ready"
    assert "opgepakt" in desk.post(reverse("operation:retry", args=[job.pk]), follow=True).content.decode()


def test_a_job_that_waits_for_its_next_try_can_be_hurried(desk):
    leases.put("servicepunt.x.later", [], {}, at=now(), run_after=now() + timedelta(hours=1))
    assert "later" in desk.get(PAGE, {"toestand": "ready"}).content.decode()
    desk.post(reverse("operation:retry", args=[Job.objects.get().pk]))

    assert leases.take(owner="a", at=now()) is not None


def test_a_failed_job_can_be_thrown_away(desk):
    job = failed()
    desk.post(reverse("operation:discard", args=[job.pk]))

    assert not Job.objects.exists()


def test_a_long_list_comes_in_pages(desk):
    for _ in range(51):
        failed()
    first = desk.get(PAGE).content.decode()
    assert 'rel="next"' in first
    last = Job.objects.order_by("id")[1].pk

    assert 'rel="next"' not in desk.get(PAGE, {"voor": last}).content.decode()


def test_nonsense_in_the_address_is_no_error(desk):
    assert desk.get(PAGE, {"toestand": "x", "voor": "9" * 40, "taak": "%"}).status_code == 200
