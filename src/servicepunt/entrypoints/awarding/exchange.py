"""A request in the standards of others: OCDS for open data, SETU for suppliers; from the file, without people."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings

from servicepunt.adapters.exchange import ocds, setu
from servicepunt.domains.awards.queries.persons import candidates, manifest_of, senders
from servicepunt.domains.hiring.rules.moments import instant, local_day, next_working_day
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.chain import read
from servicepunt.domains.tenders.rules.contract import terms_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from servicepunt.domains.awards.queries.persons import Sender
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import OfferFile

_OPTION = facts.OptionDecided(number=0, is_used=True)
_ENDED: dict[Stage, Literal["withdrawn", "unsuccessful"]] = {Stage.CANCELLED: "withdrawn", Stage.FAILED: "unsuccessful"}


def open_data(look: Look) -> dict[str, Any]:
    """
    Return the request as an OCDS release package.

    :raises Refused: before publication, or when a name of a candidate or a loser would be in it.
    """
    dossier = look.dossier
    if dossier.published_at is None or dossier.closes_at is None:
        raise Refused("De aanvraag is nog niet gepubliceerd.")
    if not settings.OCDS_PREFIX or not settings.ORGANIZATION_OIN:
        raise Refused("Open data kan pas als de beheerder het OIN en het voorvoegsel voor OCDS heeft ingesteld.")
    is_open = dossier.opened_at is not None
    opened = [each for each in dossier.offers.values() if each.opened or each.unreadable]
    request, whose = dossier.request, senders(look.tender)
    tendered = ocds.Tendered(
        number=look.tender.number,
        title=look.tender.title,
        description=_task(look),
        buyer=_buyer(look),
        published_at=dossier.published_at,
        questions_until=instant(request.questions_until or dossier.closes_at, "vragen_tot"),
        closes_at=dossier.closes_at,
        url=_url(look),
        questions=tuple(_questions(look)),
        offers=len(opened) if is_open else None,
        bidders=len({whose[each.label].supplier or each.label for each in opened}) if is_open else None,
        awards=tuple(_awards(look)) if is_open else (),
        ended=_ENDED.get(look.stage, ""),
        # Only who is invited sees a request: within a DAS who was admitted, elsewhere whom we chose.
        method="selective" if request.is_das else "limited",
        criteria="; ".join(each.text for each in request.criteria if each.text),
    )
    package = ocds.release_package(
        tendered,
        prefix=settings.OCDS_PREFIX,
        publisher=_buyer(look),
        uri=f"{_url(look)}ocds.json",
        at=look.at,
    )
    won = {whose[label].supplier for label in dossier.contractors} if tendered.awards else set[str]()
    names = [*candidates(look, [each.label for each in opened if each.opened]).values()]
    names += [each.supplier for each in whose.values() if each.supplier not in won]
    if ocds.mentioned(package, names):
        raise Refused("In de tekst van de aanvraag of een antwoord staat een naam. Zo kan dit niet openbaar.")
    return package


def _url(look: Look) -> str:
    return f"{settings.BASE_URL}/aanvragen/{look.tender.number}/"


def _task(look: Look) -> str:
    texts = look.dossier.draft.texts if look.dossier.draft else {}
    return "\n".join(line for lines in texts.values() for line in lines) or look.tender.title


def _buyer(look: Look) -> ocds.Party:
    return ocds.Party("NL-OIN", settings.ORGANIZATION_OIN, look.dossier.request.client or settings.ORGANIZATION)


def _questions(look: Look) -> Iterator[ocds.Answered]:
    shown = [each for each in look.dossier.questions.values() if not each.is_refused]
    for number, each in enumerate(shown, 1):
        if each.published_at is not None:
            yield ocds.Answered(number, each.public, each.answer, each.published_at)


def _awards(look: Look) -> Iterator[ocds.Award]:
    """Yield what was awarded, once it is signed: before it the winner is known to nobody outside."""
    named = look.dossier.contractors
    for award in (each for each in look.played.course.awards if each.signed_at and not each.voided):
        for label in award.decision.awarded:
            if label not in named:
                raise Refused("Leg eerst op de pagina Afronding naam en KvK-nummer van de opdrachtnemer vast.")
            yield ocds.Award(
                decided_at=award.sent_at,
                supplier=ocds.Party("NL-KVK", named[label].number, named[label].name),
                is_final=True,
                contract=_contract(look, award.signed_at) if award.signed_at else None,
            )


def _contract(look: Look, signed_at: datetime) -> ocds.Contract | None:
    dossier, terms = look.dossier, terms_of(look.dossier)
    if dossier.starts_on is None or not terms:
        return None
    return ocds.Contract(
        signed_on=local_day(signed_at),
        first=dossier.starts_on,
        last=terms[0].last,
        latest=terms[-1].last,
        extensions=tuple(_extensions(look)),
        ended_on=dossier.ended_on,
    )


def _extensions(look: Look) -> Iterator[ocds.Extended]:
    """Yield every option that was used, at the moment of the decision, with the last day it moved to."""
    terms, options = terms_of(look.dossier), look.dossier.options
    for _, at, _, written in read(line.body for line in lines_of(look.tender)):
        number = written.get("optie")
        if written["feit"] == facts.name_of(_OPTION) and options[number].is_used and number < len(terms):
            yield ocds.Extended(at, f"Optie {number} uit de aanvraag", terms[number].last)


def order_message(look: Look) -> dict[str, Any]:
    """
    Return the request as SETU StaffingOrder, type RFQ.

    :raises Refused: while something is missing that the standard asks for.
    """
    request, dossier = look.dossier.request, look.dossier
    if request.hours is None or dossier.published_at is None or dossier.closes_at is None:
        raise Refused("SETU kan pas als de aanvraag is gepubliceerd en uren per week noemt.")
    if not settings.ORGANIZATION_OIN:
        raise Refused("SETU kan pas als de beheerder het OIN van de organisatie heeft ingesteld.")
    return setu.staffing_order(
        setu.Order(
            number=look.tender.number,
            customer=setu.Organisation(settings.ORGANIZATION_OIN, "OIN"),
            contact=setu.Contact(name=request.client or settings.ORGANIZATION),
            title=look.tender.title,
            task=_task(look),
            city=request.region or "Nederland",
            first=request.start or next_working_day(local_day(dossier.closes_at)),
            hours=(Decimal(request.hours.least), Decimal(request.hours.most)),
            needed=request.needed,
            requirements=tuple(each.text for each in request.knockouts if each.text),
            url=_url(look),
        )
    )


def offer_messages(look: Look) -> list[dict[str, Any]]:
    """
    Return the opened offers as SETU HumanResource: a name and a place of each, and a rate once rates may be read.

    :raises Refused: for who is not of the desk, before the opening, or while a setting is missing.
    """
    if not look.has(Seat.DESK):
        raise Refused("De inschrijvingen zijn alleen voor de inhuurdesk.")
    if look.dossier.opened_at is None:
        raise Refused("SETU kan pas als de inschrijvingen zijn geopend.")
    if not settings.ORGANIZATION_OIN:
        raise Refused("SETU kan pas als de beheerder het OIN van de organisatie heeft ingesteld.")
    whose = senders(look.tender)
    offers = [each for each in look.offers if each.opened]
    look.vault.load([each.opened.manifest for each in offers if each.opened])
    return [
        setu.human_resource(
            setu.Proposal(
                number=f"{look.tender.number}-{each.label}",
                request=look.tender.number,
                supplier=_supplier(look, whose[each.label]),
                customer=setu.Organisation(settings.ORGANIZATION_OIN, "OIN"),
                pseudonym=each.label,
                name=manifest.candidate,
                city=manifest.residence,
                rate=_rate(look, each),
            )
        )
        for each in offers
        if (manifest := manifest_of(look.vault, each)) is not None
    ]


def _supplier(look: Look, sender: Sender) -> setu.Organisation:
    """Return a supplier by its number in the trade register; by our own number while that is not known."""
    named = look.dossier.contractors.get(sender.label)
    number = named.number if named else sender.kvk
    return setu.Organisation(number, "KvK") if number else setu.Organisation(f"L{sender.person}", "Customer")


def _rate(look: Look, offer: OfferFile) -> setu.Rate | None:
    first = look.dossier.request.start or next_working_day(local_day(look.dossier.closes_at or look.at))
    if offer.rate is None or not look.may_see_rates:
        return None
    return setu.Rate(Decimal(offer.rate.replace(",", ".")), "uurtarief", first)
