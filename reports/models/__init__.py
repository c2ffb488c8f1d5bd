"""The tables of reports, except the workflow app's own.

Every room above may read them. Never here: a query that only one page needs, a rule of the form,
anything that notifies somebody or writes the trail.
"""

from reports.models.campaign import (
    FIRST_YEAR,
    LONGEST_POINT,
    Campaign,
    CampaignDate,
    Severity,
    WatchedWord,
)
from reports.models.concession import Concession
from reports.models.explanation import Explanation
from reports.models.past import PastFile, PastReport
from reports.models.presence import Presence
from reports.models.proposal import Proposal
from reports.models.report import (
    AGENCY_STATES,
    APPROVED_STATES,
    FILED_STATES,
    IS_REAL,
    LONGEST_ADDRESS,
    OPEN_STATES,
    REVIEW_STATES,
    SECOND_STATES,
    UNDECIDED_STATES,
    RealReports,
    Report,
    ReportSection,
    State,
)
from reports.models.submission import FiledSentence, Submission

__all__ = [
    "AGENCY_STATES",
    "APPROVED_STATES",
    "FILED_STATES",
    "FIRST_YEAR",
    "IS_REAL",
    "LONGEST_ADDRESS",
    "LONGEST_POINT",
    "OPEN_STATES",
    "REVIEW_STATES",
    "SECOND_STATES",
    "UNDECIDED_STATES",
    "Campaign",
    "CampaignDate",
    "Concession",
    "Explanation",
    "FiledSentence",
    "PastFile",
    "PastReport",
    "Presence",
    "Proposal",
    "RealReports",
    "Report",
    "ReportSection",
    "Severity",
    "State",
    "Submission",
    "WatchedWord",
]
