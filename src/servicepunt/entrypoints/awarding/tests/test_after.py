"""What follows outside the request: mail, whoever was hired, reminders, and destruction (invariants 25, 26, 29)."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.test import Client

from servicepunt.domains.awards.actions import deciding
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.actions import let_leavers_go
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.models import Fact, Tender
from servicepunt.domains.tenders.queries import lines_of, list_tenders
from servicepunt.domains.tenders.rules import chain
from servicepunt.domains.tenders.rules.contract import terms_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.awarding import jobs, packing, posting
from servicepunt.entrypoints.awarding.calendar import event
from servicepunt.entrypoints.awarding.tests.test_package import files_of
from servicepunt.entrypoints.awarding.verifier.binding import verify

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SIGNED = cast.ADVICE + 25 * DAY
CHECKS = ("VOG", "Geheimhoudingsverklaring")


def follow(made):
    """Let the listeners hear every fact so far, twice: the second time changes nothing."""
    for _ in range(2):
        for fact in Fact.objects.filter(tender=made.tender).order_by("number"):
            jobs.follow.func(made.tender.pk, fact.number, fact.name, "")


def signed():
    made = cast.decided()
    look = made.look("Hanna", cast.ADVICE)
    letters = posting.letters_to_send(look)
    hanna, winner = made.people["Hanna"], made.dossier.decisions[0].offers[0]
    deciding.send_letters(
        tender=made.tender, letters={each.label: each.text.encode() for each in letters},
        digests={each.label: posting.digest_of(each.text) for each in letters}, by=hanna, at=cast.ADVICE,
    )  # fmt: skip
    for check in CHECKS:
        deciding.note_happening(
            tender=made.tender, kind=Kind.CHECK_PASSED, offer=winner, check=check, by=hanna, at=cast.ADVICE + DAY
        )
    deciding.note_happening(tender=made.tender, kind=Kind.SIGNED, by=made.people["Vera"], at=SIGNED)
    return made, winner


def running():
    made, winner = signed()
    deciding.start_contract(tender=made.tender, starts_on=date(2026, 9, 1), by=made.people["Bram"], at=SIGNED)
    return made, winner


def end_of(day):
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Amsterdam")) + DAY


def use_option(made, at, number=1):
    deciding.decide_option(
        tender=made.tender, number=number, is_used=True, checked=CHECKS, by=made.people["Bram"], at=at, today=at.date()
    )


def test_suppliers_hear_once_that_their_letter_is_there_and_no_mail_names_a_candidate():
    made, _ = signed()
    follow(made)
    letters = OutgoingLetter.objects.filter(title__startswith="Beslissing")
    assert letters.count() == 14
    assert OutgoingLetter.objects.filter(title__startswith="Uitnodiging").count() == 3
    for letter in OutgoingLetter.objects.all():
        assert not [name for name in made.names.values() if name in letter.text]


def test_who_was_hired_comes_with_an_end_to_every_right_that_moves_and_ends():
    made, winner = running()
    follow(made)
    ticket = Ticket.objects.get()
    assert made.names[winner] in ticket.title and "30-11-2026" in ticket.messages.get().text
    hired = Person.objects.get(name=made.names[winner])
    assert hired.leaves_at == end_of(date(2026, 11, 30))
    use_option(made, SIGNED + 60 * DAY)
    follow(made)
    hired.refresh_from_db()
    assert hired.leaves_at == end_of(date(2027, 2, 28))
    deciding.end_contract(tender=made.tender, on=date(2026, 12, 31), by=made.people["Bram"], at=SIGNED + 61 * DAY)
    follow(made)
    hired.refresh_from_db()
    assert hired.leaves_at == end_of(date(2026, 12, 31))
    let_leavers_go(at=hired.leaves_at - timedelta(seconds=1))
    hired.refresh_from_db()
    assert hired.is_active
    let_leavers_go(at=hired.leaves_at)
    hired.refresh_from_db()
    assert not hired.is_active
    assert Ticket.objects.count() == 1 and Person.objects.filter(key__startswith="inhuur-").count() == 1


def test_extensions_are_contiguous_at_most_four_in_time_and_checked():
    made, _ = running()
    with pytest.raises(Refused, match="Controleer eerst opnieuw"):
        deciding.decide_option(
            tender=made.tender, number=1, is_used=True, checked=["VOG"], by=made.people["Bram"], at=SIGNED,
            today=SIGNED.date(),
        )  # fmt: skip
    for number in range(1, 5):
        use_option(made, SIGNED + number * DAY, number)
    terms = [(each.first, each.last) for each in terms_of(made.dossier)]
    assert len(terms) == 5
    assert all(later[0] == earlier[1] + DAY for earlier, later in zip(terms, terms[1:], strict=False))
    with pytest.raises(Refused, match="niet aan de beurt"):
        use_option(made, SIGNED + 10 * DAY, 5)


def test_an_option_after_its_day_is_refused():
    made, _ = running()
    with pytest.raises(Refused, match="voorbij"):
        use_option(made, datetime(2026, 12, 1, 12, tzinfo=cast.UTC))


def test_reminders_come_before_an_option_and_once_each(monkeypatch, settings):
    made, _ = running()
    for days, expected in ((40, 0), (30, 2), (29, 2), (7, 4), (1, 6), (1, 6)):
        at = datetime(2026, 11, 30, 8, tzinfo=cast.UTC) - days * DAY
        monkeypatch.setattr(jobs, "now", lambda at=at: at)
        jobs.remind.func()
        assert OutgoingLetter.objects.filter(title__startswith="Beslis over verlengen").count() == expected, days


def test_after_destruction_no_personal_word_is_anywhere_and_the_chain_and_the_verifier_still_pass(monkeypatch):
    made, winner = running()
    follow(made)
    due = datetime(2026, 9, 8, 8, tzinfo=cast.UTC)
    monkeypatch.setattr(jobs, "now", lambda: due - DAY)
    assert jobs.destroy_due.func() == 0
    monkeypatch.setattr(jobs, "now", lambda: due)
    assert jobs.destroy_due.func() == 1
    assert jobs.destroy_due.func() == 0
    assert made.look("Hanna", due).stage == Stage.RUNNING
    words = [name for label, name in made.names.items() if label != winner]
    assert planted(words) == []
    look = made.look("Wim", due)
    chain.check(lines_of(made.tender), head=Tender.objects.get().digest)
    for is_full in (True, False):
        files = files_of(packing.pack(packing.source_of(look), is_full=is_full))
        verify(files)
        whole = b"\n".join(files.values()).decode()
        assert not [word for word in words if f"{word} " in whole or f"{word}\\n" in whole]
    late = end_of(date(2026, 11, 30)) + 366 * DAY
    monkeypatch.setattr(jobs, "now", lambda: late)
    assert jobs.destroy_due.func() == 1
    assert made.look("Hanna", late).stage == Stage.ARCHIVED
    assert verify(files_of(packing.pack(packing.source_of(made.look("Wim", late)), is_full=True)))


def planted(words):
    """Return where one of these words stands in any table, also inside bytes."""
    wanted = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
    return [
        f"{model.__name__}.{name}: {found.group()}"
        for model in apps.get_models()
        for row in model.objects.values()
        for name, value in row.items()
        if (found := wanted.search(str(bytes(value) if isinstance(value, memoryview) else value)))
    ]


def test_before_destruction_the_search_for_planted_words_finds_them():
    Person.objects.create(name="Kandidaat 99", created_at=cast.START)
    assert planted(["Kandidaat 99"])


def test_nothing_is_destroyed_before_its_day_by_hand_either(monkeypatch):
    made, _ = running()
    monkeypatch.setattr("servicepunt.config.clock.now", lambda: SIGNED + DAY)
    client = Client()
    client.force_login(made.people["Hanna"])
    assert client.post(f"/inhuur/{made.tender.number}/dossier/vernietig/").status_code == 422
    assert not made.dossier.destroyed


def test_an_interview_in_a_calendar_is_folded_and_escaped():
    content = event(
        uid="1", sequence=0, starts_at=cast.TALKS, at=cast.ADVICE, title="Gesprek; met, iemand\\",
        place="Kamer 2\nBEGIN:VEVENT", text="é" * 100,
    )  # fmt: skip
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"SUMMARY:Gesprek\\; met\\, iemand\\\\" in lines
    assert lines.count(b"BEGIN:VEVENT") == 1 and b"LOCATION:Kamer 2\\nBEGIN:VEVENT" in lines
    assert content.replace(b"\r\n ", b"").decode().count("é") == 100
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_a_list_knows_that_the_work_is_over_by_the_clock_alone():
    made, _ = running()
    bram, late = made.people["Bram"], end_of(date(2026, 11, 30)) + DAY
    assert [each.is_mine for each in list_tenders("beurt", "", viewer=bram, at=SIGNED + DAY)] == [True]
    assert [each.stage for each in list_tenders("klaar", "", viewer=bram, at=SIGNED + DAY)] == []
    assert [each.stage for each in list_tenders("klaar", "", viewer=bram, at=late)] == [Stage.ENDED]
    assert not [*list_tenders("beurt", "", viewer=bram, at=late), *list_tenders("lopend", "", viewer=bram, at=late)]
    assert [each.stage for each in list_tenders("alles", "", viewer=bram, at=late)] == [Stage.ENDED]
