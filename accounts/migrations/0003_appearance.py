"""Large type and high contrast are kept with the person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="appearance",
            field=models.CharField(default="", editable=False, max_length=20),
        ),
    ]
