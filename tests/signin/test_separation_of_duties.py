"""三员分立: three duties that no account holds together, and what each of them opens."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import DUTIES, Agency, Delegation, Event, Membership, Region, Role, User
from accounts.signin.separation_of_duties import breaks_apart
from portal.duties import OPENED_BY, opens
from reports.models import Campaign, Report, WatchedWord
from tests.support.admin_pages import (
    County,
    address,
    confirm,
    make_county,
    problems,
    sheet_of,
    upload,
)
from tests.support.factories import (
    browser,
    make_agency,
    make_delegation,
    make_report,
    make_user,
)
from tests.support.lengths import examples

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TOGETHER = [
    (Role.ADMINISTRATOR, Role.AUDITOR),
    (Role.ADMINISTRATOR, Role.SECURITY),
    (Role.SECURITY, Role.AUDITOR),
    (Role.AUDITOR, Role.REVIEWER),
    (Role.SECURITY, Role.OFFICE),
    (Role.ADMINISTRATOR, Role.REVIEWER, Role.HEAD),
]


def words(response: Any) -> str:
    return response.content.decode()


def acts() -> list[str]:
    """What was done; that somebody was refused is a line of the trail too."""
    done = Event.objects.exclude(action="access.refused").order_by("id")
    return list(done.values_list("action", flat=True))


def held(person: User) -> list[str]:
    return sorted(person.memberships.values_list("role", flat=True))


# What each duty opens ------------------------------------------------------------------------


def test_every_model_of_the_admin_has_its_line_in_the_table():
    registered = {model._meta.label_lower for model in admin.site._registry}
    inline = {i.model._meta.label_lower for a in admin.site._registry.values() for i in a.inlines}
    shut = {"django_tasks_database.dbtaskresult"}  # its pages would change rows unseen
    assert registered | inline == OPENED_BY.keys() | shut
    assert {apps.get_model(label)._meta.label_lower for label in OPENED_BY} == OPENED_BY.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("model", OPENED_BY)
def test_a_model_opens_for_its_duty_alone(model, role):
    user = make_user((make_agency(is_bureau=True), role))
    assert opens(user, model) is (OPENED_BY[model] == role)
    app, name = model.split(".")
    for verb in ("view", "add", "change", "delete", "import", "export"):
        assert user.has_perm(f"{app}.{verb}_{name}") is (OPENED_BY[model] == role)


def test_what_is_not_in_the_table_opens_for_nobody():
    for role in Role:
        user = make_user((make_agency(is_bureau=True), role))
        assert not user.has_perm("accounts.change_event") and not user.has_perm("auth.add_group")


def objects_of(county: County) -> list[Any]:
    agency = make_agency(region=county.region)
    person = make_user((agency, Role.OFFICE))
    report = make_report(agency)
    word = WatchedWord.objects.create(region=county.region, word="错", right="对")
    delegation = make_delegation(make_user((agency, Role.HEAD)), person, agency)
    return [county.region, agency, person, report.campaign, report, word, delegation]


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_the_pages_of_one_object_are_closed_to_the_other_duties(page):
    county = make_county()
    others = make_user((county.bureau, Role.AUDITOR)), make_user((county.bureau, Role.REVIEWER))
    for found in objects_of(county):
        duty = OPENED_BY[found._meta.label_lower]
        shut = county.security_client if duty == Role.ADMINISTRATOR else county.client
        for method in (shut.get, shut.post):
            answer = method(address(type(found), page, found.pk))
            unknown = answer.status_code == 302 and answer["Location"] == reverse("admin:index")
            assert answer.status_code == 403 or unknown, (found, page)
        for person in others:
            answer = browser(person).get(address(type(found), page, found.pk), follow=True)
            assert answer.status_code == 403
        assert type(found)._default_manager.filter(pk=found.pk).exists()


@pytest.mark.parametrize("page", ["add", "import", "process_import", "cancel_import", "export"])
@pytest.mark.parametrize("model", [Region, Agency, User, Campaign, Report, WatchedWord])
def test_nothing_comes_in_or_goes_out_by_another_duty(model, page):
    county = make_county()
    shut = county.client if model is User else county.security_client
    for method in (shut.get, shut.post):
        assert method(address(model, page)).status_code in (403, 405)
    assert acts() == []


def test_a_password_is_set_by_the_security_administrator_alone():
    county = make_county()
    person = make_user((county.bureau, Role.REVIEWER))
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    new = {"password1": "Long-Enough-77", "password2": "Long-Enough-77"}
    assert county.client.get(url).status_code == 403
    assert county.client.post(url, new).status_code == 403
    assert User.objects.get(pk=person.pk).password == person.password
    assert county.security_client.get(url).status_code == 200
    county.security_client.post(url, new)
    assert User.objects.get(pk=person.pk).check_password("Long-Enough-77")


def test_the_index_lists_what_the_duty_opens():
    county = make_county()
    system = words(county.client.get(reverse("admin:index")))
    security = words(county.security_client.get(reverse("admin:index")))
    people, agencies = address(User, "changelist"), address(Agency, "changelist")
    assert agencies in system and people not in system
    assert people in security and agencies not in security


def test_only_who_has_pages_there_is_led_to_the_administration():
    bureau = make_agency(is_bureau=True)
    for role in Role:
        page = words(browser(make_user((bureau, role))).get("/"))
        led = role in (Role.ADMINISTRATOR, Role.SECURITY)
        assert (f'href="{reverse("admin:index")}"' in page) is led, role


def test_the_security_administrator_sees_no_reports_and_no_trail():
    report = make_report()
    client = browser(
        make_user((make_agency(region=report.agency.region, is_bureau=True), Role.SECURITY))
    )
    for page in ("review:queue", "oversight:aggregate", "accounts:trail"):
        assert client.get(reverse(page)).status_code == 404
    assert client.get(reverse("agency:report", args=[report.pk])).status_code == 404


# No two in one account -----------------------------------------------------------------------


@pytest.mark.parametrize("roles", TOGETHER, ids="+".join)
def test_roles_that_do_not_go_together_are_refused_by_form(roles):
    county = make_county()
    response = give_by_form(county, None, roles)
    assert response.status_code == 200 and not User.objects.filter(username="new").exists()
    said = str(response.context["errors"])
    assert "系统管理员、安全管理员、审计员" in said
    assert f"“{'、'.join(str(role.label) for role in Role if role in roles)}”" in said


@pytest.mark.parametrize("roles", TOGETHER, ids="+".join)
def test_roles_that_do_not_go_together_are_refused_by_sheet(roles):
    county = make_county()
    cells = ";".join(f"审批局:{role}" for role in roles)
    rows = [["first", "甲", "a@example.com", "是", "审批局:reviewer"],
            ["second", "乙", "b@example.com", "是", cells]]  # fmt: skip
    preview = upload(county.security_client, User, sheet_of(USER, rows))
    [(number, column, said)] = problems(preview)
    assert (number, column[:4]) == (3, "E · ")
    found = "、".join(str(role.label) for role in Role if role in roles)
    assert f"“{found}”" in said and "系统管理员、安全管理员、审计员" in said
    assert not User.objects.filter(username__in=["first", "second"]).exists()


def test_the_database_itself_refuses_a_second_duty():
    bureau, other = make_agency(is_bureau=True), make_agency(is_bureau=True)
    person = make_user((bureau, Role.AUDITOR))
    for agency, role in (
        (bureau, Role.SECURITY),
        (bureau, Role.ADMINISTRATOR),
        (other, Role.AUDITOR),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=person, agency=agency, role=role)
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.bulk_create([Membership(user=person, agency=agency, role=role)])
    reviewer = make_user((bureau, Role.REVIEWER))
    Membership.objects.create(user=reviewer, agency=bureau, role=Role.AUDITOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        reviewer.memberships.update(role=Role.SECURITY)


@pytest.mark.parametrize("how", ["form", "sheet"])
def test_a_duty_is_changed_into_another(how):
    county = make_county()
    person = make_user((county.bureau, Role.AUDITOR))
    GIVE[how](county, person, [Role.ADMINISTRATOR])
    assert held(person) == [Role.ADMINISTRATOR]
    event = Event.objects.exclude(action="access.refused").get()
    assert event.actor == county.security and event.action in ("user.change", "user.import")


def test_a_duty_given_by_two_at_once_is_told_and_no_error_page(monkeypatch):
    """The second press comes after the check of the first, before it is written."""
    county = make_county()
    person = make_user((county.bureau, Role.REVIEWER))
    monkeypatch.setattr("accounts.admin_pages.people.breaks_apart", lambda roles: False)
    monkeypatch.setattr(Membership, "validate_constraints", lambda *_args, **_options: None)
    response = give_by_form(county, person, [Role.AUDITOR, Role.SECURITY])
    assert response.status_code == 302 and held(person) == [Role.REVIEWER]
    assert "请重新查看" in words(county.security_client.get(response["Location"]))
    monkeypatch.setattr("accounts.admin_pages.roles_column.breaks_apart", lambda roles: False)
    refused = upload(
        county.security_client, User, sheet_of(*sheet_for(person, [Role.AUDITOR, Role.SECURITY]))
    )
    said = confirm(county.security_client, User, refused).content.decode()
    assert "请重新查看" in said
    assert held(person) == [Role.REVIEWER] and acts() == []


@pytest.mark.parametrize("how", ["form", "sheet"])
def test_who_stands_in_for_a_colleague_is_given_no_duty_meanwhile(how):
    county = make_county()
    agency = make_agency(region=county.region)
    person = make_user((agency, Role.OFFICE))
    made = make_delegation(make_user((agency, Role.HEAD)), person, agency, begins_in=3)
    assert date_format(made.until_day) in words(GIVE[how](county, person, [Role.AUDITOR]))
    assert held(person) == [Role.OFFICE]
    Delegation.objects.update(ended_at=made.made_at, ended_by=made.user)
    GIVE[how](county, person, [Role.AUDITOR])
    assert held(person) == [Role.AUDITOR]


USER = ["username", "name", "email", "is_active", "roles"]


def give_by_form(county: County, person: User | None, roles: Any) -> Any:
    """The rows a person has are changed first, then new ones added or those left over deleted."""
    rows: dict[str, Any] = {}
    now = list(person.memberships.all()) if person else []
    for number in range(max(len(roles), len(now))):
        there = now[number] if number < len(now) else None
        row = {
            "id": there.pk if there else "",
            "user": person.pk if person else "",
            "agency": county.bureau.pk,
        }
        row |= (
            {"role": roles[number]} if number < len(roles) else {"role": there.role, "DELETE": "on"}
        )
        rows |= {f"memberships-{number}-{name}": value for name, value in row.items()}
    count = {
        "memberships-TOTAL_FORMS": max(len(roles), len(now)),
        "memberships-INITIAL_FORMS": len(now),
    }
    about = {"username": "new", "name": "新人", "email": "new@example.com", "is_active": "on"}
    if person:
        about |= {"username": person.username, "name": person.name, "email": person.email}
    url = address(User, "change", person.pk) if person else address(User, "add")
    return county.security_client.post(url, {**about, **rows, **count})


def sheet_for(person: User, roles: Any) -> tuple[list[str], list[list[str]]]:
    return ["username", "roles"], [[person.username, ";".join(f"审批局:{role}" for role in roles)]]


def give_by_sheet(county: County, person: User, roles: Any) -> Any:
    preview = upload(county.security_client, User, sheet_of(*sheet_for(person, roles)))
    ready = "confirm_form" in preview.context
    return confirm(county.security_client, User, preview) if ready else preview


GIVE = {"form": give_by_form, "sheet": give_by_sheet}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(GIVE)),
        st.lists(st.sampled_from([*DUTIES, Role.REVIEWER, Role.OFFICE]), max_size=3),
    ),
    max_size=6,
)


@pytest.mark.one_database
@given(steps=STEPS)
@examples(15, 250)
def test_no_sequence_of_steps_gives_one_account_two_duties(steps):
    with transaction.atomic():
        county = make_county()
        person = make_user((county.bureau, Role.REVIEWER))
        for how, roles in steps:
            before = held(person)
            GIVE[how](county, person, roles)
            assert held(person) in (before, sorted(set(roles)))
            assert not breaks_apart(held(person))
            if how == "sheet" and roles and not breaks_apart(set(roles)):
                assert held(person) == sorted(set(roles))
        assert (
            not Membership.objects.filter(user=county.security).exclude(role=Role.SECURITY).exists()
        )
        transaction.set_rollback(True)


# Sign-in, seen to by the security administrator ------------------------------------------------


def press(county: County, action: str, *people: User) -> Any:
    form = {"action": action, "_selected_action": [person.pk for person in people]}
    return county.security_client.post(address(User, "changelist"), form, follow=True)


def fail_five_times(client: Any, person: User) -> None:
    for _ in range(5):
        client.post(reverse("accounts:login"), {"username": person.username, "password": "wrong"})


def test_a_paused_sign_in_is_shown_and_goes_on(client):
    county = make_county()
    person = make_user((county.bureau, Role.REVIEWER))
    person.set_password("Quiet-river-9")
    person.save()
    fail_five_times(client, person)
    assert "失败过多" in words(county.security_client.get(address(User, "changelist")))
    page = press(county, "lift_pauses", person)
    assert "失败过多" not in words(page)
    form = {"username": person.username, "password": "Quiet-river-9"}
    assert client.post(reverse("accounts:login"), form).status_code == 302
    event = Event.objects.get(action="sign_in.unlocked")
    assert (event.actor, event.object) == (county.security, f"user:{person.pk}")


def test_a_sign_in_that_is_not_paused_is_no_event():
    county = make_county()
    press(county, "lift_pauses", county.administrator)
    assert acts() == []


def test_all_sessions_of_a_person_end_and_nobody_elses():
    county = make_county()
    person = make_user((county.bureau, Role.REVIEWER))
    office, phone, other = browser(person), browser(person), browser(county.administrator)
    press(county, "end_all_sessions", person)
    assert office.get("/password/").status_code == phone.get("/password/").status_code == 302
    assert other.get("/password/").status_code == 200
    person.refresh_from_db()
    assert browser(person).get("/password/").status_code == 200
    event = Event.objects.exclude(action="access.refused").get()
    assert (event.action, event.actor) == ("user.end_sessions", county.security)


@pytest.mark.parametrize("action", ["lift_pauses", "end_all_sessions"])
def test_ones_own_account_and_those_out_of_reach_are_left_and_named(action):
    county, other = make_county(), make_county()
    both = make_user((county.bureau, Role.REVIEWER), (other.bureau, Role.REVIEWER))
    page = words(press(county, action, county.security, both, other.administrator))
    assert (
        f"{county.security.name}、{both.name}" in page
        or f"{both.name}、{county.security.name}" in page
    )
    assert acts() == []


def test_the_list_of_people_takes_as_many_queries_for_one_as_for_many(django_assert_num_queries):
    county = make_county()
    for extra in (0, 9):
        for _ in range(extra):
            make_user((county.bureau, Role.REVIEWER), (county.bureau, Role.OFFICE))
        with django_assert_num_queries(
            10
        ):  # also the agencies to narrow by, the bureau in the foot
            county.security_client.get(address(User, "changelist"))
