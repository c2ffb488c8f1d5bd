"""Break-glass: a superuser is shut out but for a bounded time that everybody sees."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, BreakGlass, Event, Membership, Region, Role, User
from accounts.signin.break_glass import LONGEST, close_break_glass
from accounts.trail.record import verify
from portal.checks import no_glass_is_broken
from tests.support.admin_pages import address, confirm, make_county, sheet_of, upload
from tests.support.factories import browser, make_agency, make_region, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "Quiet-river-9"
REASON = "安全管理员离岗，无人可开账号"


@pytest.fixture
def root() -> User:
    """As createsuperuser makes one, with a password of their own already."""
    root = User.objects.create_superuser("root", "root@example.com", PASSWORD, name="运维")
    root.must_change_password = False
    root.save()
    return root


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("break_glass", "root", *arguments, stdout=out, **{"reason": REASON, **options})
    return out.getvalue()


def sign_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post(reverse("accounts:login"), {"username": "root", "password": password})


def later(monkeypatch: pytest.MonkeyPatch, **time: int) -> None:
    now = timezone.now() + dt.timedelta(**time)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def actions() -> list[str]:
    return list(Event.objects.order_by("id").values_list("action", flat=True))


# Shut ----------------------------------------------------------------------------------------


def test_a_superuser_is_shut_out_and_told_no_more_than_anybody(root, client):
    make_user(username="other")
    right, wrong = sign_in(client), sign_in(client, "wrong")
    assert right.status_code == wrong.status_code == 200
    errors = [page.context["form"].non_field_errors() for page in (right, wrong)]
    assert errors[0] and errors[0] == errors[1]
    assert actions() == ["sign_in.failed", "sign_in.failed"]


def test_a_superuser_that_is_shut_has_no_right_whatever_they_hold(root):
    for role in (Role.SECURITY, Role.REVIEWER):
        Membership.objects.create(user=root, agency=make_agency(is_bureau=True), role=role)
    assert not root.has_perm("accounts.change_user") and not root.has_module_perms("accounts")
    assert not root.has_perms(["auth.add_group"])
    assert not root.has_role(*Role)
    assert browser(root).get("/").status_code == 302


def test_programmers_sign_in_as_superuser(root, client, settings):
    settings.DEBUG = True
    assert sign_in(client).status_code == 302
    assert client.get(address(User, "changelist")).status_code == 200


# Open ----------------------------------------------------------------------------------------


def test_an_opened_superuser_mends_what_nobody_else_can(root, client):
    """No security administrator is left: a new one is made, and the trail has each step."""
    bureau = make_agency(is_bureau=True)
    assert "root is open until" in run()
    assert sign_in(client).status_code == 302
    rows = {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0,
            "memberships-0-agency": bureau.pk, "memberships-0-role": "security"}  # fmt: skip
    about = {"username": "new", "name": "新人", "email": "new@example.com"}
    assert client.post(address(User, "add"), {**about, **rows}).status_code == 302
    assert Membership.objects.get(user__username="new").role == Role.SECURITY
    assert actions() == ["glass.break", "sign_in", "user.add"]
    opened, *acts = Event.objects.order_by("id")
    assert opened.after["reason"] == REASON and opened.object == f"user:{root.pk}"
    assert all(act.actor == root and "superuser" in act.actor_name for act in acts)
    assert verify() is None


def test_an_opened_superuser_opens_every_page_of_the_admin_but_no_trail(root):
    make_county()
    run()
    root = User.objects.get(pk=root.pk)  # the sessions of before have ended
    client = browser(root)
    for model in (Region, Agency, User):
        for page in ("changelist", "add", "import", "export"):
            assert client.get(address(model, page)).status_code == 200
    for page in ("accounts:trail", "review:phrases"):
        assert client.get(reverse(page)).status_code == 404
    assert client.get("/admin/django_tasks_database/dbtaskresult/").status_code == 403


def test_an_opened_superuser_imports_into_every_region(root):
    county, other = make_county(), make_county()
    run()
    client = browser(User.objects.get(pk=root.pk))
    rows = [
        [agency.credit_code, f"{agency.short_name}改"] for agency in (county.bureau, other.bureau)
    ]
    preview = upload(client, Agency, sheet_of(["credit_code", "short_name"], rows))
    assert preview.context["counts"] == {"update": 2}
    confirm(client, Agency, preview)
    kept = Agency.objects.filter(is_bureau=True).values_list("short_name", flat=True)
    assert set(kept) == {short_name for _code, short_name in rows}


def test_nobody_makes_or_changes_a_superuser_by_page(root):
    run()
    client = browser(User.objects.get(pk=root.pk))
    listed = client.get(address(User, "changelist")).context["cl"].queryset
    assert root not in listed
    about = {"username": "new", "name": "新人", "email": "new@example.com", "is_superuser": "on",
             "is_staff": "on", "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0,
             "memberships-0-agency": make_agency().pk, "memberships-0-role": "office"}  # fmt: skip
    change = address(User, "change", root.pk)
    assert [client.get(change).status_code, client.post(change, about).status_code] == [302, 302]
    assert User.objects.get(pk=root.pk).name == root.name
    assert client.post(address(User, "add"), about).status_code == 302
    assert not User.objects.get(username="new").is_superuser


def test_every_page_tells_it_to_who_is_signed_in_while_it_is_open(root, client):
    county = make_county()
    clerk = browser(make_user((make_agency(region=make_region()), Role.REPORTER)))
    pages = [(clerk, "/"), (clerk, "/password/"), (clerk, "/nowhere/"), (county.client, "/desk/"),
             (county.client, "/admin/"), (county.security_client, address(User, "add"))]  # fmt: skip
    for browser_, path in pages:
        assert REASON not in browser_.get(path).content.decode()
    run()
    for browser_, path in pages:
        page = browser_.get(path).content.decode()
        assert REASON in page and "（root）" in page, path
    assert REASON not in client.get("/sign-in/").content.decode()
    run("--end")
    for browser_, path in pages:
        assert REASON not in browser_.get(path).content.decode()


def test_while_nothing_is_open_no_page_asks_for_it(django_assert_num_queries):
    client = browser(make_user((make_agency(), Role.REPORTER)))
    with django_assert_num_queries(4):  # session, user, roles, the bureau
        client.get("/password/")
    make_open()
    with django_assert_num_queries(5):
        client.get("/password/")


def make_open() -> None:
    until = timezone.now() + dt.timedelta(minutes=5)
    BreakGlass.objects.create(user=make_user(is_superuser=True), reason=REASON, until=until)


def test_the_reason_is_shown_as_it_is_written(root):
    run(reason="<script>alert(1)</script>")
    page = browser(make_user((make_agency(), Role.REPORTER))).get("/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


# Its end -------------------------------------------------------------------------------------


def test_it_ends_by_itself_in_the_midst_of_a_session(root, client, monkeypatch):
    run(minutes=30)
    sign_in(client)
    later(monkeypatch, minutes=29)
    assert client.get("/admin/").status_code == 200
    later(monkeypatch, minutes=2)
    assert client.get("/admin/").status_code == 302
    assert sign_in(client).status_code == 200
    assert not User.objects.get(pk=root.pk).has_perm("accounts.change_user")


def test_it_is_ended_by_command_at_once(root, client):
    run()
    sign_in(client)
    assert run("--end") == "root is shut.\n"
    assert client.get("/admin/").status_code == 302 and sign_in(client).status_code == 200
    assert actions()[-2:] == ["glass.mend", "sign_in.failed"]


def test_an_old_session_does_not_come_back_with_the_next_opening(root, client, monkeypatch):
    run(minutes=1)
    sign_in(client)
    later(monkeypatch, minutes=2)
    run()
    assert client.get("/admin/").status_code == 302


def test_only_the_account_that_was_opened_is_open(root, client):
    User.objects.create_superuser("second", "second@example.com", PASSWORD, name="乙")
    run()
    form = {"username": "second", "password": PASSWORD}
    assert client.post(reverse("accounts:login"), form).status_code == 200


# Refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"reason": ""}, "reason has 0"),
        ({"reason": " x \n "}, "reason has 1"),
        ({"reason": "长" * 201}, "reason has 201"),
        ({"minutes": 0}, "1 to 240"),
        ({"minutes": -5}, "1 to 240"),
        ({"minutes": 241}, "1 to 240"),
    ],
)
def test_without_a_reason_or_a_bound_nothing_opens(root, options, said):
    with pytest.raises(CommandError, match=said):
        run(**options)
    assert not BreakGlass.objects.exists() and not Event.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"is_superuser": False}, {"is_active": False}, {"username": "no"}]
)
def test_only_an_active_superuser_is_opened(root, fields):
    User.objects.filter(pk=root.pk).update(**fields)
    with pytest.raises(CommandError, match="createsuperuser"):
        run()
    assert not Event.objects.exists()


def test_it_is_opened_once_and_ended_once(root):
    run(minutes=int(LONGEST / dt.timedelta(minutes=1)))
    with pytest.raises(CommandError, match="open already"):
        run()
    close_break_glass("root")
    with pytest.raises(CommandError, match="is not open"):
        run("--end")
    assert actions() == ["glass.break", "glass.mend"]


# Checks --------------------------------------------------------------------------------------


def test_a_backend_that_lets_superusers_in_is_an_error(settings):
    assert not [found for found in run_checks() if found.id == "portal.E001"]
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS, "django.contrib.auth.backends.ModelBackend"
    ]  # fmt: skip
    assert [found.id for found in run_checks() if found.id == "portal.E001"] == ["portal.E001"]


def test_the_deploy_check_tells_of_an_opened_superuser(root):
    assert no_glass_is_broken(None, databases=["default"]) == []
    run()
    [found] = no_glass_is_broken(None, databases=["default"])
    assert found.id == "portal.W001" and REASON in found.msg and "--end" in found.hint
    assert no_glass_is_broken(None, databases=None) == []
    registered = run_checks(include_deployment_checks=True, databases=["default"])
    assert "portal.W001" in {found.id for found in registered}
