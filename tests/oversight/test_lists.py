"""The lists to take along from the board: whom to call, and what was commented on most."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import AgencyKind, Event, Region, Role, User
from reports.models import Report, State
from reports.workflow.threads import ask
from tests.support.factories import (
    actor,
    browser,
    bureau_of,
    make_agency,
    make_filled_report,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db
CONTACTS, FAULTS = "/board/contacts/", "/board/faults/"


@pytest.fixture
def reviewer(county: Region) -> User:
    return make_user((bureau_of(county), Role.REVIEWER))


def rows_of(person: User, url: str) -> list[tuple]:
    answer = browser(person).get(url)
    assert answer.status_code == 200
    return list(load_workbook(io.BytesIO(answer.content)).active.values)


def test_every_agency_stands_on_the_list_of_contacts_with_its_people(county, reviewer):
    staffed = make_agency(region=county, phone="0731-1000000", route="")
    clerk = make_user((staffed, Role.REPORTER), (staffed, Role.OFFICE), phone="1001", mobile="13900000000")  # fmt: skip
    gone = make_user((staffed, Role.HEAD), is_active=False)
    make_report(staffed)
    empty = make_agency(region=county)
    make_report(empty)
    head, *rows = rows_of(reviewer, CONTACTS)
    assert head == ("单位", "单位类别", "区划", "单位电话", "人员", "角色", "电话", "手机")
    of_staffed = [row[3:] for row in rows if row[0] == staffed.name]
    roles = f"{Role.REPORTER.label}、{Role.OFFICE.label}"
    assert of_staffed == [("0731-1000000", clerk.name, roles, "1001", "13900000000")]
    assert gone.name not in {row[4] for row in rows}
    assert [row[4] for row in rows if row[0] == empty.name] == ["无人"]


def commented(county: Region, reviewer: User, kind: str, *places: str) -> Report:
    agency = make_agency(region=county, kind=kind, route="")
    report = make_filled_report(agency, State.IN_REVIEW)
    report.reviewer = reviewer
    report.save()
    for place in places:
        assert ask(report.pk, actor(reviewer), place=place, quote="", text=f"请核对{place}")
    return report


def test_faults_are_counted_by_place_and_kind_of_agency(county, reviewer):
    commented(county, reviewer, AgencyKind.DEPARTMENT, "s1_overview", "s5_problems")
    commented(county, reviewer, AgencyKind.TOWNSHIP, "s5_problems", "s5_problems")
    head, *rows = rows_of(reviewer, FAULTS)
    assert head[2:6] == ("意见数", "单位数", "县直部门", "乡镇")
    found = {row[0]: row[2:6] for row in rows if not row[1]}
    assert found == {"五、存在的主要问题及改进情况": (3, 2, 1, 1), "一、总体情况": (1, 1, 1, 0)}
    assert rows[0][0] == "五、存在的主要问题及改进情况"
    assert rows[0][6] == "请核对s5_problems"
    assert rows_of(reviewer, f"{FAULTS}?kind=township")[1][2:5] == (2, 1, 1)


FOUND = {
    "rule": "T3-R01", "severity": "warning", "title": {"zh": "勾稽不符", "en": "unequal"},
    "message": {"zh": "不符", "en": "unequal"}, "cells": ["requests.granted.natural_person"],
    "section": "", "explainable": True, "of_cell": False, "explanation": "", "key": "x",
    "explained_by": "", "explained_at": "",
}  # fmt: skip


def test_a_comment_where_a_rule_had_found_something_counts_for_the_rule(county, reviewer):
    report = commented(county, reviewer, AgencyKind.DEPARTMENT)
    filed_again = report.submissions.last()
    filed_again.pk, filed_again.number, filed_again.findings = None, 2, [FOUND]
    filed_again.save(force_insert=True)
    Report.objects.filter(pk=report.pk).update(last_number=2)
    for place in FOUND["cells"]:
        ask(report.pk, actor(reviewer), place=place, quote="", text="请核对")
    assert [row[:4] for row in rows_of(reviewer, FAULTS)[1:]] == [("勾稽不符", "T3-R01", 1, 1)]


@pytest.mark.parametrize(("url", "name"), [(CONTACTS, "contacts"), (FAULTS, "common_faults")])
def test_taking_a_list_is_told_in_the_trail(county, reviewer, url, name):
    make_report(make_agency(region=county))
    rows_of(reviewer, url)
    event = Event.objects.get(action="board.export")
    assert (event.actor, event.after["list"]) == (reviewer, name)


@pytest.mark.parametrize("url", [CONTACTS, FAULTS])
def test_a_list_takes_as_many_queries_for_five_agencies_as_for_one(county, reviewer, url):
    def queries() -> int:
        person = browser(reviewer)
        with CaptureQueriesContext(connection) as taken:
            person.get(url)
        return len(taken)

    commented(county, reviewer, AgencyKind.DEPARTMENT, "s1_overview")
    for_one = queries()
    for _ in range(4):
        commented(county, reviewer, AgencyKind.DEPARTMENT, "s1_overview")
    assert queries() == for_one
