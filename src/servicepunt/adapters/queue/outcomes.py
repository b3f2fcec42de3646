"""How a task says what must become of its job. The words are shown to people: no personal data in them."""

from datetime import timedelta


class GiveUp(Exception):
    """Another try cannot help: the job goes to where people see it, with these words."""


class RetryLater(Exception):
    """
    Try again after this time, as the other side asked.

    It counts as an attempt: after the last one the job goes to where people see it.
    """

    def __init__(self, after: timedelta, words: str = "") -> None:
        super().__init__(words)
        self.after = after
