"""Files and letters of a message, for whom may read the message."""

from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.models import Attachment, Message
from servicepunt.domains.tickets.queries.access import TicketNotFound, audiences_for
from servicepunt.domains.tickets.rules.words import Audience


def get_message(pk: int, *, viewer: Person) -> Message:
    """
    Return a message that the viewer may read.

    :raises TicketNotFound: if there is none.
    """
    message = Message.objects.select_related("ticket", "author").filter(pk=pk).first()
    if message is None or not _may_read(message, viewer=viewer):
        raise TicketNotFound(pk)
    return message


def answer_with_key(key: str | None, *, viewer: Person) -> Message | None:
    """Return the answer that the viewer wrote with this key, or None."""
    return Message.objects.filter(key=key, author=viewer).first() if key else None


def get_attachment(pk: int, *, viewer: Person) -> Attachment:
    """
    Return a file of a message that the viewer may read.

    :raises TicketNotFound: if there is none.
    """
    attachment = Attachment.objects.select_related("message__ticket").filter(pk=pk).first()
    if attachment is None or not _may_read(attachment.message, viewer=viewer):
        raise TicketNotFound(pk)
    return attachment


def _may_read(message: Message, *, viewer: Person) -> bool:
    """Tell whether the viewer may read a message; what was called back only the desk may."""
    heard = audiences_for(viewer, message.ticket)
    return message.audience in heard and (message.recalled_at is None or Audience.INTERNAL in heard)
