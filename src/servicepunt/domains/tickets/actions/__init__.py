"""What we do with tickets: each action is one change, one transaction, and its lines in the logbook."""

from servicepunt.domains.tickets.actions.changes import (
    AlreadyTaken,
    add_participant,
    assign_ticket,
    change_details,
    change_requester,
    escalate_ticket,
    hand_back_ticket,
    release_ticket,
    set_priority,
    take_ticket,
)
from servicepunt.domains.tickets.actions.clocks import apply_agreements, fire_levels, settle_clocks
from servicepunt.domains.tickets.actions.intake import add_message, flag_stranger, hear, note_delivery, note_machine
from servicepunt.domains.tickets.actions.links import link_tickets, unlink_tickets
from servicepunt.domains.tickets.actions.messages import (
    NoRecipient,
    Said,
    recall_reply,
    reply_to_ticket,
    write_note,
    write_to_supplier,
)
from servicepunt.domains.tickets.actions.opening import Report, open_report, open_ticket, register_call
from servicepunt.domains.tickets.actions.outcomes import (
    NOT_DONE,
    close_ticket,
    let_ticket_wait,
    rate_ticket,
    reopen_ticket,
    reply_and_wait,
    resume_ticket,
    solve_ticket,
    take_steps_back,
)
from servicepunt.domains.tickets.actions.writing import StaleChange, StepNotAllowed

__all__ = [
    "NOT_DONE",
    "AlreadyTaken",
    "NoRecipient",
    "Report",
    "Said",
    "StaleChange",
    "StepNotAllowed",
    "add_message",
    "add_participant",
    "apply_agreements",
    "assign_ticket",
    "change_details",
    "change_requester",
    "close_ticket",
    "escalate_ticket",
    "fire_levels",
    "flag_stranger",
    "hand_back_ticket",
    "hear",
    "let_ticket_wait",
    "link_tickets",
    "note_delivery",
    "note_machine",
    "open_report",
    "open_ticket",
    "rate_ticket",
    "recall_reply",
    "register_call",
    "release_ticket",
    "reopen_ticket",
    "reply_and_wait",
    "reply_to_ticket",
    "resume_ticket",
    "set_priority",
    "settle_clocks",
    "solve_ticket",
    "take_steps_back",
    "take_ticket",
    "unlink_tickets",
    "write_note",
    "write_to_supplier",
]
