"""The lives of tickets, written in bulk: for the demo, and for measuring with a million of them."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from servicepunt.domains.agreements.rules.clocks import measure, next_due
from servicepunt.domains.agreements.rules.escalation import due_levels, next_look
from servicepunt.domains.agreements.rules.priority import DEFAULT_MATRIX, priority_by
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.tickets import events
from servicepunt.domains.tickets.models import Message, NumberSeries, Ticket
from servicepunt.domains.tickets.queries.search import part_of
from servicepunt.domains.tickets.rules.history import happenings
from servicepunt.domains.tickets.rules.words import Audience, Channel
from servicepunt.entrypoints.demo.texts import NOTES, QUESTIONS, REPLIES, THANKS, Story
from servicepunt.foundation.identifiers import format_ticket_number
from servicepunt.foundation.text import ZONE, search_terms
from servicepunt.foundation.worktime import ServiceHours, add_working_time


@dataclass(slots=True)
class Life:
    """A ticket with everything that is going to happen to it, before anything is in the database."""

    ticket: Ticket
    lines: list[tuple[datetime, type[events.TicketEvent], dict[str, Any], int | None]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    events: list[Entry] = field(default_factory=list)

    def belongs_to(self, requester: Person) -> None:
        """Let it be the ticket of somebody else, from its first word on."""
        before, self.ticket.requester = self.ticket.requester_id, requester
        for message in self.messages:
            if message.author_id == before:
                message.author = requester
        self.lines = [(*line[:3], requester.pk if line[3] == before else line[3]) for line in self.lines]


@dataclass(frozen=True, slots=True)
class World:
    """What lives are made of: hours by calendar version, targets by priority, and who works where."""

    version: int
    hours: ServiceHours
    targets: dict[int, tuple[int, int, int, int, int]]
    agents: dict[int, list[Person]]
    service_point: Team
    teams: dict[str, Team]


class Writer:
    """Makes lives with one source of chance and writes them in batches."""

    def __init__(self, world: World, chance: random.Random, *, at: datetime) -> None:
        self.world, self.chance, self.at = world, chance, at
        self.counters: dict[str, int] = {}

    def number(self, moment: datetime) -> str:
        """Return the next number of the month of a moment."""
        period = moment.astimezone(ZONE).strftime("%y%m")
        self.counters[period] = self.counters.get(period, 0) + 1
        return format_ticket_number(settings.TICKET_PREFIX, period, self.counters[period])

    def life(self, story: Story, requester: Person, started_at: datetime, place: str) -> Life:
        """Return a ticket that begins at a moment and goes as far as this moment allows."""
        priority = priority_by(DEFAULT_MATRIX, impact=story.impact, urgency=story.urgency)
        channel = self.chance.choices(
            [Channel.MAIL, Channel.PHONE, Channel.PORTAL, Channel.COUNTER], weights=[45, 25, 22, 8]
        )[0]
        ticket = Ticket(
            number=self.number(started_at),
            title=story.title.format(plek=place),
            kind=story.kind,
            channel=channel,
            impact=story.impact,
            urgency=story.urgency,
            priority=priority,
            category=story.category,
            team=self.world.service_point,
            requester=requester,
            started_at=started_at,
            opened_at=started_at,
            changed_at=started_at,
        )
        life = Life(ticket)
        self._open(life, story, place)
        self._go_on(life, story, started_at)
        return life

    def _open(self, life: Life, story: Story, place: str) -> None:
        ticket, answered = life.ticket, Channel(life.ticket.channel).is_conversation
        opened = {
            "channel": ticket.channel,
            "started_at": ticket.started_at.isoformat(),
            "team": ticket.team_id,
            "priority": int(ticket.priority),
            "answered": answered,
        }
        minutes = self.world.targets[ticket.priority]
        names = ("acknowledge", "answer", "resolve", "team_time", "supplier")
        targets = dict(zip(names, minutes, strict=True)) | {"hours": self.world.version, "why": "opened"}
        life.lines.append((ticket.started_at, events.TicketOpened, opened, None))
        life.lines.append((ticket.started_at, events.TargetsSet, targets, None))
        self._say(life, ticket.requester, story.text.format(plek=place), ticket.started_at, is_requester=True)

    def _say(
        self, life: Life, author: Person, text: str, moment: datetime,
        *, is_requester: bool = False, audience: str = Audience.PUBLIC,
    ) -> None:  # fmt: skip
        life.messages.append(
            Message(
                ticket=life.ticket,
                author=author,
                text=text,
                audience=audience,
                is_from_requester=is_requester,
                channel=life.ticket.channel if is_requester else Channel.MAIL,
                written_at=moment,
            )
        )

    def _after(self, moment: datetime, least: int, most: int) -> datetime:
        """Return a moment some minutes of working time later."""
        amount = timedelta(minutes=self.chance.randint(least, most), seconds=self.chance.randint(0, 59))
        return add_working_time(moment, amount, self.world.hours)

    def _go_on(self, life: Life, story: Story, moment: datetime) -> None:
        steps = [self._take, self._escalate, self._ask, self._note, self._solve, self._end]
        for step in steps:
            following = step(life, story, moment)
            if following is None:
                return
            moment = following

    def _take(self, life: Life, story: Story, moment: datetime) -> datetime | None:
        target = self.world.targets[life.ticket.priority][0]
        then = self._after(moment, 2, int(target * self.chance.choice([0.3, 0.6, 0.9, 1.05])))
        if then > self.at:
            return None
        agent = self.chance.choice(self.world.agents[self.world.service_point.pk])
        team = self.world.service_point.pk
        assigned = {"team": team, "agent": agent.pk, "team_before": team, "agent_before": None}
        life.lines.append((then, events.TicketAssigned, assigned, agent.pk))
        self._reply(life, agent, f"Ik heb je melding opgepakt. {self.chance.choice(QUESTIONS)}", then)
        life.ticket.agent, life.ticket.status, life.ticket.changed_at = agent, "open", then
        return then

    def _reply(self, life: Life, agent: Person, text: str, moment: datetime) -> None:
        self._say(life, agent, text, moment)
        reply = {"message": len(life.messages), "channel": Channel.MAIL.value, "outgoing": None}
        life.lines.append((moment, events.ReplyWritten, reply, agent.pk))

    def _escalate(self, life: Life, story: Story, moment: datetime) -> datetime | None:
        if not story.team or story.team not in self.world.teams or self.chance.random() < 0.35:
            return moment
        then = self._after(moment, 5, 120)
        if then > self.at:
            return None
        team, before = self.world.teams[story.team], life.ticket.team_id
        handed = {
            "team": team.pk,
            "team_before": before,
            "reason": "Dit vraagt rechten die wij niet hebben.",
            "tried": "Opnieuw gestart en gecontroleerd op bekende storingen.",
        }
        life.lines.append((then, events.TicketEscalated, handed, life.ticket.agent_id))
        life.ticket.team, life.ticket.changed_at = team, then
        life.ticket.agent = None
        if self.chance.random() < 0.85:
            life.ticket.agent = self.chance.choice(self.world.agents[team.pk])
        return then

    def _ask(self, life: Life, story: Story, moment: datetime) -> datetime | None:
        if self.chance.random() < 0.65:
            return moment
        then, reason = self._after(moment, 1, 60), self.chance.choice(["requester", "requester", "supplier"])
        if then > self.at:
            return moment
        back = self._after(then, 60, 900)
        self.hold(life, reason, then)
        if back > self.at:
            return None
        life.ticket.status, life.ticket.wait_reason, life.ticket.wait_until = "open", "", None
        if reason == "requester":
            self._say(life, life.ticket.requester, self.chance.choice(REPLIES), back, is_requester=True)
            heard = {"message": len(life.messages), "channel": life.ticket.channel, "written_at": back.isoformat()}
            life.lines.append((back, events.MessageReceived, heard, life.ticket.requester_id))
        life.lines.append((back, events.WaitEnded, {"reason": reason, "why": "answer"}, None))
        life.ticket.has_new_answer, life.ticket.changed_at = reason == "requester", back
        return back

    def hold(self, life: Life, reason: str, moment: datetime) -> None:
        """Let the ticket wait from this moment on."""
        until = add_working_time(moment, timedelta(hours=25), self.world.hours)
        waits = {"reason": reason, "until": until.isoformat(), "note": ""}
        life.lines.append((moment, events.WaitBegan, waits, life.ticket.agent_id))
        life.ticket.status, life.ticket.wait_reason, life.ticket.wait_until = "waiting", reason, until
        life.ticket.changed_at = moment

    def _note(self, life: Life, story: Story, moment: datetime) -> datetime | None:
        if self.chance.random() < 0.7:
            return moment
        then = self._after(moment, 1, 30)
        agent = life.ticket.agent or self.chance.choice(self.world.agents[life.ticket.team_id])
        if then <= self.at:
            self.note(life, agent, self.chance.choice(NOTES), then)
        return moment

    def note(self, life: Life, agent: Person, text: str, moment: datetime) -> None:
        """Let an agent write a note for colleagues."""
        self._say(life, agent, text, moment, audience=Audience.INTERNAL)
        life.lines.append((moment, events.NoteWritten, {"message": len(life.messages)}, agent.pk))

    def _solve(self, life: Life, story: Story, moment: datetime) -> datetime | None:
        share = self.chance.choice([0.3, 0.6, 0.8, 0.9, 0.97, 1.2])
        # Whoever answered us is helped within the time for an answer, as a rule.
        _, answer, resolve, team_time, _ = self.world.targets[life.ticket.priority]
        target = answer if life.ticket.has_new_answer else min(resolve, team_time)
        then = self._after(moment, 5, max(10, int(target * share)))
        if then > self.at:
            return None
        agent = life.ticket.agent or self.chance.choice(self.world.agents[life.ticket.team_id])
        self._reply(life, agent, story.answer, then)
        life.lines.append((then, events.TicketSolved, {"cycle": 1, "cause": story.cause}, agent.pk))
        life.ticket.agent, life.ticket.status, life.ticket.cause = agent, "solved", story.cause
        life.ticket.solved_at = life.ticket.changed_at = then
        life.ticket.has_new_answer = False
        return then

    def _end(self, life: Life, story: Story, moment: datetime) -> datetime | None:
        then = self._after(moment, 30, 2_500)
        if then > self.at:
            return None
        how = self.chance.choice(["confirmed", "silence"])
        if how == "confirmed":
            self._say(life, life.ticket.requester, self.chance.choice(THANKS), then, is_requester=True)
        life.lines.append((then, events.TicketClosed, {"cycle": 1, "how": how}, None))
        life.ticket.status, life.ticket.closed_at, life.ticket.changed_at = "closed", then, then
        return None

    def write(self, lives: Sequence[Life]) -> None:
        """Write a batch of lives; the caller's transaction keeps it whole."""
        for life in lives:
            self._finish(life)
        Ticket.objects.bulk_create([life.ticket for life in lives], batch_size=500)
        Message.objects.bulk_create([message for life in lives for message in life.messages], batch_size=500)
        Entry.objects.bulk_create([entry for life in lives for entry in self._entries(life)], batch_size=1_000)
        write_words([life.ticket for life in lives], [life.messages for life in lives])

    def _finish(self, life: Life) -> None:
        ticket = life.ticket
        ticket.version = len(life.lines)
        lines = [Entry(name=kind.name, data=data, happened_at=moment) for moment, kind, data, _ in life.lines]
        hours = {self.world.version: self.world.hours}
        readings = measure(happenings(lines), hours=hours, now=self.at)
        ticket.due_at, ticket.due_clock = next_due(readings)
        ticket.is_late = any(reading.is_late for reading in readings)
        if ticket.status in {"new", "open", "waiting"}:
            # What these lives passed long ago warns nobody any more.
            levels = settings.ESCALATION_LEVELS
            gone = {
                (due.reading.clock.value, due.reading.cycle, level.name)
                for due in due_levels(readings, levels=levels, fired=(), hours=hours, now=self.at)
                for level in (due.level, *due.passed)
            }
            ticket.look_at = next_look(readings, levels=levels, fired=gone, hours=hours, now=self.at)

    def _entries(self, life: Life) -> Iterable[Entry]:
        for moment, kind, data, actor in life.lines:
            plain = dict(data)
            if "message" in plain:
                plain["message"] = life.messages[plain["message"] - 1].pk
            yield Entry(
                name=kind.name,
                about="ticket",
                subject=life.ticket.pk,
                data={"ticket": life.ticket.pk} | plain,
                actor=actor,
                happened_at=moment,
            )

    def keep_counters(self) -> None:
        """Write the counters down, so that the next number follows."""
        for period, last in self.counters.items():
            NumberSeries.objects.update_or_create(prefix=settings.TICKET_PREFIX, period=period, defaults={"last": last})


def write_words(tickets: Sequence[Ticket], messages: Sequence[Sequence[Message]]) -> None:
    """Make a batch of tickets findable by every word."""
    rows = []
    for ticket, said in zip(tickets, messages, strict=True):
        own = f"{ticket.title} {ticket.number.replace(' ', '')} {ticket.number} {ticket.requester.name}"
        terms = dict.fromkeys(search_terms(f"{own} {' '.join(message.text for message in said)}"))
        rows.append((ticket.pk, terms))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "INSERT INTO tickets_words (ticket_id, words) VALUES (%s, array_to_tsvector(%s))"
            cursor.executemany(sql, [(pk, [f"{part_of(pk)}{term}" for term in terms]) for pk, terms in rows])
        else:
            sql = "INSERT INTO tickets_words (rowid, words) VALUES (%s, %s)"
            cursor.executemany(sql, [(pk, " ".join(terms)) for pk, terms in rows])
