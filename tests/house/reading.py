"""Reads the repository for the tests of the house: its files, its functions, its order of domains."""

import ast
import io
import subprocess
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "servicepunt"
DOCS = ROOT / "docs"
Function = ast.FunctionDef | ast.AsyncFunctionDef
_SPACE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENCODING, tokenize.ENDMARKER,
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    """A module of the product that is no test and no migration."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The path inside the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def dotted(self) -> str:
        """The name to import it by."""
        parts = self.path.relative_to(SOURCE.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module."""
        return ast.parse(self.text)

    @cached_property
    def code(self) -> set[int]:
        """The numbers of the lines that hold code: no blank lines, comments or docstrings."""
        lines: set[int] = set()
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type not in _SPACE:
                lines.update(range(token.start[0], token.end[0] + 1))
        return lines - docstring_lines(self.tree)

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def size(self, node: Function) -> int:
        """Return how many lines of code a function has, its decorators apart."""
        return len([line for line in self.code if node.lineno <= line <= (node.end_lineno or node.lineno)])


def docstrings(tree: ast.Module) -> Iterator[ast.Expr]:
    """Yield the docstrings of a module, its classes and functions, and of attributes."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for child in body if isinstance(body, list) else []:
            if isinstance(child, ast.Expr) and isinstance(getattr(child.value, "value", None), str):
                yield child


def docstring_lines(tree: ast.Module) -> set[int]:
    """Return the numbers of the lines inside docstrings."""
    lines: set[int] = set()
    for node in docstrings(tree):
        lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def none(found: Iterable[object]) -> None:
    """Fail with the whole list when something was found."""
    lines = [str(each) for each in found]
    assert not lines, "\n" + "\n".join(lines)


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the product; tests and migrations apart."""
    found = tuple(
        Module(path, path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts)
    )
    assert found, "the product has no modules: the reading is broken"
    return found


@cache
def templates() -> tuple[Path, ...]:
    """Return every template of the product."""
    found = tuple(
        path
        for path in sorted(SOURCE.rglob("templates/**/*"))
        if path.is_file() and path.suffix in {".html", ".txt", ".jinja", ".xml", ".svg"}
    )
    assert found, "the product has no templates: the reading is broken"
    return found


@cache
def project() -> dict[str, object]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def domains() -> tuple[tuple[str, ...], ...]:
    """Return the domains from the lowest up; domains on one layer stand together."""
    contracts = project()["tool"]["importlinter"]["contracts"]
    (contract,) = [contract for contract in contracts if contract["id"] == "domains"]
    return tuple(tuple(part.strip("() ") for part in layer.split("|")) for layer in reversed(contract["layers"]))


@cache
def files() -> tuple[Path, ...]:
    """Return every text file that is in the repository, or would be with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    found = tuple(ROOT / name for name in listed if name and (ROOT / name).is_file() and is_text(ROOT / name))
    assert len(found) > 100, "the repository has hardly any files: the reading is broken"
    return found


def is_text(path: Path) -> bool:
    """Say whether a file holds text."""
    head = path.read_bytes()[:4096]
    if b"\0" in head:
        return False
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def table(text: str, *, under: str = "") -> list[list[str]]:
    """Return the rows of every Markdown table in a text (or under one heading), heads and rules left out."""
    if under:
        text = text.split(f"\n{under}\n", 1)[1].split("\n## ", 1)[0]
    rows = []
    previous = ""
    for line in text.splitlines():
        if line.startswith("|") and previous.startswith("|") and not set(line) <= set("|-: "):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        previous = line
    return rows
