"""Whether a published file says what was filed: anybody asks, and little is told of the rest."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.signin.rate_limit import within_rate_limit
from reports.display.anybody import AT_ONCE
from reports.display.uploads import MAX_REQUEST
from reports.form.content import Content
from reports.form.loader import load_editions
from reports.models import Report, State, Submission
from reports.reading import Reading, read_file
from reports.records import verify_views as verify
from reports.records.approval_receipts import approval_of
from reports.records.receipts import check_code
from reports.records.verification import NotComparable, Verdict, find_published, verdict
from reports.rendering import RENDERERS
from reports.rendering.document import Document, build_document
from tests.support.elements import text_in
from tests.support.factories import TEXTS, browser, make_filled_report, make_report, move_on
from tests.support.hostile_reports import HOSTILE
from tests.support.published import random_figures
from tests.support.report_files import WRITERS, Style, paper

pytestmark = pytest.mark.django_db

VERIFY = reverse("records:verify")
CELL = "requests.granted.natural_person"
FORMATS = ("xlsx", "html", "json")


@pytest.fixture(autouse=True)
def _count_anew() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def report() -> Report:
    return make_filled_report(state=State.PUBLISHED)


@pytest.fixture
def submission(report: Report) -> Submission:
    return report.submissions.select_related("report").get()


def document(submission: Submission, **changed: object) -> Document:
    content = replace(submission.content, **changed)  # type: ignore[arg-type]
    return build_document(submission.edition, content)


def file_of(submission: Submission, kind: str = "xlsx", **changed: object) -> bytes:
    return RENDERERS[kind].render(document(submission, **changed))


def figures(submission: Submission, **new: int | None) -> dict[str, object]:
    return {**submission.figures, **{k.replace("__", "."): v for k, v in new.items()}}


def upload(content: bytes, code: str = "", client: Client | None = None) -> HttpResponse:
    file = SimpleUploadedFile("年报.xlsx", content)
    return (client or Client()).post(VERIFY, {"file": file, "of": code})


def told(content: bytes, code: str = "") -> str:
    return upload(content, code).content.decode()


def judged(submission: Submission, content: bytes) -> Verdict:
    return verdict(submission, read_file(content, or_year=submission.year))


# Same or not -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_what_the_portal_exports_is_the_same(submission, kind):
    page = told(file_of(submission, kind))
    assert "一致：文件中的数据和正文与第 1 次报送的内容相同" in page
    assert check_code(submission) in page


@pytest.mark.parametrize("kind", FORMATS)
def test_a_changed_figure_is_named_with_both_values(submission, kind):
    page = told(file_of(submission, kind, figures=figures(submission, **{CELL: 17})))
    assert "不一致：有 1 处" in page
    assert "<del>0</del>" in page and "<ins>17</ins>" in page and "予以公开" in page


@pytest.mark.parametrize("kind", FORMATS)
def test_a_changed_text_shows_what_went_and_what_came(submission, kind):
    texts = {**submission.texts, "s5_problems": TEXTS["s5_problems"].replace("较为单一", "很多")}
    page = told(file_of(submission, kind, texts=texts))
    assert "不一致：有 1 处" in page and "五、" in page
    gone, come = (
        re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", page, re.DOTALL) for tag in ("del", "ins")
    )
    assert len(gone) == len(come) == 1
    assert "较为单一" in gone[0] and "很多" in come[0]


def test_a_word_file_that_somebody_typed_is_compared_too():
    report = make_report(year=2023)
    found = random_figures(report.edition, 3)
    style = Style()
    made = paper(report.edition, found, style, 2023)
    read = read_file(WRITERS["docx"](made, style))
    kept = filed_as(report, read.content)
    assert judged(kept, WRITERS["docx"](made, style)).is_same
    other = paper(report.edition, {**found, CELL: (found[CELL] or 0) + 1}, style, 2023)
    assert [c.place for c in judged(kept, WRITERS["docx"](other, style)).changes] == [CELL]


def filed_as(report: Report, content: Content) -> Submission:
    return Submission(
        report=report, number=1, agency_name=content.agency, year=content.year,
        edition_id=report.edition.id, figures=content.figures, texts=content.texts, findings=[],
    )  # fmt: skip


TRICKY = [
    "第一段。\n\n  第二段，前有空格。\n第三段。",
    "正文。\n云岭县审计局\n2027年1月20日",
    "数据：１２件，“引号”，<b>标记</b> & 符号。",
    "全角　空格　与\t制表符。",
    "=1+1\n+2\n-3\n@4",
    "",
    "无",
    "长" * 17_000,
]


@pytest.mark.one_database
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("text", TRICKY, ids=range(len(TRICKY)))
def test_whatever_a_text_holds_its_own_print_is_the_same(submission, text, kind):
    for code in TEXTS:
        kept = filed_as(submission.report, replace(submission.content, texts={**TEXTS, code: text}))
        assert judged(kept, file_of(kept, kind)).is_same, code


@pytest.mark.parametrize("kind", FORMATS)
def test_where_a_text_holds_a_heading_no_difference_is_asserted(submission, kind):
    texts = {**TEXTS, "s5_problems": "正文。\n二、主动公开政府信息情况\n以上小标题在正文中。"}
    kept = filed_as(submission.report, replace(submission.content, texts=texts))
    with pytest.raises(NotComparable):
        judged(kept, file_of(kept, kind))


@pytest.mark.parametrize("kind", FORMATS)
def test_blanks_amounts_and_large_figures_are_the_same(submission, kind):
    cells = list(submission.edition.cells.values())
    money = next(cell.id for cell in cells if cell.kind == "money")
    some = {CELL: None, money: Decimal("59237.2449"), "requests.granted.total": 999_999_999_999}
    kept = filed_as(
        submission.report, replace(submission.content, figures=figures(submission, **some))
    )
    assert judged(kept, file_of(kept, kind)).is_same
    less = filed_as(
        submission.report, replace(submission.content, figures=figures(submission, **{CELL: None}))
    )
    found = judged(less, file_of(submission, kind)).changes
    assert [(c.place, c.before, c.after) for c in found] == [(CELL, "—", "0")]


def altered(content: bytes, value: object) -> bytes:
    """The workbook with something else typed into the cell."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, place = next(iter(book.defined_names[CELL.replace(".", "_")].destinations))
    book[sheet][place.replace("$", "")] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("value", "after"), [("约三件", "约三件"), ("/", "/"), (-1, "-1"), (None, "—")]
)
def test_what_is_no_figure_is_shown_as_it_stands(submission, value, after):
    found = judged(submission, altered(file_of(submission), value)).changes
    assert [(c.place, c.before, c.after) for c in found] == [(CELL, "0", after)]


def test_a_cell_filed_blank_and_filled_with_words_differs(submission):
    blank = filed_as(
        submission.report, replace(submission.content, figures=figures(submission, **{CELL: None}))
    )
    found = judged(blank, altered(file_of(blank), "无"))
    assert [(c.place, c.before, c.after) for c in found.changes] == [(CELL, "—", "无")]


def test_a_row_that_was_taken_out_is_not_found(submission):
    html = file_of(submission, "html").decode().replace("<wbr>", "")
    row = next(r for r in html.split("<tr>") if "予以公开" in r)
    found = judged(submission, html.replace(row, "</tr>").encode()).changes
    assert {c.after for c in found} == {"文件中没有找到"} and len(found) == 7


def test_a_hidden_sheet_counts_for_nothing(submission):
    book = openpyxl.load_workbook(io.BytesIO(file_of(submission)))
    other = openpyxl.load_workbook(io.BytesIO(file_of(submission, figures=dict.fromkeys(submission.figures, 5))))  # fmt: skip
    hidden = book.create_sheet("备份", 0)
    hidden.sheet_state = "hidden"
    for row in next(s for s in other if s.title.startswith("三、")).iter_rows(values_only=True):
        hidden.append(row)
    stream = io.BytesIO()
    book.save(stream)
    page = told(stream.getvalue())
    assert "隐藏的工作表没有读取" in page and "一致：文件中" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"year": 2025}, "<ins>2025</ins>"), ({"agency": "青石县林业局"}, "<ins>青石县林业局</ins>")],
)
def test_another_year_or_agency_is_a_difference(submission, changed, words):
    page = told(file_of(submission, **changed), check_code(submission))
    assert "不一致：有 1 处" in page and words in page


def test_of_very_many_differences_only_the_first_are_listed(submission):
    other = dict.fromkeys(submission.figures, 5)
    page = told(file_of(submission, figures=other))
    assert page.count("<ins>5</ins>") == 60 and "只列出前一部分" in page


# Which submission, and what is told of it --------------------------------------------------------


def test_the_code_of_either_receipt_names_the_submission(report, submission):
    approved = approval_of(submission, report)
    assert approved is not None
    for code in (check_code(submission), approved.code, check_code(submission).lower()):
        assert "一致：" in told(file_of(submission), code)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_taken_at_the_desk_carries_its_code(kind):
    report = make_filled_report(state=State.IN_REVIEW)
    filed = report.submissions.get()
    url = reverse("review:submission_file", args=[report.pk, 1, kind])
    content = browser(report.reviewer).get(url).content
    assert read_file(content).code == check_code(filed)
    assert "一致：文件中" in told(content)


def test_the_code_of_a_file_goes_before_what_it_states_and_what_is_typed_before_that(submission):
    other = make_filled_report(state=State.SUBMITTED).submissions.get()
    content = RENDERERS["html"].render(replace(document(submission), code=check_code(other)))
    assert "不一致：" in told(content)
    assert "一致：文件中" in told(content, check_code(submission))


@pytest.mark.parametrize("code", ["27-7K3M9-QX2AB", "A27-7K3M9-QX2AB", "-", "9" * 40])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_wrong_code_in_a_file_counts_for_nothing(submission, kind, code):
    content = RENDERERS[kind].render(replace(document(submission), code=code))
    assert read_file(content).code == code
    assert "一致：文件中" in told(content)


def test_a_file_of_an_earlier_submission_is_told_to_be_replaced():
    report = move_on(make_filled_report(state=State.IN_REVIEW), "return")
    for name in ("pass_on", "pass_on", "pass_on", "sign", "submit"):
        report = move_on(report, name, reason="原数据属实。")
    first = report.submissions.get(number=1)
    page = told(file_of(first), check_code(first))
    assert "以后一次为准" in page.split("一致：文件中")[0]


def test_without_a_code_only_what_is_published_is_found():
    states = (State.SUBMITTED, State.RETURNED, State.APPROVED)
    for report in (make_filled_report(state=state) for state in states):
        page = told(file_of(report.submissions.get()))
        assert "没有找到" in page and "一致：" not in page
        assert check_code(report.submissions.get()) not in page


def test_the_published_one_is_found_while_it_is_corrected(report):
    filed = report.submissions.get()
    move_on(report, "correct", reason="更正")
    assert find_published(filed.agency_name, filed.year) == filed


def test_of_a_submission_that_is_not_approved_nothing_is_listed():
    report = make_filled_report(state=State.SUBMITTED)
    filed = report.submissions.get()
    assert "一致：文件中" in told(file_of(filed), check_code(filed))
    page = told(file_of(filed, figures=figures(filed, **{CELL: 17})), check_code(filed))
    assert "不一致：" in page and "不列出不同之处" in page
    assert "<del>" not in page and "予以公开" not in page


def test_of_an_approved_one_the_holder_of_the_code_reads_what_differs():
    report = make_filled_report(state=State.APPROVED)
    filed = report.submissions.get()
    page = told(file_of(filed, figures=figures(filed, **{CELL: 17})), check_code(filed))
    assert "<del>0</del>" in page


def test_a_wrong_code_is_told_and_the_file_not_read(submission, monkeypatch):
    monkeypatch.setattr(verify, "read_in_child", lambda *_, **__: pytest.fail("read"))
    page = told(file_of(submission), "27-7K3M9-QX2AB")
    assert "没有这个校验码" in page and submission.digest not in page


def test_a_file_that_does_not_say_whose_it_is_wants_the_code(submission):
    html = file_of(submission, "html").decode().replace(submission.agency_name, "")
    assert "没有找到单位名称" in told(html.encode())
    assert "一致：" in told(html.encode(), check_code(submission))


def test_a_file_that_does_not_say_of_which_year_it_is_wants_the_code(submission):
    html = file_of(submission, "html").decode().replace("2026年", "")
    assert "没有报告年度，请填写校验码" in told(html.encode())
    assert "一致：" in told(html.encode(), check_code(submission))


# Bounds ------------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("name", sorted(HOSTILE)[::6])  # all of them: test_reading_files
def test_a_hostile_file_is_refused_in_words(submission, name):
    answer = upload(HOSTILE[name](), check_code(submission))
    assert answer.status_code == 422
    assert text_in(answer.content.decode(), ".error-summary li")
    assert "/help/refusals/#" in answer.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 x",
        b"\x00" * 100,
        b"hello",
        b"{}",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ],
)
def test_what_is_no_report_is_refused_in_words(submission, content):
    answer = upload(content, check_code(submission))
    assert answer.status_code == 422
    assert text_in(answer.content.decode(), ".error-summary li")


@pytest.mark.parametrize("posted", [{}, {"of": "27"}, {"file": "no file"}])
def test_a_form_without_a_file_asks_for_one(db, posted):
    answer = Client().post(VERIFY, posted)
    assert answer.status_code == 422 and "请选择文件" in answer.content.decode()


def test_a_code_that_is_too_long_or_holds_nul_is_refused(submission):
    for code in ("9" * 61, "27\x00"):
        assert upload(file_of(submission), code).status_code == 422


def test_what_is_too_large_is_not_read(submission, monkeypatch):
    monkeypatch.setattr(verify, "read_in_child", lambda *_, **__: pytest.fail("read"))
    assert upload(b"x" * (5 * 1024 * 1024 + 1), check_code(submission)).status_code == 422
    answer = Client().post(
        VERIFY,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MAX_REQUEST + 1),
    )
    assert answer.status_code == 413 and "5 MB" in answer.content.decode()


def test_one_address_asks_so_often_and_no_more(submission, monkeypatch):
    monkeypatch.setattr(verify, "MOST", 2)
    assert [upload(b"", "").status_code for _ in range(3)] == [422, 422, 429]
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert upload(b"", "", other).status_code == 422
    assert Client().get(VERIFY).status_code == 200


def test_the_pace_counts_each_matter_and_address_apart(db):
    asked = [("a", "1"), ("a", "1"), ("a", "2"), ("b", "1"), ("a", "1")]
    assert [within_rate_limit(w, at, most=2, seconds=60) for w, at in asked] == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_one_file_is_read_at_once(submission):
    assert AT_ONCE.acquire(blocking=False)
    try:
        assert upload(file_of(submission)).status_code == 503
    finally:
        AT_ONCE.release()
    assert upload(file_of(submission)).status_code == 200
    upload(b"hello")  # what is refused gives its place back too
    assert AT_ONCE._value == 1


def test_a_post_needs_the_token_of_the_page(submission):
    answer = upload(file_of(submission), client=Client(enforce_csrf_checks=True))
    assert answer.status_code == 403


def test_nothing_is_kept_and_nothing_told_in_the_trail(submission, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before = {model: model._base_manager.count() for model in apps.get_models()}
    told(file_of(submission))
    assert {model: model._base_manager.count() for model in apps.get_models()} == before
    assert not list(tmp_path.iterdir())


def test_it_takes_few_queries(submission, django_assert_num_queries):
    content = file_of(submission)
    with django_assert_num_queries(3):  # the submission, its approval, the bureau in the foot
        upload(content)


def test_a_reading_of_another_form_is_told(submission):
    read = read_file(file_of(submission), or_year=2026)
    other = Reading(read.content, load_editions()["2019"], ())
    assert [str(head.label) for head in verdict(submission, other).heads] == ["报告格式"]
