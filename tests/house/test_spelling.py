"""Spelling of the English: documents, comments and docstrings. Dutch stands in strings and templates, unread."""

import io
import subprocess
import sys
import tokenize
from pathlib import Path

from tests.house.reading import DOCS, ROOT, docstrings, files, modules

# Dutch and our own words that look like English mistakes; add one only when it is no mistake.
OURS = Path(__file__).parent / "dutch-words.txt"
DUTCH = {"glossary.md"}


def english() -> list[tuple[str, str]]:
    found = [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in files()
        if path.suffix == ".md" and path.name not in DUTCH and "fixtures" not in path.parts
    ]
    for module in modules():
        words = [ast_text.value.value for ast_text in docstrings(module.tree)]
        tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
        words += [token.string for token in tokens if token.type == tokenize.COMMENT]
        found.append((module.name, "\n".join(words)))
    return found


def test_the_english_is_spelled_well():
    texts = english()
    assert len(texts) > 50
    assert DOCS.exists()
    # One stream; a mark per file shows where a word stands.
    stream = "".join(f"@@ {name}\n{text}\n" for name, text in texts)
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib", "--ignore-words", str(OURS), "-"],
        input=stream, capture_output=True, text=True, check=False,
    )  # fmt: skip
    wrong = [line for line in done.stdout.splitlines() if " ==> " in line and not line.startswith("\t")]
    wrong += [line.strip() for line in done.stdout.splitlines() if line.startswith("\t") and " ==> " in line]
    assert wrong == []
    assert done.returncode in {0, 65}, done.stderr
