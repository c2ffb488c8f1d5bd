"""What the agency answered where nothing came of it: the place is as it was, or not as said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from reports.analysis.answers import claimed, stands_as_it_was
from reports.display.threads import ShownThread
from reports.form.content import Content
from reports.form.numbers import format_figure
from reports.models import Report, Submission


def answered_unchanged(
    report: Report, threads: Sequence[ShownThread], newest: Submission
) -> list[ShownThread]:
    """Return the answered threads on earlier submissions of which nothing came, each with a note
    that says so; a query where there is any."""
    answered = [o for o in threads if o.state == "answered" and o.thread.number < newest.number]
    if not answered:
        return []
    numbers = {one.thread.number for one in answered}
    filed = {s.number: s.content for s in report.submissions.filter(number__in=numbers)}
    noted = ((one, note_on(one, filed, newest.content)) for one in answered)
    return [replace(one, note=note) for one, note in noted if note]


def note_on(one: ShownThread, filed: Mapping[int, Content], now: Content) -> str:
    """Return what is to be said of an answered thread; "" if its place was changed as answered."""
    last = one.said[-1].text if one.said else ""
    before = filed[one.thread.number]
    unchanged = stands_as_it_was(one.place, one.thread.quote, before, now)
    if len(one.place.cells) == 1:
        figure = now.figures.get(one.place.cell)
        shown = format_figure(figure, grouped=True) or _("blank")
        if unchanged:
            return _("The figure is still %(figure)s.") % {"figure": shown}
        said = claimed(last)
        if said and said != format_figure(figure):
            words = _("The answer says %(said)s, the figure is %(figure)s.")
            return words % {"said": said, "figure": shown}
        return ""
    return _("Nothing was changed there.") if unchanged else ""
