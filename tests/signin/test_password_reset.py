"""Asking for a new password: nothing is sent within the request, and nothing tells who exists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Event, Role, User
from accounts.signin.password_reset import FIRST_PAUSE, MOST_ASKED, MOST_TRIES
from tests.support.factories import make_agency, make_user
from tests.support.hanging_mail import HangingBackend

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue(settings) -> Iterator[None]:
    """Jobs wait in the database for a worker; the mail server hangs."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "tests.support.hanging_mail.HangingBackend"
    HangingBackend.asked.clear()
    yield


@pytest.fixture
def person() -> User:
    user = make_user((make_agency(), Role.REPORTER))
    user.set_password("Quiet-river-9")
    user.save()
    return user


def ask(email: str, client: Client | None = None, **headers: str):
    return (client or Client()).post("/password/reset/", {"email": email}, **headers)


def work() -> None:
    call_command("db_worker", batch=True, startup_delay=False, interval=0, verbosity=0)


def test_a_mail_server_that_hangs_is_not_asked_within_the_request(person):
    assert ask(person.email).url == "/password/reset/sent/"
    assert HangingBackend.asked == [] and not Event.objects.exists()
    work()
    assert HangingBackend.asked == [False], "the worker asked it, outside of any transaction"
    assert Event.objects.get().action == "password.reset_asked"


def test_the_request_does_the_same_for_an_address_that_nobody_has(person):
    done = []
    for email in (person.email, "nobody@example.com"):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(email)
        statements = [query["sql"].split(" ")[0] for query in queries]
        done.append((answer.status_code, answer.url, statements))
    assert done[0] == done[1] and "INSERT" in done[0][2]


def test_what_the_mail_server_did_not_take_is_tried_again_and_not_for_ever(person, time_machine):
    ask(person.email)
    for turn in range(MOST_TRIES + 2):
        work()
        time_machine.move_to(timezone.now() + FIRST_PAUSE * 2**turn, tick=True)
    assert len(HangingBackend.asked) == MOST_TRIES
    assert Event.objects.count() == 1, "it was asked for once"


def test_a_link_that_failed_goes_out_once_the_server_is_back(person, settings, time_machine):
    ask(person.email)
    work()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to(timezone.now() + FIRST_PAUSE, tick=True)
    work()
    assert [message.to for message in mail.outbox] == [[person.email]]
    work()
    assert len(mail.outbox) == 1


def test_many_questions_from_one_address_are_refused_for_a_while(person):
    client = Client()
    answers = [ask(f"a{n}@example.com", client).status_code for n in range(MOST_ASKED + 1)]
    assert answers == [302] * MOST_ASKED + [429]
    assert DBTaskResult.objects.count() == MOST_ASKED


def test_the_link_leads_to_the_portal_of_the_settings(person, settings):
    settings.PORTAL_ADDRESS = "https://reports.example/"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ask(person.email)
    work()
    assert "https://reports.example/password/reset/" in mail.outbox[0].body
