import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_number_doubles"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"), name="calendar_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="norm",
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="norm_name_once"),
        ),
    ]
