"""`manage.py check` refuses a faulty edition file, naming file and id."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from reports.edition import EditionError, load_editions


@register
def editions_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        load_editions()
    except EditionError as error:
        return [Error(str(error), id="reports.E001")]
    return []
