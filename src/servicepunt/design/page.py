"""What a page gets from the request, and what the layouts show around it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request after the middleware; only annotations, for the type checker."""

    person: Any
    """Who is signed in; pages without sign-in must not read it."""
    at: datetime
    """The moment of the request, aware UTC."""
    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class NavItem:
    """
    A link in a menu; `key` are the keys that follow `g`, `is_late` makes the count red.

    `is_current` is this page itself, `is_around` a page that hangs below it.
    """

    label: str
    url: str
    icon: str = ""
    count: int | None = None
    is_late: bool = False
    is_current: bool = False
    is_around: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something everybody at the desk must know, as a banner above every page."""

    title: str
    text: str
    kind: str = "warning"
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Navigation:
    """
    What the layouts show around a page, built by `config` once a request as `nav`.

    `modules` and `views` are the sidebar of the desk; `links` the header of the portal (four at most),
    `footer` its footer. `theme` is the class of a municipal theme, `scheme` light, dark or empty.
    """

    organization: str
    person_name: str = ""
    person_id: int | None = None
    modules: tuple[NavItem, ...] = ()
    views: tuple[NavItem, ...] = ()
    links: tuple[NavItem, ...] = ()
    footer: tuple[NavItem, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    home_url: str = "/"
    desk_url: str = ""
    palette_url: str = ""
    search_url: str = ""
    new_ticket_url: str = ""
    phone_url: str = ""
    profile_url: str = ""
    signin_url: str = ""
    signout_url: str = ""
    presence: str = ""
    contact: str = ""
    theme: str = ""
    theme_css: str = ""
    scheme: str = ""
    has_letter_keys: bool = True

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys that follow `g`, each with the label of where it leads."""
        return tuple((item.key, item.label) for item in self.modules if item.key)
