"""Names that differ in capitals alone become different names."""

from typing import Any

from django.db import migrations

_MOST = {"Department": ("name", 120), "Supplier": ("name", 160), "Team": ("name", 120)}


def number_doubles(apps: Any, schema_editor: Any) -> None:
    """Give every name that another has in other capitals a number behind it; the oldest keeps its own."""
    for table, (field, most) in _MOST.items():
        rows = apps.get_model("people", table).objects
        names = list(rows.order_by("id").values_list("id", field))
        taken = {name.lower() for _, name in names}
        kept: set[str] = set()
        for pk, name in names:
            if name.lower() in kept:
                fresh = _numbered(name, taken, most)
                rows.filter(pk=pk).update(**{field: fresh})
                taken.add(fresh.lower())
            kept.add(name.lower())


def _numbered(name: str, taken: set[str], most: int) -> str:
    number = 2
    while True:
        mark = f" ({number})"
        fresh = name[: most - len(mark)] + mark
        if fresh.lower() not in taken:
            return fresh
        number += 1


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_supplier_kvk"),
    ]

    operations = [
        # What was renamed keeps its new name: both names were allowed before.
        migrations.RunPython(number_doubles, migrations.RunPython.noop),
    ]
