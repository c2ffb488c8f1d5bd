"""What keeps a report from being approved together with others: one fact each, and what is said."""

from __future__ import annotations

import pytest
from django.utils import translation

from reports.review.standing_out import Facts, wants_eye

WHY = [
    (Facts(), []),
    (Facts(unusual=2), ["异常数据 2 处"]),
    (Facts(copied=1), ["与其他单位雷同 1 处"]),
    (Facts(warnings=3), ["提醒 3 条"]),
    (Facts(comments=1), ["未办结的意见 1 条"]),
    (Facts(unticked=2), ["审核要点 2 条未勾选"]),
    (Facts(is_resubmitted=True), ["重新报送，请看改动"]),
    (Facts(is_bureaus=True), ["本局自己的年报"]),
    (Facts(is_own=True), ["您所在单位的，或由您报送的"]),
    (Facts(is_seen=False), ["您还没有打开看过"]),
    (Facts(unusual=1, warnings=1, is_seen=False),
     ["异常数据 1 处", "提醒 1 条", "您还没有打开看过"]),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "why"), WHY)
def test_each_fact_that_wants_the_eye_is_a_reason_and_nothing_else_is(facts, why):
    with translation.override("zh-hans"):
        assert [str(words) for words in wants_eye(facts)] == why
