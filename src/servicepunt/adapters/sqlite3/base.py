"""The database backend that Django loads: a transaction waits for its turn before it begins."""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from servicepunt.adapters.sqlite3.turns import Turn, take_turn


class DatabaseWrapper(base.DatabaseWrapper):
    """
    Django's SQLite, where transactions queue before `BEGIN IMMEDIATE`.

    SQLite lets waiting writers look again at ever longer intervals, so that a late one may wait until its
    time is over while others go first. A database in memory has one writer and no queue.
    """

    _turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is None and not self.is_in_memory_db():
            seconds = float(self.settings_dict["OPTIONS"].get("timeout", 20))
            self._turn = take_turn(Path(self.settings_dict["NAME"]), seconds)
            if self._turn is None:
                raise OperationalError("database is locked: no turn to write")
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.end()
