from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0001_jobs")]

    operations = [
        migrations.AddField(model_name="job", name="needs_rerun", field=models.BooleanField(default=False)),
    ]
