"""Counties for browser tests, made in the database of a running portal.

Each has a bureau, and a bureau of transport with somebody in every role and an empty report for
2020. Nobody else works there, so that tests do not meet each other.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import AGENCY_ROLES, BUREAU_ROLES, Agency, Membership, Notice, Role, User
from reports.models import Campaign, FiledSentence, Report, State
from reports.workflow.phrases import add_phrase
from tests.support.factories import (
    actor,
    count_from,
    fill_report,
    make_agency,
    make_campaign,
    make_filled_report,
    make_region,
    make_report,
    make_user,
    move_on,
    move_to,
)

DAYS_AHEAD = {
    "opens_on": -5, "internal_deadline": 10, "later": 15, "legal_deadline": 20, "beyond": 21,
}  # fmt: skip
OF_MORNINGS = 100_000  # numbers of agencies beside those that every county has
NUMBERS_A_COUNTY = 100  # that the makers count up; more than they need
PASSWORD = "Wheelbarrow-and-lantern-58"
NAMES = {
    "reporter": "周晓禾", "colleague": "陈望", "office": "李清源", "deputy": "吴岭", "head": "赵守诚",
    "reviewer": "孙明", "administrator": "钱之远", "security": "卫安", "auditor": "郑鉴",
}  # fmt: skip
POINTS = ("表格与台账相符", "问题写得具体")
PHRASES = ("请与台账核对。", "请写明完成时间。")


@dataclass(frozen=True)
class County:
    """What a test needs to know of its county; people are user names by role."""

    people: dict[str, str]
    report: int
    campaign: int
    agency: str
    bureau: str


def let_idle(username: str, minutes: float) -> None:
    """As if this person had done nothing for so long."""
    number, moved = str(User.objects.get(username=username).pk), 0
    for session in Session.objects.all():
        known = session.get_decoded()
        if known.get("_auth_user_id") == number and "acted_at" in known:
            known["acted_at"] -= int(minutes * 60)
            session.session_data = Session.get_session_store_class()().encode(known)
            session.save()
            moved += 1
    print(json.dumps(moved))


def print_counties(first: int, count: int) -> None:
    """Those of these numbers."""
    count_from(first * NUMBERS_A_COUNTY)
    with transaction.atomic():
        hashed = make_password(PASSWORD)
        made = [_make_county(number, hashed) for number in range(first, first + count)]
        print(json.dumps(made))


def print_report_of_year(report: int, year: int) -> None:
    """Another report of the same agency, empty; its year chooses the form."""
    print(json.dumps(make_report(Report.objects.get(pk=report).agency, year=year).pk))


def print_nine_digits(report: int) -> None:
    """The report with nine digits in each cell that holds a count."""
    with transaction.atomic():
        held = Report.objects.get(pk=report)
        for section in held.sections.all():
            tables = held.edition.by_code[section.code].tables
            cells = [each for each in held.edition.cells.values() if each.table in tables]
            section.figures = {
                each.id: None if each.kind == "money" else 493_827_156 for each in cells
            }
            section.save(update_fields=["figures"])
        print(json.dumps(held.pk))


def print_in_review(report: int, reviewer: str) -> None:
    """The report filled in with zeros, submitted, and taken up by the reviewer."""
    with transaction.atomic():
        held = Report.objects.select_related("campaign", "agency__region").get(pk=report)
        fill_report(held)
        submitted = move_to(held, State.SUBMITTED)
        by = User.objects.get(username=reviewer)
        print(json.dumps(move_on(submitted, "start_review", by=by).pk))


def print_in_state(report: int, state: str) -> None:
    """The report filled in with zeros and brought there by the agency's people."""
    with transaction.atomic():
        held = Report.objects.select_related("campaign", "agency__region").get(pk=report)
        fill_report(held)
        print(json.dumps(move_to(held, state).pk))


def print_open_places(report: int, places: list[str]) -> None:
    """As after a return for these places: the others stay closed."""
    print(json.dumps(Report.objects.filter(pk=report).update(open_places=places)))


def print_second_reviewer(report: int, reviewer: str) -> None:
    """The campaign asks for two reviewers in turn and has points; the bureau keeps phrases, and has
    another reviewer, whose user name is printed."""
    with transaction.atomic():
        first = User.objects.get(username=reviewer)
        bureau = first.held[0].agency
        wants = {"two_reviews": True, "review_points": "\n".join(POINTS)}
        Campaign.objects.filter(reports=report).update(**wants)
        for text in PHRASES:
            add_phrase(bureau, text, actor(first))
        name, hashed = f"{reviewer}.second", make_password(PASSWORD)
        make_user((bureau, Role.REVIEWER), username=name, name="冯审", password=hashed)
        print(json.dumps(name))


def print_a_morning(agency: str, count: int, *points: str) -> None:
    """So many agencies have filed, each in its own words; the year has these review points."""
    region, made = Agency.objects.get(name=agency).region, []
    count_from(OF_MORNINGS + int(region.code[-3:]) * 1000)
    with transaction.atomic():
        for _ in range(count):
            filer = make_agency(region=region)
            made.append(make_filled_report(filer, State.SUBMITTED, year=2020))
            FiledSentence.objects.filter(report=made[-1]).delete()
        Campaign.objects.filter(region=region).update(review_points="\n".join(points))
        print(json.dumps([report.pk for report in made]))


def print_due_in_days(campaign: int, days: int) -> None:
    """The county's reports fall due in so many days from now; nobody there was told anything, and
    the year opened too long ago to be announced."""
    today = timezone.localdate()
    due = today + timedelta(days=days)
    found = Campaign.objects.filter(pk=campaign)
    opened = today - timedelta(days=30)
    found.update(opens_on=opened, internal_deadline=due, legal_deadline=due + timedelta(days=11))
    there = Membership.objects.filter(agency__region__in=found.values("region"))
    Notice.objects.filter(user__in=there.values("user")).delete()
    print(json.dumps(found.count()))


def print_reminder_runs(agency: str, *days: int) -> None:
    """The daily run, with the clock stopped at eight o'clock of these days, counted from today.
    Only this agency takes part: a month of the letters of all would take a minute."""
    others = Agency.objects.filter(active=True).exclude(name=agency)
    away = list(others.values_list("pk", flat=True))
    others.update(active=False)
    said = [_reminder_run(number) for number in days]
    Agency.objects.filter(pk__in=away).update(active=True)
    print(json.dumps(said))


def _reminder_run(days: int) -> str:
    eight = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    out = StringIO()
    with time_machine.travel(eight + timedelta(days=days)):
        call_command("send_reminders", stdout=out)
    return out.getvalue()


def end_sessions(username: str) -> None:
    """On the server: the browsers of this person do not know of it."""
    user = User.objects.get(username=username)
    theirs = [
        s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    for session in theirs:
        session.delete()
    print(json.dumps(len(theirs)))


def _make_county(number: int, hashed: str) -> dict[str, Any]:
    region = make_region(name=f"石桥{number}县", code=f"{991000 + number}")
    bureau = make_agency(
        region=region,
        name=f"{region}行政审批服务局",
        short_name="审批局",
        is_bureau=True,
        phone="0700-5550100",
    )
    campaign = make_campaign(region, year=2020)
    agency = make_agency(region=region, name=f"{region}交通运输局", short_name="交通局")
    return {
        "people": {
            **_make_people(number, agency, sorted(AGENCY_ROLES), hashed),
            **_make_people(number, bureau, sorted(BUREAU_ROLES), hashed),
            **_make_people(number, agency, [Role.REPORTER], hashed, name="colleague"),
        },
        "report": make_report(agency, year=2020).pk,
        "campaign": campaign.pk,
        "agency": agency.name,
        "bureau": bureau.name,
    }


def print_years(agency: str) -> None:
    """A report of 2026 after three approved years, in which 12, 40 and 9 requests came in."""
    held = Agency.objects.get(name=agency)
    with transaction.atomic():
        for year, requests in ((2023, 12), (2024, 40), (2025, 9)):
            figures = {
                "requests__new_received__natural_person": requests,
                "requests__granted__natural_person": requests - 3,
                "requests__carried_forward__natural_person": 3,
                "requests__carried_over__natural_person": 0 if year == 2023 else 3,
            }
            if year > 2023:
                figures["requests__granted__natural_person"] += 3
            documents = {"art20_1__normative_docs__in_force": 7}
            if year == 2023:
                documents["art20_1__normative_docs__made"] = 7
            make_filled_report(held, year=year, **figures, **documents)
        print(json.dumps({"report": make_report(held, year=2026).pk}))


def print_open_year(report: int) -> None:
    """Another report of the agency, whose deadlines lie ahead, with days before and after them."""
    agency, today = Report.objects.get(pk=report).agency, timezone.localdate()
    ahead = {name: today + dt.timedelta(days=n) for name, n in DAYS_AHEAD.items()}
    later, beyond = ahead.pop("later"), ahead.pop("beyond")
    with transaction.atomic():
        campaign = make_campaign(agency.region, year=2026, **ahead)
        made = make_report(agency, year=2026)
        days = {"later": later.isoformat(), "beyond": beyond.isoformat()}
        print(json.dumps({"report": made.pk, "campaign": campaign.pk, **days}))


def _make_people(
    number: int, agency: Agency, roles: list[str], hashed: str, name: str = ""
) -> dict[str, str]:
    people = {}
    for role in roles:
        who = name or str(role)
        people[who] = f"{who}.{number}"
        make_user((agency, Role(role)), username=people[who], name=NAMES[who], password=hashed)
    return people
