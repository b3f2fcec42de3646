"""How many statements an operation asks of the database: counted in this process, through the whole product."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.test import Client

from servicepunt.entrypoints.bench.cases import Case
from servicepunt.entrypoints.bench.visitor import HOST, Answer, Visitor


class InsideVisitor(Visitor):
    """Asks the same pages as any visitor, without a server in between."""

    def __init__(self, session: Visitor) -> None:
        super().__init__(0)
        session.lend_session(self)
        self._client = Client(SERVER_NAME=HOST)
        self.statements = 0

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        self._client.cookies.load(self.cookies)
        form = "application/x-www-form-urlencoded"
        with connection.execute_wrapper(self._count):
            answer: Any = self._client.generic(method, path, body, content_type=form)
        return Answer(answer.status_code, answer.content, 0.0, answer.headers.get("Location", ""))

    def _count(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.statements += 1
        return execute(*asked)


def statements(chosen: Sequence[Case], session: Visitor) -> dict[str, int]:
    """Return the number of statements of each operation, by its name."""
    found = {}
    for case in chosen:
        visitor = InsideVisitor(session)
        case.ours(visitor, 0)
        # Once more: what a process asks only once is no cost of the page.
        visitor.statements = 0
        case.ours(visitor, 1)
        found[case.name] = visitor.statements
    return found
