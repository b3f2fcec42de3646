"""The Jinja2 environment of every product page."""

import hashlib
import json
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment
from jinja2.runtime import Macro
from markupsafe import Markup

from servicepunt.design import words

_FILTERS = (
    "moment", "day", "full", "clock_text", "iso", "duration", "size", "initials", "plural", "paragraphs", "sent_fields",
)  # fmt: skip
# The field of a form that says who its page was made for; a part of a page (htmx) says so in the header X-Made-For.
MADE_FOR = "made_for"
# 422 and 409 carry the page with what went wrong: they are shown. No script out of attributes.
HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "scrollBehavior": "instant",
        "timeout": 20000,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "409", "swap": True},
            {"code": "422", "swap": True},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    },
    separators=(",", ":"),
)


@lru_cache(maxsize=256)
def asset(path: str) -> str:
    """Return the address of a static file with a mark of its content, so a new version is fetched at once."""
    found = finders.find(path)
    if not isinstance(found, str):
        return static(path)
    mark = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
    return f"{static(path)}?v={mark}"


@lru_cache(maxsize=1024)
def icon(name: str, size: str = "") -> Markup:
    """Return an icon of the sprite, hidden from screen readers; `size` is empty, sm or lg."""
    kind = f"sp-icon sp-icon--{size}" if size else "sp-icon"
    return Markup(
        '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><use href="{}#i-{}"></use></svg>'
    ).format(kind, asset("servicepunt/icons/sprite.svg"), name)


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a page by its name."""
    return _address(get_script_prefix(), name, *args, **kwargs)


# A page asks dozens, most of them the same as the page before.
@lru_cache(maxsize=4096)
def _address(_below: str, name: str, /, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def addresses(_request: HttpRequest) -> dict[str, object]:
    """Return `url` for a page: where the pages hang is looked up once, not for each address."""
    return {"url": partial(_address, get_script_prefix())}


def form_token(request: HttpRequest) -> dict[str, object]:
    """
    Return `csrf_input`: what every form of a page carries.

    One token for all of them, as Jinja's own makes another for each; and who the page was made for, so that what one
    person typed is not sent by another who signed in since.
    """
    return {"csrf_input": SimpleLazyObject(lambda: _carried(request))}


def _carried(request: HttpRequest) -> Markup:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return Markup(csrf_input(request))
    field = Markup('<input type="hidden" name="{}" value="{}">').format(MADE_FOR, person.pk)
    return Markup(csrf_input(request)) + field


@lru_cache(maxsize=1024)
def same(macro: Macro, *values: str | int) -> Markup:
    """Return what a macro makes of a few words that come back on every page, made once."""
    return Markup(macro(*values))


def _is_markup(name: str | None) -> bool:
    # The text of a mail is no HTML; everything else is escaped, also what has no name.
    return not (name or "").endswith(".txt")


def signin_url() -> str:
    """Return the address of the page to sign in."""
    return resolve_url(settings.LOGIN_URL)


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend renders with; compiled templates stay in memory."""
    options["autoescape"] = _is_markup
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True, cache_size=-1)
    made.globals.update(static=static, asset=asset, url=url, icon=icon, same=same, signin_url=signin_url)
    made.globals.update(htmx_config=HTMX_CONFIG, nav=None, messages=())
    made.filters.update({name: getattr(words, name) for name in _FILTERS})
    return made
