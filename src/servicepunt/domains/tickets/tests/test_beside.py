"""The conversation of a ticket and what stands beside it: one statement finds what the tables say."""

from datetime import timedelta

import pytest

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.actions import add_person
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import staff
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Attachment, Message, Participant
from servicepunt.domains.tickets.queries.access import get_own_ticket
from servicepunt.domains.tickets.queries.beside import beside, conversation, others_looking
from servicepunt.domains.tickets.queries.clocks import hours_in
from servicepunt.domains.tickets.queries.detail import timeline
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.worklist.actions.drafts import note_presence, save_draft
from servicepunt.foundation.clock import now
from servicepunt.foundation.files import KeptFile
from servicepunt.foundation.text import dutch_moment
from tests.village import MINUTE, NOON

FILE = KeptFile(name="schermafdruk.png", size=3, digest="0" * 64, content_type="image/png")
LOGO = KeptFile(name="logo.png", size=3, digest="1" * 64, content_type="image/png", is_inline=True)
SINCE = NOON - timedelta(seconds=45)


@pytest.fixture
def ticket(village):
    """A ticket with a question, an answer with files, a note, a recalled answer, and a word to the supplier."""
    made = village.ticket()
    by = village.fatima
    actions.reply_to_ticket(ticket=made, text="Zie het plaatje", files=[FILE, LOGO], seen=None, by=by, at=NOON)
    actions.write_note(ticket=made, text="Router is oud", by=by, at=NOON + MINUTE)
    taken_back = actions.reply_to_ticket(ticket=made, text="Oeps", seen=None, by=by, at=NOON + 2 * MINUTE)
    actions.recall_reply(message=taken_back, by=by, at=NOON + 2 * MINUTE)
    made.refresh_from_db()
    return made


def test_a_message_is_shown_with_its_author_letter_and_files(village, ticket):
    shown = beside(ticket, viewer=village.fatima, since=SINCE).messages
    kept = list(Message.objects.filter(ticket=ticket).select_related("author").order_by("id"))
    assert [message.pk for message in shown] == [message.pk for message in kept]
    for message, row in zip(shown, kept, strict=True):
        for name in ("audience", "author_id", "channel", "text", "folded", "written_at", "recalled_at", "letter"):
            assert getattr(message, name) == getattr(row, name), name
        assert message.is_from_requester is row.is_from_requester
        assert message.author == row.author.name
        letter = OutgoingLetter.objects.filter(pk=row.outgoing or 0).first()
        assert (message.outgoing.state if message.outgoing else None) == (letter.state if letter else None)
    files = [file for message in shown for file in message.files]
    row = Attachment.objects.get(name="schermafdruk.png")
    assert [(file.pk, file.name, file.size, file.content_type) for file in files] == [
        (row.pk, row.name, row.size, row.content_type)
    ]
    assert [message.pictures for message in shown] == [0, 1, 0, 0]


def test_a_requester_reads_no_note_and_nothing_that_was_taken_back(village, ticket):
    own = get_own_ticket(ticket.number, viewer=village.joost)
    said = [item.message.text for item in timeline(own, viewer=village.joost, at=NOON + MINUTE)]
    assert said == ["Mijn VPN valt elk half uur weg.", "Zie het plaatje"]
    assert timeline(ticket, viewer=village.els, at=NOON + MINUTE) == []
    assert conversation(ticket, audiences=set()) == []


def test_a_requester_reads_an_answer_when_its_undo_time_is_over(village, settings):
    made = village.ticket()
    actions.reply_to_ticket(ticket=made, text="Per post", seen=None, by=village.fatima, at=NOON)
    actions.reply_to_ticket(
        ticket=made, text="Gezegd", channel="phone", seen=None, by=village.fatima, at=NOON + MINUTE / 60
    )
    over = NOON + timedelta(seconds=settings.UNDO_SEND_SECONDS)
    for at, heard in ((over - timedelta(microseconds=1), ["Gezegd"]), (over, ["Per post", "Gezegd"])):
        said = [item.message.text for item in timeline(made, viewer=village.joost, at=at)]
        assert said[1:] == heard
    desk = timeline(made, viewer=village.fatima, at=NOON)
    assert [item.message.text for item in desk if item.message][1:] == ["Per post", "Gezegd"]


def test_beside_it_stand_only_tickets_that_the_viewer_may_see(village, ticket):
    seen = village.ticket(title="Muis")
    secret = village.ticket(title="Ontslag", team=village.second_line, is_confidential=True)
    village.ticket(title="Van Els", requester=village.els)
    for other in (seen, secret):
        actions.link_tickets(first=other, second=ticket, kind="follows", by=village.bram, at=NOON)
    actions.link_tickets(first=ticket, second=seen, kind="related", by=village.bram, at=NOON)
    found = beside(ticket, viewer=Person.objects.get(pk=village.fatima.pk), since=SINCE)
    assert [other.title for other in found.others] == ["Muis"]
    [(words, link)] = found.links
    assert (words, link.title, link.number, link.changed_at) == ("hoort bij", "Muis", seen.number, NOON)
    assert link.has_new_answer is False
    theirs = beside(ticket, viewer=Person.objects.get(pk=village.bram.pk), since=SINCE)
    assert [(words, other.title) for words, other in theirs.links] == [
        ("heeft als vervolg", "Ontslag"),
        ("hoort bij", "Muis"),
    ]


def test_its_lines_their_hours_and_who_can_work_on_it_are_what_each_is_asked_alone(village, ticket):
    found = beside(ticket, viewer=village.fatima, since=SINCE)
    columns = [field.attname for field in Entry._meta.concrete_fields]
    lines, alone = (
        [[getattr(line, name) for name in columns] for line in some] for some in (found.lines, lines_of(ticket.pk))
    )
    assert lines == alone != []
    assert found.hours == hours_in(found.lines) != {}
    assert found.staff == staff()


def test_drafts_are_ones_own_by_form(village, ticket):
    other = village.ticket()
    for slot, text, by in (
        (f"ticket:{ticket.pk}:reply", "Beste ’Joost’", village.fatima),
        (f"ticket:{ticket.pk}:solve", "Klaar", village.fatima),
        (f"ticket:{ticket.pk}:reply", "Van een ander", village.bram),
        (f"ticket:{other.pk}:reply", "Elders", village.fatima),
        (f"ticket:{ticket.pk}1:reply", "Nummer lijkt erop", village.fatima),
    ):
        save_draft(slot=slot, content={"text": text}, by=by, at=NOON)
    drafts = beside(ticket, viewer=village.fatima, since=SINCE).drafts
    assert {name: draft.content["text"] for name, draft in drafts.items()} == {
        "reply": "Beste ’Joost’",
        "solve": "Klaar",
    }
    assert drafts["reply"].saved_at == NOON


def test_who_looks_along_lapses(village, ticket):
    note_presence(ticket=ticket, by=village.bram, at=NOON, is_typing=True)
    note_presence(ticket=ticket, by=village.sanne, at=NOON - MINUTE, is_typing=False)
    note_presence(ticket=ticket, by=village.fatima, at=NOON, is_typing=False)
    found = beside(ticket, viewer=village.fatima, since=SINCE).looking
    assert [(one.name, one.is_typing) for one in found] == [("Bram Hofman", True)]
    assert others_looking(ticket, viewer=village.fatima, since=SINCE) == found


def test_the_requesters_phones_and_who_reads_along(village, ticket):
    gone = add_person(
        name="Weg", email="weg@voorbeeld.example", role="employee", department=None, at=NOON, how="test", by=None
    )
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    for person in (village.els, gone, village.joost):
        Participant.objects.create(ticket=ticket, person=person)
    found = beside(ticket, viewer=village.fatima, since=SINCE)
    assert found.phones == ["06-12345678"]
    assert found.readers == [village.els.email]


def test_where_mail_to_the_requester_did_not_arrive_is_said_beside_the_ticket(village, ticket, client):
    village.joost.addresses.update(bounced_at=NOON)
    (bounced,) = beside(ticket, viewer=village.fatima, since=SINCE).bounced
    assert (bounced.email, bounced.bounced_at) == (village.joost.email, NOON)
    client.force_login(village.fatima)
    page = client.get(f"/balie/melding/{ticket.number.replace(' ', '-')}/").content.decode()
    shown = dutch_moment(NOON, now())
    assert f"Mail naar {village.joost.email} kwam niet aan ({shown})." in page


def test_the_timeline_names_no_confidential_ticket_that_this_one_is_linked_to(village):
    ticket, hidden, seen = village.ticket(), village.ticket(is_confidential=True), village.ticket()
    for other in (hidden, seen):
        actions.link_tickets(first=ticket, second=other, kind="related", by=village.fatima, at=NOON)
    told = [item.sentence for item in timeline(ticket, viewer=village.bram, at=NOON)]
    assert told[-2:] == ["Gekoppeld: hoort bij een andere melding.", f"Gekoppeld: hoort bij {seen.number}."]
