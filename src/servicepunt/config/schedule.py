"""Everything that runs by the clock, in one table."""

from datetime import time

from servicepunt.adapters.queue.upkeep import Daily, Due, Periodic
from servicepunt.domains.people import tasks as people
from servicepunt.domains.tickets import tasks as tickets
from servicepunt.domains.worklist import tasks as worklist
from servicepunt.entrypoints.awarding import jobs as awarding
from servicepunt.entrypoints.mailbox import jobs as mailbox
from servicepunt.entrypoints.signin import jobs as signin

MINUTE = 60


def schedule() -> list[Due]:
    """Return what runs by the clock: every so many seconds, or each day at a time on the wall."""
    return [
        Periodic("mail.read", mailbox.read_all_mail, MINUTE),
        Periodic("mail.outbox", mailbox.sweep_outbox, MINUTE),
        Periodic("mail.rest", mailbox.understand_rest, 5 * MINUTE),
        Periodic("tickets.clocks", tickets.sweep_clocks, MINUTE),
        Periodic("tickets.wake", tickets.wake_up, MINUTE),
        Periodic("tickets.close", tickets.close_in_silence, 15 * MINUTE),
        Periodic("people.leavers", people.say_goodbye_to_leavers, 5 * MINUTE),
        Daily("people.uploads", people.forget_uploads, time(3, 10)),
        Daily("worklist.drafts", worklist.forget_abandoned_drafts, time(3, 40)),
        Daily("awarding.destroy", awarding.destroy_due, time(3, 30)),
        Daily("awarding.remind", awarding.remind, time(6, 30)),
        Daily("signin.sessions", signin.forget_old_sessions, time(3, 20)),
    ]
