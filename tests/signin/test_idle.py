"""A sign-in lasts as long as the browser is open, and ends after 30 minutes without an act."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from tests.support.cast import cast
from tests.support.factories import make_report, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "Wheelbarrow-and-lantern-58"
SCRIPT = {"X-Requested-With": "fetch"}
STATE = "/session/state/"


class Office:
    def __init__(self) -> None:
        self.report = make_report()
        self.clerk = make_user((self.report.agency, Role.REPORTER))
        self.clerk.set_password(PASSWORD)
        self.clerk.save()
        self.section = f"/reports/{self.report.pk}/sections/s3_requests/"


office = cast(Office)


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def signed_in(person: User) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": person.username, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    """Asked in a way that is no act."""
    return client.get(STATE, headers=SCRIPT).status_code == HTTPStatus.OK


def test_the_cookies_are_gone_when_the_browser_is_closed(office):
    client = signed_in(office.clerk)
    for name in ("sessionid", "portal_person"):
        cookie = client.cookies[name]
        assert (cookie["max-age"], cookie["expires"]) == ("", ""), name
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_whoever_works_stays_signed_in_for_the_whole_day(office, clock):
    client = signed_in(office.clerk)
    for _ in range(60):
        clock.shift(timedelta(minutes=29))
        assert client.get("/").status_code == HTTPStatus.OK


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_half_an_hour_without_an_act_ends_it(minutes, stays, office, clock):
    client = signed_in(office.clerk)
    clock.shift(timedelta(minutes=minutes))
    answer = client.get(office.section)
    assert answer.status_code == (HTTPStatus.OK if stays else HTTPStatus.FOUND)
    if not stays:
        assert answer["Location"].startswith(f"/sign-in/?next={office.section.replace('/', '%2F')}")
        assert "30 分钟没有操作" in client.get(answer["Location"]).content.decode()


# What keeps somebody signed in: address below the section's, method, what is sent.
ACTS = [
    ("", "get", {}, True),
    ("autosave/", "post", {"requests.new_received.natural_person": "5"}, True),
    (STATE, "post", {}, True),
    (STATE, "get", {}, False),
    ("/session/", "get", {}, False),
    ("presence/", "post", {}, False),
]


@pytest.mark.parametrize(("address", "method", "sent", "is_act"), ACTS)
def test_only_what_somebody_does_counts(address, method, sent, is_act, office, clock):
    """What an open page asks by itself keeps nobody signed in."""
    client = signed_in(office.clerk)
    path = address if address.startswith("/") else office.section + address
    for _ in range(3):
        clock.shift(timedelta(minutes=20))
        getattr(client, method)(path, sent, headers=SCRIPT)
    assert is_in(client) == is_act


def test_a_page_is_told_how_long_it_still_lasts(office, clock):
    client = signed_in(office.clerk)
    clock.shift(timedelta(minutes=10))
    assert 'data-warning="120"' in client.get("/").content.decode()
    clock.shift(timedelta(minutes=29))
    told = client.get(STATE, headers=SCRIPT).json()
    assert 60 <= told["left"] <= 90 and told["user"] == office.clerk.pk


def test_the_operator_says_after_how_many_minutes(office, clock, settings):
    settings.IDLE_MINUTES = 5
    client = signed_in(office.clerk)
    clock.shift(timedelta(minutes=6))
    assert not is_in(client)


def test_the_operator_may_let_it_last(office, clock, settings):
    settings.IDLE_MINUTES = 0
    client = signed_in(office.clerk)
    clock.shift(timedelta(hours=11))
    assert is_in(client) and 'data-warning="0"' in client.get("/").content.decode()


def test_a_clock_that_is_set_back_ends_no_sign_in_and_lengthens_none(office, clock):
    client = signed_in(office.clerk)
    clock.shift(timedelta(hours=-2))
    assert client.get("/").status_code == HTTPStatus.OK
    clock.shift(timedelta(minutes=31))
    assert not is_in(client)
