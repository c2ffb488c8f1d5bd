"""A section's page: the printed form to fill in, what it says of entries, who may use it."""

import json

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Role
from reports.models import Report, State
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import fill_report, make_agency, make_user

pytestmark = pytest.mark.django_db

NATURAL = "requests.new_received.natural_person"
COMPANY = "requests.new_received.commercial_enterprise"


def url(report: Report, code: str = "s3_requests") -> str:
    return reverse("entry:section", kwargs={"pk": report.pk, "code": code})


def stored(report: Report, code: str = "s3_requests"):
    return report.sections.get(code=code)


def fields_of(report: Report, page) -> list[str]:
    """The cells that can be typed in."""
    cells = {cell.id for cell in report.edition.by_code["s3_requests"].cells}
    return [field.get("name") for field in elements(page, "input") if field.get("name") in cells]


def test_it_shows_every_cell_of_the_printed_table(report, browser):
    page = browser.get(url(report)).content.decode()
    for cell in report.edition.by_code["s3_requests"].cells:
        assert f'id="f-{cell.id}"' in page
    assert "本年新收政府信息公开申请数量" in page


def test_typed_cells_are_inputs_and_totals_are_read_only(report, browser):
    page = browser.get(url(report)).content.decode()
    assert f'name="{NATURAL}"' in page
    assert 'name="requests.new_received.total"' not in page


def test_a_figure_of_nine_digits_is_set_smaller_to_be_seen_whole(report, browser):
    browser.post(url(report), {NATURAL: "123456789", COMPANY: "7"})
    page = browser.get(url(report)).content.decode()
    assert 'value="123456789" class="long"' in page
    assert 'value="7" class="long"' not in page


def test_saving_stores_figures_and_computes_totals(report, browser):
    answer = browser.post(url(report), {NATURAL: " １，２３4 ", COMPANY: "6"})
    assert answer.status_code == 302
    assert stored(report).figures[NATURAL] == 1234
    assert stored(report).figures["requests.new_received.total"] == 1240


def test_save_and_go_on_leads_to_the_next_section(report, browser):
    answer = browser.post(url(report), {NATURAL: "1", "then": "next"})
    assert answer["Location"] == url(report, "s4_review_litigation")


@pytest.mark.parametrize("written", ["/", "无", "一千", "-3", "1.5 件", "1e3", "12 34 abc"])
def test_what_is_no_figure_is_kept_and_named_at_its_cell(report, browser, written):
    answer = browser.post(url(report), {NATURAL: written, COMPANY: "2", "then": "next"})
    assert answer["Location"] == url(report) + "?saved"
    page = browser.get(answer["Location"]).content.decode()
    assert f'value="{escape(written)}" aria-invalid="true"' in page
    (link,) = elements(page, ".error-summary li a")
    assert link.get("href").endswith(f"{url(report)}#f-{NATURAL}")
    assert f"“{written}”" in link.text  # the message says what was found
    assert stored(report).unreadable == {NATURAL: written}
    assert stored(report).figures[NATURAL] is None
    assert stored(report).figures[COMPANY] == 2


def test_a_wrong_sum_is_named_with_both_sides_and_still_saved(report, browser):
    granted = "requests.granted.natural_person"
    fill_report(report)
    browser.post(url(report), {NATURAL: "3", granted: "1",
                               "base": json.dumps({NATURAL: "0", granted: "0"})})  # fmt: skip
    assert (stored(report).figures[NATURAL], stored(report).figures[granted]) == (3, 1)
    [column] = texts_in(browser.get(url(report)), "li.finding.error .finding-message")
    sides = "本年新收 3 + 上年结转 0 = 3，办理结果总计 1 + 结转下年度 0 = 1，差 2"
    assert column == f"自然人列：{sides}"  # and not once more for the column of totals


def test_the_text_of_a_narrative_section_is_stored(report, browser):
    browser.post(url(report, "s1_overview"), {"text": "本年度工作平稳。\r\n"})
    assert stored(report, "s1_overview").text == "本年度工作平稳。"


def test_a_text_with_markup_is_shown_as_text(report, browser):
    browser.post(url(report, "s1_overview"), {"text": "<script>alert(1)</script>"})
    page = browser.get(url(report, "s1_overview")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_same_cell_changed_by_somebody_else_asks_and_the_choice_wins(report, browser):
    base = json.dumps({NATURAL: "1"})
    browser.post(url(report), {NATURAL: "1"})
    browser.post(url(report), {NATURAL: "5", "base": base})
    answer = browser.post(url(report), {NATURAL: "7", "base": base})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'name="keep.{NATURAL}" value="7"' in page
    assert f'name="keep.{NATURAL}" value="5"' in page
    assert stored(report).figures[NATURAL] == 5
    now = json.dumps({NATURAL: "5"})
    browser.post(url(report), {NATURAL: "5", f"keep.{NATURAL}": "7", "base": now})
    assert stored(report).figures[NATURAL] == 7


def test_a_clash_over_a_text_shows_both(report, browser):
    code = "s1_overview"
    browser.post(url(report, code), {"text": "甲甲"})
    answer = browser.post(url(report, code), {"text": "乙乙", "base": '{"s1_overview": "stale"}'})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert text_in(page, ".conflict blockquote.theirs") == "甲甲"
    assert text_in(page, "#id_text") == "乙乙"
    assert stored(report, code).text == "甲甲"


def test_a_report_passed_on_meanwhile_refuses_and_shows_what_was_typed(report, browser):
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    answer = browser.post(url(report), {NATURAL: "77"})
    assert answer.status_code == 409
    assert text_in(answer, ".error-summary dd.typed") == "77"
    assert NATURAL not in stored(report).figures


def test_a_text_beyond_all_measure_is_refused_by_its_length_and_not_lost(report, browser):
    text = "字" * 20_001
    answer = browser.post(url(report, "s1_overview"), {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "20001" in text_in(page, ".error-summary h2")
    assert text_in(page, "#id_text") == text
    assert stored(report, "s1_overview").text == ""


@pytest.mark.parametrize("base", ["", "[]", "{", '{"a": 1}', "null", '"x"'])
def test_a_mangled_base_loses_nothing(report, browser, base):
    assert browser.post(url(report), {NATURAL: "4", "base": base}).status_code == 302
    assert stored(report).figures[NATURAL] == 4


def test_a_cell_of_another_section_or_a_total_is_not_taken(report, browser):
    browser.post(url(report), {"disputes.review.upheld": "9", "requests.new_received.total": "9"})
    figures = stored(report).figures
    assert "disputes.review.upheld" not in figures
    assert figures.get("requests.new_received.total") is None
    assert stored(report, "s4_review_litigation").figures == {}


def test_readers_of_the_agency_see_it_without_inputs(report, client):
    client.force_login(make_user((report.agency, Role.HEAD)))
    page = client.get(url(report)).content.decode()
    assert fields_of(report, page) == []
    assert "本年新收政府信息公开申请数量" in page


def test_a_locked_report_is_shown_without_inputs(report, browser):
    assert len(fields_of(report, browser.get(url(report)))) > 100
    Report.objects.filter(pk=report.pk).update(status=State.HEAD_APPROVAL)
    page = browser.get(url(report)).content.decode()
    assert fields_of(report, page) == []
    assert "本年新收政府信息公开申请数量" in page


def test_a_stranger_signs_in_first(report, client):
    assert client.get(url(report)).status_code == 302


def test_people_of_another_agency_find_nothing(report, client):
    client.force_login(make_user((make_agency(region=report.agency.region), Role.OFFICE)))
    assert client.get(url(report)).status_code == 404
    assert client.post(url(report), {NATURAL: "1"}).status_code == 404
    assert stored(report).figures == {}


def test_a_reader_may_not_write(report, client):
    client.force_login(make_user((report.agency, Role.DEPUTY)))
    assert client.post(url(report), {NATURAL: "1"}).status_code == 403
    assert stored(report).figures == {}


def test_an_unknown_section_is_not_found(report, browser):
    assert browser.get(url(report, "s9_nothing")).status_code == 404


def test_other_methods_are_refused(report, browser):
    assert browser.put(url(report)).status_code == 405


def test_its_queries_are_few_and_fixed(report, browser, django_assert_num_queries):
    browser.post(url(report), {NATURAL: "1"})
    browser.get(url(report))
    with django_assert_num_queries(8):
        # session, user, memberships, report, sections, last year, who is here, the
        # bureau in the foot
        browser.get(url(report))
