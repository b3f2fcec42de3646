"""Pages get to a ticket by one door, where the reading of a confidential one is logged."""

import re

from tests.house.reading import SOURCE, none

_LOOKUPS = re.compile(r"\b(get_ticket|get_own_ticket|get_message|get_attachment)\(")
# What the desk asks again and again of a page that was read already, and that tells nothing of the ticket.
_ALLOWED = {("entrypoints/ticket/page.py", "get_ticket"): 1}


def test_no_page_looks_a_ticket_up_past_the_door():
    found = {}
    places = [
        *SOURCE.glob("entrypoints/**/*.py"),
        *SOURCE.glob("domains/*/desk/**/*.py"),
        *SOURCE.glob("domains/*/*.py"),
    ]
    for path in sorted(set(places)):
        for name in _LOOKUPS.findall(path.read_text()):
            place = (path.relative_to(SOURCE).as_posix(), name)
            if "/tests/" not in place[0]:
                found[place] = found.get(place, 0) + 1
    none(
        f"{place} looks up with {name}"
        for (place, name), times in found.items()
        if times > _ALLOWED.get((place, name), 0)
    )
