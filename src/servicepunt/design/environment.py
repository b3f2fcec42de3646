"""The Jinja2 environment of every product page."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, reverse
from jinja2 import Environment
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from servicepunt.design import words
from servicepunt.design.compiling import Compiled, Compiler, Shown

_FILTERS = (
    "moment", "day", "full", "short", "clock_text", "iso", "duration", "size", "initials", "plural",
    "paragraphs", "sentence", "sent_fields",
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
def _address(below: str, name: str, /, *args: object, **kwargs: object) -> str:
    if len(args) == 1 and not kwargs and _PLAIN.fullmatch(slug := str(args[0])) and (around := _around(below, name)):
        return slug.join(around)
    return reverse(name, args=args, kwargs=kwargs)


# What an address takes as it is, and a word that stands in no address of ours.
_PLAIN, _MARK = re.compile(r"[A-Za-z0-9-]+"), "x0-mark-0x"


@lru_cache(maxsize=1024)
def _around(_below: str, name: str) -> tuple[str, ...]:
    """Return what stands before and after the word that an address takes; nothing when it takes something else."""
    try:
        return tuple(reverse(name, args=[_MARK]).split(_MARK))
    except NoReverseMatch:
        return ()


def addresses(_request: HttpRequest) -> dict[str, Callable[..., str]]:
    """Return `url` for a page: where the pages hang is looked up once, not for each address."""
    return {"url": partial(_address, get_script_prefix())}


class _Token:
    """The token of a page, made when it is first asked for, and what every form of that page carries."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def token(self) -> str:
        return str(get_token(self._request))

    @cached_property
    def _field(self) -> str:
        field = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(self.token)
        person = getattr(self._request, "user", None)
        if person is not None and person.is_authenticated:
            field += Markup('<input type="hidden" name="{}" value="{}">').format(MADE_FOR, person.pk)
        return field

    def __html__(self) -> str:
        return self._field


class _Meta:
    """The same token, for scripts."""

    def __init__(self, carried: _Token) -> None:
        self._carried = carried

    def __str__(self) -> str:
        return self._carried.token


def form_token(request: HttpRequest) -> dict[str, object]:
    """
    Return `csrf_input`: what every form of a page carries, and `csrf_token`, the token in it, for scripts.

    One token for all of them, as Jinja's own makes another for each; and who the page was made for, so that what one
    person typed is not sent by another who signed in since.
    """
    carried = _Token(request)
    return {"csrf_input": carried, "csrf_token": _Meta(carried)}


# Words of each kind for themselves: what was safe as it stood is not safe because it reads the same.
@lru_cache(maxsize=2048, typed=True)
def same(macro: Macro, *values: Hashable, **named: Hashable) -> Markup:
    """Return what a macro makes of values that come back, made once; nothing of it may depend on who looks."""
    return Markup(macro(*values, **named))


def each(macro: Macro, rows: Iterable[Iterable[Hashable]], **named: Hashable) -> Markup:
    """Return what a macro makes of each row of values that come back, as `same`, one after the other."""
    return Markup("".join([same(macro, *row, **named) for row in rows]))  # noqa: S704  # what a macro made


class _Holes:
    """What a macro gets for what differs from page to page: words that nobody can know, to be replaced later."""

    def __init__(self, below: str) -> None:
        self.below = below

    def __getattr__(self, name: str) -> str:
        return f"{_SECRET}{name}x"


_SECRET = f"x{secrets.token_hex(16)}"
# The addresses in a piece hang where the product is served.
_holes = lru_cache(maxsize=8)(_Holes)


def filled(macro: Macro, page: Mapping[str, object], *values: Hashable) -> str:
    """
    Return what a macro makes of values that come back, as `same`, with what differs from page to page put in.

    The macro gets that by its name, as if its first argument were `page`: to show, not to ask anything of it.
    """
    holes = _holes(get_script_prefix())
    made = same(macro, holes, *values)
    for name, value in page.items():
        made = made.replace(getattr(holes, name), escape(value))
    return made


def _is_markup(name: str | None) -> bool:
    # The text of a mail is no HTML; everything else is escaped, also what has no name.
    return not (name or "").endswith(".txt")


def signin_url() -> str:
    """Return the address of the page to sign in."""
    return resolve_url(settings.LOGIN_URL)


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend renders with; compiled templates stay in memory."""
    options["autoescape"] = _is_markup
    made = Shown(**options, trim_blocks=True, lstrip_blocks=True, cache_size=-1)
    made.code_generator_class, made.template_class = Compiler, Compiled
    made.globals.update(static=static, asset=asset, url=url, icon=icon, signin_url=signin_url)
    made.globals.update(same=same, each=each, filled=filled)
    made.globals.update(htmx_config=escape(HTMX_CONFIG), nav=None, messages=())
    made.filters.update({name: getattr(words, name) for name in _FILTERS})
    return made
