"""Every template compiles, and every page that is named anywhere exists."""

import ast
from functools import cache

from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver
from jinja2 import nodes

from tests.house.reading import SOURCE, modules, none, templates

REVERSING = {"reverse", "redirect", "resolve_url", "reverse_lazy"}


@cache
def names() -> frozenset[str]:
    """Return the name of every page, with its namespaces."""
    found: set[str] = set()

    def walk(patterns: list[URLPattern | URLResolver], space: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                if pattern.name:
                    found.add(f"{space}{pattern.name}")
                continue
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            walk(pattern.url_patterns, inner)

    walk(get_resolver().url_patterns, "")
    assert len(found) > 30, "hardly a page: the reading is broken"
    return frozenset(found)


def jinja():
    return engines["jinja2"].env


def pages() -> list[tuple[str, nodes.Template]]:
    """Return every Jinja template, parsed."""
    return [
        (path.relative_to(SOURCE).as_posix(), jinja().parse(path.read_text(encoding="utf-8"), filename=str(path)))
        for path in templates()
    ]


def test_every_template_compiles():
    assert len(templates()) > 30
    for path in templates():
        name = path.as_posix().split("/templates/", 1)[1]
        jinja().get_template(name)


def test_a_page_names_nothing_as_a_function_of_every_template():
    ours = {name for name, value in jinja().globals.items() if callable(value) and not isinstance(value, type)}
    assert {"url", "same", "filled"} <= ours
    shadowed = []
    for place, page in pages():
        called = {id(call.node) for call in page.find_all(nodes.Call)}
        made = {name.name for name in page.find_all(nodes.Name) if name.ctx != "load"}
        shadowed += [
            f"{place}: {name.name}"
            for name in page.find_all(nodes.Name)
            if name.name in ours - made and name.ctx == "load" and id(name) not in called
        ]
    none(shadowed)


def test_every_template_that_is_included_or_extended_exists():
    missing = []
    for place, page in pages():
        for node in page.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
            if isinstance(node.template, nodes.Const) and node.template.value not in jinja().list_templates():
                missing.append(f"{place}: {node.template.value}")
    none(missing)


def test_every_page_named_in_a_template_exists():
    used = [
        (place, call.args[0].value)
        for place, page in pages()
        for call in page.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "url"
        and call.args and isinstance(call.args[0], nodes.Const)
    ]  # fmt: skip
    assert len(used) > 20
    none([f"{place}: {name}" for place, name in used if name not in names()])


def test_every_page_named_in_code_exists():
    used = []
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            target = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0]
            if target in REVERSING and isinstance(first, ast.Constant) and isinstance(first.value, str):
                used.append((module.name, first.value))
    assert len(used) > 5
    none([f"{place}: {name}" for place, name in used if name not in names() and not name.startswith("/")])
