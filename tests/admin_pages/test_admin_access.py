"""The admin is for administrators, each within their own regions, and leaves a trail."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, Event, Membership, Region, Role, TrailHead, User
from accounts.models.scope import ADMINISTRATORS
from reports.campaigns.opening import open_campaign
from reports.models import Campaign, Report, Submission, WatchedWord
from reports.workflow.models import Transition
from tests.support.admin_pages import NO_ROWS, address, make_county
from tests.support.factories import actor, make_agency, make_campaign, make_region, make_user

pytestmark = pytest.mark.django_db
MODELS = [Region, Agency, User, Campaign, Report, WatchedWord]
PAGES = ["changelist", "import", "export"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_list_import_and_export_opens_for_its_duty_alone(model, page):
    county = make_county()
    for client in (county.client, county.security_client):
        wanted = 200 if client is county.client_for(model) else 403
        assert client.get(address(model, page)).status_code == wanted


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_stranger_is_sent_to_sign_in(model, page):
    response = Client().get(address(model, page), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("role", [role for role in Role if role not in ADMINISTRATORS])
def test_every_other_role_is_refused(role):
    client = signed_in(role)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
    assert client.post(address(Report, "import"), follow=True).status_code == 403


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_reviewer_is_refused_everywhere(model):
    client = signed_in(Role.REVIEWER)
    for page in PAGES:
        assert client.get(address(model, page), follow=True).status_code == 403


def signed_in(role):
    client = Client()
    person = make_user((make_agency(is_bureau=True), role))
    client.force_login(person, backend="accounts.signin.backends.PasswordBackend")
    return client


def test_the_trail_submissions_and_moves_have_no_page():
    assert not {Event, TrailHead, Submission, Transition} & admin.site._registry.keys()
    county = make_county()
    for client in (county.client, county.security_client):
        page = client.get(reverse("admin:index")).content.decode()
        assert "event" not in page and "submission" not in page and "transition" not in page


def test_one_sees_and_opens_only_what_is_in_ones_regions():
    county, other = make_county(), make_county()
    colleague = make_user((county.bureau, Role.AUDITOR))
    make_campaign(county.region)
    make_campaign(other.region)
    township = make_region(parent=county.region)
    below = make_agency(region=township)
    for model, shown, hidden in [
        (Region, township, other.region),
        (Agency, below, other.bureau),
        (User, colleague, other.administrator),
    ]:
        client = county.client_for(model)
        assert client.get(address(model, "change", shown.pk)).status_code == 200
        assert client.get(address(model, "change", hidden.pk)).status_code == 302
        listed = client.get(address(model, "changelist")).context["cl"].queryset
        assert shown in listed and hidden not in listed
    campaigns = county.client.get(address(Campaign, "changelist")).context["cl"].queryset
    assert [campaign.region for campaign in campaigns] == [county.region]


def agency_form(agency, **changes):
    fields = ["name", "short_name", "credit_code", "kind", "route", "order", "phone"]
    flags = {name: "on" for name in ("active", "is_bureau") if getattr(agency, name)}
    values = {name: getattr(agency, name) for name in fields}
    return {**values, **flags, "region": agency.region_id, **changes}


def test_an_agency_cannot_be_put_into_a_region_of_others():
    county, other = make_county(), make_county()
    form = agency_form(county.bureau, region=other.region.pk)
    response = county.client.post(address(Agency, "change", county.bureau.pk), form)
    assert "region" in response.context["adminform"].form.errors
    assert Agency.objects.get(pk=county.bureau.pk).region == county.region


def test_a_change_is_one_event_with_old_and_new():
    county = make_county()
    agency = make_agency(region=county.region, short_name="旧名")
    form = agency_form(agency, short_name="新名")
    county.client.post(address(Agency, "change", agency.pk), form)
    event = Event.objects.get(object=f"agency:{agency.pk}")
    assert (event.action, event.actor) == ("agency.change", county.administrator)
    assert (event.before, event.after) == ({"short_name": "旧名"}, {"short_name": "新名"})


def test_saving_without_a_change_is_no_event():
    county = make_county()
    agency = make_agency(region=county.region)
    county.client.post(address(Agency, "change", agency.pk), agency_form(agency))
    assert not Event.objects.exists()


def test_deleting_an_unused_agency_is_recorded():
    county = make_county()
    agency = make_agency(region=county.region)
    county.client.post(address(Agency, "delete", agency.pk), {"post": "yes"})
    assert not Agency.objects.filter(pk=agency.pk).exists()
    event = Event.objects.get()
    assert (event.action, event.object) == ("agency.delete", f"agency:{agency.pk}")
    assert agency.name in event.before.values()


@pytest.mark.parametrize("used_by", ["report", "person"])
def test_an_agency_in_use_stays(used_by):
    county = make_county()
    agency = make_agency(region=county.region)
    if used_by == "report":
        open_campaign(make_campaign(county.region), actor(county.administrator))
    else:
        make_user((agency, Role.OFFICE))
    response = county.client.post(
        address(Agency, "delete", agency.pk), {"post": "yes"}, follow=True
    )
    assert Agency.objects.filter(pk=agency.pk).exists()
    assert agency.name in str(list(response.context["messages"])[0])


# People ------------------------------------------------------------------------------------


def person_form(person, *roles, **changes):
    rows = {}
    for number, (key, agency, role) in enumerate(roles):
        rows |= {
            f"memberships-{number}-id": key,
            f"memberships-{number}-user": person.pk if person else "",
            f"memberships-{number}-agency": agency.pk,
            f"memberships-{number}-role": role,
        }
    initial = sum(bool(key) for key, *_ in roles)
    return {
        "username": person.username if person else "new",
        "name": person.name if person else "新人",
        "email": person.email if person else "new@example.com",
        "is_active": "on",
        "memberships-TOTAL_FORMS": len(roles),
        "memberships-INITIAL_FORMS": initial,
        **rows,
        **changes,
    }


def test_a_new_person_without_a_password_gets_one_nobody_knows():
    county = make_county()
    form = person_form(None, ("", county.bureau, Role.REVIEWER))
    response = county.security_client.post(address(User, "add"), form)
    assert response.status_code == 302
    person = User.objects.get(username="new")
    assert person.has_usable_password() and person.must_change_password
    assert not person.is_superuser and not person.is_staff
    event = Event.objects.get()
    assert event.action == "user.add"
    assert "password" not in str(event.after) and person.password not in str(event.after)


def test_nobody_is_made_a_superuser():
    county = make_county()
    form = person_form(
        None, ("", county.bureau, Role.OFFICE), is_superuser="on", is_staff="on", groups="1"
    )
    county.security_client.post(address(User, "add"), form)
    person = User.objects.get(username="new")
    form = person_form(
        person,
        (person.memberships.get().pk, county.bureau, Role.OFFICE),
        is_superuser="on",
        is_staff="on",
    )
    county.security_client.post(address(User, "change", person.pk), form)
    person.refresh_from_db()
    assert not person.is_superuser and not person.is_staff


@pytest.mark.parametrize(
    ("place", "role"), [("other", Role.OFFICE), ("agency", Role.REVIEWER), ("none", "")]
)
def test_a_role_must_be_one_to_give(place, role):
    county, other = make_county(), make_county()
    agency = make_agency(region=county.region)
    places = {"other": other.bureau, "agency": agency}
    roles = [("", places[place], role)] if place in places else []
    response = county.security_client.post(address(User, "add"), person_form(None, *roles))
    assert response.status_code == 200 and response.context["errors"]
    assert not User.objects.filter(username="new").exists()


def test_nobody_changes_their_own_account():
    county = make_county()
    own, url = county.security.memberships.get(), address(User, "change", county.security.pk)
    assert county.security_client.get(url).status_code == 200
    form = person_form(county.security, (own.pk, county.bureau, Role.ADMINISTRATOR))
    assert county.security_client.post(url, form).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[county.security.pk])
    new = {"password1": "Long-Enough-77", "password2": "Long-Enough-77"}
    assert county.security_client.post(password, new).status_code == 403
    assert county.security.memberships.get().role == Role.SECURITY
    assert {event.action for event in Event.objects.all()} == {"access.refused"}


def test_an_administrator_does_not_close_their_own_bureau():
    county = make_county()
    county.client.post(
        address(Agency, "change", county.bureau.pk), agency_form(county.bureau, active="")
    )
    county.bureau.refresh_from_db()
    assert county.bureau.active and not Event.objects.exists()


def test_people_with_roles_elsewhere_are_only_looked_at():
    county, other = make_county(), make_county()
    agency = make_agency(region=county.region)
    person = make_user((agency, Role.OFFICE), (other.bureau, Role.REVIEWER))
    assert county.security_client.get(address(User, "change", person.pk)).status_code == 200
    row = (person.memberships.first().pk, agency, Role.OFFICE)
    form = person_form(person, row, email="taken@example.com")
    assert county.security_client.post(address(User, "change", person.pk), form).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[person.pk])
    new = {"password1": "Long-Enough-77", "password2": "Long-Enough-77"}
    assert county.security_client.post(password, new).status_code == 403
    assert Membership.objects.filter(user=person).count() == 2
    kept = User.objects.get(pk=person.pk)
    assert (kept.email, kept.password) == (person.email, person.password)


def test_a_password_set_by_an_administrator_is_changed_by_its_owner():
    county = make_county()
    person = make_user((county.bureau, Role.REVIEWER))
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    assert county.security_client.get(url).status_code == 200
    county.security_client.post(url, {"password1": "Long-Enough-77", "password2": "Long-Enough-77"})
    person.refresh_from_db()
    assert person.check_password("Long-Enough-77") and person.must_change_password
    assert [event.action for event in Event.objects.all()] == ["user.password"]


def test_people_are_never_deleted():
    county = make_county()
    person = make_user((county.bureau, Role.REVIEWER))
    url = address(User, "delete", person.pk)
    assert county.security_client.post(url, {"post": "yes"}).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    county.security_client.post(address(User, "changelist"), form)
    assert User.objects.filter(pk=person.pk).exists()


# Campaigns ---------------------------------------------------------------------------------


def campaign_form(county, year, **dates):
    return {"region": county.region.pk, "year": year, **NO_ROWS, **dates}


def test_a_new_campaign_suggests_its_dates_and_creates_the_reports():
    county = make_county()
    page = county.client.get(address(Campaign, "add"))
    initial = {name: str(page.context["adminform"].form.initial[name]) for name in
               ("opens_on", "internal_deadline", "legal_deadline")}  # fmt: skip
    county.client.post(address(Campaign, "add"), campaign_form(county, 2020, **initial))
    campaign = Campaign.objects.get()
    assert campaign.edition_id == "2019"
    assert str(campaign.internal_deadline) == "2021-01-20"
    assert str(campaign.legal_deadline) == "2021-01-31"
    assert [report.agency for report in campaign.reports.all()] == [county.bureau]
    actions = list(Event.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["campaign.add", "campaign.open"]


def test_year_and_region_are_fixed_once_there_are_reports():
    county = make_county()
    campaign = make_campaign(county.region)
    open_campaign(campaign, actor(county.administrator))
    form = campaign_form(
        county, 2020, opens_on="2027-01-03", internal_deadline="2027-01-20",
        legal_deadline="2027-01-31", region=make_region(parent=county.region).pk,
    )  # fmt: skip
    county.client.post(address(Campaign, "change", campaign.pk), form)
    campaign.refresh_from_db()
    assert (campaign.year, campaign.edition_id, campaign.opens_on.day) == (2026, "2021", 3)
    assert campaign.region == county.region


def test_kinds_of_agencies_have_days_of_their_own():
    county = make_county()
    row = {"dates-TOTAL_FORMS": 1, "dates-0-kind": "township", "dates-0-day": "2021-01-10"}
    dates = {"opens_on": "2021-01-01", "internal_deadline": "2021-01-20",
             "legal_deadline": "2021-01-31"}  # fmt: skip
    form = campaign_form(county, 2020, **dates)
    too_late = {**form, **row, "dates-0-day": "2021-02-01"}
    page = county.client.post(address(Campaign, "add"), too_late)
    assert "晚于法定截止" in page.content.decode() and not Campaign.objects.exists()
    county.client.post(address(Campaign, "add"), {**form, **row})
    [date] = Campaign.objects.get().dates.all()
    assert (date.kind, str(date.day)) == ("township", "2021-01-10")
    event = Event.objects.get(action="campaign.add")
    assert "2021年1月10日" in event.after["added"][0]


def test_an_action_creates_the_reports_that_are_missing():
    county = make_county()
    campaign = make_campaign(county.region)
    open_campaign(campaign, actor(county.administrator))
    make_agency(region=county.region)
    form = {"action": "create_missing_reports", "_selected_action": [campaign.pk]}
    for _again in range(2):
        county.client.post(address(Campaign, "changelist"), form)
        assert campaign.reports.count() == 2


def test_a_report_cannot_be_added_changed_or_deleted():
    county = make_county()
    campaign = make_campaign(county.region)
    report = open_campaign(campaign, actor(county.administrator))[0]
    for page, args in [("add", []), ("change", [report.pk]), ("delete", [report.pk])]:
        response = county.client.post(address(Report, page, *args), {"status": "approved"})
        assert response.status_code == 403
    report.refresh_from_db()
    assert report.status == "drafting" and Report.objects.count() == 1


def test_pages_hold_no_inline_style_or_script():
    county = make_county()
    campaign = make_campaign(county.region)
    for model, url in [
        (Region, reverse("admin:index")),
        (User, reverse("admin:index")),
        *((model, address(model, page)) for model in MODELS for page in PAGES),
        *((model, address(model, "add")) for model in (Region, Agency, User, Campaign)),
        (User, address(User, "change", county.administrator.pk)),
        (User, address(User, "change", county.security.pk)),
        (Campaign, address(Campaign, "change", campaign.pk)),
    ]:
        page = county.client_for(model).get(url).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page), url


def test_the_admin_leads_back_to_the_portal_and_switches_the_language():
    county = make_county()
    page = county.client.get(reverse("admin:index")).content.decode()
    assert 'href="/"' in page and reverse("set_language") in page
    assert reverse("accounts:logout") in page
