"""Measuring: everything in turn, a few rounds, so that a busy moment of the machine strikes all alike."""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Thread
from typing import Any

from servicepunt.entrypoints.bench.cases import Case
from servicepunt.entrypoints.bench.processes import (
    Server,
    cpu_seconds,
    database_processes,
    free_port,
    proportional_memory,
    tree_of,
    wait_until,
)
from servicepunt.entrypoints.bench.visitor import UnexpectedAnswer, Visitor

ROUNDS, TRIES, CROWD, SETTLING = 3, 3, 8, 5
# PostgreSQL plans a statement five times on a connection before it keeps the plan; a process has four of them.
WARMING = 24
_FLOOR = {"sqlite": ("raw", "wsgi", "raw:on_sqlite"), "postgresql": ("raw", "rsgi", "raw:on_postgresql")}


@dataclass(frozen=True, slots=True)
class Figure:
    """What an operation cost: wall times in seconds, and CPU seconds a request of each round, split in two."""

    walls: Sequence[float]
    server: float
    database: float

    @property
    def cpu(self) -> float:
        """Server and database together, in seconds a request."""
        return self.server + self.database

    def percentile(self, percent: int) -> float:
        """Return a percentile of the wall times, in milliseconds."""
        ordered = sorted(self.walls)
        return 1000 * ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


@dataclass(slots=True)
class Site:
    """A server that is measured, with a visitor who is signed in."""

    server: Server
    visitor: Visitor
    port: int


class Servers:
    """The product, the reference and the floor, each on a port of its own, with as many processes each."""

    def __init__(self, vendor: str, *, workers: int, threads: int) -> None:
        if vendor == "postgresql" and find_spec("asyncpg") is None:
            raise UnexpectedAnswer("Meten op PostgreSQL vraagt asyncpg; `./run bench` heeft dat.")
        self._vendor, self._workers, self._threads = vendor, workers, threads
        self.sites: dict[str, Site] = {}
        self.seconds_to_first_page = 0.0

    def __enter__(self) -> "Servers":
        product, port = [sys.executable, "-m", "servicepunt.config", "web"], free_port()
        product += ["--port", str(port), "--workers", str(self._workers), "--threads", str(self._threads)]
        try:
            began = time.monotonic()
            self._start("ours", product, port, "/inloggen/")
            self.seconds_to_first_page = time.monotonic() - began
            for name, interface, target in (
                ("reference", "wsgi", "reference_server:application"),
                _FLOOR[self._vendor],
            ):
                port = free_port()
                self._start(name, self._granian(interface, target, port), port, "/")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for site in self.sites.values():
            site.visitor.close()
            site.server.stop()

    def _granian(self, interface: str, target: str, port: int) -> list[str]:
        blocking = ["--blocking-threads", str(self._threads)] if interface == "wsgi" else []
        return [
            sys.executable, "-m", "granian", "--interface", interface, "--host", "127.0.0.1", "--port", str(port),
            "--workers", str(self._workers), *blocking, "--no-ws",
            "--log-level", "warning", f"servicepunt.entrypoints.bench.{target}",
        ]  # fmt: skip

    def _start(self, name: str, command: list[str], port: int, path: str) -> None:
        server = Server(command)
        self.sites[name] = Site(server, Visitor(port), port)
        wait_until(lambda: _answers(port, path) or not server.is_running, seconds=120)
        if not server.is_running or not _answers(port, path):
            raise UnexpectedAnswer(f"De server op poort {port} start niet.")


def _answers(port: int, path: str) -> bool:
    visitor = Visitor(port)
    try:
        visitor.get(path)
    except OSError:
        return False
    finally:
        visitor.close()
    return True


def measure(
    servers: Servers, chosen: Sequence[Case], *, requests: int, say: Callable[[str], None]
) -> dict[tuple[str, str], Figure]:
    """Return the figures by operation and site (ours, reference), and those of the floor under `raw`."""
    collected: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    raw, ours, reference = (servers.sites[name] for name in ("raw", "ours", "reference"))
    for turn in range(ROUNDS):
        say(f"ronde {turn + 1} van {ROUNDS}")
        collected["raw", "raw"].append(_run(raw, lambda visitor, _: visitor.get("/"), requests))
        for case in chosen:
            collected[case.name, "ours"].append(_run(ours, case.ours, requests))
            collected[case.name, "reference"].append(_run(reference, case.reference, requests))
    return {key: middle(rounds) for key, rounds in collected.items()}


def _run(site: Site, ask: Callable[[Visitor, int], Any], requests: int) -> Figure:
    for _ in range(TRIES):
        # The server hung up on who was silent while others were measured; the warming calls again.
        site.visitor.close()
        for turn in range(min(WARMING, requests)):
            ask(site.visitor, turn)
        tree, before = tree_of(site.server.pid), _used(site)
        walls = [ask(site.visitor, turn).seconds for turn in range(requests)]
        after = _used(site)
        # A process that was replaced meanwhile did other work than answering.
        if tree_of(site.server.pid) == tree:
            return Figure(walls, (after[0] - before[0]) / requests, (after[1] - before[1]) / requests)
    raise UnexpectedAnswer(f"De processen op poort {site.port} wisselen te vaak om te meten.")


def _used(site: Site) -> tuple[float, float]:
    return cpu_seconds(tree_of(site.server.pid)), cpu_seconds(database_processes())


def middle(rounds: Sequence[Figure]) -> Figure:
    """Return all wall times, and the CPU of the middle round."""
    middle = sorted(rounds, key=lambda figure: figure.cpu)[len(rounds) // 2]
    return Figure([wall for figure in rounds for wall in figure.walls], middle.server, middle.database)


def crowd(site: Site, case: Case, *, each: int) -> float:
    """Let eight visitors ask at once; return how many requests a second were answered, when it did so before."""
    _crowd(site, case, each=each)
    return _crowd(site, case, each=each)


def _crowd(site: Site, case: Case, *, each: int) -> float:
    walls: list[float] = []

    def visit(first: int) -> None:
        visitor = Visitor(site.port)
        site.visitor.lend_session(visitor)
        walls.extend(case.ours(visitor, first + turn).seconds for turn in range(each))
        visitor.close()

    threads = [Thread(target=visit, args=(place * each,)) for place in range(CROWD)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if len(walls) != CROWD * each:
        raise UnexpectedAnswer(f"Van {CROWD} bezoekers tegelijk kreeg niet iedereen antwoord.")
    return len(walls) / seconds


def memory(servers: Servers) -> tuple[float, float]:
    """Return the memory in MB of the web server with its processes, and of a worker after its first round."""
    worker = Server([sys.executable, "-m", "servicepunt.config", "worker"])
    try:
        # Until it has done its first round of everything: nothing outside tells when that is.
        time.sleep(SETTLING)
        return proportional_memory(tree_of(servers.sites["ours"].server.pid)), proportional_memory(tree_of(worker.pid))
    finally:
        worker.stop()
