"""Proposals: what is told of each place, what is written, what is refused, and the way back."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import event, given
from hypothesis import strategies as st

from accounts.models import Event, Role
from accounts.trail.record import record, verify
from reports.drafts.explanations import lift
from reports.drafts.merging import Entry
from reports.drafts.storage import ReportNotEditable, write_section
from reports.drafts.working_copy import working_copy
from reports.form.content import Words
from reports.intake.comparison import Doubted, Extract, PlaceStanding, base_of, compare
from reports.intake.proposals import (
    KEPT,
    Clash,
    NotSure,
    apply,
    discard,
    extract_of,
    in_view,
    propose,
    undo,
)
from reports.intake.returned_cells import uneditable_places
from reports.models import Proposal, Report, ReportSection, State
from tests.support.factories import actor, make_filled_report, make_report, make_user
from tests.support.lengths import examples

pytestmark = pytest.mark.django_db

NATURAL = "requests.new_received.natural_person"
COMPANY = "requests.new_received.commercial_enterprise"
TOTAL = "requests.new_received.total"
FEES = "art20_8.fees.amount"
REASON = Words({"zh": "请核对。", "en": "Please check."})


def write(report, user, figures=None, *, code="s3_requests", base=None, **entry):
    return write_section(report, code, Entry(figures or {}, base=base or {}, **entry), actor(user))


def content(report):
    return working_copy(report).as_written


def make_proposal(report, user, **stated) -> Proposal:
    stated.setdefault("base", base_of(report.edition, content(report)))
    statement = Extract(**stated)
    return propose(
        report, statement, actor(user), how=Proposal.Way.READ, name="年报.docx", source={}
    )


def compared(proposal):
    return compare(proposal.report.edition, extract_of(proposal), content(proposal.report)).by_id


def doubt(found="12 34"):
    return Doubted(found, REASON)


# What is told ------------------------------------------------------------------------------


def test_each_place_is_told_apart(report, tian, qiu):
    write(report, tian, {NATURAL: 3, COMPANY: 4})
    research = "requests.new_received.research_institution"
    public = "requests.new_received.public_welfare_org"
    proposal = make_proposal(
        report, tian, figures={NATURAL: 3, COMPANY: 5, research: 1}, unreadable={public: "12 34"},
        doubts={public: doubt()},
    )  # fmt: skip
    places = compared(proposal)
    assert {p: places[p].standing for p in places} == {
        NATURAL: PlaceStanding.SAME, COMPANY: PlaceStanding.CHANGED, research: PlaceStanding.FILLED,
        public: PlaceStanding.DOUBTFUL,
    }  # fmt: skip
    assert (places[COMPANY].now, places[COMPANY].proposed) == ("4", "5")
    assert places[public].can_go_in
    assert not places[public].goes_in
    write(report, qiu, {COMPANY: 9}, base={COMPANY: "4"})
    assert compared(proposal)[COMPANY].standing == PlaceStanding.CLASH


def test_doubts_come_first_and_the_same_last(report, tian):
    write(report, tian, {NATURAL: 3})
    proposal = make_proposal(
        report, tian, figures={NATURAL: 3, COMPANY: 5, FEES: 2}, doubts={FEES: doubt("2")}
    )
    statement = extract_of(proposal)
    order = [p.id for p in compare(report.edition, statement, content(report)).places]
    assert order == [FEES, COMPANY, NATURAL]


def test_a_place_where_nothing_was_read_cannot_be_ticked(report, tian):
    proposal = make_proposal(report, tian, doubts={NATURAL: doubt("")})
    place = compared(proposal)[NATURAL]
    assert place.standing == PlaceStanding.DOUBTFUL
    assert not place.can_go_in
    assert apply(proposal, [NATURAL], {}, actor(tian)).changes == {}
    proposal.refresh_from_db()
    assert proposal.applied_at is None


def test_a_total_that_does_not_add_up_is_a_doubt_that_says_the_sum(report, tian):
    row = {
        c.id: 1 for c in report.edition.cells.values() if c.id.startswith("requests.new_received.")
    }
    proposal = make_proposal(report, tian, figures={**row, TOTAL: 99})
    place = compared(proposal)[TOTAL]
    assert place.standing == PlaceStanding.DOUBTFUL
    assert "之和为 6" in str(place.doubt.reason)
    assert not place.can_go_in
    apply(proposal, [*row], {}, actor(tian))
    assert content(report).figures[TOTAL] == 6


def test_a_total_of_cells_that_were_not_all_read_says_so(report, tian):
    proposal = make_proposal(report, tian, figures={NATURAL: 3, TOTAL: 9})
    assert "其余各项之和为 3" in str(compared(proposal)[TOTAL].doubt.reason)


def test_a_total_that_adds_up_is_no_doubt(report, tian):
    proposal = make_proposal(report, tian, figures={NATURAL: 3, TOTAL: 3})
    assert compared(proposal)[TOTAL].standing == PlaceStanding.TOTAL


def test_a_text_too_long_is_told_and_not_kept(report, tian):
    proposal = make_proposal(report, tian, texts={"s1_overview": "字" * 20_001})
    place = compared(proposal)["s1_overview"]
    assert place.standing == PlaceStanding.DOUBTFUL
    assert not place.can_go_in
    assert extract_of(proposal_again(proposal)).texts == {}


# Written -----------------------------------------------------------------------------------


def test_the_chosen_places_are_written_and_nothing_else(report, tian):
    write(report, tian, {NATURAL: 3, COMPANY: 4})
    proposal = make_proposal(
        report, tian, figures={NATURAL: 30, COMPANY: 40, FEES: 5}, texts={"s1_overview": "概述。"}
    )
    figures, unreadable, texts = shown(report)
    outcome = apply(proposal, [NATURAL, "s1_overview"], {}, actor(tian))
    assert outcome.changes == {NATURAL: ("3", "30"), "s1_overview": ("", "概述。")}
    written = {NATURAL: 30, TOTAL: 34}
    assert shown(report) == (
        {**figures, **written}, unreadable, {**texts, "s1_overview": "概述。"},
    )  # fmt: skip


def test_a_doubtful_cell_is_written_as_it_was_found(report, tian):
    proposal = make_proposal(report, tian, unreadable={NATURAL: "12 34"}, doubts={NATURAL: doubt()})
    apply(proposal, [NATURAL], {}, actor(tian))
    assert content(report).unreadable == {NATURAL: "12 34"}


def test_the_trail_says_what_was_proposed_and_written_and_how(report, tian):
    proposal = make_proposal(report, tian, figures={NATURAL: 3})
    apply(proposal, [NATURAL], {}, actor(tian))
    undo(proposal_again(proposal), actor(tian))
    acts = list(Event.objects.filter(object=report.trail_name).order_by("-id")[:5])[::-1]
    assert [(e.action, e.after.get("how")) for e in acts] == [
        ("proposal.make", "read"), ("section.write", "read"), ("proposal.apply", "read"),
        ("section.write", "read.undo"), ("proposal.undo", None),
    ]  # fmt: skip
    assert verify() is None


def proposal_again(proposal):
    return Proposal.objects.select_related("report__campaign", "report__agency").get(pk=proposal.pk)


def test_a_second_press_is_harmless(report, tian):
    proposal = make_proposal(report, tian, figures={NATURAL: 3})
    apply(proposal, [NATURAL], {}, actor(tian))
    write(report, tian, {NATURAL: 8}, base={NATURAL: "3"})
    assert apply(proposal, [NATURAL], {}, actor(tian)).changes == {}
    assert content(report).figures[NATURAL] == 8
    undo(proposal, actor(tian))
    assert undo(proposal, actor(tian)).changes == {}


def test_conflicts_write_nothing_in_any_section_and_tell_who(report, tian, qiu):
    write(report, tian, {NATURAL: 3})
    proposal = make_proposal(
        report, tian, figures={NATURAL: 5, FEES: 7}, texts={"s1_overview": "甲。"}
    )
    write(report, qiu, {NATURAL: 4}, base={NATURAL: "3"})
    with pytest.raises(Clash) as clash:
        apply(proposal, [NATURAL, FEES, "s1_overview"], {}, actor(tian))
    (conflict,) = clash.value.conflicts
    assert (conflict.place, conflict.mine, conflict.theirs, conflict.by) == (NATURAL, "5", "4", qiu)
    now = content(report)
    assert (now.figures[NATURAL], now.figures[FEES], now.texts["s1_overview"]) == (4, None, "")
    assert not Event.objects.filter(action="proposal.apply").exists()
    outcome = apply(proposal, [NATURAL, FEES], {NATURAL: "4"}, actor(tian))
    assert outcome.changes[NATURAL] == ("4", "5")


def test_a_text_that_somebody_changed_is_a_conflict(report, tian, qiu):
    write(report, tian, code="s1_overview", text="甲。")
    proposal = make_proposal(report, tian, texts={"s1_overview": "丙。"})
    write(report, qiu, code="s1_overview", text="乙。")
    with pytest.raises(Clash):
        apply(proposal, ["s1_overview"], {}, actor(tian))
    seen = compared(proposal)["s1_overview"].seen
    apply(proposal, ["s1_overview"], {"s1_overview": seen}, actor(tian))
    assert content(report).texts["s1_overview"] == "丙。"


def test_a_locked_report_refuses_and_loses_nothing(report, tian):
    proposal = make_proposal(report, tian, figures={NATURAL: 3})
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    for act in (
        lambda: apply(proposal, [NATURAL], {}, actor(tian)),
        lambda: undo(proposal, actor(tian)),
    ):
        with pytest.raises(ReportNotEditable):
            act()
    assert content(report).figures[NATURAL] is None
    assert extract_of(proposal_again(proposal)).figures == {NATURAL: 3}


def test_undo_leaves_what_was_changed_since(report, tian, qiu):
    proposal = make_proposal(report, tian, figures={NATURAL: 3, COMPANY: 4})
    apply(proposal, [NATURAL, COMPANY], {}, actor(tian))
    write(report, qiu, {NATURAL: 8}, base={NATURAL: "3"})
    outcome = undo(proposal, actor(tian))
    assert outcome.left == (NATURAL,)
    now = content(report).figures
    assert (now[NATURAL], now[COMPANY]) == (8, None)


def test_only_the_newest_are_kept_and_the_unconfirmed_go_out_of_view(report, tian):
    made = [make_proposal(report, tian, figures={NATURAL: n}) for n in range(KEPT + 2)]
    assert list(in_view(report)) == list(Proposal.objects.order_by("-pk")) == made[:1:-1]
    Proposal.objects.update(at=timezone.now() - dt.timedelta(days=15))
    apply(made[-1], [NATURAL], {}, actor(tian))
    assert list(in_view(report)) == [made[-1]]


def test_what_was_let_go_can_no_longer_be_written(report, tian):
    proposal = make_proposal(report, tian, figures={NATURAL: 3})
    discard(proposal_again(proposal), actor(tian))
    discard(proposal, actor(tian))
    assert Event.objects.filter(action="proposal.discard").count() == 1
    assert apply(proposal, [NATURAL], {}, actor(tian)).changes == {}
    assert content(report).figures[NATURAL] is None


@pytest.mark.parametrize("step", range(1, 5))
def test_a_fault_on_the_way_leaves_everything_as_it_was(report, tian, monkeypatch, step):
    """At the n-th line of the trail: three sections are written, then the proposal."""
    proposal = make_proposal(
        report, tian, figures={NATURAL: 3, FEES: 7}, texts={"s1_overview": "甲。"}
    )
    before, lines = shown(report), Event.objects.count()
    left = iter(range(step - 1))

    def failing(*args, **kwargs):
        if next(left, None) is None:
            raise OSError("disk full")
        return record(*args, **kwargs)

    for module in ("reports.drafts.storage", "reports.intake.proposals"):
        monkeypatch.setattr(f"{module}.record", failing)
    with pytest.raises(OSError, match="disk full"):
        apply(proposal, [NATURAL, FEES, "s1_overview"], {}, actor(tian))
    assert (shown(report), Event.objects.count()) == (before, lines)
    assert proposal_again(proposal).applied_at is None


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_many_presses_at_the_same_moment_write_once():
    report = make_report()
    user = make_user((report.agency, Role.REPORTER))
    proposal = make_proposal(report, user, figures={NATURAL: 3, FEES: 7})
    starting, outcomes = threading.Barrier(6), []

    def press() -> None:
        try:
            starting.wait()
            outcomes.append(apply(proposal_again(proposal), [NATURAL, FEES], {}, actor(user)))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(len(outcome.changes) for outcome in outcomes) == [0, 0, 0, 0, 0, 2]
    assert Event.objects.filter(action="proposal.apply").count() == 1
    assert verify() is None


# Whatever it states ------------------------------------------------------------------------

CELLS = (
    NATURAL,
    COMPANY,
    TOTAL,
    FEES,
    "art20_5.licensing.decisions",
    "disputes.litigation_direct.upheld",
)


def stated_values():
    counts = st.one_of(st.none(), st.integers(0, 99))
    written = st.sampled_from(["/", "无", "12 34", "约 3"])
    return st.dictionaries(st.sampled_from(CELLS), st.one_of(counts, written))


def entry_of(values):
    figures = {c: None if isinstance(v, str) else v for c, v in values.items()}
    return figures, {c: v for c, v in values.items() if isinstance(v, str)}


def fill(report, user, values, text):
    for section in report.edition.sections:
        if section.is_narrative:
            continue
        here = {c: v for c, v in values.items() if c in {cell.id for cell in section.cells}}
        figures, unreadable = entry_of(here)
        if here:
            write(report, user, figures, unreadable=unreadable, code=section.code)
    if text:
        write(report, user, code="s1_overview", text=text)


def shown(report):
    now = content(report)
    return now.figures, now.unreadable, now.texts


@examples(30, 300)
@given(
    draft=stated_values(), stated=stated_values(), chosen=st.sets(st.sampled_from((*CELLS, "s1_overview"))),
    texts=st.tuples(st.sampled_from(["", "甲。", "乙。丙"]), st.sampled_from([None, "", "甲。", "丁\n戊"])),
)  # fmt: skip
def test_writing_and_undoing_leave_the_draft_as_it_was(tian, draft, stated, chosen, texts):
    report = make_report()
    fill(report, tian, draft, texts[0])
    before = shown(report)
    figures, unreadable = entry_of(stated)
    text = {} if texts[1] is None else {"s1_overview": texts[1]}
    proposal = make_proposal(report, tian, figures=figures, unreadable=unreadable, texts=text)
    outcome = apply(proposal, chosen, {}, actor(tian))
    written = shown(report)
    assert set(outcome.changes) <= chosen
    for cell, cell_before in before[0].items():
        if cell in chosen and not report.edition.cells[cell].computed and cell in stated:
            assert written[0][cell] == figures[cell]
            assert written[1].get(cell) == unreadable.get(cell)
        elif not report.edition.cells[cell].computed:
            assert written[0][cell] == cell_before
    undo(proposal, actor(tian))
    assert shown(report) == before


def test_what_the_file_asks_must_be_ticked_first(report, tian):
    asks = (Words({"zh": "读入的是 2024 年年报"}), Words({"zh": "读入的是别的单位的年报"}))
    proposal = make_proposal(report, tian, figures={NATURAL: 3}, asks=asks)
    with pytest.raises(NotSure):
        apply(proposal, [NATURAL], {}, actor(tian), answered=1)
    assert content(report).figures[NATURAL] is None
    assert apply(proposal, [NATURAL], {}, actor(tian), answered=2).changes


@examples(30, 300)
@given(
    draft=stated_values(), meanwhile=stated_values(), stated=stated_values(),
    chosen=st.sets(st.sampled_from((*CELLS, "s1_overview")), min_size=4),
    texts=st.tuples(*[st.sampled_from(["", "甲。", "乙。丙"])] * 3),
)  # fmt: skip
def test_what_a_colleague_changed_meanwhile_is_never_written_over(
    tian, qiu, draft, meanwhile, stated, chosen, texts
):
    """Either nothing at all is written, and every clash is told, or the colleague's places stand."""
    report = make_report()
    fill(report, tian, draft, texts[0])
    figures, unreadable = entry_of(stated)
    proposal = make_proposal(
        report, tian, figures=figures, unreadable=unreadable, texts={"s1_overview": texts[1]}
    )
    base = {**proposal.base}
    change(report, qiu, meanwhile, texts[2], base)
    before = seen_in(report)
    try:
        apply(proposal, chosen, {}, actor(tian))
    except Clash as clash:
        event("clash")
        assert seen_in(report) == before
        assert {c.place for c in clash.conflicts} <= chosen
        assert all(before[c.place] != base.get(c.place, "") for c in clash.conflicts)
        return
    after = seen_in(report)
    for place, value in before.items():
        saved = place in draft or place in meanwhile or place == "s1_overview"
        if saved and value != base.get(place, "") and place not in TOTALS:
            assert after[place] == value


TOTALS = {TOTAL}


def test_the_places_drawn_stand_on_the_form(report):
    assert set(CELLS) <= set(report.edition.cells)


def change(report, user, values, text, base):
    for section in report.edition.sections:
        here = {c: v for c, v in values.items() if c in {cell.id for cell in section.cells}}
        if here:
            figures, unreadable = entry_of(here)
            write(report, user, figures, unreadable=unreadable, code=section.code, base=base)
    write(report, user, code="s1_overview", text=text, base=base)


def seen_in(report):
    """As the form shows it, texts by their mark."""
    shown = base_of(report.edition, content(report))
    return {place: shown.get(place, "") for place in (*CELLS, "s1_overview")}


# What is closed ----------------------------------------------------------------------------


def closed_to(user, proposal):
    report = proposal.report
    closed = uneditable_places(report, report.sections.all(), user)
    return compare(report.edition, extract_of(proposal), content(report), closed).by_id


def test_a_section_handed_out_to_somebody_else_is_closed(report, tian, qiu):
    mei = make_user((report.agency, Role.REPORTER), name="梅青")
    ReportSection.objects.filter(report=report, code="s3_requests").update(
        holder=mei, due_on=dt.date(2027, 1, 15)
    )
    proposal = make_proposal(report, tian, figures={NATURAL: 3, FEES: 2})
    places = closed_to(tian, proposal)
    assert places[NATURAL].standing == PlaceStanding.CLOSED
    assert "梅青" in str(places[NATURAL].doubt.reason)
    assert places[FEES].standing == PlaceStanding.FILLED
    assert (
        closed_to(qiu, proposal)[NATURAL].standing == PlaceStanding.FILLED
    )  # the office writes it
    outcome = apply(proposal, [NATURAL, FEES], {}, actor(tian))
    assert (set(outcome.changes), outcome.left) == ({FEES}, (NATURAL,))
    assert content(report).figures[NATURAL] is None


def test_a_figure_of_last_year_is_closed_until_there_is_a_reason(tian, report):
    carried = "requests.carried_over.natural_person"
    forward = "requests.carried_forward.natural_person"
    new = "requests.new_received.natural_person"
    make_filled_report(
        report.agency, year=report.campaign.year - 1, **{
            cell.replace(".", "__"): 4
            for cell in (new, new.replace("natural_person", "total"),
                         forward, forward.replace("natural_person", "total"))
        },
    )  # fmt: skip
    proposal = make_proposal(report, tian, figures={carried: 7})
    assert closed_to(tian, proposal)[carried].standing == PlaceStanding.CLOSED
    outcome = apply(proposal, [carried], {}, actor(tian))
    assert (outcome.changes, outcome.left) == ({}, (carried,))
    assert content(report).figures[carried] == 4
    lift(report, "s3_requests", [carried], "机构合并转入 3 件", actor(tian))
    assert closed_to(tian, proposal)[carried].standing != PlaceStanding.CLOSED
    assert apply(proposal, [carried], {}, actor(tian)).changes == {carried: ("4", "7")}
    assert content(report).figures[carried] == 7


def test_a_text_with_live_figures_is_compared_as_it_is_written(report, tian):
    write(report, tian, code="s1_overview", text="共收到申请{本年新收·总计}件。")
    proposal = make_proposal(report, tian, texts={"s1_overview": "共收到申请 3 件。"})
    place = compared(proposal)["s1_overview"]
    assert (place.standing, place.now) == (PlaceStanding.CHANGED, "共收到申请{本年新收·总计}件。")
    apply(proposal, ["s1_overview"], {}, actor(tian))
    undo(proposal, actor(tian))
    assert content(report).texts["s1_overview"] == "共收到申请{本年新收·总计}件。"
