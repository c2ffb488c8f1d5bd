"""The receipt of a submission, and the code anybody can check."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role, User
from reports.models import Report, State, Submission
from reports.records.receipts import LETTERS, check_code, find_by_code, receipt_of
from tests.support.elements import text_in
from tests.support.factories import (
    bureau_of,
    make_filled_report,
    move_on,
    person_at,
)

pytestmark = pytest.mark.django_db

VERIFY = reverse("records:verify")


@pytest.fixture
def report() -> Report:
    return make_filled_report(state=State.SUBMITTED)


@pytest.fixture
def submission(report: Report) -> Submission:
    return report.submissions.get()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def verified(code: str) -> str:
    return Client().get(VERIFY, {"code": code}).content.decode()


def receipt_page(report: Report, number: int = 1) -> str:
    return reverse("records:receipt", kwargs={"pk": report.pk, "number": number})


def test_both_sides_find_the_receipt_with_its_code(report, submission):
    clerk = signed_in(person_at(report.agency, Role.REPORTER))
    reviewer = signed_in(person_at(bureau_of(report.agency.region), Role.REVIEWER))
    assert (
        receipt_page(report)
        in clerk.get(reverse("agency:report", args=[report.pk])).content.decode()
    )
    assert (
        receipt_page(report)
        in reviewer.get(reverse("review:desk", args=[report.pk])).content.decode()
    )
    for client in (clerk, reviewer):
        page = client.get(receipt_page(report)).content.decode()
        assert check_code(submission) in page and submission.digest in page
    assert clerk.get(receipt_page(report, 2)).status_code == 404


@pytest.mark.parametrize(
    "written",
    ["{0}", "  {0} ", "{1}", "{2}", "{3}"],
    ids=["as printed", "spaces around", "small letters", "without hyphens", "full width"],
)
def test_a_code_is_known_however_it_is_written(submission, written):
    code = check_code(submission)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    ways = written.format(code, code.lower(), code.replace("-", " "), wide)
    assert find_by_code(ways) == submission
    assert "报送的内容没有改动" in verified(ways)


@pytest.mark.parametrize(
    ("letter", "written"), [("0", "o"), ("0", "O"), ("1", "l"), ("1", "L"), ("1", "i"), ("1", "I")]
)
def test_letters_that_look_alike_are_taken_for_each_other(submission, letter, written):
    for key in range(500):  # until one makes a code with this letter among its letters
        with override_settings(SECRET_KEY=f"key {key}"):
            number, _, letters = check_code(submission).partition("-")
            if letter in letters:
                assert find_by_code(f"{number}-{letters.replace(letter, written)}") == submission
                return
    pytest.fail("no code has the letter")


def test_no_letter_can_be_another(submission):
    number, first, second = check_code(submission).split("-")
    letters = first + second
    for at, letter in enumerate(letters):
        other = LETTERS[(LETTERS.index(letter) + 1) % len(LETTERS)]
        assert find_by_code(f"{number}-{letters[:at]}{other}{letters[at + 1 :]}") is None
    assert find_by_code(f"{submission.pk + 1}-{first}-{second}") is None


def nearly(submission: Submission) -> st.SearchStrategy[str]:
    """Codes of the right number and the right shape, and pieces of the right one."""
    letters = st.text(LETTERS, min_size=10, max_size=10)
    pieces = st.lists(st.sampled_from(check_code(submission)), max_size=20)
    return st.one_of(
        st.text(max_size=80), letters.map(f"{submission.pk}-".__add__), pieces.map("".join)
    )


@given(data=st.data())
def test_whatever_is_written_is_answered(submission, data):
    written = data.draw(nearly(submission))
    assert find_by_code(written) is None
    assert Client().get(VERIFY, {"code": written}).status_code == 200


def test_a_wrong_code_is_told_and_nothing_else(report):
    page = verified("27-7K3M9-QX2AB")
    assert "没有这个校验码" in page and report.agency.name not in page


def test_only_with_the_key_a_code_can_be_made(submission):
    code = check_code(submission)
    with override_settings(SECRET_KEY="another key, as long as one should be, or longer"):
        assert find_by_code(code) is None


def test_it_says_what_became_of_the_submission(report, submission):
    assert receipt_of(submission).standing == "filed"
    returned = move_on(move_on(report, "start_review"), "return")
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        returned = move_on(returned, name)
    again = move_on(returned, "submit", reason="原数据属实。")
    first, second = Submission.objects.filter(report=report).order_by("number")
    assert [receipt_of(s).standing for s in (first, second)] == ["replaced", "filed"]
    move_on(move_on(again, "start_review"), "approve")
    receipt = receipt_of(Submission.objects.get(pk=second.pk))
    assert receipt.standing == "approved" and receipt.approved_at
    assert "已审核通过" in text_in(verified(receipt.code), ".receipt")
    assert "以后一次为准" in text_in(verified(check_code(first)), ".receipt")


@pytest.fixture
def unprotected(db):
    """As somebody with the database's own key would have it: without the trigger."""
    trigger = {
        "sqlite": "reports_submission_no_UPDATE",
        "postgresql": "reports_submission_append_only ON reports_submission",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}")


def test_what_was_changed_behind_the_trigger_is_told(unprotected, submission):
    Submission.objects.filter(pk=submission.pk).update(texts={})
    assert "与报送时不一致" in verified(check_code(submission))


def test_the_page_takes_few_queries_and_asks_for_nothing_without_a_code(
    submission, django_assert_num_queries
):
    with django_assert_num_queries(1):  # the bureau in the foot
        Client().get(VERIFY)
    with django_assert_num_queries(2):
        Client().get(VERIFY, {"code": check_code(submission)})
