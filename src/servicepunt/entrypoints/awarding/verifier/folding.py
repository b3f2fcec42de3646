"""From the lines of the chain to a procedure: what counts of what was sent, found, agreed, scored and said."""

from collections.abc import Callable
from datetime import date
from typing import Any

from servicepunt.entrypoints.awarding.verifier.days import instant
from servicepunt.entrypoints.awarding.verifier.forms import filled, moment_text
from servicepunt.entrypoints.awarding.verifier.found import result
from servicepunt.entrypoints.awarding.verifier.package import Difference, Plain, natural
from servicepunt.entrypoints.awarding.verifier.playing import closing_of, reference_of

LEAST_ASSESSORS = 2
SEALED_RATE = "1.00"


class Facts:
    """What the lines add up to; in the public form only what everybody may read."""

    def __init__(self, lines: list[Plain], before: Callable[["Facts", Plain], None] | None = None) -> None:
        self.draft: Plain = {}
        # Under which rules lines were written: the first while none says so, and never back.
        self.rules = 1
        self.published: str | None = None
        self.anchors: Plain = {}
        self.corrections: list[Plain] = []
        self.offers: dict[str, Plain] = {}
        self.defects: dict[str, Plain] = {}
        self.seats: dict[int, set[str]] = {}
        self.interests: dict[int, list[str]] = {}
        self.asked: dict[int, set[str]] = {}
        self.compared: dict[tuple[str, ...], bool] = {}
        self.panel: dict[int, set[str]] | None = None
        self.found: dict[tuple[str, str], dict[int, Plain]] = {}
        self.finals: set[tuple[int, int]] = set()
        self.settled: dict[tuple[str, str], tuple[set[int], Plain]] = {}
        self.late_relations: set[tuple[int, str]] = set()
        self.listed: list[str] = []
        self.fixed_at: str = ""
        self.rounds: list[Plain] = []
        self.decisions: list[Plain] = []
        self.letters: list[Plain] = []
        self.end_letters: dict[str, str] = {}
        self.happenings: list[Plain] = []
        self.starts_on: str | None = None
        self.destroyed: set[str] = set()
        self.now = max((line["op"] for line in lines if line["op"]), key=instant, default="")
        for line in lines:
            self.rules = max(self.rules, line["feit"].get("regels", 1))
            if before is not None:
                before(self, line)
            take = getattr(self, f"_{line['feit'].get('feit', '')}", None)
            if take is not None:
                take(line["feit"], line["op"], line["door"])

    # The request and the offers

    def _zetel(self, fact: Plain, at: str, by: Any) -> None:
        held = self.seats.setdefault(fact["persoon"], set())
        held.add(fact["rol"]) if fact["gegeven"] else held.discard(fact["rol"])

    def _opgesteld(self, fact: Plain, at: str, by: Any) -> None:
        self.draft = fact

    def _gepubliceerd(self, fact: Plain, at: str, by: Any) -> None:
        self.published, self.anchors = at, fact["ankers"]

    def _gerectificeerd(self, fact: Plain, at: str, by: Any) -> None:
        persons = [str(person) for person in (by, fact.get("mede_door")) if person is not None]
        self.corrections.append({**fact, "op": at, "door": persons, "regels": self.rules})

    def _ingediend(self, fact: Plain, at: str, by: Any) -> None:
        new: Plain = {
            "sent": [],
            "gone": [],
            "opened": None,
            "unreadable": "",
            "conformity": None,
            "judged_by": None,
            "rate": None,
        }
        offer = self.offers.setdefault(fact["inschrijving"], new)
        offer["sent"].append({**fact, "op": at})

    def _inschrijving_ingetrokken(self, fact: Plain, at: str, by: Any) -> None:
        self.offers[fact["inschrijving"]]["gone"].append(at)

    def _geopend(self, fact: Plain, at: str, by: Any) -> None:
        for label, opened in fact["inschrijvingen"].items():
            self.offers[label]["opened"] = opened
        for label, why in fact["onleesbaar"].items():
            self.offers[label]["unreadable"] = why

    def _vernietigd(self, fact: Plain, at: str, by: Any) -> None:
        self.destroyed |= set(fact["onderwerpen"])

    # Steps 0 to 2

    def _personen_vergeleken(self, fact: Plain, at: str, by: Any) -> None:
        self.compared[tuple(fact["inschrijvingen"])] = fact["dezelfde"]

    def same_person(self, label: str) -> tuple[str, ...]:
        """Return the offers of the person of an offer, as the desk said."""
        return next((each for each, is_same in self.compared.items() if is_same and label in each), (label,))

    def _knows(self, person: int, label: str) -> bool:
        return not set(self.same_person(label)).isdisjoint(self.interests.get(person, ()))

    def _belang_verklaard(self, fact: Plain, at: str, by: Any) -> None:
        person = by if fact.get("persoon") is None else fact["persoon"]
        before, self.interests[person] = set(self.interests.get(person, ())), fact["inschrijvingen"]
        if fact.get("persoon") is None:
            self.asked[by] = set(fact["gevraagd_over"])
        for label in set(fact["inschrijvingen"]) - before:
            for each in self.same_person(label):
                self._related(person, each)

    def _related(self, person: int, label: str) -> None:
        """Undo what somebody with a relation did, as far as it can be done again without taking back a decision."""
        offer = self.offers.get(label)
        if offer is not None and offer["judged_by"] == person and not self.found:
            offer |= {"conformity": None, "judged_by": None}
        is_sent = any(each["verzonden_op"] for each in self.decisions)
        for talk in (each["talks"][label][-1] for each in self.rounds if each["talks"].get(label)):
            planned = talk["planned"]["gespreksvoerders"] if talk["planned"] else []
            if person in talk["grades"] and is_sent:
                self.late_relations |= {(person, each) for each in self.same_person(label)}
            elif talk["grades"] and person in planned:
                left = [each for each in talk["grades"] if not self._knows(each, label)]
                least = filled("instellingen", self.draft["instellingen"])["minste_gespreksvoerders"]
                talk["void"] = not set(planned) <= set(talk["grades"]) or len(set(left) - {person}) < least
                talk["agreed"] = None

    def _conformiteit_beoordeeld(self, fact: Plain, at: str, by: Any) -> None:
        self.offers[fact["inschrijving"]] |= {"conformity": {**fact["oordeel"], "regels": self.rules}, "judged_by": by}

    def _gebrek_genoteerd(self, fact: Plain, at: str, by: Any) -> None:
        new: Plain = {
            "soort": fact["soort"],
            "bij": set(),
            "gevraagd": (),
            "op": "",
            "tot": "",
            "kwam": {},
            "oordeel": {},
        }
        defect = self.defects.setdefault(fact["gebrek"], new)
        if defect["op"] or defect["soort"] != fact["soort"]:
            raise Difference(f"feiten.jsonl: {fact['gebrek']} is niet één gebrek, of kreeg er later iemand bij.")
        defect["bij"] |= set(fact["inschrijvingen"])
        for label in fact["inschrijvingen"]:
            defect["oordeel"].pop(label, None)

    def _gevraagd(self, fact: Plain, at: str, by: Any) -> None:
        if fact["soort"] == "klacht":
            self._happened(fact["id"], fact.get("ontvangen_op") or at, "klacht", None, fact["tekst"])

    def _beantwoord(self, fact: Plain, at: str, by: Any) -> None:
        if fact.get("uitkomst"):
            self._happened(fact["id"], at, "klacht_afgehandeld", fact["uitkomst"], fact["antwoord"])

    def _happened(self, name: str, at: str, kind: str, result: Any, reason: str) -> None:
        self.happenings.append({"op": at, "soort": kind, "inschrijving": None, "document": None, "uitkomst": result,
                                "reden": reason, "id": name})  # fmt: skip

    def _herstel_gevraagd(self, fact: Plain, at: str, by: Any) -> None:
        if self.defects[fact["gebrek"]]["op"]:
            raise Difference(f"feiten.jsonl: herstel van {fact['gebrek']} is twee keer gevraagd.")
        self.defects[fact["gebrek"]] |= {"gevraagd": fact["inschrijvingen"], "op": at, "tot": fact["tot"]}

    def _herstel_ontvangen(self, fact: Plain, at: str, by: Any) -> None:
        self._once("kwam", fact, at)

    def _herstel_beoordeeld(self, fact: Plain, at: str, by: Any) -> None:
        self._once("oordeel", fact, at)

    def _once(self, part: str, fact: Plain, at: str) -> None:
        kept, label = self.defects[fact["gebrek"]][part], fact["inschrijving"]
        if label in kept:
            raise Difference(f"feiten.jsonl: {fact['gebrek']}, {label}: een antwoord of oordeel staat er twee keer.")
        kept[label] = {**fact, "op": at}

    def _bevonden(self, fact: Plain, at: str, by: Any) -> None:
        self.found.setdefault((fact["inschrijving"], fact["onderdeel"]), {})[by] = fact["bevinding"]

    def _eigen_oordeel_definitief(self, fact: Plain, at: str, by: Any) -> None:
        self.finals.add((fact["stap"], by))

    def _verschil_bijgelegd(self, fact: Plain, at: str, by: Any) -> None:
        self.settled[fact["inschrijving"], fact["onderdeel"]] = (set(fact["akkoord"]), fact["bevinding"])

    def _punten_vergrendeld(self, fact: Plain, at: str, by: Any) -> None:
        # Who assessed what is fixed here: a relation or a seat that comes later changes no points.
        self.panel = self.assessing()

    def _tarieven_geopend(self, fact: Plain, at: str, by: Any) -> None:
        for label, rate in fact["tarieven"].items():
            self.offers[label]["rate"] = rate

    def _lijst_vastgesteld(self, fact: Plain, at: str, by: Any) -> None:
        self.listed, self.fixed_at = fact["inschrijvingen"], at

    # Steps 3 and 4

    def _round(self, fact: Plain) -> Plain:
        if fact["ronde"] == len(self.rounds) + 1:
            self.rounds.append({"scores": {}, "invited": [], "at": None, "talks": {}})
        given: Plain = self.rounds[fact["ronde"] - 1]
        return given

    def _talk(self, fact: Plain) -> Plain:
        talks: list[Plain] = self._round(fact)["talks"].setdefault(fact["inschrijving"], [])
        if not talks or talks[-1]["cause"] or talks[-1]["void"]:
            talks.append({"planned": None, "grades": {}, "agreed": None, "cause": "", "void": False})
        return talks[-1]

    def _keuze_gescoord(self, fact: Plain, at: str, by: Any) -> None:
        self._round(fact)["scores"][fact["inschrijving"]] = fact["scores"]

    def _uitgenodigd(self, fact: Plain, at: str, by: Any) -> None:
        self._round(fact).update(invited=fact["inschrijvingen"], at=at)

    def _gesprek_gepland(self, fact: Plain, at: str, by: Any) -> None:
        self._talk(fact)["planned"] = fact

    def _cijfers_gegeven(self, fact: Plain, at: str, by: Any) -> None:
        self._talk(fact)["grades"][by] = fact["cijfers"]

    def _cijfers_afgesproken(self, fact: Plain, at: str, by: Any) -> None:
        self._talk(fact)["agreed"] = fact

    def _gesprek_niet_gehouden(self, fact: Plain, at: str, by: Any) -> None:
        self._talk(fact)["cause"] = fact["oorzaak"]

    # The decision and after

    def _besloten(self, fact: Plain, at: str, by: Any) -> None:
        self.decisions.append({"gegund": fact["gegund"], "reden": fact["reden"], "door": str(by), "verzonden_op": None})

    def _brieven_verzonden(self, fact: Plain, at: str, by: Any) -> None:
        self.decisions[-1]["verzonden_op"] = at
        self.letters.append({"beslissing": len(self.decisions), "brieven": fact["brieven"]})

    def _brieven_intrekking_verzonden(self, fact: Plain, at: str, by: Any) -> None:
        if self.end_letters:
            raise Difference("feiten.jsonl: de brieven over de intrekking zijn twee keer verstuurd.")
        self.end_letters = fact["brieven"]

    def _voorgevallen(self, fact: Plain, at: str, by: Any) -> None:
        # A line of before complaints and cases had a name, has none.
        self.happenings.append({"id": "", **fact["gebeurtenis"]})

    def _opdracht_begonnen(self, fact: Plain, at: str, by: Any) -> None:
        self.starts_on = fact["start"]

    # What it comes to

    def sent_letters(self) -> dict[str, str]:
        """Return reference and digest of every letter, by the name of its file."""
        sent = {f"brieven/{each['beslissing']}/{label}.txt": written for each in self.letters
                for label, written in each["brieven"].items()}  # fmt: skip
        ended = {f"brieven/intrekking/{label}.txt": written for label, written in self.end_letters.items()}
        return sent | ended | {
            f"brieven/herstel/{name}/{label}.txt": judged["brief"]
            for name, each in self.defects.items() for label, judged in each["oordeel"].items() if judged["brief"]
        }  # fmt: skip

    def papers(self) -> list[str]:
        """Return the references of documents with which a defect was repaired."""
        came = [given for each in self.defects.values() for given in each["kwam"].values()]
        return [given["stuk"]["vindplaats"] for given in came if given["stuk"]]

    def request(self, then: Plain | None = None) -> Plain:
        """Return the request with its corrections, and with one that comes `then`."""
        written = dict(self.draft["aanvraag"])
        for each in [*self.corrections, *([then] if then else [])]:
            written |= each["gewijzigd"]
        written["gepubliceerd"] = self.published or written.get("gepubliceerd")
        names = ("op", "sluiting", "door", "storing", "regels")
        moved = [{name: each[name] for name in names} for each in self.corrections]
        return filled("aanvraag", {**written, "correcties": [*written.get("correcties", []), *moved]})

    def settings(self) -> Plain:
        """Return the settings, which are frozen at publication."""
        return filled("instellingen", self.draft["instellingen"])

    def is_withdrawn(self, label: str) -> bool:
        """Say whether the last thing that happened to an offer was that it was taken back."""
        offer = self.offers[label]
        return bool(offer["gone"]) and instant(offer["gone"][-1]) >= instant(offer["sent"][-1]["op"])

    def has_left(self, label: str) -> bool:
        """Say whether an offer was taken back before there was a list."""
        gone = self.offers[label]["gone"]
        return self.is_withdrawn(label) and (not self.fixed_at or instant(gone[-1]) < instant(self.fixed_at))

    def competing(self) -> list[str]:
        """Return the offers that were opened, not set aside, and not taken back before there was a list."""
        return [label for label, offer in self.offers.items() if offer["opened"] is not None
                and not self.has_left(label) and not self._is_set_aside(label)]  # fmt: skip

    def in_repair(self, label: str) -> bool:
        """Say whether nobody has judged yet what came of a defect of an offer."""
        return any(label in each["bij"] and label not in each["oordeel"] for each in self.defects.values())

    def is_conform(self, label: str, request: Plain) -> bool:
        """Say whether an offer that competes goes to step 1."""
        judged = (self.offers[label]["conformity"] or {}).get("oordeel")
        return judged == "conform" or not request["uitvoeringsvoorwaarde"]

    def is_round_over(self, given: Plain) -> bool:
        """Say whether everybody who was invited in a round had a talk, did not come, or left."""
        return all(
            any(self._has_ended(talk) for one in self.same_person(label) for talk in given["talks"].get(one, ()))
            or self.is_withdrawn(label)
            for label in given["invited"]
        )

    def _has_ended(self, talk: Plain) -> bool:
        return talk["cause"] == "kandidaat" or (self.is_held(talk) and not talk["void"])

    def procedure(self) -> Plain:
        """Return everything that the outcome follows from, as procedure.json tells it."""
        request, settings = self.request(), self.settings()
        reference = reference_of(settings, closing_of(request))
        first = {label for label in self.competing() if self.is_conform(label, request)}
        second = {label for label in first if self.meets_all(label, request, reference)}
        return {
            "aanvraag": request,
            "instellingen": settings,
            "inschrijvingen": [
                self._offer(label, offer)
                | {"knockouts": self._counting(label, request["knockouts"], reference) if label in first else {},
                   "criteria": self._counting(label, request["criteria"], reference) if label in second else {}}
                for label, offer in self.offers.items()
            ],
            "lijst_vastgesteld_op": self.fixed_at,
            "rondes": [self._played(each) for each in self.rounds if each["at"]],
            "belangen": [{"persoon": str(person), "inschrijving": label}
                         for person, labels in sorted(self.interests.items()) for label in labels
                         if (person, label) not in self.late_relations],
            "besluiten": [each for each in self.decisions if each["verzonden_op"]],
            "gebeurtenissen": self.happenings,
            "nu": self.now,
            "start_overeenkomst": self.starts_on,
        }  # fmt: skip

    def _is_set_aside(self, label: str) -> bool:
        given = [each["oordeel"].get(label, {}) for each in self.defects.values()]
        return any(each.get("oordeel") == "niet hersteld" for each in given)

    def _defects_of(self, label: str) -> list[Plain]:
        """Return the defects of an offer that were one, with when it was repaired, and whether that is still open."""
        found = []
        for each in self.defects.values():
            judged = each["oordeel"].get(label, {}).get("oordeel", "")
            if label in each["bij"] and judged != "geen gebrek":
                is_mended_then = judged == "hersteld" and label in each["kwam"]
                found.append({
                    "soort": each["soort"], "vorm_omdat": "", "gevonden": "na_sluiting",
                    "hersteld_op": each["kwam"][label]["op"] if is_mended_then else None,
                    "herstel_tot": moment_text(each["tot"]) if each["tot"] else None,
                    "herstel_loopt": not judged,
                })  # fmt: skip
        return found

    def assessing(self) -> dict[int, set[str]]:
        """Return who assesses, each with the offers that this person has a relation with."""
        return {each: set(self.interests.get(each, ())) for each, held in sorted(self.seats.items())
                if "beoordelaar" in held}  # fmt: skip

    def counts(self, label: str, demand: Plain, reference: date) -> Plain | None:
        """Return the finding that counts: what was settled, else what every assessor came to alone."""
        panel = self.assessing() if self.panel is None else self.panel
        assessors = [person for person, related in panel.items() if label not in related]
        # What somebody agreed to who does not assess this offer any more, or without somebody who does, is gone.
        persons, agreed = self.settled.get((label, demand["id"]), (None, None))
        if persons == set(assessors):
            return agreed
        given = self.found.get((label, demand["id"]), {})
        step = 2 if "model" in demand else 1
        is_ready = all(person in given and (step, person) in self.finals for person in assessors)
        results = {result(demand, given[person], reference) for person in assessors if person in given}
        return given[assessors[0]] if len(assessors) >= LEAST_ASSESSORS and is_ready and len(results) == 1 else None

    def _counting(self, label: str, demands: list[Plain], reference: date) -> Plain:
        found = {demand["id"]: self.counts(label, demand, reference) for demand in demands}
        return {key: each for key, each in found.items() if each is not None}

    def meets_all(self, label: str, request: Plain, reference: date) -> bool:
        """Say whether an offer met every requirement, as far as that is settled."""
        found = self._counting(label, request["knockouts"], reference)
        return all(one["id"] in found and result(one, found[one["id"]], reference)[0] for one in request["knockouts"])

    def _offer(self, label: str, offer: Plain) -> Plain:
        same = self.same_person(label)
        return {
            "id": label, "leverancier": "", "kandidaat": "", "persoon": same[0] if len(same) > 1 else "",
            "ontvangstbewijs": offer["sent"][-1]["ontvangstbewijs"],
            "versies": [self._version(label, offer, sent) for sent in offer["sent"]], "ingetrokken_op": None,
            "intrekkingen": offer["gone"], "conformiteit": offer["conformity"],
        }  # fmt: skip

    def _version(self, label: str, offer: Plain, sent: Plain) -> Plain:
        opened = offer["opened"] or {}
        told: Plain = {"ontvangen": sent["op"], "tarief": offer["rate"] or SEALED_RATE, "versleuteld": False,
                       "gebreken": []}  # fmt: skip
        names = ("paginas_cv", "referenties", "bestandssoort", "taal", "dba_toelichting")
        if offer["unreadable"] and sent is offer["sent"][-1]:
            told["gebreken"] = [{"soort": offer["unreadable"], "vorm_omdat": "", "gevonden": "bij_indiening",
                                 "hersteld_op": None,
                                 "herstel_tot": None, "herstel_loopt": False}]  # fmt: skip
            opened = {}
        is_opened = opened.get("versie") == sent["versie"]
        if is_opened:
            told["gebreken"] = self._defects_of(label)
        return told | {name: opened.get(name) if is_opened else None for name in names}

    def _played(self, given: Plain) -> Plain:
        in_order = sorted(given["talks"].items(), key=lambda each: natural(each[0]))
        talks = [(label, talk) for label, all_of in in_order for talk in all_of]
        return {
            "scores": given["scores"],
            "uitgenodigd_op": given["at"],
            "gesprekken": [
                self._interview(label, talk) for label, talk in talks if talk["cause"] or self.is_held(talk)
            ],
        }

    def is_held(self, talk: Plain) -> bool:
        """Say whether everybody who was planned has given own grades."""
        planned = set(talk["planned"]["gespreksvoerders"]) if talk["planned"] else set()
        return bool(talk["grades"]) and planned <= set(talk["grades"])

    def _interview(self, label: str, talk: Plain) -> Plain:
        told: Plain = {"inschrijving": label, "op": None, "gespreksvoerders": [], "cijfers": {}, "afgesproken": {},
                       "niet_verschenen": bool(talk["cause"]), "oorzaak": talk["cause"] or "kandidaat"}  # fmt: skip
        if talk["cause"]:
            return told
        agreed = talk["agreed"] or {"cijfers": {}, "reden": ""}
        return told | {
            "op": talk["planned"]["begint"] if talk["planned"] else None,
            "gespreksvoerders": [str(person) for person in sorted(talk["grades"])],
            "cijfers": {str(person): grades for person, grades in talk["grades"].items()},
            "afgesproken": {
                key: {"cijfer": grade, "reden": agreed["reden"]} for key, grade in agreed["cijfers"].items()
            },
        }
