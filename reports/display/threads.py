"""Comment threads as pages list them, on the desk and at the agency."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from reports.form.places import Place, all_places
from reports.models import Report
from reports.workflow.models import Comment, Thread
from reports.workflow.threads import place_of


@dataclass(frozen=True)
class ShownThread:
    thread: Thread
    place: Place
    url: str
    said: Sequence[Comment]
    note: str = ""  # what wants the eye of it
    is_told_above: bool = False  # what was said stands on the page already

    @property
    def state(self) -> str:
        """`open` (waiting for the agency), `answered` (waiting for the reviewer) or `resolved`."""
        if self.thread.resolved_at:
            return "resolved"
        return "answered" if self.thread.answered else "open"

    @property
    def name(self) -> str:
        return self.place.name or _("The whole report")

    @property
    def state_words(self) -> str:
        words = {"open": _("to be answered"), "answered": _("answered"), "resolved": _("resolved")}
        return words[self.state]


def shown_threads(
    report: Report, threads: QuerySet[Thread], link: Callable[[str, str], str]
) -> list[ShownThread]:
    """Return threads, waiting ones first, in printed order; two queries, one if there are none."""
    said = Prefetch("comments", Comment.objects.select_related("author"))
    known = threads.select_related("resolved_by").prefetch_related(said)
    shown = [_shown(report, thread, link) for thread in known]
    order = {place.key: i for i, place in enumerate(all_places(report.edition))}
    late = {"open": 0, "answered": 1, "resolved": 2}
    return sorted(shown, key=lambda one: (late[one.state], order.get(one.place.key, -1)))


def _shown(report: Report, thread: Thread, link: Callable[[str, str], str]) -> ShownThread:
    place = place_of(thread, report)
    url = link(place.section.code, place.cell) if place.section else ""
    return ShownThread(thread, place, url, list(thread.comments.all()))


def asked_in_words(threads: Iterable[ShownThread]) -> list[str]:
    """Return what the reviewer asked in all of these threads, each with its place, on one line."""
    return [
        f"{one.name}：{' '.join(comment.text.split())}"
        for one in threads
        for comment in one.said
        if comment.by_bureau
    ]


def in_one_reason(threads: Iterable[ShownThread], most: int) -> str:
    """Return what is still asked in one reason for a return: the last words on each place."""
    asked = (asked_in_words([one])[-1:] for one in threads if one.state != "resolved")
    still = [words for last in asked for words in last]
    numbered = [f"{n}. {words}" for n, words in enumerate(still, 1)] if still[1:] else still
    return "\n".join(numbered)[:most]


def without_comments(reason: str, threads: Iterable[ShownThread]) -> str:
    """Return the lines of a reason that say more than the comments it was put together from."""
    asked = set(asked_in_words(threads))
    lines = reason.splitlines()
    return "\n".join(line for line in lines if _NUMBERED.sub("", line).strip() not in asked)


_NUMBERED = re.compile(r"^\d{1,3}\. ")
