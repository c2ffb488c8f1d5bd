"""Who reviews."""

import pytest

from accounts.models import Role, User
from tests.support.factories import bureau_of, make_region, person_at


@pytest.fixture
def reviewer() -> User:
    return person_at(bureau_of(make_region(name="云岭县")), Role.REVIEWER)
