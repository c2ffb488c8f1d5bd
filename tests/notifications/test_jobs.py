"""The worker: it sends what waits, once; a job that is stuck shows; finished rows are forgotten."""

import datetime as dt
import os
import subprocess
import sys
from io import StringIO

import pytest
import time_machine
from django.conf import settings as portal
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Notice, NoticeChoice, Role, Sending, SendingState, User
from accounts.notifications import delivery as letters
from accounts.notifications.jobs import deliver, forget_finished, schedule_delivery
from accounts.notifications.notify import Message, notify
from accounts.notifications.worker_health import trouble
from reports.models import Report, State
from tests.support.factories import make_agency, make_filled_report, make_user, move_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("daytime", "queue")]
NO_HOUR = dt.time(0)
LETTER = Message("move.return", "第1局：2026年度报告退回", "总计与分项不符")


@pytest.fixture
def queue(settings):
    """Jobs wait in the database for a worker, as in real use."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def told(*people: User) -> None:
    with transaction.atomic():
        notify(people, LETTER)


def work() -> None:
    """A worker that does what there is to do, and goes."""
    call_command("db_worker", batch=True, startup_delay=False, interval=0, verbosity=0)


def waiting() -> int:
    return DBTaskResult.objects.filter(status="READY").count()


# The worker -------------------------------------------------------------------------------------


def test_a_move_sends_nothing_itself_and_the_worker_sends_it_once(settings):
    report = make_filled_report(state=State.IN_REVIEW)
    work()
    mail.outbox.clear()
    settings.EMAIL_BACKEND = "tests.nowhere.Backend"  # whoever asks for it now, fails
    move_on(report, "approve")
    assert Report.objects.get(pk=report.pk).status == State.APPROVED and waiting() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    work()
    work()
    told_of_it = Notice.objects.filter(kind="move.approve")
    assert len(mail.outbox) == told_of_it.count() > 0
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_a_real_worker_process_sends_what_waits(person, tmp_path):
    """Another process on the same database, started as `make worker` starts it."""
    if connection.vendor == "sqlite" and not connection.settings_dict["NAME"].startswith("/"):
        pytest.skip("the tests' database is in the memory of this process")
    NoticeChoice.objects.create(user=person, quiet_from=NO_HOUR, quiet_until=NO_HOUR)
    with time_machine.travel(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)):  # due by any clock
        told(person)
    run_worker(tmp_path)
    (letter,) = (tmp_path / "mail").iterdir()
    assert f"To: {person.email}" in letter.read_text()
    assert Sending.objects.get().state == SendingState.SENT
    run_worker(tmp_path)
    assert len(list((tmp_path / "mail").iterdir())) == 1


def run_worker(folder) -> None:
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_VAR": str(folder),
        "PORTAL_MAIL": f"filemail:///{folder}/mail",
        "DATABASE_URL": _url(database),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay"],
        cwd=portal.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _url(database) -> str:
    """That of the tests' own database, which is another than DATABASE_URL names."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    address, question, query = os.environ["DATABASE_URL"].partition("?")
    return f"{address.rpartition('/')[0]}/{database['NAME']}{question}{query}"


def test_a_worker_on_a_file_of_sqlite_sends_what_waits(tmp_path):
    """The whole of it in processes of their own, as a small office runs it."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
    }

    def manage(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=portal.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate", "--verbosity", "0")
    words = (
        "from tests.notifications.test_jobs import *; from accounts.models import NoticeChoice; import datetime;"
        "p = make_user((make_agency(), Role.OFFICE));"
        "NoticeChoice.objects.create(user=p, quiet_from=datetime.time(0), quiet_until=datetime.time(0));"
        "told(p)"
    )
    manage("shell", "--no-imports", "-c", words)
    manage("db_worker", "--batch", "--no-startup-delay")
    assert len(list((tmp_path / "mail").iterdir())) == 1
    assert "OK" in manage("check_jobs")


def test_what_is_due_in_the_morning_is_a_job_of_the_morning(person):
    NoticeChoice.objects.create(user=person, frequency="daily")
    told(person)
    due = Sending.objects.get().due_at
    assert DBTaskResult.objects.get().run_after == due
    work()
    assert mail.outbox == [] and waiting() == 1
    with time_machine.travel(due + dt.timedelta(seconds=1), tick=True):
        work()
    assert len(mail.outbox) == 1 and waiting() == 0


def test_a_failed_letter_has_the_worker_look_again_by_itself(person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    told(person)
    work()
    again = DBTaskResult.objects.get(status="READY").run_after
    assert timezone.now() < again <= timezone.now() + letters.FIRST_PAUSE


def test_a_lost_job_loses_no_letter(person):
    told(person)
    DBTaskResult.objects.all().delete()
    told(make_user())
    work()
    assert len(mail.outbox) == 2


# When it is stuck -------------------------------------------------------------------------------


def later(minutes: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=minutes)


def check_jobs() -> str:
    said = StringIO()
    call_command("check_jobs", stdout=said)
    return said.getvalue()


def test_where_all_is_well_nothing_is_said(person):
    told(person)
    assert not trouble(later(9)) and check_jobs().startswith("OK")
    work()
    assert not trouble(later(60 * 24))


def test_a_job_that_waits_too_long_shows(person):
    told(person)
    found = trouble(later(25))
    assert (found.waiting, found.unsent) == (25, 1)
    with time_machine.travel(later(25)), pytest.raises(CommandError, match="waiting: 25 min"):
        check_jobs()


def test_a_job_of_the_morning_is_not_late_before_it(person):
    NoticeChoice.objects.create(user=person, frequency="daily")
    told(person)
    due = Sending.objects.get().due_at
    assert not trouble(due + dt.timedelta(minutes=9))
    assert trouble(due + dt.timedelta(minutes=12)).waiting == 12


def test_a_job_whose_worker_died_shows(person):
    told(person)
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    Sending.objects.all().delete()
    assert not trouble(later(9))
    assert trouble(later(11)).stuck == 1


def test_a_job_that_failed_shows_for_a_week(person, monkeypatch):
    told(person)
    monkeypatch.setattr(letters, "_take", lambda now: 1 / 0)
    work()
    Sending.objects.all().delete()
    assert trouble(later(1)).failed == 1 and not trouble(later(60 * 24 * 8))
    assert "ZeroDivisionError" in DBTaskResult.objects.get().traceback


PLACES = ["/", "/desk/"]


@pytest.mark.parametrize("path", PLACES)
def test_administrators_see_it_and_nobody_else(path):
    bureau = make_agency(is_bureau=True)
    told(make_user())
    pages = {}
    with time_machine.travel(later(30)):
        for role in Role:
            client = Client()
            client.force_login(make_user((bureau, role)))
            pages[role] = client.get(path).content.decode()
    seen = pages.pop(Role.ADMINISTRATOR)
    assert "后台任务异常" in seen
    assert "有任务已等待 30 分钟" in seen and "1 条提醒未发出" in seen
    assert not [role for role, page in pages.items() if "后台任务异常" in page]


@pytest.mark.parametrize("path", PLACES)
def test_where_all_is_well_administrators_see_nothing(path):
    client = Client()
    client.force_login(make_user((make_agency(is_bureau=True), Role.ADMINISTRATOR)))
    assert "后台任务异常" not in client.get(path).content.decode()


# Old rows ---------------------------------------------------------------------------------------


def test_finished_jobs_are_forgotten_in_time_and_those_to_come_are_kept():
    def job(status: str, days: int) -> None:
        deliver.enqueue()
        at = timezone.now() - dt.timedelta(days=days)
        newest = DBTaskResult.objects.filter(status="READY", started_at=None).latest("enqueued_at")
        DBTaskResult.objects.filter(pk=newest.pk).update(
            status=status, started_at=at, finished_at=None if status == "RUNNING" else at
        )

    for status, days in [("SUCCESSFUL", 15), ("SUCCESSFUL", 13), ("FAILED", 91), ("FAILED", 89),
                         ("RUNNING", 2), ("RUNNING", 0)]:  # fmt: skip
        job(status, days)
    schedule_delivery(later(60 * 24))
    assert forget_finished(timezone.now()) == 3
    left = DBTaskResult.objects.order_by("status").values_list("status", flat=True)
    assert list(left) == ["FAILED", "READY", "RUNNING", "SUCCESSFUL"]
