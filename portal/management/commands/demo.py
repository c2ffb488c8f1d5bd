"""Fills an empty database with the demo and prints the logins."""

import json
from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import Agency
from portal.demo.filling import ForeignData, fill
from portal.demo.people import Login, logins


class Command(BaseCommand):
    help = "Fills an empty database with an invented county and prints the logins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the logins as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if Agency._meta.db_table not in connection.introspection.table_names():
            call_command("migrate", verbosity=0, interactive=False)
        try:
            fill()
        except ForeignData as error:
            raise CommandError(
                "This database already holds regions, agencies or people that are not the "
                "demo's. Nothing was changed. For the demo, name an empty database in DATABASE_URL."
            ) from error
        found = logins()
        if options["json"]:
            words = [login.as_json() for login in found]
            self.stdout.write(json.dumps(words, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_lines(found)))


def _lines(found: list[Login]) -> list[str]:
    """Return the logins to print: the most useful first, then the other agencies' user names."""
    lines = ["Demo logins. The passwords are public: nothing real may be entered here."]
    for login in found:
        if "-" not in login.username:
            password = login.password or "(changed)"
            lines.append(f"  {login.username:10} {password:18} {login.role:14} {login.agency}")
    lines.append("The people of the other agencies have the same password:")
    others = (login for login in found if "-" in login.username)
    for agency, held in groupby(others, key=lambda login: login.agency):
        lines.append(f"  {agency}: {', '.join(dict.fromkeys(login.username for login in held))}")
    return lines
