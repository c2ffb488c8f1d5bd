"""Large type and high contrast: chosen by a form, kept with the person, shown on every page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from accounts.page import address_to_ask_again
from accounts.signin.appearance import Appearance
from portal.readiness import not_now
from tests.support.factories import browser, make_agency, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "/appearance/"
LARGE, CONTRAST = ' data-type="large"', ' data-contrast="high"'
PRESSES = [
    ([], ""),
    ([("large", "on")], LARGE),
    ([("large", "on")] * 2, LARGE),
    ([("contrast", "on")], CONTRAST),
    ([("large", "on"), ("contrast", "on")], LARGE + CONTRAST),
    ([("large", "on"), ("contrast", "on"), ("large", "off")], CONTRAST),
    ([("large", "on"), ("large", "off")], ""),
    ([("large", "yes")], ""),
    ([("words", "on")], ""),
]
WORDS = [
    ("", False, False),
    ("plain", False, False),
    ("large", True, False),
    ("contrast.large", True, True),
    ("larger.contrast", False, True),
    ('"><script>', False, False),
]


SHOWN_AGAIN = [
    ("GET", "/reports/3/sections/s4/?at=x", "", "/reports/3/sections/s4/?at=x"),
    ("POST", "/reports/3/paste/", "http://testserver/reports/3/?a=b#c", "/reports/3/?a=b"),
    ("POST", "/reports/3/paste/", "https://example.com/reports/3/", "/"),
    ("POST", "/reports/3/paste/", "", "/"),
]


def member() -> User:
    return make_user((make_agency(), Role.REPORTER))


def shown(page: Any) -> str:
    found = re.search(r'<html lang="zh-hans"([^>]*)>', page.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(("words", "large", "contrast"), WORDS)
def test_what_was_kept_is_read_and_anything_else_says_nothing(words, large, contrast):
    assert Appearance.read(words) == Appearance(large, contrast)
    assert Appearance.read(Appearance(large, contrast).words) == Appearance(large, contrast)


@pytest.mark.parametrize(("presses", "attributes"), PRESSES)
def test_a_stranger_and_a_member_see_what_they_pressed_last(presses, attributes):
    for visitor, path in ((Client(), "/sign-in/"), (browser(member()), "/")):
        for name, value in presses:
            response = visitor.post(ADDRESS, {name: value, "next": path})
            assert (response.status_code, response.url) == (302, path)
        assert shown(visitor.get(path)) == attributes


def test_a_choice_goes_with_the_person_to_another_computer():
    user = member()
    browser(user).post(ADDRESS, {"large": "on"})
    assert shown(browser(User.objects.get(pk=user.pk)).get("/notices/")) == LARGE
    assert shown(browser(member()).get("/")) == ""


def test_who_never_chose_keeps_what_the_computer_shows_and_a_choice_goes_before_it():
    at_home = browser(member())
    at_home.cookies["appearance"] = "contrast"
    assert shown(at_home.get("/")) == CONTRAST
    at_home.post(ADDRESS, {"contrast": "off"})
    at_home.cookies["appearance"] = "contrast"
    assert shown(at_home.get("/")) == ""


def test_a_page_elsewhere_is_not_followed_and_a_get_changes_nothing(client):
    assert client.post(ADDRESS, {"large": "on", "next": "https://example.com/"}).url == "/"
    assert client.get(ADDRESS, {"contrast": "on"}).status_code == 405
    assert shown(client.get("/sign-in/")) == LARGE


@pytest.mark.parametrize(("method", "path", "sent_from", "again"), SHOWN_AGAIN)
def test_a_page_that_answers_a_post_is_asked_for_again_where_it_was_sent_from(
    rf, method, path, sent_from, again
):
    request = rf.generic(method, path, headers={"Referer": sent_from} if sent_from else {})
    assert address_to_ask_again(request) == again


def test_who_must_choose_a_password_first_may_choose_large_type():
    newcomer = browser(make_user((make_agency(), Role.REPORTER), must_change_password=True))
    assert newcomer.post(ADDRESS, {"large": "on", "next": "/password/"}).url == "/password/"
    assert shown(newcomer.get("/password/")) == LARGE


def test_pages_of_errors_keep_it(monkeypatch, rf):
    visitor = browser(member())
    visitor.post(ADDRESS, {"large": "on"})
    del visitor.cookies["appearance"]  # the person's own choice is enough
    assert shown(visitor.get("/nowhere/")) == LARGE
    assert shown(visitor.get("/trail/")) == LARGE  # no right

    visitor.raise_request_exception = False
    monkeypatch.setattr("accounts.notifications.views.Paginator", None)
    answer = visitor.get("/notices/")
    assert (answer.status_code, shown(answer)) == (500, LARGE)

    refused = Client()
    refused.cookies["appearance"] = "contrast"
    answer = refused.get("/", HTTP_HOST="somewhere.example.com")
    assert (answer.status_code, shown(answer)) == (400, CONTRAST)


def test_the_page_while_the_database_is_away_goes_by_the_browser(rf):
    rf.cookies["appearance"] = "large"
    assert shown(not_now(rf.get("/"))) == LARGE


def test_the_administration_has_the_same_sheets_and_buttons():
    visitor = browser(make_user((make_agency(is_bureau=True), Role.SECURITY)))
    before = visitor.get("/admin/accounts/user/").content.decode()
    assert 'name="large" value="on"' in before and "portal/large.css" not in before
    visitor.post(ADDRESS, {"large": "on"})
    visitor.post(ADDRESS, {"contrast": "on"})
    after = visitor.get("/admin/accounts/user/").content.decode()
    assert 'name="large" value="off"' in after
    assert "portal/large.css" in after and "portal/contrast.css" in after
