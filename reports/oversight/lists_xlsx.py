"""Two lists of a campaign as workbooks: whom to call, and what was found wrong most often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Agency, AgencyKind, Membership, Role
from accounts.spreadsheets.writing import write_book
from reports.form.content import Finding
from reports.form.places import Place
from reports.language import in_readers_language
from reports.models import Submission
from reports.oversight.board import Scope
from reports.rules.context import listed
from reports.workflow.models import Comment, Thread
from reports.workflow.submissions import found_when_filed
from reports.workflow.threads import place_of

CALLED = (Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD)
EXAMPLES = 3  # of a comment's words


# Contacts ----------------------------------------------------------------------------------


def contacts_workbook(scope: Scope, title: str) -> bytes:
    heads = [
        _("Agency"),
        _("Kind of agency"),
        _("Region"),
        _("Office telephone"),
        _("Person"),
        _("Roles"),
        _("Telephone"),
        _("Mobile"),
    ]
    return write_book([(_("Contacts"), heads, _contacts(scope))], title)


def _contacts(scope: Scope) -> Iterator[Sequence[Any]]:
    """Yield a line per person of each agency that must file; one without people has a line too."""
    agencies = Agency.objects.filter(pk__in=scope.now.order_by().values("agency"))
    held = Membership.objects.filter(agency__in=agencies, role__in=CALLED, user__is_active=True)
    held = held.select_related("user").order_by("agency", "user", "id")
    by_agency = defaultdict[int, list[Membership]](list)
    for one in held:
        by_agency[one.agency_id].append(one)
    for agency in agencies.select_related("region"):
        about = (agency.name, str(agency.get_kind_display()), agency.region.name, agency.phone)
        people = [
            list(roles) for _user, roles in groupby(by_agency[agency.pk], lambda m: m.user_id)
        ]
        for roles in people:
            user, words = roles[0].user, [str(one.get_role_display()) for one in roles]
            yield *about, user.name, listed(words), user.phone, user.mobile
        if not people:
            yield *about, _("nobody"), "", "", ""


# What was found wrong ------------------------------------------------------------------------


def common_faults_workbook(scope: Scope, title: str) -> bytes:
    """Return what reviewers commented on, by the rule that had found something there or else by
    place, and how many agencies of each kind it concerns."""
    found = list(_commented(scope))
    kinds = [kind for kind in AgencyKind if any(kind == one.kind for one in found)]
    heads = [
        _("What was commented on"),
        _("Rule"),
        _("Number of comments"),
        _("Number of agencies"),
        *(str(kind.label) for kind in kinds),
        _("In the reviewers' words"),
    ]
    return write_book([(_("Common faults"), heads, _faults(found, kinds))], title)


@dataclass(frozen=True)
class Commented:
    """A reviewer's comment that began a thread: on what, and whose report."""

    about: str
    rule: str
    kind: str
    agency: int
    words: str


def _commented(scope: Scope) -> Iterator[Commented]:
    """Yield the comments that began a thread, each with what had been found; two queries."""
    reports = scope.now.order_by().values("pk")
    comments = Comment.objects.filter(thread__report__in=reports).order_by("-id")
    comments = comments.select_related("thread__report__agency", "thread__report__campaign")
    asked = {comment.thread_id: comment for comment in comments}  # the first one of each stays
    with_threads = Thread.objects.filter(report__in=reports).values("report")
    filed = Submission.objects.filter(report__in=with_threads).defer("texts", "figures")
    submissions = {(one.report_id, one.number): one for one in filed}
    for comment in asked.values():
        thread = comment.thread
        yield _in_words(comment, submissions.get((thread.report_id, thread.number)))


def _in_words(comment: Comment, submission: Submission | None) -> Commented:
    thread = comment.thread
    place = place_of(thread, thread.report)
    found = found_when_filed(submission) if submission else []
    finding = next((one for one in found if _is_at(one, place)), None)
    about = in_readers_language(finding.title) if finding else place.name or _("The whole report")
    agency = thread.report.agency
    return Commented(about, finding.rule if finding else "", agency.kind, agency.pk, comment.text)


def _is_at(finding: Finding, place: Place) -> bool:
    """Whether a finding is about this place; one about cells is not about all of their section."""
    if finding.cells:
        return bool(place.cell) and not set(place.cells).isdisjoint(finding.cells)
    return bool(place.key) and finding.section == place.key


def _faults(found: Sequence[Commented], kinds: Sequence[AgencyKind]) -> Iterator[Sequence[Any]]:
    """Yield a line per rule or place, what concerns most agencies first."""
    by_fault = defaultdict[tuple[str, str], list[Commented]](list)
    for one in found:
        by_fault[one.about, one.rule].append(one)
    lines = ((about, rule, ones, {(o.kind, o.agency) for o in ones})
             for (about, rule), ones in by_fault.items())  # fmt: skip
    for about, rule, ones, agencies in sorted(lines, key=lambda line: (-len(line[3]), line[0])):
        of_kinds = Counter(kind for kind, _agency in agencies)
        words = "\n".join(list(dict.fromkeys(one.words for one in ones))[:EXAMPLES])
        yield about, rule, len(ones), len(agencies), *(of_kinds[kind] for kind in kinds), words
