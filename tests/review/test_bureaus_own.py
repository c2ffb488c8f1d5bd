"""The bureau's own report: who may decide on it, and what is kept where the bureau does itself."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Event, Membership, Role, User
from reports.models import Report, State
from reports.workflow.machine import make_move
from reports.workflow.refusals import BureausOwn, NotYours
from tests.support.elements import text_in
from tests.support.factories import (
    actor,
    browser,
    bureau_of,
    make_agency,
    make_filled_report,
    make_region,
    make_user,
    move_on,
    read_again,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Report:
    region = make_region()
    region.parent = make_region(name="云棠市")
    region.save()
    return make_filled_report(bureau_of(region), State.SUBMITTED)


def approve(own: Report, by: User, **words: str) -> str:
    make_move(own.pk, "approve", actor(by), seen=own.moves_made, takes_up=True, **words)
    return read_again(own).status


def of_the_bureau_above(own: Report) -> User:
    return make_user((make_agency(region=own.agency.region.parent, is_bureau=True), Role.REVIEWER))


def sent_by_another_agency(own: Report) -> User:
    other = make_agency(region=own.agency.region)
    return make_user((own.agency, Role.REVIEWER), (other, Role.OFFICE))


@pytest.mark.parametrize("outsider", [of_the_bureau_above, sent_by_another_agency])
def test_an_outsider_decides_as_on_any_other(own, outsider):
    assert approve(own, outsider(own)) == State.APPROVED


def test_a_reviewer_of_the_bureau_alone_writes_why_and_that_is_kept(own):
    insider = make_user((own.agency, Role.REVIEWER))
    with pytest.raises(BureausOwn):
        approve(own, insider)
    assert read_again(own).status == State.SUBMITTED
    page = browser(insider).get(reverse("review:desk", args=[own.pk])).content.decode()
    assert "本局自己的年报" in text_in(page, ".desk-panel")
    assert 'id="reason-approve"' in page
    assert approve(own, insider, reason="已请县政府办公室核对台账。") == State.APPROVED
    event = Event.objects.get(action="move.approve", object=own.trail_name)
    assert event.after["reason"] == "已请县政府办公室核对台账。"


def test_who_belongs_to_the_bureau_as_an_agency_does_not_decide_at_all(own):
    insider = make_user((own.agency, Role.REVIEWER))
    Membership.objects.create(user=insider, agency=own.agency, role=Role.DEPUTY)
    with pytest.raises(NotYours):
        approve(own, User.objects.get(pk=insider.pk), reason="急")


def test_of_other_agencies_nothing_is_asked(own):
    other = make_filled_report(make_agency(region=own.agency.region), State.SUBMITTED)
    assert move_on(move_on(other, "start_review"), "approve").status == State.APPROVED
