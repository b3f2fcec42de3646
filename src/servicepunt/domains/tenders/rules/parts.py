"""What the file of a request is made of: questions, offers, differences, defects, talks, rounds, decisions."""

from dataclasses import dataclass, field
from datetime import datetime

from servicepunt.domains.hiring.rules.course import Result
from servicepunt.domains.hiring.rules.offers import Conformity, Finding
from servicepunt.domains.tenders.rules import facts


@dataclass(slots=True)
class Question:
    """A question, complaint or call note, and its answer."""

    id: str
    kind: str
    text: str
    asked_at: datetime
    asked_by: int | None
    public: str = ""
    answer: str = ""
    is_refused: bool = False
    answered_at: datetime | None = None
    answered_by: int | None = None
    result: Result | None = None
    published_at: datetime | None = None


@dataclass(slots=True)
class Sent:
    """One version of an offer, still sealed."""

    version: int
    at: datetime
    content: str
    rate: str
    receipt: str


@dataclass(slots=True)
class OfferFile:
    """Everything of one offer."""

    label: str
    by: int | None
    sent: list[Sent] = field(default_factory=list)
    withdrawals: list[datetime] = field(default_factory=list)
    opened: facts.OpenedOffer | None = None
    unreadable: str = ""
    conformity: Conformity | None = None
    judged_by: int | None = None
    rate: str | None = None

    @property
    def last(self) -> Sent:
        """The last version sent."""
        return self.sent[-1]

    @property
    def is_withdrawn(self) -> bool:
        """Whether the last thing that happened was that it was taken back."""
        return bool(self.withdrawals) and self.withdrawals[-1] >= self.last.at


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    What an assessor proposes where they differed, why, and who agreed so far; or what all of them agreed on.

    `reason` lies in the vault under a name that no other has: it is also what tells one proposal from another.
    """

    finding: Finding
    reason: str
    by: int | None
    agreed: frozenset[int]


REPAIRED, NOT_REPAIRED, NO_DEFECT = "hersteld", "niet hersteld", "geen gebrek"


@dataclass(slots=True)
class DefectFile:
    """A formal defect: what each offer lacks, until when everybody was asked, what came, and what the desk judged."""

    id: str
    kind: str
    noted_at: datetime
    lacking: dict[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    asked_at: datetime | None = None
    until: datetime | None = None
    answers: dict[str, tuple[datetime, facts.RepairReceived]] = field(default_factory=dict)
    late: dict[str, datetime] = field(default_factory=dict)
    verdicts: dict[str, tuple[datetime, facts.RepairJudged]] = field(default_factory=dict)

    def waits(self, offer: str) -> bool:
        """Say whether an offer has this defect, and nobody has judged yet what came of it."""
        return offer in self.lacking and offer not in self.verdicts

    def verdict(self, offer: str) -> str:
        """Return what the desk judged; empty while it has not."""
        return self.verdicts[offer][1].verdict if offer in self.verdicts else ""


@dataclass(slots=True)
class Talk:
    """An interview of a round: plan, own grades by interviewer, what they agreed on, or why it was not held."""

    planned: facts.Planned | None = None
    grades: dict[int, facts.Graded] = field(default_factory=dict)
    agreed: facts.GradesAgreed | None = None
    not_held: str = ""
    is_void: bool = False


@dataclass(slots=True)
class RoundFile:
    """One round of steps 3 and 4."""

    number: int
    scores: dict[str, facts.ChoiceScored] = field(default_factory=dict)
    scored_by: dict[str, int | None] = field(default_factory=dict)
    invited: tuple[str, ...] = ()
    invited_at: datetime | None = None
    talks: dict[str, list[Talk]] = field(default_factory=dict)

    def talk(self, offer: str) -> Talk:
        """Return the talk with a candidate that counts now, a new one after one that was not held."""
        talks = self.talks.setdefault(offer, [Talk()])
        if talks[-1].not_held or talks[-1].is_void:
            talks.append(Talk())
        return talks[-1]


@dataclass(slots=True)
class DecisionFile:
    """A decision; `sent_at` when its letters left."""

    offers: tuple[str, ...]
    reason: str
    by: int | None
    at: datetime
    sent_at: datetime | None = None
    letters: dict[str, str] = field(default_factory=dict)
