"""The cast of all tests: Fatima is an agent, Joost always reports, Bram is second line, Sanne coordinates."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from servicepunt.domains.agreements.models import Calendar, CalendarVersion, Norm
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.people.actions import add_person, save_team
from servicepunt.domains.people.models import Department, Person, Supplier, Team
from servicepunt.domains.people.rules.roles import Role
from servicepunt.domains.tickets.actions import open_ticket
from servicepunt.domains.tickets.models import Ticket

# A Tuesday, 12:00 on the wall in the Netherlands (summer time).
NOON = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PASSWORD = "een-lang-wachtwoord"


@dataclass(slots=True)
class Village:
    """A small municipality."""

    fatima: Person
    bram: Person
    sanne: Person
    willemien: Person
    joost: Person
    els: Person
    supplier: Supplier
    rachid: Person
    service_point: Team
    second_line: Team
    mailbox: Mailbox
    calendar: Calendar

    def ticket(self, **fields: object) -> Ticket:
        """Return a new ticket of Joost, by mail, at noon."""
        given = {
            "requester": self.joost,
            "title": "VPN valt steeds weg",
            "text": "Mijn VPN valt elk half uur weg.",
            "channel": "mail",
            "started_at": NOON,
            "mailbox": self.mailbox,
            "by": None,
            "at": NOON,
        }
        return open_ticket(**(given | fields))


def make_village() -> Village:
    """Make the cast, with weekdays from 08:30 to 17:00 and a norm for everything."""
    department = Department.objects.create(name="Burgerzaken")
    supplier = Supplier.objects.create(name="Vecht Telecom", mail_domain="vechttelecom.example")

    def person(name: str, local: str, role: str = Role.EMPLOYEE, **extra: object) -> Person:
        domain = "vechttelecom.example" if "supplier" in extra else "voorbeeld.example"
        made = add_person(
            name=name,
            email=f"{local}@{domain}",
            role=role,
            department=department,
            at=NOON,
            how="test",
            by=None,
            **extra,
        )
        made.set_password(PASSWORD)
        made.save(update_fields=["password"])
        return made

    fatima = person("Fatima el Amrani", "fatima", Role.AGENT, phones=("06-11112222",))
    bram = person("Bram Hofman", "bram", Role.AGENT)
    sanne = person("Sanne de Wit", "sanne", Role.COORDINATOR)
    service_point = save_team(
        team=None, name="Servicepunt", line=1, members=[fatima, sanne], by=None, at=NOON, is_service_point=True
    )
    calendar = Calendar.objects.create(name="Servicepunt", is_default=True)
    CalendarVersion.objects.create(
        calendar=calendar, number=1, weekly={str(d): [["08:30", "17:00"]] for d in range(5)}, made_at=NOON
    )
    Norm.objects.create(
        name="Alles", calendar=calendar, acknowledge=60, answer=120, resolve=480, team_time=240, supplier=480
    )
    return Village(
        fatima=fatima,
        bram=bram,
        sanne=sanne,
        willemien=person("Willemien Bos", "willemien", Role.ADMINISTRATOR),
        joost=person("Joost Kuipers", "joost", phones=("06-12345678",)),
        els=person("Els Jansen", "els"),
        supplier=supplier,
        rachid=person("Rachid Slot", "rachid", supplier=supplier),
        service_point=service_point,
        second_line=save_team(team=None, name="Applicatiebeheer", line=2, members=[bram], by=None, at=NOON),
        mailbox=Mailbox.objects.create(
            name="Servicepunt", address="servicepunt@voorbeeld.example", team=service_point, smtp_host="127.0.0.1"
        ),
        calendar=calendar,
    )
