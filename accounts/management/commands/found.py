"""manage.py found: the first county, its bureau and its administrator, on an empty portal."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser

from accounts.founding import AlreadyFounded, found, make_founding

ARGUMENTS = {
    "region": "name of the county, such as 青石县",
    "division-code": "its administrative division code, 6 digits",
    "bureau": "full name of the bureau that reviews the reports",
    "credit-code": "the bureau's unified social credit code, 18 characters",
    "username": "with which the administrator signs in",
    "name": "the administrator's own name",
    "email": "for a forgotten password",
}


class Command(BaseCommand):
    help = "Create the first county, its bureau and its administrator; print a first password."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, meaning in ARGUMENTS.items():
            parser.add_argument(f"--{name}", required=True, help=meaning)

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name.replace("-", "_"): options[name.replace("-", "_")] for name in ARGUMENTS}
        try:
            password = found(make_founding(**given))
        except AlreadyFounded:
            raise CommandError(
                "There is an administrator already: further accounts are made in the portal."
            ) from None
        except ValidationError as error:
            raise CommandError(_in_lines(error)) from None
        self.stdout.write(f"{given['username']}  {password}")
        self.stdout.write("A first password: another one is chosen at the first sign-in.")


def _in_lines(error: ValidationError) -> str:
    return "\n".join(
        f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )
