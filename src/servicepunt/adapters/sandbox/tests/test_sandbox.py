"""Functions that eat memory, hang, crash and raise harm nobody but their own call."""

import os
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from servicepunt.adapters.sandbox import Sandbox, SandboxFailed

HERE = "servicepunt.adapters.sandbox.tests.functions"


@pytest.fixture
def misbehave() -> Iterator[Sandbox]:
    sandbox = Sandbox(f"{HERE}:misbehave", seconds=5)
    yield sandbox
    sandbox.close()


@pytest.mark.parametrize("size", [0, 1, 65_527, 65_536, 1 << 20, (1 << 20) + 1, 40_000_000])
def test_bytes_of_any_size_go_through_whole(size: int) -> None:
    sandbox = Sandbox(f"{HERE}:echo")
    question = os.urandom(min(size, 1000)) * (size // 1000 + 1)
    try:
        assert sandbox(question[:size]) == question[:size]
        assert sandbox(b"daarna") == b"daarna"
    finally:
        sandbox.close()


def test_the_child_stays_and_is_another_process_without_django() -> None:
    sandbox = Sandbox(f"{HERE}:who")
    assert sandbox(b"") == sandbox(b"") != str(os.getpid()).encode()
    sandbox.close()
    modules = Sandbox(f"{HERE}:modules")
    assert "django" not in modules(b"").decode().split()
    modules.close()


def test_the_child_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICEPUNT_SECRET_KEY", "heel geheim")
    monkeypatch.setenv("SERVICEPUNT_DATABASE_URL", "postgresql://servicepunt:geheim@localhost/servicepunt")
    monkeypatch.setenv("PGPASSWORD", "ook geheim")
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    sandbox = Sandbox(f"{HERE}:environment")
    known = sandbox(b"").decode()
    sandbox.close()
    assert "geheim" not in known
    assert "SERVICEPUNT" not in known
    assert "TZ=Europe/Amsterdam" in known


@pytest.mark.parametrize(
    ("question", "reason"),
    [(b"crash", "crash"), (b"exit", "crash"), (b"memory", "memory"), (b"raise x", "error"), (b"deep", "error")],
)
def test_whatever_fails_fails_alone(misbehave: Sandbox, question: bytes, reason: str) -> None:
    for _ in range(2):
        with pytest.raises(SandboxFailed) as told:
            misbehave(question)
        assert told.value.reason == reason
        assert misbehave(b"fine").isdigit()


def test_the_words_of_an_error_stay_inside(misbehave: Sandbox) -> None:
    with pytest.raises(SandboxFailed) as told:
        misbehave(b"raise persoonsgegeven")
    assert told.value.words == "ValueError"


def test_what_takes_too_long_is_killed() -> None:
    sandbox = Sandbox(f"{HERE}:misbehave", seconds=0.5)
    before = sandbox(b"fine")
    started = time.monotonic()
    with pytest.raises(SandboxFailed) as told:
        sandbox(b"loop")
    assert told.value.reason == "time"
    assert time.monotonic() - started < 2
    assert sandbox(b"fine") != before
    sandbox.close()


def test_a_child_killed_between_calls_is_replaced(misbehave: Sandbox) -> None:
    first = int(misbehave(b"fine"))
    os.kill(first, 9)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert int(misbehave(b"fine")) != first


def test_nothing_can_be_written_to_disk(misbehave: Sandbox) -> None:
    with pytest.raises(SandboxFailed) as told:
        misbehave(b"write")
    assert told.value.reason in {"error", "crash"}


def test_what_the_function_prints_does_not_mix_with_answers() -> None:
    sandbox = Sandbox(f"{HERE}:chatter")
    assert [sandbox(b"a"), sandbox(b"b")] == [b"a", b"b"]
    sandbox.close()


def test_threads_take_turns() -> None:
    sandbox = Sandbox(f"{HERE}:echo")
    questions = [str(number).encode() * (number * 37) for number in range(300)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(sandbox, questions)) == questions
    sandbox.close()


@pytest.mark.parametrize("target", ["no.such.module:f", f"{HERE}:nothing", "json"])
def test_a_function_that_is_not_there_says_so(target: str) -> None:
    with pytest.raises(SandboxFailed) as told:
        Sandbox(target)(b"")
    assert told.value.reason == "start"


def test_a_call_costs_little() -> None:
    sandbox = Sandbox(f"{HERE}:echo")
    sandbox(b"warm")
    times = []
    for _ in range(300):
        started = time.perf_counter()
        sandbox(b"x" * 2000)
        times.append(time.perf_counter() - started)
    sandbox.close()
    # Half is well under 0.3 ms on a quiet machine; a busy one must not fail the test.
    assert statistics.quantiles(times, n=10)[0] < 0.0003
