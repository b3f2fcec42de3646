"""Spelling of the English: documents, comments and docstrings. Dutch stands in strings and templates, unread."""

import io
import subprocess
import sys
import tokenize
from pathlib import Path

from tests.house.reading import DOCS, ROOT, docstrings, files, modules, none

# Dutch and our own words that look like English mistakes; add one only when it is no mistake.
OURS = Path(__file__).parent / "dutch-words.txt"
DUTCH = {"glossary.md", "CHANGELOG.md"}


def english() -> list[tuple[str, str]]:
    found = [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in files()
        if path.suffix == ".md" and path.name not in DUTCH and not {"fixtures", "changelog.d"} & set(path.parts)
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
    stream = "".join(f"{text}\n" for _, text in texts)
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib", "--ignore-words", str(OURS), "-"],
        input=stream, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 65}, done.stderr
    # codespell prints the number and the line, then the word below it.
    printed = done.stdout.splitlines()
    none(
        f"{line.split(':', 1)[-1].strip()[:80]}: {printed[index + 1].strip()}"
        for index, line in enumerate(printed[:-1])
        if " ==> " in printed[index + 1] and " ==> " not in line
    )
