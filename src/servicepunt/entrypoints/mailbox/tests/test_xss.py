"""What somebody hides in a mail runs nowhere and fetches nothing: every page that shows mail, in a real Chromium."""

import threading
from collections.abc import Iterator
from email.header import Header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from servicepunt.domains.mail.models import IncomingLetter
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.mailbox.intake import take_in, understand
from servicepunt.entrypoints.mailbox.tests.conftest import AT
from servicepunt.entrypoints.mailbox.tests.letters import file_part, many_parts, text_part
from tests.looks import chromium
from tests.servers.process import missing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, available_apps=list(settings.INSTALLED_APPS)),
    pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium")),
]
RUN = "window.top.ran=1;window.ran=1;alert(1)"
# CANARY becomes the address of a server that nobody may ask anything.
PAYLOADS = [
    f"<script>{RUN}</script>",
    '<script src="CANARY/s.js"></script>',
    f"<ScRiPt >{RUN}</sCrIpT >",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script\x00>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<img src='CANARY/x.png' onload='{RUN}'>",
    f"<img/src=`x`onerror={RUN}>",
    f'<img src="x" onerror\n=\n"{RUN}">',
    f'<img """><script>{RUN}</script>">',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f'<svg><a xlink:href="javascript:{RUN}"><text x=20 y=20>klik</text></a></svg>',
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    "<svg><use href=\"CANARY/u.svg#x\"/></svg>",
    "<svg><image href=\"CANARY/i.png\"/></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={RUN}&gt;\">",
    f"<math><mi><style><img src=x onerror={RUN}></style></mi></math>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<noscript><p title=\"</noscript><img src=x onerror={RUN}>\">",
    f"<template><script>{RUN}</script></template>",
    f"<textarea><script>{RUN}</script></textarea><title><img src=x onerror={RUN}></title>",
    f"<xmp><img src=x onerror={RUN}></xmp><plaintext><img src=x onerror={RUN}>",
    f'<a href="javascript:{RUN}">klik</a>',
    f'<a href="java\tscript:{RUN}">klik</a>',
    f'<a href="&#106;avascript:{RUN}">klik</a>',
    f'<a href=" \x01javascript:{RUN}">klik</a>',
    f'<a href="data:text/html,<script>{RUN}</script>">klik</a>',
    f'<a href="vbscript:{RUN}">klik</a><a href="cid:x" onclick="{RUN}">klik</a>',
    f'<a href="https://x.test" onmouseover="{RUN}" autofocus onfocus="{RUN}" tabindex=1>klik</a>',
    f'<iframe src="javascript:{RUN}"></iframe>',
    f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    '<iframe src="CANARY/f.html"></iframe>',
    f'<object data="data:text/html,<script>{RUN}</script>"></object>',
    '<object data="CANARY/o.swf"></object><embed src="CANARY/e.swf">',
    '<applet code="X" archive="CANARY/a.jar"></applet>',
    f'<meta http-equiv="refresh" content="0;url=javascript:{RUN}">',
    '<meta http-equiv="refresh" content="0;url=CANARY/weg">',
    '<base href="CANARY/"><img src="b.png"><a href="b">b</a>',
    '<link rel="stylesheet" href="CANARY/l.css"><link rel="prefetch" href="CANARY/p"><link rel=icon href=CANARY/i.ico>',
    '<style>@import "CANARY/i.css"; body{background:url(CANARY/b.png)}</style>',
    '<p style="background:url(CANARY/p.png)">x</p><p style="width:expression(alert(1))">x</p>',
    '<table background="CANARY/t.png"><tr><td background="CANARY/d.png">x</td></tr></table>',
    '<body background="CANARY/body.png" onload="alert(1)">',
    '<img src="CANARY/1.gif"><img srcset="CANARY/2.gif 2x"><picture><source srcset="CANARY/3.gif"><img></picture>',
    '<img src="//CANARYHOST/4.gif"><img src="/\\CANARYHOST/5.gif"><img src="HTTP://CANARYHOST/6.gif">',
    '<img src="cid:../../CANARY"><img src="cid:&quot; onerror=alert(1)">',
    '<img src="data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg onload=alert(1)>">',
    '<video poster="CANARY/v.png" src="CANARY/v.mp4" autoplay></video><audio src="CANARY/a.mp3" autoplay></audio>',
    f'<video><source onerror="{RUN}"></video><audio src=x onerror={RUN}>',
    f'<details open ontoggle="{RUN}">x</details>',
    f'<marquee onstart="{RUN}">x</marquee><bgsound src="CANARY/b.mid">',
    f'<input autofocus onfocus="{RUN}"><select autofocus onfocus="{RUN}"></select>',
    f'<form action="CANARY/post" method=post><button formaction="javascript:{RUN}">Verstuur</button></form>',
    '<isindex type=image src=1 onerror=alert(1)><keygen autofocus onfocus=alert(1)>',
    f'<div onpointerenter="{RUN}" style="position:fixed;inset:0">x</div>',
    f'<p hx-get="CANARY/hx" hx-trigger="load">x</p><p data-hx-post="/balie/">x</p><p hx-on::load="{RUN}">x</p>',
    '<p id="inhoud" name="documentElement" class="sp-button">x</p><form id=x><input name=attributes></form>',
    f"{{{{ 7*7 }}}}{{% include 'x' %}}<%= {RUN} %>${{{RUN}}}",
    f"<!--><script>{RUN}</script>--><![CDATA[<script>{RUN}</script>]]><?php {RUN} ?>",
    f"<a title='</a><img src=x onerror={RUN}>'>x</a><b a='\"><img src=x onerror={RUN}>'>y</b>",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    f"<custom-tag onclick={RUN}><slot onslotchange={RUN}></slot></custom-tag>",
    f"\u2028<img src=x o\u200bnerror={RUN}>\ufeff<img src=x onerror={RUN}>",
]  # fmt: skip


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that writes down whoever asks it anything."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802  # http.server's name
            heard.append(self.path)
            self.send_error(404)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", heard
        server.shutdown()


def watched(context: BrowserContext, own: str) -> tuple[Page, list[str]]:
    """Return a page, and a list that grows with whatever runs, leaves our site, or is stopped by the policy."""
    page, wrong = context.new_page(), []

    def ask(request: Any) -> None:
        if urlsplit(request.url).scheme != "data" and not request.url.startswith(own):
            wrong.append(f"asked {request.url}")

    page.on("request", ask)
    page.on("dialog", lambda dialog: (wrong.append("a dialog"), dialog.dismiss()))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    return page, wrong


def hostile_letter(number: int, payload: str, address: str) -> bytes:
    """Return a letter with the payload in its HTML, its text, its subject, its sender's name and the name of a file."""
    html = payload.replace("CANARYHOST", urlsplit(address).netloc).replace("CANARY", address)
    words = " ".join(html.split())
    return many_parts(
        "mixed",
        text_part(f"<p>Voor {number}</p>{html}<p>Na</p>", "html"),
        text_part(html),
        file_part(
            Header(f"a{number} {words[:80].replace(chr(34), chr(39))}.txt", "utf-8").encode(), b"x", "text/plain"
        ),
        sender=f"{Header(words[:150], 'utf-8').encode()} <kwaad{number}@elders{number}.test>",
        subject=Header(f"{number} {words[:180]}", "utf-8").encode(),
    ).replace(b"<brief@", b"<xss%d@" % number)


@pytest.fixture
def letters(village, own_files, canary) -> list[IncomingLetter]:
    kept = []
    for number, payload in enumerate(PAYLOADS):
        raw = hostile_letter(number, payload, canary[0])
        kept.append(take_in(raw, mailbox=village.mailbox, uid_validity=1, uid=number + 1, at=AT))
        understand(kept[-1], at=AT)
    return kept


def test_nothing_in_a_mail_runs_or_fetches_on_any_page(live_server, client, village, canary, letters):
    client.force_login(village.fatima)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    assert Ticket.objects.count() == len(PAYLOADS)
    numbers = [number.replace(" ", "-") for number in Ticket.objects.values_list("number", flat=True)]
    addresses = [reverse("mail:body", args=[letter.pk]) for letter in letters]
    addresses += [reverse("mail:letter_view", args=[letter.pk]) for letter in letters[::4]]
    addresses += [reverse("tickets:ticket", args=[number]) for number in numbers[::6]]
    addresses += [reverse("mail:letters"), "/balie/?view=all"]
    ran = []
    with chromium() as browser:
        context = browser.new_context(reduced_motion="reduce")
        context.add_cookies([cookie])
        page, wrong = watched(context, live_server.url)
        for address in addresses:
            page.goto(live_server.url + address, wait_until="load")
            ran += [address for frame in page.frames if frame.evaluate("window.ran")]
            links = page.frames[-1].evaluate(
                "[...document.querySelectorAll('.sp-letter a')].map(link => link.protocol)"
            )
            assert set(links) <= {"http:", "https:", "mailto:", "tel:", ":"}
    print(f"{len(PAYLOADS)} payloads on {len(addresses)} pages: {len(ran)} ran, {len(canary[1])} asked")  # noqa: T201  # the figure
    assert ran == []
    assert wrong == []
    assert canary[1] == []
