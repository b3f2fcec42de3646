"""Documents cannot go stale: links lead somewhere, records have their parts, marked examples run."""

import doctest
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.drawing import FILE as HOUSE
from tests.house.drawing import drawn, with_drawing
from tests.house.reading import DOCS, ROOT, files, modules, none, project, table

RUN = re.compile(r"<!-- run -->\n```(python|sh)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:|#)([^)#\s]+)")
PATH = re.compile(r"`((?:src|docs|tests|deploy|changelog\.d|\.ci)/[\w./-]+)`")
RECORD = re.compile(r"\d{4}-[a-z0-9-]+\.md")
TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)


def documents() -> list[Path]:
    found = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md")), *sorted((ROOT / "deploy").rglob("*.md"))]
    assert len(found) > 15
    return found


def examples() -> list[tuple[str, str, str]]:
    return [
        (f"{path.relative_to(ROOT)}-{number}", language, code)
        for path in documents()
        for number, (language, code) in enumerate(RUN.findall(path.read_text(encoding="utf-8")), 1)
    ]


def test_there_are_examples_that_run():
    assert len(examples()) >= 3


@pytest.mark.parametrize(("language", "code"), [pytest.param(*rest, id=name) for name, *rest in examples()])
def test_a_marked_example_runs(language: str, code: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", code] if language == "python" else ["sh", "-euc", code]
    path = os.pathsep.join([str(Path(sys.executable).parent), str(ROOT), os.environ.get("PATH", "")])
    environment = os.environ | {
        "PATH": path,
        "SERVICEPUNT_DATA": str(tmp_path),
        "SERVICEPUNT_SECRET_KEY": "only-for-tests-and-tools",
    }
    environment.pop("SERVICEPUNT_DATABASE_URL", None)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_link_between_documents_leads_somewhere():
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    none(broken)


def test_every_path_that_a_document_names_exists():
    broken = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in documents()
        for name in PATH.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / name.rstrip("/.")).exists() and not re.search(r"NAME|NNNN", name)
    ]
    none(broken)


def test_decision_records_are_numbered_without_a_gap_and_have_their_parts():
    records = sorted(path for path in (DOCS / "decisions").iterdir() if RECORD.fullmatch(path.name))
    assert len(records) >= 10
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        for part in ("Status: ", "## Context", "## Decision", "## Consequences"):
            assert f"\n{part}" in text, f"{path.name} lacks {part}"


def test_the_drawing_of_the_house_is_made_from_the_real_imports():
    text = HOUSE.read_text(encoding="utf-8")
    assert "tickets" in drawn()
    assert text == with_drawing(text), "say `./run house` to draw it again"


def test_a_line_for_the_changelog_is_one_sentence():
    lines = [path for path in (ROOT / "changelog.d").glob("*.md") if path.name != "README.md"]
    for path in lines:
        text = path.read_text(encoding="utf-8").strip()
        assert text.endswith("."), path.name
        assert "\n" not in text, path.name


def test_the_record_of_dependencies_names_exactly_what_we_ship():
    text = (DOCS / "decisions" / "0013-few-dependencies.md").read_text(encoding="utf-8")
    recorded = {row[0] for row in table(text)}
    shipped = {re.split(r"[\[<>=~! ]", line)[0] for line in project()["project"]["dependencies"]}
    assert recorded == shipped
    none([row for row in table(text) if len(row) != 3 or not row[1] or not row[2]])


def test_examples_in_docstrings_run():
    attempted = 0
    for module in modules():
        if ">>>" in module.text:
            result = doctest.testmod(importlib.import_module(module.dotted))
            none([f"{module.dotted}: {result.failed} examples"] if result.failed else [])
            attempted += result.attempted
    assert attempted >= 5


def test_every_invariant_of_hiring_names_tests_that_exist():
    text = (DOCS / "hiring.md").read_text(encoding="utf-8").partition("## Invariants")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (.+) \|$", text, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 33))
    tests = {
        name
        for path in files()
        if path.name.startswith("test_")
        for name in TEST.findall(path.read_text(encoding="utf-8"))
    }
    named = {name for _, proven in rows for name in re.findall(r"`(test_\w+)`", proven)}
    assert len(named) > 30
    none(sorted(named - tests))
