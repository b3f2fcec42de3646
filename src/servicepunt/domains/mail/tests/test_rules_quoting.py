"""What is folded away: every way in which mail programs announce an earlier mail."""

from pathlib import Path

import pytest

from servicepunt.domains.mail.rules.quoting import split_reply

COLLECTION = Path(__file__).resolve().parents[6] / "shared" / "data" / "mail" / "replies"
ANSWER = "Het werkt weer.\nDank je wel."
EARLIER = {
    "gmail": "Op di 3 nov 2026 om 14:02 schreef Servicepunt <sp@dorp.test>:\n\n> Dag Joost,\n> is het opgelost?",
    "two lines": "Op dinsdag 3 november 2026 om 14:02 schreef Servicepunt van de gemeente <\nsp@dorp.test>:\n\n> Dag",
    "outlook": "Van: Servicepunt <sp@dorp.test>\nVerzonden: dinsdag 3 november\nAan: Joost\nOnderwerp: Re: x\n\nDag",
    "outlook, a rule": "____________________\nVan: Servicepunt\nVerzonden: dinsdag\nAan: Joost\n\nDag Joost",
    "bold headers": "*From:* Servicepunt\n*Sent:* 2026-11-03\n*To:* Joost\n*Subject:* x\n\nDag Joost",
    "dashes": "-----Oorspronkelijk bericht-----\nVan: Servicepunt\nDag Joost",
    "german": "Servicepunt <sp@dorp.test> schrieb am Di., 3.\nNov. 2026 um 14:02 Uhr:\n\n> Dag",
    "telephone": "Verzonden vanaf mijn iPhone",
    "signature": "-- \nJoost Kuipers\nGemeente Dorp",
    "only quoted": "> Dag Joost,\n> is het opgelost?",
}


@pytest.mark.parametrize("earlier", EARLIER.values(), ids=EARLIER)
def test_what_came_before_is_folded_and_nothing_is_lost(earlier):
    visible, folded = split_reply(f"{ANSWER}\n\n{earlier}\n")
    assert visible == ANSWER
    assert folded == earlier


def test_an_answer_below_the_quotation_is_seen():
    visible, folded = split_reply(f"{EARLIER['gmail']}\n\n{ANSWER}\n\nVerzonden vanaf mijn iPhone")
    assert visible == ANSWER
    assert "is het opgelost?" in folded
    assert "iPhone" in folded


def test_answers_between_the_lines_stay_in_their_place():
    text = "> Is het dringend?\nNee.\n> Mag het morgen?\nJa."
    assert split_reply(text) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "Op 3 november schreef ik al dat de printer stuk is.\nNu weer.",
        "Van: de printer komt rook.\nGraag snel hulp.",
        "Let op:\nhet gaat om drie laptops.",
        "> alleen een aanhaling",
        "",
    ],
)
def test_plain_sentences_are_not_folded(text):
    assert split_reply(text) == (text, "")


@pytest.mark.parametrize(
    "text", ["Op " * 200_000, ("a@b.test " * 50 + "\n") * 5_000, ">>>\n" * 100_000, "Van: x\n" * 50_000, "<a@" * 90_000]
)
def test_hostile_text_takes_linear_time(text):
    visible, folded = split_reply(text)
    assert len(visible) + len(folded) >= len(text.strip()) - 2


def test_the_collection_is_trimmed_as_people_would():
    if not COLLECTION.is_dir():
        pytest.skip("no collection of replies in ../shared/data/mail/replies")
    wanted = {path.name: path.read_text("utf-8", "replace").strip() for path in (COLLECTION / "trimmed").iterdir()}
    given = {name: (COLLECTION / "emails" / name).read_text("utf-8", "replace") for name in wanted}
    wrong = [name for name, text in given.items() if split_reply(text)[0].strip() != wanted[name]]
    assert len(wrong) <= len(wanted) * 0.1, wrong
