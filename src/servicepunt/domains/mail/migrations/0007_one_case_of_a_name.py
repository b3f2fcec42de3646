import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0006_number_doubles"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="standardtext",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("title"), name="standard_text_title_once"
            ),
        ),
    ]
