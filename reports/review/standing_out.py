"""What of a filed report wants the reviewer's eye, and so whether it may be approved together.

One function decides, from the facts that the desk shows under “What needs your eye”.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Words = str | Promise


@dataclass(frozen=True)
class Facts:
    """Of the newest submission, for one reviewer."""

    unusual: int = 0  # figures
    copied: int = 0  # texts that others filed too
    warnings: int = 0
    comments: int = 0  # not resolved
    unticked: int = 0  # of the campaign's review points
    is_resubmitted: bool = False
    is_bureaus: bool = False
    is_own: bool = False  # of the reviewer's agency, or submitted by them
    is_seen: bool = True  # opened by this reviewer, or the campaign does not ask


def wants_eye(facts: Facts) -> list[Words]:
    """Return what keeps the report from being approved together with others; nothing if nothing
    does."""
    counted = (
        (facts.unusual, ngettext("%(n)d unusual figure", "%(n)d unusual figures", facts.unusual)),
        (facts.copied, ngettext("%(n)d text as of another agency",
                                "%(n)d texts as of other agencies", facts.copied)),
        (facts.warnings, ngettext("%(n)d warning", "%(n)d warnings", facts.warnings)),
        (facts.comments, ngettext("%(n)d open comment", "%(n)d open comments", facts.comments)),
        (facts.unticked, ngettext("%(n)d review point not ticked",
                                  "%(n)d review points not ticked", facts.unticked)),
    )  # fmt: skip
    said = (
        (facts.is_resubmitted, _("resubmitted: see what was changed")),
        (facts.is_bureaus, _("the bureau's own report")),
        (facts.is_own, _("your own agency's, or submitted by you")),
        (not facts.is_seen, _("you have not opened it yet")),
    )
    found: list[Words] = [words % {"n": count} for count, words in counted if count]
    return [*found, *(words for holds, words in said if holds)]
