"""A relay between a client and a real server that cuts, delays, refuses or falls silent."""

import re
import socket
import struct
import threading
from contextlib import suppress
from typing import Self

from tests.servers.process import HOST

CHUNK = 65_536


class FaultyLine:
    """
    Connect to `port` instead of the server's; set the fields at any moment.

    `cut_on`: a pattern in what the client says that breaks the line once, before the server hears it, or
    with `after_reply` when the server has answered. `cut_after`: bytes towards the client after which every
    line breaks. `delay`: seconds before each piece. `is_refusing`: hang up at once. `is_silent`: pass nothing.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.cut_on: bytes | None = None
        self.after_reply = False
        self.cut_after: int | None = None
        self.delay = 0.0
        self.is_refusing = False
        self.is_silent = False
        self.lines = 0
        self.cuts = 0
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.lines += 1
            if self.is_refusing:
                client.close()
                continue
            try:
                server = socket.create_connection((HOST, self.target), 5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            line = _Line(self, client, server)
            threading.Thread(target=line.upward, daemon=True).start()
            threading.Thread(target=line.downward, daemon=True).start()

    def hold(self) -> None:
        """Wait as long as the line is silent, or for the delay."""
        while self.is_silent and not self._ended.wait(0.02):
            continue
        if self.delay:
            self._ended.wait(self.delay)


class _Line:
    def __init__(self, fault: FaultyLine, client: socket.socket, server: socket.socket) -> None:
        self.fault, self.client, self.server = fault, client, server
        self.is_armed = False
        self.passed = 0

    def upward(self) -> None:
        with suppress(OSError):
            while data := self.client.recv(CHUNK):
                self.fault.hold()
                pattern = self.fault.cut_on
                if pattern and re.search(pattern, data):
                    self.fault.cut_on = None
                    if not self.fault.after_reply:
                        return self.cut()
                    self.is_armed = True
                self.server.sendall(data)
        return self.close()

    def downward(self) -> None:
        with suppress(OSError):
            while data := self.server.recv(CHUNK):
                self.fault.hold()
                self.passed += len(data)
                limit = self.fault.cut_after
                if self.is_armed or (limit is not None and self.passed > limit):
                    return self.cut()
                self.client.sendall(data)
        return self.close()

    def cut(self) -> None:
        self.fault.cuts += 1
        with suppress(OSError):
            # A reset, as a broken line gives, instead of a polite end.
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
