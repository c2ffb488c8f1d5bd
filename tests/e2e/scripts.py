"""With and without JavaScript."""

from __future__ import annotations

import pytest

from tests.support.lengths import LONG


def _tried(*javascript: bool) -> pytest.MarkDecorator:
    names = ["with script" if one else "without script" for one in javascript]
    return pytest.mark.parametrize("javascript", javascript, ids=names)


BOTH = _tried(True, False)
# Long ways over plain forms, whose posts the tests of the views make too.
BOTH_IN_LONG = BOTH if LONG else _tried(True)
