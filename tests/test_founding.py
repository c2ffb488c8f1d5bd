"""The first county of an empty portal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.credit_code import check_character
from accounts.models import Agency, Event, Region, Role, User
from accounts.trail import verify

pytestmark = pytest.mark.django_db

CODE = "11990199000000001"
GIVEN = {
    "region": "青石县",
    "division_code": "990199",
    "bureau": "青石县行政审批服务局",
    "credit_code": CODE + check_character(CODE),
    "username": "first",
    "name": "何其清",
    "email": "first@example.com",
}


def found(**changes: str) -> str:
    out = StringIO()
    call_command("found", stdout=out, **{**GIVEN, **changes})
    return out.getvalue()


def test_the_administrator_has_the_printed_password_and_must_change_it():
    _username, password = found().splitlines()[0].split()
    user = User.objects.get(username="first")
    assert user.check_password(password)
    assert user.must_change_password
    assert user.has_role(Role.ADMINISTRATOR)


def test_the_bureau_reviews_its_county():
    found()
    assert Agency.objects.get().is_bureau
    assert Agency.objects.get().region == Region.objects.get(name="青石县")


def test_the_founding_is_the_first_line_of_the_trail():
    found()
    assert Event.objects.get().action == "portal.found"
    assert verify() is None


def test_a_portal_is_founded_once():
    found()
    with pytest.raises(CommandError, match="administrator already"):
        found(region="另一县", division_code="990198", username="second")
    assert Region.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("credit_code", "123", "18"),
        ("division_code", "99", "6"),
        ("username", "", "username"),
        ("email", "nowhere", "email"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(field, value, said):
    with pytest.raises(CommandError, match=said):
        found(**{field: value})
    assert not Region.objects.exists()
    assert not User.objects.exists()
