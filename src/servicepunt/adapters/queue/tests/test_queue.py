from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django_tasks import task
from django_tasks.exceptions import InvalidTaskError

from servicepunt.adapters.queue import leases, registry, upkeep
from servicepunt.adapters.queue.models import DueTime, Job, Worker
from servicepunt.adapters.queue.tests import work
from servicepunt.adapters.queue.upkeep import Daily, Periodic
from servicepunt.adapters.queue.worker import SOON, WorkerLoop
from servicepunt.foundation.clock import now

NOON = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    work.ran.clear()


def work_off():
    return WorkerLoop().run(until_idle=True)


def put(what="a", **more):
    return leases.put(work.note.module_path, [what], {}, at=NOON, **more)


def test_a_task_runs_with_the_values_it_was_given():
    work.note.enqueue({"ticket": 4, "names": ["x", None]})

    assert work_off() == 1
    assert work.ran == [{"ticket": 4, "names": ["x", None]}]
    assert Job.objects.get().state == "done"


def test_a_rolled_back_change_leaves_no_job():
    with pytest.raises(RuntimeError), transaction.atomic():
        work.note.enqueue("never")
        raise RuntimeError

    assert Job.objects.count() == 0


def test_values_that_json_cannot_carry_are_refused_at_once():
    with pytest.raises(TypeError):
        work.note.enqueue(NOON)


def test_the_most_urgent_goes_first_and_then_the_oldest():
    for what, priority in [("a", 0), ("b", 5), ("c", 0), ("d", -5)]:
        work.note.using(priority=priority).enqueue(what)
    work_off()

    assert work.ran == ["b", "a", "c", "d"]


def test_a_job_for_later_waits():
    work.note.using(run_after=now() + MINUTE).enqueue("later")

    assert work_off() == 0


def test_there_is_one_open_job_a_key():
    assert work.note.enqueue("a", queue_key="ticket:1").id
    assert work.note.enqueue("b", queue_key="ticket:1").id == ""
    work.note.enqueue("c", queue_key="ticket:2")
    work_off()

    assert work.ran == ["a", "c"]
    work.note.enqueue("d", queue_key="ticket:1")
    assert work_off() == 1


def test_a_job_asked_for_while_it_runs_runs_once_more():
    work.ask_again.enqueue("k", queue_key="k")

    assert work_off() == 2
    assert work.ran == ["k", "k"]
    assert Job.objects.get().state == "done"


def test_asking_sooner_brings_a_waiting_job_forward_but_not_one_that_backs_off():
    put(key="k", run_after=NOON + 60 * MINUTE)
    put(key="k")
    assert Job.objects.get().run_after == NOON

    leases.fail(leases.take(owner="a", at=NOON), error="x", at=NOON)
    put(key="k")
    assert Job.objects.get().run_after > NOON


def test_two_workers_never_take_one_job():
    put()

    assert leases.take(owner="a", at=NOON) is not None
    assert leases.take(owner="b", at=NOON) is None


def test_a_lease_that_passed_gives_the_job_to_another_and_the_first_changes_nothing_more():
    put()
    first = leases.take(owner="a", at=NOON)
    assert leases.reclaim(at=NOON + leases.LEASE) == 0
    late = NOON + leases.LEASE + MINUTE
    assert leases.reclaim(at=late) == 1
    second = leases.take(owner="b", at=late)

    assert (second.pk, second.attempt) == (first.pk, 2)
    assert not leases.finish(first, at=late)
    assert not leases.fail(first, error="x", at=late)
    assert leases.keep([first.pk], owner="a", at=late) == 0
    assert leases.finish(second, at=late)


def test_keeping_a_lease_makes_it_longer():
    put()
    job = leases.take(owner="a", at=NOON)
    leases.keep([job.pk], owner="a", at=NOON + MINUTE)

    assert leases.reclaim(at=NOON + leases.LEASE + timedelta(seconds=1)) == 0


def test_a_job_that_kills_its_workers_is_given_up_where_people_see_it():
    put()
    for attempt in range(leases.MOST_ATTEMPTS):
        at = NOON + attempt * timedelta(hours=1)
        assert leases.take(owner="a", at=at) is not None
        leases.reclaim(at=at + leases.LEASE + MINUTE)

    assert Job.objects.get().state == "dead"


def test_a_failing_job_comes_back_later_each_time_and_is_given_up_in_the_end():
    put()
    at, waits = NOON, []
    while Job.objects.get().state == "ready":
        job = leases.take(owner="a", at=at)
        leases.fail(job, error="x", at=at)
        waits.append((Job.objects.get().run_after - at) / MINUTE)
        at = Job.objects.get().run_after

    for wait, planned in zip(waits[:-1], leases.BACK_OFF, strict=True):
        assert 0.8 * planned <= wait <= 1.2 * planned


def test_what_an_error_says_is_not_kept_because_it_may_be_about_a_person():
    work.break_down.enqueue("joost@voorbeeld.nl is onbekend")
    work_off()
    job = Job.objects.get()

    assert "joost" not in job.error
    assert job.error.startswith("ValueError (")
    assert "work.py:" in job.error
    assert job.state == "ready"


def test_a_task_that_gives_up_is_shown_with_its_own_words():
    work.give_up.enqueue("De postbus bestaat niet meer.")
    work_off()
    job = Job.objects.get()

    assert (job.state, job.error) == ("dead", "De postbus bestaat niet meer.")


def test_a_task_may_say_when_to_try_again():
    began = now()
    work.come_back.enqueue(90)
    work_off()
    job = Job.objects.get()

    assert job.state == "ready"
    assert timedelta(seconds=90) <= job.run_after - began < timedelta(seconds=95)


def test_a_row_cannot_name_code_that_is_no_task():
    for path in ["os.system", "servicepunt.adapters.queue.leases.discard", "servicepunt.adapters.queue.tests.work.ran"]:
        leases.put(path, ["true"], {}, at=NOON)
    work_off()

    assert {job.error.split(" ")[0] for job in Job.objects.all()} == {"UnknownTask"}


def test_a_task_is_known_from_the_moment_it_is_declared():
    assert work.note.module_path in registry.known_tasks()


def test_a_task_that_asks_for_a_context_is_refused():
    with pytest.raises(InvalidTaskError):
        task(takes_context=True)(put)


def test_a_dead_job_can_be_tried_again_or_thrown_away_and_no_other():
    job = put()
    assert not leases.retry(job.pk, at=NOON)
    assert not leases.discard(job.pk)
    leases.fail(leases.take(owner="a", at=NOON), error="x", at=NOON, is_final=True)

    assert leases.retry(job.pk, at=NOON + MINUTE)
    assert Job.objects.get().attempt == 0
    leases.fail(leases.take(owner="a", at=NOON + MINUTE), error="x", at=NOON, is_final=True)
    put(key=None)
    assert leases.discard(job.pk)
    assert Job.objects.count() == 1


def test_a_dead_job_stays_dead_while_another_is_open_under_its_key():
    dead = put(key="k")
    leases.fail(leases.take(owner="a", at=NOON), error="x", at=NOON, is_final=True)
    put(key="k")

    assert not leases.retry(dead.pk, at=NOON)


def test_a_due_time_is_claimed_once():
    line = Periodic("tick", work.tick, 60)

    assert upkeep.claim_due(line, NOON)
    assert not upkeep.claim_due(line, NOON)
    assert upkeep.claim_due(line, NOON + MINUTE)
    assert Job.objects.count() == 1, "the first has not run yet: one is enough"


def test_the_latest_due_time_is_kept_however_old_so_that_it_is_not_due_again():
    line = Periodic("monthly", work.tick, 60)
    upkeep.claim_due(line, NOON)
    upkeep.claim_due(line, NOON + MINUTE)
    upkeep.tidy(at=NOON + timedelta(days=30))

    assert [row.due_at for row in DueTime.objects.all()] == [NOON + MINUTE]


def test_done_jobs_and_workers_that_left_are_cleared():
    put()
    leases.finish(leases.take(owner="a", at=NOON), at=NOON)
    put()
    upkeep.show_life("old", at=NOON)
    upkeep.tidy(at=NOON + timedelta(days=1))
    assert Job.objects.count() == 2
    upkeep.tidy(at=NOON + timedelta(days=3))

    assert [job.state for job in Job.objects.all()] == ["ready"]
    assert Worker.objects.count() == 0


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-07-14T12:00+00:00", "2026-07-14T00:30+00:00"),
        ("2026-07-14T00:29+00:00", "2026-07-13T00:30+00:00"),
        ("2026-03-29T12:00+00:00", "2026-03-29T01:30+00:00"),
        ("2026-10-25T12:00+00:00", "2026-10-25T00:30+00:00"),
        ("2026-10-25T00:45+00:00", "2026-10-25T00:30+00:00"),
    ],
)
def test_a_daily_task_is_due_once_a_day_also_when_the_clocks_change(at, due):
    line = Daily("night", work.tick, time(2, 30))

    assert line.due_at(datetime.fromisoformat(at)) == datetime.fromisoformat(due)


def test_what_became_of_a_job_while_the_database_was_away_is_told_when_it_answers(monkeypatch):
    put()
    loop, finish, tries = WorkerLoop(), leases.finish, []

    def away_at_first(job, *, at):
        tries.append(at)
        if len(tries) == 1:
            raise OperationalError("away")
        return finish(job, at=at)

    monkeypatch.setattr(leases, "finish", away_at_first)
    with pytest.raises(OperationalError):
        loop._once()
    assert Job.objects.get().state == "taken"
    loop._pulse(now())
    assert (Job.objects.get().state, len(set(tries)), work.ran) == ("done", 1, ["a"])


@pytest.mark.parametrize(("is_usable", "wait"), [(False, SOON), (True, MINUTE)])
def test_a_job_whose_database_went_away_is_tried_again_sooner_than_one_that_failed(monkeypatch, is_usable, wait):
    def fail(what):
        raise OperationalError("server closed the connection")

    put()
    monkeypatch.setattr(registry, "task_named", lambda name: fail)
    monkeypatch.setattr(connection, "is_usable", lambda: is_usable)
    monkeypatch.setattr(connection, "close", lambda: None)
    began = now()
    WorkerLoop()._once()
    job = Job.objects.get()
    assert (job.state, job.attempt) == ("ready", 1)
    assert wait * 0.8 <= job.run_after - began <= wait * 1.2 + MINUTE / 12
