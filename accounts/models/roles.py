"""The roles somebody can hold at an agency."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    REPORTER = "reporter", _("Reporter")
    OFFICE = "office", _("Office")
    DEPUTY = "deputy", _("Deputy head")
    HEAD = "head", _("Head")
    REVIEWER = "reviewer", _("Reviewer")
    ADMINISTRATOR = "administrator", _("System administrator")
    SECURITY = "security", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


# The three duties (三员), see signin/separation_of_duties.py. In order, since a constraint of the
# database names them and its migration must not change by itself.
DUTIES = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
SUPERUSER_DUTIES = frozenset({Role.ADMINISTRATOR, Role.SECURITY})  # of an opened superuser
AGENCY_ROLES = frozenset({Role.REPORTER, Role.OFFICE, Role.DEPUTY, Role.HEAD})
BUREAU_ROLES = frozenset({Role.REVIEWER, *DUTIES})
DELEGABLE = (Role.OFFICE, Role.DEPUTY, Role.HEAD, Role.REVIEWER)  # with a stand-in while away
