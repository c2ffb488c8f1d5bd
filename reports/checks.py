"""The `manage.py check` check that refuses a faulty edition file, naming file and id."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from reports.form.edition import EditionError
from reports.form.loader import load_editions
from reports.rules.check import compiled_rules


@register
def editions_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        for edition in load_editions().values():
            compiled_rules(edition)
    except EditionError as error:
        return [Error(str(error), id="reports.E001")]
    return []
