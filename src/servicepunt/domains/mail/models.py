"""What we keep of mail: mailboxes, letters in with their ledger, letters out with their delivery."""

from django.db import models
from django.db.models.functions import Lower

from servicepunt.domains.people.models import Team


class Mailbox(models.Model):
    """A mailbox (postbus) that we read and send from; bound to a team."""

    class Login(models.TextChoices):
        """How we sign in at the mail server."""

        PASSWORD = "password", "Wachtwoord"
        OAUTH2 = "oauth2", "OAuth2 (XOAUTH2)"

    class Security(models.TextChoices):
        """How the line is protected."""

        TLS = "tls", "TLS"
        STARTTLS = "starttls", "STARTTLS"
        NONE = "none", "Geen (alleen voor proeven)"

    name = models.CharField("naam", max_length=120)
    address = models.EmailField("e-mailadres", unique=True, max_length=254)
    team = models.ForeignKey(Team, verbose_name="behandelaarsgroep", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField("actief", default=True)
    imap_host = models.CharField("IMAP-server", max_length=200, blank=True)
    imap_port = models.PositiveIntegerField("IMAP-poort", default=993)
    imap_security = models.CharField(max_length=10, choices=Security, default=Security.TLS)
    smtp_host = models.CharField("SMTP-server", max_length=200)
    smtp_port = models.PositiveIntegerField("SMTP-poort", default=587)
    smtp_security = models.CharField(max_length=10, choices=Security, default=Security.STARTTLS)
    login = models.CharField("aanmelden met", max_length=10, choices=Login, default=Login.PASSWORD)
    user = models.CharField("gebruikersnaam", max_length=254, blank=True)
    secret = models.TextField(blank=True)
    oauth_token_url = models.URLField(blank=True, max_length=500)
    oauth_client_id = models.CharField(max_length=200, blank=True)
    oauth_scope = models.CharField(max_length=300, blank=True)
    oauth_token = models.TextField(blank=True)
    oauth_expires_at = models.DateTimeField(null=True)
    done_folder = models.CharField("map voor verwerkte post", max_length=100, default="Verwerkt")
    failed_folder = models.CharField("map voor mislukte post", max_length=100, default="Mislukt")
    per_minute = models.PositiveIntegerField("hoogstens per minuut", default=24)
    watched_since = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_error_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    cannot_send_since = models.DateTimeField(null=True)
    read_until = models.DateTimeField(null=True)
    reader = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        # In lower case, so that one address is one mailbox however it is typed.
        constraints = [models.CheckConstraint(condition=models.Q(address=Lower("address")), name="mailbox_lower")]

    def __str__(self) -> str:
        return self.address


_OPENED = models.Q(opened_ticket=True)


class IncomingLetter(models.Model):
    """
    A letter in (binnengekomen bericht): kept before it is understood, with one visible outcome.

    `raw` is the digest under which the bytes lie in the file storage. `about`/`subject` point at what
    the letter became ("ticket", its id) or is about (a bounce: "outgoing", its id).
    """

    class State(models.TextChoices):
        """What became of it."""

        KEPT = "kept", "Ontvangen"
        ACCEPTED = "accepted", "Verwerkt"
        AUTOMATIC = "automatic", "Automatisch bericht"
        BOUNCE = "bounce", "Niet bezorgd"
        ASIDE = "aside", "Apart gezet"
        FAILED = "failed", "Niet gelezen"
        DISMISSED = "dismissed", "Afgewezen"

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="letters")
    digest = models.CharField(max_length=64)
    raw = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    message_id = models.CharField(max_length=250, blank=True, db_index=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_domain = models.CharField(max_length=254, blank=True)
    authentication = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=250, blank=True)
    received_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.KEPT)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    about = models.CharField(max_length=20, blank=True)
    subject = models.BigIntegerField(null=True)
    opened_ticket = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    # Not in the table: whoever just kept it goes on to understand it, a start that is not counted before.
    is_just_kept = False

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "digest"], name="letter_once")]
        indexes = [
            models.Index(fields=["state", "-id"], name="letter_state"),
            models.Index(fields=["sender", "settled_at"], name="letter_settled"),
            models.Index(fields=["sender_domain", "settled_at"], name="letter_opened", condition=_OPENED),
        ]

    def __str__(self) -> str:
        return f"{self.title or '(geen onderwerp)'} van {self.sender}"

    @property
    def is_released(self) -> bool:
        """Whether a person decided that it must be handled after all."""
        return self.state == self.State.KEPT and self.settled_by is not None


class Delivery(models.Model):
    """The ledger: one row for every (mailbox, UIDVALIDITY, UID) that the server ever showed us."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="deliveries")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    letter = models.ForeignKey(IncomingLetter, on_delete=models.PROTECT, related_name="deliveries")
    is_duplicate = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.mailbox_id}/{self.uid_validity}/{self.uid}"


class OutgoingLetter(models.Model):
    """
    A letter out (uitgaand bericht): the transactional outbox.

    `key` makes queueing idempotent ("receipt:41"). `about`/`subject` say what it belongs to.
    `files` are [{"digest", "name", "content_type"}]. `recipient` is the first address, for the limits on
    automatic mail. `accepted` are the addresses that the server took; a resend leaves them out.
    """

    class State(models.TextChoices):
        """Where it is on its way."""

        QUEUED = "queued", "Wacht op verzending"
        SENDING = "sending", "Wordt verzonden"
        SENT = "sent", "Verzonden"
        UNCERTAIN = "uncertain", "Onzeker of het is aangekomen"
        FAILED = "failed", "Niet verzonden"
        CANCELLED = "cancelled", "Teruggeroepen"
        BOUNCED = "bounced", "Niet bezorgd"
        HELD = "held", "Tegengehouden"

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="outgoing")
    key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=250, unique=True)
    to = models.JSONField()
    cc = models.JSONField(default=list)
    recipient = models.CharField(max_length=254, blank=True, default="")
    recipient_domain = models.CharField(max_length=254, blank=True, default="")
    accepted = models.JSONField(default=list)
    title = models.CharField(max_length=250)
    text = models.TextField()
    in_reply_to = models.CharField(max_length=250, blank=True)
    references = models.TextField(blank=True)
    files = models.JSONField(default=list)
    is_automatic = models.BooleanField(default=False)
    about = models.CharField(max_length=20, blank=True)
    subject = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=60, blank=True)
    server_words = models.CharField(max_length=500, blank=True)
    bounce_status = models.CharField(max_length=12, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "send_after"], name="outgoing_due"),
            models.Index(fields=["about", "subject"], name="outgoing_subject"),
            models.Index(fields=["mailbox", "tried_at"], name="outgoing_tried"),
            models.Index(fields=["recipient_domain", "made_at"], name="outgoing_domain"),
        ]

    def __str__(self) -> str:
        return self.title


class StandardText(models.Model):
    """A text that agents choose instead of typing it again (standaardtekst); it may hold places such as {voornaam}."""

    title = models.CharField("titel", max_length=80, unique=True)
    text = models.TextField("tekst")
    is_offered = models.BooleanField("wordt aangeboden", default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("title"), name="standard_text_title_once")]

    def __str__(self) -> str:
        return self.title
