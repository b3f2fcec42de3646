"""What a ticket can wait for; each reason pauses its own clocks."""

from enum import StrEnum


class WaitReason(StrEnum):
    """What a waiting ticket waits for."""

    REQUESTER = "requester"
    SUPPLIER = "supplier"
    APPOINTMENT = "appointment"
    APPROVAL = "approval"

    @property
    def label(self) -> str:
        """The Dutch words, as the status reads."""
        return _WAITS[self]


_WAITS = {
    WaitReason.REQUESTER: "Wacht op aanmelder",
    WaitReason.SUPPLIER: "Wacht op leverancier",
    WaitReason.APPOINTMENT: "Ingepland",
    WaitReason.APPROVAL: "Wacht op akkoord",
}
