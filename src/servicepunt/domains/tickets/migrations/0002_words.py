"""The words under which a ticket is found: a tsvector on PostgreSQL, an FTS5 table on SQLite."""

from django.db import migrations

# No foreign key: words are written with their ticket, in one transaction, and a key would be asked at each write.
POSTGRESQL = [
    "CREATE TABLE tickets_words (ticket_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX tickets_words_gin ON tickets_words USING gin (words) WITH (fastupdate = off)",
]
SQLITE = [
    "CREATE VIRTUAL TABLE tickets_words USING fts5 (words, prefix = '3')",
]


def make(apps, schema_editor):
    """Make the table of this database."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    """Take it away again."""
    schema_editor.execute("DROP TABLE tickets_words")


class Migration(migrations.Migration):
    """Make tickets findable."""

    dependencies = [("tickets", "0001_tickets")]
    operations = [migrations.RunPython(make, drop)]
