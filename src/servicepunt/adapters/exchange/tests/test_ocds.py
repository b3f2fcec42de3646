"""Open data of a procedure: valid, the same every time, and without a single candidate."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from servicepunt.adapters.exchange.ocds import (
    Answered,
    Award,
    Contract,
    Extended,
    Party,
    Tendered,
    mentioned,
    release_package,
)
from servicepunt.adapters.exchange.tests.schemas import FIXTURES, ocds_faults

SHARED = Path(__file__).parents[6] / "shared" / "data" / "schemas" / "ocds"
AMSTERDAM = timezone(timedelta(hours=2))
BUYER = Party("NL-KVK", "12345678", "Gemeente Voorbeeld")
WINNER = Party("NL-KVK", "87654321", "Winnaar B.V.")
AT = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
ASKED = Tendered(
    number="30954",
    title="Medewerker servicedesk",
    description="Eerste lijn van het interne servicepunt.",
    buyer=BUYER,
    published_at=datetime(2026, 7, 1, 9, 0, tzinfo=AMSTERDAM),
    questions_until=datetime(2026, 7, 8, 9, 0, tzinfo=AMSTERDAM),
    closes_at=datetime(2026, 7, 14, 9, 0, tzinfo=AMSTERDAM),
    url="https://servicepunt.voorbeeld.nl/inhuur/30954",
    questions=(Answered(1, "Is thuiswerken mogelijk?", "Nee.", datetime(2026, 7, 10, 12, 0, tzinfo=AMSTERDAM)),),
    criteria="Vier knock-outs, honderd punten; het tarief beslist alleen bij gelijke punten.",
)
SIGNED = Contract(
    signed_on=date(2026, 8, 14), first=date(2026, 8, 17), last=date(2026, 11, 16), latest=date(2027, 11, 16),
    value=Decimal("35100.00"),
)  # fmt: skip
AWARD = Award(datetime(2026, 7, 22, 16, 0, tzinfo=AMSTERDAM), WINNER, Decimal("35100.00"), is_final=True)
DROPPED = (replace(AWARD, is_dropped=True), replace(AWARD, supplier=Party("NL-KVK", "11111111", "Tweede B.V.")))
EXTENDED = replace(
    SIGNED, extensions=(Extended(datetime(2026, 11, 2, tzinfo=UTC), "Werk gaat door", date(2027, 2, 16)),)
)
STATES = {
    "published": ASKED,
    "opened": replace(ASKED, offers=14, bidders=6),
    "withdrawn": replace(ASKED, ended="withdrawn"),
    "failed": replace(ASKED, offers=0, bidders=0, ended="unsuccessful"),
    "awarded": replace(ASKED, offers=14, bidders=6, awards=(replace(AWARD, is_final=False),)),
    "dropped": replace(ASKED, offers=14, bidders=6, awards=DROPPED),
    "signed": replace(ASKED, offers=14, bidders=6, awards=(replace(AWARD, contract=SIGNED),)),
    "extended": replace(ASKED, awards=(replace(AWARD, contract=EXTENDED),)),
    "ended": replace(ASKED, awards=(replace(AWARD, contract=replace(SIGNED, ended_on=date(2026, 8, 18))),)),
}  # fmt: skip


def package(tendered=ASKED, at=AT):
    return release_package(
        tendered, prefix="ocds-abc123", publisher=BUYER, uri="https://servicepunt.voorbeeld.nl/ocds/30954.json", at=at
    )


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_procedure_is_valid(state):
    made = package(STATES[state])
    assert ocds_faults(made) == []
    assert json.loads(json.dumps(made)) == made


@pytest.mark.skipif(not SHARED.exists(), reason="the published schemas are not beside the project")
@pytest.mark.parametrize("state", STATES)
def test_it_is_valid_against_the_schema_as_published_too(state):
    assert ocds_faults(package(STATES[state]), SHARED) == []
    for name in ("release-schema.json", "release-package-schema.json"):
        assert (SHARED / name).read_bytes() == (FIXTURES / "ocds" / name).read_bytes()


@pytest.mark.parametrize(
    ("place", "value"),
    [(("tag",), ["gegund"]), (("tender", "status"), "klaar"), (("initiationType",), None), (("date",), 1)],
)
def test_the_schema_sees_what_is_wrong(place, value):
    made = package()
    inside = made["releases"][0]
    for name in place[:-1]:
        inside = inside[name]
    inside[place[-1]] = value
    assert ocds_faults(made)


@pytest.mark.parametrize(
    ("state", "tags", "status"),
    [
        ("published", ["tender"], "active"),
        ("withdrawn", ["tenderCancellation"], "withdrawn"),
        ("failed", ["tenderCancellation"], "unsuccessful"),
        ("awarded", ["tender", "award"], "active"),
        ("signed", ["tender", "award", "contract"], "complete"),
        ("extended", ["tender", "award", "contract", "contractAmendment"], "complete"),
        ("ended", ["tender", "award", "contract", "contractTermination"], "complete"),
    ],
)
def test_the_release_says_how_far_it_is(state, tags, status):
    (release,) = package(STATES[state])["releases"]
    assert release["tag"] == tags
    assert release["tender"]["status"] == status


def test_questions_are_published_without_who_asked():
    (release,) = package()["releases"]
    assert release["tender"]["hasEnquiries"]
    assert release["tender"]["enquiries"] == [
        {"id": "1", "description": "Is thuiswerken mogelijk?", "answer": "Nee.", "dateAnswered": "2026-07-10T10:00:00Z"}
    ]


def test_the_note_of_answers_is_a_document_once_there_are_answers():
    url = "https://servicepunt.voorbeeld.nl/inhuur/30954/nota"
    documents = package(replace(ASKED, note_url=url))["releases"][0]["tender"]["documents"]
    assert [(each["documentType"], each["url"]) for each in documents] == [
        ("tenderNotice", ASKED.url), ("clarifications", url),
    ]  # fmt: skip
    assert documents[1]["datePublished"] == "2026-07-10T10:00:00Z"
    assert len(package(replace(ASKED, note_url=url, questions=()))["releases"][0]["tender"]["documents"]) == 1


@pytest.mark.parametrize(("at", "status"), [("2026-08-16T21:59:59", "pending"), ("2026-08-16T22:00:00", "active")])
def test_a_contract_runs_from_the_first_local_day(at, status):
    made = package(STATES["signed"], datetime.fromisoformat(f"{at}+00:00"))
    assert made["releases"][0]["contracts"][0]["status"] == status


def test_offers_are_counted_only_after_opening():
    assert "bids" not in package()["releases"][0]
    (release,) = package(STATES["opened"])["releases"]
    assert [each["value"] for each in release["bids"]["statistics"]] == [14, 6]
    assert release["tender"]["numberOfTenderers"] == 6


def test_only_buyer_and_winners_are_named():
    (release,) = package(STATES["signed"])["releases"]
    assert [(party["name"], party["roles"]) for party in release["parties"]] == [
        ("Gemeente Voorbeeld", ["buyer", "procuringEntity"]),
        ("Winnaar B.V.", ["supplier", "tenderer"]),
    ]


def test_a_contract_has_its_last_day_the_last_possible_day_and_its_extensions():
    (contract,) = package(STATES["extended"])["releases"][0]["contracts"]
    assert contract["period"] == {
        "startDate": "2026-08-17T00:00:00Z", "endDate": "2027-02-16T23:59:59Z", "maxExtentDate": "2027-11-16T23:59:59Z",
    }  # fmt: skip
    assert [each["rationale"] for each in contract["amendments"]] == ["Werk gaat door"]
    assert contract["status"] == "active"
    assert package(STATES["ended"])["releases"][0]["contracts"][0]["status"] == "terminated"


def test_a_winner_that_fell_away_stays_visible_beside_the_next():
    assert [each["status"] for each in package(STATES["dropped"])["releases"][0]["awards"]] == ["cancelled", "active"]


def test_a_name_that_somebody_typed_is_found():
    typed = replace(ASKED, questions=(replace(ASKED.questions[0], answer="Vraag het aan  Fatima el Amrani."),))
    names = ["Fatima El Amrani", "Joost", "", "Verliezer B.V."]
    assert mentioned(package(typed), names) == ["Fatima El Amrani"]
    assert mentioned(package(STATES["signed"]), names) == []


def test_moments_are_utc_and_a_moment_without_a_zone_is_refused():
    (release,) = package()["releases"]
    assert release["tender"]["tenderPeriod"]["endDate"] == "2026-07-14T07:00:00Z"
    assert release["id"] == "ocds-abc123-30954-20260820T100000Z"
    with pytest.raises(ValueError, match="without a zone"):
        package(replace(ASKED, closes_at=ASKED.closes_at.replace(tzinfo=None)))
