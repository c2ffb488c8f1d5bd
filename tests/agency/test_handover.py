"""The handover page: what somebody new needs to know of the years before."""

import pytest
from django.urls import reverse

from accounts.models import Role
from reports.models import Explanation
from reports.workflow.models import Transition
from tests.support.elements import texts_in
from tests.support.factories import make_agency, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(agency):
    return make_user((agency, Role.REPORTER), name="新来的人")


def page(client, user, report):
    client.force_login(user)
    return client.get(reverse("agency:handover", kwargs={"pk": report.pk}))


def make_returned(report, reason):
    reviewer = make_user(name="审核的人")
    Transition.objects.create(
        report=report, number=1, move="return", source="in_review", target="returned",
        actor=reviewer, reason=reason,
    )  # fmt: skip


def test_it_tells_why_last_year_was_returned_and_which_reasons_were_given(agency, newcomer, client):
    last, report = make_report(agency, year=2025), make_report(agency, year=2026)
    make_returned(last, "第三部分合计不符")
    Explanation.objects.create(
        report=last, key="k", rule="N-R01", message="两数不符", text="口径不同", author=newcomer
    )
    shown = texts_in(page(client, newcomer, report), "section.card-plain")
    (of_last,) = [words for words in shown if words.startswith("2025")]
    for words in ("审核的人第三部分合计不符", "两数不符口径不同 新来的人"):
        assert words in of_last


def test_it_names_the_people_of_the_agency_by_their_roles(agency, newcomer, client):
    make_user((agency, Role.HEAD), name="局长本人")
    left = make_user((agency, Role.HEAD), name="已经调走", is_active=False)
    people = page(client, newcomer, make_report(agency)).context["people"]
    assert [one.user.name for one in people] == ["新来的人", "局长本人"]
    assert left not in [one.user for one in people]


def test_it_shows_three_years_and_none_that_is_still_to_come(agency, newcomer, client):
    reports = {year: make_report(agency, year=year) for year in range(2022, 2027)}
    years = page(client, newcomer, reports[2025]).context["years"]
    assert [year.report.campaign.year for year in years] == [2025, 2024, 2023]


def test_it_shows_nothing_of_other_agencies(newcomer, agency, client):
    other = make_report(make_agency(region=agency.region), year=2025)
    make_returned(other, "别人的原因")
    shown = page(client, newcomer, make_report(agency, year=2026)).content.decode()
    assert "别人的原因" not in shown


def test_it_takes_as_many_queries_for_three_years_as_for_one(
    agency, newcomer, client, django_assert_num_queries
):
    reports = [make_report(agency, year=year) for year in range(2024, 2027)]
    for report in reports:
        make_returned(report, "请核对")
    client.force_login(newcomer)
    for report in (reports[0], reports[-1]):
        with django_assert_num_queries(10):
            client.get(reverse("agency:handover", kwargs={"pk": report.pk}))
