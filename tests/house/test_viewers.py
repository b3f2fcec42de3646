"""Queries take `viewer`: what tells of people, groups, tickets or messages knows who asks, or is named here."""

import ast
import re

from tests.house.reading import SOURCE, modules, none

# A dossier of hiring is looked at with a `Look`, which knows who looks.
_ASKS = {"viewer", "look"}
_TELLS = re.compile(r"\b(Ticket|Person|Team|Message)\b")
# The product itself asks, not somebody; or it tells what everybody at the desk sees; or what is given was seen already.
_NOBODY = {
    "people": {
        "find_visitor": "who signed in",
        "find_person_to_sign_in": "who signs in",
        "find_person_by_address": "who sent a letter",
        "people_by_address": "who sent or gets a letter",
        "find_active_person": "who does something by itself",
        "find_active_team": "a setting",
        "search_people": "a part of queries that take the viewer",
        "teams": "the choices of a form",
        "agents": "the choices of a form",
        "members": "the choices of a form",
        "teams_of": "of the viewer",
    },
    "tickets": {
        "find_ticket_for_mail": "the mailbox: a letter may belong to a ticket that nobody who is signed in may see",
        "sleeping_tickets": "the clock",
        "silent_tickets": "the clock",
    },
    "worklist": {"as_told": "of tickets that were looked up for the viewer"},
    "awards": {
        "people_in": "whom the product writes",
        "hired": "of records that were looked up for the viewer",
    },
    "tenders": {"people_by_number": "of numbers that were looked up for the viewer"},
}


def _asked() -> set[tuple[str, str]]:
    """Return every query that tells of people, groups, tickets or messages without knowing who asks."""
    found = set()
    for module in modules():
        floor, domain, kind, *_ = *module.path.relative_to(SOURCE).parts, "", ""
        if floor != "domains" or not kind.startswith("queries"):
            continue
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns:
                names = {each.arg for each in [*node.args.args, *node.args.kwonlyargs]}
                if _TELLS.search(ast.unparse(node.returns)) and not names & _ASKS:
                    found.add((domain, node.name))
    return found


def test_what_tells_of_people_or_tickets_knows_who_asks_or_is_named_with_the_reason():
    named = {(domain, name) for domain, names in _NOBODY.items() for name in names}
    none(sorted(_asked() - named))


def test_no_query_is_named_that_knows_who_asks_or_is_gone():
    named = {(domain, name) for domain, names in _NOBODY.items() for name in names}
    none(sorted(named - _asked()))
