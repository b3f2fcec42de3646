from django.db import migrations


class Migration(migrations.Migration):
    """The table of sessions of Django's own, from before 0002: nothing reads or writes it."""

    dependencies = [
        ("people", "0005_one_case_of_a_name"),
    ]

    operations = [
        # Nothing to put back: who was signed in by it signs in again.
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
