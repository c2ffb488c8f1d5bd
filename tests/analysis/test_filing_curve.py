"""The curve as places to draw at: nothing outside of its frame, whatever was filed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.analysis.filing_curve import FURTHEST, CurveYear, after_deadline, curve, highest

DEADLINE = dt.date(2028, 2, 29)
DAYS = st.dictionaries(st.dates(dt.date(2027, 6, 1), dt.date(2029, 6, 1)), st.integers(1, 20_000))


@given(DAYS, DAYS, st.integers(-400, 400))
def test_every_point_lies_in_the_frame_and_the_lines_never_fall(filed, filed_before, until):
    now = CurveYear(after_deadline(filed, DEADLINE), until)
    drawn = curve(now, CurveYear(after_deadline(filed_before, DEADLINE)), DEADLINE)
    if not filed and not filed_before:
        assert drawn is None
        return
    for line in filter(None, (drawn.line, drawn.line_before)):
        points = [tuple(map(float, point.split(","))) for point in line.points.split()]
        assert all(drawn.left <= x <= drawn.right for x, _ in points)
        assert all(drawn.top <= y <= drawn.bottom for _, y in points)
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)
    assert drawn.left <= drawn.deadline <= drawn.right
    assert 2 <= len(drawn.across) <= 5
    assert any(mark.number == 0 and mark.at == drawn.deadline for mark in drawn.below)
    assert drawn.days[-1].total == sum(filed.values())
    assert drawn.days[-1].total_before == sum(filed_before.values())


@given(DAYS)
def test_no_filing_is_lost_by_aligning(filed):
    found = after_deadline(filed, DEADLINE)
    assert sum(found.values()) == sum(filed.values())
    assert all(-FURTHEST <= day <= FURTHEST for day in found)


@pytest.mark.parametrize(("number", "top"), [(1, 1), (4, 4), (5, 6), (9, 10), (16, 20), (50, 60), (15_000, 15_000), (16_000, 20_000)])  # fmt: skip
def test_the_scale_ends_at_a_round_number(number, top):
    assert highest(number) == top


def test_this_years_line_ends_today():
    drawn = curve(CurveYear({-5: 1}, until=-3), CurveYear({-5: 1, 4: 1}), DEADLINE)
    assert len(drawn.line.points.split()) < len(drawn.line_before.points.split())
    assert drawn.line.x < drawn.deadline
