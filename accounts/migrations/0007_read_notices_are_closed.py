"""Until now a notice was done with when it was read."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def close_what_was_read(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("accounts", "Notice").objects.filter(read_at__isnull=False).update(
        closed_at=F("read_at")
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_notices_close")]
    operations = [migrations.RunPython(close_what_was_read, migrations.RunPython.noop)]
