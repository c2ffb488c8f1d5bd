#!/usr/bin/env python
"""Django's command line."""

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> None:
    if arguments[1:2] == ["check_report"]:
        check_report(arguments)
        return
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    execute_from_command_line(list(arguments))


def check_report(arguments: Sequence[str]) -> None:
    """Run the command without the apps, which it does not need and which take a second to load."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.bare_settings"
    from django.apps import apps

    apps.populate(())  # as django.setup does, without the addresses, which bring forms and models
    from reports.management.commands.check_report import Command

    Command().run_from_argv(list(arguments))


if __name__ == "__main__":
    main(sys.argv)
