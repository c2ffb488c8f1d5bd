"""Imports and exports of many rows: asked for once, run by the worker, whole or not at all, waiting
in the list of who asked."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.admin_pages import background
from accounts.jobs import kept, running
from accounts.models import Agency, Event, Job, JobState, Membership, User
from tests.support.admin_pages import address, confirm, make_county, sheet_of, upload
from tests.support.factories import browser, make_agency

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = ["username", "name", "roles"]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(background, "AT_ONCE", 2)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def county():
    return make_county()


@pytest.fixture
def no_worker(settings):
    """Jobs wait in the database; nobody takes them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def people(agency: Agency, number: int) -> bytes:
    rows = [[f"p{n}", f"人{n}", f"{agency.short_name}:填报人"] for n in range(number)]
    return sheet_of(PEOPLE, rows)


def asked(county, number: int = 3):
    """Somebody confirms an import of people."""
    client = county.client_for(User)
    answer = confirm(
        client, User, upload(client, User, people(make_agency(region=county.region), number))
    )
    assert answer.redirect_chain[-1][0] == reverse("accounts:jobs")
    return Job.objects.get(), client


def imported() -> int:
    return User.objects.filter(username__startswith="p").count()


def test_many_people_are_imported_by_the_worker_and_told_in_the_list(county):
    job, client = asked(county)
    assert (job.state, job.total, imported()) == (JobState.DONE, 3, 3)
    assert job.message in client.get(reverse("accounts:jobs")).text
    assert Membership.objects.filter(user__username__startswith="p", role="reporter").count() == 3
    line = Event.objects.get(action="user.import")
    assert (line.actor, line.label) == (job.user, "sheet.xlsx") and line.address
    assert not list(kept._place(job, "x").parent.glob("*"))


def test_few_people_are_imported_at_once(county):
    client = county.client_for(User)
    sheet = people(make_agency(region=county.region), 2)
    confirm(client, User, upload(client, User, sheet))
    assert (imported(), Job.objects.count()) == (2, 0)


@pytest.mark.usefixtures("no_worker")
def test_three_presses_are_one_job_and_a_second_run_does_nothing(county):
    client = county.client_for(User)
    preview = upload(client, User, people(make_agency(region=county.region), 3))
    form = {**preview.context["confirm_form"].initial, "csrfmiddlewaretoken": "x"}
    for _press in range(3):
        client.post(address(User, "process_import"), form)
    job = Job.objects.get()
    assert (job.state, imported()) == (JobState.WAITING, 0)
    running.run.func(job.pk)
    assert running.run.func(job.pk) == "nothing to do"
    assert imported() == 3 and Event.objects.filter(action="user.import").count() == 1


@pytest.mark.usefixtures("no_worker")
@pytest.mark.parametrize("what", ["role taken away", "account shut", "sheet overtaken"])
def test_what_no_longer_holds_when_it_runs_is_refused_and_writes_nothing(county, what):
    job, _client = asked(county)
    if what == "role taken away":
        Membership.objects.filter(user=job.user).delete()
    elif what == "account shut":
        User.objects.filter(pk=job.user_id).update(is_active=False)
    else:
        User.objects.create_user("p1", name="另一人")
    before = imported()
    running.run.func(job.pk)
    job.refresh_from_db()
    assert (job.state, imported() - before) == (JobState.REFUSED, 0) and job.message
    assert not Event.objects.filter(action="user.import").exists()


@pytest.mark.usefixtures("no_worker")
def test_a_worker_killed_while_it_writes_leaves_nothing_and_is_told(county, monkeypatch):
    job, client = asked(county)

    def killed(*_args, **_options):
        raise SystemExit

    monkeypatch.setattr(Membership.objects.__class__, "bulk_create", killed)
    with pytest.raises(SystemExit):
        running.run.func(job.pk)
    job.refresh_from_db()
    assert (job.state, imported()) == (JobState.RUNNING, 0)
    Job.objects.update(started_at=timezone.now() - dt.timedelta(hours=1))
    kept.forget(job, kept.PROGRESS)
    assert "中断" in client.get(reverse("accounts:jobs")).text
    job.refresh_from_db()
    assert job.state == JobState.INTERRUPTED and running.run.func(job.pk) == "nothing to do"


@pytest.mark.parametrize(
    "backend",
    ["django_tasks.backends.immediate.ImmediateBackend", "django_tasks_db.DatabaseBackend"],
)
def test_an_error_of_the_portal_is_told_in_the_list_and_writes_nothing(
    county, monkeypatch, settings, backend
):
    settings.TASKS = {"default": {"BACKEND": backend}}

    def broken(*_args, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(Membership.objects.__class__, "bulk_create", broken)
    job, client = asked(county)
    if job.state == JobState.WAITING:
        call_command("db_worker", batch=True, startup_delay=False, interval=0, verbosity=0)
        job.refresh_from_db()
    assert (job.state, imported()) == (JobState.FAILED, 0)
    assert job.message in client.get(reverse("accounts:jobs")).text
    assert not list(kept._place(job, "x").parent.glob("*"))


@pytest.mark.usefixtures("no_worker")
def test_a_job_given_up_meanwhile_writes_nothing_when_it_comes_to_its_end(county, monkeypatch):
    job, _client = asked(county)
    end = running._end

    def given_up(one, state, words):
        Job.objects.filter(pk=one.pk).update(state=JobState.INTERRUPTED)
        end(one, state, words)

    monkeypatch.setattr(running, "_end", given_up)
    running.run.func(job.pk)
    assert imported() == 0 and not Event.objects.filter(action="user.import").exists()


def test_a_large_export_waits_in_the_list_of_who_asked_and_of_nobody_else(county):
    for _agency in range(3):
        make_agency(region=county.region)
    client = county.client_for(Agency)
    answer = client.post(address(Agency, "export"), {"format": "0"})
    assert answer.url == reverse("accounts:jobs")
    job = Job.objects.get()
    file = client.get(reverse("accounts:job_file", args=[job.pk]))
    rows = list(openpyxl.load_workbook(BytesIO(file.content)).active.values)
    assert len(rows) == job.total + 1 == Agency.objects.count() + 1
    other = browser(county.security).get(reverse("accounts:job_file", args=[job.pk]))
    assert other.status_code == 404
    assert Event.objects.get(action="agency.export").after["rows"] == job.total


def test_jobs_and_their_files_are_bounded_in_days_and_in_number(county, monkeypatch):
    monkeypatch.setattr(running, "KEPT_EACH", 2)
    for _agency in range(3):
        make_agency(region=county.region)
    client = county.client_for(Agency)
    for _export in range(4):
        client.post(address(Agency, "export"), {"format": "1"})
    assert Job.objects.count() == 2
    files = kept._place(Job.objects.first(), "x").parent
    assert len(list(files.glob("*"))) == 2
    Job.objects.update(at=timezone.now() - dt.timedelta(days=8))
    assert running.forget_old() == 2 and not list(files.glob("*"))


@pytest.mark.usefixtures("no_worker")
def test_a_person_has_a_few_open_jobs_at_most_and_is_told(county, monkeypatch):
    monkeypatch.setattr(running, "OPEN_EACH", 1)
    monkeypatch.setattr(background, "AT_ONCE", 1)
    asked(county)
    client = county.client_for(User)
    answer = client.post(address(User, "export"), {"format": "0"}, follow=True)
    assert Job.objects.count() == 1 and "1" in str(next(iter(answer.context["messages"])))
