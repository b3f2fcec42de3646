"""Tickets are found by the name that their requester has now: however it was corrected, however many they are."""

import time
from threading import Event, Thread

import pytest
from django.apps import apps
from django.db import connection, transaction

from servicepunt.domains.people.actions import apply_import, change_person, keep_import
from servicepunt.domains.tickets import tasks
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries import sweeps
from servicepunt.domains.tickets.queries.search import tickets_with_words
from tests.village import NOON, make_village

NAMING = ("follow_name", "name_tickets")


def waiting():
    """Return the jobs of the queue that are about names."""
    jobs = apps.get_model("queue", "Job").objects.order_by("pk")
    return [job for job in jobs if job.task.rpartition(".")[2] in NAMING]


def work(*, times=1):
    """Do every job about names, and those that come of it, so many times each."""
    while jobs := waiting():
        for job in jobs:
            for _ in range(times):
                getattr(tasks, job.task.rpartition(".")[2]).func(**job.kwargs)
            job.delete()


def rename(person, name, by):
    person.refresh_from_db()
    change_person(person=person, seen=person.version, name=name, by=by, at=NOON)


def test_a_corrected_name_finds_the_tickets_that_were_there(village):
    mine, other = [village.ticket() for _ in range(3)], village.ticket(requester=village.els)
    rename(village.joost, "Joost Verstappen", village.willemien)
    work()
    assert sorted(tickets_with_words("verstappen")) == [ticket.pk for ticket in mine]
    assert other.pk not in tickets_with_words("joost verstappen")
    # By the name of before too: it stands in what people wrote.
    assert tickets_with_words("kuipers") == tickets_with_words("verstappen")


def test_a_name_from_a_file_finds_them_too(village):
    ticket = village.ticket()
    content = b"naam;e-mailadres\nJoost Verstappen;joost@voorbeeld.example\n"
    kept = keep_import(kind="people", file_name="p.csv", content=content, by=village.willemien, at=NOON)
    apply_import(kept=kept, by=village.willemien, at=NOON)
    work()
    assert tickets_with_words("verstappen") == [ticket.pk]


def test_what_leaves_the_name_as_it_is_makes_no_work(village):
    village.ticket()
    change_person(
        person=village.joost, seen=village.joost.version, job_title="Planoloog", by=village.willemien, at=NOON
    )
    assert waiting() == []


def test_many_tickets_go_in_batches_and_every_job_may_run_twice(village, monkeypatch):
    monkeypatch.setattr(sweeps, "BATCH", 2)
    tickets = [village.ticket().pk for _ in range(5)]
    rename(village.joost, "Joost Verstappen", village.willemien)
    [first] = waiting()
    tasks.follow_name.func(**first.kwargs)
    first.delete()
    assert [len(job.kwargs["tickets"]) for job in waiting()] == [2, 2, 1]
    # Halfway: the newest are found first, the others when their batch was done.
    newest = waiting()[0]
    tasks.name_tickets.func(**newest.kwargs)
    assert tickets_with_words("verstappen") == [tickets[4], tickets[3]]
    work(times=2)
    assert tickets_with_words("verstappen") == tickets[::-1]


def test_of_two_corrections_the_last_name_is_found_in_whichever_order_the_jobs_run(village):
    ticket = village.ticket()
    rename(village.joost, "Joost Verstappen", village.willemien)
    rename(village.joost, "Joost Hamilton", village.willemien)
    for job in waiting()[::-1]:
        tasks.follow_name.func(**job.kwargs)
        job.delete()
    work()
    assert tickets_with_words("hamilton") == [ticket.pk]


def test_a_ticket_of_somebody_whom_a_page_knew_by_another_name_has_the_new_one(village):
    known = type(village.joost).objects.get(pk=village.joost.pk)
    rename(village.joost, "Joost Verstappen", village.willemien)
    assert tickets_with_words("verstappen") == []
    ticket = village.ticket(requester=known)
    assert known.name == "Joost Kuipers"
    assert tickets_with_words("verstappen") == [ticket.pk]


def lockers_waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_is_being_made_meanwhile_is_waited_for():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody makes a ticket while somebody is renamed")
    village = make_village()
    made, renamed, found = Event(), Event(), []

    def report():
        with transaction.atomic():
            found.append(village.ticket().pk)
            made.set()
            assert renamed.wait(20)
        connection.close()

    def follow():
        tasks.follow_name.func(person=village.joost.pk, fields=["name"], version=2)
        connection.close()

    reporter, follower = Thread(target=report), Thread(target=follow)
    reporter.start()
    assert made.wait(20)
    # As a file that is read in does; the page of a person waits by itself.
    type(village.joost).objects.filter(pk=village.joost.pk).update(name="Joost Verstappen")
    follower.start()
    until = time.monotonic() + 20
    while not lockers_waiting():
        assert follower.is_alive() and time.monotonic() < until
    renamed.set()
    reporter.join(20)
    follower.join(20)
    work()
    assert tickets_with_words("verstappen") == found == list(Ticket.objects.values_list("pk", flat=True))
