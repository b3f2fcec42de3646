"""On PostgreSQL each word begins with the part of the tickets that its ticket is in: see queries/search.py."""

from django.db import migrations

_INDEX = "CREATE INDEX tickets_words_gin ON tickets_words USING gin (words) WITH (fastupdate = off)"
_PART = "lpad(to_hex(ticket_id >> 14), 6, '0')"


def _write_again(schema_editor, lexeme):
    if schema_editor.connection.vendor != "postgresql":
        return
    # A large index takes longer than a page may.
    schema_editor.execute("SET LOCAL statement_timeout = 0")
    schema_editor.execute("ALTER TABLE tickets_words RENAME TO tickets_words_before")
    schema_editor.execute("CREATE TABLE tickets_words (ticket_id bigint NOT NULL, words tsvector NOT NULL)")
    schema_editor.execute(
        f"INSERT INTO tickets_words SELECT ticket_id, array_to_tsvector(ARRAY(SELECT {lexeme} FROM unnest(words)))"
        " FROM tickets_words_before ORDER BY ticket_id"
    )
    schema_editor.execute("DROP TABLE tickets_words_before")
    schema_editor.execute("ALTER TABLE tickets_words ADD PRIMARY KEY (ticket_id)")
    schema_editor.execute(_INDEX)


def part(apps, schema_editor):
    """Write each word with its part."""
    _write_again(schema_editor, f"{_PART} || lexeme")


def whole(apps, schema_editor):
    """Write each word without it."""
    _write_again(schema_editor, "substr(lexeme, 7)")


class Migration(migrations.Migration):
    """Let PostgreSQL find the newest tickets with a word first."""

    dependencies = [("tickets", "0004_find_new_answers")]
    operations = [migrations.RunPython(part, whole)]
