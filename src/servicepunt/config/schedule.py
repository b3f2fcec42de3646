"""Everything that runs by the clock, in one table."""

from servicepunt.adapters.queue.worker import Periodic
from servicepunt.domains.tickets import tasks as tickets
from servicepunt.entrypoints.mailbox import jobs as mailbox

MINUTE = 60


def schedule() -> list[Periodic]:
    """Return what runs by the clock, with how many seconds lie between."""
    return [
        Periodic("mail.read", mailbox.read_all_mail, MINUTE),
        Periodic("mail.outbox", mailbox.sweep_outbox, MINUTE),
        Periodic("mail.rest", mailbox.understand_rest, 5 * MINUTE),
        Periodic("tickets.clocks", tickets.sweep_clocks, MINUTE),
        Periodic("tickets.wake", tickets.wake_up, MINUTE),
        Periodic("tickets.close", tickets.close_in_silence, 15 * MINUTE),
    ]
