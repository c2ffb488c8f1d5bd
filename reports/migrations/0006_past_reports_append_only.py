"""Where a past year's report came from is never edited; the database itself refuses it."""

from django.db import migrations

from accounts.models.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_past_reports")]

    operations = [AppendOnly("reports_pastreport")]
