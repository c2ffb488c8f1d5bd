"""Telephone and mobile by which somebody can be reached."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_read_notices_are_closed")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="phone",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="telephone"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="user",
            name="mobile",
            field=models.CharField(
                blank=True,
                default="",
                max_length=20,
                validators=[
                    django.core.validators.RegexValidator(
                        "^1[3-9][0-9]{9}\\Z", "A mobile number has 11 digits."
                    )
                ],
                verbose_name="mobile",
            ),
            preserve_default=False,
        ),
    ]
