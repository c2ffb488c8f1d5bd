"""The receipt of an approval, and its code."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import Agency, Membership, Role, User
from reports.models import Report, State
from reports.records.approval_receipts import Approval, Validity, approval_of, find_approval
from reports.records.receipts import LETTERS, check_code, find_by_code
from tests.support.elements import text_in
from tests.support.factories import (
    browser,
    bureau_of,
    clerk_of,
    make_agency,
    make_filled_report,
    make_region,
    make_user,
    move_on,
    person_at,
)

pytestmark = pytest.mark.django_db

VERIFY = reverse("records:verify")


@pytest.fixture
def report() -> Report:
    return make_filled_report(state=State.APPROVED)


def approval(report: Report, number: int = 1) -> Approval:
    found = approval_of(report.submissions.get(number=number), report)
    assert found is not None
    return found


def verified(code: str) -> str:
    return Client().get(VERIFY, {"code": code}).content.decode()


def url(report: Report, number: int = 1) -> str:
    return reverse("records:approval", kwargs={"pk": report.pk, "number": number})


def approved_again(report: Report) -> Report:
    """Reopened, returned, filed and approved anew."""
    report = move_on(move_on(report, "reopen", reason="数据有误"), "return", reason="请更正")
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        report = move_on(report, name)
    for name in ("submit", "start_review", "approve"):
        report = move_on(report, name, reason="原数据属实。")
    return report


def test_it_tells_bureau_day_submission_digest_and_code(report):
    found, bureau = approval(report), bureau_of(report.agency.region)
    page = browser(clerk_of(report)).get(url(report)).content.decode()
    filed = report.submissions.get()
    told = text_in(page, "dl.receipt")
    day = date_format(localtime(found.made.at), "DATE_FORMAT")
    for words in (bureau.name, found.code, filed.digest, filed.agency_name, "第 1 次", day):
        assert words in told
    assert found.made == report.transitions.get(move="approve")
    assert found.code.startswith(f"A{found.made.pk}-")


def test_both_sides_find_it_once_the_report_is_approved(report):
    assert report.reviewer is not None
    for person, at in ((clerk_of(report), "agency:report"), (report.reviewer, "review:desk")):
        page = browser(person).get(reverse(at, args=[report.pk])).content.decode()
        assert f'href="{url(report)}"' in page
        assert browser(person).get(url(report)).status_code == 200


def test_there_is_none_before_and_none_for_strangers(report):
    waiting = make_filled_report(make_agency(region=report.agency.region), State.IN_REVIEW)
    page = browser(clerk_of(waiting)).get(reverse("agency:report", args=[waiting.pk]))
    assert url(waiting) not in page.content.decode()
    assert browser(clerk_of(waiting)).get(url(waiting)).status_code == 404
    stranger = make_user((waiting.agency, Role.OFFICE))
    assert browser(stranger).get(url(report)).status_code == 404
    assert browser(clerk_of(report)).get(url(report, 2)).status_code == 404


@pytest.mark.parametrize("way", [str, str.lower, lambda c: c.replace("-", " "), lambda c: f" {c} "])
def test_anybody_can_check_its_code_however_it_is_written(report, way):
    page = verified(way(approval(report).code))
    answer = text_in(page, "[role=status]")
    assert "已审核通过，此后内容没有改动" in answer
    assert bureau_of(report.agency.region).name in answer


def test_codes_of_both_kinds_work_and_neither_passes_for_the_other(report):
    filed, approved = check_code(report.submissions.get()), approval(report).code
    assert find_by_code(filed) and find_approval(approved)
    assert find_by_code(approved) is None and find_approval(filed) is None
    assert find_approval(f"A{filed}") is None and find_by_code(approved[1:]) is None


def test_no_letter_of_it_can_be_another_and_only_the_key_makes_one(report):
    code = approval(report).code
    number, first, second = code.split("-")
    letters = first + second
    for at, letter in enumerate(letters):
        other = LETTERS[(LETTERS.index(letter) + 1) % len(LETTERS)]
        assert find_approval(f"{number}-{letters[:at]}{other}{letters[at + 1 :]}") is None
    with override_settings(SECRET_KEY="another key, as long as one should be, or longer"):
        assert find_approval(code) is None


@pytest.mark.parametrize("code", ["A999999-7K3M9-QX2AB", "A1", "A", "A-", "A0-00000-00000"])
def test_a_wrong_code_is_told_and_nothing_else(report, code):
    page = verified(code)
    assert "没有这个校验码" in page and report.agency.name not in page


def test_a_submission_is_no_approval(report):
    submitted = report.transitions.get(move="submit")
    code = approval(report).code
    assert find_approval(code.replace(f"A{approval(report).made.pk}", f"A{submitted.pk}")) is None


def test_it_says_when_it_does_not_count_any_more(report):
    first = approval(report)
    assert first.validity == Validity.STANDS
    reopened = move_on(report, "reopen", reason="数据有误")
    assert approval(reopened).validity == Validity.WITHDRAWN
    assert "已撤销" in verified(first.code)
    again = move_on(reopened, "approve")
    assert approval(again).validity == Validity.STANDS
    assert "以后一次为准" in verified(first.code)


def test_each_approved_submission_keeps_its_receipt(report):
    first = approval(report)
    again = approved_again(report)
    assert approval(again, 1).code == first.code
    assert approval(again, 1).validity == Validity.REPLACED
    assert approval(again, 2).validity == Validity.STANDS


def test_it_stands_while_what_was_published_is_corrected(report):
    corrected = move_on(move_on(report, "publish"), "correct", reason="更正")
    assert approval(corrected).validity == Validity.STANDS


def reviewer_above(report: Report) -> tuple[Agency, User]:
    """Of the bureau of the region above."""
    region = report.agency.region
    region.parent = make_region()
    region.save()
    bureau = bureau_of(region.parent)
    return bureau, person_at(bureau, Role.REVIEWER)


def test_the_bureau_is_that_of_the_reviewer_not_the_nearest():
    report = make_filled_report(state=State.SUBMITTED)
    nearest = bureau_of(report.agency.region)
    above, reviewer = reviewer_above(report)
    report = Report.objects.select_related("campaign", "agency__region").get(pk=report.pk)
    for name in ("start_review", "approve"):
        report = move_on(report, name, by=reviewer)
    assert approval(report).bureau == above.name
    Membership.objects.filter(user=reviewer).delete()
    assert approval(report).bureau == nearest.name


def test_the_sign_off_sheet_bears_its_code_while_it_stands(report):
    sheet = reverse("records:sign_off", args=[report.pk])
    clerk = browser(clerk_of(report))
    assert approval(report).code in clerk.get(sheet).content.decode()
    move_on(report, "reopen", reason="数据有误")
    assert approval(report).code not in clerk.get(sheet).content.decode()


def test_many_approvals_take_as_many_queries_as_one(report, django_assert_num_queries):
    many = approved_again(make_filled_report(make_agency(region=report.agency.region)))
    for one in (report, many):
        code = approval(one, one.last_number).code
        with django_assert_num_queries(5):
            Client().get(VERIFY, {"code": code})
        client = browser(clerk_of(one))
        with django_assert_num_queries(9):
            client.get(url(one, one.last_number))
