"""The `manage.py check` checks of this app's settings."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from accounts.notifications import sms


@register()
def text_messages(**_options: Any) -> list[CheckMessage]:
    """Check that the text message sender can be imported before the first message is due."""
    try:
        if sms.is_offered():
            sms.sender()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="accounts.E001")]
    return []
