"""What stands around every page: modules, views with their counts, alarms, and who is signed in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from servicepunt.design.environment import addresses
from servicepunt.design.page import Alarm, Navigation, NavItem
from servicepunt.design.words import sentence
from servicepunt.domains.mail.queries import MailSignals
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tenders.queries import has_seat_inside
from servicepunt.domains.worklist.queries import VIEWS, around

Url = Callable[..., str]
_MODULES = (
    ("Werkvoorraad", "worklist:worklist", "inbox", "w", Permission.WORK),
    ("Telefoon en balie", "phone:register", "phone", "t", Permission.WORK),
    ("Post", "mail:letters", "mail", "p", Permission.RELEASE_MAIL),
    ("Inhuur", "hiring:overview", "briefcase", "", Permission.WORK),
    ("Servicenormen", "agreements:norms", "clock", "", Permission.MANAGE_NORMS),
    ("Personen", "people:people", "user", "", Permission.MANAGE_PEOPLE),
    ("Postbussen", "mail:mailboxes", "mail", "", Permission.MANAGE_MAIL),
    ("Standaardteksten", "mail:texts", "note", "", Permission.MANAGE_MAIL),
    ("Taken", "operation:jobs", "list-check", "", Permission.SEE_JOBS),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav` for the layouts; worked out only by pages that show it."""
    return {"nav": SimpleLazyObject(_builder(request))}


def _builder(request: HttpRequest) -> Callable[[], Navigation]:
    def build() -> Navigation:
        person = getattr(request, "person", None)
        url: Url = addresses(request)["url"]
        if person is None:
            return Navigation(organization=settings.ORGANIZATION, signin_url=url("account_login"), footer=_statements())
        return _desk(request, url) if person.may(Permission.WORK) else _portal(request, url)

    return build


def _desk(request: HttpRequest, url: Url) -> Navigation:
    person: Any = request.user
    known = around(viewer=person, at=request.at)  # type: ignore[attr-defined]  # set by the middleware
    return Navigation(
        organization=settings.ORGANIZATION,
        person_name=person.name,
        person_id=person.pk,
        modules=_modules(request, known.mail, url),
        views=_views(request, known.counts, url),
        alarms=_alarms(known.mail, person, url),
        palette_url=url("desk:palette"),
        search_url=url("worklist:worklist"),
        new_ticket_url=url("phone:register"),
        phone_url=url("phone:register"),
        profile_url=url("people:profile"),
        signout_url=url("account_logout"),
        scheme=person.color_scheme,
        has_letter_keys=person.single_keys,
    )


def _modules(request: HttpRequest, signals: MailSignals, url: Url) -> tuple[NavItem, ...]:
    person: Any = request.user
    hung = {name: url(name) for _, name, *_ in _MODULES}
    above = _above(request.path, list(hung.values()))
    return tuple(
        NavItem(
            label,
            hung[name],
            icon,
            key=key,
            is_current=request.path == hung[name],
            is_around=above == hung[name],
            count=(signals.aside + signals.stuck or None) if name == "mail:letters" else None,
        )
        for label, name, icon, key, permission in _MODULES
        if person.may(permission)
    )


def _above(path: str, hung: Sequence[str]) -> str:
    """Return the address of a menu under which a page hangs; empty for a page that is in the menu itself."""
    return "" if path in hung else max((each for each in hung if path.startswith(each)), key=len, default="")


def _views(request: HttpRequest, counts: Mapping[str, int], url: Url) -> tuple[NavItem, ...]:
    base = url("worklist:worklist")
    shown = request.GET.get("view", "team") if request.path == base else ""
    return tuple(
        NavItem(
            VIEWS[view][0],
            f"{base}?view={view}",
            count=counts.get(view),
            is_late=view == "soon" and counts[view] > 0,
            is_current=shown == view,
        )
        for view in VIEWS
    )


def _alarms(signals: MailSignals, person: Any, url: Url) -> tuple[Alarm, ...]:
    """Return what is wrong with the mail, and what to do: who manages it goes there, anybody else tells them."""
    may_mend = person.may(Permission.MANAGE_MAIL)
    return tuple(
        Alarm(
            title=f"Postbus {alarm.address} {'verstuurt niets' if alarm.is_sending else 'wordt niet gelezen'}",
            text=(sentence(alarm.words) or "Er is al tien minuten geen verbinding met de mailserver.")
            + ("" if may_mend else " Meld dit bij de functioneel beheerder."),
            url=url("mail:mailbox", alarm.mailbox) if may_mend else "",
            action="Bekijk de postbus",
        )
        for alarm in signals.alarms
    )


def _statements() -> tuple[NavItem, ...]:
    links = (("Toegankelijkheid", settings.ACCESSIBILITY_URL), ("Privacy", settings.PRIVACY_URL))
    return tuple(NavItem(label, address) for label, address in links if address)


def _portal(request: HttpRequest, url: Url) -> Navigation:
    person: Any = request.user
    here = request.path
    links = _portal_links(person)
    # One's tickets stand next to their list, not below it.
    is_ticket = here.startswith(url("portal:ticket", "-").removesuffix("-/"))
    above = url("portal:tickets") if is_ticket else _above(here, [url(name) for _, name in links])
    return Navigation(
        organization=settings.ORGANIZATION,
        person_name=person.name,
        person_id=person.pk,
        links=tuple(
            NavItem(label, url(name), is_current=here == url(name), is_around=above == url(name))
            for label, name in links
        ),
        footer=(NavItem("Mijn profiel", url("people:profile")), *_statements()),
        contact=f"Liever iemand spreken? {settings.CONTACT}" if settings.CONTACT else "",
        signout_url=url("account_logout"),
        scheme=person.color_scheme,
        has_letter_keys=person.single_keys,
    )


def _portal_links(person: Any) -> tuple[tuple[str, str], ...]:
    if person.supplier_id:
        return (("Aanvragen", "supply:requests"), ("Mijn meldingen", "portal:tickets"))
    links = (("Start", "portal:home"), ("Mijn meldingen", "portal:tickets"), ("Stel een vraag", "portal:ask"))
    return (*links, ("Inhuur", "hiring:overview")) if has_seat_inside(person) else links
