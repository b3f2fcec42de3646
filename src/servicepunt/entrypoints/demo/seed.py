"""Filling an empty database with the demo municipality; the same every time, up to the day it is made."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from servicepunt.domains.agreements.queries import hours_of
from servicepunt.domains.mail.models import Mailbox, StandardText
from servicepunt.domains.people.models import Person
from servicepunt.entrypoints.demo.agreements import TARGETS, make_agreements
from servicepunt.entrypoints.demo.hiring import make_requests
from servicepunt.entrypoints.demo.lives import Life, World, Writer
from servicepunt.entrypoints.demo.people import DOMAIN, Village, make_village
from servicepunt.entrypoints.demo.texts import PLACES, STANDARD_TEXTS, STORIES
from servicepunt.foundation.worktime import next_open

TICKETS = 2_500
QUARTER = timedelta(days=91)
SEED = 20_260_714


def is_filled() -> bool:
    """Tell whether there is a municipality already."""
    return Person.objects.exists()


@transaction.atomic
def fill(*, at: datetime, smtp_port: int, say: Callable[[str], None], tickets: int = TICKETS) -> None:
    """Make the demo municipality, whole or not at all; `say` hears how far it is."""
    chance = random.Random(SEED)  # noqa: S311  # the same demo every time, no secret
    say("550 medewerkers, 4 groepen en 12 leveranciers")
    village = make_village(chance, at=at)
    version = make_agreements(at=at)
    make_mailboxes(village, smtp_port=smtp_port)
    StandardText.objects.bulk_create(StandardText(title=title, text=text) for title, text in STANDARD_TEXTS)
    world = World(
        version=version.pk,
        hours=hours_of(version),
        targets={int(priority): minutes for priority, minutes in TARGETS.items()},
        agents=village.agents,
        service_point=village.service_point,
        teams=village.teams,
    )
    writer = Writer(world, chance, at=at)
    for done in range(0, tickets, 500):
        say(f"{done} van {tickets} meldingen")
        moments = _moments(chance, min(500, tickets - done), done / tickets, tickets, at)
        lives = [_life(writer, village, moment) for moment in moments]
        if done + len(lives) == tickets:
            _give(writer, lives, village.employees[-1])
        writer.write(lives)
    writer.keep_counters()
    say(f"{tickets} meldingen over het laatste kwartaal")
    make_requests(at=at)
    say("2 aanvragen voor inhuur")


def make_mailboxes(village: Village, *, smtp_port: int) -> None:
    """Make the mailboxes of the demo; they send to the demo's own mail server."""
    plain = {"smtp_host": "127.0.0.1", "smtp_port": smtp_port, "smtp_security": Mailbox.Security.NONE}
    Mailbox.objects.create(
        name="Servicepunt", address=f"servicepunt@{DOMAIN}", team=village.service_point, per_minute=600, **plain
    )
    Mailbox.objects.create(
        name="Facilitair", address=f"facilitair@{DOMAIN}", team=village.teams["Facilitair"], per_minute=600, **plain
    )


def _moments(chance: random.Random, count: int, share: float, total: int, at: datetime) -> list[datetime]:
    """Return moments in this part of the quarter, in order, mostly in opening hours."""
    start = at - QUARTER * (1 - share)
    length = QUARTER * count / total
    return sorted(start + length * chance.random() for _ in range(count))


def _life(writer: Writer, village: Village, moment: datetime) -> Life:
    story = writer.chance.choice(STORIES)
    requester = writer.chance.choice(village.employees)
    # Most people report when we are open; some mail at night.
    if writer.chance.random() < 0.9:
        opened = next_open(moment, writer.world.hours)
        moment = min(opened + timedelta(minutes=writer.chance.randint(0, 400)), writer.at)
    return writer.life(story, requester, moment, writer.chance.choice(PLACES))


def _give(writer: Writer, lives: Sequence[Life], employee: Person) -> None:
    """Give the employee of the demo something to answer, to follow and to confirm, on whatever day it is."""
    newest = list(reversed(lives))
    asked, followed, *_ = [life for life in newest if life.ticket.status == "open" and not life.ticket.has_new_answer]
    writer.hold(asked, "requester", asked.lines[-1][0])
    solved = next(life for life in newest if life.ticket.status == "solved")
    for life in (asked, followed, solved):
        life.belongs_to(employee)


def point_mailboxes(smtp_port: int) -> None:
    """Let the mailboxes of an earlier start send to this start's mail server."""
    Mailbox.objects.filter(smtp_host="127.0.0.1").update(smtp_port=smtp_port)
