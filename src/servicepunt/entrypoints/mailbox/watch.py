"""Watching the mailboxes all the time: one thread each, so that a letter is a ticket within seconds."""

import logging
import threading

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from servicepunt.domains.mail.queries import readable_mailboxes
from servicepunt.entrypoints.mailbox.receive import read_mailbox

_log = logging.getLogger("servicepunt.mail")
LOOK_AGAIN = 15.0
SESSION = 300.0
BETWEEN = 2.0
LONGEST_PAUSE = 300.0


class MailWatch:
    """
    Reads every active mailbox in a thread of its own until stopped; started beside the worker's queue.

    Any number of processes may run one: a mailbox is read by who holds its lease, the others wait.
    """

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._threads: dict[int, threading.Thread] = {}
        self._main = threading.Thread(target=self._keep_watching, name="mail-watch", daemon=True)

    def start(self) -> None:
        """Begin watching."""
        self._main.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Stop after the letter in hand; whoever still waits for news is left behind, which harms nothing."""
        self.stopping.set()
        self._main.join(seconds)

    def _keep_watching(self) -> None:
        while not self.stopping.is_set():
            try:
                wanted = list(readable_mailboxes().values_list("pk", flat=True))
            except (DatabaseError, InterfaceError):
                wanted = []
            finally:
                connections.close_all()
            for pk in wanted:
                if pk not in self._threads or not self._threads[pk].is_alive():
                    thread = threading.Thread(target=self._watch, args=(pk,), name=f"mailbox-{pk}", daemon=True)
                    self._threads[pk] = thread
                    thread.start()
            self.stopping.wait(LOOK_AGAIN)

    def _watch(self, pk: int) -> None:
        pause = BETWEEN
        try:
            while not self.stopping.wait(pause if pause > BETWEEN else BETWEEN / 4):
                is_fine = self._look(pk)
                if is_fine is None:
                    return
                pause = BETWEEN if is_fine else min(max(pause, BETWEEN) * 2, LONGEST_PAUSE)
        finally:
            connections.close_all()

    def _look(self, pk: int) -> bool | None:
        """Read the mailbox; tell whether that went well, or None when it is not to be read any more."""
        try:
            close_old_connections()
            mailbox = readable_mailboxes().filter(pk=pk).first()
            if mailbox is None:
                return None
            return read_mailbox(mailbox, seconds=SESSION, stopping=self.stopping)
        except (DatabaseError, InterfaceError):
            _log.warning("database out of reach, mailbox waits", extra={"job": pk})
            connections.close_all()
            # Soon again: it is no mail server that needs rest.
            return True
