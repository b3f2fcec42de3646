"""The command: check the package that is named, and say how it went."""

import sys
from pathlib import Path

from servicepunt.entrypoints.awarding.verifier.binding import verify
from servicepunt.entrypoints.awarding.verifier.package import Difference, read_package
from servicepunt.entrypoints.awarding.verifier.readme import README

UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, IndexError, RecursionError)


def main(arguments: list[str], program: bytes | None = None) -> int:
    """Check the package that is named first; what follows are digests that somebody knows from elsewhere."""
    if not arguments or arguments[0].startswith("-"):
        return say(README, 2)
    try:
        for line in verify(read_package(arguments[0]), program=program, marks=arguments[1:]):
            say(line)
    except Difference as difference:
        return say(f"VERSCHIL: {difference}", 1)
    except UNREADABLE as fault:
        return say(f"VERSCHIL: het pakket heeft niet de vorm die het hoort te hebben ({fault!r}).", 1)
    return say("zelfde lijst, zelfde hashes")


def say(words: str, code: int = 0) -> int:
    """Print a line, and return how the program ends."""
    sys.stdout.write(f"{words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(sys.argv[0]).read_bytes()))
