"""A notice is kept in every language of the portal and shown in the reader's."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_appearance'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='translations',
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
