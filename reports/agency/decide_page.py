"""The names in the templates of the page on which deputy and head decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.delegation.delegate import active_delegations
from accounts.models import Role, User
from reports.analysis.key_figures import KeyFigure, key_figures
from reports.campaigns.deadlines import Deadline, deadline_of
from reports.display.changes import Change, changes_between
from reports.display.findings import Group, entry_links, grouped
from reports.display.outliers import Unusual, to_review
from reports.display.peers import beside
from reports.display.threads import ShownThread, shown_threads
from reports.display.verdict import MoveVerdict, verdict_of
from reports.drafts.as_of import content_at
from reports.drafts.explanations import explanations_of
from reports.drafts.working_copy import WorkingCopy, working_copy
from reports.form.content import Content, Finding
from reports.models import Report
from reports.rendering.document import build_document
from reports.rendering.html import document_html
from reports.workflow.available_moves import AvailableMove, available_moves
from reports.workflow.custody import current_holders
from reports.workflow.guards import reviews_since_drafted
from reports.workflow.history import history_of
from reports.workflow.internal_review import deciding_role, drafters, last_seen, returned_by_bureau
from reports.workflow.models import Transition
from reports.workflow.states import STATES
from reports.workflow.submissions import in_the_way
from reports.workflow.threads import asked_of_agency

DECISIONS = ("pass_on", "sign", "send_back")  # the moves of deputy and head


@dataclass(frozen=True)
class RefusedDecision:
    """Why nothing was done, and what had been sent."""

    why: str
    move: str
    written: str


@dataclass(frozen=True, kw_only=True)
class DecidePage:
    """Where the report is, for people whose turn it is not."""

    report: Report
    role: Role | None  # in which they decide
    deadline: Deadline | None
    refused: RefusedDecision | None
    has_errors: bool
    holders: Sequence[str] = ()
    next: str | Promise = ""


@dataclass(frozen=True, kw_only=True)
class LookPage(DecidePage):
    """What they look at before they decide."""

    absent: User | None  # for whom they stand in
    drafters: Sequence[str]
    looks: Sequence[Transition]
    history: Sequence[Transition]
    offers: Sequence[AvailableMove]
    document: str
    glances: Sequence[Glance]
    figures: Sequence[KeyFigure]
    standing_out: Sequence[KeyFigure]
    last_year: Content | None
    unusual: Unusual
    groups: Sequence[Group]
    verdict: MoveVerdict
    seen: Transition | None
    changes: Sequence[Change]
    returned: Transition | None
    threads: Sequence[ShownThread]


def decide_page(report: Report, user: User, refused: RefusedDecision | None) -> DecidePage:
    role = deciding_role(report, user)
    if role:
        return _look(report, user, role, refused)
    held = current_holders([report], active_delegations([report.agency_id]))
    return DecidePage(
        report=report,
        role=None,
        deadline=deadline_of(report),
        refused=refused,
        has_errors=bool(refused),
        holders=held[report.pk],
        next=STATES[report.state].next,
    )


def _look(report: Report, user: User, role: Role, refused: RefusedDecision | None) -> LookPage:
    history = history_of(report, at_desk=False)
    copy = working_copy(report)
    document = build_document(report.edition, copy.content)
    found, changed = _found(report, copy), _changed(report, user, copy, history)
    offers = [one for one in available_moves(report, user) if one.move.name in DECISIONS]
    return LookPage(
        report=report,
        role=role,
        deadline=deadline_of(report),
        refused=refused,
        has_errors=bool(refused),
        absent=user.stands_in_for(report.agency_id, role),
        drafters=drafters(report),
        looks=reviews_since_drafted(history),
        history=history,
        offers=offers,
        # document_html escapes all text it prints
        document=mark_safe(document_html(document, top_level=2)),
        glances=_glances(found, changed),
        figures=found.figures,
        standing_out=_standing_out(found.figures, found.unusual.cells),
        last_year=copy.previous,
        unusual=found.unusual,
        groups=found.groups,
        verdict=verdict_of(report, offers, found.in_the_way, copy.sections),
        seen=changed.seen,
        changes=changed.changes,
        returned=returned_by_bureau(history),
        threads=changed.threads,
    )


@dataclass(frozen=True)
class Glance:
    """The number of things that need a look, and where on the page they are."""

    kind: str
    words: str | Promise
    count: int
    place: str


def _glances(found: FoundInReport, changed: ChangedSince) -> list[Glance]:
    unusual, comments = len(found.unusual.shown), len(changed.threads)
    counted = (
        *(Glance(g.name, g.heading, len(g.findings), "findings") for g in found.groups),
        Glance("warning", _("Unusual figures"), unusual, "outliers"),
        Glance("changes", _("What changed"), len(changed.changes), "changes"),
        Glance("comments", _("Comments of the reviewer"), comments, "comments"),
    )
    return [glance for glance in counted if glance.count]


@dataclass(frozen=True)
class FoundInReport:
    """The figures, and what the rules and those who filled them in say about them."""

    figures: Sequence[KeyFigure]
    unusual: Unusual
    groups: Sequence[Group]
    in_the_way: Sequence[Finding]


def _found(report: Report, copy: WorkingCopy) -> FoundInReport:
    edition, links = report.edition, entry_links(report)
    findings = copy.findings(submitting=True)
    explained = explanations_of(report, findings)
    unusual = to_review(edition, copy.known, beside(report), findings, links, explained)
    return FoundInReport(
        key_figures(edition, copy.known, copy.previous),
        unusual,
        grouped(edition, unusual.findings, links, explained),
        in_the_way(findings, explained),
    )


def _standing_out(figures: Sequence[KeyFigure], unusual: set[str]) -> list[KeyFigure]:
    return [figure for figure in figures if unusual.intersection(figure.cells)]


@dataclass(frozen=True)
class ChangedSince:
    """What changed since this person, or the bureau, had the report; nothing at first."""

    seen: Transition | None
    changes: Sequence[Change]
    threads: Sequence[ShownThread]


def _changed(
    report: Report, user: User, copy: WorkingCopy, history: Sequence[Transition]
) -> ChangedSince:
    seen = last_seen(history, report, user)
    open_threads = asked_of_agency(report).filter(resolved_at=None)
    return ChangedSince(
        seen,
        _changes(report, copy, seen) if seen else [],
        shown_threads(report, open_threads, entry_links(report)),
    )


def _changes(report: Report, copy: WorkingCopy, seen: Transition) -> list[Change]:
    """Return changes without sums, which only follow."""
    before = content_at(copy, seen.at)
    found = changes_between(report.edition, before, copy.content, entry_links(report))
    return [change for change in found if not change.is_sum]
