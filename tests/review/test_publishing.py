"""Publishing: away from the desk, many at once, with the address, taken back for a day."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Notice, Role, User
from reports.models import Report, State
from reports.workflow.refusals import MoveRefused
from tests.support.elements import elements
from tests.support.factories import (
    bureau_of,
    make_agency,
    make_filled_report,
    move_on,
    person_at,
    read_again,
)

pytestmark = pytest.mark.django_db

URL = reverse("review:publishing")
PAGE = "https://www.yunling.example/xxgk/2026/"


@pytest.fixture
def report(reviewer: User) -> Report:
    return beside(reviewer)


@pytest.fixture
def client(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


def beside(reviewer: User, state: str = State.APPROVED) -> Report:
    return make_filled_report(make_agency(region=reviewer.held[0].agency.region), state)


def shown(*reports: Report) -> list[str]:
    return [f"{report.pk}:{report.moves_made}" for report in reports]


def publish(client: Client, *reports: Report, **form: str):
    page = f"{URL}?campaign={reports[0].campaign_id}"
    return client.post(page, {"do": "each", "report": shown(*reports), **form}, follow=True)


def test_each_stands_where_its_own_address_says_and_without_one_nothing_is_published(
    client, reviewer, report
):
    second, third = beside(reviewer), beside(reviewer)
    form = {
        f"address-{report.pk}": f"{PAGE}1.html",
        f"address-{second.pk}": "www.yunling.example/2",
    }
    answer = publish(client, report, second, third, **form)
    assert "已公布 2 份年报" in answer.content.decode()
    kept = [(r.status, r.public_at) for r in map(read_again, (report, second, third))]
    assert kept == [
        ("published", f"{PAGE}1.html"), ("published", "http://www.yunling.example/2"),
        ("approved", ""),
    ]  # fmt: skip
    event = Event.objects.get(action="move.publish", object=report.trail_name)
    assert event.after["reason"] == f"{PAGE}1.html"
    told = Notice.objects.filter(kind="move.publish", user__memberships__agency=report.agency)
    assert told.exists() and all(f"{PAGE}1.html" in notice.text for notice in told)


def test_one_address_publishes_all_that_are_listed(client, reviewer, report):
    second = beside(reviewer)
    publish(client, report, second, do="all", address=PAGE)
    assert {r.public_at for r in map(read_again, (report, second))} == {PAGE}


@pytest.mark.parametrize("address", ["不是网址", "ftp://yunling.example/1", "javascript:alert(1)",
                                     "http://", "https://a.example/" + "x" * 300])  # fmt: skip
def test_what_is_no_address_of_a_page_publishes_nothing_and_is_given_back(client, report, address):
    form = {"do": "each", "report": shown(report), f"address-{report.pk}": address}
    answer = client.post(f"{URL}?campaign={report.campaign_id}", form)
    assert answer.status_code == 422
    assert answer.context["rows"][0].typed == address and answer.context["rows"][0].fault
    assert read_again(report).status == State.APPROVED


def test_digits_of_an_address_are_no_personal_data(client, report):
    address = f"{PAGE}art_13800138000_430102199003071239.html"
    publish(client, report, **{f"address-{report.pk}": address})
    assert read_again(report).public_at == address
    assert report.transitions.last().reason == address


def test_what_was_moved_meanwhile_is_told_and_the_others_are_published(client, reviewer, report):
    second = beside(reviewer)
    stale = [f"{report.pk}:{report.moves_made - 1}", *shown(second)]
    form = {f"address-{r.pk}": PAGE for r in (report, second)}
    answer = publish(client, report, second, report=stale, **form)
    assert "没有重复办理" in answer.content.decode() or "审核通过" in answer.content.decode()
    assert [read_again(r).status for r in (report, second)] == ["approved", "published"]


def test_for_a_day_it_can_be_taken_back_and_then_only_corrected(client, report):
    publish(client, report, **{f"address-{report.pk}": PAGE})
    published = read_again(report)
    assert [one.pk for one in client.get(URL).context["lately"]] == [report.pk]
    later = timezone.now() + dt.timedelta(hours=24, minutes=1)
    with time_machine.travel(later, tick=False), pytest.raises(MoveRefused, match="一天"):
        move_on(published, "unpublish")
    answer = publish(client, published, do="back")
    assert "已撤回公布" in answer.content.decode()
    back = read_again(report)
    assert (back.status, back.public_at, back.approved_number) == ("approved", "", 1)
    assert Event.objects.filter(action="move.unpublish", object=report.trail_name).exists()
    assert Notice.objects.filter(kind="move.unpublish").exists()


def test_the_desk_of_an_approved_report_leads_there_and_publishes_nothing(client, report):
    page = client.get(reverse("review:desk", args=[report.pk]))
    assert "publish" not in [offer.move.name for offer in page.context["offers"]]
    assert elements(page.content.decode(), f"a[href={URL}?campaign={report.campaign_id}]")


def test_what_another_bureau_approved_is_not_listed(client, report):
    elsewhere = make_filled_report(state=State.APPROVED)
    listed = [row.report.pk for row in client.get(URL).context["rows"]]
    assert listed == [report.pk] and elsewhere.pk not in listed


def test_it_is_for_reviewers(client, reviewer):
    client.force_login(person_at(bureau_of(reviewer.held[0].agency.region), Role.ADMINISTRATOR))
    assert client.get(URL).status_code == 404
