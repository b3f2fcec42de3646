"""Writers take turns: nobody is passed over, and a turn ends with its transaction or its process."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connections, transaction

from servicepunt.adapters.sqlite3.base import DatabaseWrapper
from servicepunt.adapters.sqlite3.turns import take_turn
from servicepunt.config import environment

HOLD = """
import sys; from pathlib import Path
from servicepunt.adapters.sqlite3.turns import take_turn
assert take_turn(Path(sys.argv[1]), 30)
print("mine", flush=True); sys.stdin.read()
"""


@pytest.fixture
def wrapper(tmp_path, django_db_blocker) -> Iterator[DatabaseWrapper]:
    settings = connections.configure_settings({"default": environment.database(f"sqlite://{tmp_path}/turns.sqlite3")})
    settings["default"]["OPTIONS"]["timeout"] = 0.05
    made = DatabaseWrapper(settings["default"], alias="turns")
    connections["turns"] = made
    with django_db_blocker.unblock():  # a database of the test's own
        yield made
    made.close()
    del connections["turns"]


def has_turn(wrapper: DatabaseWrapper) -> bool:
    turn = take_turn(wrapper.settings_dict["NAME"], 0.02)
    if turn is not None:
        turn.end()
    return turn is None


def test_a_second_writer_waits_no_longer_than_it_may(tmp_path):
    turn = take_turn(tmp_path / "file", 1)
    assert turn is not None
    assert take_turn(tmp_path / "file", 0.01) is None
    turn.end()
    again = take_turn(tmp_path / "file", 1)
    assert again is not None
    again.end()


def test_another_process_waits_and_goes_on_when_the_first_is_killed(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path / "file")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        assert take_turn(tmp_path / "file", 0.01) is None
        holder.kill()
        turn = take_turn(tmp_path / "file", 60)
    assert turn is not None
    turn.end()


def test_every_waiting_thread_gets_a_turn(tmp_path):
    served: list[int] = []

    def write(number: int) -> None:
        turn = take_turn(tmp_path / "file", 60)
        assert turn is not None
        served.append(number)
        turn.end()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(served) == list(range(30))


def test_a_transaction_has_the_turn_until_it_is_kept_or_undone(wrapper):
    assert not has_turn(wrapper)
    with transaction.atomic(using="turns"):
        assert has_turn(wrapper)
        with transaction.atomic(using="turns"):
            assert has_turn(wrapper)
        assert has_turn(wrapper)
    assert not has_turn(wrapper)
    with pytest.raises(RuntimeError), transaction.atomic(using="turns"):
        raise RuntimeError
    assert not has_turn(wrapper)


def test_a_transaction_that_gets_no_turn_says_the_database_is_locked(wrapper):
    turn = take_turn(wrapper.settings_dict["NAME"], 1)
    assert turn is not None
    with pytest.raises(OperationalError, match="locked"), transaction.atomic(using="turns"):
        pass
    turn.end()
    with transaction.atomic(using="turns"):
        assert has_turn(wrapper)


def test_a_connection_that_is_closed_halfway_gives_its_turn_up(wrapper):
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert has_turn(wrapper)
    wrapper.close()
    assert not has_turn(wrapper)


def test_a_connection_is_kept_for_the_next_request_and_not_for_ever(wrapper):
    wrapper.ensure_connection()
    kept = wrapper.connection
    wrapper.close_if_unusable_or_obsolete()
    assert wrapper.connection is kept
    wrapper.close_at = 0.0  # a minute later
    wrapper.close_if_unusable_or_obsolete()
    assert wrapper.connection is None
