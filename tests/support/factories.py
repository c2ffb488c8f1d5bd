"""Plain makers with defaults. Names are our own inventions."""

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import Agency, AgencyKind, Delegation, Membership, Region, Role, User
from accounts.models.credit_code import check_character
from accounts.trail.record import SYSTEM, Actor
from reports.campaigns.opening import open_campaign
from reports.drafts.explanations import explain, explanations_of
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.form.content import Figure
from reports.models import Campaign, Concession, Report, State
from reports.workflow.machine import make_move
from reports.workflow.moves import Move, find_move


def _numbers(first: int) -> Iterator[int]:
    """Without those that look like a year, for which a reader would rightly take them."""
    return (number for number in itertools.count(first) if not 1900 <= number < 2100)


_count = _numbers(1)


def count_from(number: int) -> None:
    """For makers of another process that works on the same database."""
    global _count
    _count = _numbers(number)


@contextmanager
def counting_from(number: int) -> Iterator[None]:
    """Then on from where it was."""
    global _count
    before, _count = _count, _numbers(number)
    try:
        yield
    finally:
        _count = before


def make_region(**fields: Any) -> Region:
    number = next(_count)
    return Region.objects.create(**{"name": f"县{number}", "code": f"{430000 + number}", **fields})


def make_agency(**fields: Any) -> Agency:
    number = next(_count)
    first_17 = f"11430{number:012d}"
    fields.setdefault("region", None)
    region = fields.pop("region") or make_region()
    return Agency.objects.create(
        **{
            "region": region,
            "name": f"云岭县第{number}局",
            "short_name": f"第{number}局",
            "credit_code": first_17 + check_character(first_17),
            "kind": AgencyKind.DEPARTMENT,
            "order": number,
            **fields,
        }
    )


def new_user(**fields: Any) -> User:
    """Not in the database yet."""
    number = next(_count)
    return User(
        **{
            "username": f"user{number}",
            "name": f"人员{number}",
            "email": f"user{number}@example.com",
            "must_change_password": False,
            **fields,
        }
    )


def make_user(*roles: tuple[Agency, Role], **fields: Any) -> User:
    user = new_user(**fields)
    user.save(force_insert=True)
    for agency, role in roles:
        Membership.objects.create(user=user, agency=agency, role=role)
    return user


def make_delegation(
    user: User,
    to: User,
    agency: Agency,
    role: Role = Role.HEAD,
    *,
    begins_in: int = 0,
    days: int = 5,
) -> Delegation:
    """Kept as it would be; what may be kept at all is not asked."""
    first = timezone.localdate() + dt.timedelta(days=begins_in)
    last = first + dt.timedelta(days=days - 1)
    return Delegation.objects.create(
        user=user, to=to, agency=agency, role=role, from_day=first, until_day=last, reason="出差"
    )


def make_concession(report: Report, kind: str = "extension", **fields: Any) -> Concession:
    """Kept as it would be; whether it may be given is not asked. Ends in ten days."""
    by = fields.pop("by", None) or person_at(bureau_of(report.agency.region), Role.REVIEWER)
    fields.setdefault("day", timezone.localdate() + dt.timedelta(days=10))
    fields.setdefault("rule", "YOY-R01" if kind == "waiver" else "")
    return Concession.objects.create(
        report=report, kind=kind, by=by, **{"reason": "机构合并", **fields}
    )


def make_campaign(region: Region, **fields: Any) -> Campaign:
    year = fields.pop("year", 2026)
    return Campaign.objects.create(
        **{
            "region": region,
            "year": year,
            "opens_on": dt.date(year, 1, 2),
            "internal_deadline": dt.date(year + 1, 1, 20),
            "legal_deadline": dt.date(year + 1, 1, 31),
            **fields,
        }
    )


def make_report(agency: Agency | None = None, **fields: Any) -> Report:
    """An empty report in drafting; `year` chooses the campaign."""
    agency = agency or make_agency()
    campaign = Campaign.objects.filter(region=agency.region, **fields).first()
    open_campaign(campaign or make_campaign(agency.region, **fields), SYSTEM)
    return Report.objects.select_related("campaign", "agency").get(
        agency=agency, **{f"campaign__{key}": value for key, value in fields.items()}
    )


def actor(user: User) -> Actor:
    return Actor(user, "127.0.0.1")


# Filled reports ------------------------------------------------------------------------------

TEXTS = {
    "s1_overview": "本机关坚持以公开为常态，主动公开各类信息，及时更新重点领域内容。依申请公开渠道畅通，"
    "登记、答复、送达各环节责任到人。加强政府信息管理，发布前逐条进行保密审查。推进政府信息公开平台建设，"
    "网站专栏和公众号按时维护。强化监督保障，组织业务培训，开展工作考核和社会评议，未发生责任追究情形。",
    "s5_problems": "公开内容的针对性还不够强，解读形式较为单一。下一步将围绕群众关心的事项丰富解读形式，"
    "加强业务培训，提高答复质量。",
    "s6_other": "按照信息处理费管理办法，本年度没有收取信息处理费。",
}
WAY = ("pass_on", "sign", "submit", "start_review", "approve", "publish")  # the straight way
SECOND = (State.FIRST_PASSED, State.SECOND_REVIEW)  # of two reviewers in turn


def person_at(agency: Agency, role: str) -> User:
    """Somebody who holds the role at the agency: the first there is, or a new one."""
    held = Membership.objects.filter(agency=agency, role=role).select_related("user").first()
    return held.user if held else make_user((agency, Role(role)))


def clerk_of(report: Report) -> User:
    return person_at(report.agency, Role.REPORTER)


def browser(person: User) -> Client:
    """Signed in as this person."""
    client = Client()
    client.force_login(person)
    return client


def bureau_of(region: Region) -> Agency:
    existing = Agency.objects.filter(region=region, is_bureau=True).first()
    return existing or make_agency(region=region, is_bureau=True)


def who_makes(move: Move, report: Report) -> User:
    """Somebody with the role for the move; the reviewer who holds the review where one does."""
    if move.name == "call_back":
        return report.transitions.select_related("actor").latest("number").actor
    if not move.by_bureau:
        return person_at(report.agency, move.roles[-1])
    if move.name == "reassign":
        return person_at(bureau_of(report.agency.region), Role.ADMINISTRATOR)
    if move.name == "recall":
        return report.first_reviewer
    if move.name == "take_over" or report.state == State.FIRST_PASSED:
        return another_reviewer(report)
    return report.reviewer or person_at(bureau_of(report.agency.region), Role.REVIEWER)


def another_reviewer(report: Report) -> User:
    """Of the same bureau, who has nothing to do with the report yet."""
    bureau = bureau_of(report.agency.region)
    busy = [report.reviewer_id, report.first_reviewer_id]
    held = Membership.objects.filter(agency=bureau, role=Role.REVIEWER).exclude(user__in=busy)
    found = held.select_related("user").first()
    return found.user if found else make_user((bureau, Role.REVIEWER))


def reviewer_leaves(report: Report) -> None:
    """Their account was closed while they held the review."""
    User.objects.filter(pk=report.reviewer_id).update(is_active=False)


def fill_report(report: Report, **figures: Figure | None) -> None:
    """Zeros (or what `figures` says, dots written as two underscores) and acceptable texts."""
    given = {name.replace("__", "."): value for name, value in figures.items()}
    reporter = person_at(report.agency, Role.REPORTER)
    for section in report.edition.sections:
        values = {cell.id: given.get(cell.id, 0) for cell in section.cells}
        entry = Entry(figures=values, text=TEXTS.get(section.code))
        write_section(report, section.code, entry, actor(reporter))


def move_on(report: Report, name: str, **words: Any) -> Report:
    """Make the move by somebody who may, and read the report again."""
    move = find_move(name, report.state)
    assert move is not None, (name, report.status)
    by = words.pop("by", None) or who_makes(move, report)
    words.setdefault("checked", True)
    own = move.name == "approve" and report.agency.is_bureau
    words.setdefault("reason", "请核对后再报" if move.needs_reason or own else "")
    make_move(report.pk, name, actor(by), seen=report.moves_made, **words)
    return read_again(report)


def read_again(report: Report) -> Report:
    around = ("campaign", "agency__region", "reviewer", "first_reviewer")
    return Report.objects.select_related(*around).get(pk=report.pk)


def explain_findings(report: Report, words: str = "情况属实") -> None:
    """A reason for everything that wants one and has none."""
    findings = working_copy(report).findings(submitting=True)
    given = explanations_of(report, findings)
    wanting = (f for f in findings if f.needs_explanation and f.key not in given)
    by = actor(person_at(report.agency, Role.OFFICE))
    explain(report, findings, {finding.key: words for finding in wanting}, by)


def make_filled_report(
    agency: Agency | None = None, state: str = State.APPROVED, *, year: int = 2026, **figures: Any
) -> Report:
    """A report of zeros, or of `figures`, brought into a state as people would bring it there."""
    from tests.support.clones import cloned  # which walks by the makers of this module

    agency = agency or make_agency()
    copy = cloned(agency, state, year, figures)
    return copy or walk_to(make_report(agency, year=year), state, **figures)


def walk_to(report: Report, state: str, **figures: Any) -> Report:
    fill_report(report, **figures)
    return move_to(report, state)


def waiting_for(move: Move) -> Report:
    """A report of which this move can be made."""
    report = make_filled_report(state=move.source)
    if move.name == "take_over":
        reviewer_leaves(report)
    return report


def move_to(report: Report, state: str) -> Report:
    """Bring the report into a state of its route by the straight way; returned is a side way."""
    if state in SECOND:
        report.campaign.two_reviews = True
        report.campaign.save()
    if state == State.RETURNED:
        return move_on(move_to(report, State.IN_REVIEW), "return")
    while report.status != state:
        if report.is_open:
            explain_findings(report)
        report = move_on(report, next(name for name in WAY if find_move(name, report.state)))
    return report
