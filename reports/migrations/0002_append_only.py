"""What was filed is never edited; the database itself refuses it."""

from django.db import migrations

from accounts.models.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_release_0_2")]

    operations = [AppendOnly("reports_submission")]
