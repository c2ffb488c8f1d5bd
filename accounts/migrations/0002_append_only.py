"""The trail is append-only in the database itself, and begins with its head."""

from django.db import migrations

from accounts.append_only import append_only


def make_head(apps, schema_editor):
    apps.get_model("accounts", "TrailHead").objects.create(count=0, hash="0" * 64)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]

    operations = [
        append_only("accounts_event"),
        migrations.RunPython(make_head, migrations.RunPython.noop),
    ]
