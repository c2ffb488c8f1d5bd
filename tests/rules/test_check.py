"""The rules over figures, and how findings are made of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from reports.form.content import Content, Figure, Finding, RuleContext
from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.form.numbers import Fault
from reports.rules.check import check, checks_made
from tests.support import naive_rules
from tests.support.balanced import balanced_figures
from tests.support.lengths import so_many

OLD, NEW = load_editions()["2019"], load_editions()["2021"]
EDITIONS = pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: edition.id)
RANDOM_REPORTS = so_many(2_000, 10_000)  # half of them in each edition
NOT_IN_THE_NAIVE_RULES = {"YOY-R05", "T4-R02"}


def make_content(edition: Edition, **changes: Any) -> Content:
    """A report with 0 in every cell but those given, and no text."""
    figures = dict.fromkeys(edition.cells, 0) | changes.pop("figures", {})
    return Content(2020 if edition is OLD else 2026, figures, **changes)


def found(edition: Edition, rule: str, **changes: Any) -> list[Finding]:
    last = changes.pop("last", None)
    content = make_content(edition, **changes)
    previous = None if last is None else Content(content.year - 1, last, approved=True)
    return [finding for finding in check(edition, content, previous) if finding.rule == rule]


def of_figures(findings: list[Finding]) -> set[tuple[str, frozenset[str]]]:
    """As the naive rules put it."""
    return {
        (f.rule, frozenset(f.cells))
        for f in findings
        if f.cells and f.rule not in NOT_IN_THE_NAIVE_RULES
    }


# Properties --------------------------------------------------------------------------------


@EDITIONS
def test_balanced_reports_pass_and_one_broken_cell_fires_exactly_its_rules(
    edition: Edition,
) -> None:
    rng = Random(f"balanced {edition.id}")
    cells = list(edition.cells)
    printed = naive_rules.statements(edition.id)
    for _ in range(RANDOM_REPORTS // 2):
        figures: dict[str, Figure | None] = {**balanced_figures(edition, rng)}
        findings = check(edition, Content(edition.first_year, figures))
        assert [f for f in findings if f.severity == "error"] == [], figures
        cell = rng.choice(cells)
        figures[cell] = rng.choice([None, -1, (figures[cell] or 0) + rng.randint(1, 9)])
        fired = of_figures(check(edition, Content(edition.first_year, figures)))
        assert fired == naive_rules.broken(edition.id, figures), (cell, figures)
        sums = {
            (rule, frozenset(one + other)) for rule, one, other in printed if cell in one + other
        }
        assert {f for f in fired if f in sums} == (sums if figures[cell] is not None else set())


@pytest.mark.parametrize(("now", "before"), [(OLD, OLD), (NEW, OLD), (NEW, NEW)])
def test_two_years_are_compared_as_the_naive_rules_do(now: Edition, before: Edition) -> None:
    rng = Random(f"years {now.id} {before.id}")
    for _ in range(300):
        last: dict[str, Figure | None] = {**balanced_figures(before, rng)}
        figures = {**balanced_figures(now, rng), rng.choice(list(now.cells)): None}
        last[rng.choice(list(before.cells))] = None
        content, previous = Content(now.first_year, figures), Content(now.first_year - 1, last)
        fired = of_figures(check(now, content, previous))
        assert fired == naive_rules.broken(now.id, figures, last)


# The sums of the form ------------------------------------------------------------------------


def test_a_finding_says_both_sides_the_difference_and_the_cells() -> None:
    figures = {
        "requests.new_received.natural_person": 12,
        "requests.carried_over.natural_person": 3,
        "requests.granted.natural_person": 14,
        "requests.outcome_total.natural_person": 14,
    }
    (finding,) = found(NEW, "T3-R01", figures=figures)
    assert str(finding.message) == (
        "自然人列：本年新收 12 + 上年结转 3 = 15，办理结果总计 14 + 结转下年度 0 = 14，差 1"
    )
    assert finding.message.in_language("en") == (
        "Column 自然人: 本年新收 12 + 上年结转 3 = 15, but 办理结果总计 14 + 结转下年度 0 = 14; difference 1"
    )
    assert (finding.left, finding.right, finding.difference) == (15, 14, 1)
    assert finding.severity == "error" and finding.section == "s3_requests"
    assert finding.cells == (
        "requests.new_received.natural_person",
        "requests.carried_over.natural_person",
        "requests.outcome_total.natural_person",
        "requests.carried_forward.natural_person",
    )


MESSAGES = [
    # edition, rule, figures, last year's, message
    (NEW, "T3-R02", {"requests.granted.total": 5, "requests.granted.other_org": 3}, None,
     "“予以公开”行：总计 5，各列之和 其他 3，差 2"),
    (NEW, "T3-R02", {"requests.granted.total": 5, "requests.granted.other_org": 3,
                     "requests.granted.natural_person": 1}, None,
     "“予以公开”行：总计 5，各列之和 自然人 1 + 其他 3 = 4，差 1"),
    (NEW, "T3-R02", {"requests.granted.total": 5}, None, "“予以公开”行：总计 5，各列之和 0，差 5"),
    (NEW, "T3-R03", {"requests.outcome_total.total": 1, "requests.rejected_repeat.total": 3}, None,
     "总计列：办理结果总计 1，各项办理结果之和 重复申请 3，差 2"),
    (NEW, "T4-R01", {"disputes.review.total": 1, "disputes.review.pending": 2}, None,
     "行政复议：总计 1，各项之和 尚未审结 2，差 1"),
    (NEW, "T2-R03", {"art20_1.normative_docs.made": 5, "art20_1.normative_docs.repealed": 1}, None,
     "行政规范性文件：现行有效件数 0，少于本年制发件数 5 - 本年废止件数 1 = 4，差 4"),
    (NEW, "T2-R02", {"art20_1.normative_docs.repealed": 4}, {"art20_1.normative_docs.in_force": 1},
     "行政规范性文件：本年废止件数 4，多于2025年现行有效件数 1 + 本年制发件数 0 = 1，差 3"),
    (NEW, "YOY-R02", {"art20_1.normative_docs.in_force": 4}, {"art20_1.normative_docs.in_force": 1},
     "行政规范性文件：现行有效件数 4，2025年现行有效件数 1 + 本年制发件数 0 - 本年废止件数 0 = 1，差 3"),
    (NEW, "YOY-R01", {"requests.carried_over.total": 3}, {"requests.carried_forward.total": 5},
     "总计列：上年结转 3，2025年结转下年度 5，差 2"),
    (OLD, "T2-R05", {"art20_1.normative_docs.disclosed": 3}, None,
     "规范性文件：对外公开总数量 0，少于本年新公开数量 3，差 3"),
    (OLD, "T2-R09", {"art20_1.normative_docs.made": 3}, None,
     "规范性文件：本年新制作数量 3，多于本年新公开数量 0，差 3，请说明未公开的原因"),
    (OLD, "T2-R06", {"art20_8.fees.prev_year_items": 3, "art20_8.fees.change": -4}, None,
     "行政事业性收费：上一年项目数量 3 + 本年增/减 -4 = -1，减少的数量超过上一年的项目数"),
    (OLD, "YOY-R03", {}, {"art20_8.fees.prev_year_items": 3, "art20_8.fees.change": -1},
     "行政事业性收费：上一年项目数量 0，2019年上一年项目数量 3 + 2019年本年增/减 -1 = 2，差 2"),
    (OLD, "YOY-R04", {}, {"art20_1.normative_docs.total_public": 3},
     "规范性文件：对外公开总数量 0，少于2019年对外公开总数量 3，差 3"),
    (OLD, "T2-R08", {"art20_9.central_procurement.amount": 20}, None,
     "采购项目数量 0，采购总金额 20万元，一个为 0、另一个不为 0，请核对（金额单位为万元）"),
    (OLD, "T2-R04", {"art20_1.rules.made": 2, "art20_1.rules.total_public": 9}, None,
     "规章填了本年新制作数量 2、对外公开总数量 9；县级和乡镇机关没有规章制定权，一般应为 0，规范性文件请填在下一行"),
    (NEW, "T4-R02", {"disputes.review.total": 1}, {"requests.outcome_total.total": 0},
     "填有行政复议 1，但本年没有收到或结转申请，上年也没有办理结果，请核对"),
]  # fmt: skip


@pytest.mark.parametrize(("edition", "rule", "figures", "last", "message"), MESSAGES)
def test_messages_are_in_words(
    edition: Edition, rule: str, figures: dict[str, Figure], last: Any, message: str
) -> None:
    (finding,) = found(edition, rule, figures=figures, last=last)
    assert str(finding.message) == message
    assert set(finding.cells) <= set(edition.cells)


def test_a_body_that_makes_rules_may_count_them() -> None:
    assert found(NEW, "T2-R04", figures={"art20_1.rules.made": 2}, makes_rules=True) == []


@pytest.mark.parametrize("last", [None, {}, {"requests.outcome_total.total": 2}])
def test_disputes_may_follow_requests_of_last_year_or_of_unknown_years(last: Any) -> None:
    assert found(NEW, "T4-R02", figures={"disputes.review.total": 1}, last=last) == []


# Items and cases: both readings are accepted ----------------------------------------------------

LICENSING = {"prev_year_items": 625, "change": -251, "decisions": 374}
PENALTY = {"prev_year_items": 8, "change": 0, "decisions": 18000}


def row(name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}.{column}": value for column, value in values.items()}


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (row("art20_5.licensing", LICENSING), True),
        (row("art20_6.penalty", PENALTY), False),
        (row("art20_5.licensing", LICENSING) | row("art20_6.penalty", PENALTY), False),
        (row("art20_5.licensing", LICENSING) | {"art20_6.coercion.change": None}, False),
        ({}, False),
    ],
)
def test_items_counted_as_cases_only_inform_and_only_as_a_whole(
    figures: dict[str, Any], told: bool
) -> None:
    assert [f.severity for f in found(OLD, "T2-R07", figures=figures)] == ["info"] * told


def test_neither_reading_is_rejected() -> None:
    for figures in (row("art20_5.licensing", LICENSING), row("art20_6.penalty", PENALTY)):
        of_section = [
            finding.severity
            for finding in check(OLD, make_content(OLD, figures=figures))
            if finding.section == "s2_proactive"
        ]
        assert set(of_section) <= {"info"}


# Blanks and what is no figure -------------------------------------------------------------------


@EDITIONS
def test_an_empty_report_names_its_blanks_once_a_section(edition: Edition) -> None:
    findings = check(edition, Content(edition.first_year))
    blanks = [f for f in findings if f.cells]
    assert [(f.rule, f.section, f.severity) for f in blanks] == [
        ("T2-R10", "s2_proactive", "warning"),
        ("T3-R05", "s3_requests", "warning"),
        ("T3-R05", "s4_review_litigation", "warning"),
    ]
    typed = [cell.id for cell in edition.cells.values() if not cell.computed]
    assert [cell for finding in blanks for cell in finding.cells] == typed


def test_blanks_are_errors_when_submitting() -> None:
    content = make_content(NEW, figures={"requests.granted.other_org": None})
    (finding,) = [f for f in check(NEW, content, submitting=True) if f.rule == "T3-R05"]
    assert finding.severity == "error"
    assert str(finding.message) == "有 1 处未填（予以公开·其他），没有发生的填0"


def test_a_total_left_out_beside_its_parts_is_a_blank() -> None:
    (finding,) = found(NEW, "T3-R05", figures={"requests.granted.total": None})
    assert finding.cells == ("requests.granted.total",)


@pytest.mark.parametrize(
    ("cell", "written", "rule", "message"),
    [
        ("requests.granted.other_org", "/", "T3-R04", "“予以公开·其他”填的是“/”，没有发生的应填 0"),
        ("disputes.review.pending", "无", "T3-R04", "“行政复议·尚未审结”填的是“无”，没有发生的应填 0"),
        ("requests.granted.other_org", "1.5件", "T3-R04", "“予以公开·其他”填的是“1.5件”，应填整数"),
        ("requests.granted.other_org", "约十件", "T3-R04", "“予以公开·其他”填的是“约十件”，应填数字"),
        ("requests.granted.other_org", "{left}", "T3-R04", "“予以公开·其他”填的是“{left}”，应填数字"),
        ("requests.granted.other_org", "-3", "T3-R04", "“予以公开·其他”填的是“-3”，不能小于 0"),
        ("requests.granted.other_org", "9" * 13, "T3-R04", "“予以公开·其他”填的是“9999999999999”，位数过多，请核对"),
        ("art20_8.fees.amount", "1.23456", "T2-R01", "“行政事业性收费·本年收费金额”填的是“1.23456”，以万元为单位最多保留四位小数"),
        ("art20_5.licensing.decisions", "-", "T2-R01", "“行政许可·本年处理决定数量”填的是“-”，没有发生的应填 0"),
    ],
)  # fmt: skip
def test_what_is_no_figure_is_told_at_its_cell_and_is_no_blank(
    cell: str, written: str, rule: str, message: str
) -> None:
    content = make_content(NEW, figures={cell: None}, unreadable={cell: written})
    findings = [f for f in check(NEW, content, submitting=True) if f.cells]
    assert [(f.rule, f.severity, f.cells) for f in findings] == [(rule, "error", (cell,))]
    assert str(findings[0].message) == message


@pytest.mark.parametrize(
    ("edition", "cell", "value", "rule"),
    [
        (NEW, "requests.granted.other_org", -1, "T3-R04"),
        (NEW, "art20_8.fees.amount", -1, "T2-R01"),
        (NEW, "art20_5.licensing.decisions", Decimal("1.5"), "T2-R01"),
        (OLD, "art20_8.fees.change", -1, ""),
        (NEW, "art20_8.fees.amount", Decimal("1.5"), ""),
    ],
)
def test_figures_are_of_their_kind(edition: Edition, cell: str, value: Any, rule: str) -> None:
    findings = check(edition, make_content(edition, figures={cell: value}))
    kinds = [f.rule for f in findings if f.rule in ("T3-R04", "T2-R01")]
    assert kinds == ([rule] if rule else [])


@EDITIONS
def test_every_fault_of_a_figure_has_its_words(edition: Edition) -> None:
    (rule,) = [rule for rule in edition.rules if rule.id == "T3-R04"]
    assert rule.options and set(rule.options["messages"]) == set(Fault)


# Across years ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("approved", "severity", "explainable"), [(True, "error", True), (False, "warning", False)]
)
def test_what_stood_over_binds_where_last_year_is_approved(
    approved: bool, severity: str, explainable: bool
) -> None:
    previous = Content(2025, {"requests.carried_forward.total": 5}, approved=approved)
    (finding,) = [f for f in check(NEW, make_content(NEW), previous) if f.rule == "YOY-R01"]
    assert (finding.severity, finding.explainable) == (severity, explainable)
    assert finding.needs_explanation


@pytest.mark.parametrize("year", [2024, 2026])
def test_only_the_year_before_is_compared(year: int) -> None:
    previous = Content(year, {"requests.carried_forward.total": 5}, approved=True)
    assert [f for f in check(NEW, make_content(NEW), previous) if f.rule == "YOY-R01"] == []


def test_unusual_changes_are_one_finding_a_section() -> None:
    last = {
        "art20_5.licensing.decisions": 20,
        "art20_6.penalty.decisions": 19,
        "requests.granted.other_org": 100,
        "requests.granted.total": 100,
        "disputes.review.pending": 3,
    }
    figures = {"art20_6.coercion.decisions": 500, "requests.granted.other_org": 40}
    told = found(NEW, "YOY-R05", figures=figures, last={**last, "art20_6.coercion.decisions": 2})
    assert [(f.severity, f.cells) for f in told] == [
        ("info", ("art20_5.licensing.decisions", "art20_6.coercion.decisions"))
    ]
    assert str(told[0].message) == (
        "有 2 项与上年相差较大，请留意：行政许可·本年处理决定数量 0（2025年 20）、行政强制·本年处理决定数量 500（2025年 2）"
    )


# Order and count ---------------------------------------------------------------------------------


def test_findings_stand_by_severity_and_then_as_printed() -> None:
    figures = {
        "disputes.review.total": 1,
        "requests.granted.total": 5,
        "art20_1.rules.made": 1,
        "art20_5.licensing.decisions": -1,
    }
    content = replace(make_content(NEW, figures=figures), titles=("一、总体情况",))
    findings = check(NEW, content)
    grades = [("error", "warning", "info").index(f.severity) for f in findings]
    assert grades == sorted(grades)
    in_tables = [f.rule for f in findings if f.severity == "error" and f.cells]
    assert in_tables == ["T2-R01", "T3-R02", "T3-R03", "T4-R01"]


@pytest.mark.parametrize(("edition", "most"), [(OLD, 198), (NEW, 200)])
def test_checks_made_counts_every_statement(edition: Edition, most: int) -> None:
    printed = len(naive_rules.statements(edition.id))
    assert printed + len(edition.rules) - 4 < checks_made(edition) < most


MOST = RuleContext(most=1000)


@EDITIONS
def test_a_count_above_the_limit_is_asked_about_and_not_refused(edition: Edition) -> None:
    person, total = "requests.new_received.natural_person", "requests.new_received.total"
    for figure, asked in ((1000, False), (1001, True), (-1, False)):
        content = make_content(edition, figures={person: figure, total: figure})
        findings = [f for f in check(edition, content, around=MOST) if f.rule == "ALL-R01"]
        assert [f.cells for f in findings] == [(person,)] * asked, figure
        assert all(f.severity == "warning" and f.needs_explanation for f in findings)
