"""Fills an empty database with the demo, using the same functions as real users do."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, Notice, Region, Role, User
from accounts.notifications.notify import mark_read
from accounts.trail.record import SYSTEM, Actor, record
from portal.demo.figures import as_typed, make_figures, sum_of
from portal.demo.people import give_addresses, make_people
from portal.demo.plan import (
    NOW,
    PAST_YEARS,
    Plan,
    PlannedAgency,
    PlannedReport,
    dates_of,
    load_plan,
)
from portal.demo.texts import corrected, make_texts
from reports.campaigns.opening import open_campaign
from reports.drafts.assignments import Assignment, assign, mark_done
from reports.drafts.explanations import explain, lift
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.form.content import Figures
from reports.form.equations import carry_overs
from reports.models import APPROVED_STATES, Campaign, Report, State, WatchedWord
from reports.workflow.machine import make_move
from reports.workflow.moves import FORWARD, Move, find_move
from reports.workflow.phrases import add_phrase
from reports.workflow.threads import ask

DAYS_EARLIER = (0, 1, 9, 2, 5, -3, 1, 4, 0, 2, 7, 1)  # before the deadline or today
OWN_REPORT = "本局自己的年报，已请县政府办公室核对台账。"  # why the bureau approves it by itself
ADDRESS = "192.0.2.{}"  # reserved for examples


class ForeignData(Exception):
    """The database holds data that is not the demo's."""


@dataclass
class County:
    """Everything created so far."""

    plan: Plan
    agencies: dict[str, Agency] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    figures: dict[tuple[str, int], Figures] = field(default_factory=dict)

    def person(self, agency: PlannedAgency, role: str) -> Actor:
        people = (p for p in self.plan.people if p.agency is agency and role in p.roles)
        return Actor(self.users[next(people).username], ADDRESS.format(agency.number))

    def reviewer(self, agency: PlannedAgency) -> Actor:
        """Return the agency's reviewer: one has the odd numbers, the other the even ones."""
        username = ("reviewer", "reviewer2")[agency.number % 2]
        return Actor(self.users[username], ADDRESS.format(self.plan.bureau.number))


def demo_stands() -> bool:
    return Agency.objects.filter(credit_code=load_plan().bureau.credit_code).exists()


def fill(today: date | None = None) -> None:
    """Create the whole demo, or nothing if it already exists. Raises ForeignData."""
    if demo_stands():
        return
    if Agency.objects.exists() or Region.objects.exists() or User.objects.exists():
        raise ForeignData
    with transaction.atomic():
        _fill(County(load_plan()), today or timezone.localdate())
    give_addresses()


def _fill(county: County, today: date) -> None:
    _make_regions(county.plan)
    _make_words(county.plan)
    for year in (*PAST_YEARS, NOW):
        _make_agencies(county, since=year)
        campaign = _open(county, year, today)
        for agency in sorted(county.plan.agencies, key=lambda agency: agency.is_sum):
            if year in agency.reports:
                _make_report(county, campaign, agency, today)
    _keep_phrases(county)
    _open_what_is_done()
    record(
        SYSTEM,
        "demo.fill",
        "demo",
        label="demo",
        after={"agencies": len(county.agencies), "users": sorted(county.users)},
    )


def _open_what_is_done() -> None:
    """Mark notices about reports approved long ago as read."""
    done = Report.objects.filter(status__in=APPROVED_STATES)
    pages = ("agency:report", "review:desk")
    links = [reverse(page, args=[pk]) for pk in done.values_list("pk", flat=True) for page in pages]
    mark_read(Notice.objects.filter(link__in=links))


def _make_regions(plan: Plan) -> None:
    for planned in plan.regions:
        parent = Region.objects.filter(code=planned.get("parent", "")).first()
        Region.objects.create(name=planned["name"], code=planned["code"], parent=parent)


def _make_words(plan: Plan) -> None:
    region = Region.objects.get(code=plan.bureau.region)
    WatchedWord.objects.bulk_create(WatchedWord(region=region, **word) for word in plan.words)


def _keep_phrases(county: County) -> None:
    bureau = county.plan.bureau
    by = Actor(county.users["reviewer"], ADDRESS.format(bureau.number))
    for text in county.plan.phrases:
        add_phrase(county.agencies[bureau.key], text, by)


def _make_agencies(county: County, since: int) -> None:
    """Create the agencies that report from this year on, with their people."""
    regions = {region.code: region for region in Region.objects.all()}
    new = [agency for agency in county.plan.agencies if agency.since == since]
    for agency in new:
        county.agencies[agency.key] = Agency.objects.create(
            region=regions[agency.region],
            name=agency.name,
            short_name=agency.short_name,
            credit_code=agency.credit_code,
            kind=agency.kind,
            route=agency.route,
            order=agency.order,
            is_bureau=agency.is_bureau,
            phone=agency.phone,
        )
    people = [person for person in county.plan.people if person.agency.since == since]
    county.users |= make_people(people, county.agencies)


def _open(county: County, year: int, today: date) -> Campaign:
    bureau = county.plan.bureau
    region = county.agencies[bureau.key].region
    campaign = Campaign.objects.create(region=region, year=year, **asdict(dates_of(year, today)))
    open_campaign(campaign, county.person(bureau, Role.ADMINISTRATOR))
    return campaign


# One report --------------------------------------------------------------------------------


def _make_report(county: County, campaign: Campaign, agency: PlannedAgency, today: date) -> None:
    planned = agency.reports[campaign.year]
    report = _fetch(campaign=campaign, agency=county.agencies[agency.key])
    _write(county, report, agency, planned)
    _explain(county, report, agency, planned)
    _hand_out(county, report, agency, planned, today)
    if planned.reason:
        report = _advance(county, report, agency, State.IN_REVIEW)
        for place, text in planned.asked.items():
            ask(report.pk, county.reviewer(agency), place=place, quote="", text=text)
        report = _move(county, report, agency, "return", planned.reason)
        if planned.state != State.RETURNED:
            _correct(county, report, agency)
    _advance(county, report, agency, planned.state)
    _spread(report, campaign, agency, today)


def _spread(report: Report, campaign: Campaign, agency: PlannedAgency, today: date) -> None:
    """Move filing dates apart for the board's curve: in truth all was filed a moment ago."""
    days = DAYS_EARLIER[agency.number % len(DAYS_EARLIER)]
    day = min(campaign.internal_deadline, today) - timedelta(days=days)
    filed = Report.objects.filter(pk=report.pk, last_number__gt=0)
    filed.update(first_filed_on=min(today, max(day, campaign.opens_on)))


def _fetch(**which: object) -> Report:
    return Report.objects.select_related("campaign", "agency__region").get(**which)


def _figures(county: County, report: Report, agency: PlannedAgency) -> Figures:
    year = report.campaign.year
    if agency.is_sum:
        return sum_of(report.edition, [f for (_, of), f in county.figures.items() if of == year])
    if agency.reports[year].zeros:
        return dict.fromkeys(report.edition.cells, 0)
    previous = county.figures.get((agency.key, year - 1), {})
    return make_figures(report.edition, agency, year, previous)


def _write(county: County, report: Report, agency: PlannedAgency, planned: PlannedReport) -> None:
    year, writer = report.campaign.year, county.person(agency, Role.REPORTER)
    made = _figures(county, report, agency)
    figures, unreadable = as_typed(report.edition, made, planned.typed)
    county.figures[agency.key, year] = figures
    texts = make_texts(agency, planned, year, figures)
    _lift(report, planned, writer)
    for section in report.edition.sections:
        if planned.sections is None or section.code in planned.sections:
            ids = {cell.id for cell in section.cells}
            entry = Entry(
                figures={cell: value for cell, value in figures.items() if cell in ids},
                unreadable={cell: typed for cell, typed in unreadable.items() if cell in ids},
                text=texts.get(section.code),
            )
            write_section(report, section.code, entry, writer)


def _lift(report: Report, planned: PlannedReport, writer: Actor) -> None:
    """Open the carried over cells whose figures are to differ from last year's report."""
    fixed = carry_overs(report.edition)
    for cell in fixed.keys() & planned.typed.keys():
        if reason := planned.explained.get(fixed[cell].rule):
            lift(report, report.edition.section_of(cell).code, [cell], reason, writer)


def _explain(county: County, report: Report, agency: PlannedAgency, planned: PlannedReport) -> None:
    if planned.explained:
        findings = working_copy(report).findings(submitting=True)
        reasons = {
            f.key: planned.explained[f.rule] for f in findings if f.rule in planned.explained
        }
        explain(report, findings, reasons, county.person(agency, Role.REPORTER))


def _hand_out(
    county: County, report: Report, agency: PlannedAgency, planned: PlannedReport, today: date
) -> None:
    """Assign two sections of the report in progress, one of which is done."""
    if not planned.held:
        return
    wanted = {
        code: Assignment(county.users[held.username], today + timedelta(days=held.days))
        for code, held in planned.held.items()
    }
    assign(report, wanted, {}, county.person(agency, Role.OFFICE))
    for code, held in planned.held.items():
        if held.done:
            section = report.sections.select_related("report__campaign", "report__agency")
            by = Actor(county.users[held.username], ADDRESS.format(agency.number))
            mark_done(section.get(code=code), by)


def _correct(county: County, report: Report, agency: PlannedAgency) -> None:
    """Make the correction the return asked for."""
    text = report.sections.get(code="s5_problems").text
    actor = county.person(agency, Role.REPORTER)
    write_section(report, "s5_problems", Entry(text=corrected(text)), actor)


# The way up --------------------------------------------------------------------------------


def _advance(county: County, report: Report, agency: PlannedAgency, until: str) -> Report:
    """Move the report straight to a state, and return it."""
    while report.status != until:
        report = _move(county, report, agency, FORWARD[report.state].name)
    return report


def _move(
    county: County, report: Report, agency: PlannedAgency, name: str, reason: str = ""
) -> Report:
    move = find_move(name, report.state)
    assert move is not None, (name, report.status)
    actor = _who_makes(county, move, agency)
    if name == "approve" and agency is county.plan.bureau:
        reason = OWN_REPORT
    make_move(report.pk, name, actor, seen=report.moves_made, reason=reason, checked=True)
    return _fetch(pk=report.pk)


def _who_makes(county: County, move: Move, agency: PlannedAgency) -> Actor:
    return county.reviewer(agency) if move.by_bureau else county.person(agency, move.roles[0])
