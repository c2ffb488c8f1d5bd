"""What somebody who is signed in was refused is a line of the trail, within bounds."""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import Event, Role
from accounts.signin.denied_access_log import AN_HOUR
from accounts.trail.record import verify
from tests.support.factories import make_agency, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client):
    """May read the report, and enter nothing."""
    report = make_report()
    person = make_user((report.agency, Role.HEAD))
    client.force_login(person)
    return client, person, f"/reports/{report.pk}/read/"


def refusals():
    return Event.objects.filter(action="access.refused").order_by("id")


def test_a_refused_page_is_a_line_with_person_address_and_what_was_asked(head):
    client, person, path = head
    assert client.get(path + "?secret=1").status_code == 403
    event = refusals().get()
    assert (event.actor, event.object, event.label) == (person, f"user:{person.pk}", path)
    assert event.after == {"method": "GET", "path": path}
    assert event.address == "127.0.0.1" and verify() is None


def test_a_refused_act_is_one_too(head):
    client, _person, path = head
    client.post(path)
    assert refusals().get().after["method"] == "POST"


def test_a_post_without_its_token_is_one_too(head):
    _client, person, path = head
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post(path).status_code == 403
    assert refusals().count() == 1


def test_the_administration_refused_is_one_too(head):
    client, _person, _path = head
    client.get("/admin/", follow=True)
    assert refusals().count() == 1


def test_a_stranger_and_what_does_not_exist_for_one_leave_no_line(head):
    client, _person, path = head
    assert Client(enforce_csrf_checks=True).post("/sign-in/").status_code == 403
    assert client.get("/reports/999999/").status_code == 404
    assert client.get("/trail/").status_code == 404
    assert not refusals().exists()


def test_who_tries_on_and_on_leaves_so_many_lines_an_hour(head, time_machine):
    client, person, path = head
    now = dt.datetime(2027, 1, 5, 4, tzinfo=dt.UTC)
    time_machine.move_to(now, tick=False)
    client.force_login(person)
    for _ in range(AN_HOUR + 5):
        client.get(path)
    assert refusals().count() == AN_HOUR
    assert refusals().last().after["further"] is True
    time_machine.move_to(now + dt.timedelta(minutes=61), tick=False)
    client.force_login(person)
    client.get(path)
    assert refusals().count() == AN_HOUR + 1


def test_one_person_does_not_use_up_the_lines_of_another(head):
    client, _person, path = head
    for _ in range(AN_HOUR):
        client.get(path)
    other = Client()
    other.force_login(make_user((make_agency(), Role.HEAD)))
    other.get("/admin/", follow=True)
    assert refusals().count() == AN_HOUR + 1
