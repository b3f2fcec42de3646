"""The verifier as one file without dependencies: its parts, put one after another."""

import ast
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent / "verifier"
_OWN = "servicepunt."
# In this order: each part uses the ones before it.
PARTS = (
    "package", "days", "forms", "growing", "found", "playing", "course", "telling", "folding", "standing", "mending",
    "readme", "binding", "main",
)  # fmt: skip
_HEAD = '''\
"""
Rekent een dossier van een inhuurprocedure na, met Python 3.11 of nieuwer en niets anders.

    python3 -I verify.py dossier.zip [VINGERAFDRUK ...]

This file goes along in every package, and knows nothing of the system that made it: it has its own reading of the
published rules. It prints "zelfde lijst, zelfde hashes", or the first difference it finds.
"""
'''


@lru_cache(maxsize=1)
def program() -> bytes:
    """
    Return the whole program.

    :raises ValueError: when two parts use one name for two things.
    """
    plain, named, bodies, known = set[str](), dict[str, set[str]](), [], set[str]()
    for part in PARTS:
        source = (_HERE / f"{part}.py").read_text(encoding="utf-8")
        tree = ast.parse(source)
        own = _defined(tree)
        if own & known:
            raise ValueError(f"{part}: {', '.join(sorted(own & known))}")
        known |= own
        bodies.append(f"# {part}\n\n{_after_imports(source, tree)}")
        for node in tree.body:
            if isinstance(node, ast.Import):
                plain |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith(_OWN):
                named.setdefault(node.module, set()).update(each.name for each in node.names)
    imports = [f"import {each}" for each in sorted(plain)]
    imports += [f"from {each} import {', '.join(sorted(named[each]))}" for each in sorted(named)]
    return "\n".join([_HEAD, *imports, "\n", "\n\n".join(bodies)]).encode()


def _defined(tree: ast.Module) -> set[str]:
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        found |= {each.id for each in targets if isinstance(each, ast.Name)}
    return found


def _after_imports(source: str, tree: ast.Module) -> str:
    """Return what a part says after its docstring and its imports."""
    head = [node for place, node in enumerate(tree.body) if place == 0 or isinstance(node, ast.Import | ast.ImportFrom)]
    last = max(node.end_lineno or 0 for node in head)
    return "\n".join(source.splitlines()[last:]).strip() + "\n"
