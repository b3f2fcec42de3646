"""Who tells which event and who listens, as docs/events.md shows it."""

import ast
from collections import defaultdict
from dataclasses import fields
from importlib import import_module

from servicepunt.domains.logbook.actions import listeners
from servicepunt.domains.logbook.events import Event
from tests.house.reading import DOCS, domains, modules

FILE = DOCS / "events.md"
HEAD = """\
# Events

What happened, in the past tense and in plain values: every line of the logbook carries one of these names. Who
*tells* writes the line inside the transaction of the change; who *listens* is a job that is queued with it
(`src/servicepunt/config/wiring.py`). This page is written by `./run house` and compared with the code by the tests.
"""


def events() -> list[type[Event]]:
    """Return every event that can be told, in the order of the domains and then of the file."""
    found: list[type[Event]] = []
    for layer in domains():
        for domain in layer:
            try:
                module = import_module(f"servicepunt.domains.{domain}.events")
            except ModuleNotFoundError:
                continue
            found += [
                thing
                for thing in vars(module).values()
                if isinstance(thing, type)
                and issubclass(thing, Event)
                and thing.name
                and thing.__module__ == module.__name__
            ]
    return found


def tellers() -> dict[str, set[str]]:
    """Return the modules that make each class of event."""
    found: dict[str, set[str]] = defaultdict(set)
    names = {event.__name__ for event in events()}
    for module in modules():
        if module.dotted.endswith(".events"):
            continue
        for node in ast.walk(module.tree):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if name in names and isinstance(getattr(node, "ctx", None), ast.Load):
                found[name].add(module.dotted.removeprefix("servicepunt.").removeprefix("domains."))
    wiring = {"config.wiring", "config.schedule"}
    return {name: {place for place in places if is_teller(place)} - wiring for name, places in found.items()}


def is_teller(place: str) -> bool:
    """Say whether a module writes: readers name events as well."""
    return not {"queries", "rules", "desk", "portal", "urls", "forms"} & set(place.split("."))


def hearers() -> dict[str, list[str]]:
    """Return the tasks that hear each event, by its stored name."""
    return {
        name: sorted(
            str(getattr(task, "module_path", task)).removeprefix("servicepunt.").removeprefix("domains.")
            for task in tasks
        )
        for name, tasks in listeners().items()
    }


def written() -> str:
    """Return docs/events.md as the code wants it."""
    told, heard = tellers(), hearers()
    parts = [HEAD]
    domain = ""
    for event in events():
        here = event.__module__.split(".")[2]
        if here != domain:
            domain = here
            parts += [
                f"\n## {domain}\n",
                "| event | class | what happened | carries | tells | listens |",
                "|---|---|---|---|---|---|",
            ]
        parts.append(
            "| `{}` | `{}` | {} | {} | {} | {} |".format(
                event.name,
                event.__name__,
                (event.__doc__ or "").strip().splitlines()[0].replace("|", "or"),
                ", ".join(f"`{field.name}`" for field in fields(event)),
                ", ".join(f"`{place}`" for place in sorted(told.get(event.__name__, ()))) or "–",
                ", ".join(f"`{task}`" for task in heard.get(event.name, [])) or "–",
            )
        )
    return "\n".join(parts) + "\n"
