"""What is wrong with a file: every fault names its place and says what to do."""


class Faulty(ValueError):
    """A procedure cannot be played as it is written; `faults` are Dutch sentences, each with its place."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
