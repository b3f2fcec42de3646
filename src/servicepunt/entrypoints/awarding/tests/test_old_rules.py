"""A file goes by the rules under which it was made: an old one still replays, and new facts need the new rules."""

import json

import pytest

from servicepunt.domains.hiring.rules import play, read_procedure
from servicepunt.domains.tenders.models import Fact, Tender
from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tenders.tests.standing import stand
from servicepunt.entrypoints.awarding.program import program
from servicepunt.entrypoints.awarding.tests.test_package import DAY, difference, files_of, packed, resealed
from servicepunt.entrypoints.awarding.tests.test_pages import visit
from servicepunt.entrypoints.awarding.tests.test_standing import chain_of, renumbered, told
from servicepunt.entrypoints.awarding.verifier import binding, package

__all__ = ["visit"]
pytestmark = pytest.mark.django_db


def bare(line):
    """Return a line as the first rules had it: no number of rules, and a 'conform' without reason or passage."""
    if told(line)["feit"] == "conformiteit_beoordeeld":
        fact = line["persoonlijk"]["feit"]
        judged = {key: each for key, each in fact["oordeel"].items() if key != "regels"}
        fact = {**fact, "oordeel": judged | {"reden": "", "vindplaats": None}}
        line = {**line, "persoonlijk": {**line["persoonlijk"], "feit": fact}}
    return line


def unruled(line):
    for part in (line, line["persoonlijk"]):
        if "feit" in part:
            part["feit"] = {key: each for key, each in part["feit"].items() if key != "regels"}
    return line


def of_before(lines):
    """Return a file of before: bare judgements, and a decision of somebody who declared nothing."""
    [decided] = [line["persoonlijk"]["door"] for line in lines if told(line)["feit"] == "besloten"]
    kept = [line for line in lines
            if (told(line)["feit"], line["persoonlijk"]["door"]) != ("belang_verklaard", decided)]  # fmt: skip
    assert len(kept) < len(lines)
    return renumbered([unruled(bare(line)) for line in kept])


def put(made, lines):
    """Let the database have these lines, as an installation has them that was there before."""
    Fact.objects.filter(tender=made.tender).delete()
    for line in lines:
        body, digest = package.canonical(line).decode(), package.digest_of(line)
        Fact.objects.create(
            tender=made.tender, number=line["nummer"], name=told(line)["feit"], body=body, digest=digest
        )
    Tender.objects.filter(pk=made.tender.pk).update(facts=len(lines), digest=digest)
    made.tender.refresh_from_db()


@pytest.mark.parametrize("is_full", [True, False])
def test_a_package_of_a_file_made_by_the_old_rules_verifies(is_full):
    made = cast.announced(3, 3)
    put(made, of_before(chain_of(made)))
    files = files_of(packed(made, is_full=is_full))
    assert binding.verify(files, program=program())
    assert play(read_procedure(files["procedure.json"])).assessment.shortlist


def test_a_running_file_of_before_is_shown_and_goes_on(visit):
    made = cast.announced(3, 3)
    put(made, of_before(chain_of(made)))
    assert {each.conformity.rules for each in made.dossier.offers.values()} == {1}
    for tab in ("", "conformiteit/", "ranglijst/", "keuze/", "gunning/", "afronding/", "dossier/"):
        assert visit(made, "Hanna", cast.ADVICE + DAY).get(tab).status_code == 200, tab


@pytest.mark.usefixtures("out_of_order")
def test_a_new_file_with_a_bare_conform_or_without_a_declaration_does_not_stand():
    made = cast.announced(3, 3)
    lines = chain_of(made)
    assert {told(line)["regels"] for line in lines if "regels" in told(line)} == {2}
    with pytest.raises(package.Difference, match="geen reden of geen vindplaats"):
        stand(renumbered([bare(line) for line in lines]), is_full=True)
    # Leaving the number out of one fact does not bring the old rules back: the file began under the new ones.
    cheated = [unruled(bare(line)) if told(line)["feit"] == "conformiteit_beoordeeld" else line for line in lines]
    with pytest.raises(package.Difference, match="geen reden of geen vindplaats"):
        stand(renumbered(cheated), is_full=True)
    files, changed = files_of(packed(made)), renumbered(cheated)
    files["feiten.jsonl"] = b"".join(package.canonical(line) + b"\n" for line in changed)
    manifest = json.loads(files["manifest.json"]) | {"kop": package.digest_of(changed[-1])}
    forged = resealed(files | {"manifest.json": package.canonical(manifest)})
    assert "geen reden of geen vindplaats" in difference(forged)
