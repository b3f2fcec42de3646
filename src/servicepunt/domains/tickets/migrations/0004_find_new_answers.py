"""Every page of the desk counts the tickets with a new answer: without this all open ones are read for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index."""

    dependencies = [("tickets", "0003_find_every_ticket_in_order")]
    operations = [
        migrations.AddIndex(
            "ticket",
            models.Index(
                fields=["team"],
                condition=models.Q(status__in=["new", "open", "waiting"]) & models.Q(has_new_answer=True),
                name="open_with_answer",
            ),
        ),
    ]
