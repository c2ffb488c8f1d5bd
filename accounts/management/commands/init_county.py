"""manage.py init_county: sets up the county, its bureau and the three duties in an empty portal."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser

from accounts.models import DUTIES
from accounts.signin.bootstrap import AlreadyInitialised, bootstrap, make_bootstrap

ARGUMENTS = {
    "region": "name of the county, such as 青石县",
    "division-code": "its administrative division code, 6 digits",
    "bureau": "full name of the bureau that reviews the reports",
    "credit-code": "the bureau's unified social credit code, 18 characters",
}
PEOPLE = {
    "administrator": "system administrator (系统管理员): agencies, years, Excel",
    "security": "security administrator (安全管理员): people, roles, passwords",
    "auditor": "auditor (审计员): reads the trail",
}


class Command(BaseCommand):
    help = "Create the first county, its bureau and the three duties; print first passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, meaning in ARGUMENTS.items():
            parser.add_argument(f"--{name}", required=True, help=meaning)
        for name, meaning in PEOPLE.items():
            words = ("USERNAME", "NAME", "EMAIL")
            parser.add_argument(f"--{name}", required=True, nargs=3, metavar=words, help=meaning)

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name.replace("-", "_"): options[name.replace("-", "_")] for name in ARGUMENTS}
        people = {duty: tuple(options[duty.value]) for duty in DUTIES}
        try:
            passwords = bootstrap(make_bootstrap(**given, people=people))
        except AlreadyInitialised:
            raise CommandError(
                "This portal is founded already: its security administrator makes further accounts."
            ) from None
        except ValidationError as error:
            raise CommandError(_in_lines(error)) from None
        for duty, password in passwords.items():
            self.stdout.write(f"{duty.value:14} {people[duty][0]:12} {password}")
        self.stdout.write("Three people, three accounts: hand each of them their own line only.")
        self.stdout.write("A first password: another one is chosen at the first sign-in.")


def _in_lines(error: ValidationError) -> str:
    return "\n".join(
        f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )
