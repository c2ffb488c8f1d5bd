"""Who else has a section open: told by open pages, forgotten after a minute."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role
from reports.models import Presence, Report, State
from tests.support.addresses import page_name
from tests.support.factories import make_agency, make_user

pytestmark = pytest.mark.django_db

CODE = "s3_requests"
FETCH = {"headers": {"X-Requested-With": "fetch"}}
NOON = dt.datetime(2027, 1, 10, 12, tzinfo=dt.UTC)


def writer(report: Report, name: str) -> Client:
    browser = Client()
    browser.force_login(make_user((report.agency, Role.REPORTER), name=name))
    return browser


def page(report: Report, name: str = "section", code: str = CODE) -> str:
    return reverse(page_name(name), kwargs={"pk": report.pk, "code": code})


def told(browser: Client, report: Report, code: str = CODE) -> str:
    return browser.post(page(report, "presence", code), **FETCH).json()["others"]


def test_the_page_and_the_ping_name_the_others(report):
    zhou, tian = writer(report, "周敏"), writer(report, "田小满")
    assert told(zhou, report) == ""
    assert "周敏 也在填写本部分" in tian.get(page(report)).content.decode()
    assert told(zhou, report) == "田小满 也在填写本部分"


def test_only_of_the_same_section(report):
    zhou, tian = writer(report, "周敏"), writer(report, "田小满")
    told(zhou, report, "s1_overview")
    assert told(tian, report) == ""


def test_after_two_and_a_half_minutes_without_a_word_nobody_is_there(report):
    with time_machine.travel(NOON, tick=False) as clock:
        zhou, tian = writer(report, "周敏"), writer(report, "田小满")
        told(zhou, report)
        clock.shift(149)
        assert "周敏" in told(tian, report)
        clock.shift(2)
        assert told(tian, report) == ""


def test_it_keeps_one_row_a_person_and_leaves_no_line_in_the_trail(report):
    zhou = writer(report, "周敏")
    before = Event.objects.count()
    for _ in range(3):
        told(zhou, report)
    assert Presence.objects.count() == 1
    assert Event.objects.count() == before


def test_a_reader_is_not_told_of_as_filling_in(report):
    head = Client()
    head.force_login(make_user((report.agency, Role.HEAD)))
    assert head.get(page(report)).status_code == 200
    assert head.post(page(report, "presence"), **FETCH).status_code == 403
    assert not Presence.objects.exists()


def test_in_a_report_passed_on_nobody_is_filling_in(report):
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    writer(report, "周敏").get(page(report))
    assert not Presence.objects.exists()


def test_others_find_nothing_and_who_is_signed_out_is_told(report, client):
    assert client.post(page(report, "presence"), **FETCH).status_code == 401
    other = make_agency(region=report.agency.region)
    client.force_login(make_user((other, Role.REPORTER)))
    assert client.post(page(report, "presence"), **FETCH).status_code == 404
    assert writer(report, "周敏").get(page(report, "presence")).status_code == 405
    assert writer(report, "周敏").post(page(report, "presence", "s9"), **FETCH).status_code == 404


def test_a_ping_takes_few_queries(report, django_assert_num_queries):
    zhou = writer(report, "周敏")
    told(zhou, report)
    with django_assert_num_queries(4):  # session, user, section, who is here
        told(zhou, report)
    Presence.objects.update(seen_at=timezone.now() - dt.timedelta(seconds=11))
    with django_assert_num_queries(5):  # and that one is here still
        told(zhou, report)
