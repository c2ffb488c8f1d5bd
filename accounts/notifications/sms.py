"""Text messages, sent by what PORTAL_SMS names: a function, or a folder that stands in for one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

FOLDER = "file://"

Sender = Callable[[str, str], object]


class NotSent(Exception):
    """Raised by a sender, with the reason, when a message was not sent."""


def is_offered() -> bool:
    """Whether text messages can be sent; otherwise no page mentions them."""
    return bool(settings.PORTAL_SMS)


def send_sms(number: str, words: str) -> None:
    """Send a text message. Raises NotSent or OSError."""
    sender()(number, words)


def sender() -> Sender:
    """Return the sender PORTAL_SMS names: `file:///folder`, or a function's dotted path. Raises
    ImproperlyConfigured."""
    named: str = settings.PORTAL_SMS
    if named.startswith(FOLDER):
        return lambda number, words: _into_folder(Path(named.removeprefix(FOLDER)), number, words)
    try:
        found = import_string(named)
    except ImportError as error:
        raise ImproperlyConfigured(f"PORTAL_SMS: {error}") from error
    if not callable(found):
        raise ImproperlyConfigured(f"PORTAL_SMS: {named} is no function")
    return cast(Sender, found)


def _into_folder(folder: Path, number: str, words: str) -> None:
    if not re.fullmatch(r"\d+", number):
        raise NotSent(f"no number: {number!r}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}-{uuid4().hex}.txt").write_text(f"{words}\n", encoding="utf-8")
