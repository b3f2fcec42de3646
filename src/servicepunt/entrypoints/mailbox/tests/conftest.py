"""A small municipality, with a mailbox of the service point."""

from datetime import UTC, datetime
from itertools import count

import pytest

from servicepunt.domains.mail.models import IncomingLetter, Mailbox
from servicepunt.domains.people.actions import welcome_person
from servicepunt.domains.people.models import Person, Team
from servicepunt.entrypoints.mailbox.intake import take_in, understand

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_uids = count(1)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.LOW_SPACE_MB = 0
    settings.LOW_SPACE_PERCENT = 0


@pytest.fixture
def team(db) -> Team:
    return Team.objects.get_or_create(is_service_point=True, defaults={"name": "Servicepunt", "line": 1})[0]


@pytest.fixture
def mailbox(team) -> Mailbox:
    return Mailbox.objects.create(
        name="Servicepunt", address="servicepunt@voorbeeld.test", team=team, smtp_host="127.0.0.1"
    )


@pytest.fixture
def joost(db) -> Person:
    return welcome_person(email="joost@voorbeeld.test", name="Joost Bakker", at=AT, how="test")


@pytest.fixture
def receive(mailbox):
    """Take a letter in and understand it, as the reader does."""

    def _receive(raw: bytes, *, into: Mailbox = mailbox, when: datetime = AT) -> IncomingLetter:
        letter = take_in(raw, mailbox=into, uid_validity=1, uid=next(_uids), at=when)
        understand(letter, at=when)
        letter.refresh_from_db()
        return letter

    return _receive


def letter(
    text: str = "Mijn scherm blijft zwart.",
    *,
    sender: str = "Joost Bakker <joost@voorbeeld.test>",
    to: str = "servicepunt@voorbeeld.test",
    subject: str = "Scherm blijft zwart",
    message_id: str = "<1@voorbeeld.test>",
    **headers: str,
) -> bytes:
    """Return the bytes of a plain letter."""
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Message-ID: {message_id}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["Date: Tue, 24 Nov 2026 09:00:00 +0000", "Content-Type: text/plain; charset=utf-8", "", text, ""]
    return "\r\n".join(lines).encode()
