"""What follows from a fact outside the request, and what runs by the clock about requests."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django_tasks import task

from servicepunt.domains.agreements.rules.priority import Urgency
from servicepunt.domains.awards.actions.deciding import destroy
from servicepunt.domains.awards.queries.persons import hired, manifest_of, people_in, senders, tender_by_pk, tenders_in
from servicepunt.domains.awards.rules.repair_letters import About, request_mail, verdict_mail
from servicepunt.domains.hiring.rules.moments import end_of, local_day
from servicepunt.domains.mail.actions import queue_letter
from servicepunt.domains.people.actions import add_person, change_person
from servicepunt.domains.tenders.actions.asking import COMPLAINT
from servicepunt.domains.tenders.queries import Vault, dossier_of, fact_of
from servicepunt.domains.tenders.rules.complaints import may_handle
from servicepunt.domains.tenders.rules.contract import last_day, next_option, winners
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.facts import Answered, Asked, InterestDeclared, Seated
from servicepunt.domains.tenders.rules.outcome import is_cancelled, played
from servicepunt.domains.tenders.rules.seats import INSIDE, Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tickets.actions import open_ticket
from servicepunt.domains.tickets.rules.words import Channel, Kind
from servicepunt.entrypoints.awarding import mailing
from servicepunt.entrypoints.awarding.delivery import AGAIN, END, messages_of, prefix_of
from servicepunt.entrypoints.awarding.retention import due_dates, subjects_due
from servicepunt.entrypoints.awarding.seating import seated
from servicepunt.foundation.clock import now

if TYPE_CHECKING:
    from servicepunt.domains.tenders.models import Tender

_log = logging.getLogger("servicepunt.tenders")
_RUNNING = (Stage.RUNNING, Stage.ENDED)
TITLE, END_TITLE = "Beslissing over aanvraag {}", "Brief over de intrekking van aanvraag {}"
_OVER = (*_RUNNING, Stage.FAILED, Stage.CANCELLED, Stage.ARCHIVED)


@task()
def follow(tender: int, number: int, fact: str, stage: str) -> None:
    """Do what follows from a fact: mail for suppliers, and whoever was hired comes, stays longer or goes."""
    follower = _FOLLOWERS.get(fact)
    if follower is not None:
        found = tender_by_pk(tender)
        follower(found, dossier_of(found), number)


def _letters(tender: Tender, dossier: Dossier, number: int) -> None:
    last = dossier.decisions[-1]
    for label in last.letters:
        text = mailing.letter_ready(
            number=tender.number, label=_shown(label), client=_client(dossier), link=_portal(tender)
        )
        _tell(tender, f"letter:{len(dossier.decisions)}:{label}", label, TITLE.format(tender.number), text)


def _end_letters(tender: Tender, dossier: Dossier, number: int) -> None:
    for label in dossier.end_letters:
        text = mailing.end_letter_ready(
            number=tender.number, label=_shown(label), client=_client(dossier), link=_portal(tender)
        )
        _tell(tender, f"letter:{END}:{label}", label, END_TITLE.format(tender.number), text)


def _again(tender: Tender, dossier: Dossier, number: int) -> None:
    """Send once more what did not arrive, to the address of today; a person asked, so it is no automatic mail."""
    mails, people = messages_of(tender), senders(tender)
    for count, each in enumerate(dossier.resent, 1):
        first, to = mails.get(each.message), people[each.offer].email
        if not to:
            continue
        is_end = each.message.startswith(f"letter:{END}:")
        about = {"number": tender.number, "label": _shown(each.offer), "client": _client(dossier),
                 "link": _portal(tender)}  # fmt: skip
        ready = mailing.end_letter_ready if is_end else mailing.letter_ready
        title = first.title if first else END_TITLE.format(tender.number) if is_end else TITLE.format(tender.number)
        text = first.text if first else ready(**about)
        key = f"{prefix_of(tender)}{each.message}{AGAIN}{count}"
        queue_letter(key=key, mailbox=None, to=[to], title=title, text=text, is_automatic=False, at=now())


def _choose(tender: Tender, dossier: Dossier, number: int) -> None:
    """Ask every supplier of one person, in the same words, to have the candidate choose (A-37)."""
    for group in (group for group, is_same in dossier.compared.items() if is_same):
        for label in group:
            text = mailing.have_chosen(
                number=tender.number, label=_shown(label), client=_client(dossier), link=_portal(tender)
            )
            _tell(tender, f"choose:1:{label}", label, f"Laat de kandidaat kiezen bij aanvraag {tender.number}", text)


def _invitations(tender: Tender, dossier: Dossier, number: int) -> None:
    given = next(each for each in reversed(dossier.rounds) if each.invited_at is not None)
    for label in given.invited:
        text = mailing.invited(number=tender.number, label=_shown(label), client=_client(dossier), link=_portal(tender))
        _tell(tender, f"invited:{given.number}:{label}", label, f"Uitnodiging bij aanvraag {tender.number}", text)


def _plans(tender: Tender, dossier: Dossier, number: int) -> None:
    given = dossier.rounds[-1]
    for label, talks in given.talks.items():
        planned = talks[-1].planned
        if planned is None or planned.starts_at < now():
            continue
        text = mailing.planned(
            number=tender.number,
            label=_shown(label),
            client=_client(dossier),
            link=_portal(tender),
            starts_at=planned.starts_at,
            place=planned.place,
        )
        mark = hashlib.sha256(text.encode()).hexdigest()[:16]
        _tell(tender, f"planned:{given.number}:{label}:{mark}", label, f"Gesprek bij aanvraag {tender.number}", text)


def _repairs(tender: Tender, dossier: Dossier, number: int) -> None:
    about = About(tender.number, tender.title, _client(dossier), settings.COMPLAINT_ADDRESS)
    link = f"{_portal(tender)}herstel/"
    for defect in dossier.defects.values():
        for label in defect.asked:
            if defect.until is not None:
                text = request_mail(about, label=label, until=defect.until, link=link)
                _tell(tender, f"repair:{defect.id}:{label}", label, f"Herstel bij aanvraag {tender.number}", text)
            if label in defect.verdicts:
                text = verdict_mail(about, label=label, link=link)
                title = f"Herstel beoordeeld bij aanvraag {tender.number}"
                _tell(tender, f"repair-judged:{defect.id}:{label}", label, title, text)


def _tell(tender: Tender, key: str, label: str, title: str, text: str) -> None:
    sender = senders(tender)[label]
    if sender.email:
        _post(f"tender:{tender.pk}:{key}", sender.email, title, text)


def _post(key: str, to: str, title: str, text: str) -> None:
    queue_letter(key=key, mailbox=None, to=[to], title=title, text=text, at=now())


def _seated(tender: Tender, dossier: Dossier, number: int) -> None:
    """Tell a colleague once of a role; not who took it themselves, nor who lost it meanwhile."""
    by, fact = fact_of(tender, number)
    if not isinstance(fact, Seated) or not fact.is_given or fact.seat not in INSIDE or fact.person == by:
        return
    person = next((each for each in people_in(dossier, fact.seat) if each.pk == fact.person), None)
    if person is None or not person.email or is_cancelled(dossier):
        return
    title, text = seated(
        fact.seat, name=person.name, number=tender.number, title=tender.title, planning=dossier.written,
        link=f"{settings.BASE_URL}/inhuur/{tender.number}/",
    )  # fmt: skip
    _post(f"tender:{tender.pk}:seat:{fact.seat}:{person.pk}", person.email, title, text)


def _client(dossier: Dossier) -> str:
    return dossier.request.client or settings.ORGANIZATION


def _shown(label: str) -> str:
    return f"K-{int(label[1:]):02d}"


def _portal(tender: Tender) -> str:
    return f"{settings.BASE_URL}/aanvragen/{tender.number}/"


def _page(tender: Tender) -> str:
    return f"{settings.BASE_URL}/inhuur/{tender.number}/afronding/"


# Whoever was hired (H-108)


def _hired(tender: Tender, dossier: Dossier, number: int) -> None:
    """Make who was hired known, with the last day as the end of every right; move that day when it moves."""
    last, vault = last_day(dossier), Vault(tender)
    if last is None:
        return
    for label in winners(dossier):
        manifest = manifest_of(vault, dossier.offers[label])
        known = next(iter(hired([_key(tender, label)])), None)
        if known is not None and known.is_active and known.leaves_at != end_of(last):
            change_person(person=known, seen=known.version, leaves_at=end_of(last), by=None, at=now())
        elif known is None and manifest is not None:
            add_person(
                name=manifest.candidate,
                email=None,
                key=_key(tender, label),
                job_title=tender.title[:120],
                leaves_at=end_of(last),
                how="hiring",
                by=None,
                at=now(),
            )


def _key(tender: Tender, label: str) -> str:
    return f"inhuur-{tender.number}-{label}"[:60]


def _begun(tender: Tender, dossier: Dossier, number: int) -> None:
    _hired(tender, dossier, number)
    last, first = last_day(dossier), dossier.starts_on
    client = next(iter(people_in(dossier, Seat.CLIENT)), None)
    if last is None or first is None or client is None:
        return
    for person in hired([_key(tender, label) for label in winners(dossier)]):
        open_ticket(
            requester=client,
            title=f"Inwerken: {person.name} begint op {first:%d-%m-%Y}"[:200],
            text=mailing.onboarding(name=person.name, first=first, last=last, link=_page(tender)),
            kind=Kind.REQUEST,
            urgency=Urgency.HINDERED,
            channel=Channel.DESK,
            started_at=now(),
            key=f"tender:{tender.pk}:onboarding:{person.pk}",
            by=None,
            at=now(),
        )


def _related(tender: Tender, dossier: Dossier, number: int) -> None:
    """Tell somebody that the desk wrote down a relation of theirs; with whom stands on the page only."""
    _by, fact = fact_of(tender, number)
    if not isinstance(fact, InterestDeclared) or fact.person is None:
        return
    person = next((each for each in people_in(dossier, *INSIDE) if each.pk == fact.person), None)
    if person is not None and person.email:
        text = mailing.relation_recorded(
            name=person.name, number=tender.number, link=f"{settings.BASE_URL}/inhuur/{tender.number}/belangen/"
        )
        _post(f"tender:{tender.pk}:relation:{number}", person.email, f"Relatie bij aanvraag {tender.number}", text)


# What somebody has to hear of complaints (H-105)


def _asked(tender: Tender, dossier: Dossier, number: int) -> None:
    """Tell who handles a complaint that it is there; while nobody can, the desk."""
    _by, fact = fact_of(tender, number)
    if not isinstance(fact, Asked) or fact.kind != COMPLAINT:
        return
    handlers = [each for each in people_in(dossier, Seat.AUDITOR) if may_handle(dossier, each.pk)]
    link = f"{settings.BASE_URL}/inhuur/{tender.number}/klachten/"
    for person in handlers or people_in(dossier, Seat.DESK):
        if person.email:
            text = mailing.complaint_came(
                number=tender.number, title=tender.title, may_handle=bool(handlers), link=link
            )
            _post(f"tender:{tender.pk}:complaint:{fact.id}:{person.pk}", person.email,
                  f"Klacht over aanvraag {tender.number}", text)  # fmt: skip


def _answered(tender: Tender, dossier: Dossier, number: int) -> None:
    """Tell a supplier that the own complaint is handled; what became of it stands in the portal only."""
    _by, fact = fact_of(tender, number)
    if not isinstance(fact, Answered) or fact.result is None:
        return
    asker = dossier.questions[fact.id].asked_by
    person = next((each for each in people_in(dossier, Seat.SUPPLIER) if each.pk == asker), None)
    if person is not None and person.email:
        link = f"{_portal(tender)}vragen/"
        text = mailing.complaint_handled(number=tender.number, client=_client(dossier), link=link)
        _post(f"tender:{tender.pk}:complaint-handled:{fact.id}", person.email,
              f"Antwoord op uw klacht over aanvraag {tender.number}", text)  # fmt: skip


_FOLLOWERS: dict[str, Callable[[Tender, Dossier, int], None]] = {
    "zetel": _seated,
    "belang_verklaard": _related,
    "gevraagd": _asked,
    "beantwoord": _answered,
    "herstel_gevraagd": _repairs,
    "herstel_beoordeeld": _repairs,
    "brieven_verzonden": _letters,
    "brieven_intrekking_verzonden": _end_letters,
    "brief_opnieuw_verzonden": _again,
    "personen_vergeleken": _choose,
    "uitgenodigd": _invitations,
    "gesprek_gepland": _plans,
    "opdracht_begonnen": _begun,
    "optie_besloten": _hired,
    "opdracht_beeindigd": _hired,
}


# By the clock


@task()
def remind() -> int:
    """Mail the client and the desk when an option or the end of a contract comes near; return how many mails."""
    at, count = now(), 0
    for tender in tenders_in(_RUNNING):
        dossier = dossier_of(tender)
        for key, title, text in _reminders(tender, dossier, at):
            for person in people_in(dossier, Seat.CLIENT, Seat.DESK):
                if not person.email:
                    continue
                _post(f"tender:{tender.pk}:{key}:{person.pk}", person.email, title, text)
                count += 1
    return count


def _reminders(tender: Tender, dossier: Dossier, at: datetime) -> list[tuple[str, str, str]]:
    today, found = local_day(at), []
    option, last = next_option(dossier), last_day(dossier)
    if option is not None and option[1].decide_by is not None:
        days = (option[1].decide_by - today).days
        if 0 <= days <= settings.HIRING_REMIND_DAYS:
            text = mailing.remind_option(number=tender.number, title=tender.title, option=option[0],
                                         decide_by=option[1].decide_by, link=_page(tender))  # fmt: skip
            found.append((f"option:{option[0]}:{_step(days)}", f"Beslis over verlengen: {tender.title}", text))
    if last is not None and option is None and 0 <= (last - today).days <= settings.HIRING_REMIND_DAYS:
        text = mailing.remind_end(number=tender.number, title=tender.title, last=last, link=_page(tender))
        found.append((f"end:{last}:{_step((last - today).days)}", f"De opdracht stopt: {tender.title}", text))
    return found


def _step(days: int) -> int:
    """Return which reminder it is: one when it comes near, one in the last week, one on the last day but one."""
    return next((step for step in (1, 7) if days <= step), settings.HIRING_REMIND_DAYS)


@task()
def destroy_due() -> int:
    """Destroy what was kept long enough, request by request; return of how many requests."""
    at, count = now(), 0
    for tender in tenders_in(_OVER):
        try:
            count += _destroy(tender, at)
        except Exception:  # noqa: BLE001  # one request must never stop the others; it is in the log
            _log.exception("destroying failed for request %s", tender.pk)
    return count


def _destroy(tender: Tender, at: datetime) -> bool:
    dossier = dossier_of(tender)
    dues = due_dates(dossier, played(dossier, at=at), after_end=settings.HIRING_KEEP_DAYS)
    due = subjects_due(dues, local_day(at))
    subjects = [each for found in due.values() for each in found]
    if not subjects:
        return False
    destroy(tender=tender, subjects=subjects, by=None, at=at)
    return True
