"""Letters of every kind, made here: what mail programs, mail servers and machines send, and how they break."""

import base64
import random
import struct
from collections.abc import Iterator

TO = "servicepunt@voorbeeld.test"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(200))).decode()
RULE = "Zin met een é, een ö en een €.\r\n"


def headed(body: str, *lines: str, sender: str = "Eva <eva@elders.test>", subject: str = "Vraag") -> bytes:
    """Return a letter with these header lines and this body."""
    head = [f"From: {sender}", f"To: {TO}", f"Subject: {subject}", "Message-ID: <brief@elders.test>", *lines]
    return "\r\n".join([*head, "Date: Tue, 24 Nov 2026 09:00:00 +0100", "", body]).encode()


def parted(kind: str, *parts: str, edge: str = "rand") -> tuple[str, str]:
    """Return the Content-Type line and the body of a message in parts."""
    body = "".join(f"--{edge}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{edge}"', f"{body}--{edge}--\r\n"


def many_parts(kind: str, *parts: str, **words: str) -> bytes:
    """Return a letter in parts."""
    line, body = parted(kind, *parts)
    return headed(body, "MIME-Version: 1.0", line, **words)


def text_part(text: str = RULE, kind: str = "plain") -> str:
    """Return a part of text."""
    return f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}"


def file_part(name: str, content: bytes, kind: str = "application/octet-stream", *lines: str) -> str:
    """Return a part that is a file."""
    more = "".join(f"{line}\r\n" for line in lines)
    return (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n{more}'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(content).decode()}"
    )


def report(status: str, words: str, *, recipient: str = "joost@elders.test", about: str = "<ons@dorp.test>") -> bytes:
    """Return a delivery report by the standard (RFC 3464)."""
    return many_parts(
        'report; report-type="delivery-status"',
        text_part("Het bericht is niet bezorgd."),
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.elders.test\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {words}",
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\nSubject: Re: vraag",
        sender="Mail Delivery System <MAILER-DAEMON@mx.elders.test>",
        subject="Undelivered Mail Returned to Sender",
    )


def winmail(text: str, **files: bytes) -> bytes:
    """Return what Outlook packs in winmail.dat: a text, and files by name (an underscore is a dot)."""

    def attribute(level: int, name: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    packed = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    packed += attribute(1, 0x0002800C, text.encode() + b"\0")
    for name, content in files.items():
        packed += attribute(2, 0x00069002, bytes(14))
        packed += attribute(2, 0x00018010, name.replace("_", ".").encode() + b"\0")
        packed += attribute(2, 0x0006800F, content)
    return packed


def seeds() -> dict[str, bytes]:
    """Return one letter of each kind, by name."""
    inner = headed("Het eerdere bericht.", subject="Eerder")
    encoded = "=?utf-8?B?" + base64.b64encode("Één vráág".encode()).decode() + "?="
    return {
        "plain": headed(RULE * 5, "Content-Type: text/plain; charset=utf-8"),
        "latin": headed("Caf\xe9", "Content-Type: text/plain; charset=iso-8859-1").replace(b"\xc3\xa9", b"\xe9"),
        "encoded words": headed("Dag", sender="=?iso-8859-1?Q?Ren=E9_de_Vries?= <rene@elders.test>", subject=encoded),
        "flowed": headed("Een lange zin die \r\ndoorloopt.\r\n", "Content-Type: text/plain; format=flowed"),
        "alternative": many_parts("alternative", text_part(), text_part(f"<p>{RULE}</p>", "html")),
        "inline picture": many_parts(
            "related",
            text_part('<p>Zie <img src="cid:logo"></p>', "html"),
            f"Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n{PNG}",
        ),
        "files": many_parts("mixed", text_part(), file_part("plan.pdf", b"%PDF-1.7" + bytes(300), "application/pdf")),
        "letter in a letter": many_parts("mixed", text_part(), f"Content-Type: message/rfc822\r\n\r\n{inner.decode()}"),
        "calendar": many_parts("alternative", text_part(), "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR"),
        "signed": many_parts("signed", text_part(), file_part("smime.p7s", b"x" * 90, "application/pkcs7-signature")),
        "outlook": many_parts("mixed", file_part("winmail.dat", winmail("Hoi", a_txt=b"a"), "application/ms-tnef")),
        "uuencoded": headed("begin 644 a.txt\r\n#8V%T\r\n`\r\nend\r\n", "Content-Transfer-Encoding: x-uuencode"),
        "bounce": report("5.1.1", "550 5.1.1 User unknown"),
        "away": headed("Ik ben er niet.", "Auto-Submitted: auto-replied", subject="Automatisch antwoord: vraag"),
        "list": headed("Nieuws", "List-Id: <nieuws.elders.test>", "Precedence: bulk"),
        "reply": headed(f"Ja.\r\n\r\nOp di 3 nov 2026 om 14:02 schreef Servicepunt <{TO}>:\r\n\r\n> Is het klaar?"),
    }


def broken(count: int, letters: list[bytes], *, seed: int = 20261125) -> Iterator[bytes]:
    """Yield so many letters that were cut off, bent, stirred and glued together; the same ones every time."""
    chance = random.Random(seed)
    short = [raw for raw in letters if len(raw) < 40_000] or letters
    for _ in range(count):
        raw = bytearray(chance.choice(short))
        if chance.random() < 0.5:
            del raw[chance.randrange(len(raw) + 1) :]
        for _ in range(chance.randrange(20)):
            _bend(raw, chance)
        yield bytes(raw)


def _bend(raw: bytearray, chance: random.Random) -> None:
    place, length = chance.randrange(len(raw) + 1), chance.randrange(1, 60)
    piece = raw[place : place + length]
    match chance.randrange(5):
        case 0:
            raw[place : place + 1] = bytes([chance.randrange(256)])
        case 1:
            del raw[place : place + length]
        case 2:
            raw[place:place] = piece * chance.randrange(1, 5)
        case 3:
            raw[place:place] = chance.choice(
                [b"\r\n", b"\r\n\r\n", b"\0", b"--rand\r\n", b"=?utf-8?B?", b"\xff\xfe", b"<"]
            )
        case _:
            other = chance.randrange(len(raw) + 1)
            raw[other:other] = piece
