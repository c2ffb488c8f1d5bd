"""`manage.py import_reports`: a folder of published files; running it again changes nothing."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Event, Role
from reports.models import PastFile, PastReport, Report, Submission
from tests.support.factories import make_agency, make_campaign, make_region, make_user
from tests.support.past_reports import told, written

pytestmark = pytest.mark.django_db
YEAR = 2024


@pytest.fixture
def folder(tmp_path):
    """Of a county with two agencies; the report of one, that of nobody, and no report."""
    region = make_region(name="云岭县")
    make_campaign(region, year=YEAR)
    bureau = make_agency(region=region, is_bureau=True, name="云岭县审批局", short_name="审批局")
    make_user((bureau, Role.ADMINISTRATOR))
    one = make_agency(region=region, name="云岭县水利局", short_name="水利局")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "水利局.txt").write_bytes(written(told(one.name, YEAR), "txt"))
    (tmp_path / "other.txt").write_bytes(written(told("青石县粮食局", YEAR), "txt"))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n")
    return tmp_path


def run(folder, *options) -> str:
    out = StringIO()
    call_command("import_reports", str(folder), "--year", str(YEAR), *options, stdout=out)
    return out.getvalue()


def test_what_is_certain_is_taken_in_the_rest_waits_and_again_changes_nothing(folder):
    first = run(folder, "--source", "县网", "--published-on", "2025-01-20")
    assert "taken in: 1" in first
    assert "other.txt - " in first and "not read: a.png" in first
    past = PastReport.objects.get()
    assert (past.source, str(past.published_on)) == ("县网", "2025-01-20")
    before = Submission.objects.count(), Report.objects.count(), PastFile.objects.count()
    taken = Event.objects.filter(action="past.take_in").count()
    again = run(folder, "--source", "县网", "--published-on", "2025-01-20")
    assert "there already, unchanged: 1" in again and "taken in" not in again
    assert (Submission.objects.count(), Report.objects.count(), PastFile.objects.count()) == before
    assert Event.objects.filter(action="past.take_in").count() == taken


def test_without_a_source_the_folders_name_is_told_and_kept_ever_after(folder):
    run(folder)
    run(folder)
    assert PastReport.objects.get().source == folder.name


@pytest.mark.parametrize(
    "options",
    [
        ("--year", "2019"),
        ("--by", "nobody"),
        ("--published-on", "yesterday"),
        ("--region", "999999"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_a_file_is_read(options, folder):
    with pytest.raises(CommandError):
        run(folder, *options)
    assert PastFile.objects.count() == 0
