"""Many agencies with an approved submission each, by bulk inserts."""

from itertools import islice
from random import Random

from accounts.models import Agency, AgencyKind, Region, User
from accounts.models.credit_code import check_character
from reports.models import Campaign, Report, State, Submission
from tests.support.balanced import balanced_figures

DISTINCT = 200  # so many different sets of figures, over and over: the sum does not notice


def make_submissions(campaign: Campaign, agencies: list[Agency], by: User) -> None:
    """An approved report of the campaign for every agency, as filed."""
    rng = Random(2)
    figures = [balanced_figures(campaign.edition, rng) for _ in range(min(DISTINCT, len(agencies)))]
    reports = Report.objects.bulk_create(
        Report(campaign=campaign, agency=agency, status=State.APPROVED,
               last_number=1, approved_number=1, first_filed_on=campaign.internal_deadline)
        for agency in agencies
    )  # fmt: skip
    rows = (
        Submission(
            report=report,
            number=1,
            by=by,
            agency_name=report.agency.name,
            year=campaign.year,
            edition_id=campaign.edition_id,
            figures=figures[number % len(figures)],
            texts={},
            findings=[],
            digest="",
        )
        for number, report in enumerate(reports)
    )
    while batch := list(islice(rows, 1000)):
        Submission.objects.bulk_create(batch)


def make_agencies(region: Region, count: int) -> list[Agency]:
    first = Agency.objects.count()  # so that names and codes are new where there are some already
    codes = [f"11990{number:012d}" for number in range(first, first + count)]
    return Agency.objects.bulk_create(
        Agency(
            region=region,
            name=f"生成单位{number}",
            short_name=f"单位{number}",
            credit_code=code + check_character(code),
            kind=AgencyKind.DEPARTMENT,
        )
        for number, code in enumerate(codes, first)
    )
