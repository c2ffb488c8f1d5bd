"""Who is told."""

import pytest

from accounts.models import Role, User
from tests.support.factories import make_agency, make_user


@pytest.fixture
def person() -> User:
    return make_user((make_agency(), Role.OFFICE))
