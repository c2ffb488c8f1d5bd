"""The trail is append-only in the database itself; its head begins at 0 and follows each line."""

from django.db import migrations

from accounts.models.append_only import AppendOnly

POSTGRESQL = """
CREATE FUNCTION move_trail_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE accounts_trailhead SET count = NEW.id, hash = NEW.hash; RETURN NULL; END $$;
CREATE TRIGGER accounts_event_head AFTER INSERT ON accounts_event
FOR EACH ROW EXECUTE FUNCTION move_trail_head();
"""
SQLITE = """
CREATE TRIGGER accounts_event_head AFTER INSERT ON accounts_event
BEGIN UPDATE accounts_trailhead SET count = NEW.id, hash = NEW.hash; END
"""


def make_head(apps, schema_editor):
    apps.get_model("accounts", "TrailHead").objects.create(count=0, hash="0" * 64)


def follow(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if on_postgresql else SQLITE, None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_release_0_2")]

    operations = [
        AppendOnly("accounts_event"),
        migrations.RunPython(make_head, migrations.RunPython.noop),
        migrations.RunPython(follow, migrations.RunPython.noop),
    ]
