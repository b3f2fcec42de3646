"""The verifier replays formal defects: repaired, set aside, none after all, still open; and finds what was changed."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.awards.actions import assessing, deciding, repairing
from servicepunt.domains.awards.tests.test_repairing import AT, UNTIL, answer, ask, judge, note
from servicepunt.domains.hiring.rules.repairs import DefectKind, repair_term
from servicepunt.domains.tenders.actions import drafting, offering
from servicepunt.domains.tenders.models import Envelope
from servicepunt.domains.tenders.rules.parts import NO_DEFECT, NOT_REPAIRED, REPAIRED
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding import packing
from servicepunt.entrypoints.awarding.program import program
from servicepunt.entrypoints.awarding.tests.test_package import changed_at, changes, difference, files_of, resealed
from servicepunt.entrypoints.awarding.verifier import binding, mending, package
from servicepunt.entrypoints.awarding.verifier.main import UNREADABLE

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FORMS = (True, False)
# Bytes that are no text: a document is not read as one.
PAPER = b"%PDF-1.7 \xff\xfe getekend"


@pytest.fixture(autouse=True)
def labels_in_order(monkeypatch):
    """Labels are drawn; here they are K1, K2 and further, so that a test can name them."""
    monkeypatch.setattr(offering, "free_labels", lambda taken: [f"K{len(taken) + 1}"])
    monkeypatch.setattr(repairing, "free_labels", lambda taken, letter: [f"{letter}{len(taken) + 1}"])


def in_time(made):
    note(made, "K1")
    ask(made)
    answer(made, "K1", at=AT + HOUR, content=PAPER, text="Alsnog getekend.")
    judge(made, "K1", REPAIRED, reason="Ondertekend.")


def set_aside(made):
    note(made, "K1")
    ask(made)
    judge(made, "K1", NOT_REPAIRED, reason="Er kwam niets.")


def too_late(made):
    note(made, "K1")
    ask(made)
    late = {"defect": "G1", "offer": "K1", "by": made.suppliers[0], "at": UNTIL}
    repairing.note_late_repair(tender=made.tender, **late)
    judge(made, "K1", NOT_REPAIRED, reason="Er kwam niets op tijd.")


def could_not(made):
    note(made, "K1")
    ask(made)
    answer(made, "K1", at=AT + HOUR, content=b"", text="De directeur is er niet.")
    judge(made, "K1", NOT_REPAIRED, at=AT + 2 * HOUR)


def no_defect(made):
    note(made, "K1", "K2")
    judge(made, "K1", NO_DEFECT, at=AT, reason="De handtekening staat op bladzijde 2.")
    ask(made)
    judge(made, "K2", NO_DEFECT, at=AT, reason="Die van K2 ook.")


def still_open(made):
    note(made, "K1", "K2")
    ask(made)
    offering.withdraw_offer(tender=made.tender, label="K1", by=made.suppliers[0], at=AT + HOUR)
    answer(made, "K2", at=AT + HOUR, content=PAPER)
    judge(made, "K2", REPAIRED, at=AT + HOUR, reason="Ondertekend.")


def one_of_two(made):
    note(made, "K1")
    note(made, "K2", lacking="De brief is niet ondertekend.")
    ask(made)
    answer(made, "K1", at=UNTIL - timedelta(microseconds=1), content=PAPER, text="Alsnog getekend.")
    judge(made, "K2", NOT_REPAIRED, reason="Er kwam niets.")
    judge(made, "K1", REPAIRED, reason="Ondertekend.")


def noted_again(made):
    note(made, "K1", "K2")
    judge(made, "K1", NO_DEFECT, at=AT, reason="De handtekening staat op bladzijde 2.")
    note(made, "K1", lacking="Die handtekening is van een ander.")
    ask(made)
    answer(made, "K2", at=AT + HOUR, content=PAPER)
    judge(made, "K2", REPAIRED, reason="Ondertekend.")
    judge(made, "K1", NOT_REPAIRED, reason="Er kwam niets.")


def two_defects(made):
    one_of_two(made)
    note(made, "K1", "K3", kind=DefectKind.DATE, lacking="De datum ontbreekt.", at=UNTIL)
    judge(made, "K1", NO_DEFECT, at=UNTIL, defect="G2")
    ask(made, "G2", at=UNTIL)
    judge(made, "K3", NOT_REPAIRED, at=UNTIL + timedelta(days=9), defect="G2", reason="Er kwam niets.")


COURSES = {
    in_time: ["K1", "K2", "K3", "K4"],
    set_aside: ["K2", "K3", "K4"],
    too_late: ["K2", "K3", "K4"],
    could_not: ["K2", "K3", "K4"],
    no_defect: ["K1", "K2", "K3", "K4"],
    still_open: ["K2", "K3", "K4"],
    one_of_two: ["K1", "K3", "K4"],
    noted_again: ["K2", "K3", "K4"],
    two_defects: ["K1", "K4"],
}


def fixed(happens, at=UNTIL + timedelta(days=10)):
    """A request with a fixed list in which this happened to defects."""
    made = cast.scored(4, 4)
    happens(made)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=at)
    cast.two_open(made, cast.Kind.RATE, at)
    assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=at)
    return made


def packed(made, *, is_full=True, at=UNTIL + timedelta(days=11)):
    return packing.pack(packing.source_of(made.look("Wim", at)), is_full=is_full)


@pytest.mark.parametrize("happens", COURSES, ids=lambda each: each.__name__)
def test_a_request_with_a_repair_replays_in_both_forms(happens, tmp_path):
    made = fixed(happens)
    assert list(made.dossier.shortlist) == COURSES[happens]
    for is_full in FORMS:
        path = tmp_path / f"{is_full}.zip"
        path.write_bytes(packed(made, is_full=is_full))
        files = files_of(path.read_bytes())
        (tmp_path / "verify.py").write_bytes(files["verify.py"])
        command = [sys.executable, "-I", str(tmp_path / "verify.py"), str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.stdout.splitlines()[-1:] == ["zelfde lijst, zelfde hashes"], ran.stdout + ran.stderr
        assert json.loads(files["uitkomst.json"])["voorgelegd"] == COURSES[happens]


def test_an_envelope_that_was_changed_replays_beside_a_repair(monkeypatch):
    def opened(*given):
        made = cast.sent(*given)
        envelope = Envelope.objects.filter(kind="inhoud", offer__label="K4").get()
        Envelope.objects.filter(pk=envelope.pk).update(sealed=bytes(envelope.sealed)[:-1] + b"x")
        cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
        made.labels.remove("K4")
        return made

    monkeypatch.setattr(cast, "opened", opened)
    made = fixed(one_of_two)
    assert list(made.dossier.shortlist) == ["K1", "K3"]
    for is_full in FORMS:
        binding.verify(files_of(packed(made, is_full=is_full)), program=program())


def told(line):
    return {**line.get("feit", {}), **line["persoonlijk"].get("feit", {})}


def lines_about(files, *names):
    """Return the place of every line with such a fact, and the fact."""
    lines = [json.loads(line) for line in files["feiten.jsonl"].splitlines()]
    return [(place, told(line)) for place, line in enumerate(lines) if told(line)["feit"] in names]


REPAIR_FACTS = ("gebrek_genoteerd", "herstel_gevraagd", "herstel_ontvangen", "herstel_beoordeeld")


def with_fact(files, place, fact, *, is_linked, **more):
    """Return the package with another fact in a line, a new manifest and, when asked, every line after it anew."""
    lines = [json.loads(line) for line in files["feiten.jsonl"].splitlines()]
    lines[place]["persoonlijk"] |= {"feit": fact, **more}
    manifest = json.loads(files["manifest.json"])
    if is_linked:
        for before, line in pairwise(lines[place:]):
            line["vorige"] = package.digest_of(before)
        manifest["kop"] = package.digest_of(lines[-1])
    written = b"".join(package.canonical(line) + b"\n" for line in lines)
    return resealed(files | {"feiten.jsonl": written, "manifest.json": package.canonical(manifest)})


def test_every_changed_value_of_a_fact_about_a_repair_shows_under_a_new_manifest():
    files, count = files_of(packed(fixed(one_of_two))), 0
    for place, fact in lines_about(files, *REPAIR_FACTS):
        for path, other in changes(fact):
            changed = json.loads(changed_at(fact, path, other))
            assert "keten" in difference(with_fact(files, place, changed, is_linked=False))
            count += 1
    assert count > 25


# What only the chain has: no other file follows from it, so who makes all lines anew can change it.
ALONE = {"stuk", "ontvangstbewijs"}


def test_who_makes_the_lines_anew_too_is_found_by_the_term_the_texts_the_letters_and_the_outcome():
    files = files_of(packed(fixed(one_of_two)))
    for place, fact in lines_about(files, *REPAIR_FACTS):
        for path, other in changes(fact):
            if path[0] in ALONE:
                continue
            changed = with_fact(files, place, json.loads(changed_at(fact, path, other)), is_linked=True)
            with pytest.raises((package.Difference, *UNREADABLE)):
                pytest.fail(f"{fact['feit']} {path}: {binding.verify(changed, program=program())}")


@pytest.mark.parametrize(
    ("happens", "name", "change", "said"),
    [
        (set_aside, "herstel_beoordeeld", {"oordeel": "hersteld"}, "K1: hersteld zonder stuk"),
        (could_not, "herstel_beoordeeld", {"oordeel": "hersteld"}, "K1: hersteld zonder stuk"),
        (in_time, "herstel_gevraagd", {"tot": "2026-07-17T22:00:00Z"}, "de hersteltermijn van G1 is niet 2 werkdagen"),
        (in_time, "herstel_gevraagd", {"inschrijvingen": ["K2"]}, "K1: er is geen herstel gevraagd"),
        (in_time, "herstel_beoordeeld", {"oordeel": "niet hersteld"}, "procedure.json"),
        (set_aside, "herstel_beoordeeld", {"oordeel": "geen gebrek"}, "procedure.json"),
        (no_defect, "herstel_beoordeeld", {"oordeel": "niet hersteld"}, "K1: er is geen herstel gevraagd"),
    ],
)
def test_a_judgement_that_the_rules_of_repair_do_not_give_shows_also_in_a_new_chain(happens, name, change, said):
    files = files_of(packed(fixed(happens)))
    place, fact = lines_about(files, name)[0]
    assert said in difference(with_fact(files, place, fact | change, is_linked=True))


@pytest.mark.parametrize(
    ("happens", "name", "moment", "said"),
    [
        (set_aside, "herstel_beoordeeld", "2026-07-16T21:59:59Z", "afgewezen voor het einde van de termijn"),
        (in_time, "herstel_ontvangen", "2026-07-16T22:00:00Z", "het antwoord kwam na de termijn"),
    ],
)
def test_an_answer_after_the_term_and_a_judgement_before_its_end_show(happens, name, moment, said):
    files = files_of(packed(fixed(happens)))
    place, fact = lines_about(files, name)[0]
    changed = with_fact(files, place, fact, is_linked=True, op=moment)
    assert difference(changed) == f"feiten.jsonl: G1, K1: {said}."


def test_the_letter_to_who_is_set_aside_is_in_the_package_and_bound():
    files = files_of(packed(fixed(one_of_two)))
    name = "brieven/herstel/G1/K2.txt"
    assert "doet niet meer mee" in files[name].decode()
    assert [each for each in files if each.startswith("brieven/herstel/")] == [name]
    assert difference(resealed(files | {name: files[name] + b"!"})).startswith(name)
    assert difference(resealed({each: files[each] for each in files if each != name})) == f"{name} ontbreekt."


def test_what_was_destroyed_of_a_repair_is_no_difference():
    made = fixed(one_of_two)
    at = UNTIL + timedelta(days=11)
    drafting.cancel(tender=made.tender, reason="Het budget is weg.", by=made.people["Hanna"], at=at)
    deciding.destroy(tender=made.tender, subjects=["K2"], by=made.people["Hanna"], at=at)
    files = files_of(packed(made))
    assert "brieven/herstel/G1/K2.txt" not in files
    binding.verify(files, program=program())


@pytest.mark.once
def test_every_value_that_the_files_tell_about_a_repair_is_bound_to_the_chain():
    files = files_of(packed(fixed(two_defects)))
    for name in ("procedure.json", "uitkomst.json", "teksten.json"):
        written = json.loads(files[name])
        for path, other in changes(written):
            said = difference(resealed(files | {name: changed_at(written, path, other)}))
            assert said.startswith(f"{name}: "), (name, path, said)


def test_the_public_form_has_nothing_of_a_repair_but_kind_and_moments():
    files = files_of(packed(fixed(one_of_two), is_full=False))
    assert not any(name.startswith("brieven/") for name in files)
    assert b"herstel_beoordeeld" not in files["feiten.jsonl"]
    [given] = json.loads(files["procedure.json"])["inschrijvingen"][1]["versies"][0]["gebreken"]
    assert given == {"soort": "handtekening ontbreekt", "vorm_omdat": "", "gevonden": "na_sluiting",
                     "hersteld_op": None, "herstel_tot": "2026-07-16T22:00:00Z", "herstel_loopt": False}  # fmt: skip
    told = json.loads(files["procedure.json"])
    told["inschrijvingen"][1]["versies"][0]["gebreken"] = []
    assert difference(resealed(files | {"procedure.json": package.shown(told)})).startswith("uitkomst.json")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2032, 12, 31)), st.integers(1, 9))  # noqa: DTZ001  # made aware here
def test_the_verifier_counts_the_term_of_a_repair_as_the_rules_do(asked, days):
    asked = asked.replace(tzinfo=UTC)
    assert mending.term_of(asked, days) == repair_term(asked, days).until
