"""Keeping what somebody is typing, for a while; and showing who else is looking."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.models import Draft, Presence, Ticket
from servicepunt.domains.tickets.rules.words import Audience

_MOST = 100_000
MOST_DRAFTS = 100
KEEP_DRAFT, KEEP_PRESENCE = timedelta(days=30), timedelta(days=1)
_AT_ONCE = 500
_WORDS = ("text", "title", "reason", "tried")
PRESENT = timedelta(seconds=45)


class DraftTooLarge(Exception):
    """The typed text is longer than a draft may be."""


def save_draft(*, slot: str, content: dict[str, Any], by: Person, at: datetime) -> None:
    """
    Keep what somebody types in a place; nothing typed removes the draft.

    Over a hundred drafts of one person the oldest makes room.

    :raises DraftTooLarge: over 100,000 characters.
    """
    if sum(len(str(value)) for value in content.values()) > _MOST:
        raise DraftTooLarge(slot)
    if not any(str(content.get(name, "")).strip() for name in _WORDS):
        drop_draft(slot=slot, by=by)
        return
    Draft.objects.update_or_create(person=by, slot=slot[:60], defaults={"content": content, "saved_at": at})
    _make_room(by)


def _make_room(by: Person) -> None:
    mine = Draft.objects.filter(person=by)
    # Counted by the index alone: hardly anybody has so many, and what they hold may be long.
    if mine.count() > MOST_DRAFTS:
        for pk, saved_at in mine.order_by("-saved_at", "-id").values_list("pk", "saved_at")[MOST_DRAFTS:]:
            # What is typed on in the meantime is the newest.
            mine.filter(pk=pk, saved_at=saved_at).delete()


def give_back(*, slot: str, back: dict[str, Any], by: Person, at: datetime) -> None:
    """
    Put a message back in a place: its text, audience and files; what somebody is typing there stays below it.

    For two kinds of readers the whole becomes an internal note, so that nothing reaches the wrong ones.

    :raises DraftTooLarge: if both together are too long; the draft is as it was.
    """
    draft = Draft.objects.filter(person=by, slot=slot[:60]).first()
    typed: dict[str, Any] = draft.content if draft else {}
    content = typed | back | {"kept": [*typed.get("kept", []), *back.get("kept", [])]}
    if typed.get("text", "").strip():
        content["text"] += f"\n\nDit was je eerder aan het schrijven:\n{typed['text']}"
        if typed.get("audience", Audience.PUBLIC) != content["audience"]:
            content["audience"] = Audience.INTERNAL
    save_draft(slot=slot, content=content, by=by, at=at)


def drop_draft(*, slot: str, by: Person, sent: Mapping[str, Any] | None = None) -> None:
    """
    Forget a draft, because it was thrown away or `sent`.

    A form may send what another window does not have: what is kept from there stays, unless it says the same.
    """
    kept = Draft.objects.filter(person=by, slot=slot[:60]).first()
    if kept and (sent is None or _is_from(sent, kept.content)):
        # One that was kept in the meantime is another.
        Draft.objects.filter(pk=kept.pk, saved_at=kept.saved_at).delete()


def _is_from(sent: Mapping[str, Any], kept: dict[str, Any]) -> bool:
    """Tell whether a form kept this draft (its key), began with it (`draft`), or says the same."""
    is_same = all(kept[name].split() == sent.get(name, "").split() for name in _WORDS if name in kept)
    return is_same or kept.get("form", "") in (sent.get("key", ""), sent.get("draft", ""))


def note_presence(*, ticket: Ticket, by: Person, at: datetime, is_typing: bool) -> None:
    """Say that somebody is looking at a ticket; it lapses after 45 seconds."""
    Presence.objects.update_or_create(ticket=ticket, person=by, defaults={"seen_at": at, "is_typing": is_typing})


def forget_typing(*, at: datetime) -> int:
    """
    Forget the drafts that nobody touched for 30 days and who looked longer than a day ago; return how many drafts.

    Small parts, each a statement of its own: nobody waits for it, and stopped halfway or done twice it is the same.
    """
    _forget(Presence.objects.filter(seen_at__lt=at - KEEP_PRESENCE))
    return _forget(Draft.objects.filter(saved_at__lt=at - KEEP_DRAFT))


def _forget(old: QuerySet[Draft] | QuerySet[Presence]) -> int:
    gone = 0
    while part := list(old.order_by("id").values_list("pk", flat=True)[:_AT_ONCE]):
        # Asked again: what somebody touched since is not old.
        gone += old.filter(pk__in=part).delete()[0]
    return gone
