"""A bare Django application on the same database: what a page costs without anything that makes it useful."""

import time

from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.urls import path

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.tickets.models import OPEN, Message, Ticket
from servicepunt.foundation.clock import now

_LIST = """<!doctype html><title>Tickets</title><p>{{ count }}</p><table>{% for row in rows %}<tr>
<td><a href="/ticket/{{ row.number }}/">{{ row.number }}</a></td><td>{{ row.title }}</td>
<td>{{ row.requester__name }}</td><td>{{ row.priority }}</td><td>{{ row.due_at|date:"D j M H:i" }}</td>
<td>{{ row.status }}</td><td>{{ row.agent__name|default:"" }}</td>
</tr>{% endfor %}</table>"""
_TICKET = """<!doctype html><title>{{ ticket.number }}</title><h1>{{ ticket.title }}</h1>
<p>{{ ticket.requester.name }} {{ ticket.team.name }} {{ ticket.agent.name }} {{ ticket.due_at|date:"D j M H:i" }}</p>
{% for message in messages %}<article><h2>{{ message.author.name }} {{ message.written_at|date:"D j M H:i" }}</h2>
{{ message.text|linebreaks }}</article>{% endfor %}"""
_engine = Engine()
_list, _ticket = _engine.from_string(_LIST), _engine.from_string(_TICKET)
_COLUMNS = ("id", "number", "title", "status", "priority", "due_at", "requester__name", "agent__name")
_SEARCH = {
    # The words as the product keeps them: part by part, the newest first.
    "postgresql": """SELECT hit.ticket_id
        FROM generate_series((SELECT max(ticket_id) >> 14 FROM tickets_words), 0, -1) part
        CROSS JOIN LATERAL (
            SELECT ticket_id FROM tickets_words WHERE words @@ to_tsquery(
                'simple', lpad(to_hex(part), 6, '0') || replace(%s, ' ', ' & ' || lpad(to_hex(part), 6, '0')))
            ORDER BY ticket_id + 0 DESC
        ) hit LIMIT 50""",
    "sqlite": "SELECT rowid FROM tickets_words WHERE tickets_words MATCH %s ORDER BY rowid DESC LIMIT 50",
}


def queue(request: HttpRequest) -> HttpResponse:
    """Show the open tickets that are due first, and how many there are."""
    found = Ticket.objects.filter(OPEN)
    rows = found.order_by("due_at", "id").values(*_COLUMNS)[:50]
    return HttpResponse(_list.render(Context({"rows": rows, "count": found.count()})))


def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Show a ticket with its messages."""
    found = Ticket.objects.select_related("team", "agent", "requester").get(number=number.replace("-", " "))
    messages = Message.objects.filter(ticket=found).select_related("author").order_by("id")
    return HttpResponse(_ticket.render(Context({"ticket": found, "messages": messages})))


def search(request: HttpRequest) -> HttpResponse:
    """Show the newest tickets in which a word occurs."""
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH[connection.vendor], [request.GET["q"]])
        ids = [row[0] for row in cursor.fetchall()]
    rows = Ticket.objects.filter(pk__in=ids).order_by("-id").values(*_COLUMNS)
    return HttpResponse(_list.render(Context({"rows": rows, "count": len(ids)})))


def news(request: HttpRequest) -> HttpResponse:
    """Say how many tickets came after one."""
    found = Ticket.objects.filter(OPEN, pk__gt=int(request.GET["newest"]))
    return JsonResponse({"count": found[:100].count()})


@transaction.atomic
def create(request: HttpRequest) -> HttpResponse:
    """Write a ticket, its message and a line about it."""
    at = now()
    person: Person = request.user  # type: ignore[assignment]  # the middleware let only people in
    made = Ticket.objects.create(
        number=f"R{time.time_ns()}",
        title=request.POST["title"],
        kind="question",
        channel="phone",
        impact="person",
        urgency="hindered",
        team=Team.objects.get(is_service_point=True),
        requester_id=int(request.POST["person"]),
        started_at=at,
        opened_at=at,
        changed_at=at,
    )
    Message.objects.create(
        ticket=made, audience="public", author=person, channel="phone", text=request.POST["text"], written_at=at
    )
    Entry.objects.create(name="bench.made", about="bench", subject=made.pk, actor=person.pk, happened_at=at)
    return JsonResponse({"number": made.number})


@transaction.atomic
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Put a ticket on the visitor's name, and write a line about it."""
    at = now()
    found = Ticket.objects.select_for_update().get(number=number)
    Ticket.objects.filter(pk=found.pk).update(agent=request.user, version=F("version") + 1, changed_at=at)
    Entry.objects.create(name="bench.taken", about="bench", subject=found.pk, actor=request.user.pk, happened_at=at)
    return JsonResponse({"number": found.number})


urlpatterns = [
    path("queue/", queue),
    path("ticket/<str:number>/", ticket),
    path("search/", search),
    path("news/", news),
    path("create/", create),
    path("take/<str:number>/", take),
]
