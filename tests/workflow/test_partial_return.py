"""A report that comes back for some places only: these and what depends on them can be changed."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Event
from reports.drafts.merging import Entry, shown_values
from reports.drafts.storage import write_section
from reports.form.content import Content
from reports.form.loader import load_editions
from reports.form.places import all_places
from reports.intake.comparison import Extract
from reports.intake.proposals import apply, propose
from reports.models import Proposal, Report, State
from reports.rules.linked_cells import linked_cells
from reports.workflow.refusals import NothingMarked
from reports.workflow.threads import answer, ask, resolve
from tests.support.elements import elements, text_in
from tests.support.factories import (
    actor,
    browser,
    clerk_of,
    explain_findings,
    make_filled_report,
    move_on,
    move_to,
)

pytestmark = pytest.mark.django_db

FORM = load_editions()["2021"]
RECEIVED = "requests.new_received.natural_person"
FAR = "disputes.review.upheld"
OVERVIEW, PROBLEMS = "s1_overview", "s5_problems"


# What depends on a place -------------------------------------------------------------------------


def opened(*keys: str, **texts: str) -> frozenset[str]:
    figures = dict.fromkeys(FORM.cells, 0)
    return linked_cells(FORM, keys, Content(2026, figures, texts))


def of_column(column: str) -> set[str]:
    cells = FORM.by_code["s3_requests"].cells
    return {c.id for c in cells if c.column.code == column and not c.computed}


COLUMN = of_column("natural_person")
OPENS = [
    ((PROBLEMS,), {PROBLEMS}),
    ((FAR,), {FAR}),
    ((RECEIVED,), COLUMN),
    (("requests.outcome_total.natural_person",), COLUMN),
    ((), set()),
    (("no.such.place",), set()),
]


@pytest.mark.parametrize(("keys", "places"), OPENS)
def test_a_place_opens_with_what_is_reckoned_with_it(keys, places):
    assert opened(*keys) == places


def test_a_row_opens_each_of_its_columns_and_a_part_all_of_its_cells():
    typed = {c.id for c in FORM.by_code["s3_requests"].cells if not c.computed}
    assert opened("requests.new_received") == typed
    assert opened("s3_requests") == typed


def test_a_text_opens_where_it_names_a_figure_that_is_open():
    says = {OVERVIEW: "2026年，本机关收到政府信息公开申请0件。", PROBLEMS: "解读形式单一。"}
    assert opened(RECEIVED, **says) - COLUMN == {OVERVIEW}
    assert opened(FAR, **says) == {FAR}


@given(st.data())
def test_nothing_marked_is_left_out_and_more_marks_never_close_anything(data):
    form = data.draw(st.sampled_from(list(load_editions().values())))
    keys = [place.key for place in all_places(form) if place.key]
    some = data.draw(st.lists(st.sampled_from(keys), max_size=4))
    more = data.draw(st.lists(st.sampled_from(keys), max_size=3))
    content = Content(2026, dict.fromkeys(form.cells, 0), {})
    few, many = (linked_cells(form, marked, content) for marked in (some, [*some, *more]))
    assert few <= many
    typed = {c.id for c in form.cells.values() if not c.computed}
    assert few <= typed | set(form.by_code)
    assert {key for key in some if key in typed} <= few


# The server refuses the rest ----------------------------------------------------------------------


def reviewed(*places: str) -> Report:
    """In review, with a comment on each of the places."""
    report = make_filled_report(state=State.IN_REVIEW)
    for place in places:
        ask(report.pk, actor(report.reviewer), place=place, quote="", text="请核对")
    return report


def returned(*places: str) -> Report:
    return move_on(reviewed(*places), "return", marked_only=True)


def write(report: Report, place: str, value: object):
    section = report.edition.section_of(place) if "." in place else report.edition.by_code[place]
    stored = report.sections.get(code=section.code)
    entry = (
        Entry(text=str(value))
        if section.is_narrative
        else Entry({place: value}, base=shown_values(section, stored.figures, {}))
    )
    return write_section(report, section.code, entry, actor(clerk_of(report)))


def test_what_is_marked_and_what_is_reckoned_with_it_is_written_the_rest_is_told():
    report = returned(RECEIVED, PROBLEMS)
    assert write(report, RECEIVED, 1).changes == {RECEIVED: ("0", "1")}
    assert write(report, "requests.granted.natural_person", 1).changes
    assert write(report, PROBLEMS, "下一步，二季度前完成。").changes
    for place in (FAR, "requests.granted.commercial_enterprise"):
        refused = write(report, place, 7)
        assert not refused.changes and refused.refused[0].is_closed
    text = write(report, OVERVIEW, "换一段")
    assert not text.changes and text.refused[0].is_closed


def test_a_closed_place_that_says_the_same_is_nothing_to_tell():
    report = returned(RECEIVED)
    assert write(report, FAR, 0).refused == ()
    assert write(report, OVERVIEW, report.sections.get(code=OVERVIEW).text).refused == ()


def test_the_page_shows_which_cells_are_open_and_saves_no_other():
    report = returned(RECEIVED)
    client = browser(clerk_of(report))
    url = reverse("entry:section", args=[report.pk, "s3_requests"])
    page = client.get(url).content.decode()
    typed = {c.id for c in FORM.by_code["s3_requests"].cells if not c.computed}
    shut = {field.name for field in elements(page, "table.statutory input[data-closed]")}
    assert shut == typed - COLUMN and COLUMN
    assert "白色的单元格可以修改" in page
    saved = client.post(
        reverse("entry:autosave", args=[report.pk, "s3_requests"]),
        {
            "requests.granted.commercial_enterprise": "7",
            RECEIVED: "1",
            "base": json.dumps({RECEIVED: "0", "requests.granted.commercial_enterprise": "0"}),
        },
    ).json()
    assert saved["shown"][RECEIVED] == "1"
    assert saved["shown"]["requests.granted.commercial_enterprise"] == "0"
    stored = report.sections.get(code="s3_requests").figures
    assert (stored[RECEIVED], stored["requests.granted.commercial_enterprise"]) == (1, 0)
    assert "审核人没有退回" in saved["refused"][0]["message"]


def test_a_part_of_which_nothing_is_open_is_read_only_and_a_late_text_is_given_back():
    report = returned(RECEIVED)
    client = browser(clerk_of(report))
    url = reverse("entry:section", args=[report.pk, PROBLEMS])
    shown = client.get(url).content.decode()
    assert "没有退回这一部分" in shown and not elements(shown, "textarea#id_text")
    late = client.post(url, {"text": "从旧页面写来的话"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "没有退回这一部分" in page and "从旧页面写来的话" in page
    auto = client.post(
        reverse("entry:autosave", args=[report.pk, PROBLEMS]), {"text": "从旧页面写来的话"}
    )
    assert auto.status_code == 409 and "没有退回" in auto.json()["message"]
    assert "旧页面" not in report.sections.get(code=PROBLEMS).text


def test_a_file_writes_only_what_is_open():
    report = returned(RECEIVED)
    stated = Extract(figures={RECEIVED: 2, FAR: 2}, base={RECEIVED: "0", FAR: "0"})
    by = actor(clerk_of(report))
    kept = propose(report, stated, by, how=Proposal.Way.READ, name="年报.txt", source={})
    outcome = apply(kept, {RECEIVED, FAR}, {}, by)
    assert set(outcome.changes) == {RECEIVED}
    assert outcome.left == (FAR,)


# The way of it ------------------------------------------------------------------------------------


def test_without_a_marked_place_it_is_refused_in_words():
    report = reviewed("")
    with pytest.raises(NothingMarked, match="提意见"):
        move_on(report, "return", marked_only=True)
    assert Report.objects.get(pk=report.pk).state == State.IN_REVIEW


def test_resolved_comments_open_nothing():
    report = reviewed(RECEIVED, PROBLEMS)
    resolve(report.pk, report.threads.get(place=RECEIVED).pk, actor(report.reviewer))
    assert move_on(report, "return", marked_only=True).open_places == [PROBLEMS]


def test_returned_as_a_whole_everything_is_open():
    report = move_on(reviewed(RECEIVED), "return")
    assert report.open_places is None
    assert write(report, FAR, 1).changes


def test_sent_back_within_the_agency_or_taken_back_the_rest_stays_closed():
    report = returned(PROBLEMS)
    thread = report.threads.get()
    answer(report.pk, thread.pk, actor(clerk_of(report)), "已补充")
    report = move_on(move_on(report, "pass_on"), "send_back")
    assert report.open_places == [PROBLEMS]
    write(report, PROBLEMS, "下一步，二季度前完成。")
    explain_findings(report)
    report = move_on(move_to(report, State.SUBMITTED), "take_back")
    assert report.open_places == [PROBLEMS]


def test_a_new_review_ends_it_and_the_trail_keeps_what_was_open():
    report = returned(PROBLEMS)
    event = Event.objects.get(action="move.return")
    assert event.after["open"] == [PROBLEMS]
    answer(report.pk, report.threads.get().pk, actor(clerk_of(report)), "已补充")
    write(report, PROBLEMS, "下一步，二季度前完成。")
    assert move_to(report, State.IN_REVIEW).open_places is None


def test_the_desk_offers_the_marked_places_by_name():
    report = reviewed(RECEIVED)
    desk = reverse("review:desk", args=[report.pk])
    client = browser(report.reviewer)
    page = client.get(desk).content.decode()
    offered = text_in(page, "label[for=marked-only]")
    assert "只开放下列地方" in offered and "一、本年新收" in offered and "自然人" in offered
    client.post(
        reverse("workflow:move", args=[report.pk, "return"]),
        {"seen": report.moves_made, "reason": "请核对", "marked_only": "1"},
    )
    assert set(Report.objects.get(pk=report.pk).open_places) == COLUMN
    own = browser(clerk_of(report)).get(reverse("agency:report", args=[report.pk]))
    assert "只有意见所指" in own.content.decode()


def test_without_comments_the_desk_asks_nothing_more():
    report = reviewed()
    page = browser(report.reviewer).get(reverse("review:desk", args=[report.pk]))
    assert 'name="marked_only"' not in page.content.decode()
