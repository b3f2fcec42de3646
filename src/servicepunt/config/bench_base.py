"""The latest quarter of the desk that is measured: lives of the demo, in batches that can be made again."""

import random
from datetime import datetime, timedelta

from django.conf import settings

from servicepunt.domains.agreements.models import CalendarVersion
from servicepunt.domains.agreements.queries import hours_of
from servicepunt.domains.people.models import Membership, Person, Team
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tickets.models import NumberSeries
from servicepunt.entrypoints.demo.agreements import TARGETS, make_agreements
from servicepunt.entrypoints.demo.lives import Life, World, Writer
from servicepunt.entrypoints.demo.people import make_village
from servicepunt.entrypoints.demo.seed import QUARTER, SEED, make_mailboxes
from servicepunt.entrypoints.demo.texts import NOTES, PLACES, STORIES
from servicepunt.foundation.worktime import next_open

MESSAGES, LONG, EACH = 5, 10, 20
DEVICES = 5_000
# Nobody listens there: what a measurement sends does not leave.
NOWHERE = 9


class DemoBase:
    """Makes the demo municipality, and its tickets batch by batch, each with at least five messages."""

    def prepare(self, *, at: datetime) -> None:
        """Make people, agreements and mailboxes."""
        village = make_village(random.Random(SEED), at=at)  # noqa: S311  # the same people every time, no secret
        make_agreements(at=at)
        make_mailboxes(village, smtp_port=NOWHERE)

    def batch(self, place: int, count: int, total: int, *, at: datetime) -> None:
        """Make `count` tickets, the first of which is the `place`th of `total`, in order of time."""
        chance = random.Random(SEED + place)  # noqa: S311  # the same tickets every time, no secret
        writer = Writer(_world(), chance, at=at)
        writer.counters = dict(NumberSeries.objects.filter(prefix=settings.TICKET_PREFIX).values_list("period", "last"))
        requesters = list(Person.objects.filter(role=Role.EMPLOYEE).order_by("id"))
        start, length = at - QUARTER * (1 - place / total), QUARTER * count / total
        moments = sorted(start + length * chance.random() for _ in range(count))
        lives = [_life(writer, requesters, moment) for moment in moments]
        for number, life in enumerate(lives):
            _lengthen(writer, life, LONG if number % EACH == 0 else MESSAGES)
        writer.write(lives)
        writer.keep_counters()


def _world() -> World:
    version = CalendarVersion.objects.get()
    teams = {team.name: team for team in Team.objects.all()}
    agents: dict[int, list[Person]] = {team.pk: [] for team in teams.values()}
    for member in Membership.objects.select_related("person").order_by("id"):
        agents[member.team_id].append(member.person)
    return World(
        version=version.pk,
        hours=hours_of(version),
        targets={int(priority): minutes for priority, minutes in TARGETS.items()},
        agents=agents,
        service_point=next(team for team in teams.values() if team.is_service_point),
        teams={name: team for name, team in teams.items() if not team.is_service_point},
    )


def _life(writer: Writer, requesters: list[Person], moment: datetime) -> Life:
    chance = writer.chance
    if chance.random() < 0.9:
        opened = next_open(moment, writer.world.hours)
        moment = min(opened + timedelta(minutes=chance.randint(0, 400)), writer.at)
    life = writer.life(chance.choice(STORIES), chance.choice(requesters), moment, chance.choice(PLACES))
    # Without words that few tickets have, every search would find a twentieth of all.
    life.messages[0].text += f"\n\nHet nummer van het apparaat is LP{10_000 + chance.randrange(DEVICES)}."
    return life


def _lengthen(writer: Writer, life: Life, wanted: int) -> None:
    """Let agents note what they did until there are so many messages."""
    while len(life.messages) < wanted:
        agent = writer.chance.choice(writer.world.agents[life.ticket.team_id])
        # Numbers that few tickets share, as real notes have.
        text = f"{writer.chance.choice(NOTES)} Doorkiesnummer {writer.chance.randint(1_000, 9_999)}."
        writer.note(life, agent, text, life.lines[-1][0])
