"""Expected refusals: a Dutch sentence that says what to do."""


class Refused(ValueError):
    """It cannot be done now; the message says in Dutch why, and what would help."""


class AlreadyDone(Refused):
    """Somebody else did it a moment before."""


class TooLate(Refused):
    """It came at or after the closing instant."""


class WrongPhrase(Refused):
    """The passphrase is not the one of this key; tries are counted."""
