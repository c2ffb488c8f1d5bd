"""The tables of accounts: people, agencies, regions, roles, delegations, notices, the trail.

Every room of accounts and reports may read them. Never here: a query that only one page needs, or
anything that sends, signs in or writes the trail.
"""

from accounts.models.break_glass import BreakGlass
from accounts.models.delegation import Delegation
from accounts.models.job import Job, JobKind, JobState
from accounts.models.notices import Channel, Frequency, Notice, NoticeChoice, Sending, SendingState
from accounts.models.people import Agency, AgencyKind, Membership, Region, Route, User
from accounts.models.press import Press
from accounts.models.roles import (
    AGENCY_ROLES,
    BUREAU_ROLES,
    DELEGABLE,
    DUTIES,
    SUPERUSER_DUTIES,
    Role,
)
from accounts.models.trail import Event, TrailHead

__all__ = [
    "AGENCY_ROLES",
    "BUREAU_ROLES",
    "DELEGABLE",
    "DUTIES",
    "SUPERUSER_DUTIES",
    "Agency",
    "AgencyKind",
    "BreakGlass",
    "Delegation",
    "Event",
    "Membership",
    "Notice",
    "NoticeChoice",
    "Press",
    "Frequency",
    "Job",
    "JobKind",
    "JobState",
    "Region",
    "Role",
    "Route",
    "Sending",
    "SendingState",
    "TrailHead",
    "User",
    "Channel",
]
