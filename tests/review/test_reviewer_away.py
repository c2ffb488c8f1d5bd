"""A reviewer who is ill: a stand-in takes their reviews over, or the administrator gives them on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.delegation.delegate import DelegationRequest, delegate
from accounts.models import Agency, Event, Membership, Notice, Role, User
from reports.models import Report, State
from reports.workflow.machine import make_move
from reports.workflow.refusals import MoveRefused, WrongReviewer
from tests.support.factories import (
    actor,
    another_reviewer,
    browser,
    bureau_of,
    make_filled_report,
    make_user,
    person_at,
    read_again,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_filled_report(state=State.IN_REVIEW)


@pytest.fixture
def bureau(report: Report) -> Agency:
    return bureau_of(report.agency.region)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def stand_in(absent: User, to: User, bureau: Agency, days: int = 3) -> None:
    today = timezone.localdate()
    post = Membership.objects.get(user=absent, agency=bureau, role=Role.REVIEWER)
    wanted = DelegationRequest(post, to, today, today + dt.timedelta(days=days), "病假")
    delegate(wanted, actor(fresh(absent)))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OFFICE])
def test_the_stand_in_takes_over_what_the_reviewer_had_begun_and_decides(report, bureau, role):
    absent, colleague = report.reviewer, make_user((bureau, role))
    with pytest.raises(MoveRefused):
        make_move(report.pk, "take_over", actor(colleague), seen=report.moves_made)
    stand_in(absent, colleague, bureau)
    page = browser(colleague).get(reverse("review:desk", args=[report.pk]))
    assert "take_over" in [offer.move.name for offer in page.context["offers"]]
    made = make_move(report.pk, "take_over", actor(fresh(colleague)), seen=report.moves_made)
    assert (made.on_behalf_of, read_again(report).reviewer) == (absent, colleague)
    made = make_move(report.pk, "approve", actor(fresh(colleague)), seen=made.number)
    assert read_again(report).status == State.APPROVED
    assert made.on_behalf_of == (absent if role == Role.OFFICE else None)


def test_it_ends_with_the_days(report, bureau):
    colleague = make_user((bureau, Role.OFFICE))
    stand_in(report.reviewer, colleague, bureau)
    report.reviewer.delegations.update(until_day=timezone.localdate() - dt.timedelta(days=1),
                                       from_day=timezone.localdate() - dt.timedelta(days=2))  # fmt: skip
    assert browser(colleague).get(reverse("review:desk", args=[report.pk])).status_code == 404


def test_a_reviewer_names_the_stand_in_on_the_page(report, bureau):
    colleague = make_user((bureau, Role.OFFICE))
    post = Membership.objects.get(user=report.reviewer, role=Role.REVIEWER)
    today = timezone.localdate().isoformat()
    form = {"membership": post.pk, "to": colleague.pk, "from_day": today, "until_day": today,
            "reason": "病假"}  # fmt: skip
    client = browser(report.reviewer)
    assert client.post(reverse("accounts:delegations"), form).status_code == 302
    assert browser(colleague).get(reverse("review:queue")).status_code == 200


def test_the_administrator_gives_a_review_to_another_reviewer_alone(report, bureau):
    admin, colleague = person_at(bureau, Role.ADMINISTRATOR), another_reviewer(report)
    url = reverse("workflow:move", args=[report.pk, "reassign"])
    client = browser(admin)
    office = make_user((bureau, Role.OFFICE))
    with pytest.raises(WrongReviewer):
        make_move(report.pk, "reassign", actor(admin), seen=report.moves_made, reviewer=office)
    client.post(url, {"seen": report.moves_made, "reviewer": colleague.pk, "reason": "病假"})
    now = read_again(report)
    assert (now.status, now.reviewer) == (State.IN_REVIEW, colleague)
    assert Event.objects.filter(action="move.reassign", actor=admin).exists()
    assert Notice.objects.filter(user=colleague, kind="move.reassign").exists()
    assert [offer.move.name for offer in client.get(
        reverse("review:desk", args=[report.pk])).context["offers"]] == ["reassign"]  # fmt: skip
