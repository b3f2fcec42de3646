"""The database backend that Django loads: a connection counts as usable as long as the server did not hang up."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """
    Django's PostgreSQL, that asks before a request whether its connection still works only when it has reason to.

    A server that stops, restarts or throws somebody out says so on the line: an idle connection that is silent is one
    that works, and nothing needs to be asked.
    """

    def is_usable(self) -> bool:
        """Tell whether the connection works."""
        if self.connection is None or self.connection.closed:
            return False
        return not _has_something_to_say(self.connection.fileno()) or super().is_usable()


def _has_something_to_say(line: int) -> bool:
    waiting = select.poll()
    waiting.register(line, select.POLLIN)
    return bool(waiting.poll(0))
