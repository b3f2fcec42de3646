"""A chain with right hashes whose facts stand in an order that the product refuses: the first of them is named."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest

from servicepunt.domains.awards.actions import correcting
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tenders.tests.standing import stand
from servicepunt.entrypoints.awarding.tests.test_after import running
from servicepunt.entrypoints.awarding.tests.test_package import difference, files_of, packed, resealed
from servicepunt.entrypoints.awarding.verifier import package

pytestmark = pytest.mark.django_db


def told(line):
    return {**line.get("feit", {}), **line["persoonlijk"].get("feit", {})}


def chain_of(made):
    return [json.loads(line.body) for line in lines_of(made.tender)]


def place(lines, name, which=0):
    return [at for at, line in enumerate(lines) if told(line)["feit"] == name][which]


def moved(lines, name, before, which=0):
    """Return the lines with one of a kind put before the first of another kind, numbered again."""
    lines = [dict(line) for line in lines]
    line = lines.pop(place(lines, name, which))
    lines.insert(place(lines, before), line)
    return renumbered(lines)


def renumbered(lines):
    lines = [{**line, "nummer": number} for number, line in enumerate(lines, 1)]
    for before, line in pairwise(lines):
        line["vorige"] = package.digest_of(before)
    lines[0]["vorige"] = package.FIRST
    return lines


ORDERS = [
    ("gepubliceerd", "goedgekeurd", "niet goedgekeurd"),
    ("goedgekeurd", "voorgelegd_ter_goedkeuring", "geen concept ter goedkeuring"),
    ("ingediend", "gepubliceerd", "nog niet gepubliceerd"),
    ("geopend", "opening_begonnen", "twee verschillende personen"),
    ("geopend", "ingediend", "twee verschillende personen"),
    ("belang_verklaard", "geopend", "nog niet geopend"),
    ("conformiteit_beoordeeld", "belang_verklaard", "verklaarde nog niet"),
    ("bevonden", "conformiteit_beoordeeld", "conformiteit"),
    ("eigen_oordeel_definitief", "bevonden", "er ontbreken oordelen"),
    ("punten_vergrendeld", "eigen_oordeel_definitief", "stap 1 of 2 is nog niet klaar"),
    ("tarieven_geopend", "punten_vergrendeld", "tarieven openen"),
    ("lijst_vastgesteld", "tarieven_geopend", "tarieven zijn nog niet open"),
    ("keuze_gescoord", "lijst_vastgesteld", "er is nog geen lijst"),
    ("uitgenodigd", "lijst_vastgesteld", "er is nog geen lijst"),
    ("gesprek_gepland", "uitgenodigd", "niet uitgenodigd"),
    ("cijfers_gegeven", "gesprek_gepland", "niet gepland"),
    ("geadviseerd", "cijfers_gegeven", "gesprekken zijn nog niet klaar"),
    ("besloten", "geadviseerd", "er is geen advies"),
    ("brieven_verzonden", "besloten", "geen beslissing"),
    ("voorgevallen", "brieven_verzonden", "geen verzonden beslissing"),
    ("opdracht_begonnen", "brieven_verzonden", "nog niet getekend"),
]  # fmt: skip


@pytest.fixture
def chain():
    return chain_of(running()[0])


def test_the_file_itself_stands_and_every_beginning_of_it(chain):
    assert {told(line)["feit"] for line in chain} >= {name for order in ORDERS for name in order[:2]}
    for is_full in (True, False):
        lines = chain if is_full else [{**line, "persoonlijk": "x"} for line in chain]
        stand(lines, is_full=is_full)


def test_the_first_fact_that_could_not_stand_there_is_named(chain):
    for name, before, why in ORDERS:
        with pytest.raises(package.Difference) as found:
            stand(moved(chain, name, before), is_full=True)
        said = str(found.value)
        assert said.startswith("feiten.jsonl: regel ") and why in said, (name, before, said)
        number = int(said.split()[2])
        assert f"({name})" in said and number == place(chain, before) + 1, (name, before, said)


PUBLIC = [
    ("gepubliceerd", "goedgekeurd"), ("ingediend", "gepubliceerd"), ("punten_vergrendeld", "gepubliceerd"),
    ("lijst_vastgesteld", "punten_vergrendeld"), ("uitgenodigd", "lijst_vastgesteld"),
    ("opdracht_begonnen", "uitgenodigd"),
]  # fmt: skip


def test_the_public_form_shows_a_wrong_order_of_what_is_public(chain):
    for name, before in PUBLIC:
        lines = [{**line, "persoonlijk": "x"} for line in moved(chain, name, before)]
        with pytest.raises(package.Difference, match=rf"\({name}\) kan daar niet staan"):
            stand(lines, is_full=False)


@pytest.mark.parametrize(
    "name", ["gepubliceerd", "geopend", "punten_vergrendeld", "tarieven_geopend", "lijst_vastgesteld", "uitgenodigd",
             "eigen_oordeel_definitief", "brieven_verzonden", "cijfers_gegeven", "ingediend"],
)  # fmt: skip
def test_what_happens_once_does_not_happen_twice(chain, name):
    at = place(chain, name, -1)
    with pytest.raises(package.Difference, match=rf"regel {at + 2} \({name}\) kan daar niet staan"):
        stand(renumbered([*chain[: at + 1], chain[at], *chain[at + 1 :]]), is_full=True)


@pytest.mark.parametrize("is_full", [True, False])
def test_the_program_says_it_of_a_package_with_a_new_chain_and_a_new_manifest(is_full):
    made = cast.announced(3, 3)
    files = files_of(packed(made, is_full=is_full))
    lines = [json.loads(line) for line in files["feiten.jsonl"].splitlines()]
    marked = [{**line, "was": line["nummer"]} for line in chain_of(made)]
    was = [line["was"] for line in moved(marked, "uitgenodigd", "lijst_vastgesteld")]
    turned = renumbered([lines[number - 1] for number in was])
    written = b"".join(package.canonical(line) + b"\n" for line in turned)
    manifest = json.loads(files["manifest.json"]) | {"kop": package.digest_of(turned[-1])}
    changed = files | {"feiten.jsonl": written, "manifest.json": package.canonical(manifest)}
    assert "(uitgenodigd) kan daar niet staan: er is nog geen lijst." in difference(resealed(changed))


LARGER = [
    {"benodigd": 5},
    {"duur": {"aantal": 24}},
    {"verlenging": {"aantal": 5, "lengte": 3}},
    {"uren_per_week": {"min": 32, "max": 37}},
    {"uren_per_week": None},
    {"fee": "2.50"},
]


@pytest.mark.parametrize("is_full", [True, False])
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        *((each, "meer dan de budgethouder goedkeurde") for each in LARGER),
        ({"uitnodigen_uiterlijk": "2026-07-13"}, "planning na de sluiting"),
        ({"gesprekken_op": "2026-07-15"}, "planning na de sluiting"),
    ],
)
def test_the_verifier_refuses_a_correction_that_the_product_refuses(changed, why, is_full):
    made = cast.published(suppliers=1)
    correcting.correct(
        tender=made.tender, text="Anders.", closes_at=cast.CLOSING, changed={"titel": "Iets anders"},
        by=made.people["Bram"], at=cast.CLOSING - timedelta(days=7),
    )  # fmt: skip
    lines = chain_of(made)
    at = place(lines, "gerectificeerd")
    lines[at] = {**lines[at], "feit": {**lines[at]["feit"], "gewijzigd": changed}}
    with pytest.raises(package.Difference, match=why):
        stand(renumbered(lines), is_full=is_full)


def with_part(lines, name, part, **changed):
    """Return the lines with something else in a part of the first of a kind."""
    at = place(lines, name)
    hidden = lines[at]["persoonlijk"]
    fact = {**hidden["feit"], part: {**hidden["feit"][part], **changed}}
    lines[at] = {**lines[at], "persoonlijk": {**hidden, "feit": fact}}
    return renumbered(lines)


@pytest.mark.parametrize(
    ("name", "part", "changed", "why"),
    [
        ("conformiteit_beoordeeld", "oordeel", {"reden": " "}, "geen reden of geen vindplaats"),
        ("conformiteit_beoordeeld", "oordeel", {"vindplaats": None}, "geen reden of geen vindplaats"),
        ("bevonden", "bevinding", {"vindplaats": None}, "ontbreekt de passage"),
        ("bevonden", "bevinding", {"voldoet": False, "reden": ""}, "ontbreekt de reden"),
    ],
)
def test_a_judgement_that_shows_nothing_cannot_stand(chain, name, part, changed, why):
    with pytest.raises(package.Difference, match=why):
        stand(with_part(chain, name, part, **changed), is_full=True)
