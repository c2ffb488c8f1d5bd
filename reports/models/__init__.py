"""The working copy and what belongs to it; what was handed in stands in workflow.models."""

from reports.models.beside import Presence, Proposal
from reports.models.campaign import (
    FIRST_YEAR,
    LONGEST_POINT,
    Campaign,
    CampaignDate,
    Severity,
    WatchedWord,
)
from reports.models.exemption import Exemption
from reports.models.report import (
    FILED_STATES,
    IS_REAL,
    OPEN_STATES,
    REVIEW_STATES,
    SECOND_STATES,
    UNDECIDED_STATES,
    Explanation,
    RealReports,
    Report,
    ReportSection,
    State,
)

__all__ = [
    "FILED_STATES",
    "FIRST_YEAR",
    "IS_REAL",
    "LONGEST_POINT",
    "OPEN_STATES",
    "REVIEW_STATES",
    "SECOND_STATES",
    "UNDECIDED_STATES",
    "Campaign",
    "CampaignDate",
    "Exemption",
    "Explanation",
    "Presence",
    "Proposal",
    "RealReports",
    "Report",
    "ReportSection",
    "Severity",
    "State",
    "WatchedWord",
]
