"""Mails about signing in go through the product's own outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from servicepunt.domains.mail.actions import queue_system_letter
from servicepunt.foundation.clock import now


class OutboxBackend(BaseEmailBackend):
    """Put mails in the outbox, one for each recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages; return how many."""
        for message in email_messages:
            for address in message.to:
                queue_system_letter(to=address, subject=str(message.subject), text=str(message.body), at=now())
        return len(email_messages)
