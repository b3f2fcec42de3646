"""Expected refusals: a Dutch sentence that says what to do."""


class Refused(ValueError):
    """It cannot be done now; the message says in Dutch why, and what would help."""


class AlreadyDone(Refused):
    """Somebody else did it a moment before."""
