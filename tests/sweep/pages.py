"""Every page of the product, made from the URL configuration, with an object for each of its parameters."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from servicepunt.adapters.queue.models import Job
from servicepunt.domains.agreements.actions import propose
from servicepunt.domains.agreements.models import Norm, Proposal
from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter, StandardText
from servicepunt.domains.people.models import PeopleImport
from servicepunt.domains.tenders.actions import asking
from servicepunt.domains.tenders.actions.drafting import give_seat
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tickets.actions import reply_to_ticket, write_note
from servicepunt.domains.tickets.models import Attachment, Link, Message, Ticket
from servicepunt.domains.worklist.models import SavedView, UndoStep
from tests.village import NOON, Village

# Who finds the page: everybody, whoever signed in, agents, who may see jobs, administrators, whose own it is.
ANYBODY, SIGNED_IN, DESK, JOBS, ADMIN = "anybody", "signed in", "desk", "jobs", "administrator"
# The requester alone; the requester and the desk; who may begin a request to hire; who has a seat in this one.
OWN, SHARED, HIRE, SEATED = "own", "shared", "hire", "seated"
# Who has a seat in a request that has come further than this one, where Sanne may or may not find the page; who is
# invited as a supplier, and nobody of the cast is. The tests of those pages sweep the seats.
FURTHER, INVITED = "further", "invited"
WHO = {
    "desk": SIGNED_IN,
    "desk:palette": DESK,
    "health": ANYBODY,
    "worklist": DESK,
    "worklist:effect": ADMIN,
    "tickets": DESK,
    "phone": DESK,
    "portal": OWN,
    "still_signed_in": SIGNED_IN,
    "supplier_signin": ANYBODY,
    "supplier_signin_back": ANYBODY,
    "supplier_signin_details": ANYBODY,
    "supplier_signin_code": ANYBODY,
    "portal:home": SIGNED_IN,
    "portal:tickets": SIGNED_IN,
    "portal:ask": SIGNED_IN,
    "files:draft": SIGNED_IN,
    "files:attachment": SHARED,
    "mail": DESK,
    "mail:mailboxes": ADMIN,
    "mail:texts": ADMIN,
    "mail:new_text": ADMIN,
    "mail:text": ADMIN,
    "mail:new_mailbox": ADMIN,
    "mail:mailbox": ADMIN,
    "mail:try_mailbox": ADMIN,
    "people": ADMIN,
    "people:profile": SIGNED_IN,
    "people:person": DESK,
    "agreements": ADMIN,
    "operation": JOBS,
    "hiring": SEATED,
    "hiring:overview": SIGNED_IN,
    "hiring:export": SIGNED_IN,
    "hiring:new": HIRE,
    "hiring:from_text": HIRE,
    "assessing": FURTHER,
    "supply": INVITED,
    "opening": FURTHER,
    "awarding": FURTHER,
}
# Pages of the sign-in library; signin's own tests open them.
LIBRARY = ("account_", "mfa_")
# Where the number is one of a request to hire.
HIRING = {"hiring", "assessing", "awarding", "supply", "opening"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, its address with objects filled in, and who finds it."""

    name: str
    address: str
    who: str


def names() -> list[tuple[str, tuple[str, ...]]]:
    """Return the name and the parameters of every page of ours."""
    return [(name, parameters) for name, parameters in _all() if not name.startswith(LIBRARY)]


def library() -> list[str]:
    """Return the name of every page of the sign-in library that is about no object."""
    return [name for name, parameters in _all() if name.startswith(LIBRARY) and not parameters]


def _all() -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []

    def walk(patterns: list[URLPattern | URLResolver], space: str, above: tuple[str, ...]) -> None:
        for pattern in patterns:
            parameters = (*above, *(pattern.pattern.converters or pattern.pattern.regex.groupindex))
            if isinstance(pattern, URLResolver):
                inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
                walk(pattern.url_patterns, inside, parameters)
            elif pattern.name:
                found.append((f"{space}{pattern.name}", parameters))

    walk(get_resolver().url_patterns, "", ())
    return found


def who_finds(name: str) -> str:
    """
    Return who finds a page.

    :raises KeyError: if nobody said so: say it in WHO.
    """
    return WHO[name] if name in WHO else WHO[name.partition(":")[0]]


def attachment(message: Message, name: str) -> Attachment:
    """Return a file of a message, with bytes in the storage."""
    digest = default_storage.save("", ContentFile(name.encode()))
    return Attachment.objects.create(message=message, name=name, content_type="text/plain", size=9, digest=digest)


def hiring(village: Village) -> tuple[Tender, str]:
    """Return a published request to hire in which Sanne sits at the desk, and a question that is answered in public."""
    made = cast.published(suppliers=1)
    hanna, later = made.people["Hanna"], cast.START + timedelta(hours=2)
    give_seat(tender=made.tender, person=village.sanne, seat=Seat.DESK, by=hanna, at=later)
    asking.ask(tender=made.tender, kind="vraag", text="Mag het later?", by=made.suppliers[0], at=later)
    question = next(iter(made.dossier.questions))
    asking.answer(tender=made.tender, question=question, public="Kan het later?", text="Nee.", by=hanna, at=later)
    asking.publish_answers(tender=made.tender, by=hanna, at=cast.CLOSING - timedelta(days=4))
    return made.tender, question


class Objects:
    """One of everything that a page can be about; `ticket` is Joost's, `other` is linked to it."""

    def __init__(self, village: Village) -> None:
        self.ticket, self.other = village.ticket(), village.ticket(title="Andere melding")
        Link.objects.create(first=self.ticket, second=self.other, kind="related")
        note = write_note(ticket=self.ticket, text="Alleen voor ons.", by=village.fatima, at=NOON)
        self.reply = reply_to_ticket(ticket=self.ticket, text="Dag", seen=None, by=village.fatima, at=NOON)
        self.public = attachment(self.ticket.messages.order_by("pk")[0], "publiek.txt")
        self.internal = attachment(note, "intern.txt")
        self.raw = raw = default_storage.save(
            "", ContentFile(b"From: joost@voorbeeld.example\r\nSubject: x\r\n\r\nDag")
        )
        letter = IncomingLetter.objects.create(
            mailbox=village.mailbox, digest=raw, raw=raw, size=50, received_at=NOON, kept_at=NOON, state="aside",
            sender="joost@voorbeeld.example", title="x",
        )  # fmt: skip
        outgoing = OutgoingLetter.objects.order_by("pk")[0]
        imported = PeopleImport.objects.create(
            kind="people", file_name="p.csv", content=b"naam;e-mailadres\nA;a@a.nl\n", uploaded_by=village.willemien,
            uploaded_at=NOON,
        )  # fmt: skip
        job = Job.objects.create(task="x", state="dead", run_after=NOON, made_at=NOON)
        step = UndoStep.objects.create(person=village.fatima, said="x", before=[], made_at=NOON)
        view = SavedView.objects.create(person=village.fatima, name="x", filters={})
        norm = Norm.objects.get()
        content = {"name": norm.name, "priority": None, "kind": "", "team_id": None, "calendar_id": norm.calendar_id}
        proposal = propose(kind="norm", subject=norm.pk, content=content, seen=1, by=village.willemien, at=NOON)
        tender, question = hiring(village)
        self.tender = tender.number
        self.by_page = {
            "files": self.public.pk, "mail": letter.pk, "mail:outgoing": outgoing.pk, "mail:resend": outgoing.pk,
            "mail:mailbox": village.mailbox.pk, "mail:try_mailbox": village.mailbox.pk,
            "mail:text": StandardText.objects.create(title="Herstart", text="Start opnieuw op, {voornaam}.").pk,
            "people": village.els.pk, "people:supplier": village.supplier.pk, "people:team": village.second_line.pk,
            "people:preview": imported.pk, "agreements:norm": norm.pk, "agreements:calendar": village.calendar.pk,
            "agreements": proposal.pk, "operation": job.pk,
        }  # fmt: skip
        self.by_parameter = {
            "number": self.ticket.number.replace(" ", "-"), "question": question,
            "other": self.other.number.replace(" ", "-"),
            "message": self.reply.pk, "step": step.pk, "view": view.pk, "proposal": proposal.pk, "kind": "people",
            "label": "K1", "defect": "G1", "item": "1", "paper": 1, "slot": "x", "version": 1, "which": 1,
            "person": village.els.pk, "document": "cv.pdf", "form": "volledig", "standard": "ocds", "complaint": "V1",
        }  # fmt: skip

    def value(self, name: str, parameter: str) -> object:
        """Return an object for a parameter of a page."""
        if parameter == "number" and name.partition(":")[0] in HIRING:
            return self.tender
        if parameter != "pk":
            return self.by_parameter[parameter]
        return self.by_page[name] if name in self.by_page else self.by_page[name.partition(":")[0]]

    def pages(self) -> list[Page]:
        """Return every page."""
        return [
            Page(name, reverse(name, kwargs={p: self.value(name, p) for p in parameters}), who_finds(name))
            for name, parameters in names()
        ]


TABLES = (
    Ticket,
    Message,
    Attachment,
    IncomingLetter,
    OutgoingLetter,
    Proposal,
    PeopleImport,
    SavedView,
    UndoStep,
    Norm,
    Tender,
)
