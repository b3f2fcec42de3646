"""The package to take along: it replays by itself, every changed byte shows, and the public form has no people."""

import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from servicepunt.domains.tenders.actions import assessing
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.rules.rounds import open_round, pool
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding import packing, verify

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def packed(made, *, is_full=True, at=cast.ADVICE + DAY):
    return packing.pack(packing.source_of(made.look("Wim", at)), is_full=is_full)


def files_of(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def resealed(files):
    """Return the files with a manifest that agrees with them, as somebody who wants to cheat would make it."""
    manifest = json.loads(files["manifest.json"])
    manifest["bestanden"] = {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"
    }
    manifest["manifest_sha256"] = ""
    manifest["manifest_sha256"] = verify.sha256(verify.canonical(manifest))
    return files | {"manifest.json": verify.canonical(manifest)}


def difference(files):
    with pytest.raises(verify.Difference) as found:
        verify.verify(files)
    return str(found.value)


def run(path):
    program = Path(verify.__file__)
    return subprocess.run([sys.executable, "-I", str(program), str(path)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("is_full", [True, False])
def test_the_program_alone_finds_the_same_list_and_the_same_hashes(tmp_path, is_full):
    path = tmp_path / "dossier.zip"
    path.write_bytes(packed(cast.announced(), is_full=is_full))
    ran = run(path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[-1] == "zelfde lijst, zelfde hashes"
    other = zipfile.ZipFile(path).read("uitkomst.json").replace(b'"totaal": 100', b'"totaal": 99', 1)
    files = files_of(path.read_bytes()) | {"uitkomst.json": other}
    assert "totaal" in difference(resealed(files))


def test_the_program_imports_nothing_but_the_standard_library():
    source = Path(verify.__file__).read_text(encoding="utf-8")
    imported = {
        line.split()[1].partition(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported <= set(sys.stdlib_module_names)


def test_every_changed_byte_of_the_chain_of_a_small_request_shows():
    files = files_of(packed(cast.listed(2, 2)))
    chain, head = files["feiten.jsonl"], json.loads(files["manifest.json"])["kop"]
    verify.check_chain(chain, head)
    for place in range(len(chain)):
        changed = bytearray(chain)
        changed[place] ^= 1
        with pytest.raises(verify.Difference):
            verify.check_chain(bytes(changed), head)


@pytest.mark.parametrize("is_full", [True, False])
def test_a_changed_byte_anywhere_in_a_large_package_shows(is_full):
    files, draw = files_of(packed(cast.announced(), is_full=is_full)), random.Random(7)
    for name in sorted(files):
        for _ in range(60):
            changed = bytearray(files[name])
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(7)
            difference(files | {name: bytes(changed)})
    # In the public form the digest of one hidden line before another is bound by the manifest alone.
    for _ in range(300 if is_full else 0):
        changed = bytearray(files["feiten.jsonl"])
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(7)
        assert "keten" in difference(resealed(files | {"feiten.jsonl": bytes(changed)}))


def test_a_line_that_is_gone_moved_or_added_shows():
    files = files_of(packed(cast.announced()))
    lines = files["feiten.jsonl"].splitlines(keepends=True)
    for changed in (
        lines[:-1],
        lines[1:],
        lines[:5] + lines[6:],
        [lines[1], lines[0], *lines[2:]],
        [*lines, lines[-1]],
    ):
        assert "keten" in difference(resealed(files | {"feiten.jsonl": b"".join(changed)}))
    assert "hoort niet" in difference(files | {"erbij.txt": b"x"})
    assert "ontbreekt" in difference({name: content for name, content in files.items() if name != "LEESMIJ.txt"})


def test_the_public_form_has_no_people_no_rates_and_no_findings():
    made = cast.announced()
    files = files_of(packed(made, is_full=False))
    whole = b"\n".join(files.values()).decode()
    assert "teksten.json" not in files and not any(name.startswith("brieven/") for name in files)
    persons = [person.name for person in (*made.people.values(), *made.suppliers)]
    for word in [
        *made.names.values(),
        *persons,
        "Leverancier 1",
        "Rustig.",
        "Zie het cv.",
        "persoonssleutel",
        "kluis:",
    ]:
        assert f'"{word}' not in whole and f" {word} " not in whole, word
    for number in range(14):
        assert f"{80 + number},50" not in whole and f"{80 + number}.50" not in whole
    assert '"feit":"bevonden"' not in whole and '"feit":"tarieven_geopend"' not in whole


def test_the_same_source_gives_the_same_bytes():
    made = cast.listed(3, 3)
    assert packed(made) == packed(made)


def test_a_next_round_has_only_who_was_not_invited_and_the_procedure_ends():
    made = cast.listed(7, 3)
    bram, duo = made.people["Bram"], [made.people["Ilse"], made.people["Kees"]]
    before, at = set(), cast.OPENING + DAY
    for number, size in ((1, 7), (2, 4), (3, 1)):
        group = pool(made.dossier, number)
        assert open_round(made.dossier) == number
        assert len(group) == size and set(group) <= set(made.dossier.shortlist) and not set(group) & before
        for place, label in enumerate(group):
            cast.choosing.score_choice(
                tender=made.tender,
                offer=label,
                scores={"1": Decimal(9 - place), "2": Decimal(8)},
                reason="Past.",
                by=bram,
                at=at,
            )
        cast.choosing.invite(tender=made.tender, by=bram, at=at)
        cast.interviewers_declare(made, at=at)
        for label in made.dossier.rounds[-1].invited:
            before.add(label)
            cast.choosing.plan_talk(
                tender=made.tender, offer=label, starts_at=at + DAY, place="1", interviewers=duo, by=bram, at=at
            )
            for each in duo:
                grades = {"klant": "matig", "probleem": "uitstekend", "communicatie": "uitstekend"}
                cast.choosing.grade(tender=made.tender, offer=label, grades=grades, notes={}, by=each, at=at + 2 * DAY)
        at += 3 * DAY
    look = made.look("Wim", at)
    assert look.stage == Stage.FAILED
    verify.verify(files_of(packing.pack(packing.source_of(look), is_full=False)))
    facts = verify.Facts(
        verify.check_chain("".join(f"{line.body}\n" for line in lines_of(made.tender)).encode(), look.tender.digest)
    )
    verify.check_rounds(facts)
    assert len(facts.rounds) == 3


def test_a_relation_that_comes_out_after_the_lock_is_no_difference():
    made = cast.listed(3)
    assessing.declare_interest(
        tender=made.tender, offers=[made.k(1)], text="Oud-collega.", by=made.people["Ada"], at=cast.OPENING
    )
    verify.verify(files_of(packed(made)))
