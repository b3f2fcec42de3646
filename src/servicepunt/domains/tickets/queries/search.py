"""Finding tickets by number, person and every word in any message, at once after commit."""

import re

from django.db import connection

from servicepunt.foundation.identifiers import parse_ticket_number
from servicepunt.foundation.text import asked_terms, fold

MOST_HITS = 1_000
# How far a common word is looked for among all tickets ever: a filter that fits almost none would walk a million.
FURTHEST = 50_000
_WORD = re.compile(r"[\w@.\-]+")
# A word of one in fifty of the newest tickets is found by walking them; the index would give every ticket ever.
_SAMPLE, _COMMON = 500, 10
# The words of any other are collected from the index before they are sorted: in one step PostgreSQL may walk them
# all. The sample is asked once, and the part it rules out is not run.
_IS_HIT = "words @@ to_tsquery('simple', %(words)s)"
_IS_COMMON = f"(SELECT so_many >= {_COMMON} FROM how_common)"
_START = f"""
    WITH how_common AS MATERIALIZED (
        SELECT count(*) AS so_many
        FROM (SELECT words FROM tickets_words ORDER BY ticket_id DESC LIMIT {_SAMPLE}) newest WHERE {_IS_HIT}
    ), rare AS MATERIALIZED (SELECT ticket_id FROM tickets_words WHERE NOT {_IS_COMMON} AND {_IS_HIT})
"""
# What is asked of a ticket is asked before its words, and one ticket at a time: a plan that joins reads every ticket.
_POSTGRESQL = f"""
    SELECT t.* FROM (
        SELECT id FROM (
            SELECT asked.id FROM rare
            CROSS JOIN LATERAL (
                SELECT t.id FROM tickets_ticket t WHERE t.id = rare.ticket_id AND {{condition}} OFFSET 0
            ) asked
            UNION ALL (
                SELECT t.id FROM tickets_ticket t
                WHERE {_IS_COMMON} AND {{near}} AND {{condition}}
                AND (SELECT {_IS_HIT} FROM tickets_words WHERE ticket_id = t.id)
                ORDER BY {{newest}} DESC LIMIT {{most}}
            )
        ) hits ORDER BY id DESC LIMIT {{most}}
    ) hit JOIN tickets_ticket t ON t.id = hit.id
"""
_SQLITE = """
    SELECT t.* FROM tickets_words CROSS JOIN tickets_ticket t ON t.id = tickets_words.rowid
    WHERE tickets_words MATCH %(words)s AND {condition} ORDER BY tickets_words.rowid DESC LIMIT {most}
"""


def hits(*, is_endless: bool = False, most: int | None = None, **wanted: str) -> str:
    """
    Return how a statement begins that looks among the tickets with the words of an `expression`.

    Each name becomes a table of the newest (`most`, else 1,000) of them that meet its condition for a ticket `t`.
    Where the condition leaves tickets without end, PostgreSQL looks for a common word among the newest 50,000.
    """
    is_postgresql = connection.vendor == "postgresql"
    table = _POSTGRESQL if is_postgresql else _SQLITE
    # Of open tickets an index knows which: in order of their ids, PostgreSQL would walk every ticket to find them.
    near, newest = (f"t.id > {_oldest()}", "t.id") if is_endless else ("TRUE", "t.id + 0")
    most = most or MOST_HITS
    tables = [
        f"{name} AS MATERIALIZED ({table.format(near=near, newest=newest, condition=condition, most=most)})"
        for name, condition in wanted.items()
    ]
    return ", ".join([_START, *tables]) if is_postgresql else f"WITH {', '.join(tables)}"


def is_cut(*, is_endless: bool) -> str:
    """Return whether older tickets than `hits` looked at may have the words too, for a statement that begins so."""
    if not is_endless or connection.vendor != "postgresql":
        return "FALSE"
    return f"({_IS_COMMON} AND EXISTS (SELECT 1 FROM tickets_ticket WHERE id <= {_oldest()}))"


def _oldest() -> str:
    return f"(SELECT max(id) - {FURTHEST:d} FROM tickets_ticket)"


def exact_number(text: str) -> str | None:
    """Return the ticket number when the text is nothing but one; it then ignores every filter."""
    return parse_ticket_number(text)


def tickets_with_words(text: str) -> list[int]:
    """Return the ids of tickets in which every word of the text occurs, newest first, at most 1,000."""
    words = expression(text)
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{hits(found='TRUE')} SELECT id FROM found ORDER BY id DESC", {"words": words})
        return [row[0] for row in cursor.fetchall()]


def expression(text: str) -> str:
    """Return what `hits` takes for a text: every word by its stem, or as the beginning of a word; empty for none."""
    is_postgresql = connection.vendor == "postgresql"
    parts = []
    for word in _WORD.findall(text)[:12]:
        stems = asked_terms(word)
        if not stems:
            continue
        begin = re.sub(r"\W", "", fold(word))
        if is_postgresql:
            options = [f"'{stem}'" for stem in stems] + ([f"'{begin}':*"] if begin else [])
            parts.append(f"({' | '.join(options)})")
        else:
            options = [f'"{stem}"' for stem in stems] + ([f'"{begin}"*'] if begin else [])
            parts.append(f"({' OR '.join(options)})")
    return (" & " if is_postgresql else " AND ").join(parts)
