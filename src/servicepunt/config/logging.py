"""Logs as JSON lines without personal data: no addresses, no names, no query strings, no words of errors."""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from servicepunt.foundation.faults import fault_text

_log = logging.getLogger("servicepunt.request")
_FIELDS = (
    "method", "route", "status", "ms", "person", "job", "task", "attempt", "mailbox", "count", "fault",
)  # fmt: skip
_OWN = ("servicepunt", "granian", "_granian")
_ADDRESS = re.compile(r"[^\s<>\"'(),:;=]+@[^\s<>\"'(),:;]+")
_PLACE = re.compile(r"%(\(\w+\))?[-+ #0]*\d*(\.\d+)?[a-zA-Z]")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonLine(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: moment (UTC), level, logger, message and the known extra fields."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": _words(record),
        }
        if request_id := _request_id.get():
            line["request_id"] = request_id
        line |= {name: record.__dict__[name] for name in _FIELDS if name in record.__dict__}
        if "status_code" in record.__dict__:
            line["status"] = record.__dict__["status_code"]
        if record.exc_info and record.exc_info[1] is not None:
            # The words of an error may be about a person: places in the code are enough to find it.
            is_open = settings.DEBUG
            line["error"] = self.formatException(record.exc_info) if is_open else fault_text(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _words(record: logging.LogRecord) -> str:
    # What others fill in (paths, addresses, whole commands) stays out; what we write ourselves is known.
    is_own = record.name.split(".")[0] in _OWN or settings.DEBUG
    words = _ADDRESS.sub("…", record.getMessage() if is_own else _PLACE.sub("…", str(record.msg)))
    # Where others write nothing but what they fill in, the answer or who wrote it says more.
    status = record.__dict__.get("status_code")
    other = HTTPStatus(status).phrase if status in set(HTTPStatus) else record.name
    return words if any(map(str.isalnum, words)) else other


class RequestLog:
    """Log each request by its route, never by its address: an address may hold a name or a number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Time the request, log how it ended, and name it in everything that is logged meanwhile."""
        began = time.perf_counter()
        request_id = uuid.uuid4().hex[:16]
        request.META["servicepunt.request_id"] = request_id
        token = _request_id.set(request_id)
        try:
            response = self.get_response(request)
            match, person = request.resolver_match, getattr(request, "person", None)
            extra = {
                "method": request.method if request.method in _METHODS else "OTHER",
                "route": match.view_name if match else "",
                "status": response.status_code,
                "ms": round(1000 * (time.perf_counter() - began), 1),
                "person": person.pk if person else None,
            }
            _log.info("request", extra=extra)
        finally:
            _request_id.reset(token)
        response.headers["X-Request-ID"] = request_id
        return response


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
