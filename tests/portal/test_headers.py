"""What the browser is told of every page: nothing from elsewhere, nothing kept, no frames."""

import re

import pytest
from django.test import Client

from accounts.models import Role
from tests.support.factories import browser, make_agency, make_user

pytestmark = pytest.mark.django_db

OPEN_PAGES = ["/sign-in/", "/password/reset/", "/password/reset/sent/", "/password/reset/MQ/x-y/"]
OWN_PAGES = ["/", "/password/", "/trail/", "/desk/", "/aggregate/", "/admin/", "/nowhere/"]


HOLDERS = {"/trail/": Role.AUDITOR, "/admin/": Role.SECURITY}


def _visitor(path: str) -> Client:
    """Somebody who may open the page: nobody may open them all."""
    if path in OPEN_PAGES:
        return Client()
    bureau = make_agency(is_bureau=True)
    return browser(make_user((bureau, HOLDERS.get(path, Role.REVIEWER))))


def policy(response) -> dict[str, list[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", OPEN_PAGES + OWN_PAGES)
def test_scripts_and_styles_come_from_here_alone(path):
    rules = policy(_visitor(path).get(path))
    assert rules["default-src"] == ["'self'"]
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == ["'none'"]
    assert rules["form-action"] == ["'self'"]
    said = " ".join(source for sources in rules.values() for source in sources)
    assert "unsafe" not in said and "http" not in said and "*" not in said


@pytest.mark.parametrize("path", OPEN_PAGES + OWN_PAGES)
def test_the_other_headers(path):
    response = _visitor(path).get(path)
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", OWN_PAGES)
def test_a_shared_computer_keeps_no_page(path):
    assert "no-store" in _visitor(path).get(path)["Cache-Control"]


@pytest.mark.parametrize("path", [*OPEN_PAGES, "/password/", "/trail/", "/nowhere/"])
def test_a_page_names_no_other_host_and_holds_no_script_of_its_own(path):
    page = _visitor(path).get(path).content.decode()
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert addresses and all(re.match(r"/(?!/)|[?#]", address) for address in addresses)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("path", ["/sign-in/", "/password/", "/trail/", "/nowhere/"])
def test_a_page_has_a_title_a_language_one_heading_and_a_way_past_the_bar(path):
    page = _visitor(path).get(path).content.decode()
    assert re.search(r"<title>\s*\S+ · \S+", page)
    assert '<html lang="zh-hans">' in page and page.count("<h1") == 1
    assert 'class="skip-link" href="#content"' in page and 'id="content"' in page
    assert '<meta name="renderer" content="webkit">' in page


def test_the_cookies_are_out_of_reach_of_scripts(client):
    user = make_user((make_agency(), Role.REPORTER))
    user.set_password("Quiet-river-9")
    user.save()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": user.username, "password": "Quiet-river-9"})
    client.post("/language/", {"language": "en", "next": "/"})
    assert set(client.cookies) == {"csrftoken", "sessionid", "django_language", "portal_person"}
    for cookie in client.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_a_name_that_is_not_the_servers_is_refused_in_words(client):
    response = client.get("/", HTTP_HOST="somewhere.example.com")
    assert response.status_code == 400
    assert "<h1>无法读取本次请求</h1>" in response.content.decode()
