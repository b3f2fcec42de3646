"""Files and letters of a message, for whom may read the message."""

from datetime import datetime

from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.models import Attachment, Message
from servicepunt.domains.tickets.queries.access import TicketNotFound, audiences_for, is_said
from servicepunt.domains.tickets.rules.words import Audience
from servicepunt.foundation.files import KeptFile


def get_message(pk: int, *, viewer: Person, at: datetime) -> Message:
    """
    Return a message that the viewer may read.

    :raises TicketNotFound: if there is none.
    """
    message = Message.objects.select_related("ticket", "author").filter(pk=pk).first()
    if message is None or not _may_read(message, viewer=viewer, at=at):
        raise TicketNotFound(pk)
    return message


def answer_with_key(key: str | None, *, viewer: Person) -> Message | None:
    """Return the answer that the viewer wrote with this key, or None."""
    return Message.objects.filter(key=key, author=viewer).first() if key else None


def kept_files(message: Message) -> list[KeptFile]:
    """Return the files of a message as another message can have them too."""
    fields = ("name", "content_type", "size", "digest", "content_id", "is_inline", "scan")
    return [KeptFile(**one) for one in message.attachments.order_by("id").values(*fields)]


def get_attachment(pk: int, *, viewer: Person, at: datetime) -> Attachment:
    """
    Return a file of a message that the viewer may read.

    :raises TicketNotFound: if there is none.
    """
    attachment = Attachment.objects.select_related("message__ticket").filter(pk=pk).first()
    if attachment is None or not _may_read(attachment.message, viewer=viewer, at=at):
        raise TicketNotFound(pk)
    return attachment


def _may_read(message: Message, *, viewer: Person, at: datetime) -> bool:
    """Tell whether the viewer may read a message; what is not said (yet, or any more) only the desk may."""
    heard = audiences_for(viewer, message.ticket)
    return message.audience in heard and (Audience.INTERNAL in heard or is_said(message, at=at))
