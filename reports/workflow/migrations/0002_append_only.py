"""A submission, a made move and a comment are never edited; the database itself refuses it."""

from django.db import migrations

from accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_workflow")]

    operations = [
        AppendOnly("workflow_submission"),
        AppendOnly("workflow_transition"),
        AppendOnly("workflow_comment"),
    ]
