"""Two requests to hire in the demo: one that is open for offers, one that is still written."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password

from servicepunt.domains.awards.rules.questions import questions_of
from servicepunt.domains.hiring.rules.moments import is_working_day
from servicepunt.domains.people.actions import add_person
from servicepunt.domains.people.models import Person, Supplier
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tenders.actions import asking, drafting
from servicepunt.domains.tenders.models import Holder, Tender
from servicepunt.domains.tenders.queries import dossier_of
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.demo.people import DOMAIN, PASSWORD
from servicepunt.entrypoints.demo.texts import SUPPLIERS as COMPANIES
from servicepunt.foundation import sealing
from servicepunt.foundation.text import ZONE

# A key of the demo is cheap to make and to guess; docs/hiring.md tells the passphrases to everybody.
_CHEAP = 4
PASSPHRASES = {
    "coordinator": "paarse fiets langs het kanaal",
    "medewerker": "koffie met drie suikerklontjes",
    "beheerder": "regenjas op een zonnige dag",
}
SUPPLIERS = (
    ("leverancier", "Lotte Vermeer", "Werkplek Direct"),
    ("inhuur", "Daan Postma", "Zaakwerk Software"),
)
_SEATS = {
    "coordinator": (Seat.DESK,),
    "medewerker": (Seat.CLIENT, Seat.INTERVIEWER),
    "beheerder": (Seat.AUDITOR,),
    "teamleider": (Seat.BUDGET, Seat.MANDATE),
    "behandelaar": (Seat.ASSESSOR,),
    "tweedelijn": (Seat.ASSESSOR, Seat.INTERVIEWER),
}
# Who decides on money and on the award is nobody of the desk, the client or the auditor.
MANAGER = ("teamleider", "Marit Veenstra")
_SETTINGS: dict[str, Any] = {
    "voorleggen": 10, "gelijk_op_de_grens": "allen_toelaten", "uitnodigen": 3, "minste_gespreksvoerders": 2,
    "cijfers_samen": "afgesproken_anders_laagste", "opschorting_dagen": 20, "minimum": "voldoende",
    "tarief_omschrijving": "Per uur in euro, zonder btw, alles inbegrepen, zonder maximum.",
}  # fmt: skip
_TEXTS = {
    "opdracht": [
        "Je helpt collega’s met vragen over hun laptop, account en telefoon.",
        "Je neemt meldingen aan, lost op wat kan en geeft de rest met uitleg door.",
    ],
}
_REQUEST: dict[str, Any] = {
    "titel": "Medewerker servicepunt",
    "opdrachtgever": "gemeente Voorbeeld",
    "opleidingsniveau": "mbo-4",
    "regio": "Overijssel",
    "uren_per_week": {"min": 32, "max": 36},
    "duur": {"aantal": 3, "eenheid": "maanden"},
    "verlenging": {"aantal": 4, "lengte": 3, "eenheid": "maanden"},
    "functieschaal": 9,
    "knockouts": [
        {"id": "1", "tekst": "Een afgeronde opleiding op ten minste mbo-4", "bewijs": "opleiding", "niveau": 4},
        {"id": "2", "tekst": "Ten minste drie jaar werk met klanten", "bewijs": "ervaring", "minimaal": 3},
        {"id": "3", "tekst": "Werk met de systemen van een overheid, met uitleg", "toelichting_vereist": True},
    ],
    "criteria": [
        {"id": "4", "punten": 40, "tekst": "Verbeterde zelf de werkwijze van een team", "model": "voorbeelden",
         "aantal": 2, "per_voorbeeld": True},
        {"id": "5", "punten": 60, "tekst": "Werk met klanten bij een gemeente", "model": "banden", "deel_van": "2",
         "banden": [{"minder_dan": 2, "punten": 0}, {"vanaf": 2, "tot_en_met": 4, "punten": 30},
                    {"meer_dan": 4, "punten": 60}]},
    ],
    "keuzecriteria": [
        {"id": "1", "naam": "Ervaring met opdrachten die hierop lijken"},
        {"id": "2", "naam": "Ervaring bij organisaties die op de onze lijken"},
    ],
    "competenties": [
        {"id": "klant", "naam": "Gericht op de klant"},
        {"id": "uitleggen", "naam": "Duidelijk uitleggen"},
    ],
    "offerte_eisen": {"paginas_cv": 5, "referenties": 2, "dba_toelichting": True},
    "documenten": ["vog", "geheimhouding"],
}  # fmt: skip


def make_requests(*, at: datetime) -> list[Tender]:
    """Make a published request with a question, and a concept; the accounts of the demo have the seats."""
    _manager(at)
    people = {local: Person.objects.get(email=f"{local}@{DOMAIN}") for local in _SEATS}
    contacts = _contacts(at)
    desk = people["coordinator"]
    running = drafting.start_tender(
        draft=_REQUEST | _planning(at), settings=_SETTINGS, texts=_TEXTS, by=desk, at=at - timedelta(days=6)
    )
    _seat(running, people, contacts, at - timedelta(days=6))
    _publish(running, people, at - timedelta(days=3))
    _ask(running, contacts[0], desk, at)
    concept = drafting.start_tender(
        draft={"titel": "Adviseur informatiebeheer", "opdrachtgever": "gemeente Voorbeeld"},
        settings=_SETTINGS, texts={}, by=desk, at=at - timedelta(days=1),
    )  # fmt: skip
    drafting.give_seat(tender=concept, person=people["medewerker"], seat=Seat.CLIENT, by=desk, at=at)
    return [running, concept]


def supplier_accounts() -> list[str]:
    """Return the addresses with which a supplier signs in."""
    domains = dict(COMPANIES)
    return [f"{local}@{domains[company]}" for local, _, company in SUPPLIERS]


def _manager(at: datetime) -> None:
    local, name = MANAGER
    person = add_person(name=name, email=f"{local}@{DOMAIN}", role=Role.EMPLOYEE, at=at, how="demo", by=None)
    Person.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))


def _contacts(at: datetime) -> list[Person]:
    made = []
    for (_, name, company), email in zip(SUPPLIERS, supplier_accounts(), strict=True):
        supplier = Supplier.objects.get(name=company)
        person = add_person(name=name, email=email, supplier=supplier, at=at, how="demo", by=None)
        Person.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))
        made.append(person)
    return made


def _planning(at: datetime) -> dict[str, Any]:
    today = at.astimezone(ZONE).date()
    moment = {name: datetime.combine(_later(today, days), time(9)).isoformat()
              for name, days in (("vragen_tot", 3), ("sluiting", 10))}  # fmt: skip
    days = {name: _later(today, count).isoformat()
            for name, count in (("nota_op", 4), ("uitnodigen_uiterlijk", 13), ("gesprekken_op", 15))}  # fmt: skip
    return moment | days


def _later(day: date, working_days: int) -> date:
    """Return the day this many working days later."""
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day


def _seat(tender: Tender, people: dict[str, Person], contacts: list[Person], at: datetime) -> None:
    for local, seats in _SEATS.items():
        for seat in seats:
            drafting.give_seat(tender=tender, person=people[local], seat=seat, by=people["coordinator"], at=at)
    for contact in contacts:
        drafting.give_seat(tender=tender, person=contact, seat=Seat.SUPPLIER, by=people["coordinator"], at=at)


def _publish(tender: Tender, people: dict[str, Person], at: datetime) -> None:
    for local, passphrase in PASSPHRASES.items():
        key = sealing.person_key(passphrase, cost=_CHEAP)
        Holder.objects.create(tender=tender, person=people[local], key=key)
    drafting.send_for_approval(tender=tender, estimate=Decimal(211_000), by=people["coordinator"], at=at)
    drafting.approve(tender=tender, by=people["teamleider"], at=at)
    questions = questions_of(dossier_of(tender))
    drafting.publish(tender=tender, questions=questions, by=people["coordinator"], at=at)


def _ask(tender: Tender, contact: Person, desk: Person, at: datetime) -> None:
    asked, answered = at - timedelta(days=2), at - timedelta(days=1)
    dossier = asking.ask(
        tender=tender, kind=asking.QUESTION, text="Telt werk aan een balie ook als werk met klanten?", by=contact,
        at=asked,
    )  # fmt: skip
    asking.answer(
        tender=tender, question=next(iter(dossier.questions)), public="Telt werk aan een balie als werk met klanten?",
        text="Ja, als uit het cv blijkt hoe lang en voor wie.", by=desk, at=answered,
    )  # fmt: skip
    asking.ask(tender=tender, kind=asking.QUESTION, text="Mag een deel van het werk thuis?", by=contact, at=answered)
