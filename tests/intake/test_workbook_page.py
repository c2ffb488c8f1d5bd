"""The offline workbook on the portal: taken along, brought back, refused, clashing, merged."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Event, Role
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.form.loader import load_editions
from reports.models import Proposal, Report, State
from reports.workbook.layout import STAMP_SHEET
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    actor,
    fill_report,
    make_agency,
    make_report,
    make_user,
    person_at,
)
from tests.support.hostile_reports import HOSTILE
from tests.support.offline_books import S2, S3, damaged, merged, put, swap_rows, type_in

pytestmark = pytest.mark.django_db

NATURAL = "requests.new_received.natural_person"
COMPANY = "requests.new_received.commercial_enterprise"
MADE = "art20_1.normative_docs.made"
OVERVIEW = "一、总体情况"
OFFICE = "workbook_upload"


@pytest.fixture
def report() -> Report:
    report = make_report(year=2026)
    fill_report(report, requests__new_received__natural_person=3)
    return report


def url(report, name="workbook_upload", **more):
    return reverse(page_name(name), kwargs={"pk": report.pk, **more})


def taken(browser, report) -> bytes:
    return browser.get(url(report, "workbook")).content


def bring(browser, report, content: bytes, name="填报表.xlsx", **options):
    return browser.post(url(report), {"file": SimpleUploadedFile(name, content)}, **options)


def html(answer) -> str:
    return answer.content.decode()


def figures(report):
    return working_copy(report).content.figures


def confirm(browser, report, page: str, **chosen):
    """Presses the button of the preview as a browser would."""
    number = Proposal.objects.filter(report=report).first().pk
    ticked = re.findall(r'name="take" value="([^"]+)"[^>]* checked', page)
    seen = dict(re.findall(r'name="(seen\.[^"]+)" value="([^"]*)"', page))
    named = {f"choose.{name.replace('__', '.')}": value for name, value in chosen.items()}
    return browser.post(url(report, "proposal", number=number), {"take": ticked, **seen, **named})


def test_it_goes_out_as_a_file_that_the_trail_knows(report, browser):
    answer = browser.get(url(report, "workbook"))
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert "attachment" in answer["Content-Disposition"]
    line = Event.objects.get(action="report.download")
    assert (line.object, line.after) == (report.trail_name, {"format": "workbook"})


def test_what_was_changed_is_shown_and_written_after_a_press_and_undone_after_another(
    report, browser
):
    content = damaged(
        taken(browser, report), put(NATURAL, 12), put(COMPANY, 5), type_in(OVERVIEW, "B5", "改写")
    )
    answer = bring(browser, report, content, follow=True)
    page = html(answer)
    assert set(re.findall(r'id="p-([^"]+)"', page)) == {NATURAL, COMPANY}
    assert "三、收到和处理政府信息公开申请情况 D7" in page
    assert figures(report)[NATURAL] == 3  # nothing is written before the press
    confirm(browser, report, page)
    assert (figures(report)[NATURAL], figures(report)[COMPANY]) == (12, 5)
    assert working_copy(report).content.texts["s1_overview"] == "改写"
    lines = Event.objects.filter(action="section.write").order_by("-id")[:2]
    assert {line.after["how"] for line in lines} == {"workbook"}
    number = Proposal.objects.get(report=report).pk
    browser.post(url(report, "undo_proposal", number=number))
    assert (figures(report)[NATURAL], figures(report)[COMPANY]) == (3, 0)


def test_two_copies_of_two_people_are_put_together(report, browser):
    content = taken(browser, report)
    for change in (put(NATURAL, 12), put(COMPANY, 5)):
        confirm(
            browser, report, html(bring(browser, report, damaged(content, change), follow=True))
        )
    assert (figures(report)[NATURAL], figures(report)[COMPANY]) == (12, 5)


def test_a_stale_copy_says_so_and_asks_where_both_changed_the_same_cell(report, browser):
    content = taken(browser, report)
    office = make_user((report.agency, Role.OFFICE), name="钱守义")
    base = {NATURAL: "3", COMPANY: "0"}
    write_section(report, "s3_requests", Entry({NATURAL: 8}, base=base), actor(office))
    changed = damaged(content, put(NATURAL, 12), put(COMPANY, 5))
    page = html(bring(browser, report, changed, follow=True))
    remarks = texts_in(page, ".notice.warning")
    assert any(
        "此后网站上又改过：三、收到和处理政府信息公开申请情况（钱守义" in words for words in remarks
    )
    assert f'name="choose.{NATURAL}" value="file"' in page
    confirm(browser, report, page)  # keeps the draft's figure where nobody says otherwise
    assert (figures(report)[NATURAL], figures(report)[COMPANY]) == (8, 5)


def test_the_copy_wins_where_somebody_says_so(report, browser):
    content = taken(browser, report)
    office = make_user((report.agency, Role.OFFICE))
    write_section(report, "s3_requests", Entry({NATURAL: 8}, base={NATURAL: "3"}), actor(office))
    page = html(bring(browser, report, damaged(content, put(NATURAL, 12)), follow=True))
    confirm(browser, report, page, **{NATURAL.replace(".", "__"): "file"})
    assert figures(report)[NATURAL] == 12


def test_every_problem_names_sheet_cell_found_and_expected(report, browser):
    content = damaged(
        taken(browser, report), put(NATURAL, "约 12"), merged(S3, "D9:E9"),
        put("requests.new_received.total", 77), put(COMPANY, 6),
    )  # fmt: skip
    page = html(bring(browser, report, content, follow=True))
    for words in (
        "三、收到和处理政府信息公开申请情况 D7", "<q>约 12</q>", "应为：0 或正整数",
        "格子被合并，只剩一个数据。应为：单独的一个格子",
    ):  # fmt: skip
        assert words in page
    assert re.findall(r'name="take" value="([^"]+)"', page) == [COMPANY]


def test_what_concerns_a_whole_sheet_is_told_once(report, browser):
    content = damaged(taken(browser, report), lambda book: book.remove(book[S3]), put(MADE, 4))
    page = html(bring(browser, report, content, follow=True))
    assert f"{S3}（144 格）：" in page
    assert "没有找到这张工作表" in page
    assert re.findall(r'id="p-([^"]+)"', page) == [MADE]


def test_sorted_rows_are_told(report, browser):
    content = damaged(taken(browser, report), put(MADE, 4), swap_rows(S2, 6, 7, "ABCDE"))
    remarks = texts_in(bring(browser, report, content, follow=True), ".notice.warning")
    assert [S2 in words and "行的次序变了，已按行名读取。" in words for words in remarks] == [True]


def test_a_copy_without_a_change_makes_no_proposal(report, browser):
    answer = bring(browser, report, taken(browser, report))
    assert answer.status_code == 200
    assert "没有改动" in text_in(answer, ".notice.info")
    assert not Proposal.objects.exists()


def test_what_was_filled_into_a_copied_sheet_is_asked_about(report, browser):
    def copy(book):
        made = book.copy_worksheet(book[S3])
        made.title = f"{S3[:25]} (2)"
        made["D7"].value = 41

    page = html(bring(browser, report, damaged(taken(browser, report), copy), follow=True))
    assert "填在复制出来的工作表里" in page
    kept = Proposal.objects.get()
    assert (dict(kept.figures), set(kept.doubts)) == ({NATURAL: 41}, {NATURAL})
    assert re.findall(r'name="take" value="[^"]+" checked', page) == []


# Refused -----------------------------------------------------------------------------------


def refusal(browser, report, content: bytes) -> str:
    """The words; nothing is kept, and the trail knows."""
    answer = bring(browser, report, content)
    assert answer.status_code == 422
    assert not Proposal.objects.exists()
    line = Event.objects.filter(action="proposal.refuse").last()
    assert line.after["how"] == "workbook"
    assert line.after["reason"] in text_in(answer, ".error-summary li")
    return line.after["reason"]


def test_another_agencys_workbook_is_refused_by_its_name(report, browser, client):
    other = make_report(make_agency(region=report.agency.region), year=2026)
    client.force_login(person_at(other.agency, Role.OFFICE))
    foreign = taken(client, other)
    client.force_login(person_at(report.agency, Role.OFFICE))
    assert other.agency.name in refusal(client, report, foreign)


def test_another_years_workbook_is_refused(report, browser):
    other = make_report(report.agency, year=2025)
    assert "这是 2025 年的离线填报表" in refusal(browser, report, taken(browser, other))


def test_another_form_of_the_same_year_is_refused(client, monkeypatch):
    report = make_report(year=2026)
    client.force_login(person_at(report.agency, Role.OFFICE))
    with monkeypatch.context() as then:
        then.setattr(Report, "edition", load_editions()["2019"])
        content = taken(client, report)
    words = "这份表用的是 2019 版格式，这份年报用 2021 版。"
    assert refusal(client, report, content) == words


def test_a_workbook_under_another_key_is_refused(report, browser, settings):
    content = taken(browser, report)
    settings.SECRET_KEY = "another" * 10
    browser.force_login(person_at(report.agency, Role.OFFICE))
    assert "校验不符" in refusal(browser, report, content)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (type_in(STAMP_SHEET, "A2", "abc"), "校验页被删除或改动"),
        (lambda book: book.remove(book[STAMP_SHEET]), "校验页被删除或改动"),
    ],
)
def test_a_workbook_without_its_check_sheet_is_refused(report, browser, damage, words):
    assert words in refusal(browser, report, damaged(taken(browser, report), damage))


def test_the_ordinary_excel_file_of_the_report_is_not_this_one(report, browser):
    answer = browser.get(reverse("agency:file", kwargs={"pk": report.pk, "name": "xlsx"}))
    assert "不是本网站下载的离线填报表" in refusal(browser, report, answer.content)


@pytest.mark.parametrize(
    "name", ["a member that unpacks to 60 MB", "a sheet with an entity", "a picture"]
)
def test_hostile_files_are_refused(report, browser, name):
    assert refusal(browser, report, HOSTILE[name]())


def test_a_file_that_is_too_large_is_refused_unread(report, browser):
    assert "5 MB" in refusal(browser, report, b"PK\x03\x04" + b"\0" * (5 * 1024 * 1024))
    lines = Event.objects.filter(action="proposal.refuse")
    before = lines.count()
    answer = browser.generic("POST", url(report), b"", CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413 and lines.count() == before + 1


def test_without_a_file_it_asks_for_one(report, browser):
    answer = browser.post(url(report))
    assert answer.status_code == 422
    assert "请选择" in text_in(answer, ".error-summary li")


def test_a_report_that_was_passed_on_takes_none_back(report, browser):
    content = taken(browser, report)
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    assert 'type="file"' not in html(browser.get(url(report)))
    answer = bring(browser, report, damaged(content, put(NATURAL, 5)))
    assert answer.status_code == 409
    assert not Proposal.objects.exists()


def test_readers_are_refused_and_strangers_see_nothing(report, client):
    for name in ("workbook", "workbook_upload"):
        client.force_login(person_at(report.agency, Role.HEAD))
        assert client.get(url(report, name)).status_code == 403
        client.force_login(make_user((make_agency(region=report.agency.region), Role.OFFICE)))
        assert client.get(url(report, name)).status_code == 404
    client.logout()
    assert client.get(url(report)).status_code == 302


def test_the_report_page_leads_there_while_one_may_write(report, browser):
    page = reverse("agency:report", kwargs={"pk": report.pk})
    assert url(report) in [link.get("href") for link in elements(browser.get(page), "a")]
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    assert url(report) not in html(browser.get(page))


def test_each_page_costs_the_same_queries_whatever_the_county(
    report, browser, django_assert_num_queries
):
    content = damaged(taken(browser, report), put(NATURAL, 12))
    with django_assert_num_queries(5):
        browser.get(url(report))
    with django_assert_num_queries(10):
        browser.get(url(report, "workbook"))
    with django_assert_num_queries(13):  # two of them: whether this press was done before
        bring(browser, report, content)
    assert Proposal.objects.exists()
