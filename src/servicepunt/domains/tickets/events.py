"""What tickets tells the house. Moments are ISO 8601 text in UTC; people, teams and tickets are numbers."""

from dataclasses import dataclass
from typing import Any, ClassVar

from servicepunt.domains.logbook.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(Event):
    """Something that happened to a ticket."""

    about: ClassVar[str] = "ticket"
    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(TicketEvent):
    """A ticket was opened; its clocks start at `started_at`. `answered`: the contact itself was an answer."""

    name: ClassVar[str] = "ticket.opened"
    channel: str
    started_at: str
    team: int
    priority: int
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetsSet(TicketEvent):
    """The clocks got targets, in minutes of working time (None: no clock); `hours` is a calendar version."""

    name: ClassVar[str] = "ticket.targets_set"
    hours: int
    acknowledge: int | None
    answer: int | None
    resolve: int | None
    team_time: int | None
    supplier: int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(TicketEvent):
    """The requester or a participant said something."""

    name: ClassVar[str] = "ticket.message_received"
    message: int
    channel: str
    written_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWritten(TicketEvent):
    """
    An agent answered the requester. `outgoing` is the letter it leaves by, if it does.

    `before` is how the ticket stood, as long as the letter can be called back.
    """

    name: ClassVar[str] = "ticket.reply_written"
    message: int
    channel: str
    outgoing: int | None
    before: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRecalled(TicketEvent):
    """An answer was called back before it left; it counts as never said."""

    name: ClassVar[str] = "ticket.reply_recalled"
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(TicketEvent):
    """An agent wrote an internal note."""

    name: ClassVar[str] = "ticket.note_written"
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierWritten(TicketEvent):
    """We wrote to the supplier: an order."""

    name: ClassVar[str] = "ticket.supplier_written"
    message: int
    supplier: int | None
    supplier_before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierAnswered(TicketEvent):
    """The supplier answered."""

    name: ClassVar[str] = "ticket.supplier_answered"
    message: int
    supplier: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAssigned(TicketEvent):
    """The ticket got another team or agent."""

    name: ClassVar[str] = "ticket.assigned"
    team: int
    agent: int | None
    team_before: int
    agent_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEscalated(TicketEvent):
    """The ticket was handed over to a second-line team, with the reason and what was tried."""

    name: ClassVar[str] = "ticket.escalated"
    team: int
    team_before: int
    reason: str
    tried: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHandedBack(TicketEvent):
    """The second line handed the ticket back, with the reason."""

    name: ClassVar[str] = "ticket.handed_back"
    team: int
    team_before: int
    reason: str
    tried: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChanged(TicketEvent):
    """The priority changed; `reason` is filled when it departs from the matrix."""

    name: ClassVar[str] = "ticket.priority_changed"
    priority: int
    priority_before: int
    impact: str
    urgency: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsChanged(TicketEvent):
    """Title, kind, category or confidentiality changed: {field: [before, after]}."""

    name: ClassVar[str] = "ticket.details_changed"
    changes: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterChanged(TicketEvent):
    """It turned out to be for somebody else."""

    name: ClassVar[str] = "ticket.requester_changed"
    person: int
    person_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitBegan(TicketEvent):
    """The ticket waits, for a reason and until a moment; `holds`: waiting for the supplier holds the solution too."""

    name: ClassVar[str] = "ticket.wait_began"
    reason: str
    until: str
    note: str
    holds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitEnded(TicketEvent):
    """The waiting ended; `why`: answer, wake_up, agent, solved, withdrawn, undelivered."""

    name: ClassVar[str] = "ticket.wait_ended"
    reason: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsTakenBack(TicketEvent):
    """
    Steps of the status were undone: they never were.

    `steps` are the names of their lines, the last one first; `stands` is how the ticket stands without them.
    """

    name: ClassVar[str] = "ticket.steps_taken_back"
    steps: list[str]
    stands: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSolved(TicketEvent):
    """We say it is done (gereed). `before` is how the ticket stood: the requester hears it after the undo time."""

    name: ClassVar[str] = "ticket.solved"
    cycle: int
    cause: str
    before: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed(TicketEvent):
    """The ticket ended (afgemeld); `how`: confirmed, silence, withdrawn, agent."""

    name: ClassVar[str] = "ticket.closed"
    cycle: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveTakenBack(TicketEvent):
    """
    A solve was undone or its answer called back, so the ticket was never solved in that cycle.

    `stands` is how the ticket stands without it.
    """

    name: ClassVar[str] = "ticket.solve_taken_back"
    cycle: int
    stands: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened(TicketEvent):
    """The ticket goes on in a new cycle."""

    name: ClassVar[str] = "ticket.reopened"
    cycle: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLinked(TicketEvent):
    """The ticket was linked to another: as the first of the two or not, perhaps instead of an earlier link."""

    name: ClassVar[str] = "ticket.linked"
    other: int
    kind: str
    is_first: bool
    is_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnlinked(TicketEvent):
    """A link was taken away."""

    name: ClassVar[str] = "ticket.unlinked"
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantAdded(TicketEvent):
    """Somebody reads along from now on."""

    name: ClassVar[str] = "ticket.participant_added"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangerWrote(TicketEvent):
    """A letter named this ticket's number, but its sender has no part in it: set aside, not shown."""

    name: ClassVar[str] = "ticket.stranger_wrote"
    letter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineAnswered(TicketEvent):
    """An automatic answer came from whom we wrote to, as when they are away: it wakes and stops nothing."""

    name: ClassVar[str] = "ticket.machine_answered"
    letter: int
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFailed(TicketEvent):
    """A letter about this ticket did not arrive."""

    name: ClassVar[str] = "ticket.delivery_failed"
    outgoing: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReached(TicketEvent):
    """A clock reached an escalation level."""

    name: ClassVar[str] = "ticket.level_reached"
    clock: str
    cycle: int
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRated(TicketEvent):
    """The requester said how it went, 1–5."""

    name: ClassVar[str] = "ticket.rated"
    cycle: int
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialRead(Event):
    """Somebody read a confidential ticket (`reading`); no line of the ticket's own timeline."""

    name: ClassVar[str] = "ticket.confidential_read"
    about: ClassVar[str] = "reading"
    reading: int
    person: int
