"""A form changes what it asks for and nothing else: whatever field of a table is sent along is ignored."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client

from tests.sweep.pages import Objects

ROLES = ("joost", "fatima", "willemien")
# What differs between two times doing the same, because it is drawn by lot.
DRAWN = {
    "message_id", "digest", "raw", "key", "in_reply_to", "references", "owner", "taken_by", "password", "command",
}  # fmt: skip
# A line of a file names the digest of the line before it, in which a moment stands, and has salt of its own.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+|[0-9a-f]{64}|(?<=\"zout\":\")[0-9a-f]{32}")
# A view of one's own is a set of filters: it takes those that are sent, and no other field.
TAKES_FILTERS = "/balie/weergaven/"
SENT = {"role": "administrator", "is_active": "on", "is_confidential": "on", "status": "closed", "email": "kwaad@a.nl"}


class Forms(HTMLParser):
    """The forms of a page: (address, {field: value}, names that it has), filled in where they are empty."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[tuple[str, dict[str, str], set[str]]] = []
        self.fields: dict[str, str] | None = None
        self.names: set[str] = set()
        self.name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.fields, self.names = {}, set()
            if (given.get("method") or "").lower() == "post":
                self.found.append((given.get("action") or self.page, self.fields, self.names))
        if self.fields is None:
            return
        self.names.add(name)
        if tag == "select":
            self.name = name
        elif tag == "option" and self.name:
            value = given.get("value") or ""
            if "selected" in given or (value and not self.fields.get(self.name)):
                self.fields[self.name] = value
        elif tag == "textarea" and name:
            self.fields[name] = "Een tekst."
        elif tag in {"input", "button"} and name and given.get("type") != "file":
            self._input(name, given)

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        assert self.fields is not None
        kind, value = given.get("type") or "text", given.get("value") or ""
        if kind in {"checkbox", "radio"}:
            if "checked" in given or (kind == "radio" and name not in self.fields):
                self.fields[name] = value or "on"
        elif kind == "text" and not value:
            self.fields[name] = "Een tekst"
        else:
            self.fields.setdefault(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None
        if tag == "select":
            self.name = ""


def tables() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("servicepunt.")]


def columns(model: type[models.Model]) -> list[str]:
    return [
        field.attname
        for field in model._meta.concrete_fields
        if not isinstance(field, models.DateTimeField) and field.attname not in DRAWN
    ]


def every_field() -> dict[str, str]:
    """Return a value for every field of every table, under both names of a reference."""
    fields = [field for model in tables() for field in model._meta.concrete_fields]
    names = {name for field in fields for name in (field.name, field.attname)}
    return {name: SENT.get(name, "1") for name in sorted(names)} | {"is_staff": "on", "is_superuser": "on", "pk": "1"}


def state() -> dict[str, list[str]]:
    return {
        model.__name__: [MOMENT.sub("…", str(row)) for row in model.objects.order_by("pk").values_list(*columns(model))]
        for model in tables()
    }


def after(client: Client, address: str, fields: dict[str, str]) -> dict[str, list[str]]:
    with transaction.atomic():
        client.post(address, fields)
        found = state()
        transaction.set_rollback(True)
    return found


def forms_of(client: Client, objects: Objects) -> list[tuple[str, dict[str, str], set[str]]]:
    found = {}
    for page in objects.pages():
        answer = client.get(page.address)
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
            reader = Forms(page.address)
            reader.feed(answer.content.decode())
            for address, fields, names in reader.found:
                found[address.partition("#")[0], tuple(sorted(names))] = address.partition("#")[0], fields, names
    return [form for form in found.values() if not form[0].startswith("/inloggen/")]


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gives out other numbers the second time")
@pytest.mark.parametrize(("who", "least"), [("joost", 3), ("fatima", 10), ("willemien", 14)])
def test_a_form_changes_what_it_asks_for_and_nothing_else(village, who, least):
    objects, client = Objects(village), Client(raise_request_exception=False)
    client.force_login(getattr(village, who))
    before, effective, wrong = state(), set(), []
    for address, fields, names in forms_of(client, objects):
        plain = after(client, address, fields)
        if plain == before or address == TAKES_FILTERS:
            continue
        effective.add(address)
        # A name that the form has by another name of ours is its own: only strangers are added.
        extra = {name: value for name, value in every_field().items() if name not in names}
        full = after(client, address, extra | fields)
        wrong += [
            f"{address}: {name} {set(full[name]) ^ set(rows)}" for name, rows in plain.items() if rows != full[name]
        ]
    print(f"{who}: {len(effective)} forms that change something")  # noqa: T201  # shown with -s
    assert wrong == []
    assert len(effective) >= least
