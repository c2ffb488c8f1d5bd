"""A made move and a comment are never edited; the database itself refuses it."""

from django.db import migrations

from accounts.models.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_release_0_2")]

    operations = [
        AppendOnly("workflow_transition"),
        AppendOnly("workflow_comment"),
    ]
