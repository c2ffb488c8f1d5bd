"""The checklist of an empty county: five steps, who does each, done marks, gone once it files."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from reports.agency.setting_up import SetUpSoFar, left_to_set_up, setting_up_page, steps_of
from reports.campaigns.opening import open_campaign
from reports.models import Report, State
from tests.support.admin_pages import make_county
from tests.support.factories import (
    actor,
    browser,
    make_agency,
    make_campaign,
    make_filled_report,
    make_user,
)

pytestmark = pytest.mark.django_db

NEW = {"regions": 1, "agencies": 1, "bureaus": 1, "without_people": ["审批局"], "reviewers": 0,
       "years": [], "past_reports": 0}  # fmt: skip
FULL = {"regions": 3, "agencies": 60, "bureaus": 1, "without_people": [], "reviewers": 2,
        "years": [2026, 2025], "past_reports": 55}  # fmt: skip
MARKS = [
    # what differs, the marks of the five steps
    ({}, "....."),
    ({"regions": 2}, "x...."),
    ({"agencies": 2}, "xx..."),  # a county without townships of its own
    ({"agencies": 60, "without_people": []}, "xx..."),  # nobody reviews yet
    ({"agencies": 60, "without_people": [], "reviewers": 1}, "xxx.."),
    ({"agencies": 60, "without_people": ["甲局"], "reviewers": 1}, "xx..."),
    ({"years": [2026]}, "...x."),
    ({"past_reports": 1}, "....x"),
    (FULL, "xxxxx"),
]


@pytest.mark.parametrize(("found", "marks"), MARKS)
def test_a_step_is_done_when_what_it_is_for_is_there(found, marks):
    steps = steps_of(SetUpSoFar(**{**NEW, **found}))
    assert "".join("x" if step.is_done else "." for step in steps) == marks


def test_the_duties_each_see_all_steps_and_the_ways_of_their_own():
    county = make_county()
    mine = {}
    for person in (county.administrator, county.security):
        page = setting_up_page(person)
        mine[person] = [shown.is_mine for shown in page.steps]
        assert [shown.who for shown in page.steps][2] == county.security.name
        assert page.steps[0].who == county.administrator.name
    assert mine[county.administrator] == [True, True, False, True, True]
    assert mine[county.security] == [False, False, True, False, False]
    page = county.security_client.get(reverse("agency:home")).content.decode()
    assert reverse("admin:accounts_user_add") in page
    assert reverse("admin:accounts_agency_add") not in page


def test_the_counts_are_those_of_ones_own_regions():
    county, other = make_county(), make_county()
    agency = make_agency(region=county.region, short_name="交通局")
    make_agency(region=other.region)
    make_user((county.bureau, Role.REVIEWER), (county.bureau, Role.OFFICE))
    people = setting_up_page(county.security).steps[2].step
    assert "1" in people.count and "交通局" in people.count and not people.is_done
    make_user((agency, Role.OFFICE))
    open_campaign(make_campaign(county.region), actor(county.administrator))
    page = setting_up_page(county.administrator)
    assert [shown.step.is_done for shown in page.steps] == [True, True, True, True, False]
    assert page.steps[3].step.count == "2026"


def test_it_goes_when_the_county_files_and_stays_reachable():
    county = make_county()
    assert left_to_set_up(county.administrator) and left_to_set_up(county.security)
    make_filled_report(make_agency(region=county.region), State.SUBMITTED)
    assert left_to_set_up(county.administrator) is None
    page = county.client.get(reverse("agency:setting_up"))
    assert page.context["setting_up"].done >= 1
    assert (
        reverse("agency:setting_up") in county.client.get(reverse("admin:index")).content.decode()
    )


def test_nobody_else_sees_it():
    county = make_county()
    agency = make_agency(region=county.region)
    for person in (make_user((agency, Role.OFFICE)), make_user((county.bureau, Role.AUDITOR))):
        assert left_to_set_up(person) is None
        assert browser(person).get(reverse("agency:setting_up")).status_code == 404


def test_a_report_of_a_past_year_counts_once_it_is_approved():
    county = make_county()
    agency = make_agency(region=county.region)
    for year in (2025, 2026):
        open_campaign(make_campaign(county.region, year=year), actor(county.administrator))
    assert not setting_up_page(county.administrator).steps[4].step.is_done
    Report.objects.filter(agency=agency, campaign__year=2025).update(status=State.APPROVED)
    assert setting_up_page(county.administrator).steps[4].step.is_done
