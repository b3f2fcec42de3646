"""CPU is counted whole: threads that end keep what they used, and a process that is replaced makes a new try."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from servicepunt.entrypoints.bench import measuring
from servicepunt.entrypoints.bench.measuring import Site
from servicepunt.entrypoints.bench.processes import Server, cpu_seconds, own_cpu_seconds, tree_of, wait_until
from servicepunt.entrypoints.bench.visitor import Answer, UnexpectedAnswer, Visitor

BURN = "import time\nwhile time.process_time() < 0.3: pass\n"
THREAD = f"""
import sys, threading
from threading import Thread
go = threading.Event()
def burn():
    {BURN.replace(chr(10), chr(10) + "    ")}
    go.set(); sys.stdin.readline()
one = Thread(target=burn); one.start(); go.wait(); print("burned", flush=True)
one.join(); print("ended", flush=True); sys.stdin.readline()
"""
# A parent that replaces its child whenever that ends.
PARENT = """
import subprocess, sys
while True:
    subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE).wait()
"""


@contextmanager
def site(code: str) -> Iterator[Site]:
    server = Server([sys.executable, "-c", code])
    visitor = Visitor(0)
    try:
        assert wait_until(lambda: children_of(server) != [], seconds=30)
        yield Site(server, visitor, 0)
    finally:
        last = children_of(server)
        server.stop()
        for pid in last:
            subprocess.run(["kill", str(pid)], check=False)


def children_of(server: Server) -> list[int]:
    return tree_of(server.pid)[1:]


def replace_child(server: Server) -> None:
    before = children_of(server)
    subprocess.run(["kill", str(before[0])], check=True)
    assert wait_until(lambda: children_of(server) not in ([], before), seconds=30)


@pytest.fixture(autouse=True)
def no_database(monkeypatch):
    monkeypatch.setattr(measuring, "database_processes", list)


def test_a_thread_that_ends_takes_nothing_away():
    with subprocess.Popen(
        [sys.executable, "-c", THREAD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "burned\n"
        before = cpu_seconds([process.pid])
        process.stdin.write("\n")
        assert process.stdout.readline() == "ended\n"
        assert 0.3 <= before <= cpu_seconds([process.pid])
        process.stdin.write("\n")


def test_a_child_that_ended_counts_for_the_process_that_had_it():
    before = own_cpu_seconds()
    subprocess.run([sys.executable, "-c", BURN], check=True)
    # Of a child that ended Linux tells whole ticks, of user and of system each.
    assert own_cpu_seconds() - before >= 0.3 - 2 / os.sysconf("SC_CLK_TCK")


def test_a_round_in_which_a_process_was_replaced_is_measured_again():
    with site(PARENT) as measured:
        asked = []

        def ask(_visitor: Visitor, turn: int) -> Answer:
            asked.append(turn)
            if len(asked) == 4:
                replace_child(measured.server)
            return Answer(200, b"", 0.01, "")

        found = measuring._run(measured, ask, 3)
        assert found.server >= 0
        assert asked == [0, 1, 2, 0, 1, 2] * 2


def test_processes_that_never_stay_are_not_measured():
    with site(PARENT) as measured:

        def ask(_visitor: Visitor, _turn: int) -> Answer:
            replace_child(measured.server)
            return Answer(200, b"", 0.01, "")

        with pytest.raises(UnexpectedAnswer, match="wisselen te vaak"):
            measuring._run(measured, ask, 1)
