"""The one machine of statuses: which there are, which step leads where, and what they are called."""

from enum import StrEnum

from servicepunt.domains.agreements.rules.waiting import UNDELIVERED, WaitReason


class Status(StrEnum):
    """Where a ticket stands. Solved: we say it is done (gereed). Closed: the requester agreed (afgemeld)."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return _LABELS[self]


_LABELS = {
    Status.NEW: "Nieuw",
    Status.OPEN: "In behandeling",
    Status.WAITING: "Wacht",
    Status.SOLVED: "Gereed",
    Status.CLOSED: "Afgemeld",
}
STATUS_FILTERS = {
    "new": "Nieuw",
    "answered": "Antwoord ontvangen",
    "open": "In behandeling",
    "waiting-requester": "Wacht op aanmelder",
    "waiting-supplier": "Wacht op leverancier",
    "waiting-appointment": "Ingepland",
    "waiting-approval": "Wacht op akkoord",
    "solved": "Gereed",
    "closed": "Afgemeld",
}


def shown_status(status: str, *, wait_reason: str, has_new_answer: bool, cycle: int) -> tuple[str, str]:
    """Return the mark and the word with which a status is shown at the desk (DESIGN.md, section 5)."""
    if status in {Status.SOLVED, Status.CLOSED}:
        return ("done" if status == Status.SOLVED else "closed"), Status(status).label
    if has_new_answer:
        return "answered", "Mail kwam niet aan" if wait_reason == UNDELIVERED else "Antwoord ontvangen"
    if status == Status.WAITING:
        reason = WaitReason(wait_reason)
        marks = {WaitReason.APPOINTMENT: "planned", WaitReason.SUPPLIER: "supplier"}
        return marks.get(reason, "waiting"), reason.label
    if status == Status.OPEN and cycle > 1:
        return "reopened", "Heropend"
    return ("new" if status == Status.NEW else "active"), Status(status).label


def portal_status(status: str, *, wait_reason: str, cycle: int) -> tuple[str, str]:
    """Return the mark and the word for the requester: waiting for you is said as such."""
    if status == Status.WAITING and wait_reason == WaitReason.REQUESTER:
        return "waiting", "Wacht op jou"
    return shown_status(status, wait_reason=wait_reason, has_new_answer=False, cycle=cycle)
