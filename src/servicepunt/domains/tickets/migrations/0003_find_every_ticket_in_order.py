"""Closed tickets too are listed by due moment and priority: without these a million are sorted for each page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the two indexes."""

    dependencies = [("tickets", "0002_words")]
    operations = [
        migrations.AddIndex("ticket", models.Index(fields=["due_at", "id"], name="ticket_due")),
        migrations.AddIndex("ticket", models.Index(fields=["priority", "id"], name="ticket_priority")),
    ]
