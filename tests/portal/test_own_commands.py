"""Commands of Django and django-axes that change an account leave a line in the trail too."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.management.commands import changepassword
from django.core.management import CommandError, call_command

from accounts.models import Event
from accounts.trail.record import verify
from tests.support.factories import make_user

pytestmark = pytest.mark.django_db


def typed(monkeypatch, *passwords):
    given = iter(passwords)
    monkeypatch.setattr(changepassword.getpass, "getpass", lambda prompt="": next(given))


def test_a_password_set_on_the_command_line_is_a_line_and_lasts_for_one_sign_in(
    monkeypatch, capsys
):
    person = make_user()
    typed(monkeypatch, "Tangxi-2027-new", "Tangxi-2027-new")
    call_command("changepassword", person.username)
    person.refresh_from_db()
    assert person.check_password("Tangxi-2027-new") and person.must_change_password
    event = Event.objects.get()
    assert (event.action, event.object, event.actor_name) == (
        "user.password",
        f"user:{person.pk}",
        "system",
    )
    assert verify() is None


def test_a_password_that_is_not_taken_leaves_no_line(monkeypatch, capsys):
    person = make_user()
    typed(monkeypatch, *["1234"] * 2)
    with pytest.raises(CommandError):
        call_command("changepassword", person.username)
    assert not Event.objects.exists()


def test_a_lockout_that_is_lifted_is_a_line(capsys):
    person = make_user()
    AccessAttempt.objects.create(username=person.username, failures_since_start=5)
    call_command("axes_reset_username", person.username, "nobody")
    assert not AccessAttempt.objects.exists()
    found = [(event.action, event.object) for event in Event.objects.order_by("pk")]
    assert found == [
        ("sign_in.unlocked", f"user:{person.pk}"),
        ("sign_in.unlocked", "user:unknown"),
    ]
