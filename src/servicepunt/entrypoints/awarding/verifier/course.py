"""Steps 3 and 4 and the decision: rounds, interviews, awards, what crossed them, and both dates of the suspension."""

import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from servicepunt.entrypoints.awarding.verifier.days import instant, local_day, local_text, next_working_day, suspension
from servicepunt.entrypoints.awarding.verifier.package import Difference, Plain, natural
from servicepunt.entrypoints.awarding.verifier.playing import number

SILENT = {"te_laat", "geweigerd_bij_indiening", "ingetrokken", "afgevallen"}
DISPUTES, SETTLED = {"klacht", "dagvaarding"}, {"klacht_afgehandeld", "uitspraak"}
LASTING, UNDOING = DISPUTES | SETTLED, {"winnaar_valt_af", "document_afgekeurd", "ondertekend"}
CROSSING = {"document_goedgekeurd"} | UNDOING | LASTING
BEFORE_THE_LAPSE = {
    "ontvangen", "conform", "gescoord", "voorgelegd", "uitgenodigd", "reserve", "gesprek_voldoende", "voorgenomen",
    "niet_gekozen",
}  # fmt: skip


class Course:
    """Plays what came after the list up to a moment; `fates` are carried on."""

    def __init__(self, procedure: Plain, fates: dict[str, Plain], going: list[str], until: datetime) -> None:
        self.request, self.settings = procedure["aanvraag"], procedure["instellingen"]
        self.fates, self.going, self.until = fates, going, until
        self.rounds = [each for each in procedure["rondes"] if instant(each["uitgenodigd_op"]) <= until]
        self.decisions = [each for each in procedure["besluiten"] if instant(each["verzonden_op"]) <= until]
        told = [each for each in procedure["gebeurtenissen"] if each["soort"] in CROSSING]
        self.happenings = sorted((each for each in told if instant(each["op"]) <= until),
                                 key=lambda each: instant(each["op"]))  # fmt: skip
        self.persons = persons_of(procedure)
        self.related: dict[str, set[str]] = {}
        for each in procedure["belangen"]:
            known = self.persons.get(each["inschrijving"], each["inschrijving"])
            self.related.setdefault(known, set()).add(each["persoon"])
        self.state = "stap_3"
        self.played: list[Plain] = []
        self.awards: list[Plain] = []
        self.passed: list[str] = []
        self.done: set[str] = set()
        self.rejected: set[str] = set()
        self.disputes: list[Plain] = []
        self.named: set[str] = set()

    def play(self) -> None:
        """Play rounds and decisions until something has to be waited for."""
        first = instant(self.decisions[0]["verzonden_op"]) if self.decisions else None
        for each in self.happenings:
            if each["soort"] in LASTING and (first is None or instant(each["op"]) < first):
                self._last(None, each, local_day(instant(each["op"])))
        while self._step():
            pass
        if len(self.decisions) > len(self.awards):
            raise Difference(f"Beslissing {len(self.awards) + 1} kan niet: er was niemand om aan te gunnen.")
        if len(self.rounds) > len(self.played):
            raise Difference(f"Ronde {len(self.played) + 1} kan niet: er was al iemand geslaagd, of niemand over.")

    def _step(self) -> bool:
        candidates = [
            each for each in self.passed if self.fates[each]["uitkomst"] != "afgevallen" and self._stays(each)
        ]
        if candidates:
            return self._decide(candidates)
        number_of, pool = len(self.played), self._pool()
        if not pool or number_of >= len(self.rounds):
            self.state = "stap_3" if pool else "mislukt"
            if not pool:
                self._leave(None)
            return False
        return self._round(number_of + 1, self.rounds[number_of], pool)

    def _stays(self, name: str) -> bool:
        left, count = self.fates[name]["weg"], len(self.awards)
        if left is None or (count < len(self.decisions) and left >= instant(self.decisions[count]["verzonden_op"])):
            return True
        self.fates[name]["uitkomst"] = "ingetrokken"
        return False

    def _leave(self, until: datetime | None) -> None:
        for fate in self.fates.values():
            left = fate["weg"]
            if left is not None and (until is None or left < until) and fate["uitkomst"] not in SILENT:
                fate["uitkomst"] = "ingetrokken"

    def _pool(self) -> list[str]:
        at = self.rounds[len(self.played)]["uitgenodigd_op"] if len(self.played) < len(self.rounds) else None
        pool = []
        for name in self.going:
            left = self.fates[name]["weg"]
            if name in self.done:
                continue
            if left is not None and (at is None or left < instant(at)):
                self.fates[name]["uitkomst"] = "ingetrokken"
                continue
            pool.append(name)
        return pool

    # Rounds

    def _round(self, count: int, given: Plain, pool: list[str]) -> bool:
        gone = [fate["weg"] for fate in map(self.fates.get, self.passed) if fate and fate["uitkomst"] == "ingetrokken"]
        gone += [each["void_at"] for each in self.awards if each["void_at"]]
        if any(instant(given["uitgenodigd_op"]) < moment for moment in gone):
            raise Difference(f"Ronde {count}: uitgenodigd toen er nog aan iemand kon worden gegund.")
        chosen = choose(given["scores"], pool, self.request, self.settings, self.persons, count)
        for each in chosen:
            self.fates[each["inschrijving"]]["uitkomst"] = "uitgenodigd" if each["uitgenodigd"] else "reserve"
        invited = [each["inschrijving"] for each in chosen if each["uitgenodigd"]]
        played = {"ronde": count, "groep": pool, "scores": chosen, "gesprekken": [],
                  "uitgenodigd": sorted(invited, key=natural),
                  "uitgenodigd_op": local_text(instant(given["uitgenodigd_op"]))}  # fmt: skip
        self.played.append(played)
        strangers = [each["inschrijving"] for each in given["gesprekken"] if each["inschrijving"] not in invited]
        if strangers:
            raise Difference(f"Ronde {count}: {strangers[0]} is niet uitgenodigd en kan geen gesprek hebben.")
        people: dict[str, list[str]] = {}
        for name in invited:
            people.setdefault(self.persons[name], []).append(name)
        waiting = [names for names in people.values() if not self._talks(names, given, played)]
        if waiting:
            self.state = "gesprekken"
            return False
        self.done.update(invited)
        return True

    def _talks(self, names: list[str], given: Plain, played: Plain) -> bool:
        """Play the talks with one person, for every offer of that person that was invited."""
        counted, related = "", self.related.get(self.persons[names[0]], set())
        for talk in (each for each in given["gesprekken"] if each["inschrijving"] in names):
            name = talk["inschrijving"]
            if counted:
                raise Difference(f"Ronde {played['ronde']}: met {name} was er al een gesprek dat telt.")
            ended, grades = judge(talk, self.request, self.settings, related)
            played["gesprekken"].append({"inschrijving": name, "uitkomst": ended, "cijfers": grades,
                                         "telt_ook_voor": [each for each in names if each != name]})  # fmt: skip
            counted = ended if ended not in {"opnieuw_plannen", "ongeldig"} else ""
        for fate in (self.fates[name] for name in names):
            if counted:
                fate["uitkomst"] = counted
            elif fate["weg"] is not None:
                fate["uitkomst"] = "ingetrokken"
        self.passed += [name for name in names if self.fates[name]["uitkomst"] == "gesprek_voldoende"]
        return bool(counted) or all(self.fates[name]["uitkomst"] == "ingetrokken" for name in names)

    # The decision, and what crosses it

    def _decide(self, candidates: list[str]) -> bool:
        count = len(self.awards)
        if count >= len(self.decisions):
            self.state = "gunningsadvies"
            return False
        award = self._award(self.decisions[count], candidates, count + 1)
        self.awards.append(award)
        for name in candidates:
            self.fates[name]["uitkomst"] = "voorgenomen" if name in award["gegund"] else "niet_gekozen"
        self._turn({"reserve": "afgewezen"})
        self._cross(award, count)
        if award["vervallen"]:
            self._turn(
                {"voorgenomen": "gesprek_voldoende", "niet_gekozen": "gesprek_voldoende", "afgewezen": "reserve"}
            )
            return True
        self._settle(award)
        return False

    def _turn(self, outcomes: dict[str, str]) -> None:
        for fate in self.fates.values():
            fate["uitkomst"] = outcomes.get(fate["uitkomst"], fate["uitkomst"])

    def _award(self, decision: Plain, candidates: list[str], count: int) -> Plain:
        awarded = decision["gegund"]
        wrong = [each for each in awarded if each not in candidates]
        twice = len({self.persons[each] for each in awarded if each in self.persons}) < len(awarded)
        if wrong or twice or not 1 <= len(awarded) <= self.request["benodigd"] or not decision["reden"].strip():
            raise Difference(
                f"Beslissing {count}: zonder reden, aan te veel, of aan iemand die het gesprek niet haalde."
            )
        sent = instant(decision["verzonden_op"])
        self._leave(sent)
        for each in self.disputes:
            each["blocks"] = True
        first, last, extended = suspension(sent, self.settings["opschorting_dagen"])
        return {
            "gegund": awarded, "sent": sent, "first": first, "last": last, "extended": extended,
            "sign_from": extended + timedelta(days=1), "until": extended, "open": len(self.disputes),
            "approved": set(), "vervallen": False, "void_at": None, "signed": None,
            "berichten": [{"inschrijving": name, "soort": "gunning" if name in awarded else "afwijzing"}
                          for name in sorted(self.fates, key=natural) if self._hears(name)],
        }  # fmt: skip

    def _hears(self, name: str) -> bool:
        fate = self.fates[name]
        return fate["uitkomst"] not in SILENT or (name in self.rejected and fate["weg"] is None)

    def _cross(self, award: Plain, count: int) -> None:
        following = self.decisions[count + 1]["verzonden_op"] if count + 1 < len(self.decisions) else None
        until = instant(following) if following else None
        events: list[tuple[datetime, Plain]] = [(instant(each["op"]), each) for each in self.happenings]
        for name in award["gegund"]:
            if self.fates[name]["weg"] is not None:
                events.append(
                    (self.fates[name]["weg"], {"soort": "weg", "inschrijving": name, "uitkomst": None, "id": ""})
                )
        for at, each in sorted(events, key=lambda event: event[0]):
            if at >= award["sent"] and (until is None or at < until):
                self._happen(award, each, at)
                award["void_at"] = award["void_at"] or (at if award["vervallen"] else None)

    def _drop(self, award: Plain, name: str) -> None:
        if name not in award["gegund"]:
            raise Difference(f"{name} is niet de voorgenomen winnaar, en kan niet als winnaar afvallen.")
        award["vervallen"], self.fates[name]["uitkomst"] = True, "afgevallen"

    def _happen(self, award: Plain, each: Plain, at: datetime) -> None:
        kind, day, name = each["soort"], local_day(at), each["inschrijving"] or award["gegund"][0]
        if award["signed"] is not None and (kind in UNDOING or each["uitkomst"] == "gegrond"):
            raise Difference(f"{kind} op {day:%d-%m-%Y}: de overeenkomst was al getekend.")
        if kind in LASTING:
            self._last(award, each, day)
        elif award["vervallen"] or (kind == "weg" and award["signed"] is not None):
            return
        elif kind in {"winnaar_valt_af", "document_afgekeurd", "weg"}:
            self._drop(award, name)
            self.rejected |= {name} if kind == "document_afgekeurd" else set()
        elif kind == "document_goedgekeurd":
            award["approved"].add((name, each["document"]))
        elif not self._not_yet(award, day):
            award["signed"] = at

    def _last(self, award: Plain | None, each: Plain, day: date) -> None:
        """Take what lasts whatever is decided next: a complaint or case, and how it ended."""
        if each["soort"] in SETTLED:
            self._settled(award, each, day)
            return
        is_late = award is not None and not award["vervallen"] and (award["signed"] or day > award["until"])
        if each["id"] and each["id"] in self.named:
            raise Difference(f"Er is al een klacht of zaak met id {each['id']}.")
        self.named.add(each["id"])
        self.disputes.append({"soort": each["soort"], "id": each["id"], "blocks": not is_late})
        if award is None or is_late:
            return
        award["open"] += 1
        longer = timedelta(days=self.settings["klacht_verlengt_dagen"])
        if each["soort"] == "klacht" and longer:
            moved = next_working_day(award["extended"] + longer)
            award["sign_from"] = max(award["sign_from"], moved + timedelta(days=1))
            award["until"] = max(award["until"], moved)

    def _settled(self, award: Plain | None, each: Plain, day: date) -> None:
        begun = "dagvaarding" if each["soort"] == "uitspraak" else "klacht"
        running = [each for each in self.disputes if each["soort"] == begun]
        found = next((one for one in running if each["id"] in {"", one["id"]}), None)
        if found is None or each["uitkomst"] is None:
            raise Difference(f"{each['soort']}: er liep geen {begun}, of er is geen uitkomst.")
        self.disputes.remove(found)
        if award is None:
            return
        award["open"] = sum(dispute["blocks"] for dispute in self.disputes)
        if found["blocks"]:
            award["sign_from"] = max(award["sign_from"], day)
        award["vervallen"] = award["vervallen"] or each["uitkomst"] == "gegrond"

    def _missing(self, award: Plain) -> bool:
        wanted = {(name, check) for name in award["gegund"] for check in self.request["documenten"]}
        return not wanted <= award["approved"]

    def _not_yet(self, award: Plain, day: date) -> bool:
        return bool(award["open"]) or day < award["sign_from"] or self._missing(award)

    def _settle(self, award: Plain) -> None:
        if award["open"]:
            self.state = "geschil"
        elif local_day(self.until) < award["sign_from"]:
            self.state = "opschorting"
        elif self._missing(award):
            self.state = "documentcontrole"
        else:
            self.state = "lopend" if award["signed"] else "overeenkomst"
            for name in award["gegund"]:
                self.fates[name]["uitkomst"] = "gegund"
            self._turn({"niet_gekozen": "afgewezen"})


def persons_of(procedure: Plain) -> dict[str, str]:
    """Return for every offer the first one of the same person: by `persoon`, and without that by `kandidaat`."""
    first: dict[tuple[str, str], str] = {}
    found = {}
    for each in procedure["inschrijvingen"]:
        named = ((kind, person_of(each[kind])) for kind in ("persoon", "kandidaat"))
        found[each["id"]] = first.setdefault(next((one for one in named if one[1]), ("id", each["id"])), each["id"])
    return found


def choose(
    scores: Plain, pool: list[str], request: Plain, settings: Plain, persons: dict[str, str], count: int
) -> list[Plain]:
    """Return the pool by the client's points, best first; a person takes one place, a tie at the line invites all."""
    criteria, most = [each["id"] for each in request["keuzecriteria"]], Decimal(settings["keuze_maximum"])
    if set(scores) != set(pool) or any(set(given) != set(criteria) for given in scores.values()):
        raise Difference(f"Ronde {count}: iemand hoort niet in deze ronde, of een score ontbreekt.")
    if any(not 0 <= Decimal(str(score)) <= most for given in scores.values() for score in given.values()):
        raise Difference(f"Ronde {count}: een score ligt niet tussen 0 en {most}.")
    totals = {each: sum((Decimal(str(score)) for score in scores[each].values()), Decimal(0)) for each in pool}
    ordered = sorted(totals.items(), key=lambda each: (-each[1], natural(each[0])))
    best: dict[str, Decimal] = {}
    for name, total in ordered:
        best.setdefault(persons[name], total)
    line = sorted(best.values(), reverse=True)[min(settings["uitnodigen"], len(best)) - 1]
    return [
        {"inschrijving": name, "totaal": number(total), "plaats": 1 + sum(other > total for other in totals.values()),
         "uitgenodigd": best[persons[name]] >= line}
        for name, total in ordered
    ]  # fmt: skip


def person_of(written: str) -> str:
    """Return by what a person is known: without regard to capitals and blanks."""
    seen = "".join(each for each in unicodedata.normalize("NFKC", written) if each.isprintable())
    return " ".join(seen.casefold().split())


def judge(talk: Plain, request: Plain, settings: Plain, related: set[str]) -> tuple[str, dict[str, str]]:
    """Return how an interview ended, with the grade that counts for every competence; relations do not count."""
    if talk["niet_verschenen"]:
        return ("opnieuw_plannen" if talk["oorzaak"] == "opdrachtgever" else "niet_verschenen"), {}
    competences, scale = [each["id"] for each in request["competenties"]], settings["schaal"]
    present = {person_of(each) for each in talk["gespreksvoerders"]} - {person_of(each) for each in related} - {""}
    graded = {person_of(each): grades for each, grades in talk["cijfers"].items()}
    given = {person: graded.get(person, {}) for person in present}
    if len(present) < settings["minste_gespreksvoerders"] or any(
        each not in grades for grades in given.values() for each in competences
    ):
        return "ongeldig", {}
    agreed = talk["afgesproken"] if settings["cijfers_samen"] == "afgesproken_anders_laagste" else {}
    grades = {
        each: agreed[each]["cijfer"] if each in agreed else min((own[each] for own in given.values()), key=scale.index)
        for each in competences
    }
    is_low = any(scale.index(grade) < scale.index(settings["minimum"]) for grade in grades.values())
    return ("gesprek_onvoldoende" if is_low else "gesprek_voldoende"), grades
