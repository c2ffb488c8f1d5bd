"""The page of a text: its numbers beside the tables, corrections, live figures, the draft."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role
from reports.drafts.merging import text_mark
from reports.drafts.working_copy import working_copy
from reports.form.live_figures import live_figures
from reports.models import Report, State
from reports.workflow.refusals import NotSubmittable
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    fill_report,
    make_agency,
    make_report,
    make_user,
    move_on,
    move_to,
)

pytestmark = pytest.mark.django_db

CODE = "s1_overview"
NEW = "requests.new_received.natural_person"
WRONG = "本年度共收到政府信息公开申请13件。"
FETCH = {"headers": {"X-Requested-With": "fetch"}}


@pytest.fixture
def report() -> Report:
    report = make_report()
    fill_report(report, **{NEW: 12, "requests.granted.natural_person": 12})
    return report


def url(report: Report, code: str = CODE, page: str = "section") -> str:
    return reverse(page_name(page), kwargs={"pk": report.pk, "code": code})


def stored(report: Report, code: str = CODE) -> str:
    return report.sections.get(code=code).text


def write(browser: Client, report: Report, text: str, **posted: str):
    base = json.dumps({CODE: text_mark(stored(report))})
    return browser.post(url(report), {"text": text, "base": base, **posted})


def shown(browser: Client, report: Report) -> str:
    return browser.get(url(report)).content.decode()


def press_for(page: str, how: str) -> str:
    """The value of the button that corrects, or makes a number follow its cell."""
    found = re.search(f'name="correct" value="({how}-[^"]+)"', page)
    assert found, page
    return found[1]


def last_way(report: Report) -> str:
    return (
        Event.objects.filter(object=report.trail_name, action="section.write")
        .latest("id")
        .after["how"]
    )


def test_a_wrong_number_is_listed_with_its_cell_and_what_the_table_says(report, browser):
    write(browser, report, WRONG)
    page = shown(browser, report)
    (number,) = elements(page, "li.text-number")
    assert number.get("class") == "text-number differs"
    assert text_in(page, "li.text-number mark.mark-differs") == "13件"
    assert "表中 12 件" in text_in(page, "li.text-number .text-number-table")
    (cell,) = elements(page, "li.text-number .text-number-table a")
    assert cell.get("href").endswith("/s3_requests/#f-requests.new_received.total")
    assert "改为 12件" in texts_in(page, "li.text-number button")
    assert text_in(page, "#reads-words mark.mark-differs") == "13件"


def test_one_press_corrects_the_text_and_one_takes_that_back(report, browser):
    write(browser, report, WRONG)
    answer = write(browser, report, WRONG, correct=press_for(shown(browser, report), "corrected"))
    assert answer["Location"] == url(report) + "?pressed=corrected"
    assert stored(report) == "本年度共收到政府信息公开申请12件。"
    assert last_way(report) == "corrected"
    page = browser.get(answer["Location"]).content.decode()
    assert 'value="take-back"' in page
    write(browser, report, stored(report), then="take-back")
    assert stored(report) == WRONG
    assert last_way(report) == "undo"


def test_one_press_makes_it_follow_its_cell(report, browser):
    write(browser, report, WRONG)
    write(browser, report, WRONG, correct=press_for(shown(browser, report), "live"))
    assert stored(report) == "本年度共收到政府信息公开申请{本年新收·总计}件。"
    assert last_way(report) == "live"
    browser.post(url(report, "s3_requests"), {NEW: "15", "base": json.dumps({NEW: "12"})})
    assert working_copy(report).content.texts[CODE] == "本年度共收到政府信息公开申请15件。"
    page = shown(browser, report)
    assert text_in(page, "li.text-number.agrees .text-number-table .mark") == "随表变动"
    assert "{本年新收·总计}件。</textarea>" in page  # the field holds it as written


def test_nothing_is_replaced_where_the_text_was_changed_since_it_was_shown(report, browser):
    write(browser, report, WRONG)
    press = press_for(shown(browser, report), "corrected")
    typed = "另起一段。\n" + WRONG
    answer = browser.post(url(report), {"text": typed, "correct": press,
                                        "base": json.dumps({CODE: text_mark(WRONG)})}, follow=True)  # fmt: skip
    assert stored(report) == typed  # what was typed is saved, the number is not touched
    assert "未作替换" in text_in(answer, ".notice.warning")


@pytest.mark.parametrize(
    "press", ["corrected", "corrected-0-3-x", "live-a-b-c", "x-", "corrected-0-99999-"]
)
def test_a_mangled_press_changes_nothing(report, browser, press):
    write(browser, report, WRONG)
    assert write(browser, report, WRONG, correct=press).status_code == 302
    assert stored(report) == WRONG


def test_a_press_of_a_way_that_is_none_changes_nothing(report, browser):
    write(browser, report, WRONG)
    press = press_for(shown(browser, report), "corrected").replace(
        "corrected", "signed by the head"
    )
    write(browser, report, WRONG, correct=press)
    assert stored(report) == WRONG


def test_a_character_of_plane_2_before_it_shifts_nothing(report, browser):
    write(browser, report, "𠮷𠮷" + WRONG)
    page = shown(browser, report)
    data = json.loads(
        re.search(r'<script id="text-marks" type="application/json">(.*?)</script>', page)[1]
    )
    (mark,) = [mark for mark in data["marks"] if mark["kind"] == "differs"]
    assert (mark["start"], mark["end"]) == (18, 21)  # as scripts count
    write(browser, report, "𠮷𠮷" + WRONG, correct=press_for(page, "corrected"))
    assert stored(report) == "𠮷𠮷本年度共收到政府信息公开申请12件。"


def test_a_figure_is_inserted_at_the_end_with_what_was_typed(report, browser):
    write(browser, report, "收到申请", then="insert", figure="本年新收·总计")
    assert stored(report) == "收到申请{本年新收·总计}"
    assert last_way(report) == "inserted"
    write(browser, report, stored(report), then="insert", figure="无此数据")
    assert stored(report) == "收到申请{本年新收·总计}"


def test_every_live_figure_is_offered_with_its_value(report, browser):
    page = unescape(shown(browser, report))
    for name in live_figures(report.edition):
        assert f'<option value="{name}"' in page
    assert "本年新收·总计 = 12" in page


def test_names_are_escaped_wherever_they_stand(report, browser):
    write(browser, report, "{<script>alert(1)</script>}<b>")
    page = shown(browser, report)
    assert "<script>alert" not in page
    assert "}<b>" not in page
    assert text_in(page, "#reads-words") == "【表中没有：<script>alert(1)</script>】<b>"


def test_the_answer_to_a_script_holds_marks_list_and_reading(report, browser):
    address = reverse("entry:autosave", kwargs={"pk": report.pk, "code": CODE})
    base = json.dumps({CODE: text_mark(stored(report))})
    posted = {"text": WRONG + "{本年新收·总计}  \n", "base": base, "how": "inserted"}
    told = browser.post(address, posted, **FETCH).json()["text"]
    assert told["source"] == WRONG + "{本年新收·总计}"
    assert [m["kind"] for m in told["marks"]] == ["differs", "live"]
    assert told["marks"][1]["value"] == "12"
    assert "改为 12件" in told["numbers"]
    assert '<mark class="mark-live">12</mark>' in told["reads"]
    assert last_way(report) == "inserted"
    again = {"text": "乙", "base": json.dumps({CODE: text_mark(told["source"])})}
    assert (
        browser.post(address, again, **FETCH).status_code == 200
    )  # its base is that of the words written


def test_readers_see_the_numbers_but_no_buttons(report, client):
    client.force_login(make_user((report.agency, Role.REPORTER), (report.agency, Role.OFFICE)))
    write(client, report, WRONG + "{本年新收·总计}件。")
    client.force_login(make_user((report.agency, Role.HEAD)))
    page = shown(client, report)
    assert "表中 12 件" in text_in(page, "li.text-number.differs .text-number-table")
    assert elements(page, "li.text-number button") == []
    assert 'name="correct"' not in page
    assert "{本年新收·总计}" not in page


def test_a_submission_keeps_the_words_as_they_read(report, browser):
    write(browser, report, stored(report) + "收到政府信息公开申请{本年新收·总计}件。")
    filed = move_to(report, State.SUBMITTED)
    kept = filed.submissions.latest("number").texts[CODE]
    assert "收到政府信息公开申请12件。" in kept
    assert "{" not in kept


def test_a_report_with_a_gap_is_not_filed(report, browser):
    write(browser, report, stored(report) + "【请补充：做法】")
    page = browser.get(reverse("agency:check", kwargs={"pk": report.pk}))
    assert "1 处留空：【请补充：做法】" in text_in(page, "li.finding.error .finding-message")
    ready = move_to(report, State.READY)
    with pytest.raises(NotSubmittable) as refused:
        move_on(ready, "submit")
    assert [finding.rule for finding in refused.value.findings] == ["N-R19"]
    assert not report.submissions.exists()


# The draft --------------------------------------------------------------------------------------


def test_a_draft_is_shown_before_anything_is_written(report, browser):
    before = stored(report)
    page = browser.get(url(report, page="draft")).content.decode()
    assert '新收政府信息公开申请<mark class="mark-live mark-agrees">12</mark>' in page
    assert "【请补充：条数】" in page
    assert "接在正文后面" in texts_in(page, "button")
    assert stored(report) == before


def test_it_goes_under_the_text_and_one_press_takes_it_back(report, browser):
    before = stored(report)
    answer = browser.post(url(report, page="draft"))
    assert answer["Location"] == url(report) + "?pressed=drafted"
    assert stored(report).startswith(before + "\n\n根据")
    assert "{本年新收·总计}件" in stored(report)
    assert last_way(report) == "drafted"
    write(browser, report, stored(report), then="take-back")
    assert stored(report) == before


def test_a_blank_text_begins_with_it(report, browser):
    write(browser, report, "")
    assert "放入正文" in texts_in(browser.get(url(report, page="draft")), "button")
    browser.post(url(report, page="draft"))
    assert stored(report).startswith("根据")


def test_what_was_typed_is_saved_before_the_draft_is_shown(report, browser):
    answer = write(browser, report, "甲。", then="draft")
    assert answer["Location"] == url(report, page="draft")
    assert stored(report) == "甲。"


@pytest.mark.parametrize(
    ("code", "status"),
    [(CODE, 200), ("s6_other", 200), ("s5_problems", 404), ("s3_requests", 404), ("x", 404)],
)
def test_only_two_sections_have_a_draft(report, browser, code, status):
    assert browser.get(url(report, code, "draft")).status_code == status


def test_a_draft_is_for_those_who_write(report, client):
    before = stored(report)
    assert client.get(url(report, page="draft")).status_code == 302
    client.force_login(make_user((report.agency, Role.HEAD)))
    assert client.post(url(report, page="draft")).status_code == 403
    assert stored(report) == before
    client.force_login(make_user((make_agency(region=report.agency.region), Role.OFFICE)))
    assert client.get(url(report, page="draft")).status_code == 404


def test_a_report_passed_on_takes_no_draft(report, browser):
    before = stored(report)
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    assert "年报已经送审" in browser.post(url(report, page="draft"), follow=True).content.decode()
    assert stored(report) == before


def test_taking_back_leaves_alone_what_somebody_saved_since(report, browser):
    browser.post(url(report, page="draft"))
    write(browser, report, stored(report) + "再写一句。")
    now = stored(report)
    write(browser, report, now, then="take-back")
    assert stored(report) == now


def test_its_queries_are_few_and_fixed(report, browser, django_assert_num_queries):
    write(browser, report, WRONG)
    browser.get(url(report))  # the first visit also adds a line about who is there
    with django_assert_num_queries(10):  # as a page of tables, and what a text is compared with
        browser.get(url(report))
    with django_assert_num_queries(7):
        browser.get(url(report, page="draft"))


def test_what_is_not_compared_with_the_tables_is_listed_with_the_reason(report, browser):
    write(browser, report, "全年收到政府信息公开申请12件，其中网上申请9件。公开信息300余条。")
    page = shown(browser, report)
    assert text_in(page, "details[data-kind=unchecked] summary") == "2 处未与表格核对"
    assert texts_in(page, ".text-unchecked li") == [
        "其中网上申请9件 没有说明是哪一项",
        "公开信息300余条 约数",
    ]
