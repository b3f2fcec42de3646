"""A visitor of an installation: keeps cookies, reads pages and sends forms, straight to a web server."""

import re
import urllib.error
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.operation.installation import NAME
from tests.servers.process import HOST


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
