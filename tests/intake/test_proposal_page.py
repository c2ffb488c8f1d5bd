"""The page of a proposal: what it shows, what its buttons do, and whom it refuses."""

import re

import pytest
from django.urls import reverse

from accounts.models import Event, Role
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.form.content import Words
from reports.intake.comparison import Doubted, Extract, base_of
from reports.intake.proposals import propose
from reports.models import Proposal, Report, State
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import actor, make_report, make_user

pytestmark = pytest.mark.django_db

NATURAL = "requests.new_received.natural_person"
COMPANY = "requests.new_received.commercial_enterprise"
TOTAL = "requests.new_received.total"
PUBLIC = "requests.new_received.public_welfare_org"


@pytest.fixture
def proposal(report, tian) -> Proposal:
    write_section(report, "s3_requests", Entry({NATURAL: 3, COMPANY: 4}), actor(tian))
    statement = Extract(
        figures={NATURAL: 3, COMPANY: 5, TOTAL: 99},
        unreadable={PUBLIC: "12 34"},
        texts={"s1_overview": "主动公开三条。"},
        origins={COMPANY: Words({"zh": "表格 2 第 5 行第 3 格", "en": "table 2, row 5, cell 3"})},
        doubts={PUBLIC: Doubted("12 34", Words({"zh": "数字中间有空格。", "en": "Has a space."}))},
        base=base_of(report.edition, working_copy(report).content),
        remarks=(Words({"zh": "隐藏的工作表没有读取。", "en": "A hidden sheet was left out."}),),
    )
    return propose(
        report, statement, actor(tian), how=Proposal.Way.READ, name="<b>年报</b>.docx", source={}
    )


def url(proposal, name="proposal"):
    return reverse(page_name(name), kwargs={"pk": proposal.report_id, "number": proposal.pk})


def html(answer) -> str:
    return answer.content.decode()


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="take" value="([^"]+)"[^>]* checked', page))


def figures(report):
    return working_copy(report).content.figures


def overview(report) -> str:
    return working_copy(report).content.texts["s1_overview"]


def test_it_shows_every_place_with_origin_doubt_and_both_values(proposal, browser):
    page = html(browser.get(url(proposal)))
    rows = {row.get("id"): row for row in elements(page, "table.proposal-list tbody tr")}
    assert list(rows) == [f"p-{place}" for place in (PUBLIC, TOTAL, COMPANY, NATURAL)]
    shown = {place: texts_in(page, f"#p-{place} td") for place in (PUBLIC, TOTAL, COMPANY, NATURAL)}
    assert shown[PUBLIC][1:] == ["–", "–", "12 34", "数字中间有空格。"]
    assert shown[TOTAL][:3] == ["–", "7", "99"] and "其余各项之和为 8" in shown[TOTAL][3]
    assert shown[COMPANY][1:] == ["表格 2 第 5 行第 3 格", "4", "5"]
    assert shown[NATURAL] == ["–", "3", "3"]
    (cell,) = elements(page, f"#p-{COMPANY} a")
    assert cell.get("href").endswith(f"/sections/s3_requests/#f-{COMPANY}")
    assert text_in(page, ".notice.warning") == "隐藏的工作表没有读取。"
    assert text_in(page, "ins") == "主动公开三条。"
    assert "<b>年报</b>" not in page
    assert "<b>年报</b>.docx" in text_in(page, ".page-head p")


def test_what_is_doubtful_is_not_ticked_and_the_rest_is(proposal, browser):
    page = html(browser.get(url(proposal)))
    ticks = {p: f'value="{p}" aria-label=' in page for p in (PUBLIC, COMPANY, TOTAL, NATURAL)}
    assert ticks == {PUBLIC: True, COMPANY: True, TOTAL: False, NATURAL: False}
    assert ticked(page) == {COMPANY, "s1_overview"}


def test_in_english_the_origin_and_the_reason_are_english(proposal, browser):
    browser.cookies["django_language"] = "en"
    page = browser.get(url(proposal))
    assert text_in(page, f"#p-{COMPANY} .origin") == "table 2, row 5, cell 3"
    assert text_in(page, f"#p-{PUBLIC} .reason") == "Has a space."


def test_one_button_writes_and_one_puts_back(proposal, browser, report):
    answer = browser.post(url(proposal), {"take": [COMPANY, "s1_overview"]}, follow=True)
    assert text_in(answer, ".notice.success") == "已写入 2 处。"
    assert (figures(report)[COMPANY], overview(report)) == (5, "主动公开三条。")
    page = html(browser.get(url(proposal)))
    assert "写入草稿 2 处" in page
    assert 'name="take"' not in page
    answer = browser.post(url(proposal, "undo_proposal"), follow=True)
    assert text_in(answer, ".notice.success") == "已恢复 2 处。"
    assert (figures(report)[COMPANY], overview(report)) == (4, "")
    assert 'name="take"' in html(browser.get(url(proposal)))


def test_a_conflict_comes_back_as_a_choice_with_the_ticks_kept(proposal, browser, report):
    qiu = make_user((report.agency, Role.OFFICE), name="邱远")
    write_section(report, "s3_requests", Entry({COMPANY: 7}, base={COMPANY: "4"}), actor(qiu))
    answer = browser.post(url(proposal), {"take": [COMPANY, PUBLIC]})
    page = html(answer)
    assert answer.status_code == 409
    assert "邱远" in text_in(page, "#conflicts .error-summary")
    assert f'name="seen.{COMPANY}" value="7"' in page
    assert f'name="choose.{COMPANY}" value="draft" checked' in page
    assert page.count('class="form-check-input" type="checkbox" name="take"') == 2
    assert ticked(page) == {PUBLIC}
    assert figures(report)[COMPANY] == 7
    posted = {f"choose.{COMPANY}": "file", f"seen.{COMPANY}": "7"}
    assert browser.post(url(proposal), posted).status_code == 302
    assert figures(report)[COMPANY] == 5


def test_a_locked_report_answers_409_and_keeps_the_proposal(proposal, browser, report):
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    for name in ("proposal", "undo_proposal"):
        answer = browser.post(url(proposal, name), {"take": COMPANY})
        assert answer.status_code == 409
        assert text_in(answer, ".error-summary h2") == "没有写入：年报已经送审。"
    assert figures(report)[COMPANY] == 4
    page = browser.get(url(proposal))
    assert texts_in(page, f"#p-{COMPANY} td")[2:] == ["4", "5"]
    assert texts_in(page, "button.btn-primary") == []
    Report.objects.filter(pk=report.pk).update(status=State.DRAFTING)
    browser.post(url(proposal), {"take": COMPANY})
    assert figures(report)[COMPANY] == 5


def test_let_go_twice(proposal, browser):
    for _press in range(2):
        assert browser.post(url(proposal, "discard")).status_code == 302
    assert browser.get(url(proposal)).status_code == 404
    assert not Proposal.objects.exists()
    assert Event.objects.filter(action="proposal.discard").count() == 1


def test_a_proposal_is_not_found_under_another_report(proposal, browser, report, tian):
    other = make_report(report.agency, year=2025)
    address = reverse("intake:proposal", kwargs={"pk": other.pk, "number": proposal.pk})
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"take": COMPANY}).status_code == 404
    assert figures(other)[COMPANY] is None
    assert figures(report)[COMPANY] == 4


def test_nonsense_posted_changes_nothing(proposal, browser, report):
    before = working_copy(report).content
    posted = {"take": ["nothing.of.this", TOTAL, "s9"], "seen.x": "\x00", "choose.": "file"}
    assert browser.post(url(proposal), posted).status_code == 302
    assert working_copy(report).content == before
    proposal.refresh_from_db()
    assert proposal.applied_at is None


def test_the_page_takes_a_fixed_number_of_queries(proposal, browser, django_assert_num_queries):
    browser.get(url(proposal))
    with django_assert_num_queries(9):
        browser.get(url(proposal))


def test_one_tick_stands_for_many_doubts_but_empties_nothing(report, tian, browser):
    write_section(report, "s3_requests", Entry({COMPANY: 4}), actor(tian))
    row = [
        c for c in report.edition.cells if c.startswith("requests.granted.") and "total" not in c
    ]
    doubt = Doubted("", Words({"zh": "请核对。"}))
    statement = Extract(
        figures={**dict.fromkeys(row, 2), COMPANY: None}, doubts=dict.fromkeys([*row, COMPANY], doubt),
        base=base_of(report.edition, working_copy(report).content),
    )  # fmt: skip
    kept = propose(report, statement, actor(tian), how=Proposal.Way.READ, name="", source={})
    assert 'name="doubtful"' in html(browser.get(url(kept)))
    browser.post(url(kept), {"doubtful": "all"})
    now = figures(report)
    assert {cell: now[cell] for cell in row} == dict.fromkeys(row, 2)
    assert now[COMPANY] == 4


def test_what_was_written_is_listed_in_the_order_of_the_form(proposal, browser, report):
    browser.post(url(proposal), {"take": ["s1_overview", COMPANY, PUBLIC]})
    links = elements(browser.get(url(proposal)), "table.proposal-list tbody a")
    anchors = [link.get("href").partition("#")[2] for link in links]
    assert anchors == ["id_text", f"f-{COMPANY}", f"f-{PUBLIC}"]


def test_writing_a_whole_report_takes_a_fixed_number_of_queries(
    report, tian, browser, django_assert_num_queries
):
    cells = [cell.id for cell in report.edition.cells.values() if not cell.computed]
    texts = {s.code: "甲。" for s in report.edition.sections if s.is_narrative}
    statement = Extract(figures=dict.fromkeys(cells, 1), texts=texts)
    kept = propose(report, statement, actor(tian), how=Proposal.Way.READ, name="", source={})
    with django_assert_num_queries(33):
        browser.post(url(kept), {"take": [*cells, *texts]})
    assert figures(report)[TOTAL] == 6
