"""Addresses of mailboxes in lower case, and a constraint that keeps them so."""

from collections import defaultdict
from typing import Any

import django.db.models.functions.text
from django.db import migrations, models


def lower_addresses(apps: Any, schema_editor: Any) -> None:
    """
    Write every address in lower case; of those that then are the same the first active one keeps it.

    The others are switched off, under an address that can never get mail, and what waited to be sent from
    one goes from the one that is kept. Their letters stay where they are, for an administrator to look at.
    """
    boxes, letters = apps.get_model("mail", "Mailbox").objects, apps.get_model("mail", "OutgoingLetter").objects
    same = defaultdict(list)
    for box in boxes.order_by("-is_active", "id"):
        same[box.address.strip().lower()].append(box)
    for address, (kept, *others) in same.items():
        for other in others:
            gone = f".dubbel-{other.pk}.invalid"
            boxes.filter(pk=other.pk).update(address=f"{address[: 254 - len(gone)]}{gone}", is_active=False)
            letters.filter(mailbox=other.pk, state="queued").update(mailbox=kept.pk)
        boxes.filter(pk=kept.pk).update(address=address)


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0004_standard_texts"),
    ]

    operations = [
        migrations.RunPython(lower_addresses, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(("address", django.db.models.functions.text.Lower("address"))),
                name="mailbox_lower",
            ),
        ),
    ]
