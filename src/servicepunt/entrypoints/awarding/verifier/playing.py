"""Steps 0 to 2: which version counts, who is in, the points, the order, and who goes on."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from servicepunt.entrypoints.awarding.verifier.days import instant, local_day, term_of
from servicepunt.entrypoints.awarding.verifier.found import demanded, scored
from servicepunt.entrypoints.awarding.verifier.package import Difference, Plain, natural, sha256

MOST = Decimal("99999.99")
RATE = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?\Z")
# Words of content, price and new facts: what they name may not be repaired. A statement that refers is content, but
# its signature, its date and whether it can be read are not.
NEVER_REPAIRED = re.compile(
    r"\b(c\.?vs?|curriculum\w*|\w*(tarief|tarieven|prijs|prijzen|bedrag|bedragen|vergoeding|vergoedingen)|"
    r"(tarief|tarieven|prijs|prijzen|bedrag)\w+|(wet )?dba|referenties?|referent|referenten|"
    r"nieuwe? feit(en)?)\b", re.IGNORECASE,
)  # fmt: skip
# Words that form can have as well: with a reason why it is only form they stop nothing.
DOUBTFUL = re.compile(
    r"\b(kosten|inhoud|inhoudelijke?|uitleg|toelichting\w*|onderbouwing\w*|motivatie\w*)\b", re.IGNORECASE
)
REFERRING = re.compile(r"\breferentie\w+", re.IGNORECASE)
OF_PAPER = re.compile(r"handtekening|teken|datum|dateer|leesbaar|te openen", re.IGNORECASE)


def rate_of(given: Any) -> Decimal | None:
    """Return a rate, written with a comma or a point; None when it is none."""
    text = str(given).strip().removeprefix("€").strip() if given is not None else ""
    if not RATE.match(text):
        return None
    rate = Decimal(text.replace(",", "."))
    return rate.quantize(Decimal("0.01")) if 0 < rate <= MOST else None


def closing_of(request: Plain) -> datetime:
    """Return the closing instant, after the last correction."""
    return instant((request["correcties"] or [request])[-1]["sluiting"])


def reference_of(settings: Plain, closing: datetime) -> date:
    """Return the day up to which experience counts."""
    given = settings.get("peildatum")
    return date.fromisoformat(given) if given else local_day(closing)


def is_refused(version: Plain, demands: Plain) -> bool:
    """Say whether a version could not be sent at all."""
    pages, references, kind = version["paginas_cv"], version["referenties"], version["bestandssoort"]
    most, least = demands["paginas_cv"], demands["referenties"]
    return (
        any(each["gevonden"] == "bij_indiening" for each in version["gebreken"])
        or (most is not None and pages is not None and pages > most)
        or bool(least and references is not None and references < least)
        or (kind is not None and kind.casefold().lstrip(".") not in demands["soorten"])
        or version["versleuteld"]
        or (version["dba_toelichting"] is False and demands["dba_toelichting"])
        or rate_of(version["tarief"]) is None
    )


def is_mended(defect: Plain, until: datetime) -> bool:
    """Say whether a defect was repaired in its own term, or else in that of all, and may be."""
    kind = defect["soort"].replace("_", " ")
    is_doubtful = DOUBTFUL.search(kind) and not defect["vorm_omdat"].strip()
    is_content = NEVER_REPAIRED.search(kind) or is_doubtful or (REFERRING.search(kind) and not OF_PAPER.search(kind))
    if is_content or defect["hersteld_op"] is None:
        return False
    return instant(defect["hersteld_op"]) < (instant(defect["herstel_tot"]) if defect["herstel_tot"] else until)


def admitted(offer: Plain, closing: datetime, demands: Plain, until: datetime) -> Plain:
    """Return how an offer stands at the closing instant: its outcome, the version that counts from 1, the rate."""
    gone = [instant(each) for each in offer["intrekkingen"] if instant(each) < closing]
    counting, late, back = 0, False, False
    sent = sorted((instant(each["ontvangen"]), number) for number, each in enumerate(offer["versies"], 1))
    for at, number in sent:
        if at >= closing:
            late = True
        elif is_refused(offer["versies"][number - 1], demands):
            continue
        else:
            back = any(moment >= at for moment in gone)
            counting = 0 if back else number
    if not counting:
        outcome = "ingetrokken" if back else "te_laat" if late else "geweigerd_bij_indiening"
        return {"uitkomst": outcome, "versie": None, "tarief": None}
    version = offer["versies"][counting - 1]
    is_whole = all(each["herstel_loopt"] or is_mended(each, until) for each in version["gebreken"])
    return {
        "uitkomst": "ontvangen" if is_whole else "ongeldig",
        "versie": counting,
        "tarief": rate_of(version["tarief"]),
    }


def seen(procedure: Plain, until: datetime) -> Plain:
    """Return a procedure without offers, withdrawals, repairs and talks that came later than a moment."""

    def came(moment: str | None) -> bool:
        return moment is None or instant(moment) <= until

    def version_of(each: Plain) -> Plain:
        defects = [{**one, "hersteld_op": one["hersteld_op"] if came(one["hersteld_op"]) else None}
                   for one in each["gebreken"]]  # fmt: skip
        return {**each, "gebreken": defects}

    offers = [
        {**each, "versies": [version_of(one) for one in each["versies"] if came(one["ontvangen"])],
         "intrekkingen": [one for one in each["intrekkingen"] if came(one)]}
        for each in procedure["inschrijvingen"]
    ]  # fmt: skip
    rounds = [{**each, "gesprekken": [one for one in each["gesprekken"] if came(one["op"])]}
              for each in procedure["rondes"]]  # fmt: skip
    return {**procedure, "inschrijvingen": [each for each in offers if each["versies"]], "rondes": rounds}


def assess(procedure: Plain) -> tuple[dict[str, Plain], list[Plain], list[str]]:
    """Return what became of every offer in steps 0 to 2, the order, and who goes on; nobody while a repair is open."""
    request, settings = procedure["aanvraag"], procedure["instellingen"]
    closing = closing_of(request)
    reference = reference_of(settings, closing)
    fates = {offer["id"]: _fate(offer, procedure, closing) for offer in procedure["inschrijvingen"]}
    if waits(procedure, fates):
        return fates, [], []
    for offer in procedure["inschrijvingen"]:
        _judge(offer, fates[offer["id"]], request, reference)
    order = rank([_ranked(offer, fates[offer["id"]]) for offer in procedure["inschrijvingen"]
                  if fates[offer["id"]]["uitkomst"] == "gescoord"], settings)  # fmt: skip
    for place in order:
        fates[place["inschrijving"]] |= {
            "plaats": place["plaats"], "uitkomst": "voorgelegd" if place["voorgelegd"] else "niet_voorgelegd",
        }  # fmt: skip
    return fates, order, [place["inschrijving"] for place in order if place["voorgelegd"]]


def _fate(offer: Plain, procedure: Plain, closing: datetime) -> Plain:
    request, settings = procedure["aanvraag"], procedure["instellingen"]
    until = settings["herstel_tot"]
    ends = instant(until) if until else term_of(closing, settings["herstel_werkdagen"])
    fate = admitted(offer, closing, request["offerte_eisen"], ends)
    fate |= {"eisen": {}, "punten": {}, "totaal": None, "plaats": None, "weg": None}
    after = sorted(instant(each) for each in offer["intrekkingen"] if instant(each) >= closing)
    if after and fate["uitkomst"] in {"ontvangen", "ongeldig"}:
        fate["weg"] = after[0]
        if after[0] < instant(procedure["lijst_vastgesteld_op"]):
            fate["uitkomst"] = "ingetrokken"
    fate["is_weg"] = fate["uitkomst"] in {"te_laat", "geweigerd_bij_indiening", "ingetrokken"}
    return fate


def waits(procedure: Plain, fates: dict[str, Plain]) -> bool:
    """Say whether nobody has judged yet if a defect of an offer is repaired: until then there is no order."""
    offers = [each for each in procedure["inschrijvingen"] if fates[each["id"]]["uitkomst"] == "ontvangen"]
    counting = [each["versies"][fates[each["id"]]["versie"] - 1] for each in offers]
    return any(each["herstel_loopt"] for version in counting for each in version["gebreken"])


def _judge(offer: Plain, fate: Plain, request: Plain, reference: date) -> None:
    if fate["uitkomst"] != "ontvangen":
        return
    judged = (offer["conformiteit"] or {}).get("oordeel")
    if judged == "niet_conform":
        fate["uitkomst"] = "niet_conform"
        return
    if judged is None and request["uitvoeringsvoorwaarde"]:
        raise Difference(f"{offer['id']}: over de conformiteit is niet geoordeeld.")
    for one in request["knockouts"]:
        is_met, days = demanded(one, offer["knockouts"].get(one["id"], {}), reference)
        fate["eisen"][one["id"]] = {"voldoet": is_met, "dagen": days}
    if not all(each["voldoet"] for each in fate["eisen"].values()):
        fate["uitkomst"] = "ko_niet"
        return
    total = Decimal(0)
    for one in request["criteria"]:
        _, days, points = scored(one, offer["criteria"].get(one["id"], {}), reference)
        fate["punten"][one["id"]] = {"punten": number(points), "dagen": days}
        total += points
    fate |= {"uitkomst": "gescoord", "totaal": total}


def _ranked(offer: Plain, fate: Plain) -> Plain:
    return {"id": offer["id"], "totaal": fate["totaal"], "tarief": fate["tarief"], "bewijs": offer["ontvangstbewijs"]}


def rank(offers: list[Plain], settings: Plain) -> list[Plain]:
    """Return places in order with what decided: points first, then the lower rate, then the rule of ties."""
    ordered = sorted(offers, key=lambda each: (-each["totaal"], each["tarief"], natural(each["id"])))
    going, is_lots = going_on(ordered, settings), settings["gelijk_op_de_grens"] == "loten"
    places = []
    for one in ordered:
        same = [each["id"] for each in ordered if each["totaal"] == one["totaal"] and each is not one]
        shared = [each["id"] for each in ordered if key_of(each) == key_of(one) and each is not one]
        by_lots = is_lots and len({each in going for each in [one["id"], *shared]}) == 2
        decided = "loting" if by_lots else "gedeeld" if shared else "tarief" if same else "punten"
        places.append({
            "plaats": 1 + sum(key_of(other) < key_of(one) for other in ordered), "inschrijving": one["id"],
            "totaal": number(one["totaal"]), "tarief": f"{one['tarief']:.2f}", "beslist_door": decided,
            "gelijk_totaal_met": same, "deelt_plaats_met": shared, "voorgelegd": one["id"] in going,
        })  # fmt: skip
    return places


def key_of(offer: Plain) -> tuple[Decimal, Decimal]:
    """Return what an offer is ordered by."""
    return -offer["totaal"], offer["tarief"]


def going_on(ordered: list[Plain], settings: Plain) -> set[str]:
    """Return who goes on: as many as there is room, and who shares the last place, unless lots were announced."""
    most = int(settings["voorleggen"])
    if len(ordered) <= most:
        return {each["id"] for each in ordered}
    line = key_of(ordered[most - 1])
    above = [each["id"] for each in ordered if key_of(each) < line]
    tied = [each for each in ordered if key_of(each) == line]
    if settings["gelijk_op_de_grens"] == "loten" and len(above) + len(tied) > most:
        value = settings["lotwaarde"]
        tied.sort(key=lambda each: sha256(f"{value}\n{each['bewijs']}".encode()))
        tied = tied[: most - len(above)]
    return {*above, *(each["id"] for each in tied)}


def number(value: Decimal | None) -> int | float | None:
    """Return a number as JSON shows it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
