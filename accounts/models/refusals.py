"""The base class of what every refused act raises, worded for the person who tried it."""

from __future__ import annotations

import re

from django.utils.functional import Promise


def help_anchor(refusal: type[Exception]) -> str:
    """Return where the help explains a refusal: `NotYours` -> `not-yours`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", refusal.__name__).lower()


class ActRefused(Exception):
    """The act was refused and nothing has changed. `field` names the input to correct, if any."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    @property
    def help(self) -> str:
        return help_anchor(type(self))

    def __str__(self) -> str:
        return str(self.message)
