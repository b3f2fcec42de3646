"""
Reading what a mail server says about delivery: for whom, which status, for good or not, about which letter.

Reports by the standard (RFC 3464) and the many forms that servers made up, old and new, are read the same way: the
notice is cut off from the letter that comes back, and its lines are sought for a recipient, a status and words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from servicepunt.domains.mail.rules.bounce_reasons import HARD, reason_of, status_of
from servicepunt.domains.mail.rules.charsets import text_of
from servicepunt.domains.mail.rules.headers import decoded
from servicepunt.domains.mail.rules.html_text import text_of_html
from servicepunt.domains.mail.rules.mime import MimePart, OverBudget, parse

MOST_TEXT = 200_000
MOST_RECIPIENTS = 50
_ADDRESS = r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]{1,120}@(?:[a-zA-Z0-9-]{1,63}\.){0,8}[a-zA-Z0-9-]{1,63}"
_ANY_ADDRESS = re.compile(_ADDRESS)
_FIELD = re.compile(
    r"^[ \t]*((?:final|original|x-actual)-recipient|action|status|diagnostic-code|remote-mta|recipient address|"
    r"diagnostic code|reason|x-supplementary-info|x-display-name|last-attempt-date|will-retry-until|"
    r"remote system)[ \t]*:[ \t]*(.*)$",
    re.IGNORECASE,
)
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.])")
# One server's answer in the words of another: the inner one knows.
_VAGUE = (".0.0", ".1.0")
_INNER = re.compile(r"(?:<|returned ')[45]\d\d ([45]\.\d{1,2}\.\d{1,3}) ")
_REPLY = re.compile(r"(?<![\d.:/@-])([45][0-5]\d)(?=[\s\-#,.)<\";]|$)(?![.]\d)")
_AFTER_DATA = re.compile(r"^(?:\s*>>> )?DATA\s*$|after end of data:", re.MULTILINE | re.IGNORECASE)
_SERVER = re.compile(rb"daemon|postmaster|mail ?delivery|googlegroups|noreply", re.IGNORECASE)
_TALKING = re.compile(r"^(?:\.\.\. )?while talking to", re.IGNORECASE | re.MULTILINE)
_SES = re.compile(r'\{\s*"(?:notificationType|eventType)"')
_MESSAGE_ID = re.compile(r"^[ \t>]*message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{3,240}>)", re.IGNORECASE | re.MULTILINE)
_COPY = re.compile(
    r"^[ \t>]*(?:"
    r"-{2,}[ \t]*(?:below this line is a copy|this is a copy of|original message|unsent message|returned message|"
    r"message (?:header )?follows|the header of the original|original mail|forwarded message|header of|"
    r"message text follows|"
    r"enclosed is a copy|undelivered message|your (?:original )?message|mail header)"
    r"|original message follows|message headers? follows?|the (?:original )?message (?:header|headers|follows)|"
    r"received: (?:from|by|\(qmail)|return-path:[ \t]*<|------ this is|\| ?message text|full (?:message|bounce)|"
    r"here is (?:a copy|your message)|your original message|content-type: message/rfc822|"
    r"(?:start|beginning) of (?:message|mail)|returned mail|header follows"
    r").*$",
    re.IGNORECASE | re.MULTILINE,
)
_DELAYED = re.compile(
    r"\b(?:delay(?:ed)?|warning|still (?:being|trying)|not yet been delivered|will (?:be retried|continue to try))\b",
    re.IGNORECASE,
)
_NOTICE_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
    "message/global",
)
_DAMAGED = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OverBudget)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What the server said: recipient, status (x.y.z), its words, for good or not, and about which letter."""

    recipient: str = ""
    status: str = ""
    words: str = ""
    is_hard: bool = False
    message_id: str = ""
    reason: str = "undefined"
    reply: str = ""
    kind: str = "bounce"


@dataclass(slots=True)
class _Block:
    """The fields of one recipient in a report."""

    recipient: str = ""
    action: str = ""
    status: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Report:
    """The parts of a report: what people read, the fields for machines, and the head of the letter that came back."""

    notice: str
    fields: str
    returned: str
    subject: str
    failed: str


def read_bounce(raw: bytes, *, own_address: str = "") -> Bounce:
    """Return what can be read of a report about delivery, whatever its form: about its first recipient."""
    return read_bounces(raw, own_address=own_address)[0]


def read_bounces(raw: bytes, *, own_address: str = "") -> tuple[Bounce, ...]:
    """Return one or more of what a report says, a recipient each; never an exception."""
    try:
        message = parse(raw)
        if _is_vacation(message):
            return (Bounce(kind="vacation", reason="vacation"),)
        report = _report(message)
        if report is None:
            return (Bounce(kind="feedback", reason="feedback", message_id=_about(raw)),)
        found = tuple(_bounces(report, own_address.lower()))
    except _DAMAGED:
        return (Bounce(message_id=_about(raw)),)
    return found or (Bounce(message_id=_about(raw)),)


def _is_vacation(message: MimePart) -> bool:
    answered = message.value("auto-submitted").lower().startswith(b"auto-replied")
    is_notice = message.kind == "multipart/report" or message.value("x-failed-recipients")
    return answered and not is_notice and not _SERVER.search(message.value("from"))


def _about(raw: bytes) -> str:
    text = raw[:MOST_TEXT].decode("latin_1")
    _, _, body = text.replace("\r\n", "\n").partition("\n\n")
    return str((_MESSAGE_ID.findall(body) or [""])[-1])


def _report(message: MimePart) -> _Report | None:
    notices: list[str] = []
    fields: list[str] = []
    returned: list[str] = []
    for part in _leaves(message):
        if part.kind == "message/feedback-report":
            return None
        _sort(part, notices, fields, returned)
    notice, copy = _cut("\n".join(notices))
    if copy:
        returned.append(copy)
    if not fields and returned and not _ANY_ADDRESS.search(notice):
        # A report in the report: some gateways wrap what they got from another server.
        inner = _nested(returned[0])
        if inner is not None:
            return inner
    return _Report(
        notice=notice[:MOST_TEXT],
        fields="\n\n".join(fields)[:MOST_TEXT],
        returned="\n".join(returned)[:MOST_TEXT],
        subject=decoded(message.value("subject")),
        failed=decoded(message.value("x-failed-recipients")),
    )


def _nested(returned: str) -> _Report | None:
    message = parse(returned.encode("utf_8", "replace"))
    is_report = message.kind == "multipart/report" or b"MAILER-DAEMON" in message.value("from").upper()
    return _report(message) if is_report else None


def _leaves(part: MimePart) -> Iterator[MimePart]:
    if part.children:
        for child in part.children:
            yield from _leaves(child)
    else:
        yield part


def _sort(part: MimePart, notices: list[str], fields: list[str], returned: list[str]) -> None:
    content = part.content()[:MOST_TEXT]
    text = text_of(content, part.parameters.get("charset", "")).replace("\r\n", "\n")
    if part.kind in _NOTICE_TYPES:
        fields.append(text)
    elif part.kind in _RETURNED_TYPES:
        returned.append(text)
    elif part.kind == "text/html":
        if not notices:
            notices.append(text_of_html(text))
    elif part.kind.startswith(("text/", "multipart/")):
        notices.append(text)


def _cut(notice: str) -> tuple[str, str]:
    """Return the notice without the letter that comes back in it, and that letter."""
    for match in _COPY.finditer(notice):
        if match.start() > 0 and notice[: match.start()].strip():
            return notice[: match.start()], notice[match.start() :]
    return notice, ""


def _bounces(report: _Report, own_address: str) -> Iterator[Bounce]:
    message_id = (_MESSAGE_ID.findall(report.returned) or _MESSAGE_ID.findall(report.notice) or [""])[0]
    if _SES.search(report.notice):
        yield from _from_json(report.notice, message_id)
        return
    blocks = _blocks(report.fields) or _blocks(report.notice)
    if blocks:
        told = [block for block in blocks if block.action.lower() not in {"delivered", "relayed", "expanded"}]
        if not told:
            yield Bounce(
                recipient=blocks[0].recipient, status=blocks[0].status or "2.0.0", message_id=message_id,
                reason="delivered", kind="delivered",
            )  # fmt: skip
        for block in told[:MOST_RECIPIENTS]:
            yield _judged(block, report, message_id)
        return
    for recipient, words in _from_text(report, own_address)[:MOST_RECIPIENTS]:
        yield _judged(_Block(recipient=recipient, words=words), report, message_id)


def _blocks(text: str) -> list[_Block]:
    """Return the recipients in a report's fields; a recipient named again, or an empty line, begins another one."""
    blocks: list[_Block] = []
    block, last = _Block(), ""
    for line in text.split("\n"):
        match = _FIELD.match(line)
        if match is None:
            if not line.strip():
                last = ""
                block = _finished(block, blocks)
            elif last and line[:1] in " \t":
                block.words += " " + line.strip()
            continue
        name, value = match[1].lower(), match[2].strip()
        last = name if name in {"diagnostic-code", "diagnostic code", "reason"} else ""
        _set(block, name, value)
    _finished(block, blocks)
    return [found for found in blocks if found.recipient or found.status]


def _finished(block: _Block, blocks: list[_Block]) -> _Block:
    if block.recipient or block.status:
        blocks.append(block)
        return _Block()
    return block


def _set(block: _Block, name: str, value: str) -> None:
    if name.endswith("recipient") or name == "recipient address":
        if not block.recipient or name == "final-recipient":
            found = _ANY_ADDRESS.search(value)
            block.recipient = (found[0] if found else value.rpartition(";")[2].strip(" <>")) or block.recipient
    elif name == "action":
        block.action = value.split()[0] if value else ""
    elif name == "status":
        found = _ENHANCED.search(value)
        block.status = found[1] if found else block.status
        if value.partition(" ")[2]:
            block.words = f"{block.words} {value.partition(' ')[2]}".strip()
    elif name in {"diagnostic-code", "diagnostic code"}:
        block.words = f"{value.partition(';')[2].strip() or value} {block.words}".strip()


def _judged(block: _Block, report: _Report, message_id: str) -> Bounce:
    """Return the bounce of one recipient: the most telling status, one reason, and whether it is for good."""
    words = block.words
    if len(words) < 12 or not re.search(r"[a-zA-Z]{4}", words):
        words = f"{words} {_words_near(report.notice, block.recipient)}".strip()
    words = words.replace("ERROR_CODE :", "ERROR_CODE ")
    status, reply = _status(block.status, words), _reply(words)
    if status == "4.4.7" and (answers := _INNER.findall(report.notice)):
        # A queue that gave up says less than the last answer that it got.
        status = answers[-1]
    is_temporary = status.startswith("4") or (not status and (reply.startswith("4") or block.action == "delayed"))
    reason = reason_of(words, status) if words or status else "undefined"
    if reason == "userunknown" and _refused_otherwise(status, words, report.notice):
        # Who knows the address and refuses the letter is no unknown user.
        reason = "filtered"
    if reason == "undefined" and (block.action == "delayed" or _DELAYED.search(report.subject)):
        reason = "expired"
    return Bounce(
        recipient=block.recipient.lower()[:254],
        status=status or status_of(reason, is_temporary=is_temporary),
        words=" ".join(words.split())[:300],
        is_hard=reason in HARD and not is_temporary,
        message_id=message_id,
        reason=reason,
        reply=reply,
    )


def _refused_otherwise(status: str, words: str, notice: str) -> bool:
    if status:
        return status[1:].startswith(".7.") or (status.endswith(".2.0") and _AFTER_DATA.search(notice) is not None)
    return _AFTER_DATA.search(notice) is not None or "requested action not taken" in words.lower()


def _status(stated: str, words: str) -> str:
    """Return the stated status, or one in the words when that says more."""
    said = [found for found in _ENHANCED.findall(words) if not found.startswith("2")]
    precise = next((found for found in said if found != stated and not found.endswith(_VAGUE)), "")
    inner = _INNER.findall(words)
    if inner and (not stated or stated[:1] == inner[-1][:1]):
        return str(inner[-1])
    if not stated or stated.endswith(_VAGUE):
        return precise or stated or (said[0] if said else "")
    return stated


def _reply(words: str) -> str:
    found = _REPLY.search(words)
    return found[1] if found else ""


def _words_near(notice: str, recipient: str) -> str:
    """Return the lines of the notice from the one with the recipient on."""
    place = notice.lower().find(recipient.lower()) if recipient else -1
    return notice[place : place + 1_500] if place >= 0 else notice[:3_000]


def _from_text(report: _Report, own_address: str) -> list[tuple[str, str]]:
    """Return recipients with the words about them, from a notice that has no fields."""
    known = [address.lower() for address in _ANY_ADDRESS.findall(report.failed)]
    body = report.notice
    places: dict[str, int] = {}
    for match in _ANY_ADDRESS.finditer(body):
        address = match[0].lower().rstrip(".")
        if address == own_address or re.match(r"(?:postmaster|mailer-daemon|support|abuse|help)\b", address):
            continue
        if not known or address in known:
            places.setdefault(address, match.start())
    first = next(iter(places), known[0] if known else _returned_to(report.returned))
    return [(first, _about_first(body, sorted(places.values())))]


def _about_first(body: str, places: list[int]) -> str:
    """Return the words about the first recipient: up to the next one, or the next server that was talked to."""
    talks = [match.start() for match in _TALKING.finditer(body)]
    if len(talks) > 1:
        return body[: talks[1]]
    until = body[: places[1]] if len(places) > 1 else body
    return until if _ENHANCED.search(until[places[0] if places else 0 :]) else body


def _returned_to(returned: str) -> str:
    match = re.search(rf"^(?:x-)?(?:original-)?to:[^\n]{{0,200}}?({_ADDRESS})", returned, re.IGNORECASE | re.MULTILINE)
    return match[1].lower() if match else ""


def _from_json(notice: str, message_id: str) -> Iterator[Bounce]:
    """Yield what a notification in JSON says (Amazon SES over SNS)."""
    start = notice.find("{")
    stop = notice.rfind("}")
    data = msgspec.json.decode(notice[start : stop + 1].encode("utf_8", "replace"))
    kind = str(data.get("notificationType") or data.get("eventType") or "").lower()
    about = data.get("mail", {}).get("commonHeaders", {}).get("messageId") or message_id
    if kind == "complaint":
        people = data.get("complaint", {}).get("complainedRecipients", [{}])
        recipient = str(people[0].get("emailAddress", ""))
        yield Bounce(recipient=recipient, message_id=about, reason="feedback", kind="feedback")
    elif kind == "delivery":
        delivery = data.get("delivery", {})
        said = str(delivery.get("smtpResponse", ""))
        status = _ENHANCED.search(said)
        recipient = str((delivery.get("recipients") or [""])[0])
        yield Bounce(
            recipient=recipient, status=status[1] if status else "2.0.0", words=said[:300], message_id=about,
            reason="delivered", reply=said[:3], kind="delivered",
        )  # fmt: skip
    else:
        bounce = data.get("bounce", {})
        for person in bounce.get("bouncedRecipients", [])[:MOST_RECIPIENTS]:
            words = str(person.get("diagnosticCode", ""))
            block = _Block(
                str(person.get("emailAddress", "")), str(person.get("action", "")), str(person.get("status", "")), words
            )
            yield _judged(block, _Report(words, "", "", "", ""), about)
