"""Formal defects against the rules of repair: one term for all, as long as was published, and nothing after it."""

from servicepunt.entrypoints.awarding.verifier.days import instant, term_of
from servicepunt.entrypoints.awarding.verifier.folding import Facts
from servicepunt.entrypoints.awarding.verifier.forms import filled
from servicepunt.entrypoints.awarding.verifier.package import Difference, Plain


def check_repairs(facts: Facts) -> int:
    """Check every request for repair, answer and judgement; return how many judgements there are."""
    days = filled("instellingen", facts.draft["instellingen"])["herstel_werkdagen"]
    for name, defect in facts.defects.items():
        if defect["op"] and instant(defect["tot"]) != term_of(instant(defect["op"]), days):
            raise Difference(f"feiten.jsonl: de hersteltermijn van {name} is niet {days} werkdagen.")
        for label in {**defect["kwam"], **defect["oordeel"]}:
            if fault := _fault(defect, label):
                raise Difference(f"feiten.jsonl: {name}, {label}: {fault}.")
    return sum(len(each["oordeel"]) for each in facts.defects.values())


def _fault(defect: Plain, label: str) -> str:
    """Return in Dutch what cannot have been with the repair of an offer; empty when it is well."""
    came, judged = defect["kwam"].get(label), defect["oordeel"].get(label, {})
    verdict, is_asked = judged.get("oordeel", ""), label in defect["gevraagd"]
    if label not in defect["bij"] or (not is_asked and (came or verdict != "geen gebrek")):
        return "er is geen herstel gevraagd"
    if came and instant(came["op"]) >= instant(defect["tot"]):
        return "het antwoord kwam na de termijn"
    if verdict == "hersteld" and not (came and came["stuk"]):
        return "hersteld zonder stuk"
    if verdict == "niet hersteld" and not came and instant(judged["op"]) < instant(defect["tot"]):
        return "afgewezen voor het einde van de termijn"
    return ""
