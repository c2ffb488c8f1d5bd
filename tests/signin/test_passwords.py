"""Passwords: the first one is changed, the forgotten one is replaced by mail."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Event, Role, User
from accounts.signin.password_reset import RESET_MAIL_EVERY
from tests.support.factories import make_agency, make_user

pytestmark = pytest.mark.django_db

OLD, NEW = "Quiet-river-9", "Broad-valley-7"


def make_member(**fields: object) -> User:
    user = make_user((make_agency(), Role.REPORTER), **fields)
    user.set_password(OLD)
    user.save()
    return user


def change(client, old: str = OLD, new: str = NEW, again: str = ""):
    data = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/password/", data)


def ask(client, email: str):
    return client.post("/password/reset/", {"email": email})


def link_in_the_mail() -> str:
    return re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]


def open_link(client, link: str) -> str:
    """Django moves the token into the session before it shows the form."""
    response = client.get(link)
    return response.url if response.status_code == 302 else link


# Change ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/trail/", "/admin/", "/reports/1/"])
def test_a_first_password_is_changed_before_anything_else(client, path):
    client.force_login(make_member(must_change_password=True))
    assert client.get(path).url == "/password/"


def test_signing_out_and_the_language_stay_open_before_that(client):
    client.force_login(make_member(must_change_password=True))
    assert client.post("/language/", {"language": "en", "next": "/password/"}).url == "/password/"
    assert client.post("/sign-out/").url == "/sign-in/"


def test_a_changed_password_opens_the_portal_and_is_recorded(client):
    user = make_member(must_change_password=True)
    client.force_login(user)
    assert change(client).url == "/"
    user.refresh_from_db()
    assert user.check_password(NEW) and not user.must_change_password
    assert [e.action for e in Event.objects.filter(actor=user)] == ["password.change"]
    assert client.get("/password/").status_code == 200, "the session goes on"


def test_other_sessions_end_when_the_password_changes(client):
    user = make_member()
    elsewhere = type(client)()
    client.force_login(user)
    elsewhere.force_login(user)
    change(client)
    assert elsewhere.get("/password/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (OLD, OLD, OLD),
        (OLD, NEW, "different"),
        (OLD, "short-1", "short-1"),
        (OLD, "12345678901", "12345678901"),
        (OLD, "password123", "password123"),
        (OLD, "", ""),
    ],
)
def test_what_is_refused_as_a_new_password(client, old, new, again):
    user = make_member(must_change_password=True)
    client.force_login(user)
    response = change(client, old, new, again)
    assert response.status_code == 200 and response.context["form"].errors
    assert 'class="error-summary"' in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(OLD) and user.must_change_password
    assert not Event.objects.filter(action="password.change").exists()


# Reset -------------------------------------------------------------------------------------


def test_a_link_from_the_mail_sets_a_new_password(client):
    user = make_member(must_change_password=True)
    assert ask(client, user.email).url == "/password/reset/sent/"
    assert mail.outbox[0].to == [user.email] and user.username in mail.outbox[0].body
    form = open_link(client, link_in_the_mail())
    assert client.post(form, {"new_password1": NEW, "new_password2": NEW}).url == "/sign-in/"
    user.refresh_from_db()
    assert user.check_password(NEW) and not user.must_change_password
    asked, done = Event.objects.order_by("id")
    assert (asked.action, asked.actor, asked.object) == (
        "password.reset_asked", None, f"user:{user.pk}",
    )  # fmt: skip
    assert (done.action, done.actor) == ("password.reset", user)


def test_a_link_works_once(client):
    user = make_member()
    ask(client, user.email)
    form = open_link(client, link_in_the_mail())
    client.post(form, {"new_password1": NEW, "new_password2": NEW})
    page = type(client)().get(link_in_the_mail())
    assert page.status_code == 200 and page.context["validlink"] is False
    again = {"new_password1": OLD, "new_password2": OLD}
    for each in (client, type(client)()):
        each.post(form, again)
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_a_link_that_was_made_up_sets_nothing(client):
    user = make_member()
    page = client.post("/password/reset/MQ/abc-123/", {"new_password1": NEW, "new_password2": NEW})
    assert page.context["validlink"] is False
    user.refresh_from_db()
    assert user.check_password(OLD)


def test_the_answer_is_the_same_for_an_address_nobody_has(client):
    user = make_member()
    known, unknown = ask(client, user.email), ask(client, "nobody@example.com")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_a_closed_account_gets_no_mail(client):
    user = make_member(is_active=False)
    ask(client, user.email)
    assert mail.outbox == [] and not Event.objects.exists()


def test_a_mailbox_cannot_be_flooded(client, time_machine):
    user = make_member()
    for _ in range(3):
        ask(client, user.email)
    assert len(mail.outbox) == 1
    time_machine.move_to(timezone.now() + RESET_MAIL_EVERY, tick=True)
    ask(client, user.email)
    assert len(mail.outbox) == 2
