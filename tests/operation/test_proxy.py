"""The proxy that we ship, in front of real web processes: it takes slow visitors off them and believes nobody."""

import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.operation.installation import NAME, PASSWORD, Installation
from tests.servers.process import HOST, missing

pytestmark = [
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing("nginx", "openssl")), reason=missing("nginx", "openssl")),
]
SLOW = 500
UNKNOWN = ssl.create_default_context()
UNKNOWN.check_hostname, UNKNOWN.verify_mode = False, ssl.CERT_NONE


@dataclass(frozen=True, slots=True)
class Front:
    """Where visitors come in."""

    installation: Installation
    tls: int
    plain: int


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    with Installation() as installation:
        installation.person("fatima@voorbeeld.example", "Fatima el Amrani", "agent")
        ports = [installation.web("--workers", "1") for _ in range(2)]
        yield Front(installation, *installation.proxy(*ports))


def ask(front, method, address, body=None, **headers) -> tuple[http.client.HTTPResponse, str]:
    line = http.client.HTTPSConnection(HOST, front.tls, context=UNKNOWN, timeout=30)
    given = {"Host": NAME, "Referer": f"https://{NAME}/"} | {k.replace("_", "-"): v for k, v in headers.items()}
    if body is not None:
        given["Content-Type"] = "application/x-www-form-urlencoded"
    line.request(method, address, body=body, headers=given)
    answer = line.getresponse()
    text = answer.read().decode(errors="replace")
    line.close()
    return answer, text


def sign_in(front, password, **headers) -> tuple[int, str]:
    page, text = ask(front, "GET", "/inloggen/")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text)[1]
    cookie = page.getheader("Set-Cookie").partition(";")[0]
    body = urlencode({"login": "fatima@voorbeeld.example", "password": password, "csrfmiddlewaretoken": token})
    answer, text = ask(front, "POST", "/inloggen/", body, Cookie=cookie, **headers)
    return answer.status, text


def test_signing_in_works_through_it_with_cookies_for_https_only(front):
    answer, _ = ask(front, "GET", "/inloggen/")
    assert answer.status == 200
    assert "Secure" in answer.getheader("Set-Cookie")
    assert answer.getheader("Strict-Transport-Security")
    assert sign_in(front, PASSWORD)[0] == 302


def test_plain_http_leads_to_https(front):
    line = http.client.HTTPConnection(HOST, front.plain, timeout=10)
    line.request("GET", "/portaal/?a=1", headers={"Host": NAME})
    answer = line.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{NAME}/portaal/?a=1")


def test_style_is_compressed_and_pages_with_a_token_are_not(front):
    page, _ = ask(front, "GET", "/inloggen/", Accept_Encoding="gzip")
    style, _ = ask(front, "GET", "/static/servicepunt/servicepunt.css", Accept_Encoding="gzip")
    assert (page.status, style.status) == (200, 200)
    assert page.getheader("Content-Encoding") is None
    assert style.getheader("Content-Encoding") == "gzip"


def test_a_body_that_is_too_large_is_refused_at_the_door_in_dutch(front):
    for address, size in (("/portaal/", 700_000_000), ("/inloggen/", 2_000_000)):
        line = http.client.HTTPSConnection(HOST, front.tls, context=UNKNOWN, timeout=10)
        line.putrequest("POST", address, skip_host=True)
        for name, value in (("Host", NAME), ("Content-Length", str(size))):
            line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        assert (answer.status, answer.getheader("Content-Type")) == (413, "text/html; charset=utf-8")
        assert "<h1>Je bestanden zijn samen te groot</h1>" in text
        assert "Too Large" not in text
        [style] = re.findall(r'href="([^"]+)"', text)
        assert ask(front, "GET", style)[0].status == 200


def test_the_largest_form_comes_through(front):
    line = http.client.HTTPSConnection(HOST, front.tls, context=UNKNOWN, timeout=60)
    line.putrequest("POST", reverse("portal:ask"), skip_host=True)
    part = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n' + bytes(30_000_000) + b"\r\n"
    )
    headers = {
        "Host": NAME,
        "Content-Type": "multipart/form-data; boundary=x",
        "Content-Length": str(20 * len(part) + 5),
    }
    for name, value in headers.items():
        line.putheader(name, value)
    line.endheaders()
    for _ in range(20):
        line.send(part)
    line.send(b"--x--")
    answer = line.getresponse()
    # The product itself read it to the end, and says that the form has no token.
    assert answer.status == 403
    assert "form-action" in answer.getheader("Content-Security-Policy")
    line.close()


def test_slow_bodies_hold_no_worker(front):
    head = f"POST /portaal/nieuw/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000000\r\n\r\nfile=".encode()
    with ExitStack() as stack:
        for _ in range(SLOW):
            line = stack.enter_context(socket.create_connection((HOST, front.tls), 10))
            secure = stack.enter_context(UNKNOWN.wrap_socket(line, server_hostname=NAME))
            secure.sendall(head)
        spent = []
        for _ in range(100):
            began = time.perf_counter()
            assert ask(front, "GET", "/gezond/")[0].status == 200
            spent.append(time.perf_counter() - began)
    print(f"{SLOW} slow bodies, p95 {sorted(spent)[95] * 1000:.0f} ms")  # noqa: T201  # shown with -s
    assert sorted(spent)[95] < 0.2


def test_a_false_address_gives_no_more_tries(front):
    answers = []
    for number in range(8):
        false = f"10.9.8.{number}"
        answers.append(sign_in(front, "fout", X_Forwarded_For=false, X_Real_IP=false, Forwarded=f"for={false}"))
    assert {status for status, _ in answers} == {200}
    assert ["Wacht vijf minuten" in text for _, text in answers] == [False] * 5 + [True] * 3


def test_a_false_scheme_or_host_is_not_believed(front):
    answer, _ = ask(front, "GET", "/portaal/", X_Forwarded_Host="kwaad.example", X_Forwarded_Proto="http")
    assert answer.getheader("Location") == "/inloggen/?next=/portaal/"
    line = http.client.HTTPSConnection(HOST, front.tls, context=UNKNOWN, timeout=10)
    line.request("GET", "/inloggen/", headers={"Host": "kwaad.example"})
    assert line.getresponse().status == 400


def test_who_hammers_on_signing_in_is_slowed_down_and_others_are_not(front):
    statuses = [ask(front, "GET", "/inloggen/")[0].status for _ in range(120)]
    assert 429 in statuses
    assert 500 not in statuses and 502 not in statuses
    assert ask(front, "GET", "/gezond/")[0].status == 200
