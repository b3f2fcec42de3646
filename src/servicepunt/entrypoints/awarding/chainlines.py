"""The lines of a file in Dutch: what happened, when, and who did it; never what somebody found or wrote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servicepunt.domains.awards.rules.documents import document_name
from servicepunt.domains.tenders.rules.chain import Line, read
from servicepunt.entrypoints.awarding.pages import shown

_WORDS = {
    "zetel": "{gegeven} de rol {rol}",
    "opgesteld": "Concept opgeslagen",
    "voorgelegd_ter_goedkeuring": "Voorgelegd aan de budgethouder",
    "teruggegeven": "Teruggegeven door de budgethouder",
    "goedgekeurd": "Goedgekeurd door de budgethouder",
    "gepubliceerd": "Aanvraag gepubliceerd",
    "gerectificeerd": "Rectificatie gepubliceerd",
    "ingezien": "Ingezien door een leverancier, versie {versie}",
    "gevraagd": "{gevraagd}",
    "beantwoord": "{antwoord_op}",
    "antwoorden_gepubliceerd": "Nota van inlichtingen gepubliceerd",
    "ingediend": "Inschrijving {inschrijving} ontvangen, versie {versie}",
    "inschrijving_ingetrokken": "Inschrijving {inschrijving} ingetrokken",
    "te_laat_aangeboden": "Inschrijving na de sluiting aangeboden, en niet aangenomen",
    "opening_begonnen": "Eerste sleuteldeel gegeven: {soort}",
    "geopend": "Inschrijvingen geopend door twee personen",
    "belang_verklaard": "{belang}",
    "personen_vergeleken": "Gezegd of inschrijvingen met dezelfde naam en woonplaats van één persoon zijn",
    "conformiteit_beoordeeld": "Conformiteit van {inschrijving} beoordeeld",
    "gebrek_genoteerd": "Vormgebrek {gebrek} genoteerd: {soort}",
    "herstel_gevraagd": "Herstel van vormgebrek {gebrek} gevraagd aan iedereen die het heeft",
    "herstel_ontvangen": "Antwoord van {inschrijving} op het verzoek om vormgebrek {gebrek} te herstellen",
    "herstel_te_laat_aangeboden": "Antwoord van {inschrijving} op vormgebrek {gebrek} kwam te laat",
    "herstel_beoordeeld": "Vormgebrek {gebrek} van {inschrijving}: {oordeel}",
    "bevonden": "Oordeel over onderdeel {onderdeel} van {inschrijving}",
    "eigen_oordeel_definitief": "Eigen oordeel over stap {stap} definitief",
    "bijleggen_voorgesteld": "Voorstel om een verschil bij te leggen: onderdeel {onderdeel} van {inschrijving}",
    "bijleggen_gesteund": "Akkoord met een voorstel: onderdeel {onderdeel} van {inschrijving}",
    "bijleggen_ingetrokken": "Voorstel ingetrokken: onderdeel {onderdeel} van {inschrijving}",
    "verschil_bijgelegd": "Verschil bijgelegd: onderdeel {onderdeel} van {inschrijving}",
    "punten_vergrendeld": "Punten vergrendeld",
    "tarieven_geopend": "Tarieven geopend door twee personen",
    "lijst_vastgesteld": "Lijst voor de opdrachtgever vastgesteld",
    "keuze_gescoord": "Punten van de opdrachtgever voor {inschrijving}, ronde {ronde}",
    "uitgenodigd": "Uitnodigingen van ronde {ronde} verstuurd",
    "gesprek_gepland": "Gesprek met {inschrijving} gepland",
    "cijfers_gegeven": "Eigen cijfers gegeven voor {inschrijving}",
    "cijfers_afgesproken": "Cijfers afgesproken voor {inschrijving}",
    "gesprek_niet_gehouden": "Gesprek met {inschrijving} ging niet door",
    "geadviseerd": "Gunningsadvies gegeven",
    "besloten": "Gunningsbeslissing genomen",
    "brieven_verzonden": "Alle brieven verstuurd",
    "brieven_intrekking_verzonden": "Alle brieven over de intrekking verstuurd",
    "brief_opnieuw_verzonden": "Bericht over {inschrijving} opnieuw verstuurd",
    "opdrachtnemer_vastgelegd": "Naam en KvK-nummer van {inschrijving} vastgelegd",
    "voorgevallen": "{gebeurtenis}",
    "opdracht_begonnen": "Eerste werkdag vastgelegd",
    "optie_besloten": "Besluit over optie {optie}",
    "opdracht_beeindigd": "Laatste werkdag vastgelegd",
    "vernietigd": "Gegevens vernietigd: {onderwerpen}",
}
_HAPPENED = {
    "winnaar_valt_af": "De gekozen kandidaat viel af",
    "document_goedgekeurd": "Document goedgekeurd: {document}",
    "document_afgekeurd": "Document afgekeurd: {document}",
    "klacht": "Klacht ontvangen",
    "klacht_afgehandeld": "Klacht afgehandeld",
    "dagvaarding": "Dagvaarding ontvangen",
    "uitspraak": "Uitspraak van de rechter",
    "ondertekend": "Overeenkomst getekend",
    "aanvraag_ingetrokken": "Aanvraag ingetrokken",
}

OUTSIDE = "een leverancier"


@dataclass(frozen=True, slots=True)
class Told:
    """One line for people; `who` is a name inside, or what somebody outside is called."""

    number: int | None
    at: datetime
    who: str
    what: str
    digest: str


def tell(lines: Sequence[Line], names: Mapping[int, str]) -> Iterator[Told]:
    """Yield the lines in words; `names` are of persons inside, everybody else is a supplier."""
    for line, (number, at, by, fact) in zip(lines, read(line.body for line in lines), strict=True):
        who = "het systeem" if by is None else names.get(by, OUTSIDE)
        yield Told(number, at, who, words_of(fact), line.digest[:12])


def words_of(fact: Mapping[str, Any]) -> str:
    """Return what a fact says, in Dutch; the name of a kind that is not known here stands for itself."""
    values: dict[str, Any] = {key: value for key, value in fact.items() if isinstance(value, str | int)}
    if "inschrijving" in values:
        values["inschrijving"] = shown(str(values["inschrijving"]))
    values["gegeven"] = "Kreeg" if fact.get("gegeven", True) else "Verloor"
    values["onderwerpen"] = ", ".join(shown(each) for each in fact.get("onderwerpen", ()))
    values |= _whose_words(fact)
    happening = fact.get("gebeurtenis", {})
    values["gebeurtenis"] = _HAPPENED.get(str(happening.get("soort")), "").format_map(
        {"document": document_name(str(happening.get("document")))}
    )
    return _WORDS.get(str(fact["feit"]), str(fact["feit"])).format_map(values)


def _whose_words(fact: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of facts that say different things with one name."""
    settled, is_of_another = fact.get("uitkomst"), fact.get("persoon") is not None
    asked = {"klacht": "Klacht ontvangen", "belnotitie": "Belnotitie vastgelegd"}
    return {
        "gevraagd": asked.get(str(fact.get("soort")), "Vraag ontvangen"),
        "antwoord_op": f"Klacht afgehandeld: {settled}" if settled else "Vraag beantwoord",
        "belang": "Relatie van een ander met een kandidaat vastgelegd" if is_of_another
        else "Verklaring over relaties met kandidaten",
    }  # fmt: skip
