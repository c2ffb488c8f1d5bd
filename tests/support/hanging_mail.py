"""A mail server that takes the connection and never answers, as an email backend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection


class HangingBackend(BaseEmailBackend):
    """What would hang for ever is told at once: that it was asked, and within a transaction or
    not. Then it fails as the timeout of a socket does."""

    asked: ClassVar[list[bool]] = []  # one entry a call: whether a transaction was open

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.asked.append(connection.in_atomic_block)
        raise TimeoutError("timed out")
