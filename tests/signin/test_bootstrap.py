"""The first county of an empty portal."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Agency, Event, Region, User
from accounts.models.credit_code import check_character
from accounts.trail.record import verify

pytestmark = pytest.mark.django_db

CODE = "11990199000000001"
GIVEN = {
    "region": "青石县",
    "division_code": "990199",
    "bureau": "青石县行政审批服务局",
    "credit_code": CODE + check_character(CODE),
    "administrator": ["system", "何其清", "system@example.com"],
    "security": ["safety", "陶安", "safety@example.com"],
    "auditor": ["audit", "严实", "audit@example.com"],
}


def found(**changes: Any) -> str:
    out = StringIO()
    call_command("init_county", stdout=out, **{**GIVEN, **changes})
    return out.getvalue()


def test_each_duty_has_an_account_with_the_printed_password_to_be_changed():
    lines = [line.split() for line in found().splitlines()[:3]]
    assert [line[:2] for line in lines] == [
        ["administrator", "system"], ["security", "safety"], ["auditor", "audit"]
    ]  # fmt: skip
    for duty, username, password in lines:
        user = User.objects.get(username=username)
        assert user.check_password(password) and user.must_change_password
        assert [m.role for m in user.memberships.all()] == [duty]
        assert not user.is_superuser


def test_the_bureau_reviews_its_county():
    found()
    assert Agency.objects.get().is_bureau
    assert Agency.objects.get().region == Region.objects.get(name="青石县")


def test_the_founding_is_the_first_line_of_the_trail():
    found()
    event = Event.objects.get()
    assert event.action == "portal.found" and event.after["security"] == "safety"
    assert verify() is None


def test_a_portal_is_founded_once():
    found()
    with pytest.raises(CommandError, match="founded already"):
        found(region="另一县", division_code="990198")
    assert Region.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("credit_code", "123", "18"),
        ("division_code", "99", "6"),
        ("administrator", ["", "何其清", "system@example.com"], "administrator username"),
        ("security", ["safety", "陶安", "nowhere"], "security email"),
        ("auditor", ["system", "严实", "audit@example.com"], "auditor username"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(field, value, said):
    with pytest.raises(CommandError, match=said):
        found(**{field: value})
    for model in (Region, Agency, User, Event):
        assert not model.objects.exists(), model
