"""What can be the matter with something sealed; each has a name, so that a page can say it in Dutch."""


class SealFault(Exception):
    """Something sealed cannot be opened; the classes below say why. Never carries a secret."""


class Changed(SealFault):
    """These are not the bytes that were sealed: changed, cut off, or something else altogether."""


class WrongContext(SealFault):
    """Sealed for another request, another envelope or another part of it: it was moved."""


class WrongKey(SealFault):
    """Sealed to another lock, such as the one of rates instead of content."""


class WrongPassphrase(SealFault):
    """This passphrase does not open this share."""


class WeakPassphrase(SealFault):
    """The passphrase is too short to keep a share from somebody with time."""


class WrongShare(SealFault):
    """The shares are not of one lock, or one of them is no share."""


class NotEnoughShares(SealFault):
    """Fewer different shares than the lock asks for."""

    def __init__(self, given: int, needed: int) -> None:
        self.given = given
        self.needed = needed
        super().__init__(f"{given} of {needed}")
