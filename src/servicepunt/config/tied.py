"""Run a command of the product that ends with the process that started it: the parts of the demo."""

import ctypes
import os
import signal
import sys

from servicepunt.config.command import main

_PARENT_DEATH_SIGNAL = 1


def tie(parent: int) -> None:
    """Ask Linux for a SIGTERM when the parent is gone, also by a kill; elsewhere nothing changes."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    # It may have gone before it was asked.
    if os.getppid() != parent:
        sys.exit(0)


if __name__ == "__main__":
    tie(int(sys.argv.pop(1)))
    main()
