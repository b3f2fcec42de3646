"""
What can stand in the file of a request: facts, in the past tense, as plain values.

Texts about people never stand in a fact: a reference to the vault does (`kluis:…`), so that they can be
destroyed while the chain stays whole (H-109). Names are Dutch, for the file leaves the house.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import field

from servicepunt.domains.hiring.rules.course import Happening, Result
from servicepunt.domains.hiring.rules.law import FIRST_RULES
from servicepunt.domains.hiring.rules.offers import Conformity, Finding
from servicepunt.domains.hiring.rules.request import Form
from servicepunt.domains.tenders.rules.seats import Seat


class Fact(Form, frozen=True, kw_only=True, tag_field="feit"):
    """Something that happened in a request."""


class Ruled(Fact, frozen=True, kw_only=True):
    """A fact on which rules changed: it says under which it was written; of before they had a number, the first."""

    rules: int = field(name="regels", default=FIRST_RULES)


# The request


class Seated(Fact, frozen=True, kw_only=True, tag="zetel"):
    """
    Somebody got a role in this request, or lost it; suppliers are invited this way.

    Whatever a contact of a supplier sent goes on in the name of the `successor`, whether that was anything or not.
    """

    person: int = field(name="persoon")
    seat: Seat = field(name="rol")
    is_given: bool = field(name="gegeven", default=True)
    successor: int | None = field(name="opvolger", default=None)


class Drafted(Fact, frozen=True, kw_only=True, tag="opgesteld"):
    """The draft as it was saved: parts of the file of a procedure, and the passages by heading."""

    request: dict[str, Any] = field(name="aanvraag")
    settings: dict[str, Any] = field(name="instellingen", default={})
    texts: dict[str, list[str]] = field(name="teksten", default={})


class SentForApproval(Fact, frozen=True, kw_only=True, tag="voorgelegd_ter_goedkeuring"):
    """The draft went to the budget holder, with the estimated value in euro (H-102)."""

    estimate: Decimal | None = field(name="raming", default=None)


class Returned(Fact, frozen=True, kw_only=True, tag="teruggegeven"):
    """The budget holder gave the draft back."""

    reason: str = field(name="reden")


class Approved(Fact, frozen=True, kw_only=True, tag="goedgekeurd"):
    """The budget holder approved; who wrote the draft cannot."""


class Published(Ruled, frozen=True, kw_only=True, tag="gepubliceerd"):
    """
    The request is out; `locks` are the public keys of the two envelopes, `holders` who has a share.

    `anchors` say what a score of the client means, by score, and `questions` what everybody is asked in an interview,
    by competence: who judges later reads what stood there at publication.
    """

    locks: dict[str, str] = field(name="sloten")
    holders: tuple[int, ...] = field(name="sleutelhouders")
    anchors: dict[str, str] = field(name="ankers", default={})
    questions: dict[str, list[str]] = field(name="kernvragen", default={})


class Corrected(Ruled, frozen=True, kw_only=True, tag="gerectificeerd"):
    """
    A correction that everybody sees; it may move the closing moment, never bring it forward (H-098, H-099).

    With `is_outage` two persons moved only the closing and the days after it, for the reason in `text`: mostly, not
    always, an outage.
    """

    text: str = field(name="tekst")
    closes_at: datetime = field(name="sluiting")
    changed: dict[str, Any] = field(name="gewijzigd", default={})
    is_outage: bool = field(name="storing", default=False)
    seconded_by: int | None = field(name="mede_door", default=None)


class ExtensionProposed(Fact, frozen=True, kw_only=True, tag="verlenging_voorgesteld"):
    """
    Somebody proposed a later closing, and why; it holds when a second person confirms it (H-099).

    In `changed` are the later days that move along.
    """

    text: str = field(name="tekst")
    closes_at: datetime = field(name="sluiting")
    changed: dict[str, str] = field(name="gewijzigd", default={})


class Seen(Fact, frozen=True, kw_only=True, tag="ingezien"):
    """A supplier opened the request for the first time, or a new version of it (H-087, H-098)."""

    version: int = field(name="versie")


# Questions


class Asked(Fact, frozen=True, kw_only=True, tag="gevraagd"):
    """
    A question on content, a complaint, or a note of a call on procedure; who asked stands beside the fact.

    A complaint that came by letter or phone has `received_at`: then the desk wrote it down later.
    """

    id: str
    kind: str = field(name="soort")
    text: str = field(name="tekst")
    received_at: datetime | None = field(name="ontvangen_op", default=None)


class Answered(Fact, frozen=True, kw_only=True, tag="beantwoord"):
    """
    The answer to a question, not yet visible; or why it gets none. `public` is the question without its asker.

    With `result` it handles a complaint: only who complained reads it.
    """

    id: str
    public: str = field(name="vraag")
    text: str = field(name="antwoord")
    is_refused: bool = field(name="geweigerd", default=False)
    result: Result | None = field(name="uitkomst", default=None)


class AnswersPublished(Fact, frozen=True, kw_only=True, tag="antwoorden_gepubliceerd"):
    """All answers at one moment to everybody: the nota van inlichtingen (H-086)."""

    ids: tuple[str, ...] = field(name="vragen")


# Offers


class OfferSent(Fact, frozen=True, kw_only=True, tag="ingediend"):
    """An offer came in; content and rate are sealed apart, and these are the digests of the ciphertexts."""

    offer: str = field(name="inschrijving")
    version: int = field(name="versie")
    content: str = field(name="inhoud_sha256")
    rate: str = field(name="tarief_sha256")
    receipt: str = field(name="ontvangstbewijs")


class OfferWithdrawn(Fact, frozen=True, kw_only=True, tag="inschrijving_ingetrokken"):
    """A supplier took an offer back."""

    offer: str = field(name="inschrijving")


class OfferedLate(Fact, frozen=True, kw_only=True, tag="te_laat_aangeboden"):
    """Somebody wanted to send an offer at or after the closing instant; nothing of it was taken in."""


class Document(Form, frozen=True, kw_only=True):
    """A document of an opened offer: where it lies in the vault, and its digest."""

    name: str = field(name="naam")
    reference: str = field(name="vindplaats")
    digest: str = field(name="sha256")
    pages: int | None = field(name="paginas", default=None)


class OpenedOffer(Form, frozen=True, kw_only=True):
    """What was in the envelope of an offer, as far as it says nothing about a person."""

    version: int = field(name="versie")
    pages: int | None = field(name="paginas_cv", default=None)
    references: int | None = field(name="referenties", default=None)
    kind: str | None = field(name="bestandssoort", default=None)
    language: str | None = field(name="taal", default=None)
    has_dba: bool | None = field(name="dba_toelichting", default=None)
    person_key: str = field(name="persoonssleutel", default="")
    manifest: str = field(name="gegevens", default="")
    documents: tuple[Document, ...] = field(name="documenten", default=())


class OpeningBegun(Fact, frozen=True, kw_only=True, tag="opening_begonnen"):
    """The first of two persons gave a share (`inhoud` or `tarief`)."""

    kind: str = field(name="soort")


class Opened(Fact, frozen=True, kw_only=True, tag="geopend"):
    """Two persons opened the content of every offer that was in time (H-094, H-095)."""

    by: tuple[int, int] = field(name="personen")
    offers: dict[str, OpenedOffer] = field(name="inschrijvingen")
    unreadable: dict[str, str] = field(name="onleesbaar", default={})


class PersonsCompared(Fact, frozen=True, kw_only=True, tag="personen_vergeleken"):
    """
    The desk said whether offers with one name and town are of one person.

    If so, their suppliers were asked at this moment, in the same words, to have the candidate choose (A-37).
    """

    offers: tuple[str, ...] = field(name="inschrijvingen")
    is_same: bool = field(name="dezelfde")


class InterestDeclared(Fact, frozen=True, kw_only=True, tag="belang_verklaard"):
    """
    Who judges, interviews or chooses declared relations, or that there are none, with who was `asked` (H-096).

    With `person` the desk wrote down a relation of somebody else; it adds to what that person said, or takes back
    what the desk wrote.
    """

    offers: tuple[str, ...] = field(name="inschrijvingen", default=())
    asked: tuple[str, ...] = field(name="gevraagd_over", default=())
    text: str = field(name="toelichting", default="")
    person: int | None = field(name="persoon", default=None)


# Steps 0 to 2


class ConformityJudged(Ruled, frozen=True, kw_only=True, tag="conformiteit_beoordeeld"):
    """The client judged the performance condition of an offer (H-020)."""

    offer: str = field(name="inschrijving")
    judgement: Conformity = field(name="oordeel")


class DefectNoted(Fact, frozen=True, kw_only=True, tag="gebrek_genoteerd"):
    """The desk found a formal defect; what each offer lacks is a text in the vault (H-097, A-35)."""

    id: str = field(name="gebrek")
    kind: str = field(name="soort")
    offers: dict[str, str] = field(name="inschrijvingen")


class RepairAsked(Fact, frozen=True, kw_only=True, tag="herstel_gevraagd"):
    """Everybody with this defect was asked at this moment to repair it, in one term; what comes at `until` is late."""

    id: str = field(name="gebrek")
    offers: tuple[str, ...] = field(name="inschrijvingen")
    until: datetime = field(name="tot")


class RepairReceived(Fact, frozen=True, kw_only=True, tag="herstel_ontvangen"):
    """A supplier repaired in time with a document, or said that it cannot (without one)."""

    id: str = field(name="gebrek")
    offer: str = field(name="inschrijving")
    document: Document | None = field(name="stuk", default=None)
    text: str = field(name="toelichting", default="")
    receipt: str = field(name="ontvangstbewijs")


class RepairedLate(Fact, frozen=True, kw_only=True, tag="herstel_te_laat_aangeboden"):
    """A supplier wanted to answer at or after the end of the term; nothing of it was taken in."""

    id: str = field(name="gebrek")
    offer: str = field(name="inschrijving")


class RepairJudged(Fact, frozen=True, kw_only=True, tag="herstel_beoordeeld"):
    """
    The desk judged a repair, with the reason; who did not repair is set aside, and got this letter.

    `verdict` is `hersteld`, `niet hersteld`, or `geen gebrek` for what was none after all.
    """

    id: str = field(name="gebrek")
    offer: str = field(name="inschrijving")
    verdict: str = field(name="oordeel")
    reason: str = field(name="reden")
    letter: str = field(name="brief", default="")


class Found(Fact, frozen=True, kw_only=True, tag="bevonden"):
    """What one assessor found for one requirement or criterion of one offer; the last of each counts."""

    offer: str = field(name="inschrijving")
    item: str = field(name="onderdeel")
    finding: Finding = field(name="bevinding")


class FoundFinally(Ruled, frozen=True, kw_only=True, tag="eigen_oordeel_definitief"):
    """An assessor made all own findings of step 1 or 2 final, and may see those of the others (invariant 17)."""

    step: int = field(name="stap")


class SettlementProposed(Fact, frozen=True, kw_only=True, tag="bijleggen_voorgesteld"):
    """What one assessor proposes where they differ, with the reason; it counts when the others agree."""

    offer: str = field(name="inschrijving")
    item: str = field(name="onderdeel")
    finding: Finding = field(name="bevinding")
    reason: str = field(name="reden")


class SettlementBacked(Fact, frozen=True, kw_only=True, tag="bijleggen_gesteund"):
    """One more assessor agreed with what was proposed, and not all have yet."""

    offer: str = field(name="inschrijving")
    item: str = field(name="onderdeel")


class SettlementDropped(Fact, frozen=True, kw_only=True, tag="bijleggen_ingetrokken"):
    """Who proposed something took it back."""

    offer: str = field(name="inschrijving")
    item: str = field(name="onderdeel")


class Settled(Fact, frozen=True, kw_only=True, tag="verschil_bijgelegd"):
    """What everybody who assesses an offer agreed on where they differed, with the reason, and who they are."""

    offer: str = field(name="inschrijving")
    item: str = field(name="onderdeel")
    finding: Finding = field(name="bevinding")
    reason: str = field(name="reden")
    agreed: tuple[int, ...] = field(name="akkoord")


class Locked(Fact, frozen=True, kw_only=True, tag="punten_vergrendeld"):
    """Nothing of steps 0 to 2 changes any more."""


class RatesOpened(Fact, frozen=True, kw_only=True, tag="tarieven_geopend"):
    """Two persons opened the rates, in euro an hour."""

    by: tuple[int, int] = field(name="personen")
    rates: dict[str, str] = field(name="tarieven")


class ListFixed(Fact, frozen=True, kw_only=True, tag="lijst_vastgesteld"):
    """The list that goes to the client, as the rules gave it."""

    offers: tuple[str, ...] = field(name="inschrijvingen")


# Steps 3 and 4


class ChoiceScored(Fact, frozen=True, kw_only=True, tag="keuze_gescoord"):
    """The client's points for one candidate in a round, by choice criterion, with reasons."""

    round: int = field(name="ronde")
    offer: str = field(name="inschrijving")
    scores: dict[str, Decimal] = field(name="scores")
    reason: str = field(name="reden")


class Invited(Fact, frozen=True, kw_only=True, tag="uitgenodigd"):
    """The invitations of a round left."""

    round: int = field(name="ronde")
    offers: tuple[str, ...] = field(name="inschrijvingen")


class Planned(Fact, frozen=True, kw_only=True, tag="gesprek_gepland"):
    """An interview got a moment, a place and interviewers."""

    round: int = field(name="ronde")
    offer: str = field(name="inschrijving")
    starts_at: datetime = field(name="begint")
    place: str = field(name="plaats", default="")
    interviewers: tuple[int, ...] = field(name="gespreksvoerders")


class Graded(Fact, frozen=True, kw_only=True, tag="cijfers_gegeven"):
    """One interviewer's own grades by competence; the notes are in the vault."""

    round: int = field(name="ronde")
    offer: str = field(name="inschrijving")
    grades: dict[str, str] = field(name="cijfers")
    notes: str = field(name="aantekeningen", default="")


class GradesAgreed(Fact, frozen=True, kw_only=True, tag="cijfers_afgesproken"):
    """The grades the interviewers agreed on, each with its reason (A-47)."""

    round: int = field(name="ronde")
    offer: str = field(name="inschrijving")
    grades: dict[str, str] = field(name="cijfers")
    reason: str = field(name="reden")


class NotHeld(Fact, frozen=True, kw_only=True, tag="gesprek_niet_gehouden"):
    """A candidate did not come, or the client could not (A-55)."""

    round: int = field(name="ronde")
    offer: str = field(name="inschrijving")
    cause: str = field(name="oorzaak")


# The decision and after


class Advised(Fact, frozen=True, kw_only=True, tag="geadviseerd"):
    """The client's advice to award."""

    offers: tuple[str, ...] = field(name="inschrijvingen")
    reason: str = field(name="reden")


class Decided(Ruled, frozen=True, kw_only=True, tag="besloten"):
    """The mandate holder decided to award."""

    offers: tuple[str, ...] = field(name="gegund")
    reason: str = field(name="reden")


class LettersSent(Fact, frozen=True, kw_only=True, tag="brieven_verzonden"):
    """The letters of the last decision left, all at this moment; the digest of each."""

    letters: dict[str, str] = field(name="brieven")


class EndLettersSent(Fact, frozen=True, kw_only=True, tag="brieven_intrekking_verzonden"):
    """The letters about the withdrawal of the whole request left, all at this moment; the digest of each (H-106)."""

    letters: dict[str, str] = field(name="brieven")


class SentAgain(Fact, frozen=True, kw_only=True, tag="brief_opnieuw_verzonden"):
    """A mail about an offer did not arrive and was sent again; no term begins anew (A-59)."""

    offer: str = field(name="inschrijving")
    message: str = field(name="bericht")


class ContractorNamed(Fact, frozen=True, kw_only=True, tag="opdrachtnemer_vastgelegd"):
    """Under which name and number in the trade register the winner of an award works; public once it is signed."""

    offer: str = field(name="inschrijving")
    name: str = field(name="naam")
    number: str = field(name="kvk")


class Happened(Fact, frozen=True, kw_only=True, tag="voorgevallen"):
    """Something crossed the decision: a complaint, a check of a document, the signature (rules of `hiring`)."""

    happening: Happening = field(name="gebeurtenis")


class ContractStarted(Fact, frozen=True, kw_only=True, tag="opdracht_begonnen"):
    """The first day of the work."""

    starts_on: date = field(name="start")


class OptionDecided(Fact, frozen=True, kw_only=True, tag="optie_besloten"):
    """An option to extend was used or not, with what was checked again (H-107)."""

    number: int = field(name="optie")
    is_used: bool = field(name="gebruikt")
    checked: tuple[str, ...] = field(name="gecontroleerd", default=())


class Ended(Fact, frozen=True, kw_only=True, tag="opdracht_beeindigd"):
    """The work ended on a day."""

    on: date = field(name="op_dag")


class Destroyed(Fact, frozen=True, kw_only=True, tag="vernietigd"):
    """What we kept about these subjects is gone: their keys are."""

    subjects: tuple[str, ...] = field(name="onderwerpen")


KINDS: dict[str, type[Fact]] = {
    str(kind.__struct_config__.tag): kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Fact) and kind not in {Fact, Ruled}
}


def name_of(fact: Fact) -> str:
    """Return the Dutch name under which a fact stands in the file."""
    return str(fact.__struct_config__.tag)


def read_fact(written: dict[str, Any]) -> Fact:
    """Return the fact of a line; raises `msgspec.ValidationError` when it is none."""
    return msgspec.convert(written, KINDS[written["feit"]], strict=False)
