"""Every file of a package against the chain: what it has to say, to the byte."""

import json
import re
from typing import Any

from servicepunt.entrypoints.awarding.verifier.folding import Facts
from servicepunt.entrypoints.awarding.verifier.mending import check_repairs
from servicepunt.entrypoints.awarding.verifier.package import (
    ALWAYS,
    Difference,
    Plain,
    canonical,
    check_chain,
    check_file,
    check_files,
    check_names,
    natural,
    sha256,
    told_in,
)
from servicepunt.entrypoints.awarding.verifier.readme import README
from servicepunt.entrypoints.awarding.verifier.standing import Order
from servicepunt.entrypoints.awarding.verifier.telling import outcome_of

REFERENCE = re.compile(r"kluis:[0-9a-f]{56}")
SALT = re.compile(r"[0-9a-f]{32}")
LEFT_OUT = "(weggelaten)"
CITED = {"pagina": 1, "passage": LEFT_OUT, "document": "cv"}
EMPTY_FINDING: Plain = {
    "voldoet": None, "vindplaats": None, "niveau": None, "afgerond": None, "richting": None, "toegelicht": None,
    "dagen": None, "perioden": None, "voorbeelden": [], "reden": "",
}  # fmt: skip
JUDGED: dict[str, Plain] = {
    each: {"oordeel": each, "reden": LEFT_OUT, "vindplaats": CITED, "door": "", "regels": 2}
    for each in ("conform", "niet_conform")
}
# What the chain hides from everybody, so that the public form tells it without a proof.
UNPROVEN = ("tarief", "paginas_cv", "referenties", "bestandssoort", "taal", "dba_toelichting", "gebreken")


def verify(files: dict[str, bytes], *, program: bytes | None = None, marks: list[str] | None = None) -> list[str]:
    """
    Check a whole package, and return in Dutch what was checked; raises the first difference.

    `program` are the bytes of the program that checks; `marks` are digests of lines that somebody knows from elsewhere.
    """
    manifest = check_files(files)
    is_full = manifest["vorm"] == "volledig"
    raw, digests = check_chain(files["feiten.jsonl"], manifest["kop"], is_full=is_full)
    said = [f"{len(files)} bestanden en {len(raw)} regels met gelijke vingerafdruk; de laatste is {manifest['kop']}"]
    said += [_known(mark, digests) for mark in marks or ()]
    lines = [told_in(line) for line in raw]
    facts = Facts(lines, Order(is_full=is_full).check)
    _check_beside(manifest, files, facts, len(raw), program)
    said += _whole(files, facts, lines) if is_full else _public(files, facts)
    return said


def _known(mark: str, digests: list[str]) -> str:
    if mark not in digests:
        raise Difference(f"feiten.jsonl: geen enkele regel heeft de vingerafdruk {mark}.")
    return f"regel {digests.index(mark) + 1} heeft de vingerafdruk die je gaf"


def _check_beside(manifest: Plain, files: dict[str, bytes], facts: Facts, count: int, program: bytes | None) -> None:
    if not facts.fixed_at or facts.published is None:
        raise Difference("feiten.jsonl: er is geen vastgestelde lijst.")
    if manifest["regels"] != count or manifest["aanvraag"] != facts.request()["nummer"]:
        raise Difference("manifest.json: het nummer van de aanvraag of het aantal regels is een ander dan in de keten.")
    if files.get("LEESMIJ.txt") != README.encode():
        raise Difference("LEESMIJ.txt: de tekst is niet die van dit programma.")
    if program is not None and files.get("verify.py") != program:
        raise Difference("verify.py: het programma in het pakket is een ander dan dit programma.")


# The full form


def _whole(files: dict[str, bytes], facts: Facts, lines: list[Plain]) -> list[str]:
    letters = facts.sent_letters()
    kept = {name for name in letters if name in files or not _is_gone(name, facts)}
    check_names(files, {*ALWAYS, "manifest.json", "teksten.json", *kept})
    repairs = check_repairs(facts)
    procedure = facts.procedure()
    check_file("aanvraag.json", files["aanvraag.json"], _asked(procedure["aanvraag"], facts))
    check_file("procedure.json", files["procedure.json"], procedure)
    outcome = outcome_of(procedure)
    check_file("uitkomst.json", files["uitkomst.json"], outcome)
    if facts.listed != outcome["voorgelegd"]:
        raise Difference("feiten.jsonl: de vastgestelde lijst is een andere dan de nagerekende.")
    for given, played in zip(facts.rounds, outcome["rondes"], strict=False):
        if sorted(given["invited"], key=natural) != played["uitgenodigd"]:
            raise Difference(f"feiten.jsonl: ronde {played['ronde']} heeft andere uitgenodigden dan de punten geven.")
    for name in sorted(kept):
        if sha256(files[name]) != letters[name].rpartition(" ")[2]:
            raise Difference(f"{name}: dit is niet de brief die is verstuurd.")
    texts = _check_texts(files["teksten.json"], facts, lines, " ".join([*letters.values(), *facts.papers()]))
    return [
        f"plaatsen nagerekend: {len(outcome['rangorde'])}, voorgelegd: {len(outcome['voorgelegd'])}",
        f"rondes: {len(outcome['rondes'])}, beslissingen: {len(outcome['besluiten'])}, nagerekend uit de keten",
        f"oordelen over herstel: {repairs}, nagerekend met de termijn ervan",
        f"teksten: {texts}, brieven: {len(kept)}, met gelijke vingerafdruk",
    ]


def _is_gone(name: str, facts: Facts) -> bool:
    return name.rpartition("/")[2].removesuffix(".txt") in facts.destroyed


def _asked(request: Plain, facts: Facts) -> Plain:
    draft = facts.draft
    return {"aanvraag": request, "instellingen": draft["instellingen"], "teksten": draft["teksten"],
            "ankers": facts.anchors}  # fmt: skip


def _check_texts(content: bytes, facts: Facts, lines: list[Plain], others: str) -> int:
    """Check every text against its reference in the chain, but for `others`; only what was destroyed may be absent."""
    expected: dict[str, bool] = {}
    for line in lines:
        if line["feit"].get("feit") == "geopend":
            continue
        written = canonical(line["feit"]).decode()
        labels = {each for each in facts.destroyed if f'"{each}"' in written} | (facts.destroyed & {"aanvraag"})
        expected |= {each: bool(labels) for each in REFERENCE.findall(written) if each not in others}
    given = _read(content)
    check_file("teksten.json", content, {each: given.get(each, LEFT_OUT) for each in expected})
    for reference, may_be_gone in expected.items():
        if given[reference] is None and not may_be_gone:
            raise Difference(f"teksten.json: {reference} ontbreekt, en is niet vernietigd.")
        if given[reference] is not None and _reference_of(given[reference]) != reference:
            raise Difference(f"teksten.json: {reference} is niet de tekst die in de keten staat.")
    return len(expected)


def _read(content: bytes) -> Plain:
    try:
        return dict(json.loads(content))
    except (ValueError, TypeError) as fault:
        raise Difference("teksten.json is niet te lezen.") from fault


def _reference_of(given: Any) -> str:
    if not isinstance(given, dict) or set(given) != {"tekst", "zout"} or not SALT.fullmatch(given["zout"]):
        return ""
    return f"kluis:{sha256(bytes.fromhex(given['zout']) + given['tekst'].encode())[:56]}"


# The public form


def _public(files: dict[str, bytes], facts: Facts) -> list[str]:
    check_names(files, {*ALWAYS, "manifest.json"})
    told = json.loads(files["procedure.json"])
    procedure = _proven(told, facts)
    check_file("aanvraag.json", files["aanvraag.json"], _asked(procedure["aanvraag"], facts))
    check_file("procedure.json", files["procedure.json"], procedure)
    outcome = public_outcome(outcome_of(procedure))
    check_file("uitkomst.json", files["uitkomst.json"], outcome)
    if facts.listed != outcome["voorgelegd"]:
        raise Difference("feiten.jsonl: de vastgestelde lijst is een andere dan de nagerekende.")
    return [f"plaatsen nagerekend: {len(outcome['rangorde'])}, voorgelegd: {len(outcome['voorgelegd'])}"]


def public_outcome(outcome: Plain) -> Plain:
    """Return what the list came to, without rates."""
    parts = ("plaats", "inschrijving", "totaal", "beslist_door", "voorgelegd")
    return {
        "aanvraag": outcome["aanvraag"],
        "inschrijvingen": {
            label: {
                "eisen": {key: {"voldoet": each["voldoet"]} for key, each in found["eisen"].items()},
                "punten": {key: {"punten": each["punten"]} for key, each in found["punten"].items()},
                "totaal": found["totaal"], "plaats": found["plaats"],
            }
            for label, found in outcome["inschrijvingen"].items()
        },
        "rangorde": [{key: each[key] for key in parts} for each in outcome["rangorde"]],
        "voorgelegd": outcome["voorgelegd"],
    }  # fmt: skip


def _proven(told: Plain, facts: Facts) -> Plain:
    """Return the procedure of the public form: the chain, and of what it hides only what is told about it."""
    procedure = facts.procedure()
    for correction in procedure["aanvraag"]["correcties"]:
        correction["door"] = ["1", "2"] if correction["storing"] else []
    theirs = {each["id"]: each for each in told["inschrijvingen"]}
    for offer in procedure["inschrijvingen"]:
        given = theirs.get(offer["id"], {})
        for own, other in zip(offer["versies"], given.get("versies", ()), strict=False):
            own |= {key: other.get(key) for key in UNPROVEN}
        judged = (given.get("conformiteit") or {}).get("oordeel", "")
        offer["conformiteit"] = JUDGED.get(judged)
        for part in ("knockouts", "criteria"):
            offer[part] = {key: _bare(each) for key, each in given.get(part, {}).items()}
    return procedure | {"rondes": [], "belangen": [], "besluiten": [], "gebeurtenissen": [],
                        "start_overeenkomst": None, "nu": facts.fixed_at}  # fmt: skip


def _bare(finding: Plain) -> Plain:
    """Return a finding without anything that the public form may not tell."""
    cited = CITED if finding.get("vindplaats") else None
    examples = [{"geldig": each["geldig"], "vindplaats": CITED} for each in finding.get("voorbeelden", ())]
    kept = {key: finding.get(key) for key in ("voldoet", "toegelicht", "dagen")}
    return EMPTY_FINDING | kept | {"vindplaats": cited, "voorbeelden": examples}
