"""What we keep about tickets: the ticket, its messages and files, links, drafts, views and numbers."""

from django.db import models
from django.db.models import Q

from servicepunt.domains.agreements.rules.priority import Priority
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.people.models import Person, Supplier, Team
from servicepunt.domains.tickets.rules.status import Status

OPEN = Q(status__in=["new", "open", "waiting"])


class NumberSeries(models.Model):
    """The counter row of a series and a month; locked to take the next number, so none is used twice."""

    prefix = models.CharField(max_length=8)
    period = models.CharField(max_length=4)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "period"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.period}"


class Ticket(models.Model):
    """
    A ticket (melding). Always has a team; the agent (behandelaar) may be empty.

    `started_at` is the first contact, where the clocks start. `due_at`/`due_clock` cache the next due
    moment of the clocks (rules/clocks); nothing else about clocks is stored.
    `version` is the number of logbook lines about it: a stale write is refused with the lines since.
    """

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField("onderwerp", max_length=200)
    kind = models.CharField("soort", max_length=20)
    channel = models.CharField("kanaal", max_length=12)
    status = models.CharField(max_length=12, default=Status.NEW)
    wait_reason = models.CharField(max_length=12, blank=True)
    wait_note = models.CharField(max_length=300, blank=True)
    wait_until = models.DateTimeField(null=True)
    has_new_answer = models.BooleanField(default=False)
    impact = models.CharField(max_length=14)
    urgency = models.CharField(max_length=14)
    priority = models.PositiveSmallIntegerField("prioriteit", default=Priority.NORMAL)
    priority_reason = models.CharField(max_length=300, blank=True)
    category = models.CharField("categorie", max_length=80, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    requester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+")
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="+")
    is_confidential = models.BooleanField("vertrouwelijk", default=False)
    started_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cause = models.CharField("oorzaak", max_length=80, blank=True)
    cycle = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    due_clock = models.CharField(max_length=12, blank=True)
    look_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["team", "due_at", "id"], condition=OPEN, name="open_by_team"),
            models.Index(fields=["agent", "due_at", "id"], condition=OPEN, name="open_by_agent"),
            models.Index(fields=["due_at", "id"], condition=OPEN, name="open_by_due"),
            models.Index(fields=["changed_at", "id"], condition=OPEN, name="open_by_change"),
            models.Index(fields=["priority", "id"], condition=OPEN, name="open_by_priority"),
            models.Index(fields=["team"], condition=OPEN & Q(has_new_answer=True), name="open_with_answer"),
            models.Index(fields=["requester", "-id"], name="ticket_requester"),
            models.Index(fields=["changed_at", "id"], name="ticket_changed"),
            models.Index(fields=["due_at", "id"], name="ticket_due"),
            models.Index(fields=["priority", "id"], name="ticket_priority"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="ticket_look"),
            models.Index(fields=["wait_until"], condition=Q(status="waiting"), name="ticket_wake"),
            models.Index(fields=["solved_at"], condition=Q(status="solved"), name="ticket_solved"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="waiting") | (~Q(wait_reason="") & Q(wait_until__isnull=False)),
                name="waiting_has_reason_and_wake_up",
            ),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=4), name="priority_range"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Message(models.Model):
    """
    One message (bericht) of a ticket. `audience` is fixed when it is written: public, internal, supplier.

    `folded` is the quoted text and signature that is folded away. `key` makes writing idempotent
    ("letter:812", "form:<person>:<uuid>"). `letter` is the id of the letter it came in; `outgoing` of the one
    it left by.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    audience = models.CharField(max_length=10)
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    is_from_requester = models.BooleanField(default=False)
    channel = models.CharField(max_length=12)
    text = models.TextField()
    folded = models.TextField(blank=True)
    written_at = models.DateTimeField()
    key = models.CharField(max_length=80, unique=True, null=True)
    letter = models.BigIntegerField(null=True)
    outgoing = models.BigIntegerField(null=True)
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="message_ticket")]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=["public", "internal", "supplier"]), name="message_audience"
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.written_at:%Y-%m-%d %H:%M}"


class Attachment(models.Model):
    """A file (bijlage) of a message; the bytes lie in the file storage under `digest` (SHA-256)."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    content_id = models.CharField(max_length=250, blank=True)
    is_inline = models.BooleanField(default=False)
    scan = models.CharField(max_length=12, default="unscanned")

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """Somebody who reads and answers along (meelezer)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="participant_once")]
        indexes = [models.Index(fields=["person", "ticket"], name="participant_person")]

    def __str__(self) -> str:
        return f"{self.person_id} bij {self.ticket_id}"


class Link(models.Model):
    """A link (koppeling) between two tickets, one for a pair: `first` is a `kind` of `second`."""

    first = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_from")
    second = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_to")
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="link_once"),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="link_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"


class Draft(models.Model):
    """What somebody was typing (concept); one per person and place (`slot`, as "ticket:41:reply")."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    slot = models.CharField(max_length=60)
    content = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "slot"], name="draft_once")]

    def __str__(self) -> str:
        return self.slot


class Presence(models.Model):
    """Who is looking at a ticket (kijkt mee), until when."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    is_typing = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.person_id} bij {self.ticket_id}"


class FiredLevel(models.Model):
    """An escalation level that went off: once per ticket, clock, cycle and level."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    clock = models.CharField(max_length=24)
    cycle = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=30)
    fired_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "clock", "cycle", "level"], name="level_once")]

    def __str__(self) -> str:
        return f"{self.clock} {self.level}"


class Rating(models.Model):
    """What the requester thought of it (beoordeling), 1–5; one per ticket and cycle."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ratings")
    cycle = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    remark = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "cycle"], name="rating_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_range"),
        ]

    def __str__(self) -> str:
        return str(self.score)
