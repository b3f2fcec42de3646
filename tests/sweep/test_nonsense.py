"""Nonsense in an address or a form is refused in words, never with a fault of ours."""

import ast

import pytest
from django.test import Client

from tests.house.reading import modules
from tests.sweep.pages import Objects

VALUES = ["", "0", "-1", "9" * 40, "1e9", "null", "\x00", "é\u202e😀", "'\"<script>", "../../etc", "x" * 5_000, "[]"]

FIELDS = (
    "title", "text", "seen", "key", "kind", "impact", "urgency", "category", "team", "agent", "person", "name",
    "email", "phones", "role", "reason", "tried", "until", "note", "cause", "other", "address", "priority",
    "tickets", "what", "value", "q", "filters", "content", "slot", "score", "remark", "wait", "line", "members",
)  # fmt: skip


def parameters() -> set[str]:
    """Return the name of everything that a page reads from its address."""
    found = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.text)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"get", "getlist"}
                and ast.unparse(node.func.value).endswith(".GET")
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    assert len(found) > 8, "hardly a parameter: the reading is broken"
    return found


@pytest.fixture
def objects(village):
    return Objects(village)


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_address_is_a_fault(village, objects, value):
    client = Client(raise_request_exception=False)
    client.force_login(village.willemien)
    given = dict.fromkeys(parameters(), value)
    wrong = [
        f"{page.name}: {answer.status_code}"
        for page in objects.pages()
        if (answer := client.get(page.address, given)).status_code >= 500 and page.name != "health:ready"
    ]
    assert wrong == []


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_form_is_a_fault(village, objects, value):
    client = Client(raise_request_exception=False)
    client.force_login(village.willemien)
    wrong = []
    for page in objects.pages():
        for given in (dict.fromkeys(FIELDS, value), {}):
            answer = client.post(page.address, given)
            if answer.status_code >= 500:
                wrong.append(f"{page.name}: {answer.status_code} {given.get('title', 'empty')[:10]!r}")
    assert wrong == []
