"""
Rekent een dossier van een inhuurprocedure na, met Python 3.11 of nieuwer en niets anders.

    python3 -I verify.py dossier.zip

This file goes along in every package, and knows nothing of the system that made it: it has its own reading of the
published rules. It prints "zelfde lijst, zelfde hashes", or the first difference it finds.
"""

import hashlib
import json
import sys
import zipfile
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

Plain = dict[str, Any]
SCALE = ["onvoldoende", "matig", "voldoende", "ruim voldoende", "goed", "uitstekend"]


class Difference(Exception):
    """The first thing that is not as it should be; the message says in Dutch what."""


# The files and the chain


def read_package(path: str) -> dict[str, bytes]:
    """Return the files of a package, by name."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) != len(set(names)):
                raise Difference("Een bestand staat twee keer in het pakket.")
            return {name: archive.read(name) for name in names}
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError) as fault:
        raise Difference(f"Het pakket is niet te lezen: {fault}") from fault


def check_files(files: dict[str, bytes]) -> Plain:
    """Return the manifest when it is whole and every file is as it says."""
    raw = files.get("manifest.json", b"")
    try:
        manifest = dict(json.loads(raw))
        listed = dict(manifest["bestanden"])
        own = manifest["manifest_sha256"]
    except (ValueError, KeyError, TypeError) as fault:
        raise Difference("manifest.json is niet te lezen.") from fault
    if raw != canonical(manifest) or own != sha256(canonical({**manifest, "manifest_sha256": ""})):
        raise Difference("manifest.json is veranderd.")
    for name in sorted(set(listed) | set(files) - {"manifest.json"}):
        if name not in files:
            raise Difference(f"{name} ontbreekt.")
        if name not in listed:
            raise Difference(f"{name} hoort niet in het pakket.")
        if sha256(files[name]) != listed[name]:
            raise Difference(f"{name} is veranderd.")
    return manifest


def canonical(value: Any) -> bytes:
    """Return JSON with one way of writing it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(content: bytes) -> str:
    """Return the digest in hexadecimals."""
    return hashlib.sha256(content).hexdigest()


def check_chain(content: bytes, head: str) -> list[Plain]:
    """Return the lines that are open, in order, when every line names the digest of the one before it."""
    before, found = "0" * 64, []
    for place, raw in enumerate(content.split(b"\n")[:-1] if content.endswith(b"\n") else [b""], 1):
        try:
            line = json.loads(raw)
            if set(line) == {"afgeschermd", "nummer"} and raw == canonical(line):
                number, before = line["nummer"], str(line["afgeschermd"])
            else:
                number, said = line["nummer"], line["vorige"]
                if said != before:
                    raise Difference(f"Regel {place} van de keten volgt niet op de regel ervoor.")
                before = sha256(raw)
                found.append(line)
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise Difference(f"Regel {place} van de keten is niet te lezen.") from fault
        if number != place:
            raise Difference(f"Regel {place} van de keten ontbreekt, of staat op een andere plaats.")
    if before != head:
        raise Difference("De laatste regel van de keten is niet die van het manifest.")
    return found


# Time


def is_summer(moment: datetime) -> bool:
    """Say whether it is summer time in the Netherlands: from the last Sunday of March to that of October, 01:00 UTC."""

    def turn(month: int) -> datetime:
        last = datetime(moment.year, month, 31, 1, tzinfo=UTC)
        return last - timedelta(days=(last.weekday() + 1) % 7)

    return turn(3) <= moment.astimezone(UTC) < turn(10)


def instant(text: str) -> datetime:
    """Return a moment; without an offset it is local time in the Netherlands."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    for hours in (2, 1):
        found = moment.replace(tzinfo=UTC) - timedelta(hours=hours)
        if is_summer(found) == (hours == 2):
            return found
    raise Difference(f"{text} bestaat in Nederland niet.")


def local_day(moment: datetime) -> date:
    """Return the day in the Netherlands."""
    return (moment + timedelta(hours=2 if is_summer(moment) else 1)).date()


def earlier(day: date, months: int) -> date:
    """Return the same day some months before, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def length(value: Any, unit: str, reference: date) -> Decimal:
    """Return a length in days, as the days in the years or months before the reference day."""
    amount = Decimal(str(value))
    if unit == "dagen":
        return amount
    months = amount * 12 if unit == "jaren" else amount
    whole = int(months)
    days = Decimal((reference - earlier(reference, whole)).days)
    rest = Decimal((reference - earlier(reference, whole + 1)).days) - days
    return days + (months - whole) * rest


# What was found


def is_shown(citation: Any) -> bool:
    """Say whether there is a passage to point at."""
    return bool(citation) and bool(str(citation.get("passage", "")).strip())


def days_of(finding: Plain, reference: date) -> int:
    """Return the days of experience before the reference day; overlaps count once, and only what has a passage."""
    if finding.get("dagen") is not None:
        return int(finding["dagen"]) if is_shown(finding.get("vindplaats")) else 0
    counted: set[int] = set()
    for period in finding.get("perioden") or ():
        if is_shown(period.get("vindplaats") or finding.get("vindplaats")):
            since = day_of(period["van"], is_start=True)
            until = min(day_of(period["tot"], is_start=False) if period.get("tot") else reference, reference)
            counted.update(range(since.toordinal(), until.toordinal()))
    return len(counted)


def day_of(text: str, *, is_start: bool) -> date:
    """Return a day; a month is its first day, and a year alone is read as short as it can be."""
    parts = [int(part) for part in text.strip().split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31) if is_start else date(parts[0], 1, 1)
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)


def is_met(demand: Plain, finding: Plain, reference: date) -> bool:
    """Say whether what was found meets a demand."""
    proof, said = demand.get("bewijs", "oordeel"), finding.get("voldoet")
    explained = not demand.get("toelichting_vereist") or bool(finding.get("toegelicht"))
    if proof == "ervaring":
        days = days_of(finding, reference)
        needed = length(demand.get("minimaal") or 0, demand.get("eenheid", "jaren"), reference)
        return said is not False and days > 0 and explained and days >= needed
    if not is_shown(finding.get("vindplaats")) or said is False or not explained:
        return False
    if proof == "oordeel":
        return said is not None
    return is_educated(demand, finding, said) and finding.get("afgerond") is not False


def is_educated(demand: Plain, finding: Plain, said: Any) -> bool:
    """Say whether level and direction are enough; where they were not found, a judgement takes their place."""
    level, direction = finding.get("niveau"), finding.get("richting")
    wanted = {each.casefold() for each in demand.get("richtingen", ())}
    if (level is None and said is None) or (level is not None and level < (demand.get("niveau") or level)):
        return False
    return not wanted or (direction.casefold() in wanted if direction is not None else said is not None)


def points_of(criterion: Plain, finding: Plain, reference: date) -> Decimal:
    """Return the points of one criterion."""
    most = Decimal(str(criterion["punten"]))
    if criterion["model"] == "banden":
        days = 0 if finding.get("voldoet") is False else days_of(finding, reference)
        unit = criterion.get("eenheid", "jaren")
        bands = [band for band in criterion["banden"] if falls_in(days, band, unit, reference)]
        if len(bands) != 1:
            raise Difference(f"{days} dagen valt in {len(bands)} klassen van criterium {criterion['id']}.")
        return Decimal(str(bands[0]["punten"]))
    if criterion["model"] == "voorbeelden":
        wanted = int(criterion.get("aantal", 1))
        good = [each for each in finding.get("voorbeelden", ())
                if is_shown(each.get("vindplaats") or finding.get("vindplaats"))]  # fmt: skip
        valid = sum(bool(each.get("geldig", True)) for each in good[:wanted])
        if criterion.get("per_voorbeeld"):
            return most * valid / wanted
        return most if valid >= wanted else Decimal(0)
    return most if is_met(criterion, finding, reference) else Decimal(0)


def falls_in(days: int, band: Plain, unit: str, reference: date) -> bool:
    """Say whether a number of days falls in a band; a bound that is absent leaves that side open."""
    bounds = {
        name: length(value, unit, reference) for name, value in band.items() if name != "punten" and value is not None
    }
    lower = days > bounds.get("meer_dan", -1) and days >= bounds.get("vanaf", 0)
    return lower and days < bounds.get("minder_dan", days + 1) and days <= bounds.get("tot_en_met", days)


# The list


def rank(offers: list[Plain], settings: Plain) -> tuple[list[tuple[int, str]], list[str]]:
    """Return place and label in order, and who goes on: points first, then the lower rate, then the rule of ties."""
    ordered = sorted(offers, key=lambda each: (-each["totaal"], each["tarief"], each["id"]))
    keys = [(-each["totaal"], each["tarief"]) for each in ordered]
    places = [(1 + sum(other < key for other in keys), each["id"]) for key, each in zip(keys, ordered, strict=True)]
    most = int(settings.get("voorleggen", 10))
    if len(ordered) <= most:
        return places, [each["id"] for each in ordered]
    line = keys[most - 1]
    above = [each["id"] for key, each in zip(keys, ordered, strict=True) if key < line]
    tied = [each for key, each in zip(keys, ordered, strict=True) if key == line]
    if settings.get("gelijk_op_de_grens") == "loten" and len(above) + len(tied) > most:
        value = settings["lotwaarde"]
        tied.sort(key=lambda each: sha256(f"{value}\n{each['bewijs']}".encode()))
        tied = tied[: most - len(above)]
    going = {*above, *(each["id"] for each in tied)}
    return places, [each["id"] for each in ordered if each["id"] in going]


def rate_of(given: Any) -> Decimal:
    """Return a rate, written with a comma or a point."""
    return Decimal(str(given).replace("€", "").strip().replace(",", ".")).quantize(Decimal("0.01"))


def play(case: Plain) -> Plain:
    """Return what steps 0 to 2 come to: per offer its requirements and points, the order, and who goes on."""
    request, reference = case["aanvraag"], case["peildatum"]
    judged: dict[str, Plain] = {}
    for offer in case["inschrijvingen"]:
        if not offer["telt"]:
            continue
        met = {one["id"]: is_met(one, offer["knockouts"].get(one["id"], {}), reference) for one in request["knockouts"]}
        judged[offer["id"]] = {"eisen": met, "punten": {}, "totaal": None}
        if all(met.values()):
            points = {
                one["id"]: points_of(one, offer["criteria"].get(one["id"], {}), reference)
                for one in request["criteria"]
            }
            total = sum(points.values(), Decimal(0))
            judged[offer["id"]] |= {"punten": points, "totaal": total}
    by_label = {offer["id"]: offer for offer in case["inschrijvingen"]}
    scored = [
        {
            "id": label,
            "totaal": found["totaal"],
            "tarief": by_label[label]["tarief"],
            "bewijs": by_label[label]["bewijs"],
        }
        for label, found in judged.items()
        if found["totaal"] is not None
    ]
    places, going = rank(scored, case["instellingen"])
    return {"inschrijvingen": judged, "plaatsen": places, "voorgelegd": going}


# From the two sources to a case


def case_of_procedure(procedure: Plain) -> Plain:
    """Return the case as procedure.json tells it."""
    request, settings = procedure["aanvraag"], procedure.get("instellingen", {})
    closing = instant((request.get("correcties") or [request])[-1]["sluiting"])
    fixed = procedure.get("lijst_vastgesteld_op")
    offers = []
    for given in procedure["inschrijvingen"]:
        gone = [instant(each) for each in given.get("intrekkingen", ())]
        gone += [instant(given["ingetrokken_op"])] if given.get("ingetrokken_op") else []
        sent = [(instant(each["ontvangen"]), each) for each in given["versies"]]
        counting = [pair for pair in sent if pair[0] < closing and not any(pair[0] <= at < closing for at in gone)]
        last = max(counting, key=lambda pair: pair[0])[1] if counting else None
        left = any(at >= closing and (fixed is None or at < instant(fixed)) for at in gone)
        judged = given.get("conformiteit") or {}
        is_conform = judged.get("oordeel") == "conform" or not request.get("uitvoeringsvoorwaarde", True)
        offers.append({
            "id": given["id"], "bewijs": given.get("ontvangstbewijs", ""),
            "telt": last is not None and not last.get("gebreken") and not left and is_conform,
            "tarief": rate_of(last["tarief"]) if last else None,
            "knockouts": given.get("knockouts", {}), "criteria": given.get("criteria", {}),
        })  # fmt: skip
    return {"aanvraag": request, "instellingen": settings, "inschrijvingen": offers,
            "peildatum": reference_of(settings, closing)}  # fmt: skip


def reference_of(settings: Plain, closing: datetime) -> date:
    """Return the day up to which experience counts."""
    given = settings.get("peildatum")
    return date.fromisoformat(given) if given else local_day(closing)


class Facts:
    """What the lines of the chain add up to, as far as the list and the award need it."""

    def __init__(self, lines: list[Plain]) -> None:
        self.request: Plain = {}
        self.settings: Plain = {}
        self.closing = datetime.max.replace(tzinfo=UTC)
        self.offers: dict[str, Plain] = {}
        self.seats: dict[int, set[str]] = {}
        self.relations: dict[int, set[str]] = {}
        self.panel: dict[int, set[str]] = {}
        self.found: dict[tuple[str, str], dict[int, Plain]] = {}
        self.settled: dict[tuple[str, str], Plain] = {}
        self.listed: list[str] | None = None
        self.fixed_at: datetime | None = None
        self.rounds: dict[int, Plain] = {}
        self.awards: list[list[str]] = []
        for line in lines:
            take = getattr(self, f"_{line['feit']['feit']}", None)
            if take is not None:
                take(line["feit"], instant(line["op"]), line["door"])

    def _zetel(self, fact: Plain, at: datetime, by: Any) -> None:
        held = self.seats.setdefault(fact["persoon"], set())
        held.add(fact["rol"]) if fact.get("gegeven", True) else held.discard(fact["rol"])

    def _opgesteld(self, fact: Plain, at: datetime, by: Any) -> None:
        self.request, self.settings = dict(fact["aanvraag"]), dict(fact.get("instellingen", {}))
        self.closing = instant(self.request["sluiting"]) if self.request.get("sluiting") else self.closing

    def _gerectificeerd(self, fact: Plain, at: datetime, by: Any) -> None:
        self.request |= fact.get("gewijzigd", {})
        self.closing = instant(fact["sluiting"])

    def _ingediend(self, fact: Plain, at: datetime, by: Any) -> None:
        if at < self.closing:
            offer = self.offers.setdefault(fact["inschrijving"], {"conform": None, "opened": False, "gone": []})
            offer.update(bewijs=fact["ontvangstbewijs"], sent=at)

    def _inschrijving_ingetrokken(self, fact: Plain, at: datetime, by: Any) -> None:
        self.offers[fact["inschrijving"]]["gone"].append(at)

    def _geopend(self, fact: Plain, at: datetime, by: Any) -> None:
        for label in fact["inschrijvingen"]:
            self.offers[label]["opened"] = True

    def _belang_verklaard(self, fact: Plain, at: datetime, by: Any) -> None:
        self.relations[by] = set(fact.get("inschrijvingen", ()))

    def _conformiteit_beoordeeld(self, fact: Plain, at: datetime, by: Any) -> None:
        self.offers[fact["inschrijving"]]["conform"] = fact["oordeel"]["oordeel"] == "conform"

    def _bevonden(self, fact: Plain, at: datetime, by: Any) -> None:
        self.found.setdefault((fact["inschrijving"], fact["onderdeel"]), {})[by] = fact["bevinding"]

    def _verschil_bijgelegd(self, fact: Plain, at: datetime, by: Any) -> None:
        self.settled[fact["inschrijving"], fact["onderdeel"]] = fact["bevinding"]

    def _punten_vergrendeld(self, fact: Plain, at: datetime, by: Any) -> None:
        # Who assessed what is fixed here: a relation or a seat that comes later changes no points.
        self.panel = self._assessing()

    def _tarieven_geopend(self, fact: Plain, at: datetime, by: Any) -> None:
        for label, rate in fact["tarieven"].items():
            self.offers[label]["tarief"] = rate_of(rate)

    def _lijst_vastgesteld(self, fact: Plain, at: datetime, by: Any) -> None:
        self.listed, self.fixed_at = list(fact["inschrijvingen"]), at

    def _round(self, fact: Plain) -> Plain:
        return self.rounds.setdefault(fact["ronde"], {"scores": {}, "invited": [], "talks": {}})

    def _keuze_gescoord(self, fact: Plain, at: datetime, by: Any) -> None:
        given = [Decimal(str(each)) for each in fact["scores"].values()]
        self._round(fact)["scores"][fact["inschrijving"]] = sum(given, Decimal(0))

    def _uitgenodigd(self, fact: Plain, at: datetime, by: Any) -> None:
        self._round(fact).update(invited=list(fact["inschrijvingen"]), at=at)

    def _talk(self, fact: Plain) -> Plain:
        talks: dict[str, Plain] = self._round(fact)["talks"]
        return talks.setdefault(fact["inschrijving"], {"grades": {}, "agreed": {}, "held": True})

    def _cijfers_gegeven(self, fact: Plain, at: datetime, by: Any) -> None:
        self._talk(fact).update(held=True)
        self._talk(fact)["grades"][by] = fact["cijfers"]

    def _cijfers_afgesproken(self, fact: Plain, at: datetime, by: Any) -> None:
        self._talk(fact)["agreed"] = fact["cijfers"]

    def _gesprek_niet_gehouden(self, fact: Plain, at: datetime, by: Any) -> None:
        self._talk(fact).update(held=False)

    def _besloten(self, fact: Plain, at: datetime, by: Any) -> None:
        self.awards.append(list(fact["gegund"]))

    def case(self) -> Plain:
        """Return the case as the chain tells it."""
        reference = reference_of(self.settings, self.closing)
        needs_judgement, offers = self.request.get("uitvoeringsvoorwaarde", True), []
        for label, given in self.offers.items():
            left = any(at >= given["sent"] and (self.fixed_at is None or at < self.fixed_at) for at in given["gone"])
            counts = given["opened"] and not left and (given["conform"] or not needs_judgement)
            offers.append({
                "id": label, "bewijs": given["bewijs"], "telt": counts, "tarief": given.get("tarief"),
                "knockouts": self._counting(label, self.request["knockouts"], reference) if counts else {},
                "criteria": self._counting(label, self.request["criteria"], reference) if counts else {},
            })  # fmt: skip
        return {"aanvraag": self.request, "instellingen": self.settings, "inschrijvingen": offers,
                "peildatum": reference}  # fmt: skip

    def _assessing(self) -> dict[int, set[str]]:
        """Return who assesses, each with the offers that this person has a relation with."""
        return {each: self.relations.get(each, set()) for each, held in self.seats.items() if "beoordelaar" in held}

    def _counting(self, label: str, demands: list[Plain], reference: date) -> Plain:
        """Return the finding that counts for each demand: what was settled, else what all assessors agree on."""
        chosen = {}
        assessing = {each for each, gone in (self.panel or self._assessing()).items() if label not in gone}
        for demand in demands:
            key = (label, demand["id"])
            given = [found for person, found in sorted(self.found.get(key, {}).items()) if person in assessing]
            if key in self.settled:
                chosen[demand["id"]] = self.settled[key]
            elif given:
                judge = points_of if "punten" in demand else is_met
                results = {judge(demand, one, reference) for one in given}
                if len(results) > 1 or len(given) < 2:
                    raise Difference(f"Onderdeel {demand['id']} van {label}: geen twee gelijke oordelen.")
                chosen[demand["id"]] = given[0]
        return chosen


# Steps 3 and 4


def check_rounds(facts: Facts) -> None:
    """Check who was invited in every round, and that who was awarded passed on every competence."""
    passed, seen = set[str](), set[str]()
    for number, given in sorted((number, given) for number, given in facts.rounds.items() if given["invited"]):
        gone = {label for label, offer in facts.offers.items() if any(at < given["at"] for at in offer["gone"])}
        totals = {label: total for label, total in given["scores"].items() if label not in gone}
        if set(totals) & seen or not set(totals) <= set(facts.listed or ()):
            raise Difference(f"Ronde {number}: iemand hoort niet in deze ronde.")
        ordered = sorted(totals.values(), reverse=True)
        line = ordered[min(int(facts.settings.get("uitnodigen", 3)), len(ordered)) - 1]
        invited = {label for label, total in totals.items() if total >= line}
        if invited != set(given["invited"]):
            raise Difference(f"Ronde {number}: andere uitgenodigden dan de punten geven.")
        seen |= invited
        passed |= {label for label in invited if has_passed(facts, given["talks"].get(label))}
    for number, awarded in enumerate(facts.awards, 1):
        if not set(awarded) <= passed or len(set(awarded)) > int(facts.request.get("benodigd", 1)):
            raise Difference(f"Beslissing {number}: gegund aan iemand die het gesprek niet haalde, of aan te veel.")


def has_passed(facts: Facts, talk: Plain | None) -> bool:
    """Say whether an interview was held by enough people, and no grade is below the minimum."""
    if talk is None or not talk["held"] or len(talk["grades"]) < int(facts.settings.get("minste_gespreksvoerders", 2)):
        return False
    scale = facts.settings.get("schaal", SCALE)
    least = scale.index(facts.settings.get("minimum", "voldoende"))
    agreed = {} if facts.settings.get("cijfers_samen") == "laagste" else talk["agreed"]
    for competence in facts.request.get("competenties", ()):
        given = [scale.index(grades[competence["id"]]) for grades in talk["grades"].values()]
        grade = scale.index(agreed[competence["id"]]) if competence["id"] in agreed else min(given)
        if grade < least:
            return False
    return True


# Comparing


def compare(played: Plain, told: Plain) -> None:
    """Compare what was worked out here with what the package tells; raises the first difference."""
    for label, theirs in sorted(told["inschrijvingen"].items()):
        mine = played["inschrijvingen"].get(label, {"eisen": {}, "punten": {}, "totaal": None})
        for part, value in (("eisen", "voldoet"), ("punten", "punten")):
            for name, said in theirs[part].items():
                if not is_same(mine[part].get(name), said[value]):
                    raise Difference(
                        f"{label}, {part} {name}: nagerekend {mine[part].get(name)}, verteld {said[value]}."
                    )
        if not is_same(mine["totaal"], theirs["totaal"]):
            raise Difference(f"{label}: nagerekend totaal {mine['totaal']}, verteld {theirs['totaal']}.")
    if sorted(played["plaatsen"]) != sorted((each["plaats"], each["inschrijving"]) for each in told["rangorde"]):
        raise Difference("De rangorde is nagerekend anders dan verteld.")
    if set(played["voorgelegd"]) != set(told["voorgelegd"]):
        raise Difference("De lijst is nagerekend anders dan verteld.")


def is_same(mine: Decimal | None, said: Any) -> bool:
    """Say whether a number is the one that was told."""
    return said is None if mine is None else said is not None and float(mine) == float(said)


def verify(files: dict[str, bytes]) -> list[str]:
    """Check a whole package, and return in Dutch what was checked; raises the first difference."""
    manifest = check_files(files)
    lines = check_chain(files["feiten.jsonl"], manifest["kop"])
    told, procedure = json.loads(files["uitkomst.json"]), json.loads(files["procedure.json"])
    played = play(case_of_procedure(procedure))
    compare(played, told)
    said = [f"{len(files)} bestanden en {manifest['regels']} regels met gelijke vingerafdruk, {len(lines)} leesbaar"]
    listed = [line["feit"]["inschrijvingen"] for line in lines if line["feit"]["feit"] == "lijst_vastgesteld"]
    if listed and set(listed[-1]) != set(played["voorgelegd"]):
        raise Difference("De vastgestelde lijst in de keten is een andere dan de nagerekende.")
    if manifest["vorm"] == "volledig":
        facts = Facts(lines)
        if play(facts.case()) != played:
            raise Difference("De keten geeft een andere uitkomst dan procedure.json.")
        check_rounds(facts)
        said.append(f"{len(facts.rounds)} rondes en {len(facts.awards)} beslissingen nagerekend uit de keten")
    return [*said, f"{len(played['plaatsen'])} plaatsen nagerekend, {len(played['voorgelegd'])} voorgelegd"]


def main(arguments: list[str]) -> int:
    """Check the package that is named, and say how it went."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        return say(str(__doc__), 2)
    try:
        for line in verify(read_package(arguments[0])):
            say(line)
    except Difference as difference:
        return say(f"VERSCHIL: {difference}", 1)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as fault:
        return say(f"VERSCHIL: het pakket heeft niet de vorm die het hoort te hebben ({fault!r}).", 1)
    return say("zelfde lijst, zelfde hashes")


def say(words: str, code: int = 0) -> int:
    """Print a line, and return how the program ends."""
    sys.stdout.write(f"{words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
