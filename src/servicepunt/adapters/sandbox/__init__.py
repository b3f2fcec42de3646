"""sandbox: pure functions on hostile bytes, run in a child process with limits."""

from servicepunt.adapters.sandbox.client import Sandbox, SandboxFailed

__all__ = ["Sandbox", "SandboxFailed"]
