"""Facts of a PDF, read in a child process that may be killed: whatever the bytes, the answer is `Facts`."""

import msgspec

from servicepunt.adapters.pdf.facts import Facts, Fault
from servicepunt.adapters.pdf.kinds import kind_of
from servicepunt.adapters.sandbox import Sandbox, SandboxFailed

LARGEST = 25 * 1024 * 1024  # bytes
_MEMORY = 768 * 1024 * 1024
_SECONDS = 10
_FAULTS = {"time": Fault.TOO_MUCH, "memory": Fault.TOO_MUCH, "crash": Fault.DAMAGED, "error": Fault.DAMAGED}

_in_child = Sandbox("servicepunt.adapters.pdf.child:read_packed", memory=_MEMORY, seconds=_SECONDS)


def read_pdf(content: bytes) -> Facts:
    """
    Return the facts of a file that says it is a PDF; takes at most ten seconds.

    :raises SandboxFailed: if the child cannot be started at all; that says nothing about the file.
    """
    whole = Facts(kind=kind_of(content), size=len(content))
    if whole.kind != "pdf":
        return msgspec.structs.replace(whole, fault=Fault.NOT_PDF)
    if len(content) > LARGEST:
        return msgspec.structs.replace(whole, fault=Fault.TOO_LARGE)
    try:
        return msgspec.msgpack.decode(_in_child(content), type=Facts)
    except SandboxFailed as failure:
        if failure.reason == "start":
            raise
        return msgspec.structs.replace(whole, fault=_FAULTS[failure.reason])
