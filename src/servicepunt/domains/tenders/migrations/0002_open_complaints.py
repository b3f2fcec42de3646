"""Complaints that nobody handled yet stand beside a request, for lists."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenders", "0001_tenders")]

    operations = [
        migrations.AddField(
            model_name="tender",
            name="complaints",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="open klachten"),
        ),
    ]
