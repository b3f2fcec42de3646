"""Every domain and every table has a Dutch word in docs/glossary.md."""

from django.apps import apps

from tests.house.reading import DOCS, domains, none, table


def words() -> dict[str, str]:
    rows = table((DOCS / "glossary.md").read_text(encoding="utf-8"))
    return {row[0].strip("`"): row[1] for row in rows if len(row) >= 3}


def models() -> list[str]:
    return [model.__name__ for model in apps.get_models() if model.__module__.startswith("servicepunt.domains.")]


def test_every_domain_has_a_dutch_word():
    none([name for layer in domains() for name in layer if not words().get(name)])


def test_every_table_has_a_dutch_word():
    assert len(models()) > 20
    none([name for name in models() if not words().get(name)])


def test_every_word_has_a_meaning():
    rows = table((DOCS / "glossary.md").read_text(encoding="utf-8"))
    assert len(rows) > 60
    none([row for row in rows if len(row) != 3 or not row[0] or not row[1]])
