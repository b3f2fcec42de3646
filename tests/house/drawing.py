"""Draws the house from its real imports, and writes the pages that follow from the code."""

from collections import defaultdict

import grimp

from tests.house.reading import DOCS, domains

FILE = DOCS / "house.md"
BEGIN, END = "<!-- drawing: begin -->", "<!-- drawing: end -->"
FLOORS = ("config", "entrypoints", "domains", "adapters", "design", "foundation")


def imports() -> dict[str, set[str]]:
    """Return which rooms use which: the domains, the adapters and entrypoints, and the floors as a whole."""
    graph = grimp.build_graph("servicepunt", exclude_type_checking_imports=True, cache_dir=None)
    uses: dict[str, set[str]] = defaultdict(set)
    for importer in graph.modules:
        if ".tests" in importer:
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            here, there = room(importer), room(imported)
            if here and there and here != there:
                uses[here].add(there)
    assert len(uses) > 5, "hardly an import: the reading is broken"
    return uses


def room(module: str) -> str:
    """Return the part of the house a module is in: a domain, an entrypoint, an adapter, or a floor."""
    parts = module.split(".")[1:3]
    if len(parts) == 2 and parts[0] in {"domains", "entrypoints", "adapters"}:
        return "/".join(parts)
    return parts[0] if parts and parts[0] in FLOORS and parts[0] not in {"domains", "entrypoints", "adapters"} else ""


def drawn() -> str:
    """Return the drawing: per room, what it stands on."""
    uses = imports()
    heights = {f"domains/{name}": height for height, layer in enumerate(domains()) for name in layer}
    rooms = set(uses) | {there for targets in uses.values() for there in targets}
    lines = ["```text"]
    for floor in FLOORS:
        here = [name for name in rooms if name.split("/")[0] == floor]
        for name in sorted(here, key=lambda each: (-heights.get(each, 0), each)):
            below = sorted(
                uses.get(name, ()), key=lambda each: (FLOORS.index(each.split("/")[0]), -heights.get(each, 0), each)
            )
            names = [each.removeprefix("domains/") for each in below]
            lines.append(f"{name:<24} → {', '.join(names) or '–'}")
        lines.append("")
    lines[-1] = "```"
    return "\n".join(lines)


def with_drawing(text: str) -> str:
    """Return the page with the drawing as it should be now."""
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n{drawn()}\n{END}{after}"


def main() -> None:
    """Write the drawing and the page about events again."""
    import django  # noqa: PLC0415  # only this command needs the product loaded, not the drawing

    django.setup()
    from tests.house import events  # noqa: PLC0415  # needs the product loaded

    FILE.write_text(with_drawing(FILE.read_text(encoding="utf-8")), encoding="utf-8")
    events.FILE.write_text(events.written(), encoding="utf-8")


if __name__ == "__main__":
    main()
