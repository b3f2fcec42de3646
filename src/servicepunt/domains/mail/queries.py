"""Looking letters and mailboxes up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.models import Delivery, IncomingLetter, Mailbox, OutgoingLetter, StandardText
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries.asking import ask, given, many
from servicepunt.domains.people.queries.whole import Whole
from servicepunt.domains.people.rules import Permission
from servicepunt.foundation.errors import NotThere

SILENT_AFTER = timedelta(minutes=10)
STALE_AFTER = timedelta(days=14)
HOUR = timedelta(hours=1)
RECEIPT_WINDOW = timedelta(minutes=10)
MOST_PER_TICKET = 5
MOST_PER_DOMAIN = 20
SYSTEM_KEY = "system:"
RECEIPT_KEY = "receipt:"
State = OutgoingLetter.State
STUCK = "stuck"
_LETTERS = Whole(IncomingLetter)
_DELIVERIES = Whole(Delivery, "letter", "letter.mailbox")
_NEW_TITLES = """
    SELECT title FROM mail_incomingletter
    WHERE sender_domain = %(domain)s AND settled_at >= %(since)s AND opened_ticket ORDER BY settled_at DESC LIMIT 500
"""
_ACCEPTED = """
    SELECT count(*) FROM mail_incomingletter
    WHERE sender = %(sender)s AND settled_at >= %(since)s AND state = 'accepted'
"""
_TWIN = """
    WHERE t.message_id = %(message_id)s AND t.digest = %(digest)s AND t.opened_ticket AND t.about = 'ticket'
    AND t.mailbox_id <> %(mailbox)s ORDER BY t.id LIMIT 1
"""
# The tickets whose letters the viewer must not see; tickets knows which those are.
Hidden = QuerySet[Any, Any] | Iterable[int]


class LetterNotFound(NotThere):
    """There is no such letter, or the viewer may not see it."""


@dataclass(frozen=True, slots=True)
class MailAlarm:
    """A mailbox that needs a person: for ten minutes not read, or (`is_sending`) not able to send."""

    mailbox: int
    address: str
    words: str
    is_sending: bool


@dataclass(frozen=True, slots=True)
class MailSignals:
    """
    What every page of the desk tells of the mail: alarms, and how many letters wait for the viewer.

    `aside` came in, `stuck` went out in the last two weeks and did not arrive; each to 100.
    """

    aside: int
    stuck: int
    alarms: list[MailAlarm]


_ALARMS = """
    SELECT 1 AS place, id AS mailbox, address, last_error AS words FROM mail_mailbox
    WHERE is_active AND imap_host <> '' AND COALESCE(last_success_at, watched_since) < %(silent)s
    UNION ALL SELECT * FROM (
        SELECT 2, m.id, m.address, o.server_words FROM mail_outgoingletter o JOIN mail_mailbox m ON m.id = o.mailbox_id
        WHERE o.state = 'queued' AND o.attempts > 1 AND o.made_at < %(silent)s ORDER BY o.id LIMIT 1
    ) stuck
"""
# Letters about a hidden ticket, and those about a letter out of one, are not counted (`letters_in`).
_ASIDE = """
    SELECT 0, count(*), '', '' FROM (
        SELECT 1 FROM mail_incomingletter l WHERE l.state IN ('aside', 'failed')
        AND (l.about <> 'ticket' OR NOT EXISTS (SELECT 1 FROM ({hidden}) hidden WHERE hidden.id = l.subject))
        AND (l.about <> 'outgoing' OR NOT EXISTS (
            SELECT 1 FROM mail_outgoingletter o JOIN ({hidden}) hidden ON hidden.id = o.subject
            WHERE o.id = l.subject AND o.about = 'ticket'
        )) LIMIT 100
    ) waiting
"""
# As `letters_out` has them; what is older is no news to anybody.
_STUCK = f"""
    SELECT -1, count(*), '', '' FROM (
        SELECT 1 FROM mail_outgoingletter o
        WHERE o.state IN ('failed', 'uncertain', 'bounced') AND o.send_after > %(stale)s
        AND substr(o.key, 1, {len(SYSTEM_KEY)}) <> '{SYSTEM_KEY}'
        AND (o.about <> 'ticket' OR NOT EXISTS (SELECT 1 FROM ({{hidden}}) hidden WHERE hidden.id = o.subject))
        LIMIT 100
    ) gone
"""  # noqa: S608  # our own words


def mail_alarms(at: datetime) -> list[MailAlarm]:
    """Return the active mailboxes that were not read, or could not send, for ten minutes, with why if we know."""
    return signals_in(ask(f"{_ALARMS} ORDER BY 1, 2", _silent(at))).alarms


def signals_asked(at: datetime, *, viewer: Person, hidden: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """
    Return what asks for the signals, as a part of a larger statement that orders by its first columns, and its values.

    `hidden` asks for the ids of tickets the viewer must not see.
    """
    part, values = hidden
    if not viewer.may(Permission.RELEASE_MAIL):
        return _ALARMS, _silent(at)
    counts = f"{_ASIDE.format(hidden=part)} UNION ALL {_STUCK.format(hidden=part)}"
    return f"{counts} UNION ALL {_ALARMS}", values | _silent(at) | {"stale": given(at - STALE_AFTER)}


def signals_in(found: Iterable[tuple[Any, ...]]) -> MailSignals:
    """Return the alarms, and how many letters wait, from the rows of `signals_asked`."""
    rows = list(found)
    alarms = [MailAlarm(pk, address, words, place == 2) for place, pk, address, words in rows if place > 0]
    counts = {place: count for place, count, *_ in rows if place <= 0}
    return MailSignals(aside=counts.get(0, 0), stuck=counts.get(-1, 0), alarms=alarms)


def _silent(at: datetime) -> dict[str, Any]:
    return {"silent": given(at - SILENT_AFTER)}


def get_letter(pk: int, *, viewer: Person, hidden: Hidden) -> IncomingLetter:
    """
    Return a letter in, for agents.

    :raises LetterNotFound: if there is none the viewer may see.
    """
    letter = letters_in(state="", viewer=viewer, hidden=hidden).filter(pk=pk).first()
    if letter is None:
        raise LetterNotFound(pk)
    return letter


def get_outgoing(pk: int, *, viewer: Person, hidden: Hidden) -> OutgoingLetter:
    """
    Return a letter out, for agents.

    :raises LetterNotFound: if there is none the viewer may see.
    """
    letter = letters_out(state="", viewer=viewer, hidden=hidden).filter(pk=pk).first()
    if letter is None:
        raise LetterNotFound(pk)
    return letter


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter out under its key; `words` say in Dutch where it is, `is_well` that it arrived or may still arrive."""

    key: str
    title: str
    text: str
    words: str
    is_well: bool


def letters_keyed(prefix: str) -> list[Posted]:
    """Return the letters out whose key begins so, oldest first. The caller has checked who may see them."""
    found = OutgoingLetter.objects.filter(key__startswith=prefix).order_by("pk")
    well = {State.QUEUED, State.SENDING, State.SENT}
    return [Posted(each.key, each.title, each.text, State(each.state).label, each.state in well) for each in found]


def letters_in(*, state: str, viewer: Person, hidden: Hidden) -> QuerySet[IncomingLetter]:
    """Return letters in with a state (empty: all), newest first; none about the `hidden` tickets."""
    if not viewer.may(Permission.RELEASE_MAIL):
        return IncomingLetter.objects.none()
    letters = (
        IncomingLetter.objects.select_related("mailbox").order_by("-id").exclude(about="ticket", subject__in=hidden)
    )
    letters = letters.exclude(about="outgoing", subject__in=_about(hidden).values("pk"))
    return letters.filter(state=state) if state else letters


def letters_out(*, state: str, viewer: Person, hidden: Hidden) -> QuerySet[OutgoingLetter]:
    """
    Return letters out with a state (empty: all; "stuck": did not arrive), newest first; none about `hidden`.

    Never those to one person about signing in: who reads a link for a new password can come in as somebody else.
    """
    if not viewer.may(Permission.WORK):
        return OutgoingLetter.objects.none()
    found = OutgoingLetter.objects.exclude(key__startswith=SYSTEM_KEY).exclude(about="ticket", subject__in=hidden)
    letters = found.select_related("mailbox").order_by("-id")
    if state == STUCK:
        return letters.filter(state__in=[State.FAILED, State.UNCERTAIN, State.BOUNCED])
    return letters.filter(state=state) if state else letters


def _about(tickets: Hidden) -> QuerySet[OutgoingLetter]:
    return OutgoingLetter.objects.filter(about="ticket", subject__in=tickets)


def letters_aside_count(viewer: Person, *, hidden: Hidden, state: str = "") -> int:
    """Return how many letters wait for a person, set aside or unread (or one of these), to 100 at most."""
    states = [state] if state else [IncomingLetter.State.ASIDE, IncomingLetter.State.FAILED]
    found = letters_in(state="", viewer=viewer, hidden=hidden)
    return found.filter(state__in=states).order_by()[:100].count()


def letters_stuck_count(viewer: Person, *, hidden: Hidden) -> int:
    """Return how many letters out did not arrive, to 100 at most."""
    return letters_out(state=STUCK, viewer=viewer, hidden=hidden).order_by()[:100].count()


def mailboxes() -> QuerySet[Mailbox]:
    """Return the mailboxes by address."""
    return Mailbox.objects.select_related("team").order_by("address")


def readable_mailboxes() -> QuerySet[Mailbox]:
    """Return the active mailboxes that have a server to read from."""
    return mailboxes().filter(is_active=True).exclude(imap_host="")


def delivered_before(mailbox: Mailbox, uid_validity: int, uids: Iterable[int]) -> dict[int, IncomingLetter]:
    """Return the letters that the server showed under these UIDs before, by their UID."""
    rest = "WHERE t.mailbox_id = %(mailbox)s AND t.uid_validity = %(validity)s AND t.uid {among:uids}"
    values = {"mailbox": mailbox.pk, "validity": uid_validity, "uids": many(uids)}
    return {one.uid: one.letter for one in _DELIVERIES.all(rest, values)}


def mailbox_for(address: str) -> Mailbox | None:
    """Return the active mailbox with this address, or None."""
    return Mailbox.objects.filter(address=address.strip().lower(), is_active=True).first()


def due_letters(at: datetime, *, most: int = 100) -> list[int]:
    """Return the numbers of letters that should be on their way, oldest first."""
    waiting = OutgoingLetter.objects.filter(state=State.QUEUED, send_after__lte=at)
    return list(waiting.order_by("send_after", "id").values_list("pk", flat=True)[:most])


def unsettled_letters(*, most: int = 100) -> list[int]:
    """Return the numbers of letters that are kept but not understood yet, oldest first."""
    kept = IncomingLetter.objects.filter(state=IncomingLetter.State.KEPT)
    return list(kept.order_by("id").values_list("pk", flat=True)[:most])


def is_missed(pk: int, *, by: Person) -> bool:
    """Tell whether somebody did not get a letter that a person wrote to them, and none after it about the same."""
    letter = OutgoingLetter.objects.filter(pk=pk, is_automatic=False, state__in=[State.FAILED, State.BOUNCED]).first()
    if letter is None or not by.addresses.filter(email__in=set(letter.to) - set(letter.accepted)).exists():
        return False
    same = OutgoingLetter.objects.filter(about=letter.about, subject=letter.subject, recipient=letter.recipient)
    return not same.filter(pk__gt=pk, is_automatic=False).exclude(state=State.CANCELLED).exists()


def next_try(pk: int) -> datetime | None:
    """Return when a letter that still waits may leave, or None."""
    waiting = OutgoingLetter.objects.filter(pk=pk, state=State.QUEUED)
    return waiting.values_list("send_after", flat=True).first()


def why_held(letter: OutgoingLetter, at: datetime) -> str:
    """Return why an automatic letter must not leave, in Dutch; nothing when it may (reliability 2.4, net 4)."""
    recent = OutgoingLetter.objects.filter(is_automatic=True, made_at__gt=at - HOUR).exclude(state=State.HELD)
    kind = letter.key.partition(":")[0]
    # The domain goes along for its index.
    domain, since = letter.recipient_domain, at - RECEIPT_WINDOW
    same = recent.filter(
        recipient_domain=domain, recipient=letter.recipient, made_at__gt=since, key__startswith=f"{kind}:"
    )
    if letter.key.startswith(RECEIPT_KEY) and same.exists():
        return "Deze afzender kreeg in de laatste tien minuten al een ontvangstbevestiging."
    if recent.filter(about=letter.about, subject=letter.subject).count() >= MOST_PER_TICKET:
        return "Bij deze melding gingen dit uur al vijf automatische mails uit."
    if domain in own_domains():
        return ""
    if recent.filter(recipient_domain=domain).count() >= MOST_PER_DOMAIN:
        return f"Naar {domain} gingen dit uur al twintig automatische mails."
    return ""


def own_domains() -> set[str]:
    """Return the mail domains of our own mailboxes: our colleagues', which the limit per domain spares."""
    return {address.rpartition("@")[2] for address in Mailbox.objects.values_list("address", flat=True)}


def own_addresses(addresses: Iterable[str]) -> set[str]:
    """Return which of these addresses are our own: a mailbox, or the one that system mail comes from."""
    own = {address for (address,) in ask("SELECT address FROM mail_mailbox", {})}
    return {address.lower() for address in addresses} & (own | {settings.DEFAULT_FROM_EMAIL.lower()})


def new_ticket_titles(domain: str, since: datetime) -> list[str]:
    """Return the titles of letters from a mail domain that opened a ticket since that moment (loop net 5)."""
    return [title for (title,) in ask(_NEW_TITLES, {"domain": domain, "since": given(since)})]


def accepted_from(sender: str, since: datetime) -> int:
    """Return how many letters of a sender became a ticket or a message since that moment."""
    return int(ask(_ACCEPTED, {"sender": sender, "since": given(since)})[0][0])


def twin_of(letter: IncomingLetter) -> IncomingLetter | None:
    """Return the same letter as it came to another mailbox and opened a ticket there, or None."""
    told = {"message_id": letter.message_id, "digest": letter.digest, "mailbox": letter.mailbox_id}
    return _LETTERS.find(_TWIN, told) if letter.message_id else None


def get_mailbox(pk: int) -> Mailbox:
    """
    Return a mailbox.

    :raises LetterNotFound: if there is none.
    """
    mailbox = Mailbox.objects.filter(pk=pk).first()
    if mailbox is None:
        raise LetterNotFound(pk)
    return mailbox


def delivery_words() -> dict[str, str]:
    """Return the Dutch words for each delivery state of a letter out."""
    return {state.value: str(state.label) for state in OutgoingLetter.State}


def letter_states() -> list[tuple[str, str]]:
    """Return the states of letters in, with their Dutch words."""
    return [(state.value, str(state.label)) for state in IncomingLetter.State]


def new_mailbox() -> Mailbox:
    """Return a mailbox that is not kept yet, for a form."""
    return Mailbox()


def standard_texts(*, offered: bool = False) -> list[StandardText]:
    """Return the standard texts by title; only those that agents may choose when `offered`."""
    found = StandardText.objects.filter(is_offered=True) if offered else StandardText.objects.all()
    return list(found.order_by("title"))


def last_changer(text: StandardText) -> str:
    """Return the name of who changed a standard text last, or nothing."""
    return _last_to_change("text", text.pk)


def mailbox_changes(mailbox: Mailbox, *, since: int) -> tuple[list[str], str]:
    """Return the fields of a mailbox that changed since this version, each once, and the name of who did last."""
    lines = Entry.objects.filter(about="mailbox", subject=mailbox.pk).order_by("id").values_list("data", flat=True)
    names = [name for data in lines if data.get("version", 0) > since for name in data["fields"]]
    return list(dict.fromkeys(names)), _last_to_change("mailbox", mailbox.pk)


def _last_to_change(about: str, subject: int) -> str:
    lines = Entry.objects.filter(about=about, subject=subject).order_by("-id").values_list("actor", flat=True)[:1]
    return "".join(Person.objects.filter(pk__in=list(lines)).values_list("name", flat=True))


def get_standard_text(pk: int) -> StandardText:
    """
    Return a standard text.

    :raises LetterNotFound: if there is none.
    """
    found = StandardText.objects.filter(pk=pk).first()
    if found is None:
        raise LetterNotFound(pk)
    return found
