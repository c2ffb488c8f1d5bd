"""The bureau's pages of a county with many agencies against the same pages with few."""

import datetime as dt
from itertools import islice
from random import Random

from django.db import connection
from django.utils import timezone

from accounts.models import Agency, Membership, Role
from benchmarks.browser import Browser, answer, cpu_of
from benchmarks.generate import make_agencies
from benchmarks.measure import Ratio, compare
from reports.models import Campaign, Report, State
from tests.support.factories import make_agency, make_campaign, make_region, make_user

MANY, FEW = 15_000, 50
TOWNS = 12
CALLS = 3  # of each, in a round
# As a week before the day: of fifty some thirty are still with their agencies, a full page of them,
# so that the pages differ in the number of agencies and not of lines.
STATES = (
    *[State.DRAFTING] * 3, *[State.HEAD_APPROVAL] * 2, State.RETURNED,
    State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.PUBLISHED,
)  # fmt: skip
PAGES = {
    "queue": "/desk/",
    "queue, narrowed": "/desk/?kind=department&q=%E5%8D%95%E4%BD%8D",
    "queue, last page": "/desk/?page=9999",
    "board": "/board/",
    "board, late": "/board/?show=overdue",
}


def bureaus() -> tuple[Browser, Browser]:
    """Somebody of the bureau of a county with many agencies, and of one with few."""
    counties = make_bureau(FEW), make_bureau(MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return counties[1], counties[0]


def make_bureau(count: int) -> Browser:
    """With reports of this year and of the last, in every state, filed before and after the day."""
    county = make_region()
    towns = [make_region(parent=county) for _ in range(TOWNS)]
    agencies = [
        agency
        for number, town in enumerate(towns)
        for agency in make_agencies(town, count // TOWNS + (number < count % TOWNS))
    ]
    person = make_user((make_agency(region=county, is_bureau=True), Role.REVIEWER))
    office = make_user()
    Membership.objects.bulk_create(
        (Membership(user=office, agency=agency, role=Role.OFFICE) for agency in agencies), 1000
    )
    today = timezone.localdate()
    for year in (today.year - 1, today.year):
        due = today - dt.timedelta(5 + 365 * (today.year - year))
        opens = due - dt.timedelta(40)
        campaign = make_campaign(county, year=year, opens_on=opens, internal_deadline=due,
                                 legal_deadline=due + dt.timedelta(10))  # fmt: skip
        rows = iter([make_report(campaign, agency, rng=Random(agency.pk)) for agency in agencies])
        while batch := list(islice(rows, 1000)):
            Report.objects.bulk_create(batch)
    return Browser(person)


def make_report(campaign: Campaign, agency: Agency, rng: Random) -> Report:
    state = rng.choice(STATES)
    filed = state not in (State.DRAFTING, State.HEAD_APPROVAL)
    day = campaign.internal_deadline + dt.timedelta(rng.randint(-30, 4))
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(rng.randint(8, 17))))
    return Report(
        campaign=campaign,
        agency=agency,
        status=state,
        last_number=int(filed),
        first_filed_on=day if filed else None,
        filed_at=moment if filed else None,
    )


def page_of_many(page: str, many: Browser, few: Browser) -> Ratio:
    for browser in (many, few):
        _status, body = answer(browser.get(page))
        if body.count(b"<tr") < FEW // 5:
            raise RuntimeError(f"{page} shows too little to be measured")
    return compare(
        lambda: cpu_of(many.get(page), "200"),
        lambda: cpu_of(few.get(page), "200"),
        CALLS,
    )
