"""The check before passing on: findings by what they ask, reasons, what stands in the way."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accounts.models import Event, Role
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.models import Explanation, Report, State
from reports.rules.check import checks_made
from reports.workflow.machine import make_move
from reports.workflow.refusals import NotSubmittable
from tests.support.elements import elements, text_in
from tests.support.factories import (
    actor,
    explain_findings,
    fill_report,
    make_filled_report,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db

RULES_MADE = "art20_1__rules__made"  # a county body makes no 规章: asks for a reason


def url(report: Report) -> str:
    return reverse("agency:check", kwargs={"pk": report.pk})


def groups(browser, report) -> dict[str, list[str]]:
    shown = browser.get(url(report)).context["groups"]
    return {group.name: [row.finding.rule for row in group.findings] for group in shown}


def warn(report: Report) -> None:
    fill_report(report, **{RULES_MADE: 1, "art20_1__rules__in_force": 1})


def in_the_way(browser, report) -> set[str]:
    return {finding.rule for finding in browser.get(url(report)).context["in_the_way"]}


def reason_field(browser, report, rule: str) -> str:
    shown = browser.get(url(report)).context["groups"]
    return next(
        f"explain.{row.finding.key}"
        for group in shown
        for row in group.findings
        if row.finding.rule == rule
    )


def test_blanks_stand_in_the_way_of_submitting(report, browser):
    assert {"T2-R10", "T3-R05"} <= set(groups(browser, report)["error"])


def shown(browser, report, group):
    every = browser.get(url(report)).context["groups"]
    return next(rows.findings for rows in every if rows.name == group)


def test_blanks_are_counted_with_one_link_to_the_next(report, browser):
    blanks = [row for row in shown(browser, report, "error") if row.finding.rule == "T3-R05"]
    assert blanks
    for row in blanks:
        [link] = row.links
        assert link.to_blank and link.url.endswith(f"#f-{row.finding.cells[0]}")
        assert str(len(row.finding.cells)) in row.message and not row.links_left_out


def test_a_finding_in_a_text_quotes_its_words_and_leads_to_them(report, browser):
    fill_report(report)
    text = "全年收到申请 98 件，办理及时。" * 2
    write_section(report, "s1_overview", Entry(text=text), actor(None))
    rows = [row for name in groups(browser, report) for row in shown(browser, report, name)]
    found = [row for row in rows if row.excerpt]
    assert found
    for row in found:
        quote = row.finding.quote
        assert (row.excerpt.words, quote in text) == (quote, True)
        [link, *cells] = row.links
        page = reverse("entry:section", kwargs={"pk": report.pk, "code": "s1_overview"})
        assert link.url == f"{page}?{urlencode({'words': quote})}#id_text"
        assert link.words == quote and not any(cell.words for cell in cells)


def test_a_warning_with_its_reason_is_shown_as_explained(report, browser):
    warn(report)
    field = reason_field(browser, report, "T2-R04")
    before = groups(browser, report)
    browser.post(url(report), {field: "本级人大常委会授权。"})
    after = groups(browser, report)
    assert "T2-R04" in before["warning"] and "explained" not in before
    assert after["explained"] == ["T2-R04"] and "T2-R04" not in after.get("warning", [])


def test_a_report_without_findings_says_how_many_checks_were_made(report, browser):
    fill_report(report)
    answer = browser.get(url(report))
    assert answer.context["in_the_way"] == []
    assert answer.context["groups"] == []
    made = checks_made(report.edition)
    assert elements(answer, "#verdict")[0].get("data-level") == "clean"
    assert f"可以送审。 {made} 项校验已完成。" in text_in(answer, "#verdict")


def test_a_warning_asks_for_a_reason_and_is_settled_by_it(report, browser):
    warn(report)
    assert "T2-R04" in groups(browser, report)["warning"]
    assert "T2-R04" in in_the_way(browser, report)
    browser.post(url(report), {reason_field(browser, report, "T2-R04"): "划转单位的文件，待清理。"})
    assert Explanation.objects.get(rule="T2-R04").text == "划转单位的文件，待清理。"
    assert "T2-R04" not in in_the_way(browser, report)


def test_a_reason_does_not_outlive_the_numbers_it_was_given_for(report, browser):
    warn(report)
    explain_findings(report)
    assert "T2-R04" not in in_the_way(browser, report)
    cell = RULES_MADE.replace("__", ".")
    by = actor(person_at(report.agency, Role.REPORTER))
    write_section(report, "s2_proactive", Entry({cell: 2}, base={cell: "1"}), by)
    assert "T2-R04" in in_the_way(browser, report)


def test_an_emptied_reason_is_taken_back(report, browser):
    warn(report)
    field = reason_field(browser, report, "T2-R04")
    browser.post(url(report), {field: "说明"})
    assert Explanation.objects.get().text == "说明"
    browser.post(url(report), {field: " "})
    assert not Explanation.objects.exists()


def test_a_reason_for_an_error_is_not_taken(report, browser):
    shown = browser.get(url(report)).context["groups"]
    error = next(row for group in shown if group.name == "error" for row in group.findings)
    browser.post(url(report), {f"explain.{error.finding.key}": "没有"})
    assert not Explanation.objects.exists()


def test_reasons_are_recorded_with_before_and_after(report, browser):
    warn(report)
    field = reason_field(browser, report, "T2-R04")
    browser.post(url(report), {field: "说明"})
    browser.post(url(report), {field: "改说"})
    events = Event.objects.filter(action="report.explain").order_by("id")
    told = [([*event.before.values()], [*event.after.values()]) for event in events]
    assert told == [([""], ["说明"]), (["说明"], ["改说"])]


def test_a_passed_on_report_takes_no_reasons(report, browser):
    warn(report)
    field = reason_field(browser, report, "T2-R04")
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    browser.post(url(report), {field: "说明"})
    assert not Explanation.objects.exists()


def test_an_unexplained_warning_stops_the_submission_by_name(report):
    warn(report)
    report = move_to(report, State.READY)
    Explanation.objects.all().delete()
    office = person_at(report.agency, Role.OFFICE)
    with pytest.raises(NotSubmittable) as refusal:
        make_move(report.pk, "submit", actor(office), seen=report.moves_made, checked=True)
    assert "T2-R04" in {finding.rule for finding in refusal.value.findings}
    assert Report.objects.get(pk=report.pk).state == State.READY
    assert not report.submissions.exists()


def test_a_submission_keeps_the_reasons():
    report = make_filled_report(
        state=State.SUBMITTED, **{RULES_MADE: 1, "art20_1__rules__in_force": 1}
    )
    kept = report.submissions.get().findings
    reasons = {finding["explanation"] for finding in kept if finding["rule"] == "T2-R04"}
    assert reasons == {"情况属实"}
