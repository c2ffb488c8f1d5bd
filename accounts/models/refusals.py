"""What every act raises that is not done, in words for who wanted it."""

from __future__ import annotations

from django.utils.functional import Promise


class ActRefused(Exception):
    """Nothing has changed. `field` is what would have to be filled in otherwise, where one is."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
