"""One measurement of the desk that was filled: pages, mail, memory and start, and what is told about it."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from servicepunt.adapters.mailserver.imap import FetchedLetter
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.bench import report
from servicepunt.entrypoints.bench.cases import CREATE, REFERENCE, TITLE, Desk, cases
from servicepunt.entrypoints.bench.counting import statements
from servicepunt.entrypoints.bench.letters import letters
from servicepunt.entrypoints.bench.measuring import WARMING, Servers, crowd, measure, memory
from servicepunt.entrypoints.bench.processes import cpu_seconds, database_processes, own_cpu_seconds
from servicepunt.entrypoints.demo.people import ACCOUNTS, DOMAIN, PASSWORD
from servicepunt.entrypoints.mailbox.intake import take_all, understand
from servicepunt.entrypoints.mailbox.receive import MOST_LETTERS
from servicepunt.foundation.clock import now

AGENT = f"{ACCOUNTS[0][0]}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one run found; times in milliseconds."""

    tickets: int
    floor: float
    pages: Sequence[report.Line]
    others: dict[str, float]

    def lines(self) -> list[str]:
        """Return the tables and the verdict."""
        return [
            *report.table(self.pages, floor=self.floor),
            "",
            *report.others(self.others),
            "",
            *report.verdict(self.pages, self.others),
        ]

    def keep(self, path: Path) -> None:
        """Write everything to a file, to compare with later."""
        found = {"at": now().isoformat(), "tickets": self.tickets, "floor": self.floor, "others": self.others}
        path.write_text(json.dumps(found | {"pages": report.plain(self.pages)}, indent=1), encoding="utf-8")


def measure_here(*, tickets: int, requests: int, say: Callable[[str], None]) -> Measurement:
    """Start the servers on the database of the settings and measure."""
    vendor = connection.vendor
    desk = Desk.look()
    chosen = cases(desk, prefix=settings.TICKET_PREFIX)
    with Servers(vendor, workers=2, threads=1 if vendor == "sqlite" else 4) as servers:
        visitor = servers.sites["ours"].visitor
        visitor.sign_in(AGENT, PASSWORD)
        visitor.lend_session(servers.sites["reference"].visitor)
        found = measure(servers, chosen, requests=requests, say=say)
        asked = statements(chosen, visitor)
        say("maken met 8 tegelijk, mail, geheugen")
        create = next(case for case in chosen if case.name == CREATE)
        told = {"creates": crowd(servers.sites["ours"], create, each=requests // 4 + 1)} | _mails(requests * 2)
        told["web_memory"], told["worker_memory"] = memory(servers)
        told["start"] = servers.seconds_to_first_page
    told["memory"] = told["web_memory"] + told["worker_memory"]
    Ticket.objects.filter(pk__gt=desk.newest, title=TITLE, number__startswith=REFERENCE).delete()
    floor = report.floor_of(found["raw", "raw"], vendor=vendor)
    return Measurement(tickets, floor, report.lines(found, chosen, asked, floor=floor), told)


def _mails(count: int) -> dict[str, float]:
    """Take letters in as the worker does after fetching them; return mails a second and CPU ms for one."""
    mailbox = Mailbox.objects.order_by("id")[0]
    people = list(Person.objects.filter(role=Role.EMPLOYEE).order_by("id")[:100])
    written = letters(people, count + WARMING, to=mailbox.address, at=now())
    first = time.time_ns()
    _take_in(written[:WARMING], mailbox, first)
    before, began = _used(), time.perf_counter()
    _take_in(written[WARMING:], mailbox, first + WARMING)
    seconds = time.perf_counter() - began
    return {"mails": count / seconds, "mail_cpu": 1000 * (_used() - before) / count}


def _take_in(written: Sequence[bytes], mailbox: Mailbox, first: int) -> None:
    at = now()
    fetched = [
        FetchedLetter(uid=first + place, raw=raw, size=len(raw), is_whole=True, received_at=at)
        for place, raw in enumerate(written)
    ]
    for start in range(0, len(fetched), MOST_LETTERS):
        for letter in take_all(fetched[start : start + MOST_LETTERS], mailbox=mailbox, uid_validity=1, at=at):
            understand(letter, at=now())


def _used() -> float:
    return own_cpu_seconds() + cpu_seconds(database_processes())
