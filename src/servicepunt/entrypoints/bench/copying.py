"""Earlier quarters on PostgreSQL: copies of the closed tickets of the latest one, each time further back."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, Model

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets.models import Message, Ticket

DAYS = 91
# Room between the numbers of two quarters, for each ticket of a quarter.
ROOM: dict[type[Model], int] = {Ticket: 1, Message: 12, Entry: 24}
_GIN = "CREATE INDEX IF NOT EXISTS tickets_words_gin ON tickets_words USING gin (words) WITH (fastupdate = off)"
# Moments inside the lines of the logbook: the clocks are worked out from them.
_MOMENTS = ("started_at", "written_at", "until")


def leave_room(tickets: int, quarter: int) -> None:
    """Let the latest quarter get the highest numbers, as it would have."""
    quarters = tickets * 4 // (quarter * 3) + 2
    with connection.cursor() as cursor:
        for model, room in ROOM.items():
            table = model._meta.db_table
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, quarters * room * quarter])
        cursor.execute("DROP INDEX tickets_words_gin")
        cursor.execute("CREATE TABLE bench_base (id bigint PRIMARY KEY, place bigint NOT NULL)")


def copy_quarter(number: int, most: int, quarter: int) -> None:
    """Copy at most so many closed tickets, with all that belongs to them, `number` quarters back."""
    with connection.cursor() as cursor:
        for setting in ("synchronous_commit = off", "statement_timeout = 0"):
            cursor.execute(f"SET LOCAL {setting}")
        # What is copied refers to what is there: who may, leaves out looking that up for each row.
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")
        if number == 1:
            cursor.execute(
                "INSERT INTO bench_base SELECT id, row_number() OVER (ORDER BY id) FROM tickets_ticket"
                " WHERE status = 'closed'"
            )
        values: dict[str, int | str] = {
            "quarter": number,
            "days": DAYS * number,
            "most": most,
            "prefix": settings.TICKET_PREFIX,
        }
        for statement in _statements(quarter):
            cursor.execute(statement, values)


def _statements(quarter: int) -> list[str]:
    back = {model: f"%(quarter)s::bigint * {room * quarter}" for model, room in ROOM.items()}
    number = f"""%(prefix)s || to_char(x.started_at - {_SHIFT}, 'YYMM') || ' '
        || (%(quarter)s::bigint * 100000 + base.place)"""
    ticket = {"id": f"x.id - {back[Ticket]}", "number": number}
    message = {"id": f"x.id - {back[Message]}", "ticket_id": f"x.ticket_id - {back[Ticket]}"}
    entry = {"id": f"x.id - {back[Entry]}", "subject": f"x.subject - {back[Ticket]}", "data": _data(back)}
    # Each word with the part that the copy is in (tickets/queries/search.py), and those of its own number.
    part = "lpad(to_hex(t.id >> 14), 6, '0')"
    words = f"""INSERT INTO tickets_words (ticket_id, words)
        SELECT t.id, array_to_tsvector(
            ARRAY(SELECT {part} || substr(lexeme, 7) FROM unnest(x.words))
            || ARRAY(SELECT {part} || word FROM regexp_split_to_table(
                lower(replace(t.number, ' ', '') || ' ' || t.number), ' ') word)
        )
        FROM tickets_words x JOIN bench_base base ON base.id = x.ticket_id AND base.place <= %(most)s
        JOIN tickets_ticket t ON t.id = x.ticket_id - {back[Ticket]}"""
    return [
        _copy(Ticket, ticket, "base.id = x.id"),
        _copy(Message, message, "base.id = x.ticket_id"),
        _copy(Entry, entry, "base.id = x.subject AND x.about = 'ticket'"),
        words,
    ]


_SHIFT = "%(days)s * interval '1 day'"


def _copy(model: type[Model], changed: dict[str, str], on: str) -> str:
    columns, values = [], []
    for field in model._meta.concrete_fields:
        name = str(field.column)
        shifted = f"x.{name} - {_SHIFT}" if isinstance(field, DateTimeField) else f"x.{name}"
        columns.append(name)
        values.append(changed.get(name, shifted))
    table: Any = model._meta.db_table
    return f"""INSERT INTO {table} ({", ".join(columns)}) SELECT {", ".join(values)}
        FROM {table} x JOIN bench_base base ON {on} AND base.place <= %(most)s ORDER BY x.id"""  # noqa: S608  # our own names


def _data(back: dict[type[Model], str]) -> str:
    """Return the expression of a line's data with its numbers and moments moved."""
    moved = "x.data || jsonb_build_object('ticket', x.subject - " + back[Ticket] + ")"
    moved += (
        f" || CASE WHEN x.data ? 'message' THEN jsonb_build_object('message', (x.data->>'message')::bigint"
        f" - {back[Message]}) ELSE '{{}}' END"
    )
    for name in _MOMENTS:
        moved += (
            f" || CASE WHEN x.data ? '{name}' THEN jsonb_build_object('{name}',"
            f" (x.data->>'{name}')::timestamptz - {_SHIFT}) ELSE '{{}}' END"
        )
    return moved


def settle() -> None:
    """Build what is built faster afterwards, and let the planner know what is there."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("ANALYZE")
            return
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(_GIN)
        cursor.execute("ANALYZE")


def vacuum() -> None:
    """Mark every row as seen by all, as a database at rest has it; outside a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("RESET statement_timeout")
