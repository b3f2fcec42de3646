"""Habits that a reader of the whole repository can check: paths, marks, exceptions, drawers."""

import ast
import re
from pathlib import Path

from django.template import engines
from jinja2 import nodes

from tests.house.reading import ROOT, SOURCE, files, modules, none, templates

# Written in halves, so that this file does not find itself.
MACHINE = re.compile("|".join(["/wor" + r"k/(?!er)", "/roo" + "t/", "/hom" + r"e/\w", "C:\\\\Us" + "ers"]))
REGISTRY = re.compile(
    "|".join(["extra-ind" + "ex-url", "find-li" + r"nks", "index-u" + r"rl\s*=", "//[^/ ]+/sim" + r"ple\b"])
)
UNNUMBERED = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b(?!.*#\d)")
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)
EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)")
EXPLAINED = re.compile(r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])\s+#\s*\w")
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "lib", "tools", "shared", "manager", "managers"}
# Who may say that text is markup, and why that is safe.
MARKUP = {
    "src/servicepunt/design/environment.py": "an icon, made of constants and an escaped name",
    "src/servicepunt/domains/mail/rules/showing.py": "the HTML of a letter, cleaned by an allow-list just before",
    "src/servicepunt/entrypoints/mailbox/pages.py": "the same, which the child cleaned, in a sandbox of its own",
    "src/servicepunt/design/words.py": "paragraphs: every part is escaped before it is joined",
}
PUBLIC = {"https://pypi.org/sim" + "ple"}
SKIPPED = {"uv.lock"}


def lines(pattern: re.Pattern[str], *, among: list[Path] | None = None) -> list[str]:
    found = []
    for path in among if among is not None else files():
        if path.name in SKIPPED:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


def python() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def test_no_file_names_a_path_of_somebodys_machine():
    assert (
        lines(MACHINE, among=[path for path in files() if "fixtures" not in path.parts and path.suffix != ".eml"]) == []
    )


def test_no_file_names_a_package_registry():
    none(lines(REGISTRY, among=[path for path in files() if path.suffix != ".eml"]))
    registries = re.findall(r'registry = "([^"]+)"', (ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert set(registries) == PUBLIC


def test_what_is_still_to_be_done_has_a_number():
    none(lines(UNNUMBERED, among=[*python(), *templates()]))


def test_no_template_carries_script_or_style():
    pages = [path for path in templates() if path.suffix != ".txt"]
    assert len(pages) > 30
    none(lines(INLINE, among=pages))


def test_a_template_calls_only_its_own_constants_safe():
    found = []
    for path in templates():
        page = engines["jinja2"].env.parse(path.read_text(encoding="utf-8"))
        for each in page.find_all(nodes.Filter):
            if each.name == "safe" and not isinstance(each.node, nodes.Const):
                found.append(f"{path.relative_to(ROOT)}:{each.lineno} |safe")
    none(found)
    none(lines(re.compile(r"\bautoescape\b"), among=list(templates())))


def test_only_named_places_say_that_text_is_markup():
    makers = []
    for module in modules():
        for node in ast.walk(module.tree):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if name in {"mark_safe", "Markup", "SafeString"} and module.name not in MARKUP:
                makers.append(f"{module.name}:{node.lineno}")
    none(makers)


def test_an_exception_to_a_rule_names_the_rule_and_the_reason():
    marked = lines(EXCEPTION, among=[path for path in python() if path.name != Path(__file__).name])
    none([line for line in marked if not EXPLAINED.search(full(line))])


def full(found: str) -> str:
    name, number, _ = found.split(":", 2)
    return (ROOT / name).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_no_module_is_a_drawer():
    assert [
        module.name for module in modules() if module.path.stem in DRAWERS or module.path.parent.name in DRAWERS
    ] == []


def test_no_table_orders_itself_and_no_row_saves_itself():
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                names = [
                    getattr(target, "id", "")
                    for part in node.body
                    if isinstance(part, ast.Assign)
                    for target in part.targets
                ]
                found += [f"{module.name}:{node.lineno} ordering"] if "ordering" in names else []
            if isinstance(node, ast.FunctionDef) and node.name == "save" and ".models" in module.dotted:
                found.append(f"{module.name}:{node.lineno} save")
            if isinstance(node, ast.Name) and node.id == "receiver":
                found.append(f"{module.name}:{node.lineno} receiver")
    none(found)


def test_every_module_says_what_it_is():
    none([module.name for module in modules() if module.text.strip() and not ast.get_docstring(module.tree)])


def test_a_migration_is_named_by_what_it_is_for():
    found = [path for path in SOURCE.rglob("migrations/*.py") if path.stem != "__init__"]
    assert len(found) >= 5
    none([path.name for path in found if "_auto_" in path.name or path.stem.endswith("_initial")])


def test_code_never_imports_tests():
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            name = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if "tests" in name.split("."):
                found.append(f"{module.name}:{node.lineno}")
    none(found)
