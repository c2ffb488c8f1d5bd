"""Notices to file (催报): who gets them, and what is kept of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from accounts.models import User
from accounts.trail.record import Actor, record
from reports.campaigns.concessions import is_released
from reports.campaigns.deadlines import with_days
from reports.drafts.notify import people_wanted
from reports.models import FILED_STATES, Campaign, Report
from reports.rules.check import masked
from reports.workflow.custody import whose_step
from reports.workflow.models import NoticeToFile, Transition
from reports.workflow.notify import AGENCY_READERS, notify_to_file

MOST = 500  # reports per press of the button
MOST_WORDS = 500
Step = Transition | NoticeToFile
AGAIN_AFTER = timedelta(minutes=1)  # so that pressing twice sends one notice


@dataclass(frozen=True)
class NoticesSent:
    """How many notices to file an agency got, and the latest one."""

    times: int
    newest: NoticeToFile


def in_between(
    history: Iterable[Transition], notices_to_file: Iterable[NoticeToFile]
) -> list[Step]:
    """Merge moves and notices to file into one history, newest first."""
    return sorted((*history, *notices_to_file), key=lambda step: step.at, reverse=True)


def last_of(notices_to_file: Sequence[NoticeToFile]) -> NoticesSent | None:
    """Sum up one report's notices, which come newest first; None without any."""
    return NoticesSent(len(notices_to_file), notices_to_file[0]) if notices_to_file else None


def notices_so_far(reports: Iterable[Report]) -> dict[int, NoticesSent]:
    """Map reports that got notices to file to their number and the latest; two queries."""
    by_report = NoticeToFile.objects.filter(report__in=reports).order_by().values("report")
    counted = by_report.annotate(times=Count("pk"), newest=Max("pk"))
    times = {row["newest"]: row["times"] for row in counted}
    newest = NoticeToFile.objects.filter(pk__in=times).select_related("by")
    return {urging.report_id: NoticesSent(times[urging.pk], urging) for urging in newest}


@dataclass(frozen=True)
class NoticeOutcome:
    urged: Sequence[NoticeToFile]
    at_bureau: Sequence[Report]  # filed in the meantime
    just_urged: Sequence[Report]
    urged_today: Sequence[Report] = ()  # to be asked about before they are urged again

    @property
    def unreachable(self) -> list[Report]:
        """The reports whose notices reached nobody, as their agencies have no accounts."""
        return [urging.report for urging in self.urged if not urging.told]


def send_notices(
    campaign: Campaign, chosen: Collection[int], text: str, actor: Actor, *, again: bool = False
) -> NoticeOutcome:
    """Send notices to file to the agencies of these reports, except those that filed meanwhile, got
    one a moment ago or, unless they shall be urged `again`, earlier today."""
    with transaction.atomic():
        reports = _locked(campaign, chosen)
        waiting = [report for report in reports if report.status not in FILED_STATES]
        just = _urged_since(waiting, timezone.now() - AGAIN_AFTER)
        today = set() if again else _urged_since(waiting, start_of_today()) - just
        made = _send(campaign, [r for r in waiting if r.pk not in just | today], text, actor)
    return NoticeOutcome(
        urged=made,
        at_bureau=[report for report in reports if report.status in FILED_STATES],
        just_urged=[report for report in waiting if report.pk in just],
        urged_today=[report for report in waiting if report.pk in today],
    )


def start_of_today() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _locked(campaign: Campaign, chosen: Collection[int]) -> list[Report]:
    """Row-lock the reports, so that a second press waits until the first is done."""
    reports = Report.objects.select_for_update(of=("self",)).select_related("campaign", "agency")
    return list(
        with_days(reports)
        .filter(campaign=campaign, pk__in=chosen)
        .exclude(is_released())
        .order_by("pk")[:MOST]
    )


def _urged_since(reports: Sequence[Report], since: datetime) -> set[int]:
    recent = NoticeToFile.objects.filter(report__in=reports, at__gt=since)
    return set(recent.values_list("report_id", flat=True))


def _readers(reports: Sequence[Report]) -> Mapping[int, Mapping[int, User]]:
    """Return, by agency, who fills in, the office, and whoever has the report now."""
    return people_wanted(
        {report.agency_id: {*AGENCY_READERS, *whose_step(report.state)} for report in reports}
    )


def _send(
    campaign: Campaign, reports: Sequence[Report], text: str, actor: Actor
) -> list[NoticeToFile]:
    assert actor.user is not None
    words = masked(campaign.edition, campaign.year, text)  # as it is kept, shown and mailed
    readers = _readers(reports)
    made = [
        NoticeToFile(report=report, by=actor.user, text=words, told=len(readers[report.agency_id]))
        for report in reports
    ]
    NoticeToFile.objects.bulk_create(made)
    notify_to_file(made, readers)
    for urging in made:
        record(actor, "report.urge", urging.report.trail_name, label=urging.report,
               after={"text": words, "told": urging.told})  # fmt: skip
    return made
