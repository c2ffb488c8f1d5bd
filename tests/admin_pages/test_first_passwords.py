"""First passwords for many: chosen, looked at, made once, shown once, kept nowhere."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.contrib.messages import get_messages
from django.db.models import Model
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Event, Role, User
from accounts.signin.first_passwords import new_first_password
from tests.support.admin_pages import address, make_county
from tests.support.cast import cast
from tests.support.factories import browser, make_agency, make_user

pytestmark = pytest.mark.django_db
PAGE = "/admin/accounts/user/first-passwords/"
FILE = f"{PAGE}file/"


class Cast:
    def __init__(self) -> None:
        self.county, self.other = make_county(), make_county()
        region = self.county.region
        self.agencies = [make_agency(region=region, name=f"云岭县{n}局") for n in "甲乙丙"]
        self.clerks = [make_user((agency, Role.REPORTER)) for agency in self.agencies]
        self.far = make_user((self.other.bureau, Role.REVIEWER))

    @property
    def security(self):
        """At a desk of their own, signed in for this test."""
        return browser(self.county.security)

    def give(self, *people: User, token: str = "t"):
        form = {"people": [person.pk for person in people], "csrfmiddlewaretoken": token * 32}
        return self.security.post(PAGE, form)


people = cast(Cast)


def test_each_gets_a_slip_and_must_change_what_stands_on_it(people):
    page = people.give(*people.clerks)
    slips = page.context["slips"]
    assert [slip.agency for slip in slips] == [agency.name for agency in people.agencies]
    assert len({slip.password for slip in slips}) == 3
    for slip, clerk in zip(slips, people.clerks, strict=True):
        kept = User.objects.get(pk=clerk.pk)
        assert kept.check_password(slip.password) and kept.must_change_password
        assert {slip.name, slip.username, slip.password} <= set(
            re.findall(r">([^<>]+)<", page.content.decode())
        )


def test_the_trail_has_a_line_for_each_and_nobody_keeps_a_password(people):
    slips = people.give(*people.clerks).context["slips"]
    lines = Event.objects.filter(action="user.first_password")
    assert {line.object for line in lines} == {f"user:{clerk.pk}" for clerk in people.clerks}
    assert {line.actor for line in lines} == {people.county.security}
    kept = everything_kept()
    assert "甲局" in kept and not [slip for slip in slips if slip.password in kept]


def everything_kept() -> str:
    rows = [
        list(model._base_manager.values())
        for model in apps.get_models()
        if issubclass(model, Model)
    ]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_a_second_press_makes_no_other_passwords_and_says_so(people):
    first = people.give(*people.clerks).context["slips"]
    again = people.give(*people.clerks)
    assert again.status_code == 302
    assert "没有改动" in str(list(get_messages(again.wsgi_request))[0])
    assert User.objects.get(pk=people.clerks[0].pk).check_password(first[0].password)
    assert Event.objects.filter(action="user.first_password").count() == 3


def test_on_a_new_page_the_same_people_get_others(people):
    first = people.give(people.clerks[0]).context["slips"]
    second = people.give(people.clerks[0], token="u").context["slips"]
    assert first[0].password != second[0].password


def test_who_signs_in_with_it_chooses_their_own_first(people):
    [slip] = people.give(people.clerks[0]).context["slips"]
    client = browser(people.clerks[1])
    client.logout()
    form = {"username": slip.username, "password": slip.password}
    answer = client.post(reverse("accounts:login"), form, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("accounts:password_change")


NOT_GIVEN = ["far", "self", "shut"]


@pytest.mark.parametrize("who", NOT_GIVEN)
def test_others_accounts_are_left_alone(who, people):
    person = {"far": people.far, "self": people.county.security, "shut": people.clerks[0]}[who]
    if who == "shut":
        User.objects.filter(pk=person.pk).update(is_active=False)
    before = User.objects.get(pk=person.pk).password
    assert people.give(person).status_code == 302
    assert User.objects.get(pk=person.pk).password == before
    assert not Event.objects.filter(action="user.first_password").exists()


def test_a_press_is_for_at_most_so_many_people(people, monkeypatch):
    monkeypatch.setattr("accounts.admin_pages.first_passwords.MOST", 3)
    many = [make_user((people.agencies[0], Role.REPORTER)) for _ in range(4)]
    assert people.give(*many).status_code == 302
    assert not Event.objects.filter(action="user.first_password").exists()
    page = people.security.get(PAGE)
    assert page.context["candidates"].ticked == 3


# Who is ticked ---------------------------------------------------------------------------------


def ticked(response) -> set[str]:
    return {row.person.username for row in response.context["candidates"].rows if row.ticked}


def test_ticked_are_those_who_never_signed_in_and_have_no_slip_yet(people):
    slipped, signed_in, new = people.clerks
    people.give(slipped)
    User.objects.filter(pk=signed_in.pk).update(last_login="2027-01-01T00:00Z")
    page = people.security.get(PAGE)
    shown = {row.person for row in page.context["candidates"].rows}
    assert {slipped, new} <= shown and signed_in not in shown
    assert new.username in ticked(page) and slipped.username not in ticked(page)
    one = people.security.get(PAGE, {"person": signed_in.pk})
    assert ticked(one) == {signed_in.username}


def test_ticked_are_all_that_were_chosen_where_all_have_signed_in(people):
    chosen = people.clerks[:2]
    User.objects.filter(pk__in=[c.pk for c in chosen]).update(last_login="2027-01-01T00:00Z")
    form = {"action": "first_passwords", "_selected_action": [c.pk for c in chosen]}
    page = people.security.post(address(User, "changelist"), form)
    assert ticked(page) == {clerk.username for clerk in chosen}


@pytest.mark.parametrize("across", [True, False])
def test_people_are_chosen_in_the_list_one_by_one_or_all_of_an_agency(across, people):
    agency = people.agencies[1]
    path = f"{address(User, 'changelist')}?agency={agency.pk}"
    chosen = {"select_across": "1"} if across else {"_selected_action": people.clerks[1].pk}
    page = people.security.post(path, {"action": "first_passwords", "index": "0", **chosen})
    assert ticked(page) == {people.clerks[1].username}
    assert not Event.objects.filter(action="user.first_password").exists()


# Passwords ---------------------------------------------------------------------------------------


def test_a_first_password_is_easily_typed_and_strong_enough(people):
    for _ in range(200):
        password = new_first_password()
        validate_password(password, people.clerks[0])
        assert re.fullmatch(r"[a-z2-9-]{14}", password) and not set(password) & set("0o1il")


# The workbook --------------------------------------------------------------------------------------


def test_the_workbook_has_what_the_slips_have_and_is_a_line_of_the_trail(people):
    page = people.give(*people.clerks)
    file = people.security.post(FILE, {"passwords": page.context["passwords"]})
    head, *rows = load_workbook(BytesIO(file.content)).active.values
    assert head == ("单位", "姓名", "用户名", "初始密码", "网址")
    slips = page.context["slips"]
    assert [row[:4] for row in rows] == [(s.agency, s.name, s.username, s.password) for s in slips]
    line = Event.objects.get(action="user.first_password.download")
    assert line.after == {"rows": 3}


def test_the_workbook_is_for_who_made_it_and_for_an_hour(people):
    with time_machine.travel("2027-01-15T12:00+08:00", tick=False) as clock:
        written = people.give(*people.clerks).context["passwords"]
        colleague = make_user((people.county.bureau, Role.SECURITY))
        refused = browser(colleague).post(FILE, {"passwords": written})
        clock.shift(3601)
        old = people.security.post(FILE, {"passwords": written})
    forged = people.security.post(FILE, {"passwords": written + "x"})
    for answer in (refused, old, forged):
        assert answer.status_code == 302
    assert not Event.objects.filter(action="user.first_password.download").exists()


# Who may -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "get", "post", "file"),
    [("stranger", 302, 302, 302), ("reporter", 302, 302, 302), ("administrator", 403, 403, 403),
     ("security", 200, 302, 302)],
)  # fmt: skip
def test_first_passwords_are_the_security_administrators_alone(
    who, get, post, file, people, client
):
    clients = {
        "stranger": client, "reporter": browser(people.clerks[0]),
        "administrator": browser(people.county.administrator), "security": people.security,
    }  # fmt: skip
    asks = clients[who]
    answers = asks.get(PAGE), asks.post(PAGE), asks.post(FILE)
    assert [answer.status_code for answer in answers] == [get, post, file]


@pytest.mark.parametrize(("path", "method"), [(PAGE, "put"), (PAGE, "delete"), (FILE, "get")])
def test_another_method_is_refused(path, method, people):
    assert getattr(people.security, method)(path).status_code == 405
