"""
The cast of a request to hire, and requests as far as a test needs them.

Hanna buys at the hiring desk, Bram is the client, Truus holds the budget, Ada and Omar assess, Ilse and Kees
interview, Vera signs, Wim audits. Six suppliers offer fourteen candidates.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

from servicepunt.domains.awards.actions import assessing, choosing, deciding, repairing, unsealing
from servicepunt.domains.hiring.rules.offers import Citation, Example, Finding, Period
from servicepunt.domains.hiring.rules.repairs import DefectKind
from servicepunt.domains.people.actions import add_person
from servicepunt.domains.people.models import Person, Supplier
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tenders.actions import drafting, offering
from servicepunt.domains.tenders.actions.writing import write
from servicepunt.domains.tenders.models import Seat as SeatRow
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.queries import dossier_of, look_at
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.envelope import Manifest, Reference, Statement
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.foundation.sealing import Kind

START = datetime(2026, 6, 29, 8, tzinfo=UTC)
CLOSING = datetime(2026, 7, 14, 7, tzinfo=UTC)
OPENING = CLOSING + timedelta(hours=1)
PAGES = (
    "Mbo ICT. Werkte alleen, en later in een team. Een team van zes. Verbeterd: Balie sneller.",
    "Zie het cv. Werkte hier. Minder mail.",
    "Een team.",
    "Hobby's.",
)
FREE = "Kiest zelf hoe het werk gebeurt."
WORKS_FREE = Citation(page=1, passage="kiest de eigen werkwijze", document="dba")
CITED = Citation(page=2, passage="Zie het cv.")
PASSPHRASES = {"Hanna": "vier losse woorden een", "Bram": "vier losse woorden twee", "Wim": "vier losse woorden drie"}
_INSIDE = {
    "Hanna": [Seat.DESK],
    "Bram": [Seat.CLIENT],
    "Truus": [Seat.BUDGET],
    "Ada": [Seat.ASSESSOR],
    "Omar": [Seat.ASSESSOR],
    "Ilse": [Seat.INTERVIEWER],
    "Kees": [Seat.INTERVIEWER],
    "Vera": [Seat.MANDATE],
    "Wim": [Seat.AUDITOR],
}
_BANDS = [
    [{"minder_dan": 1, "punten": 0}, {"vanaf": 1, "tot_en_met": 2, "punten": 15}, {"meer_dan": 2, "punten": 30}],
    [{"minder_dan": 4, "punten": 0}, {"vanaf": 4, "tot_en_met": 5, "punten": 15}, {"meer_dan": 5, "punten": 30}],
]
DRAFT = {
    "nummer": "30954",
    "titel": "Medewerker servicepunt",
    "opdrachtgever": "gemeente Voorbeeld",
    "vragen_tot": "2026-07-08T09:00:00",
    "nota_op": "2026-07-10",
    "sluiting": "2026-07-14T09:00:00",
    "uitnodigen_uiterlijk": "2026-07-16",
    "gesprekken_op": "2026-07-20",
    "duur": {"aantal": 3},
    "verlenging": {"aantal": 4, "lengte": 3},
    "uren_per_week": {"min": "32", "max": "36"},
    "knockouts": [
        {"id": "1", "bewijs": "opleiding", "niveau": 4, "tekst": "Afgeronde opleiding op ten minste mbo-4"},
        {"id": "2", "bewijs": "ervaring", "minimaal": 5, "tekst": "Vijf jaar klantcontact"},
        {"id": "3", "tekst": "Ervaring in multidisciplinaire teams"},
        {"id": "4", "toelichting_vereist": True, "tekst": "Ervaring met het ICT-landschap van de overheid"},
    ],
    "criteria": [
        {"id": "5", "punten": 20, "model": "alles_of_niets", "bewijs": "opleiding", "niveau": 4, "tekst": "Mbo-4 ICT"},
        {"id": "6", "punten": 20, "model": "voorbeelden", "aantal": 2, "per_voorbeeld": False, "tekst": "Verbeteren"},
        {"id": "7", "punten": 30, "model": "banden", "banden": _BANDS[0], "tekst": "TOPdesk"},
        {"id": "8", "punten": 30, "model": "banden", "banden": _BANDS[1], "deel_van": "2", "tekst": "Gemeente"},
    ],
    "keuzecriteria": [
        {"id": "1", "naam": "Vergelijkbare opdrachten"},
        {"id": "2", "naam": "Vergelijkbare organisaties"},
    ],
    "competenties": [
        {"id": "klant", "naam": "Klantgericht"},
        {"id": "probleem", "naam": "Probleemoplossend"},
        {"id": "communicatie", "naam": "Communicatief"},
    ],
    "offerte_eisen": {"paginas_cv": 5, "referenties": 2, "dba_toelichting": True},
    "documenten": ["VOG", "Geheimhoudingsverklaring"],
}
SETTINGS = {
    "voorleggen": 10,
    "gelijk_op_de_grens": "allen_toelaten",
    "uitnodigen": 3,
    "cijfers_samen": "afgesproken_anders_laagste",
    "opschorting_dagen": 20,
    "tarief_omschrijving": "Per uur, zonder btw, alles inbegrepen, zonder maximum.",
}


# What comes after the closing, a week later.
MOVED = {"uitnodigen_uiterlijk": "2026-07-23", "gesprekken_op": "2026-07-27"}


@dataclass
class Procedure:
    """A request, everybody around it, and the next moment."""

    tender: Tender
    people: dict[str, Person]
    suppliers: list[Person]
    labels: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def dossier(self):
        return dossier_of(self.tender)

    def k(self, number):
        """The label of the offer that came in as this one, from 1; labels are drawn, so no test can know it."""
        return list(self.dossier.offers)[number - 1] if number > len(self.labels) else self.labels[number - 1]

    def shown(self, number):
        """The same as pages show it."""
        return pseudonym(self.k(number))

    def look(self, name, at):
        person = self.people.get(name) or next(each for each in self.suppliers if each.name == name)
        return look_at(self.tender.number, viewer=person, at=at)


def somebody(name, role=Role.EMPLOYEE, supplier=None):
    mail = f"{name.lower().replace(' ', '.')}@{'inhuur' if supplier is None else 'leverancier'}.example"
    person = add_person(name=name, email=mail, role=role, at=START, how="test", by=None)
    if supplier is not None:
        Person.objects.filter(pk=person.pk).update(supplier=supplier)
        person.refresh_from_db()
    return person


def seated_before(made, name, seat, *, at):
    """A seat that would be refused now, as an older file may have it: pages must keep to the strictest seat."""
    by, person = made.people["Hanna"], made.people[name]
    SeatRow.objects.get_or_create(tender=made.tender, person=person, role=seat)
    write(made.tender, lambda dossier, pen: [facts.Seated(person=person.pk, seat=seat)], by=by, at=at)


def unseated_before(made, person, seat, *, at):
    """A seat that the desk took when that could still be done."""
    SeatRow.objects.filter(tender=made.tender, person=person, role=seat).delete()
    taken = facts.Seated(person=person.pk, seat=seat, is_given=False)
    write(made.tender, lambda dossier, pen: [taken], by=made.people["Hanna"], at=at)


def drafted(suppliers=6):
    people = {name: somebody(name, Role.COORDINATOR if name == "Hanna" else Role.EMPLOYEE) for name in _INSIDE}
    outside = [
        somebody(f"Sanne {number}", supplier=Supplier.objects.create(name=f"Leverancier {number}"))
        for number in range(1, suppliers + 1)
    ]
    hanna = people["Hanna"]
    tender = drafting.start_tender(draft=DRAFT, settings=SETTINGS, texts={}, by=hanna, at=START)
    for name, seats in _INSIDE.items():
        for seat in seats:
            drafting.give_seat(tender=tender, person=people[name], seat=seat, by=hanna, at=START)
    for each in outside:
        drafting.give_seat(tender=tender, person=each, seat=Seat.SUPPLIER, by=hanna, at=START)
    return Procedure(tender, people, outside)


def published(suppliers=6):
    made = drafted(suppliers)
    tender, people = made.tender, made.people
    for name, passphrase in PASSPHRASES.items():
        drafting.make_key(tender=tender, passphrase=passphrase, by=people[name], at=START)
    drafting.send_for_approval(tender=tender, estimate=Decimal(150_000), by=people["Hanna"], at=START)
    drafting.approve(tender=tender, by=people["Truus"], at=START)
    drafting.publish(tender=tender, by=people["Hanna"], at=START + timedelta(hours=1))
    tender.refresh_from_db()
    return made


def manifest(candidate):
    return Manifest(
        candidate=candidate,
        residence="Zwolle",
        person_key=candidate.casefold(),
        pages=4,
        language="nl",
        dba="De opdrachtnemer werkt zelfstandig en kiest de eigen werkwijze.",
        accepts_conditions=True,
        references=(Reference(name="A. Een", consents=True), Reference(name="B. Twee", consents=True)),
        statements={item: Statement(text="Zie het cv.", page=2) for item in "12345678"},
        file_pages={"cv.pdf": len(texts_of(candidate))},
        file_texts={"cv.pdf": texts_of(candidate)},
    )


def rate_of(number):
    """The rate of the offer of this number."""
    return f"{80 + number},50"


def cv_of(name):
    """The CV of a candidate; tests of pages put a real one in its place."""
    return b"%PDF-1.7 " + name.encode()


def texts_of(name):
    """The text of each page of that CV; tests of pages read the real one."""
    return PAGES


def sent(offers=14, suppliers=6):
    made = published(suppliers)
    for number in range(offers):
        name = f"Kandidaat {number + 1}"
        _, label = offering.send_offer(
            tender=made.tender,
            manifest=manifest(name),
            files={"cv.pdf": cv_of(name)},
            rate=rate_of(number),
            by=made.suppliers[number % suppliers],
            at=CLOSING - timedelta(days=1, minutes=number),
        )
        made.labels.append(label)
        made.names[label] = name
    return made


def opened(offers=14, suppliers=6):
    made = sent(offers, suppliers)
    two_open(made, Kind.CONTENT, OPENING)
    return made


def two_open(made, kind, at):
    hanna, wim = made.people["Hanna"], made.people["Wim"]
    unsealing.begin_opening(tender=made.tender, kind=kind, passphrase=PASSPHRASES["Hanna"], by=hanna, at=at)
    unsealing.finish_opening(tender=made.tender, kind=kind, passphrase=PASSPHRASES["Wim"], by=wim, at=at)


REPAIR_ASKED = OPENING + timedelta(hours=1)


def in_repair(offers=3, suppliers=3):
    """Two offers without a signature, asked to repair it an hour after the opening."""
    made = opened(offers, suppliers)
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": REPAIR_ASKED}
    lacking = "Onder de eigen verklaring staat geen handtekening."
    repairing.note_defect(kind=DefectKind.SIGNATURE, offers=[made.k(1), made.k(2)], lacking=lacking, **given)
    repairing.ask_repair(defect=next(iter(made.dossier.defects)), has_looked=True, **given)
    return made


def judged(offers=14, suppliers=6):
    made = opened(offers, suppliers)
    is_conditional = made.dossier.request.is_conditional
    for name in ("Ada", "Omar", "Bram") if is_conditional else ("Ada", "Omar"):
        if offers:
            assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people[name], at=OPENING)
    for label in made.labels if is_conditional else ():
        assessing.judge_conformity(
            tender=made.tender,
            offer=label,
            is_conform=True,
            reason=FREE,
            citation=WORKS_FREE,
            by=made.people["Bram"],
            at=OPENING,
        )
    return made


def findings(number):
    """What everybody finds of the offer of this number; later ones have less experience with TOPdesk."""
    topdesk = "2021-01-01" if number < 5 else "2025-01-01" if number < 10 else "2026-05-01"
    return {
        "1": Finding(level=4, is_finished=True, citation=CITED),
        "2": Finding(periods=(Period(since="2015-01-01", until="2026-01-01", citation=CITED),)),
        "3": Finding(meets=True, citation=CITED),
        "4": Finding(
            meets=number != 13, explained=True, citation=CITED, reason="" if number != 13 else "Niet overheid"
        ),
        "5": Finding(level=4, is_finished=True, citation=CITED),
        "6": Finding(examples=(Example(citation=CITED), Example(citation=CITED))),
        "7": Finding(periods=(Period(since=topdesk, citation=CITED),)),
        "8": Finding(periods=(Period(since="2016-01-01", citation=CITED),)),
    }


def _all_found(made, going, items, dossier, pen):
    # As `find` writes them, all in one go: hundreds of tests begin here.
    return [
        facts.Found(offer=label, item=item, finding=pen.hide_finding(label, findings(made.labels.index(label))[item]))
        for label in going
        for item in items
    ]


def scored(offers=14, suppliers=6):
    made = judged(offers, suppliers)
    for step, found in ((1, "1234"), (2, "5678")):
        going = made.labels if step == 1 else [each for place, each in enumerate(made.labels) if place != 13]
        for name in ("Ada", "Omar"):
            by = made.people[name]
            write(made.tender, partial(_all_found, made, going, found), by=by, at=OPENING)
            assessing.make_final(tender=made.tender, step=step, by=by, at=OPENING)
    return made


def listed(offers=14, suppliers=6):
    made = scored(offers, suppliers)
    hanna = made.people["Hanna"]
    assessing.lock(tender=made.tender, by=hanna, at=OPENING)
    two_open(made, Kind.RATE, OPENING)
    assessing.fix_list(tender=made.tender, by=hanna, at=OPENING)
    return made


def invited(offers=14, suppliers=6):
    made = listed(offers, suppliers)
    bram = made.people["Bram"]
    at = OPENING + timedelta(days=1)
    for place, label in enumerate(made.dossier.shortlist):
        scores = {"1": Decimal(9 - min(place, 8)), "2": Decimal(8)}
        choosing.score_choice(tender=made.tender, offer=label, scores=scores, reason="Past.", by=bram, at=at)
    choosing.invite(tender=made.tender, by=bram, at=at)
    interviewers_declare(made, at=at)
    return made


def interviewers_declare(made, *, at):
    for name in ("Ilse", "Kees"):
        assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people[name], at=at)


TALKS = datetime(2026, 7, 20, 8, tzinfo=UTC)


def interviewed(offers=14, suppliers=6):
    made = invited(offers, suppliers)
    duo = [made.people["Ilse"], made.people["Kees"]]
    for place, label in enumerate(made.dossier.rounds[0].invited):
        starts = TALKS + timedelta(hours=place)
        choosing.plan_talk(
            tender=made.tender, offer=label, starts_at=starts, place="Kamer 2", interviewers=duo,
            by=made.people["Hanna"], at=OPENING + timedelta(days=1),
        )  # fmt: skip
        for each in duo:
            grades = dict.fromkeys(("klant", "probleem", "communicatie"), "goed" if place == 0 else "voldoende")
            choosing.grade(
                tender=made.tender, offer=label, grades=grades, notes={"klant": "Rustig."}, by=each,
                at=starts + timedelta(hours=1),
            )  # fmt: skip
    return made


ADVICE = TALKS + timedelta(days=1)


def decided(offers=14, suppliers=6):
    made = interviewed(offers, suppliers)
    winner = made.dossier.rounds[0].invited[0]
    reason = "Op alle competenties het sterkst."
    deciding.advise(tender=made.tender, offers=[winner], reason=reason, by=made.people["Bram"], at=ADVICE)
    deciding.decide_award(tender=made.tender, offers=[winner], reason=reason, by=made.people["Vera"], at=ADVICE)
    return made


def announced(offers=14, suppliers=6):
    made = decided(offers, suppliers)
    names = [name for name, _ in deciding.award_messages(made.dossier, at=ADVICE)]
    letters = {name: f"Brief aan {name}".encode() for name in names}
    deciding.send_letters(
        tender=made.tender,
        letters=letters,
        digests={name: hashlib.sha256(letter).hexdigest() for name, letter in letters.items()},
        by=made.people["Hanna"],
        at=ADVICE,
    )
    return made
