"""Several web and worker processes on one database: nobody's name in the log."""

import json
import re
import urllib.error
from collections.abc import Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from tests.operation.installation import NAME, PASSWORD, Installation
from tests.servers.postgres import Postgres, missing_postgres
from tests.servers.process import HOST

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


def visitor() -> OpenerDirector:
    # The installation is for HTTPS only; here the proxy is left out, and so is what it would add.
    jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
    return build_opener(HTTPCookieProcessor(jar))


def ask(who: OpenerDirector, port: int, address: str, **fields: str) -> tuple[int, str]:
    headers = {"Host": NAME, "Referer": f"https://{NAME}/", "X-Forwarded-For": "10.66.77.88"}
    sent = urlencode(fields).encode() if fields else None
    try:
        with who.open(Request(f"http://{HOST}:{port}{address}", sent, headers), timeout=30) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def fill_in(who: OpenerDirector, port: int, address: str, **fields: str) -> tuple[int, str]:
    _, page = ask(who, port, address)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token, page[:500]
    return ask(who, port, address, csrfmiddlewaretoken=token[1], **fields)


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


def is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
