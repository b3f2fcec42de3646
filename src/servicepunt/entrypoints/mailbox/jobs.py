"""The work around mail that runs outside a request."""

from datetime import datetime, timedelta

from django_tasks import task

from servicepunt.domains.mail.models import IncomingLetter
from servicepunt.domains.mail.queries import next_try, readable_mailboxes, unsettled_letters
from servicepunt.entrypoints.mailbox.intake import understand
from servicepunt.entrypoints.mailbox.receive import read_mailbox
from servicepunt.entrypoints.mailbox.send import send_due, send_one
from servicepunt.foundation.clock import now

SOON = timedelta(minutes=2)


@task()
def understand_letter(letter: int) -> None:
    """Hand a kept letter over."""
    understand(IncomingLetter.objects.select_related("mailbox__team").get(pk=letter), at=now())


@task()
def understand_rest() -> None:
    """Hand over what a crash left behind."""
    for letter in unsettled_letters():
        understand_letter.func(letter)


@task()
def send_letter(outgoing: int, send_after: str) -> None:
    """Send a letter once its moment has come; before that, ask to be called then."""
    due = datetime.fromisoformat(send_after)
    if due <= now():
        send_one(outgoing)
        later = next_try(outgoing)
        if later is None or later - now() > SOON:
            return
        due = max(later, now())
    again = send_letter.using(run_after=due)
    again.enqueue(outgoing=outgoing, send_after=due.isoformat())


@task()
def sweep_outbox() -> None:
    """Send everything that is due, whatever became of its job."""
    send_due()


@task()
def read_all_mail() -> None:
    """Read every mailbox once that nobody is watching: the net under `MailWatch`."""
    for found in readable_mailboxes():
        read_mailbox(found)
