"""`manage.py demo`: an invented county on which everything can be tried."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.test import RequestFactory

from accounts.models import Agency, Membership, Region, Role, Route, User
from accounts.trail.record import verify
from portal.demo.plan import NOW, dates_of, load_plan
from reports.campaigns.deadlines import deadline_of
from reports.drafts.working_copy import working_copy
from reports.form.content import Finding
from reports.models import Report, ReportSection, State, Submission, WatchedWord
from reports.workflow.submissions import in_the_way
from tests.support.cast import cast
from tests.support.demo import rows, run_demo
from tests.support.factories import SECOND, make_agency

pytestmark = pytest.mark.django_db

REPORT_OF_2020 = {
    "art20_5.licensing.prev_year_items": 625,
    "art20_5.licensing.change": -251,
    "art20_5.licensing.decisions": 374,
    "art20_6.penalty.prev_year_items": 473,
    "art20_6.penalty.change": 28,
    "art20_6.penalty.decisions": 501,
    "art20_6.coercion.prev_year_items": 53,
    "art20_6.coercion.change": 114,
    "art20_6.coercion.decisions": 167,
    "art20_9.central_procurement.projects": 92,
    "art20_9.central_procurement.amount": Decimal("1571.55"),
}
# What the texts say in numbers, and the cells that say the same.
STATED = {
    r"行政许可决定(\d+)件": ["art20_5.licensing.decisions"],
    r"行政处罚决定(\d+)件": ["art20_6.penalty.decisions"],
    r"行政强制决定(\d+)件": ["art20_6.coercion.decisions"],
    r"现行有效(\d+)件": ["art20_1.normative_docs.in_force"],
    r"收费([\d.]+)万元": ["art20_8.fees.amount"],
    r"(?:新收申请|申请公开的申请)(\d+)件": ["requests.new_received.total"],
    r"上年结转的?(\d+)件": ["requests.carried_over.total"],
    r"办结(\d+)件": ["requests.outcome_total.total"],
    r"予以公开(\d+)件": ["requests.granted.total"],
    r"部分公开(\d+)件": ["requests.partially_granted.total"],
    r"结转下年度(\d+)件": ["requests.carried_forward.total"],
    r"行政复议(\d+)件": ["disputes.review.total"],
    r"行政诉讼(\d+)件": [
        "disputes.litigation_direct.total",
        "disputes.litigation_after_review.total",
    ],
}


# The demo -----------------------------------------------------------------------------------


demo = cast(lambda: json.loads(run_demo("--json")))  # its logins


def reports(**which: Any) -> QuerySet[Report]:
    return Report.objects.filter(**which).select_related("campaign", "agency__region")


def one_report(short_name: str, year: int) -> Report:
    [report] = reports(agency__short_name=short_name, campaign__year=year)
    return report


def test_a_second_run_adds_nothing(demo: list[dict[str, str]]) -> None:
    before = rows()
    make_agency(name="后来加的单位", region=Region.objects.get(code="990121"))
    assert json.loads(run_demo("--json")) == demo
    assert rows() == before + Counter(Agency=1)
    Agency.objects.get(name="后来加的单位").delete()


def test_every_state_is_there(demo: object) -> None:
    states = {report.status for report in reports(campaign__year=NOW)}
    assert states == set(State.values) - set(SECOND)  # the county has one reviewer look


def test_every_role_can_sign_in(demo: list[dict[str, str]], rf: RequestFactory) -> None:
    assert {login["role"] for login in demo} == set(Role.values)
    for login in {login["role"]: login for login in demo}.values():
        user = authenticate(rf.post("/"), username=login["username"], password=login["password"])
        assert isinstance(user, User)
        assert user.has_role(login["role"])
        assert Membership.objects.filter(user=user, agency__name=login["agency"]).exists()


def test_the_password_would_be_accepted_of_anybody(demo: list[dict[str, str]]) -> None:
    for user in User.objects.all():
        validate_password(demo[0]["password"], user)


def test_a_changed_password_is_not_printed(demo: object) -> None:
    User.objects.filter(username="newcomer").update(password="of their own")
    [line] = [line for line in run_demo().splitlines() if line.split()[0] == "newcomer"]
    assert "(changed)" in line
    assert load_plan().password not in line


def test_every_user_name_is_printed(demo: list[dict[str, str]]) -> None:
    words = set(re.findall(r"[a-z0-9-]+", run_demo()))
    assert {login["username"] for login in demo} <= words


def test_only_the_newcomer_must_change_the_password(demo: object) -> None:
    must = User.objects.filter(must_change_password=True)
    assert [user.username for user in must] == ["newcomer"]


def test_everybody_has_an_address_that_no_mail_reaches(demo: object) -> None:
    assert not User.objects.exclude(email__endswith=".example").exists()


def test_two_agencies_have_four_people_and_one_person_has_two_roles(
    demo: list[dict[str, str]],
) -> None:
    four = {"reporter", "office", "deputy", "head"}
    by_agency: dict[str, dict[str, str]] = {}
    for login in demo:
        by_agency.setdefault(login["agency"], {})[login["username"]] = login["role"]
    assert sum(four <= set(held.values()) for held in by_agency.values()) >= 2
    assert max(Counter(login["username"] for login in demo).values()) == 2


def test_the_agencies_are_of_every_sort(demo: object) -> None:
    agencies = list(Agency.objects.all())
    for agency in agencies:
        agency.full_clean()
    assert len(agencies) > 12
    assert {agency.route for agency in agencies} == set(Route.values)
    assert len({agency.kind for agency in agencies}) >= 5
    assert max(len(agency.name) for agency in agencies) == 22
    assert [agency.short_name for agency in agencies if agency.is_bureau] == ["县审批局"]


def test_the_figures_of_2020_are_the_published_ones(demo: object) -> None:
    report = one_report("县交通运输局", 2020)
    filed = Submission.objects.get(report=report, number=report.approved_number)
    assert report.status == State.APPROVED
    assert {cell: value for cell, value in filed.figures.items() if value} == REPORT_OF_2020
    assert len(filed.figures) == 198


def findings_of(report: Report) -> list[Finding]:
    """As when submitting, where every section is filled in; none where nothing was begun."""
    versions = list(report.sections.values_list("version", flat=True))
    return working_copy(report).findings(submitting=all(versions)) if any(versions) else []


def test_one_report_has_errors_and_all_others_none(demo: object) -> None:
    found = {str(report): findings_of(report) for report in reports()}
    errors = {
        report: {finding.rule for finding in findings if finding.severity == "error"}
        for report, findings in found.items()
        if any(finding.severity == "error" for finding in findings)
    }
    assert errors == {"棠溪县公安局 2026": {"T2-R01", "T3-R01", "T3-R04"}}


def test_what_is_filed_or_on_its_way_warns_of_nothing_but_what_is_explained(demo: object) -> None:
    warned = {}
    for report in reports().exclude(status=State.DRAFTING):
        findings = findings_of(report)
        explained = set(report.explanations.values_list("key", flat=True))
        assert in_the_way(findings, explained) == []
        if rules := [finding.rule for finding in findings if finding.severity == "warning"]:
            warned[str(report)] = rules
    assert warned == {"棠溪县自然资源局 2026": ["YOY-R02"]}


@pytest.mark.parametrize("pattern", STATED)
def test_no_text_contradicts_its_tables(demo: object, pattern: str) -> None:
    checked = 0
    for filed in Submission.objects.all():
        text = "".join(filed.texts.values())
        for match in re.finditer(pattern, text):
            stated, cells = Decimal(match.group(1)), STATED[pattern]
            assert stated == sum(filed.figures[cell] for cell in cells), (str(filed), match.group())
            checked += 1
    assert checked > 3


def test_no_two_reports_have_the_same_text(demo: object) -> None:
    texts = Counter(
        filed.texts[section]
        for filed in Submission.objects.filter(number=1)
        for section in ("s1_overview", "s5_problems")
    )
    assert texts.most_common(1)[0][1] == 1


@pytest.mark.one_database
def test_the_county_watches_words_and_no_text_of_the_demo_has_them(demo: object) -> None:
    words = WatchedWord.objects.all()
    assert {word.severity for word in words} == {"error", "warning", "info"}
    assert any(word.right for word in words) and not all(word.right for word in words)
    for word in words:
        word.full_clean()
    for report in Report.objects.select_related("campaign", "agency"):
        rules = [finding.rule for finding in working_copy(report).findings()]
        assert "P-R02" not in rules, report


def test_last_years_figures_are_there_to_be_carried_over(demo: object) -> None:
    copy = working_copy(one_report("县政府", NOW))
    assert copy.previous is not None
    carried = copy.content.figures["requests.carried_over.natural_person"]
    assert carried == copy.previous.figures["requests.carried_forward.natural_person"] != 0


def test_the_county_reports_the_sum_of_its_agencies(demo: object) -> None:
    filed = Submission.objects.filter(year=2025).exclude(agency_name="棠溪县人民政府")
    newest = {submission.report_id: submission for submission in filed.order_by("number")}
    county = Submission.objects.get(year=2025, agency_name="棠溪县人民政府")
    for cell, value in county.figures.items():
        assert value == sum(submission.figures[cell] for submission in newest.values()), cell


def test_one_report_is_late_and_those_of_this_year_are_due_soon(demo: object) -> None:
    late = {
        str(report): deadline.is_late for report in reports() if (deadline := deadline_of(report))
    }
    assert [report for report, is_late in late.items() if is_late] == ["棠溪县城东街道办事处 2020"]
    assert len(late) > 3


def test_two_sections_of_the_transport_bureau_are_handed_out_and_one_is_done(demo: object) -> None:
    report = one_report("县交通运输局", NOW)
    held = {s.code: s for s in report.sections.select_related("holder") if s.holder}
    assert {code: (s.holder.username, s.is_done) for code, s in held.items()} == {
        "s2_proactive": ("reporter", True),
        "s3_requests": ("reporter", False),
    }
    assert all(s.due_on < report.campaign.internal_deadline for s in held.values())
    assert not ReportSection.objects.exclude(report=report).filter(holder__isnull=False).exists()
    assert Report.with_practice.count() == Report.objects.count()


def test_returned_reports_say_why_and_corrected_ones_were_submitted_again(demo: object) -> None:
    for report in reports(campaign__year=NOW, status=State.RETURNED):
        assert report.transitions.get(move="return").reason
    numbers = {
        report.agency.short_name: report.last_number
        for report in reports()
        if report.last_number > 1
    }
    assert numbers == {"县交通运输局": 2, "白鹭乡": 2}


def test_nobody_signed_what_they_entered_or_approved_what_they_submitted(demo: object) -> None:
    for report in reports(last_number__gt=0):
        writers = set(report.sections.values_list("updated_by", flat=True))
        signers = set(report.transitions.filter(move="sign").values_list("actor", flat=True))
        approvers = set(report.transitions.filter(move="approve").values_list("actor", flat=True))
        submitters = set(report.submissions.values_list("by", flat=True))
        assert writers and signers and submitters
        assert not writers & signers
        assert not submitters & approvers
    assert Report.objects.filter(transitions__move="approve").exists()


def test_the_trail_holds(demo: object) -> None:
    assert verify() is None


# Dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 1, 25), date(2031, 6, 1)])
def test_this_years_dates_are_in_order_whenever_it_is_run(today: date) -> None:
    dates = dates_of(NOW, today)
    assert dates.opens_on < today < dates.internal_deadline < dates.legal_deadline
    assert dates.legal_deadline >= date(2027, 1, 31)


def test_past_years_were_due_by_law() -> None:
    assert dates_of(2020, date(2026, 11, 23)).legal_deadline == date(2021, 1, 31)
