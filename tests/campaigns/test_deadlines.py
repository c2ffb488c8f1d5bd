"""When a report is due: by campaign, by kind of agency, by law; the same of one and of many."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Agency, AgencyKind, Role
from reports.campaigns.deadlines import days_of, deadline_of, due_in, next_due, with_days
from reports.drafts.access import desk_reports, own_reports
from reports.models import Campaign, CampaignDate, Report
from tests.support.elements import texts_in
from tests.support.factories import bureau_of, make_agency, make_campaign, make_report, make_user

pytestmark = pytest.mark.django_db

DEPARTMENT, TOWNSHIP, GOVERNMENT = (
    AgencyKind.DEPARTMENT,
    AgencyKind.TOWNSHIP,
    AgencyKind.GOVERNMENT,
)
OWN = {TOWNSHIP: "2028-01-10", GOVERNMENT: "2028-02-29"}  # which is there in a leap year
DUE = [
    # kind, reporting year, days of its own, due, by law
    (DEPARTMENT, 2026, {}, "2027-01-20", "2027-01-31"),
    (TOWNSHIP, 2026, {}, "2027-01-20", "2027-01-31"),
    (GOVERNMENT, 2026, {}, "2027-03-31", "2027-03-31"),
    (DEPARTMENT, 2027, OWN, "2028-01-20", "2028-01-31"),
    (TOWNSHIP, 2027, OWN, "2028-01-10", "2028-01-31"),
    (GOVERNMENT, 2027, OWN, "2028-02-29", "2028-03-31"),
]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(("kind", "year", "own", "due", "by_law"), DUE)
def test_a_report_is_due_as_its_kind_is(kind, year, own, due, by_law):
    report = make_report(make_agency(kind=kind), year=year)
    for other, its_day in own.items():
        report.campaign.dates.create(kind=other, day=day(its_day))
    found = Report.objects.filter(pk=report.pk)
    in_sql = with_days(found).get()
    assert [(days.due, days.by_law) for days in (days_of(report), days_of(in_sql))] == [
        (day(due), day(by_law))
    ] * 2
    assert found.annotate(day=due_in(report.campaign)).get().day == day(due)


LEFT = [
    # now, in Greenwich; reporting year; the day due; days left in Beijing
    ("2026-12-31T15:59", 2026, "2027-01-20", 20),  # the last minute of the year
    ("2026-12-31T16:00", 2026, "2027-01-20", 19),  # midnight in Beijing
    ("2027-01-20T15:59", 2026, "2027-01-20", 0),
    ("2027-01-20T16:00", 2026, "2027-01-20", -1),
    ("2028-02-27T16:00", 2027, "2028-03-01", 2),  # over a 29 February
    ("2027-02-27T16:00", 2026, "2027-03-01", 1),  # and over none
    ("2028-02-28T16:00", 2027, "2028-02-29", 0),
]


@pytest.mark.parametrize(("now", "year", "due", "left"), LEFT)
def test_days_are_counted_in_beijing_over_the_end_of_years_and_of_february(now, year, due, left):
    report = make_report(make_agency(kind=GOVERNMENT), year=year)
    report.campaign.dates.create(kind=GOVERNMENT, day=day(due))
    with time_machine.travel(dt.datetime.fromisoformat(f"{now}+00:00"), tick=False):
        assert deadline_of(report).days_left == left


def test_the_law_leaves_the_government_until_31_march_and_never_less_than_the_others():
    campaign = make_campaign(make_agency().region, year=2026)
    assert campaign.government_deadline == dt.date(2027, 3, 31)
    late = make_campaign(make_agency().region, year=2026, legal_deadline=dt.date(2027, 4, 5))
    assert late.government_deadline == dt.date(2027, 4, 5)
    campaign.government_deadline = dt.date(2027, 1, 30)
    with pytest.raises(ValidationError, match="汇总"):
        campaign.full_clean()


@pytest.mark.parametrize(
    ("kind", "chosen", "taken"),
    [
        (TOWNSHIP, "2026-01-01", False),  # before it opens
        (TOWNSHIP, "2026-01-02", True),
        (TOWNSHIP, "2027-01-31", True),
        (TOWNSHIP, "2027-02-01", False),  # after the law's day
        (GOVERNMENT, "2027-03-31", True),
        (GOVERNMENT, "2027-04-01", False),
    ],
)
def test_a_day_of_its_own_lies_within_the_campaign_and_the_law(kind, chosen, taken):
    date = CampaignDate(campaign=make_campaign(make_agency().region), kind=kind, day=day(chosen))
    try:
        date.full_clean()
    except ValidationError as error:
        assert not taken and set(error.error_dict) == {"day"}
    else:
        assert taken


def test_what_a_page_reads_brings_its_days_along(django_assert_num_queries):
    report = make_report()
    reviewer = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    clerk = make_user((report.agency, Role.REPORTER))
    read = [*own_reports(clerk), *desk_reports(reviewer)]
    with django_assert_num_queries(0):
        assert {deadline_of(one).day for one in read} == {dt.date(2027, 1, 20)}


def test_the_next_day_is_of_what_was_not_filed():
    town = make_agency(kind=TOWNSHIP)
    report = make_report(town)
    make_report(make_agency(region=town.region))
    report.campaign.dates.create(kind=TOWNSHIP, day=dt.date(2027, 1, 10))
    reports = Report.objects.filter(campaign=report.campaign)
    assert next_due(reports, dt.date(2027, 1, 10)) == dt.date(2027, 1, 10)
    assert next_due(reports, dt.date(2027, 1, 11)) == dt.date(2027, 1, 20)
    assert next_due(reports, dt.date(2027, 1, 21)) is None
    Report.objects.filter(pk=report.pk).update(status="submitted", last_number=1)
    assert next_due(reports, dt.date(2027, 1, 10)) == dt.date(2027, 1, 20)


@pytest.mark.parametrize(("today", "late"), [("2027-01-10", set()), ("2027-01-11", {TOWNSHIP})])
def test_the_queue_knows_each_kind_by_its_own_day(client, today, late):
    town = make_agency(kind=TOWNSHIP, name="青禾镇人民政府")
    reviewer = make_user((bureau_of(town.region), Role.REVIEWER))
    report = make_report(town)
    report.campaign.dates.create(kind=TOWNSHIP, day=dt.date(2027, 1, 10))
    with time_machine.travel(dt.datetime.fromisoformat(f"{today}T12:00+08:00"), tick=False):
        client.force_login(reviewer)
        answer = client.get(reverse("review:queue"))
    rows = answer.context["rows"]
    assert {row.report.agency.kind for row in rows} == {TOWNSHIP, DEPARTMENT}
    assert {row.report.agency.kind for row in rows if row.is_late} == late
    assert texts_in(answer, ".page-head p")[0].endswith("乡镇：县内截止 2027年1月10日")


def test_handing_out_suggests_the_agencys_own_day(client):
    town = make_agency(kind=TOWNSHIP)
    report = make_report(town)
    report.campaign.dates.create(kind=TOWNSHIP, day=dt.date(2027, 1, 10))
    client.force_login(make_user((town, Role.OFFICE)))
    with time_machine.travel(dt.datetime(2027, 1, 4, 9), tick=False):
        client.force_login(make_user((town, Role.OFFICE)))
        page = client.get(reverse("entry:assignments", kwargs={"pk": report.pk}))
    assert 'value="2027-01-10"' in page.content.decode()


def test_every_agency_of_a_campaign_has_a_day(django_assert_num_queries):
    campaign = make_campaign(make_agency().region)
    for kind in AgencyKind:
        make_report(make_agency(region=campaign.region, kind=kind))
    with django_assert_num_queries(1):
        read = list(with_days(Report.objects.filter(campaign=campaign)))
        assert all(days_of(one).due <= days_of(one).by_law for one in read)
    assert len(read) == Agency.objects.count() and Campaign.objects.count() == 1
