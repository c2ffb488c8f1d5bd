"""Whose pages are looked at."""

import pytest
from django.test import Client

from accounts.models import Role
from reports.models import Report
from tests.support.factories import person_at


@pytest.fixture
def browser(report: Report, client: Client) -> Client:
    """Of the one who fills in the report."""
    client.force_login(person_at(report.agency, Role.REPORTER))
    return client
