"""Telling machines from people: what is never answered, and what never becomes a ticket."""

import re
from collections.abc import Sequence

from servicepunt.domains.mail.rules.reading import Letter

_AWAY = re.compile(
    r"^\s*(automatisch antwoord|automatic reply|auto(matic)?[- ]?reply|afwezig(heid(sbericht|smelding)?)?|"
    r"out of (the )?office|abwesenheit(snotiz)?|automatische antwort|réponse automatique|buiten kantoor|vacation)"
    r"(?P<more>.*)",
    re.IGNORECASE | re.DOTALL,
)
# The number of a ticket, as every mail of ours has it in its subject.
_NUMBER = re.compile(r"\b[A-Z]+\d{4}[ -]?\d{4}", re.IGNORECASE)
_UNDELIVERED = re.compile(
    r"(undeliver|returned mail|mail delivery|delivery (status|failure|failed)|failure notice|niet bezorgd|"
    r"onbestelbaar|delivery has failed|could not be delivered|message delay|delayed mail|mail failure|"
    r"could not send mail|delayed \d+ hours?)",
    re.IGNORECASE,
)
# Subjects that only machines write, whoever the sender claims to be.
_MACHINE_SUBJECT = re.compile(
    r"^(returned mail: see transcript|complaint about message from \d|you \S{1,200} are not member)", re.IGNORECASE
)
_FORWARDED = re.compile(r"^\s*(fwd?|doorst|wg)\s*:\s*", re.IGNORECASE)
# What the text of a notice says when its subject says nothing.
_NOTICE = re.compile(
    r"did not reach the following recipient|error message below:\s+[45]\d\d|no such user here|"
    r'"notificationType"\s*:\s*"(bounce|complaint|delivery)"|permanent fatal errors',
    re.IGNORECASE,
)
NOTICE_START = 4_000  # characters
_ROBOT = re.compile(
    r"^(mailer-daemon|post_?master|mail-daemon|bounce|bounces|no-?reply|do-?not-?reply)\b", re.IGNORECASE
)
MOST_ACKNOWLEDGEMENTS = 1
MOST_ALIKE = 30


def automatic_reason(letter: Letter) -> str:
    """Return why a letter is automatic, in Dutch; nothing when a person wrote it. Automatic mail is never answered."""
    headers = letter.headers
    if headers.get("auto-submitted", "no").split(";")[0].strip().lower() != "no":
        return "automatisch verstuurd (Auto-Submitted)"
    if headers.get("precedence", "").strip().lower() in {"bulk", "list", "junk", "auto_reply"}:
        return "bulkbericht (Precedence)"
    if "list-id" in headers or "list-unsubscribe" in headers:
        return "bericht van een mailinglijst"
    if headers.get("return-path", "-").strip() == "<>":
        return "bericht zonder afzender (Return-Path)"
    if any(name in headers for name in ("x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-servicepunt")):
        return "bericht van een ander systeem"
    if letter.content_type == "multipart/report" or _ROBOT.match(letter.sender):
        return "bericht van een mailserver"
    return "afwezigheidsbericht" if is_away(letter) else ""


def is_away(letter: Letter) -> bool:
    """
    Tell whether this is a vacation reply: it never becomes a ticket.

    A subject proves it only when it says nothing else, or answers something: people report faults with these words too.
    """
    if letter.headers.get("auto-submitted", "").lower().startswith("auto-replied") or "x-autoreply" in letter.headers:
        return True
    words = _AWAY.match(letter.subject)
    if words is None:
        return False
    answers = bool(letter.in_reply_to or letter.references or _NUMBER.search(letter.subject))
    return answers or not words["more"].strip(" .!:")


def is_about_delivery(letter: Letter) -> bool:
    """Tell whether a mail server reports about delivery: it never becomes a ticket."""
    if letter.content_type == "multipart/report" or "x-failed-recipients" in letter.headers:
        return True
    if _MACHINE_SUBJECT.match(letter.subject):
        return True
    no_sender = not letter.sender or letter.headers.get("return-path", "").strip() == "<>"
    if not no_sender and _ROBOT.match(letter.sender) is None:
        return False
    return bool(_UNDELIVERED.search(letter.subject) or _NOTICE.search(letter.text[:NOTICE_START]))


def is_passed_on(letter: Letter) -> bool:
    """Tell whether somebody forwards what a mail server reported: a question perhaps, which a person has to judge."""
    bare = _FORWARDED.sub("", letter.subject)
    return bare != letter.subject and bool(_MACHINE_SUBJECT.match(bare))


def is_flood(titles: Sequence[str], title: str) -> bool:
    """Tell whether one domain sends the same thing over and over: more than 30 alike with this one (loop net 5)."""
    bare = _bare(title)
    return sum(1 for other in titles if _bare(other) == bare) + 1 > MOST_ALIKE


def _bare(title: str) -> str:
    return re.sub(r"\d+", "", title.casefold()).strip()
