"""The check-up: anybody gives a report, sees what is wrong with it, and nothing of it is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from reports.checkup import result, views
from reports.display import anybody
from reports.display.anybody import AT_ONCE
from reports.display.uploads import MAX_REQUEST
from reports.form.loader import load_editions
from reports.reading import read_file, read_in_child
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import browser, make_agency, make_user
from tests.support.hostile_pdfs import HOSTILE_PDFS
from tests.support.hostile_reports import HOSTILE
from tests.support.lengths import so_many
from tests.support.published import AGENCY
from tests.support.report_files import WRITERS, Style, as_html, paper

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CHECKUP, WORKBOOK = reverse("checkup:checkup"), reverse("checkup:result_workbook")
EDITION = load_editions()["2021"]
NATURAL = "requests.granted.natural_person"
COMPANY = "requests.granted.commercial_enterprise"
PLAIN = Style()
SOUND = {
    "s1_overview": "2023年，我局主动公开信息312条，依申请公开按时答复。规范管理政府信息，逐件审查后发布。网站设专栏12个，"
    "组织培训2次，接受监督和评议，群众可以在政务大厅的公开专区查阅，也可以向办公室咨询。发现的问题都已经改正，明确了专人负责。",
    "s5_problems": "一是政策解读以文字为主，图解和视频较少；二是专栏更新不够及时。将逐月检查，加强培训。",
    "s6_other": "本年度未收取信息处理费，没有其他需要报告的事项。",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _count_anew() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the real reader, but in this process: a child takes half a second to begin."""
    monkeypatch.setattr(result, "read_in_child", read_file)


@pytest.fixture
def in_a_child(_read_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result, "read_in_child", read_in_child)


def balanced(**changed: int) -> dict[str, object]:
    """Figures of which every sum holds, but for what is changed."""
    parts = dict.fromkeys(EDITION.cells, 0)
    came = ("requests.new_received", "requests.granted", "requests.outcome_total")
    parts |= {f"{row}.{column}": 12 for row in came for column in ("natural_person", "total")}
    return parts | {cell.replace("__", "."): figure for cell, figure in changed.items()}


def made(kind: str = "html", year: int = 2023, style: Style = PLAIN, **of: object) -> bytes:
    figures, texts = of.get("figures", balanced()), {**SOUND, **of.get("texts", {})}
    return WRITERS[kind](paper(EDITION, figures, style, year, texts), style)


def give(
    content: bytes | None = None, client: Client | None = None, **more: object
) -> HttpResponse:
    file = {"file": SimpleUploadedFile("年报.html", content)} if content is not None else {}
    return (client or Client()).post(CHECKUP, {**file, **more})


def said(answer: HttpResponse) -> list[str]:
    """The title of each finding."""
    return [text.split(" ")[0] for text in texts_in(answer, ".finding-title")]


def counts(answer: HttpResponse) -> dict[str, int]:
    return {
        kind: int(text_in(answer, f".checkup-counts .{kind} strong"))
        for kind in ("error", "warning", "info", "doubt")
    }


# What it shows ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_a_sound_report_of_any_format_is_clean(kind):
    answer = give(made(kind))
    assert answer.status_code == 200
    assert counts(answer) == {"error": 0, "warning": 0, "info": 0, "doubt": 0}
    assert text_in(answer, "#verdict") == "没有发现问题。"
    assert f"{AGENCY} 2023年年报" in text_in(answer, "h1")
    assert EDITION.document in text_in(answer, ".page-head")
    assert "读出 200 个数据，共 200 格" in text_in(answer, ".checkup-read")


def test_a_sum_that_does_not_hold_is_told_with_both_sides_and_the_likely_culprit():
    answer = give(made(figures=balanced(requests__granted__natural_person=14)))
    assert counts(answer)["error"] == 2
    assert text_in(answer, "#verdict") == "有 2 处必须改。"
    first = texts_in(answer, ".finding-message")[0]
    assert "总计 12，各列之和 自然人 14，差 2" in first
    assert "予以公开·自然人 14 → 12" in text_in(answer, ".suspicion")
    assert {"error"} == {e.get("data-state") for e in elements(answer, f"#cell-{NATURAL}")}
    rules = [link.get("href") for link in elements(answer, ".finding-rule")]
    assert rules == ["/rules/2021/#T3-R02", "/rules/2021/#T3-R03"]
    assert Client().get("/rules/2021/").status_code == 200


def test_the_numbers_of_the_text_are_underlined_as_on_the_section_page():
    text = {
        "s1_overview": SOUND["s1_overview"]
        + "全年收到申请12件，予以公开15件。联系电话13800138000。"
    }
    answer = give(made(texts=text))
    assert texts_in(answer, "#section-s1_overview .mark-agrees") == ["12件"]
    assert texts_in(answer, "#section-s1_overview .mark-differs") == ["15件"]
    assert texts_in(answer, "#section-s1_overview .mark-error") == ["13800138000"]
    assert "办理结果数与表三一致" in said(answer) and "个人信息" in said(answer)
    assert "13800138000" not in "".join(texts_in(answer, ".finding"))


def test_numbers_that_were_not_compared_are_listed():
    answer = give(made())
    assert "312" in "".join(texts_in(answer, "#section-s1_overview .unchecked li"))


def test_what_stands_before_section_one_is_checked_and_shown():
    preamble = "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
    first = EDITION.sections[0].title.encode()
    content = made().replace(first, preamble.encode() + b"</p><p>" + first, 1)
    answer = give(content)
    assert text_in(answer, "#section-s0_preamble p") == preamble
    assert "统计期限" in said(answer)
    assert "报告开头" in {
        c.value for c in openpyxl.load_workbook(io.BytesIO(taken(answer).content)).active["E"]
    }


def test_what_was_not_read_for_sure_stands_with_reason_and_place():
    style = Style(written={NATURAL: "1 2", COMPANY: "<b>无</b>"})
    answer = give(made("docx", style=style))
    assert counts(answer)["doubt"] == 2
    doubts = texts_in(answer, ".finding.doubt")
    assert any("可能是两个数" in d and "1 2" in d and "表格 2 第" in d for d in doubts)
    assert text_in(answer, f"#cell-{NATURAL}").startswith("1 2")
    assert b"<b>\xe6\x97\xa0</b>" not in answer.content
    assert elements(answer, f"#cell-{NATURAL}")[0].get("data-state") == "doubtful"


def test_pasted_text_is_read_too():
    answer = give(text=copied_text(2023))
    assert answer.status_code == 200 and text_in(answer, "h1") == f"{AGENCY} 2023年年报"


def copied_text(year: int) -> str:
    """The page as it comes out of a browser: its text."""
    lines = []
    for part in paper(EDITION, balanced(), Style(), year, SOUND).parts:
        rows = [part] if isinstance(part, str) else ["\t".join(t for _, t in row) for row in part]
        lines += [row.replace("\n", "") for row in rows]
    return "\n".join(lines)


def test_a_report_that_does_not_say_its_year_asks_for_it():
    untitled = made("html").replace("2023年度政府信息公开工作年度报告".encode(), b"")
    untitled = untitled.replace("2023年，".encode(), b"")
    answer = give(untitled)
    assert answer.status_code == 422
    assert "请填写年度" in text_in(answer, ".error-summary")
    answer = give(untitled, year="2023")
    assert answer.status_code == 200 and "2023年年报" in text_in(answer, "h1")


def test_what_a_file_says_can_be_no_markup():
    texts = {"s1_overview": SOUND["s1_overview"] + "<script>alert(1)</script>"}
    made_html = as_html(paper(EDITION, balanced(), Style(), 2023, {**SOUND, **texts}), Style())
    page = give(made_html).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_the_page_says_which_rules_wanted_last_years_report():
    assert "6 条要对照上年报告，没有核对" in text_in(give(made()), ".checkup-read")


# Beside last year's report ------------------------------------------------------------------------


CARRIED = {f"requests__carried_forward__{column}": 3 for column in ("natural_person", "total")}
LAST = balanced(
    requests__new_received__natural_person=15, requests__new_received__total=15, **CARRIED
)


def beside(previous: bytes, name: str = "去年.html", **more: object) -> HttpResponse:
    return give(made(), previous=SimpleUploadedFile(name, previous), **more)


def test_last_years_report_is_compared_and_named():
    answer = beside(made(year=2022, figures=LAST))
    assert "上年结转与上年的结转数一致" in said(answer) or "YOY-R01" in answer.content.decode()
    told = text_in(answer, ".checkup-beside")
    assert all(words in told for words in (AGENCY, "2022年年报", "去年.html", "读出 200 个数据"))
    assert "没有核对" not in text_in(answer, ".checkup-read")
    book = openpyxl.load_workbook(io.BytesIO(taken(answer).content))
    notes = [c.value for row in book.active for c in row if c.value]
    assert f"已对照{AGENCY}2022年年报" in notes and "YOY-R01" in notes


def test_a_text_that_is_last_years_is_told():
    assert "N-R12" in beside(made(year=2022)).content.decode()


def test_a_report_of_another_year_is_not_compared_and_that_is_said():
    answer = beside(made(year=2021, figures=LAST))
    assert "2021 年的报告不是 2023 年的上一年报告" in text_in(answer, ".checkup-beside")
    assert "YOY-R01" not in answer.content.decode()
    assert "6 条要对照上年报告，没有核对" in text_in(answer, ".checkup-read")


def test_last_years_report_of_another_agency_is_compared_and_pointed_out():
    other = made(year=2022, figures=LAST).replace(AGENCY.encode(), "清河县水利局".encode())
    answer = beside(other)
    assert "写的是清河县水利局" in text_in(answer, ".checkup-beside")
    assert "YOY-R01" in answer.content.decode()


def test_last_years_report_that_does_not_say_its_year_is_taken_for_it():
    untitled = made(year=2022, figures=LAST).replace(
        "2022年度政府信息公开工作年度报告".encode(), b""
    )
    untitled = untitled.replace("2023年，".encode(), b"")
    assert "YOY-R01" in beside(untitled).content.decode()


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7 x"])
def test_last_years_report_that_cannot_be_read_is_refused_beside_its_field(content):
    answer = beside(content)
    assert answer.status_code == 422
    assert texts_in(answer, ".error-summary li a") == ["上年年报"]
    assert elements(answer, "details[open] [name=previous]")


def test_both_files_together_are_bounded(monkeypatch):
    monkeypatch.setattr(views, "read", lambda *_: pytest.fail("read"))
    half = b"x" * (3 * 1024 * 1024)
    answer = Client().post(
        CHECKUP, {"file": SimpleUploadedFile("a", half), "previous": SimpleUploadedFile("b", half)}
    )
    assert answer.status_code == 422 and "5 MB" in text_in(answer, ".error-summary")


def test_a_report_that_is_pasted_has_last_years_beside_it():
    last = SimpleUploadedFile("去年.html", made(year=2022, figures=LAST))
    assert "YOY-R01" in give(text=copied_text(2023), previous=last).content.decode()


# The workbook -------------------------------------------------------------------------------------


def taken(answer: HttpResponse, client: Client | None = None) -> HttpResponse:
    written = elements(answer, "[name=result]")[0].get("value")
    return (client or Client()).post(WORKBOOK, {"result": written})


def test_the_workbook_holds_findings_doubts_and_the_report():
    style = Style(written={COMPANY: "无"})
    answer = taken(give(made(figures=balanced(requests__granted__natural_person=14), style=style)))
    assert answer.status_code == 200 and "filename*=" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    words = {s.title: "\n".join(str(c.value) for r in s for c in r if c.value) for s in book}
    assert list(words)[:2] == ["问题", "读取存疑"]
    assert "T3-R03" in words["问题"] and "差 2" in words["问题"] and AGENCY in words["问题"]
    assert "予以公开·商业企业" in words["读取存疑"] and "无" in words["读取存疑"]
    assert SOUND["s6_other"] in words["正文"]
    again = read_file(answer.content, or_year=2023)
    assert again.content.figures[NATURAL] == 14


def test_a_text_that_looks_like_a_formula_stays_text():
    answer = taken(give(made(texts={"s6_other": "=1+1\n" + SOUND["s6_other"]})))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [c.data_type for row in book["正文"] for c in row if c.value == "=1+1"] == ["s"]


@pytest.mark.parametrize("written", ["", "x", "eJx:1:2", "a" * (result.MOST_SIGNED + 1)])
def test_what_the_page_did_not_sign_is_refused_in_words(written):
    answer = Client().post(WORKBOOK, {"result": written})
    assert answer.status_code == 422 and "再提交一次" in text_in(answer, ".error-summary")


def test_what_was_signed_is_good_for_a_day(time_machine):
    time_machine.move_to("2027-01-10T09:00:00Z", tick=False)
    answer = give(made())
    time_machine.move_to("2027-01-11T08:00:00Z", tick=False)
    assert taken(answer).status_code == 200
    time_machine.move_to("2027-01-11T10:00:00Z", tick=False)
    assert taken(answer).status_code == 422


def test_a_result_too_long_to_be_carried_along_has_no_button(monkeypatch):
    monkeypatch.setattr(result, "MOST_SIGNED", 100)
    assert not elements(give(made()), "[name=result]")


# Who, and how -------------------------------------------------------------------------------------


def test_strangers_and_people_signed_in_get_the_same_page(db):
    reader = browser(make_user((make_agency(), Role.REPORTER)))
    for client in (Client(), reader):
        assert client.get(CHECKUP).status_code == 200
        answer = give(made(), client)
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
        assert counts(answer)["error"] == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(method):
    assert getattr(Client(), method)(CHECKUP).status_code == 405
    assert Client().get(WORKBOOK).status_code == 405


def test_a_post_needs_the_token_of_the_page():
    client = Client(enforce_csrf_checks=True)
    assert give(made(), client).status_code == 403
    assert client.post(WORKBOOK).status_code == 403


def test_sign_in_and_the_foot_lead_to_it_unless_it_is_switched_off(settings):
    links = [f"[href={CHECKUP}]"]
    assert all(len(elements(Client().get("/sign-in/"), f"main {link}")) == 1 for link in links)
    assert len(elements(Client().get("/help/start/"), f"footer [href={CHECKUP}]")) == 1
    settings.CHECKUP = False
    for path in ("/sign-in/", "/help/start/", "/rules/"):
        answer = Client().get(path)
        assert answer.status_code == 200 and not elements(answer, f"[href={CHECKUP}]")
    assert Client().get(CHECKUP).status_code == 404
    assert give(made()).status_code == 404 and Client().post(WORKBOOK).status_code == 404


# Bounds -------------------------------------------------------------------------------------------


EVERY_HOSTILE = {**HOSTILE, **{f"PDF: {name}": make for name, (make, _) in HOSTILE_PDFS.items()}}


@pytest.mark.parametrize("name", sorted(EVERY_HOSTILE)[:: so_many(12, 1)])
def test_a_hostile_file_is_refused_in_words(name, in_a_child):
    answer = give(EVERY_HOSTILE[name]())
    assert answer.status_code == 422
    assert text_in(answer, ".error-summary li")
    assert "/help/refusals/#unreadable" in answer.content.decode()


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"\x00" * 100, b"hello", b"{}", b"PK\x03\x04"])
def test_what_is_no_report_is_refused_in_words(content):
    answer = give(content)
    assert answer.status_code == 422 and text_in(answer, ".error-summary li")


def test_an_empty_form_a_file_and_a_text_and_a_wrong_year_are_asked_about():
    for posted in ({}, {"text": " "}, {"content": b"x", "text": "x"}, {"text": "x", "year": "19"}):
        answer = give(**posted)
        assert answer.status_code == 422 and text_in(answer, ".error-summary li")


def test_what_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(views, "read", lambda *_: pytest.fail("read"))
    assert give(b"x" * (5 * 1024 * 1024 + 1)).status_code == 422
    kind = "multipart/form-data; boundary=x"
    answer = Client().post(CHECKUP, b"", content_type=kind, CONTENT_LENGTH=str(MAX_REQUEST + 1))
    assert answer.status_code == 413 and "5 MB" in answer.content.decode()


def test_a_text_longer_than_any_report_is_not_checked():
    texts = {"s1_overview": "我局认真开展政府信息公开工作。" * 5000}
    answer = give(made(texts=texts))
    assert answer.status_code == 422 and "内容过多" in text_in(answer, ".error-summary")


def test_of_very_many_findings_the_first_are_listed_and_all_counted():
    answer = give(made(texts={"s1_overview": "收到申请1件、2件、3件。" * 100}))
    assert counts(answer)["warning"] > 100 == len(elements(answer, ".finding.warning"))
    assert f"请核对 {counts(answer)['warning']}" in texts_in(answer, ".findings-head.warning")


def test_one_address_asks_so_often_and_no_more(monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    assert [give().status_code for _ in range(3)] == [422, 422, 429]
    assert Client().post(WORKBOOK).status_code == 429
    assert give(client=Client(REMOTE_ADDR="198.51.100.7")).status_code == 422
    assert Client().get(CHECKUP).status_code == 200


def test_one_file_is_read_at_once_of_all_pages_that_take_them(monkeypatch):
    monkeypatch.setattr(anybody, "PATIENCE", 0.01)
    assert AT_ONCE.acquire(blocking=False)
    try:
        assert give(made()).status_code == 503
        file = {"file": SimpleUploadedFile("x.html", made())}
        assert Client().post(reverse("records:verify"), file).status_code == 503
    finally:
        AT_ONCE.release()
    assert give(made()).status_code == 200
    give(b"hello")  # what is refused gives its place back too
    assert AT_ONCE._value == 1


def test_nothing_is_kept_and_nothing_told_in_the_trail(settings, tmp_path: Path, in_a_child):
    settings.MEDIA_ROOT = settings.VAR_DIR = tmp_path
    reader = browser(make_user((make_agency(), Role.REPORTER)))
    for client in (Client(), reader):
        client.get(CHECKUP)
        before = {model: model._base_manager.count() for model in apps.get_models()}
        answer = give(made(), client)
        assert taken(answer, client).status_code == 200
        give(b"hello", client)
        assert {m: m._base_manager.count() for m in apps.get_models()} == before
    assert not list(tmp_path.iterdir())


def test_it_asks_the_database_for_the_foot_alone(django_assert_num_queries):
    content = made()
    with django_assert_num_queries(1):
        give(content)
