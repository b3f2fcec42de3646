"""Which process of this machine listens on a port."""

import os
from pathlib import Path

_LISTENS = "0A"


def holder(port: int) -> str:
    """Return the words, in Dutch, for the process that has the port: as far as Linux lets this user see it."""
    sockets = {f"socket:[{number}]" for name in ("tcp", "tcp6") for number in _listening(name, port)}
    for handle in Path("/proc").glob("[0-9]*/fd/*") if sockets else ():
        try:
            if str(handle.readlink()) in sockets:
                process = handle.parents[1]
                return f" door proces {process.name} ({(process / 'comm').read_text().strip()})"
        except OSError:
            continue
    return ""


def _listening(name: str, port: int) -> list[str]:
    table = Path("/proc/net") / name
    rows = [line.split() for line in table.read_text().splitlines()[1:]] if os.access(table, os.R_OK) else []
    return [row[9] for row in rows if row[3] == _LISTENS and int(row[1].rpartition(":")[2], 16) == port]
