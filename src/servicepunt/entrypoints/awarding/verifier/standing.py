"""What may come next in a file: the first fact that could not stand where it stands, and why."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from servicepunt.entrypoints.awarding.verifier.course import LASTING
from servicepunt.entrypoints.awarding.verifier.days import instant
from servicepunt.entrypoints.awarding.verifier.folding import LEAST_ASSESSORS, Facts
from servicepunt.entrypoints.awarding.verifier.forms import filled
from servicepunt.entrypoints.awarding.verifier.found import is_shown, unfounded
from servicepunt.entrypoints.awarding.verifier.growing import misplanned, outgrown
from servicepunt.entrypoints.awarding.verifier.package import Difference, Plain
from servicepunt.entrypoints.awarding.verifier.playing import closing_of, reference_of

# What stops when the whole request is withdrawn; complaints, and what is kept or destroyed, go on.
STOPPED = {
    "voorgelegd_ter_goedkeuring", "goedgekeurd", "teruggegeven", "gepubliceerd", "gerectificeerd",
    "verlenging_voorgesteld", "antwoorden_gepubliceerd", "ingediend", "opening_begonnen", "geopend",
    "personen_vergeleken", "conformiteit_beoordeeld", "gebrek_genoteerd", "herstel_gevraagd", "herstel_ontvangen",
    "herstel_beoordeeld", "bevonden", "eigen_oordeel_definitief", "bijleggen_voorgesteld", "bijleggen_gesteund",
    "bijleggen_ingetrokken", "verschil_bijgelegd", "punten_vergrendeld", "tarieven_geopend", "keuze_gescoord",
    "uitgenodigd", "gesprek_gepland", "cijfers_gegeven", "gesprek_niet_gehouden", "geadviseerd", "besloten",
    "brieven_verzonden", "opdracht_begonnen", "optie_besloten",
}  # fmt: skip
SEALED, OPEN_NOW = "de inschrijvingen zijn nog niet geopend", "de inschrijvingen zijn al geopend"
LOCKED, UNPUBLISHED = "de punten zijn vergrendeld", "de aanvraag is nog niet gepubliceerd"
NO_PROPOSAL = "er lag geen voorstel"
STARTED = "de opdracht is nog niet begonnen"


class Order:
    """
    Goes along with the lines of a file; what the public form hides is not asked there.

    Who has which role is not asked, and the clock only where the rules ask it: two people may write at one moment.
    """

    def __init__(self, *, is_full: bool) -> None:
        self.is_full = is_full
        self.is_sent = self.is_approved = self.is_extended = False
        self.is_opened = self.has_rates = self.is_cancelled = self.is_signed = False
        self.openings: dict[str, Any] = {}
        self.questions: dict[str, str] = {}
        self.proposals: dict[tuple[str, str], Any] = {}
        self.is_advised = False
        self.options = 0
        self.known: tuple[tuple[Any, int], Plain] | None = None

    def check(self, facts: Facts, line: Plain) -> None:
        """Take one line, before it is added to the facts; raises when it could not stand here."""
        name = line["feit"].get("feit", "")
        step: Callable[[Facts, Plain, str, Any], str] | None = getattr(self, f"_{name}", None)
        is_question = name == "gevraagd" and line["feit"]["soort"] == "vraag"
        why = ""
        if self.is_cancelled and (name in STOPPED or is_question):
            why = "de aanvraag is ingetrokken"
        elif step is not None:
            why = step(facts, line["feit"], line["op"], line["door"])
        if why:
            raise Difference(f"feiten.jsonl: regel {line['nummer']} ({name}) kan daar niet staan: {why}.")

    def request(self, facts: Facts) -> Plain:
        """Return the request as it is at this line."""
        state = (facts.published, len(facts.corrections))
        if self.known is None or self.known[0] != state:
            self.known = (state, facts.request())
        return self.known[1]

    def closing(self, facts: Facts) -> datetime:
        """Return the closing moment as it is at this line."""
        return closing_of(self.request(facts))

    # Until the opening

    def _zetel(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        is_new = fact["rol"] == "beoordelaar" and fact["gegeven"]
        return LOCKED if is_new and facts.panel is not None else ""

    def _opgesteld(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        self.is_sent = self.is_approved = False
        return "de aanvraag is al gepubliceerd" if facts.published else ""

    def _voorgelegd_ter_goedkeuring(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        self.is_sent = True
        return "er is geen concept, of het is al gepubliceerd" if facts.published or not facts.draft else ""

    def _teruggegeven(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        was_sent, self.is_sent, self.is_approved = self.is_sent, False, False
        return "" if was_sent and not facts.published else "er ligt geen concept ter goedkeuring"

    def _goedgekeurd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        self.is_approved = True
        is_lacking = facts.published or not facts.draft or (self.is_full and not self.is_sent)
        return "er ligt geen concept ter goedkeuring" if is_lacking else ""

    def _gepubliceerd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if facts.published:
            return "de aanvraag is al gepubliceerd"
        return "" if self.is_approved else "de aanvraag is niet goedgekeurd"

    def _gerectificeerd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if not facts.published:
            return UNPUBLISHED
        if instant(fact["sluiting"]) < self.closing(facts):
            return "de sluiting kan niet naar voren"
        why = (
            ""
            if facts.rules == 1
            else misplanned(facts.request(fact), instant(fact["sluiting"]))
            or outgrown(filled("aanvraag", facts.draft["aanvraag"]), facts.request(fact))
        )
        if why:
            return why
        if fact["storing"]:
            was_proposed, self.is_extended = self.is_extended or not self.is_full, False
            return OPEN_NOW if self.openings else "" if was_proposed else "niemand stelde deze verlenging voor"
        return "de inschrijving was al gesloten" if instant(at) >= self.closing(facts) else ""

    def _verlenging_voorgesteld(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        self.is_extended = True
        return UNPUBLISHED if not facts.published else OPEN_NOW if self.openings else ""

    def _gevraagd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if not facts.published:
            return UNPUBLISHED
        until = self.request(facts)["vragen_tot"]
        self.questions[fact["id"]] = "gevraagd" if fact["soort"] == "vraag" else fact["soort"]
        is_late = fact["soort"] == "vraag" and until is not None and instant(at) >= instant(until)
        return "de termijn voor vragen was voorbij" if is_late else ""

    def _beantwoord(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        stand = self.questions.get(fact["id"], "")
        if self.is_cancelled and stand != "klacht":
            return "de aanvraag is ingetrokken"
        if stand in {"", "gepubliceerd", "belnotitie"}:
            return "deze vraag is niet gesteld, of het antwoord is al gepubliceerd"
        self.questions[fact["id"]] = "klacht" if stand == "klacht" else "beantwoord"
        return ""

    def _antwoorden_gepubliceerd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        until = self.request(facts)["vragen_tot"] if facts.published else None
        if not facts.published or (until is not None and instant(at) < instant(until)):
            return "de termijn voor vragen is nog niet voorbij"
        if self.is_full and any(self.questions.get(each) != "beantwoord" for each in fact["vragen"]):
            return "een vraag is niet gesteld, niet beantwoord, of al gepubliceerd"
        self.questions |= dict.fromkeys(fact["vragen"], "gepubliceerd")
        return "een vraag heeft nog geen antwoord" if "gevraagd" in self.questions.values() else ""

    def _ingediend(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if not facts.published:
            return UNPUBLISHED
        if instant(at) >= self.closing(facts):
            return "de inschrijving was gesloten"
        sent = facts.offers.get(fact["inschrijving"], {"sent": []})["sent"]
        is_next = fact["versie"] == len(sent) + 1
        is_open = self.is_opened or facts.panel is not None
        return OPEN_NOW if is_open else "" if is_next else f"versie {len(sent) + 1} komt eerst"

    def _inschrijving_ingetrokken(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if fact["inschrijving"] not in facts.offers or facts.is_withdrawn(fact["inschrijving"]):
            return "deze inschrijving is er niet, of is al ingetrokken"
        return "de overeenkomst is getekend" if self.is_signed else ""

    def _opening_begonnen(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        kind = fact["soort"]
        if kind == "tarief" and (facts.panel is None or self.has_rates):
            return "de punten zijn niet vergrendeld, of de tarieven zijn al open"
        if kind == "inhoud" and (not facts.published or instant(at) < self.closing(facts) or self.is_opened):
            return "de inschrijving is nog niet gesloten, of al open"
        if kind == "inhoud" and {"gevraagd", "beantwoord"} & set(self.questions.values()):
            return "een vraag heeft nog geen gepubliceerd antwoord"
        is_other = self.openings.setdefault(kind, by) != by
        return "een ander gaf het eerste deel al" if is_other else ""

    def _geopend(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if (
            self.is_opened
            or self.openings.get("inhoud") in {None, by}
            or fact["personen"] != [self.openings["inhoud"], by]
        ):
            return "openen doen twee verschillende personen, één keer"
        self.is_opened = True
        there = {label for label in facts.offers if not facts.is_withdrawn(label)}
        is_whole = {*fact["inschrijvingen"], *fact["onleesbaar"]} == there
        return "" if is_whole else "er gaan andere inschrijvingen open dan er liggen"

    # Steps 0 to 2

    def _assessed(self, facts: Facts) -> str:
        return SEALED if not self.is_opened else LOCKED if facts.panel is not None else ""

    def _belang_verklaard(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        return "" if self.is_opened else SEALED

    def _personen_vergeleken(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        invited = {label for each in facts.rounds for label in each["invited"]}
        return (
            SEALED
            if not self.is_opened
            else "de uitnodigingen zijn weg"
            if invited & set(fact["inschrijvingen"])
            else ""
        )

    def _of_offer(self, facts: Facts, label: str, by: Any) -> str:
        if label not in facts.competing():
            return "deze inschrijving doet niet mee"
        if label not in facts.asked.get(by, set()):
            return "deze persoon verklaarde nog niet of er een relatie is"
        return "van deze inschrijving loopt herstel" if facts.in_repair(label) else ""

    def _conformiteit_beoordeeld(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        why = self._assessed(facts) or self._of_offer(facts, fact["inschrijving"], by)
        judged = fact["oordeel"]
        is_first = facts.rules == 1 and judged["oordeel"] == "conform"
        if not is_first and (not judged["reden"].strip() or not is_shown(judged["vindplaats"])):
            return "dit oordeel heeft geen reden of geen vindplaats"
        return why or ("stap 1 is begonnen" if facts.found else "")

    def _gebrek_genoteerd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        is_out = not set(fact["inschrijvingen"]) <= set(facts.competing())
        return self._assessed(facts) or ("een inschrijving doet niet mee" if is_out else "")

    def _herstel_gevraagd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        return self._assessed(facts) or ("" if fact["gebrek"] in facts.defects else "dit gebrek is niet genoteerd")

    def _herstel_ontvangen(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        defect, label = facts.defects.get(fact["gebrek"], {}), fact["inschrijving"]
        if label not in defect.get("gevraagd", ()):
            return f"van {label}: er is geen herstel gevraagd"
        if label in defect["oordeel"]:
            return "er is al over geoordeeld"
        return self._assessed(facts) or ("de inschrijving is ingetrokken" if facts.is_withdrawn(label) else "")

    def _herstel_beoordeeld(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        has_it = fact["inschrijving"] in facts.defects.get(fact["gebrek"], {"bij": ()})["bij"]
        return self._assessed(facts) or ("" if has_it else "dit gebrek is niet genoteerd")

    def _step_of(self, facts: Facts, item: str) -> int:
        return 1 if item in {each["id"] for each in self.request(facts)["knockouts"]} else 2

    def _pool(self, facts: Facts, step: int) -> list[str]:
        request = self.request(facts)
        first = [label for label in facts.competing() if facts.is_conform(label, request)]
        reference = reference_of(facts.settings(), closing_of(request))
        return first if step == 1 else [label for label in first if facts.meets_all(label, request, reference)]

    def _unjudged(self, facts: Facts) -> bool:
        is_asked = self.request(facts)["uitvoeringsvoorwaarde"]
        return is_asked and any(facts.offers[label]["conformity"] is None for label in facts.competing())

    def _bevonden(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        label, step = fact["inschrijving"], self._step_of(facts, fact["onderdeel"])
        why = self._assessed(facts) or self._of_offer(facts, label, by)
        if why:
            return why
        if self._unjudged(facts):
            return "de conformiteit is nog niet van elke inschrijving beoordeeld"
        if (step, by) in facts.finals:
            return "deze beoordelaar was al klaar met deze stap"
        return "" if self._is_in(facts, label, step) else "deze inschrijving wordt in deze stap niet beoordeeld"

    def _is_in(self, facts: Facts, label: str, step: int) -> bool:
        """Say whether an offer that competes is in the pool of a step; step 1 stands still once there are points."""
        request = self.request(facts)
        if step == 1 or not facts.is_conform(label, request):
            return facts.is_conform(label, request)
        if any((label, one["id"]) in facts.found for one in request["criteria"]):
            return True
        return facts.meets_all(label, request, reference_of(facts.settings(), closing_of(request)))

    def _eigen_oordeel_definitief(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        why, step = self._assessed(facts), fact["stap"]
        if why or (step, by) in facts.finals:
            return why or "dit oordeel was al definitief"
        if step == 2 and not self._is_complete(facts, 1):
            return "stap 1 is nog niet klaar"
        wanted = self.request(facts)["knockouts" if step == 1 else "criteria"]
        theirs = [label for label in self._pool(facts, step) if label not in facts.interests.get(by, ())]
        is_lacking = any(by not in facts.found.get((label, one["id"]), {}) for label in theirs for one in wanted)
        if is_lacking:
            return "er ontbreken oordelen van deze beoordelaar"
        own = [facts.found[label, one["id"]][by] for label in theirs for one in wanted if facts.rules > 1]
        return next((why for each in own if (why := unfounded(each))), "")

    def _is_complete(self, facts: Facts, step: int) -> bool:
        request = self.request(facts)
        reference = reference_of(facts.settings(), closing_of(request))
        wanted = request["knockouts" if step == 1 else "criteria"]
        return all(
            facts.counts(label, one, reference) is not None for label in self._pool(facts, step) for one in wanted
        )

    def _differing(self, facts: Facts, fact: Plain) -> str:
        step = self._step_of(facts, fact["onderdeel"])
        panel = [person for person, related in facts.assessing().items() if fact["inschrijving"] not in related]
        is_final = len(panel) >= LEAST_ASSESSORS and all((step, person) in facts.finals for person in panel)
        return self._assessed(facts) or ("" if is_final else "niet iedereen had een definitief oordeel")

    def _bijleggen_voorgesteld(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        self.proposals[fact["inschrijving"], fact["onderdeel"]] = by
        return self._differing(facts, fact)

    def _bijleggen_gesteund(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        is_there = (fact["inschrijving"], fact["onderdeel"]) in self.proposals
        return self._differing(facts, fact) if is_there else NO_PROPOSAL

    def _bijleggen_ingetrokken(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        was_there = self.proposals.pop((fact["inschrijving"], fact["onderdeel"]), None) is not None
        return self._differing(facts, fact) if was_there else NO_PROPOSAL

    def _verschil_bijgelegd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        was_there = self.proposals.pop((fact["inschrijving"], fact["onderdeel"]), None) is not None
        return self._differing(facts, fact) if was_there else NO_PROPOSAL

    def _is_waiting(self, facts: Facts) -> bool:
        """Say whether somebody who assesses an offer proposed something there, and it was not settled."""
        criteria = {each["id"] for each in self.request(facts)["criteria"]}
        counted = {label for label, item in facts.found if item in criteria}
        there, panel = set(facts.competing()), facts.assessing()
        return any(
            label in there and label not in panel.get(by, {label}) and (item in criteria or label not in counted)
            for (label, item), by in self.proposals.items()
        )

    def _punten_vergrendeld(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if not self.is_full:
            return LOCKED if facts.panel is not None else "" if facts.published else UNPUBLISHED
        why = self._assessed(facts)
        if why or self._unjudged(facts):
            return why or "de conformiteit is nog niet van elke inschrijving beoordeeld"
        if any(facts.in_repair(label) for label in facts.competing()) or self._is_waiting(facts):
            return "er loopt nog herstel, of er ligt nog een voorstel"
        return "" if self._is_complete(facts, 1) and self._is_complete(facts, 2) else "stap 1 of 2 is nog niet klaar"

    def _tarieven_geopend(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if self.has_rates or self.openings.get("tarief") in {None, by}:
            return "de tarieven openen twee verschillende personen, één keer"
        self.has_rates = True
        return ""

    def _lijst_vastgesteld(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        if facts.panel is None or (self.is_full and not self.has_rates):
            return "de tarieven zijn nog niet open"
        return "er was al een lijst" if facts.fixed_at else ""

    # Steps 3 and 4

    def _open_round(self, facts: Facts, number: int) -> str:
        if not facts.fixed_at:
            return "er is nog geen lijst"
        done = [each for each in facts.rounds if each["at"]]
        if number != len(done) + 1:
            return f"ronde {len(done) + 1} is aan de beurt"
        waits = self.is_full and bool(done) and not facts.is_round_over(done[-1])
        return f"de gesprekken van ronde {len(done)} zijn nog niet klaar" if waits else ""

    def _keuze_gescoord(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        before = {label for each in facts.rounds if each["at"] for label in each["invited"]}
        label = fact["inschrijving"]
        is_in = label in facts.listed and label not in before and not facts.is_withdrawn(label)
        return self._open_round(facts, fact["ronde"]) or ("" if is_in else "deze kandidaat is niet voorgelegd")

    def _uitgenodigd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        before = {label for each in facts.rounds if each["at"] for label in each["invited"]}
        strangers = set(fact["inschrijvingen"]) - (set(facts.listed) - before)
        return self._open_round(facts, fact["ronde"]) or ("iemand is niet voorgelegd" if strangers else "")

    def _talk(self, facts: Facts, fact: Plain) -> Plain | None:
        """Return the talk of the round that runs as it stands; None when there can be none."""
        given = facts.rounds[-1] if facts.rounds else None
        label = fact["inschrijving"]
        if given is None or not given["at"] or fact["ronde"] != len(facts.rounds) or label not in given["invited"]:
            return None
        talks = given["talks"].get(label, [])
        is_over = bool(talks) and bool(talks[-1]["cause"] or talks[-1]["void"])
        return talks[-1] if talks and not is_over else {"planned": None, "grades": {}, "cause": "", "void": False}

    def _gesprek_gepland(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        talk = self._talk(facts, fact)
        if talk is None:
            return "deze kandidaat is niet uitgenodigd"
        is_gone = any(each["cause"] == "kandidaat" for each in facts.rounds[-1]["talks"].get(fact["inschrijving"], ()))
        return "dit gesprek is al geweest" if talk["grades"] or is_gone else ""

    def _cijfers_gegeven(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        talk = self._talk(facts, fact)
        planned = talk["planned"] if talk else None
        if talk is None or planned is None or by not in planned["gespreksvoerders"]:
            return "dit gesprek is niet gepland met deze persoon"
        if by in talk["grades"] or instant(at) < instant(planned["begint"]):
            return "de cijfers waren er al, of het gesprek was nog niet geweest"
        return "" if fact["inschrijving"] in facts.asked.get(by, ()) else "deze persoon verklaarde geen belang"

    def _cijfers_afgesproken(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        talk = self._talk(facts, fact)
        is_held = talk is not None and facts.is_held(talk) and by in talk["grades"]
        return "" if is_held else "niet iedereen bij dit gesprek had cijfers gegeven"

    def _gesprek_niet_gehouden(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        talk = self._talk(facts, fact)
        if talk is None or talk["planned"] is None or talk["grades"]:
            return "er is geen gepland gesprek zonder cijfers"
        is_early = fact["oorzaak"] == "kandidaat" and instant(at) < instant(talk["planned"]["begint"])
        return "het gesprek was nog niet geweest" if is_early else ""

    # The decision and after

    def _geadviseerd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        done = [each for each in facts.rounds if each["at"]]
        if not done or not facts.is_round_over(done[-1]):
            return "de gesprekken zijn nog niet klaar"
        self.is_advised = True
        return ""

    def _besloten(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        left = {label for label in facts.listed if not facts.is_withdrawn(label)}
        is_asked = not self.is_full or facts.rules == 1 or left <= facts.asked.get(by, set())
        return "deze persoon verklaarde geen belang" if not is_asked else "" if self.is_advised else "er is geen advies"

    def _brieven_verzonden(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        self.is_advised = False
        is_there = bool(facts.decisions) and not facts.decisions[-1]["verzonden_op"]
        return "" if is_there else "er is geen beslissing waarvan de brieven nog weg moeten"

    def _opdrachtnemer_vastgelegd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        is_won = bool(facts.decisions) and fact["inschrijving"] in facts.decisions[-1]["gegund"]
        return "" if is_won else "aan deze inschrijving is niet gegund"

    def _voorgevallen(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        happening = fact["gebeurtenis"]
        if happening["soort"] == "aanvraag_ingetrokken":
            is_over, self.is_cancelled = self.is_signed or self.is_cancelled, True
            return "de overeenkomst is getekend, of de aanvraag was al ingetrokken" if is_over else ""
        sent = [instant(each["verzonden_op"]) for each in facts.decisions if each["verzonden_op"]]
        # One can complain or go to court at any moment after publication.
        if happening["soort"] in LASTING:
            sent = [instant(facts.published)] if facts.published else []
        if not sent or instant(happening["op"]) < sent[-1]:
            return UNPUBLISHED if happening["soort"] in LASTING else "er was op dat moment geen verzonden beslissing"
        self.is_signed = self.is_signed or happening["soort"] == "ondertekend"
        return "dit moment was er nog niet" if instant(happening["op"]) > instant(at) else ""

    def _opdracht_begonnen(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        is_early = not self.is_signed if self.is_full else not facts.rounds
        return (
            "de overeenkomst is nog niet getekend"
            if is_early
            else "er is al over een optie besloten"
            if self.options
            else ""
        )

    def _optie_besloten(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        self.options += 1
        return (
            STARTED
            if facts.starts_on is None
            else ""
            if fact["optie"] == self.options
            else "een andere optie is aan de beurt"
        )

    def _opdracht_beeindigd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        return STARTED if facts.starts_on is None else ""

    def _vernietigd(self, facts: Facts, fact: Plain, at: str, by: Any) -> str:
        is_over = self.is_cancelled or self.is_signed or bool(facts.fixed_at) or not self.is_full
        return "" if is_over else "de procedure loopt nog"
