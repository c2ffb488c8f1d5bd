"""The auditor's page: by day, person, kind of act, report and cell; in words; taken along."""

import csv
import datetime as dt
import hashlib
import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Event, Role
from accounts.spreadsheets.formula_guard import unguarded
from accounts.trail import export as trail_export
from accounts.trail.record import SYSTEM, Actor, record, verify
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from tests.support.factories import (
    actor,
    browser,
    make_agency,
    make_report,
    make_user,
    move_on,
    person_at,
)

pytestmark = pytest.mark.django_db

CELL = "requests.new_received.natural_person"


@pytest.fixture
def auditor():
    return browser(make_user((make_agency(), Role.AUDITOR), name="审计员", username="auditor"))


@pytest.fixture
def report():
    """A figure typed, changed by somebody else, and another one beside it."""
    report = make_report()
    clerk, office = person_at(report.agency, Role.REPORTER), person_at(report.agency, Role.OFFICE)
    write_section(report, "s3_requests", Entry({CELL: 3}), actor(clerk))
    changed = Entry({CELL: 300}, base={CELL: "3"})
    write_section(report, "s3_requests", changed, actor(office), how="pasted")
    write_section(
        report, "s3_requests", Entry({"requests.granted.natural_person": 1}), actor(clerk)
    )
    return report


def lines(client, **filters):
    return client.get("/trail/", filters).context["lines"]


def numbers(client, **filters):
    return sorted(line.event.pk for line in lines(client, **filters))


# Filters -------------------------------------------------------------------------------------


def test_a_report_is_followed_by_its_code_and_by_its_name(auditor, report):
    record(SYSTEM, "sign_in", "user:1")
    by_code = numbers(auditor, object=f"report:{report.pk}")
    assert len(by_code) == 3
    assert numbers(auditor, object=f"{report.agency} 2026 s3") == by_code
    assert numbers(auditor, object=f"report:{report.pk}0") == []


def test_a_cell_has_its_history_with_from_to_who_and_how(auditor, report):
    page = auditor.get("/trail/", {"object": f"report:{report.pk}", "place": CELL})
    told = [(c.before, c.after, line.person, line.way) for line, c in page.context["history"]]
    clerk, office = person_at(report.agency, Role.REPORTER), person_at(report.agency, Role.OFFICE)
    assert told == [
        ("3", "300", f"{office.name}（{office.username}）", "粘贴"),
        ("", "3", f"{clerk.name}（{clerk.username}）", "录入"),
    ]
    assert "本年新收政府信息公开申请数量·自然人的变更记录" in page.content.decode()


def test_of_a_report_each_cell_and_text_can_be_chosen(auditor, report):
    html = auditor.get("/trail/", {"object": f"report:{report.pk}"}).content.decode()
    assert f'<option value="{CELL}">' in html and '<option value="s1_overview">' in html
    assert 'name="place"' not in auditor.get("/trail/").content.decode()


def test_a_place_without_its_report_is_refused_with_words(auditor, report):
    page = auditor.get("/trail/", {"place": CELL})
    assert page.context["lines"] == [] and "请填明是哪份年报" in page.content.decode()


def test_a_person_is_followed_with_what_was_done_to_their_account(auditor):
    person, other = make_user(name="周知"), make_user(name="周知远")
    record(actor(person), "sign_in", f"user:{person.pk}")
    record(Actor(None, "10.0.0.9"), "sign_in.failed", f"user:{person.pk}")
    record(actor(other), "sign_in", f"user:{other.pk}")
    assert numbers(auditor, person=person.username) == [1, 2]
    assert numbers(auditor, person="周知") == [1, 2]
    assert numbers(auditor, person="知远") == [3]  # a part of a name: of whoever is called so


KINDS = [
    ("entering", ["sign_in", "sign_in.failed", "password.change"]),
    ("refusals", ["access.refused", "move.refused", "proposal.refuse"]),
    ("taken", ["report.download", "agency.export", "aggregate.export", "trail.export"]),
    ("people", ["user.change", "user.password", "delegation.make"]),
    ("settings", ["agency.change", "region.import", "campaign.open"]),
    ("filling", ["section.write", "proposal.apply", "report.explain"]),
    ("way", ["move.submit", "comment.ask"]),
    ("trail", ["trail.seal"]),
    ("other", ["demo.fill", "something.unheard_of"]),
]


@pytest.mark.parametrize(("kind", "acts"), KINDS, ids=[kind for kind, _ in KINDS])
def test_acts_are_found_by_their_kind(auditor, kind, acts):
    for _kind, some in KINDS:
        for action in some:
            record(SYSTEM, action, "somewhere:1")
    found = [
        line.event.action for line in reversed(lines(auditor, kind=kind, object="somewhere:1"))
    ]
    assert found == acts


@pytest.mark.parametrize("given", [
    {"first": "0001-01-01"}, {"last": "9999-12-31"}, {"first": "2027-02-02", "last": "2027-02-01"},
    {"kind": "nonsense"}, {"text": "x" * 61}, {"person": "a\0b"}, {"object": "x" * 151},
    {"object": "report:1", "place": "y" * 101},
])  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_words(auditor, given):
    page = auditor.get("/trail/", given)
    assert page.context["form"].errors and page.context["lines"] == []
    answer = auditor.get("/trail/file/csv/", given)
    assert answer.status_code == 302 and answer["Location"].startswith("/trail/?")


@pytest.mark.parametrize("given", [
    {"object": "report:x"}, {"object": "report:" + "9" * 40}, {"object": "'; --"},
    {"object": "report:1", "place": "'\"[]$."}, {"person": "%"}, {"text": "\\"},
])  # fmt: skip
def test_nonsense_finds_nothing(auditor, report, given):
    assert lines(auditor, **given) == []


def test_days_are_asked_for_as_moments_which_an_index_can_find(auditor):
    with CaptureQueriesContext(connection) as asked:
        auditor.get("/trail/", {"first": "2027-01-20", "last": "2027-01-20"})
    statement = next(q["sql"] for q in asked if '"accounts_event"."at" >=' in q["sql"])
    assert "django_datetime" not in statement and "AT TIME ZONE" not in statement


# In words ------------------------------------------------------------------------------------


def changes(client, **filters):
    return [str(change) for change in lines(client, **filters)[0].changes]


def test_figures_are_told_with_their_labels(auditor, report):
    assert set(changes(auditor, object=f"report:{report.pk}")) == {
        "（一）予以公开·自然人：1",
        "部分：三、收到和处理政府信息公开申请情况",
        "版本：3",
        "方式：录入",
    }


def test_states_roles_and_filters_are_told_in_words(auditor, report):
    move_on(report, "pass_on", by=person_at(report.agency, Role.REPORTER))
    assert changes(auditor, kind="way")[0] == "状态：填报中 → 办公室审核"
    lines(auditor, kind="way")
    assert changes(auditor, kind="trail") == ["操作类别：流转与审核意见"]
    record(SYSTEM, "delegation.make", "user:1", after={"role": "head"})
    assert changes(auditor, object="user:1") == ["角色：主要负责人"]


def test_fields_of_models_are_told_by_their_names(auditor):
    record(SYSTEM, "agency.change", "agency:1", before={"active": True, "kind": "township"},
           after={"active": False, "kind": "department", "added": ["甲"]})  # fmt: skip
    assert set(changes(auditor, object="agency:1")) == {
        "启用：是 → 否",
        "类别：乡镇 → 县直部门",
        "新增：甲",
    }


def test_long_texts_are_cut_on_the_page_and_escaped(auditor, report):
    text = "<b>" + "长" * 3000
    write_section(
        report, "s1_overview", Entry(text=text), actor(person_at(report.agency, Role.OFFICE))
    )
    html = auditor.get("/trail/").content.decode()
    assert "&lt;b&gt;长" in html and "长" * 200 not in html


def test_who_has_no_account_is_told_in_words(auditor):
    record(SYSTEM, "campaign.open", "campaign:1")
    record(Actor(None, "10.0.0.9"), "sign_in.failed", "user:unknown")
    assert [line.person for line in lines(auditor)] == ["未登录访客", "系统"]


# As files ------------------------------------------------------------------------------------


def csv_rows(client, **filters):
    answer = client.get("/trail/file/csv/", filters)
    assert answer.streaming and answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_csv_file_holds_all_that_the_hashes_cover(auditor, report):
    """Anybody can verify the chain with it."""
    record(SYSTEM, "sign_in", "user:1", label="=1+1", after={"列": [1, None]})
    head, *rows = csv_rows(auditor)
    assert len(rows) == Event.objects.count() - 1 and rows[-1][8] == "'=1+1"
    before = "0" * 64
    for row in rows:
        number, at, name, who, address, _act, action, object_, label, _words, *told = map(
            unguarded, row
        )
        line = [
            int(number), dt.datetime.fromisoformat(at).astimezone(dt.UTC).isoformat(timespec="microseconds"),
            int(who) if who else None, name, address, action, object_, label,
            *(json.loads(words) if words else None for words in told[:2]), told[2],
        ]  # fmt: skip
        words = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert told[2] == before and hashlib.sha256(words.encode()).hexdigest() == told[3]
        before = told[3]


def test_an_excel_file_holds_what_the_filters_find_oldest_first(auditor, report):
    answer = auditor.get("/trail/file/xlsx/", {"object": f"report:{report.pk}"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert head[0] == "序号" and len(rows) == 3
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert "自然人：3" in rows[0][9] and rows[0][6] == "section.write"
    assert "%E6%97%A5%E5%BF%97.xlsx" in answer["Content-Disposition"]


def test_what_is_too_long_for_a_cell_is_cut_and_said(auditor, report, monkeypatch):
    monkeypatch.setattr(trail_export, "LONGEST", 20)
    answer = auditor.get("/trail/file/xlsx/", {"object": f"report:{report.pk}"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert "已截断" in sheet.cell(2, 10).value


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_a_file_is_a_line_with_filters_and_count(auditor, report, name):
    answer = auditor.get(f"/trail/file/{name}/", {"object": f"report:{report.pk}"})
    b"".join(answer)
    event = Event.objects.get(action="trail.export")
    assert event.after == {"object": f"report:{report.pk}", "format": name, "rows": 3}
    assert verify() is None


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_more_lines_than_a_file_may_have_are_refused_with_words(auditor, report, name, monkeypatch):
    few = trail_export.TrailFile(2, trail_export.FILES[name].write)
    monkeypatch.setitem(trail_export.FILES, name, few)
    page = auditor.get(f"/trail/file/{name}/", follow=True)
    assert "未导出：超过 2 行" in page.content.decode()
    assert not Event.objects.filter(action="trail.export").exists()


def test_there_is_no_other_file(auditor):
    assert auditor.get("/trail/file/pdf/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_else_gets_a_file(role):
    client = browser(make_user((make_agency(is_bureau=True), role)))
    assert client.get("/trail/file/csv/").status_code == 404
    assert not Event.objects.exists()


# What it costs -------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "queries"), [
    ({}, 11), ({"person": "甲"}, 12), ({"kind": "filling"}, 11), ({"object": "report"}, 12),
])  # fmt: skip
def test_a_page_asks_as_often_for_one_line_as_for_many(
    auditor, report, given, queries, django_assert_num_queries
):
    asked = {
        name: f"report:{report.pk}" if value == "report" else value for name, value in given.items()
    }
    auditor.get("/trail/", asked)
    for count in (1, 40):
        for number in range(count):
            record(
                actor(make_user(name=f"甲{number}")),
                "section.write",
                f"report:{report.pk}",
                label="甲",
                after={"values": {CELL: "1"}, "how": "typed"},
            )
        with django_assert_num_queries(queries):
            auditor.get("/trail/", asked)
