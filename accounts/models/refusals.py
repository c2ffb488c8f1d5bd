"""The base class of what every refused act raises, worded for the person who tried it."""

from __future__ import annotations

from django.utils.functional import Promise

from accounts.page import help_anchor


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
