"""The one stylesheet of the product: the parts in order, print last."""

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "servicepunt"
TARGET = STATIC / "servicepunt.css"
COMPONENTS = (
    "button", "kbd", "field", "search", "badge", "status", "priority", "sla-clock", "avatar", "table",
    "worklist", "filter", "bulkbar", "timeline", "composer", "panel", "data-list", "tile", "stat",
    "nav", "breadcrumb", "tabs", "pagination", "banner", "toast", "dialog", "palette", "empty-state",
    "error-summary", "progress", "stepper", "runbook", "chart", "hiring", "planner", "wallboard",
    "login", "article", "shell", "gallery", "print",
)  # fmt: skip
PARTS = ("tokens.css", "base.css", *(f"components/{name}.css" for name in COMPONENTS))
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def stylesheet() -> str:
    """Return the parts as one text, without comments and indentation."""
    text = "\n".join((STATIC / part).read_text(encoding="utf-8") for part in PARTS)
    lines = (line.strip() for line in _COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def write() -> Path:
    """Write the stylesheet to the place it is served from, and return that place."""
    TARGET.write_text(stylesheet(), encoding="utf-8")
    return TARGET


if __name__ == "__main__":
    write()
