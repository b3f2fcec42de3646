"""Several web and worker processes on one database: nobody's name in the log."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operation.installation import NAME, PASSWORD, Installation
from tests.operation.visiting import ask, fill_in, visitor
from tests.servers.postgres import Postgres, missing_postgres
from tests.servers.process import HOST, free_port

pytestmark = [pytest.mark.server, pytest.mark.slow]
PLANTED = (
    "Pietertje", "Kwartelei", "p.kwartelei@geheim.example", "geheim.example", "06-98765432", "Zuurkoolstraat",
    "hunter2hunter2", "nieuwsgierig", "vertrouwelijke", "10.66.77.88",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request) -> Iterator[tuple[Installation, Postgres | None]]:
    if request.param == "sqlite":
        with Installation(PROXY_COUNT="0") as made:
            yield made, None
        return
    if absent := missing_postgres():
        pytest.skip(absent)
    with Postgres(is_durable=True) as server, Installation(server.url, PROXY_COUNT="0") as made:
        yield made, server


def test_no_log_holds_a_name_an_address_or_a_word(installation):
    made, _ = installation
    made.environment["SERVICEPUNT_BASE_URL"] = f"http://{NAME}"
    made.person("p.kwartelei@geheim.example", "Pietertje Kwartelei", "administrator")
    first, second = (made.web("--workers", "2") for _ in range(2))
    for _ in range(2):
        made.start("worker")
    who = visitor()
    fill_in(who, first, "/inloggen/", login="nieuwsgierig@geheim.example", password="hunter2hunter2")
    status, _ = fill_in(who, first, "/inloggen/", login="p.kwartelei@geheim.example", password=PASSWORD)
    assert status == 200
    question = {
        "title": "Pietertje Kwartelei meldt",
        "text": "Zuurkoolstraat 12, vertrouwelijke zaak",
        "kind": "incident",
    }
    assert fill_in(who, second, "/portaal/vraag/", **question)[0] == 200
    for port in (first, second):
        for address in ("/balie/?q=Kwartelei", "/palet/?q=Zuurkoolstraat", "/balie/telefoon/?nummer=06-98765432",
                        "/beheer/personen/?zoek=Pietertje", "/bestaat/niet/Kwartelei/", "/balie/melding/Kwartelei/",
                        "/balie/?view=Kwartelei&team=nieuwsgierig"):  # fmt: skip
            ask(who, port, address)
    fill_in(who, second, "/inloggen/wachtwoord/vergeten/", email="p.kwartelei@geheim.example")
    made.wait_until(lambda: any('"job done"' in line and "confirm_receipt" in line for line in made.lines()))
    made.wait_until(lambda: any("mail_password_link" in line for line in made.lines()))
    lines = made.lines()
    assert len([line for line in lines if '"route"' in line]) > 20
    assert [word for word in (*PLANTED, PASSWORD) if any(word.lower() in line.lower() for line in lines)] == []
    assert [line for line in lines if line.strip() and not is_json(line)] == []


def test_a_web_process_that_dies_is_replaced_and_the_log_says_so():
    with Installation() as made:
        port = free_port()
        web = made.start("web", "--port", str(port), "--workers", "1")
        made.wait_until(lambda: made.status(f"http://{HOST}:{port}/gezond/") == 200)
        (first,) = children(web.pid)
        os.kill(first, signal.SIGKILL)
        made.wait_until(lambda: children(web.pid) - {first} != set())
        made.wait_until(lambda: made.status(f"http://{HOST}:{port}/gezond/") == 200)
        lines = made.lines()
    assert [line for line in lines if line.strip() and not is_json(line)] == []
    assert any(json.loads(line)["from"] == "_granian" for line in lines)


def children(pid: int) -> set[int]:
    """Return the processes that a process started and that it did not wait for yet."""
    try:
        return {int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except FileNotFoundError:
        return set()


def is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
