"""What makes sending a form twice the same as once, and what lists to choose from begin with."""

import uuid
from typing import Any

from django import forms

from servicepunt.domains.people.models import Person

EMPTY = [("", "Kies…")]


class Key(forms.Field):
    """
    What makes sending a form twice the same as once: the UUID with which the page was shown.

    Anything else counts for nothing. What a browser sends is never a key by itself: see `key_of`.
    """

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> str | None:
        """Return the UUID as it is written everywhere, or None."""
        try:
            return str(uuid.UUID(str(value or "")))
        except ValueError:
            return None


def fresh_key(typed: Any = None) -> str:
    """Return the UUID for the hidden field of a form: the one it was sent with, else a new one."""
    return Key().clean(typed) or str(uuid.uuid4())


def key_of(sent: str | None, *, by: Person) -> str | None:
    """Return the key of a message from the UUID of a form; nobody can make the key of somebody else's."""
    return f"form:{by.pk}:{sent}" if sent else None
