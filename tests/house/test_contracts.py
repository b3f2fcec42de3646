"""Each import contract is kept, catches what it is for, and has no exception."""

from pathlib import Path

import pytest

from tests.house.contracts import copy_to, held_against
from tests.house.reading import SOURCE, none, project

CONTRACTS = {contract["id"]: contract["name"] for contract in project()["tool"]["importlinter"]["contracts"]}
TICKETS, MAIL = "domains/tickets", "domains/mail"
SABOTAGES = [
    ("floors", "a layer that is not in the house", "common/__init__.py", ""),
    ("floors", "foundation looks up", "foundation/text.py", "import servicepunt.design.words"),
    ("entrypoints", "a way in opens another", "entrypoints/desk/views.py", "import servicepunt.entrypoints.phone"),
    ("domains", "a lower domain looks up", f"{MAIL}/queries.py", "import servicepunt.domains.tickets.queries"),
    ("domains", "a domain that nobody placed", "domains/misc/__init__.py", ""),
    ("inside-a-domain", "a drawer in a domain", f"{TICKETS}/helpers.py", ""),
    ("inside-a-domain", "a table that acts", f"{MAIL}/models.py", "import servicepunt.domains.mail.actions"),
    ("pure", "a rule that knows Django", f"{TICKETS}/rules/status.py", "import django.utils.text"),
    ("outside", "an action that mails", f"{TICKETS}/actions/outcomes.py", "import servicepunt.adapters.mailserver"),
    ("tables", "a page that touches a table", f"{TICKETS}/portal.py", "import servicepunt.domains.people.models"),
    ("private-pages", "a page of another domain", f"{TICKETS}/portal.py", "import servicepunt.domains.people.desk"),
    ("wiring", "an action that calls a task", f"{TICKETS}/forms.py", "import servicepunt.domains.tickets.tasks"),
    ("looking", "a query that writes", f"{TICKETS}/queries/search.py", "import servicepunt.domains.people.actions"),
]  # fmt: skip


def broken(folder: Path) -> set[str]:
    said = held_against(folder).stdout
    assert "Contracts: " in said, said
    return {key for key, name in CONTRACTS.items() if f"{name} BROKEN" in " ".join(said.split("\n"))}


def test_the_contracts_are_kept(tmp_path: Path):
    copy_to(tmp_path)
    done = held_against(tmp_path)
    assert done.returncode == 0, done.stdout


def test_no_contract_has_an_exception():
    assert len(CONTRACTS) == 10
    for contract in project()["tool"]["importlinter"]["contracts"]:
        assert "ignore_imports" not in contract, contract["id"]


@pytest.mark.parametrize(
    ("contract", "place", "line"), [pytest.param(key, *rest, id=what) for key, what, *rest in SABOTAGES]
)
def test_a_contract_catches(contract: str, place: str, line: str, tmp_path: Path):
    there = copy_to(tmp_path) / place
    there.parent.mkdir(exist_ok=True)
    text = there.read_text(encoding="utf-8") if there.exists() else '"""New."""\n'
    there.write_text(f"{text}\n{line}\n", encoding="utf-8")
    assert contract in broken(tmp_path)


def test_every_folder_is_a_package_or_the_contracts_would_not_see_it():
    folders = {path.parent for path in SOURCE.rglob("*.py") if "pages_html" not in path.parts}
    assert len(folders) > 20
    none(sorted(folder for folder in folders if not (folder / "__init__.py").exists()))


def test_there_is_a_sabotage_for_every_contract():
    assert {key for key, *_ in SABOTAGES} == set(CONTRACTS)
