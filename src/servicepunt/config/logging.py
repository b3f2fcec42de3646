"""Logs as JSON lines without personal data: no addresses, no names, no query strings."""

import json
import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("servicepunt.request")
_FIELDS = ("request_id", "method", "route", "status", "ms", "person", "job", "mailbox", "count")


class JsonLine(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: moment (UTC), level, logger, message and the known extra fields."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        line |= {name: record.__dict__[name] for name in _FIELDS if name in record.__dict__}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class RequestLog:
    """Log each request by its route, never by its address: an address may hold a name or a number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Time the request and log how it ended."""
        began = time.perf_counter()
        request_id = uuid.uuid4().hex[:16]
        request.META["servicepunt.request_id"] = request_id
        response = self.get_response(request)
        match = request.resolver_match
        person = getattr(request, "person", None)
        _log.info(
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": match.view_name if match else "",
                "status": response.status_code,
                "ms": round(1000 * (time.perf_counter() - began), 1),
                "person": person.pk if person else None,
            },
        )
        return response
