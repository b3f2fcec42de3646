"""Mail that is made to cost: within time and memory, kept whole, and the next one goes on (reliability, test 12)."""

import os
import struct
import subprocess
import sys
from dataclasses import dataclass

import pytest

from servicepunt.domains.mail.models import IncomingLetter
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.mailbox.tests.conftest import letter
from servicepunt.entrypoints.mailbox.tests.letters import file_part, headed, many_parts, text_part, winmail

MOST_SECONDS = 5  # of processor time
MOST_MEGABYTES = 500


def _base64(megabytes: int) -> bytes:
    line = b"QUJD" * 19 + b"\r\n"
    head = many_parts("mixed", text_part(), file_part("groot.bin", b"x")).replace(b"eA==\n", b"@@")
    return head.replace(b"@@", line * (megabytes * 1_000_000 // len(line)))


def _deep_parts(levels: int) -> bytes:
    opened = (f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(levels))
    return headed("").rstrip() + b"\r\n" + "".join(opened).encode() + b"\r\nx"


def _squeezed(times: int) -> bytes:
    """Return a winmail.dat with RTF that claims and points to far more than it holds."""
    rtf = (
        struct.pack("<II4sI", 3_000_000, 2_000_000_000, b"LZFu", 0)
        + b"{"
        + (b"\xff" + b"\x00\x0f" * 8) * (60_000 * times)
    )
    packed = winmail("")
    count = struct.pack("<I", 1) + struct.pack("<HH", 0x0102, 0x1009) + struct.pack("<I", 1)
    body = count + struct.pack("<I", len(rtf)) + rtf + bytes(-len(rtf) % 4)
    return packed + struct.pack("<BII", 1, 0x00069003, len(body)) + body + struct.pack("<H", sum(body) & 0xFFFF)


def _html(content: str) -> bytes:
    return headed(content, "Content-Type: text/html; charset=utf-8")


HOSTILE = {
    "attachment of 25 MB": lambda: _base64(25),
    "attachment of 75 MB": lambda: _base64(75),
    "10,000 parts": lambda: many_parts("mixed", *["\r\nx"] * 10_000),
    "30,000 parts": lambda: many_parts("mixed", *["\r\nx"] * 30_000),
    "60,000 addresses": lambda: headed("x", "Cc: " + "a@b.test, " * 60_000),
    "60,000 encoded words": lambda: headed("x", subject="=?utf-8?q?a?= " * 60_000),
    "99 encoded words a line": lambda: headed("x", *[f"X-{n}: " + "=?utf-8?q?a?= " * 99 for n in range(180)]),
    "3,000 letters deep": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
    "9,000 letters deep": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 9_000,
    "3,000 parts deep": lambda: _deep_parts(3_000),
    "9,000 parts deep": lambda: _deep_parts(9_000),
    "80,000 divs deep": lambda: _html("<div>" * 80_000),
    "240,000 divs deep": lambda: _html("<div>" * 240_000),
    "divs that seem to close": lambda: _html("<div/></b>" * 90_000),
    "HTML of 15 MB": lambda: _html("<p>Gewone <b>tekst</b>.</p>" * 600_000),
    "header of 5 MB": lambda: headed("x", "X-Lang: " + "y" * 5_000_000),
    "a million header lines": lambda: headed("x", *["X: y"] * 1_000_000),
    "a line of 30 MB": lambda: headed("a" * 30_000_000),
    "30 MB of lines": lambda: headed("\r\n" * 15_000_000),
    "quoted lines": lambda: headed("> > a@b.nl schreef:\r\n" * 500_000),
    "winmail.dat that swells": lambda: many_parts("mixed", file_part("winmail.dat", _squeezed(3))),
    "nothing but NUL": lambda: b"\0" * 20_000_000,
    "open brackets": lambda: headed("x", sender="(" * 15_000 + "<a@b.nl>"),
    "half a boundary": lambda: headed("--b\r\n" * 400_000, "Content-Type: multipart/mixed; boundary=b-"),
}  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What one letter took: seconds of processor time, and the most megabytes of a process of ours, or of the child."""

    seconds: float
    megabytes: int


READING = """
import resource, sys
import django
django.setup()
import servicepunt.config.urls
from servicepunt.domains.mail.rules.digest import digest_of
from servicepunt.domains.mail.rules.quoting import split_reply
from servicepunt.domains.mail.rules.reading import plain_letter
from servicepunt.entrypoints.mailbox import parsing
raw = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF)
plain_letter(raw, "")
digest_of(raw)
split_reply(parsing.safely_read(raw).text)
parsing.safely_shown(raw)
for child in (parsing._read_in_child, parsing._show_in_child):
    child.close()
own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = own.ru_utime - before.ru_utime + own.ru_stime - before.ru_stime + below.ru_utime + below.ru_stime
# What the kernel says of a process itself counts also what was there before it became this program.
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, max(peak, below.ru_maxrss) // 1024)
"""


def cost_of(raw: bytes) -> Cost:
    """Read a letter for a ticket and for a page, as the product does, in a process of its own; return what it took."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "servicepunt.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", READING], input=raw, capture_output=True, env=environment, check=True, timeout=120
    )
    seconds, megabytes = done.stdout.split()
    return Cost(float(seconds), int(megabytes))


@pytest.mark.once
@pytest.mark.parametrize("name", HOSTILE)
def test_no_letter_costs_more_than_its_share(name):
    cost = cost_of(HOSTILE[name]())
    print(f"{name}: {cost.seconds:.1f} s, {cost.megabytes} MB")  # noqa: T201  # the figure
    assert cost.seconds < MOST_SECONDS
    assert cost.megabytes < MOST_MEGABYTES


@pytest.mark.django_db
def test_each_is_kept_whole_and_the_next_letter_goes_on(receive, settings):
    for number, (name, make) in enumerate(HOSTILE.items()):
        # Nearly all have the same head and body: without another Message-ID they are the same letter.
        raw = make().replace(b"<brief@", b"<brief-%d@" % number)
        kept = receive(raw)
        assert kept.state in {IncomingLetter.State.ACCEPTED, IncomingLetter.State.ASIDE}, name
        assert (settings.FILES_ROOT / kept.raw[:2] / kept.raw[2:4] / kept.raw).stat().st_size == len(raw), name
        after = receive(letter(f"Na {name}", message_id=f"<na{number}@x>", subject=f"Na {name}"))
        assert after.state == IncomingLetter.State.ACCEPTED, name
    assert Ticket.objects.filter(title__startswith="Na ").count() == len(HOSTILE)
