"""What we keep of a request to hire: its file of facts, the seats around it, sealed offers, and a vault for people."""

from django.db import models

from servicepunt.domains.people.models import Person, Supplier
from servicepunt.domains.tenders.rules.seats import Seat as SeatRole
from servicepunt.domains.tenders.rules.stages import Stage


class Tender(models.Model):
    """
    A request to hire (inhuuraanvraag).

    The facts are the truth; title, stage, moments and open complaints stand here for lists, and are worked out again
    with every fact. `facts` and `digest` are the length and the head of the chain.
    """

    number = models.CharField("aanvraagnummer", max_length=40, unique=True)
    title = models.CharField("titel", max_length=200)
    stage = models.CharField("stand", max_length=30, choices=Stage.choices(), default=Stage.DRAFT)
    published_at = models.DateTimeField("gepubliceerd", null=True)
    questions_until = models.DateTimeField("vragen tot", null=True)
    closes_at = models.DateTimeField("sluiting", null=True)
    complaints = models.PositiveSmallIntegerField("open klachten", default=0)
    facts = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["stage", "closes_at", "id"], name="tender_stage")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Fact(models.Model):
    """
    One line of the file (dossierregel), never changed: `body` is canonical JSON that names the digest before it.

    `command` is the key of the form that wrote it; the same form sent twice has the effect of one (invariant 32).
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    command = models.CharField(max_length=80, null=True)  # noqa: DJ001  # null: facts without a form do not clash

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="fact_number"),
            models.UniqueConstraint(fields=["tender", "command"], name="fact_command"),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.number} {self.name}"


class Seat(models.Model):
    """Somebody's role in one request (zetel); suppliers have one when they are invited."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("rol", max_length=20, choices=SeatRole.choices())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "person", "role"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.tender_id}"


class Holder(models.Model):
    """
    Who holds a share of the keys of a request (sleutelhouder).

    `key` seals to this person and comes from a passphrase that is kept nowhere. The shares are sealed to it;
    `passed` are shares of somebody else, sealed to this person at the first half of an opening.
    """

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="holders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField()
    content_share = models.BinaryField(default=b"")
    rate_share = models.BinaryField(default=b"")
    passed_content = models.BinaryField(default=b"")
    passed_rate = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "person"], name="holder_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.tender_id}"


class Offer(models.Model):
    """Whose offer is behind a label (inschrijving); the facts know the label only."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="offers")
    label = models.CharField(max_length=12)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "label"], name="offer_label")]

    def __str__(self) -> str:
        return self.label


class Envelope(models.Model):
    """One sealed envelope of one version of an offer: its content, or its rate. The bytes are ciphertext."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="envelopes")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "version", "kind"], name="envelope_once")]

    def __str__(self) -> str:
        return f"{self.offer_id}/{self.version} {self.kind}"


class OfferDraft(models.Model):
    """What a supplier is still writing, under a key that only the browser of the writer has."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    slot = models.CharField(max_length=20)
    sealed = models.BinaryField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "person", "slot"], name="offer_draft_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.slot}"


class VaultKey(models.Model):
    """The key of what we keep about one subject of a request; destroying it destroys all of that (H-109)."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=20)
    key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "subject"], name="vault_key_once")]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.subject}"


class Kept(models.Model):
    """Something personal outside the chain (kluisstuk): text or a document, under the key of its subject."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=20)
    reference = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "reference"], name="kept_reference")]

    def __str__(self) -> str:
        return self.reference
