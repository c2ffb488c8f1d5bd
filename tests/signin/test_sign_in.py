"""Signing in and out: who gets in, who is told what, and what the trail keeps of it."""

import pytest
from django.test import Client

from accounts.models import AgencyKind, Event, Role, User
from accounts.trail.record import verify
from tests.support.elements import text_in
from tests.support.factories import make_agency, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "Quiet-river-9"


def make_member(**fields: object) -> User:
    user = make_user((make_agency(), Role.REPORTER), **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def actions() -> list[str]:
    return list(Event.objects.order_by("id").values_list("action", flat=True))


def test_the_right_password_opens_the_home_page(client):
    user = make_member()
    response = sign_in(client, user.username)
    assert response.url == "/"
    event = Event.objects.get()
    assert (event.action, event.actor, event.object) == ("sign_in", user, f"user:{user.pk}")
    assert event.address == "127.0.0.1"


def test_the_page_asked_for_opens_after_signing_in(client):
    user = make_member()
    assert sign_in(client, user.username, next="/password/").url == "/password/"


def test_a_foreign_address_is_not_followed(client):
    user = make_member()
    assert sign_in(client, user.username, next="https://example.com/").url == "/"


def test_a_stranger_is_sent_to_sign_in(client):
    for path in ("/", "/password/", "/trail/", "/admin/"):
        response = client.get(path)
        assert response.status_code == 302
        assert "/sign-in/" in response.url or response.url.startswith("/admin/login/")


def test_a_wrong_password_a_wrong_name_and_a_closed_account_get_the_same_answer(client):
    make_member(username="open")
    make_member(username="closed", is_active=False)
    pages = []
    for name, password in (("open", "wrong"), ("nobody", PASSWORD), ("closed", PASSWORD)):
        response = sign_in(client, name, password)
        assert response.status_code == 200
        pages.append(response.context["form"].non_field_errors())
    assert pages[0] and pages[0] == pages[1] == pages[2]


def test_a_failure_is_recorded_and_a_name_nobody_has_is_not(client):
    user = make_member()
    sign_in(client, user.username, "wrong")
    sign_in(client, "my-Password-typed-in-the-wrong-box", "wrong")
    known, unknown = Event.objects.order_by("id")
    assert (known.action, known.object) == ("sign_in.failed", f"user:{user.pk}")
    assert (unknown.action, unknown.object, unknown.label) == ("sign_in.failed", "user:unknown", "")
    assert known.actor is None and known.actor_name == "visitor"


def test_an_empty_form_is_no_failure(client):
    response = sign_in(client, "", "")
    assert response.context["form"].errors
    assert b"autofocus" in response.content and b"error-summary" in response.content
    assert actions() == []


def test_five_failures_pause_the_account_even_for_the_right_password(client):
    user = make_member()
    make_agency(is_bureau=True, name="云岭县审批局", phone="0000-1234567")
    statuses = [sign_in(client, user.username, "wrong").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    response = sign_in(client, user.username)
    assert response.status_code == 429
    said = text_in(response.content.decode(), "main .card-plain")
    assert "15 分钟" in said and "0000-1234567" in said
    assert not client.session.get("_auth_user_id")
    assert actions()[-1] == "sign_in.locked"


def test_four_failures_and_a_success_start_the_count_again(client):
    user = make_member()
    for _ in range(2):
        for _ in range(4):
            sign_in(client, user.username, "wrong")
        assert sign_in(client, user.username).status_code == 302
        client.post("/sign-out/")


def test_who_is_locked_out_does_not_lock_out_others(client):
    locked, other = make_member(), make_member()
    for _ in range(5):
        sign_in(client, locked.username, "wrong")
    assert sign_in(client, other.username).status_code == 302


def test_signing_out_is_recorded_and_ends_the_session(client):
    user = make_member()
    sign_in(client, user.username)
    assert client.post("/sign-out/").url == "/sign-in/"
    assert actions() == ["sign_in", "sign_out"]
    assert {event.actor for event in Event.objects.all()} == {user}
    assert client.get("/password/").status_code == 302
    assert verify() is None


def test_signing_out_twice_is_harmless(client):
    assert client.post("/sign-out/").url == "/sign-in/"
    assert actions() == []


def test_a_link_cannot_sign_anybody_out_or_switch_the_language(client):
    client.force_login(make_member())
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/language/", {"language": "en"}).status_code == 405
    page = client.get("/password/")
    assert page.status_code == 200 and 'lang="zh-hans"' in page.content.decode()


def test_somebody_whose_account_is_closed_is_out_at_once(client):
    user = make_member()
    client.force_login(user)
    assert client.get("/password/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/password/").status_code == 302


def test_signing_in_needs_the_token_of_the_page():
    user = make_member()
    strict = Client(enforce_csrf_checks=True)
    response = sign_in(strict, user.username)
    assert response.status_code == 403
    assert "_auth_user_id" not in strict.session


def test_pages_are_chinese_until_somebody_chooses(client):
    german = {"HTTP_ACCEPT_LANGUAGE": "de,en"}
    assert 'lang="zh-hans"' in client.get("/sign-in/", **german).content.decode()


def test_the_language_switch_keeps_the_page(client):
    response = client.post("/language/", {"language": "en", "next": "/sign-in/?next=/trail/"})
    assert response.url == "/sign-in/?next=/trail/"
    page = client.get(response.url)
    assert 'lang="en"' in page.content.decode() and page["Content-Language"] == "en"


def test_a_language_nobody_offers_is_chinese(client):
    client.cookies["django_language"] = "xx"
    assert 'lang="zh-hans"' in client.get("/sign-in/").content.decode()


def test_the_foot_names_the_bureau_above_the_agency(client):
    agency = make_agency(kind=AgencyKind.TOWNSHIP)
    make_agency(is_bureau=True, name="别县审批局")
    make_agency(region=agency.region, is_bureau=True, name="本县审批局")
    client.force_login(make_user((agency, Role.HEAD)))
    page = client.get("/password/").content.decode()
    assert "本县审批局" in page and "别县审批局" not in page
