"""The page on which a published report is read in: what it takes, what it asks, what it refuses."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Role
from accounts.trail.record import verify
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.form.content import Content
from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.intake.extracted import is_same_agency
from reports.intake.proposals import extract_of
from reports.models import Proposal, Report, State
from reports.reading import child, read_file
from reports.reading.running_text import even
from reports.rendering import RENDERERS
from reports.rendering.document import build_document, paragraphs
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import actor, make_agency, make_filled_report, make_report, make_user
from tests.support.hostile_reports import HOSTILE
from tests.support.lengths import so_many
from tests.support.published import AGENCY, TEXTS, published, random_figures
from tests.support.report_files import WRITERS, Style, paper

pytestmark = pytest.mark.django_db

EDITION: Edition = load_editions()["2021"]
NATURAL = "requests.granted.natural_person"
CARRIED_ROW = "requests.granted.other_org"


@pytest.fixture
def report() -> Report:
    return make_report(make_agency(name=AGENCY, short_name="水利局"), year=2023)


def url(report):
    return reverse("intake:read_in", kwargs={"pk": report.pk})


def made(kind="docx", year=2023, edition=EDITION, seed=1, **style) -> bytes:
    style = Style(**style)
    return WRITERS[kind](paper(edition, random_figures(edition, seed), style, year), style)


def upload(browser, report, content: bytes, name="年报.docx", **more):
    return browser.post(url(report), {"file": SimpleUploadedFile(name, content), **more})


def html(answer) -> str:
    return answer.content.decode()


def untouched(report) -> bool:
    sections = report.sections.all()
    return not any(s.version or s.figures or s.text for s in sections)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_is_read_shown_and_not_written(report, browser, kind):
    answer = upload(browser, report, made(kind), f"年报.{kind}")
    kept = Proposal.objects.get()
    assert answer["Location"] == reverse(
        "intake:proposal", kwargs={"pk": report.pk, "number": kept.pk}
    )
    assert kept.figures == random_figures(EDITION, 1)
    assert kept.texts == {code: text.replace("\n\n", "\n") for code, text in TEXTS.items()}
    assert set(kept.origins) == {*EDITION.cells, *TEXTS}
    assert (kept.doubts, kept.asks, kept.name) == ({}, [], f"年报.{kind}")
    assert untouched(report)


def test_our_own_json_is_read_too(report, browser):
    content = Content(2023, random_figures(EDITION, 1), TEXTS, agency=AGENCY)
    upload(browser, report, RENDERERS["json"].render(build_document(EDITION, content)), "年报.json")
    kept = Proposal.objects.get()
    assert kept.figures == random_figures(EDITION, 1)
    assert kept.texts == {code: text.replace("\n\n", "\n") for code, text in TEXTS.items()}
    assert (kept.doubts, kept.asks) == ({}, [])


def test_a_pasted_report_is_read_too(report, browser):
    page = published(EDITION, random_figures(EDITION, 2), year=2023)
    browser.post(url(report), {"text": page})
    kept = Proposal.objects.get()
    assert kept.figures == random_figures(EDITION, 2)
    assert kept.name == "粘贴的文字"


def test_what_was_read_goes_into_the_draft_and_out_again(report, browser):
    upload(browser, report, made())
    kept = Proposal.objects.get()
    address = reverse("intake:proposal", kwargs={"pk": report.pk, "number": kept.pk})
    places = [cell.id for cell in EDITION.cells.values() if not cell.computed]
    browser.post(address, {"take": [*places, *TEXTS]})
    figures = working_copy(report).content.figures
    assert {cell: figures[cell] for cell in places} == {cell: kept.figures[cell] for cell in places}
    assert working_copy(report).content.texts == kept.texts
    browser.post(reverse("intake:undo_proposal", kwargs={"pk": report.pk, "number": kept.pk}))
    assert set(working_copy(report).content.figures.values()) == {None}
    assert set(working_copy(report).content.texts.values()) == {""}


def test_doubtful_cells_keep_what_was_found(report, browser):
    upload(browser, report, made(written={NATURAL: "12 34", "art20_8.fees.amount": "无"}))
    statement = extract_of(Proposal.objects.get())
    assert statement.unreadable == {NATURAL: "12 34", "art20_8.fees.amount": "无"}
    assert set(statement.doubts) == {NATURAL, "art20_8.fees.amount"}
    assert NATURAL not in statement.figures


def test_what_was_not_found_is_not_stated(report, browser):
    upload(browser, report, made(merged=False, dropped_rows=["requests.granted"]))
    statement = extract_of(Proposal.objects.get())
    granted = {cell for cell in EDITION.cells if cell.startswith("requests.granted.")}
    assert granted <= set(statement.doubts)
    assert not granted & (set(statement.figures) | set(statement.unreadable))


def test_a_blank_of_the_file_does_not_empty_the_draft_unasked(report, browser, tian):
    write_section(report, "s3_requests", Entry({CARRIED_ROW: 6}), actor(tian))
    upload(browser, report, made("xlsx", merged=False, written={CARRIED_ROW: ""}))
    kept = Proposal.objects.get()
    assert extract_of(kept).figures[CARRIED_ROW] is None
    assert "空白" in str(extract_of(kept).doubts[CARRIED_ROW].reason)
    address = reverse("intake:proposal", kwargs={"pk": report.pk, "number": kept.pk})
    ticks = [t for t in elements(browser.get(address), "input") if t.get("name") == "take"]
    ticked = [tick.get("value") for tick in ticks if tick.get("checked") is not None]
    assert CARRIED_ROW not in ticked
    browser.post(address, {"take": ticked, "doubtful": "all"})
    figures = working_copy(report).content.figures
    assert (figures[CARRIED_ROW], figures[NATURAL]) == (6, kept.figures[NATURAL])


def test_another_year_and_another_agency_are_asked_about(report, browser):
    Report.objects.filter(pk=report.pk).update(agency=make_agency(region=report.agency.region))
    make_user((Report.objects.get().agency, Role.REPORTER))
    other = make_user((Report.objects.get().agency, Role.OFFICE))
    browser.force_login(other)
    upload(browser, report, made(year=2022))
    kept = Proposal.objects.get()
    assert [ask["zh"][:8] for ask in kept.asks] == ["读入的是 202", "读入的是“青石县"]
    address = reverse("intake:proposal", kwargs={"pk": report.pk, "number": kept.pk})
    page = html(browser.get(address))
    assert page.count('name="sure"') == 2
    answer = browser.post(address, {"take": NATURAL, "sure": "1"})
    assert answer.status_code == 422
    assert untouched(report)
    assert text_in(answer, ".error-summary legend").startswith("没有写入")
    assert browser.post(address, {"take": NATURAL, "sure": ["1", "2"]}).status_code == 302
    assert not untouched(report)


def test_the_agency_is_known_by_a_shorter_name(report, browser):
    Report.objects.get().agency.__class__.objects.filter(pk=report.agency.pk).update(
        name="清河省青石县水利局"
    )
    upload(browser, report, made())
    assert Proposal.objects.get().asks == []


NAMES = ("棠溪县交通运输局", "交通运输局", "棠溪县交通运输局")
WHOSE = {
    "棠溪县交通运输局": True, "交通运输局": True, "县交通运输局": True,
    "清河省棠溪县交通运输局": True, "清河省长宁市棠溪县交通运输局": True,
    "湘潭县交通运输局": False, "湘潭市交通运输局": False, "运输局": False,
    "湘潭县棠溪县交通运输局": False, "棠溪县交通运输局机关": False, "棠溪县水利局": False,
}  # fmt: skip


@pytest.mark.parametrize(("found", "same"), WHOSE.items())
def test_full_names_are_compared(found: str, same: bool) -> None:
    assert is_same_agency(found, NAMES) is same


@pytest.mark.parametrize("name", ["城市管理局", "住房和城乡建设局", "市场监督管理局"])
def test_a_name_without_its_region_is_no_other_county_s(name: str) -> None:
    assert is_same_agency(f"棠溪县{name}", (name, name, f"棠溪县{name}"))
    assert not is_same_agency(f"湘潭市{name}", (name, name, f"棠溪县{name}"))


def test_while_two_files_are_read_a_third_is_asked_to_come_back(report, browser, monkeypatch):
    monkeypatch.setattr(child, "PATIENCE", 0.01)
    with child.AT_ONCE, child.AT_ONCE:
        answer = upload(browser, report, made())
    assert answer.status_code == 503
    assert "请过几秒再按一次" in text_in(answer, ".error-summary")
    assert not Proposal.objects.exists()
    assert not Event.objects.filter(action="proposal.refuse").exists()
    assert upload(browser, report, made()).status_code == 302


def test_the_print_page_is_read_back_as_it_was_filed(client):
    filed = make_filled_report()
    client.force_login(make_user((filed.agency, Role.OFFICE)))
    page = client.get(reverse("agency:print", kwargs={"pk": filed.pk})).content
    stored = working_copy(filed).content
    reading = read_file(page)
    written = {code: "\n".join(paragraphs(even(text))) for code, text in stored.texts.items()}
    assert dict(reading.content.texts) == written
    assert reading.content.figures == stored.figures
    assert (reading.content.agency, reading.doubts) == (filed.agency.name, ())


def test_another_form_is_told_with_what_has_no_place_in_this_one(report, browser):
    upload(browser, report, made(edition=load_editions()["2019"]))
    kept = Proposal.objects.get()
    assert set(kept.figures) <= set(EDITION.cells)
    assert any("版式" in remark["zh"] for remark in kept.remarks)


def test_a_file_without_a_year_is_taken_for_this_one_and_that_is_said(report, browser):
    page = published(EDITION, random_figures(EDITION, 2), year=2023).replace("2023年度", "")
    browser.post(url(report), {"text": page})
    assert "没有找到报告年度" in Proposal.objects.get().remarks[0]["zh"]


def test_the_trail_tells_of_reading_and_of_refusing(report, browser):
    upload(browser, report, made())
    upload(browser, report, b"\x89PNG\r\n\x1a\n\x00\xff", "图.docx")
    read, refused = Event.objects.filter(action__startswith="proposal.").order_by("id")
    assert read.after["name"] == "年报.docx"
    assert read.after["size"] == len(made())
    assert len(read.after["digest"]) == 64
    assert read.after["cells"] == len(EDITION.cells)
    assert refused.action == "proposal.refuse"
    assert refused.after["name"] == "图.docx"
    assert refused.after["reason"].startswith("这是扫描件或图片")
    assert verify() is None


# Refused -----------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("name", sorted(HOSTILE)[:: so_many(4, 1)])  # all of them: tests/reading
def test_a_hostile_file_ends_in_plain_words_and_changes_nothing(report, browser, name):
    answer = upload(browser, report, HOSTILE[name]())
    assert answer.status_code == 422
    assert 'class="error-summary"' in html(answer)
    assert "/help/refusals/#unreadable" in html(answer)
    assert not Proposal.objects.exists()
    assert untouched(report)


def test_nothing_and_both_are_refused(report, browser):
    answer = browser.post(url(report), {"text": " \n"})
    assert answer.status_code == 422
    assert "请选择文件" in text_in(answer, ".error-summary li")
    answer = upload(browser, report, made(), text="一、总体情况")
    assert answer.status_code == 422
    assert "不要同时" in text_in(answer, ".error-summary li")
    assert "一、总体情况</textarea>" in html(answer)
    assert not Proposal.objects.exists()


def test_a_file_far_too_large_is_not_kept_while_it_arrives(report, browser):
    answer = upload(browser, report, b"<p>" + b"a" * 12_000_000)
    assert answer.status_code == 422
    assert "过大" in text_in(answer, ".error-summary li")
    assert not Proposal.objects.exists()
    assert Event.objects.get(action="proposal.refuse").after["size"] == 12_000_003


def test_many_files_at_once_are_bounded_together(report, browser):
    files = [SimpleUploadedFile(f"{n}.txt", b"x" * 2_000_000) for n in range(9)]
    answer = browser.post(url(report), {"file": files})
    assert answer.status_code == 422
    assert not Proposal.objects.exists()
    assert untouched(report)


def test_a_pasted_text_far_too_large_is_refused_in_words(report, browser):
    answer = browser.post(url(report), {"text": "字" * 3_000_000})
    assert answer.status_code == 413
    assert "过大" in text_in(answer, "main")
    assert not Proposal.objects.exists()


def test_a_request_that_says_it_is_huge_is_not_read(report, browser):
    answer = browser.generic("POST", url(report), b"x", CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413
    assert Event.objects.get(action="proposal.refuse").object == report.trail_name


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 300, "text/plain"]
)
def test_a_broken_request_is_no_error_of_ours(report, browser, kind):
    answer = browser.generic("POST", url(report), b"--x\r\nnonsense", content_type=kind)
    assert answer.status_code in {413, 422}
    assert not Proposal.objects.exists()


def test_a_post_without_its_token_is_refused_before_anything_is_read(report, tian):
    client = Client(enforce_csrf_checks=True)
    client.force_login(tian)
    assert upload(client, report, made()).status_code == 403
    assert not Proposal.objects.exists()


def test_a_locked_report_reads_nothing(report, browser):
    Report.objects.filter(pk=report.pk).update(status=State.READY)
    answer = upload(browser, report, made())
    assert answer.status_code == 409
    assert not Proposal.objects.exists()
    assert 'type="file"' not in html(browser.get(url(report)))


def test_the_page_lists_what_was_read_before_in_a_fixed_number_of_queries(
    report, browser, django_assert_num_queries
):
    for name in ("甲.docx", "乙.docx"):
        upload(browser, report, made(), name)
    with django_assert_num_queries(6):
        page = browser.get(url(report))
    assert texts_in(page, "section.card-plain li a") == ["乙.docx", "甲.docx"]


def test_the_report_page_lists_what_waits_to_be_confirmed(report, browser):
    page = reverse("agency:report", kwargs={"pk": report.pk})
    upload(browser, report, made(), "网站稿.docx")
    assert "网站稿.docx" in html(browser.get(page))
    kept = Proposal.objects.get()
    browser.post(
        reverse("intake:proposal", kwargs={"pk": report.pk, "number": kept.pk}), {"take": NATURAL}
    )
    assert "网站稿.docx" not in html(browser.get(page))


def test_links_lead_there_for_those_who_may(report, browser):
    for page in ("report", "section"):
        more = {"code": "s3_requests"} if page == "section" else {}
        address = reverse(page_name(page), kwargs={"pk": report.pk, **more})
        assert url(report) in links_of(browser.get(address))
        head = Client()
        head.force_login(make_user((report.agency, Role.HEAD)))
        assert url(report) not in links_of(head.get(address))


def links_of(page) -> list[str | None]:
    return [link.get("href") for link in elements(page, "a")]
