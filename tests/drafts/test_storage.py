"""Writing and reading figures: merging, conflicts, totals, locks."""

import threading

import pytest
from django.db import connection

from accounts.models import Event, Role
from accounts.trail.record import verify
from reports.drafts.merging import Entry, text_mark
from reports.drafts.storage import ReportNotEditable, read_report, write_section
from reports.form.content import normal_text
from reports.models import Report, State
from tests.support.factories import actor, make_report, make_user

pytestmark = pytest.mark.django_db

NATURAL = "requests.new_received.natural_person"
COMPANY = "requests.new_received.commercial_enterprise"
TOTAL = "requests.new_received.total"


def write(report: Report, user, figures=None, *, base=None, code="s3_requests", **entry):
    return write_section(report, code, Entry(figures or {}, base=base or {}, **entry), actor(user))


def figures_of(report: Report) -> dict:
    return dict(read_report(report, report.sections.all()).figures)


def test_a_saved_figure_is_read_back_and_its_total_is_computed(report, tian):
    write(report, tian, {NATURAL: 3, COMPANY: 4})
    figures = figures_of(report)
    assert (figures[NATURAL], figures[COMPANY], figures[TOTAL]) == (3, 4, 7)


def test_a_total_is_not_taken_typed(report, tian):
    write(report, tian, {NATURAL: 3, TOTAL: 99})
    assert figures_of(report)[TOTAL] == 3


def test_blank_is_not_zero(report, tian):
    write(report, tian, {NATURAL: 0, COMPANY: None})
    figures = figures_of(report)
    assert figures[NATURAL] == 0
    assert figures[COMPANY] is None


def test_two_people_in_different_cells_both_win(report, tian, qiu):
    write(report, tian, {NATURAL: 1, COMPANY: 1})
    shown = {NATURAL: "1", COMPANY: "1"}
    write(report, tian, {NATURAL: 5, COMPANY: 1}, base=shown)
    written = write(report, qiu, {NATURAL: 1, COMPANY: 6}, base=shown)
    assert not written.conflicts
    assert figures_of(report)[NATURAL] == 5
    assert figures_of(report)[COMPANY] == 6


def test_the_second_in_the_same_cell_is_told_and_writes_nothing_there(report, tian, qiu):
    write(report, tian, {NATURAL: 1, COMPANY: 1})
    shown = {NATURAL: "1", COMPANY: "1"}
    write(report, tian, {NATURAL: 5, COMPANY: 1}, base=shown)
    written = write(report, qiu, {NATURAL: 7, COMPANY: 2}, base=shown)
    (conflict,) = written.conflicts
    assert (conflict.place, conflict.mine, conflict.theirs) == (NATURAL, "7", "5")
    assert conflict.by == tian
    assert figures_of(report)[NATURAL] == 5
    assert figures_of(report)[COMPANY] == 2


def test_two_people_who_fill_the_same_blank_cell_differently_are_told(report, tian, qiu):
    write(report, tian, {NATURAL: 5, COMPANY: None})
    written = write(report, qiu, {NATURAL: 7, COMPANY: None})
    assert [c.place for c in written.conflicts] == [NATURAL]


def test_both_typing_the_same_is_no_conflict(report, tian, qiu):
    write(report, tian, {NATURAL: 5})
    assert not write(report, qiu, {NATURAL: 5}).conflicts


def test_what_is_no_figure_is_kept_as_typed_until_it_is_corrected(report, tian):
    write(report, tian, {NATURAL: None}, unreadable={NATURAL: "1.5 件"})
    content = read_report(report, report.sections.all())
    assert content.unreadable == {NATURAL: "1.5 件"}
    assert content.figures[NATURAL] is None
    write(report, tian, {NATURAL: 2}, base={NATURAL: "1.5 件"})
    content = read_report(report, report.sections.all())
    assert content.unreadable == {}
    assert content.figures[NATURAL] == 2


def test_a_text_that_somebody_else_changed_meanwhile_asks(report, tian, qiu):
    code = "s1_overview"
    write(report, tian, code=code, text="甲")
    base = {code: text_mark("甲")}
    write(report, tian, code=code, text="甲乙", base=base)
    written = write(report, qiu, code=code, text="甲丙", base=base)
    assert [c.theirs for c in written.conflicts] == ["甲乙"]
    assert read_report(report, report.sections.all()).texts[code] == "甲乙"


def test_a_text_left_alone_does_not_undo_somebody_elses(report, tian, qiu):
    code = "s1_overview"
    write(report, tian, code=code, text="甲")
    base = {code: text_mark("甲")}
    write(report, tian, code=code, text="甲乙", base=base)
    assert not write(report, qiu, code=code, text="甲", base=base).conflicts
    assert read_report(report, report.sections.all()).texts[code] == "甲乙"


def test_a_locked_report_refuses_figures(report, tian):
    Report.objects.filter(pk=report.pk).update(status=State.OFFICE_REVIEW)
    with pytest.raises(ReportNotEditable):
        write(report, tian, {NATURAL: 1})
    assert figures_of(report)[NATURAL] is None


def test_each_save_is_one_event_with_before_and_after(report, tian):
    write(report, tian, {NATURAL: 1})
    write(report, tian, {NATURAL: 2}, base={NATURAL: "1"})
    last = Event.objects.filter(object=report.trail_name, action="section.write").first()
    assert last is not None
    assert last.actor == tian
    assert last.before == {NATURAL: "1"}
    assert last.after["values"] == {NATURAL: "2"}


def test_a_save_that_changes_nothing_leaves_no_event(report, tian):
    write(report, tian, {NATURAL: 1})
    count = Event.objects.count()
    write(report, tian, {NATURAL: 1}, base={NATURAL: "1"})
    assert Event.objects.count() == count


def test_a_text_is_stored_without_trailing_space_and_nul():
    assert normal_text("\r\n一、 \r\n二\x00\n\n") == "一、\n二"


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_many_who_save_at_the_same_moment_lose_nothing_and_keep_one_chain():
    report = make_report()
    people = [make_user((report.agency, Role.REPORTER)) for _ in range(6)]
    columns = [line.code for line in report.edition.tables[-2].columns if not line.sum_of]
    write(report, people[0], {f"requests.granted.{column}": 0 for column in columns})
    starting = threading.Barrier(len(people))

    def save(number: int) -> None:
        cell = f"requests.granted.{columns[number]}"
        try:
            starting.wait()
            for value in range(1, 6):
                write(report, people[number], {cell: value}, base={cell: str(value - 1)})
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[number]) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    figures = figures_of(report)
    assert [figures[f"requests.granted.{column}"] for column in columns] == [5] * 6
    assert figures["requests.granted.total"] == 30
    assert report.sections.get(code="s3_requests").version == 31
    assert verify() is None
