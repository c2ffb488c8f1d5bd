"""A submission, a made move and a comment are never edited; the database itself refuses it."""

from django.db import migrations

from accounts.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_workflow")]

    operations = [
        append_only("workflow_submission"),
        append_only("workflow_transition"),
        append_only("workflow_comment"),
    ]
