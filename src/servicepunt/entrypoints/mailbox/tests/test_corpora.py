"""Every letter of the collections goes in, whatever it is, and gets a visible outcome; also cut, bent and stirred."""

import os
import re
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from servicepunt.domains.mail.rules.mime import MimePart, parse
from servicepunt.domains.mail.rules.reading import encode_letter, read_letter
from servicepunt.domains.mail.rules.tnef import Unpacked, text_of_rtf, unpack
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.mailbox.parsing import safely_read, storable
from servicepunt.entrypoints.mailbox.tests.letters import broken, seeds, winmail

COLLECTIONS = Path(__file__).resolve().parents[6] / "shared" / "data" / "mail"
State = IncomingLetter.State
SETTLED = {State.ACCEPTED, State.AUTOMATIC, State.BOUNCE, State.ASIDE}


def files(folder: str, pattern: str = "*") -> list[Path]:
    """Return the files of a collection; without it the test is skipped, aloud."""
    found = sorted(path for path in (COLLECTIONS / folder).rglob(pattern) if path.is_file())
    if not found:
        pytest.skip(f"no collection of letters in ../shared/data/mail/{folder}")
    return found


def told(words: str) -> None:
    print(words)  # noqa: T201  # the figure


@pytest.mark.django_db
@pytest.mark.parametrize("name", seeds())
def test_every_kind_of_letter_that_we_promise_has_its_outcome(receive, name):
    wanted = {"bounce": State.BOUNCE, "away": State.AUTOMATIC, "list": State.AUTOMATIC}
    assert receive(seeds()[name]).state == wanted.get(name, State.ACCEPTED)
    assert Ticket.objects.exists() == (name not in wanted)
    assert not OutgoingLetter.objects.exists()


@pytest.mark.django_db
def test_every_bounce_is_taken_in_and_none_becomes_a_ticket_or_gets_an_answer(receive):
    states = Counter(receive(path.read_bytes()).state for path in files("bounces", "*.eml"))
    told(f"bounces: {dict(states)}")
    assert set(states) <= {State.BOUNCE, State.AUTOMATIC, State.ASIDE}
    assert not Ticket.objects.exists()
    assert not OutgoingLetter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["mime", "replies", "tnef"])
def test_every_letter_has_a_visible_outcome(receive, folder):
    states = Counter(receive(path.read_bytes()).state for path in files(folder))
    told(f"{folder}: {dict(states)}")
    assert set(states) <= SETTLED


def test_the_structure_is_read_as_written_down():
    wrong, count = [], 0
    for path in files("mime", "*.msg"):
        written = path.with_suffix(".xml")
        text = (
            re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xff|\xfe", b"", written.read_bytes()) if written.exists() else b""
        )
        try:
            root = ElementTree.fromstring(text)
        except ElementTree.ParseError:
            continue
        count += 1
        if _written(root) != _read(parse(path.read_bytes())):
            wrong.append(path.name)
    told(f"structure: {count - len(wrong)} of {count} alike {wrong}")
    assert len(wrong) <= 0.02 * count, wrong


def _written(node: ElementTree.Element) -> object:
    parts = node.find("multipart")
    # A letter within the letter is one part; so is a multipart without parts.
    return [_written(part) for part in parts.findall("body-part")] or "part" if parts is not None else "part"


def _read(part: MimePart) -> object:
    return [_read(child) for child in part.children] or "part"


def test_the_content_of_every_part_is_that_which_is_written_down():
    missing, count = [], 0
    for path in files("mime", "*.msg"):
        found = {_bare(content) for content in _contents(parse(path.read_bytes()))}
        for wanted in path.parent.glob(f"{path.stem}_decoded_*"):
            count += 1
            missing += [] if _bare(wanted.read_bytes()) in found else [wanted.name]
    told(f"contents: {count - len(missing)} of {count} alike {missing}")
    assert len(missing) <= 0.07 * count, missing


def _contents(part: MimePart) -> list[bytes]:
    if part.children:
        return [content for child in part.children for content in _contents(child)]
    inner = _contents(parse(part.content())) if part.kind == "message/rfc822" else []
    return [part.content(), *inner]


def _bare(content: bytes) -> bytes:
    return b"".join(content.split())


def test_what_outlook_packs_is_unpacked():
    missing, count = [], 0
    for path in files("tnef", "*.tnef"):
        unpacked = unpack(path.read_bytes())
        assert unpacked is not None, path.name
        found = {content.replace(b"\r", b"") for _, content, _ in unpacked.files}
        inside = path.with_suffix("")
        for wanted in sorted(inside.iterdir()) if inside.is_dir() else []:
            if wanted.stem == "message":
                missing += [] if _says(unpacked, wanted) else [str(wanted)]
            # What stands for a letter within the letter is a note of the collection's maker, not its bytes.
            elif not wanted.name.startswith("Untitled"):
                missing += [] if wanted.read_bytes().replace(b"\r", b"") in found else [str(wanted)]
            count += 1
    told(f"winmail.dat: {count - len(missing)} of {count} files and texts {missing}")
    assert len(missing) <= 0.05 * count, missing


def _says(unpacked: Unpacked, wanted: Path) -> bool:
    """Tell whether the text that was unpacked is that of the message; RTF, HTML or plain."""
    content = wanted.read_bytes()
    if wanted.suffix == ".rtf" and not wanted.with_suffix(".txt").exists():
        return text_of_rtf(content) == unpacked.text
    return bool(unpacked.html if wanted.suffix == ".html" else unpacked.text)


def test_our_own_winmail_is_unpacked():
    unpacked = unpack(winmail("Hallo", plan_pdf=b"%PDF\r\n\x00", foto_png=b"\x89PNG"))
    assert unpacked
    assert unpacked.text == "Hallo"
    assert [(name, content) for name, content, _ in unpacked.files] == [
        ("plan.pdf", b"%PDF\r\n\x00"),
        ("foto.png", b"\x89PNG"),
    ]
    assert [part.name for part in read_letter(seeds()["outlook"]).files] == ["a.txt"]


# How many broken letters go through the database: minutes for each ten thousand, so fewer unless asked.
BROKEN = int(os.environ.get("BROKEN_LETTERS", "400"))


def letters_to_break() -> list[bytes]:
    """Return our own letters, with those of the collections where they are."""
    there = [path.read_bytes() for path in COLLECTIONS.rglob("*") if path.suffix in {".eml", ".msg", ".tnef"}]
    return [*seeds().values(), *there]


@pytest.mark.slow
def test_ten_thousand_broken_letters_are_read_without_a_crash():
    began, slowest, unread = time.process_time(), 0.0, Counter[str]()
    for raw in broken(10_000, letters_to_break()):
        start = time.process_time()
        read = read_letter(raw)
        assert encode_letter(storable(read))
        slowest = max(slowest, time.process_time() - start)
        unread[read.unread] += 1
    took = time.process_time() - began
    told(f"10,000 broken letters: {took:.0f} s of processor time, slowest {slowest:.2f} s, unread {dict(unread)}")
    assert slowest < 2
    assert not [reason for reason in unread if "beschadigd (" in reason]


def test_the_child_survives_what_is_broken():
    crashes = [
        raw
        for raw in broken(500, letters_to_break(), seed=7)
        if safely_read(raw).unread == "Het bericht is beschadigd."
    ]
    assert crashes == []


@pytest.mark.django_db
def test_broken_letters_are_kept_whole_and_none_is_lost(receive):
    given = list(broken(BROKEN, letters_to_break(), seed=3))
    kept = [receive(raw) for raw in given]
    assert {letter.state for letter in kept} <= SETTLED
    assert all(
        letter.size == len(raw) for letter, raw in zip(kept, given, strict=True) if letter.deliveries.count() == 1
    )
    ledger = IncomingLetter.objects.filter(pk__in={letter.pk for letter in kept})
    assert sum(letter.deliveries.count() for letter in ledger) == len(given)
    told(f"{BROKEN} broken letters taken in: {dict(Counter(letter.state for letter in kept))}")
