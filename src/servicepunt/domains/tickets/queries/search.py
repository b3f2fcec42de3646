"""Finding tickets by number, person and every word in any message, at once after commit."""

import re

from django.db import connection

from servicepunt.foundation.text import LONGEST_WORD, asked_terms, fold

MOST_HITS = 500
# How many tickets with the words are looked at: among all ever a filter that fits almost none would ask every one,
# and of open ones an index knows which.
FURTHEST, NEAR = 50_000, 5_000
_WORD = re.compile(r"[\w@.\-]+")
# PostgreSQL keeps each word with the part of the tickets that its ticket is in (`part_of`). So the newest hits come
# first and the rest is not read; in one index of them all every hit there ever was is collected before it is sorted.
_PART = 14
_MARK = "~"
_HAS_WORDS = f"words @@ CAST(replace(%(words)s, '{_MARK}', lpad(to_hex({{part}}), 6, '0')) AS tsquery)"
_LOOKED = f"""
    WITH looked AS MATERIALIZED (
        SELECT hit.ticket_id
        FROM generate_series((SELECT max(ticket_id) >> {_PART} FROM tickets_words), 0, -1) part
        CROSS JOIN LATERAL (
            SELECT ticket_id FROM tickets_words WHERE {_HAS_WORDS.format(part="part")} ORDER BY ticket_id + 0 DESC
        ) hit LIMIT {{most}} + 1
    )
"""
_POSTGRESQL = """
    SELECT asked.* FROM looked CROSS JOIN LATERAL (
        SELECT {columns} FROM tickets_ticket t WHERE t.id = looked.ticket_id AND {condition} OFFSET 0
    ) asked {rest} LIMIT {most}
"""
# What lies behind the hits that were looked at: of these few tickets is asked whether they have the words.
_REST = f"""
    UNION ALL (
        SELECT {{columns}} FROM tickets_ticket t
        WHERE {{is_more}} AND t.id < (SELECT min(ticket_id) FROM looked) AND {{condition}}
        AND (SELECT {_HAS_WORDS.format(part=f"t.id >> {_PART}")} FROM tickets_words WHERE ticket_id = t.id)
        ORDER BY t.id + 0 DESC
    )
"""
_SQLITE = """
    SELECT {columns} FROM tickets_words CROSS JOIN tickets_ticket t ON t.id = tickets_words.rowid
    WHERE tickets_words MATCH %(words)s AND {condition} ORDER BY tickets_words.rowid DESC LIMIT {most}
"""


def part_of(ticket: int) -> str:
    """Return what stands before each word of a ticket on PostgreSQL, by its number."""
    return f"{ticket >> _PART:06x}"


def hits(*, columns: str, is_endless: bool = False, most: int | None = None, **wanted: str) -> str:
    """
    Return how a statement begins that looks among the tickets with the words of an `expression`.

    Each name becomes a table with `columns` of the newest (`most`, else 500) of them that meet its condition for a
    ticket `t`. Where the condition leaves tickets without end, PostgreSQL looks at the newest 50,000, unless `most`.
    """
    is_postgresql = connection.vendor == "postgresql"
    looked = (most or FURTHEST) if is_endless else NEAR
    rest = "" if is_endless else _REST
    table = _POSTGRESQL.replace("{rest}", rest) if is_postgresql else _SQLITE
    asked = {"columns": columns, "most": most or MOST_HITS, "is_more": _is_more(looked)}
    tables = [
        f"{name} AS MATERIALIZED ({table.format(condition=condition, **asked)})" for name, condition in wanted.items()
    ]
    return ", ".join([_LOOKED.format(most=looked), *tables]) if is_postgresql else f"WITH {', '.join(tables)}"


def is_cut(*, is_endless: bool) -> str:
    """Return whether older tickets than `hits` looked at may have the words too, for a statement that begins so."""
    if not is_endless or connection.vendor != "postgresql":
        return "FALSE"
    # Asked only then: it has every hit looked at.
    return f"CASE WHEN (SELECT count(*) FROM found) < {MOST_HITS} THEN {_is_more(FURTHEST)} ELSE FALSE END"


def _is_more(looked: int) -> str:
    return f"(SELECT count(*) > {looked:d} FROM looked)"


def tickets_with_words(text: str) -> list[int]:
    """Return the ids of tickets in which every word of the text occurs, newest first, at most 500."""
    words = expression(text)
    if not words:
        return []
    with connection.cursor() as cursor:
        start = hits(columns="t.id", found="TRUE")
        cursor.execute(f"{start} SELECT id FROM found ORDER BY id DESC", {"words": words})
        return [row[0] for row in cursor.fetchall()]


def expression(text: str) -> str:
    """Return what `hits` takes for a text: every word by its stem, or as the beginning of a word; empty for none."""
    is_postgresql = connection.vendor == "postgresql"
    parts = []
    for word in _WORD.findall(fold(text))[:12]:
        stems = asked_terms(word)
        if not stems:
            continue
        begin = re.sub(r"\W", "", fold(word))[:LONGEST_WORD]
        if is_postgresql:
            options = [f"'{_MARK}{stem}'" for stem in stems] + ([f"'{_MARK}{begin}':*"] if begin else [])
            parts.append(f"({' | '.join(options)})")
        else:
            options = [f'"{stem}"' for stem in stems] + ([f'"{begin}"*'] if begin else [])
            parts.append(f"({' OR '.join(options)})")
    return (" & " if is_postgresql else " AND ").join(parts)
