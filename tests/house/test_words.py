"""What users read says its reason in words: the numbers of rules (A-35, H-077) stand in comments and in the manual."""

import ast
import re

from tests.house.reading import SOURCE, docstrings, modules, none, templates

CODE = re.compile(r"\b[AH]-\d{2,3}\b")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def test_no_sentence_names_a_rule_by_its_number():
    found = []
    for module in modules():
        apart = {id(each.value) for each in docstrings(module.tree)}
        found += [
            f"{module.name}:{node.lineno}: {node.value!r}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
            and CODE.search(node.value)
        ]  # fmt: skip
    for path in templates():
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        found += [f"{path.relative_to(SOURCE)}: {code}" for code in CODE.findall(text)]
    none(found)
