"""Where somebody may keep a draft: in the places of pages that one may open, and nowhere else."""

import re

from servicepunt.domains.people.models import Person
from servicepunt.domains.people.rules import Permission, may
from servicepunt.domains.tickets.queries.access import tickets_at_desk, tickets_of_requester

ASK = "portal:ask"
_PLACES = re.compile(r"ticket:(?P<ticket>\d{1,18}):[a-z_]{1,30}|portal:(?P<own>\d{1,18})|phone:[0-9a-f-]{36}", re.ASCII)


def may_keep(slot: str, *, viewer: Person) -> bool:
    """Tell whether the page that this place belongs to is one that the viewer may work on."""
    if slot == ASK:
        return True
    place = _PLACES.fullmatch(slot)
    if place is None:
        return False
    if place["own"]:
        return tickets_of_requester(viewer).filter(pk=place["own"]).exists()
    if place["ticket"]:
        return tickets_at_desk(viewer).filter(pk=place["ticket"]).exists()
    return may(viewer.role, Permission.WORK)
