"""Who listens to whom. The only place where one domain's news becomes another domain's work."""

from servicepunt.domains.agreements import events as agreements
from servicepunt.domains.logbook.actions import listen
from servicepunt.domains.mail import events as mail
from servicepunt.domains.people import events as people
from servicepunt.domains.tenders import events as tenders
from servicepunt.domains.tenders import tasks as tender_tasks
from servicepunt.domains.tickets import events as tickets
from servicepunt.domains.tickets import tasks as ticket_tasks
from servicepunt.entrypoints.awarding import jobs as awarding_jobs
from servicepunt.entrypoints.mailbox import jobs as mailbox_jobs
from servicepunt.entrypoints.signin import jobs as signin_jobs


def connect() -> None:
    """Connect every event to its listeners; called once at start-up."""
    listen(mail.LetterReleased, mailbox_jobs.understand_letter)
    listen(mail.LetterQueued, mailbox_jobs.send_letter)
    listen(mail.LetterFailed, ticket_tasks.tell_delivery_failed)
    listen(agreements.AgreementChanged, ticket_tasks.follow_agreements)
    listen(people.PersonChanged, ticket_tasks.follow_name, when=ticket_tasks.is_renamed)
    listen(people.SecondStepForgotten, signin_jobs.tell_second_step_forgotten)
    listen(people.PersonLeft, ticket_tasks.release_tickets)
    listen(tenders.SuppliersConcerned, tender_tasks.tell_suppliers)
    listen(tenders.TenderMoved, awarding_jobs.follow)
    listen(tickets.TicketOpened, ticket_tasks.confirm_receipt, when=ticket_tasks.is_confirmed)
    listen(tickets.TicketSolved, ticket_tasks.tell_solved)
