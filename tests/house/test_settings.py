"""Every setting is in docs/settings.md, with its default, and nothing else is."""

import ast
import re

from tests.house.reading import DOCS, Module, modules, none, table

PREFIX = "SERVICEPUNT_"
READERS = {"text", "matching", "flag", "number", "words", "escalation_levels"}
# Where the environment may be touched at all, and why.
ENVIRONMENT = {
    "src/servicepunt/config/environment.py": "reads the settings",
    "src/servicepunt/config/command.py": "names the settings module",
    "src/servicepunt/config/wsgi.py": "names the settings module",
    "src/servicepunt/adapters/backup/databases.py": "gives pg_dump its password where other users cannot read it",
    "src/servicepunt/adapters/sandbox/client.py": "gives the process that reads hostile files a bare environment",
}
# Commands that start other processes give them their settings.
STARTERS = ("src/servicepunt/config/management/", "src/servicepunt/entrypoints/commands/")


def settings_read() -> dict[str, str]:
    """Return each setting the code reads, with its default as it is written."""
    found: dict[str, str] = {}
    for module in modules():
        if not module.dotted.startswith("servicepunt.config."):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and is_reader(node):
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    found[f"{PREFIX}{name.value}"] = default_of(node)
    return found


def is_reader(node: ast.Call) -> bool:
    target = node.func
    return (
        isinstance(target, ast.Attribute)
        and target.attr in READERS
        and isinstance(target.value, ast.Name)
        and target.value.id in {"env", "environment"}
        and bool(node.args)
    )


def default_of(node: ast.Call) -> str:
    given = node.args[1] if len(node.args) > 1 else next((word.value for word in node.keywords), None)
    if given is None:
        return ""
    if isinstance(given, ast.Constant):
        return (
            {True: "ja", False: "nee"}.get(given.value, str(given.value))
            if isinstance(given.value, bool)
            else str(given.value)
        )
    return "…"


def documented() -> dict[str, str]:
    rows = table((DOCS / "settings.md").read_text(encoding="utf-8"))
    return {
        match.group(1): row[1].strip("`") for row in rows if (match := re.fullmatch(r"`(SERVICEPUNT_\w+)`", row[0]))
    }


def test_the_page_about_settings_names_exactly_what_is_read():
    read = settings_read()
    assert len(read) > 15
    none(sorted(set(read) - set(documented())))
    none(sorted(set(documented()) - set(read)))


def test_the_page_about_settings_gives_the_real_defaults():
    pages = documented()
    wrong = {
        name: (default, pages[name])
        for name, default in settings_read().items()
        if name in pages and default != "…" and pages[name] not in {default, default or "–"}
    }
    assert wrong == {}


def test_the_environment_is_read_in_one_place():
    others = [module.name for module in modules() if touches_environment(module) and module.name not in ENVIRONMENT]
    none([name for name in others if not name.startswith(STARTERS)])


def touches_environment(module: Module) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} for node in ast.walk(module.tree))
