"""Make people, give them a role or a password, and end their access."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from servicepunt.domains.people.actions import (
    LastAdministrator,
    add_person,
    change_person,
    forget_second_step,
    say_goodbye,
    set_password,
)
from servicepunt.domains.people.queries import find_person_by_address
from servicepunt.domains.people.rules import Role
from servicepunt.foundation.clock import now
from servicepunt.foundation.identifiers import normal_email


class Command(BaseCommand):
    """`servicepunt user create|role|password|second-step|disable|show ADDRESS`."""

    help = "Maak een persoon, geef een rol of een wachtwoord, of sluit iemand af."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read what to do, and with whom. A password is never an argument: others can read those."""
        steps = parser.add_subparsers(dest="step", required=True)
        roles = [role.value for role in Role]
        for step, words in _STEPS.items():
            one = steps.add_parser(step, help=words)
            one.add_argument("email", help="e-mailadres")
            if step == "create":
                one.add_argument("--name", required=True, help="naam")
                one.add_argument("--role", choices=roles, default=Role.EMPLOYEE.value, help="rol")
                one.add_argument("--no-password", action="store_true", help="nog geen wachtwoord")
            if step == "role":
                one.add_argument("role", choices=roles, help="rol")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        try:
            getattr(self, f"_{options['step'].replace('-', '_')}")(options)
        except LastAdministrator:
            raise CommandError("Dit is de laatste functioneel beheerder; maak er eerst een ander.") from None

    def _create(self, options: dict[str, Any]) -> None:
        email = normal_email(options["email"])
        if find_person_by_address(email) is not None:
            raise CommandError(f"{email} is al bekend.")
        password = None if options["no_password"] else self._ask_password(None)
        person = add_person(name=options["name"], email=email, role=options["role"], at=now(), how="command", by=None)
        if password:
            set_password(person=person, password=password, by=None, at=now())
        self.stdout.write(f"{person.name} is toegevoegd als {Role(person.role).label.lower()}.")

    def _role(self, options: dict[str, Any]) -> None:
        person = self._person(options)
        change_person(person=person, seen=person.version, by=None, at=now(), role=options["role"])
        self.stdout.write(f"{person.name} is nu {Role(options['role']).label.lower()}.")

    def _password(self, options: dict[str, Any]) -> None:
        person = self._person(options)
        set_password(person=person, password=self._ask_password(person), by=None, at=now())
        self.stdout.write(f"{person.name} heeft een nieuw wachtwoord en is overal uitgelogd.")

    def _second_step(self, options: dict[str, Any]) -> None:
        person = self._person(options)
        if not forget_second_step(person=person, by=None, at=now()):
            raise CommandError(f"{person.name} heeft geen tweede stap.")
        self.stdout.write(f"{person.name} logt weer in met alleen het wachtwoord en is overal uitgelogd.")

    def _disable(self, options: dict[str, Any]) -> None:
        person = self._person(options)
        say_goodbye(person=person, by=None, at=now())
        self.stdout.write(f"{person.name} kan niet meer inloggen en is overal uitgelogd.")

    def _show(self, options: dict[str, Any]) -> None:
        person = self._person(options)
        state = "actief" if person.is_active else "afgesloten"
        self.stdout.write(f"{person.name}: {Role(person.role).label.lower()}, {state}.")

    def _person(self, options: dict[str, Any]) -> Any:
        person = find_person_by_address(options["email"])
        if person is None:
            raise CommandError(f"Niemand heeft het adres {options['email']}.")
        return person

    def _ask_password(self, person: Any) -> str:
        if sys.stdin.isatty():
            password = getpass.getpass("Wachtwoord: ")
            if password != getpass.getpass("Nog een keer: "):
                raise CommandError("De twee wachtwoorden zijn niet gelijk.")
        else:
            password = sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password


_STEPS = {
    "create": "maak een persoon; vraagt het wachtwoord, of leest het van de invoer",
    "role": "geef een rol",
    "password": "geef een nieuw wachtwoord; vraagt het, of leest het van de invoer",
    "second-step": "verwijder de tweede stap van wie die kwijt is",
    "disable": "sluit iemand af",
    "show": "laat rol en toestand zien",
}
