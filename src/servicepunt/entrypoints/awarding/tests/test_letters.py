"""The letters: one for every offer, from the file, with nobody else in them (invariant 24)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.awards.actions import assessing, deciding
from servicepunt.domains.awards.rules.redacting import others_than
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.hiring.rules.findings import knockout_result
from servicepunt.domains.hiring.rules.offers import Citation, Finding
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding import chapters, posting
from servicepunt.entrypoints.awarding.plain import reading_of

DAY = timedelta(days=1)
HEADINGS = {"Wat de gekozen kandidaat sterker maakte", "Bent u het er niet mee eens?", "Wat wij bewaren"}


def written(made, at=cast.ADVICE):
    look = made.look("Hanna", at)
    return look, posting.case_of(look), {each.label: each for each in posting.letters_to_send(look)}


@pytest.mark.django_db
def test_every_offer_gets_one_letter_with_nobody_else_in_it(monkeypatch):
    # What people typed names everybody: none of it may come out in the letter of somebody else.
    everybody = " ".join(f"Kandidaat {n}, {80 + n},50 en {80 + n}.50 van Leverancier {n}." for n in range(1, 15))
    made = cast.listed()
    bram = made.people["Bram"]
    for place, label in enumerate(made.dossier.shortlist):
        cast.choosing.score_choice(
            tender=made.tender, offer=label, scores={"1": Decimal(9 - min(place, 8)), "2": Decimal(8)},
            reason=f"Past. {everybody}", by=bram, at=cast.OPENING + DAY,
        )  # fmt: skip
    cast.choosing.invite(tender=made.tender, by=bram, at=cast.OPENING + DAY)
    cast.interviewers_declare(made, at=cast.OPENING + DAY)
    monkeypatch.setattr(cast, "invited", lambda *_: made)
    cast.decided()
    look, case, letters = written(made)
    assert set(letters) == set(made.labels)
    assert posting.problems(look, list(letters.values())) == []
    for label, letter in letters.items():
        own = made.names[label]
        assert own in letter.text
        assert case.suppliers[label] in letter.text
        for other, name in made.names.items():
            if other != label:
                assert not case.others(label).found_in(letter.text), f"{label} names {name}"


@pytest.mark.django_db
def test_a_letter_says_why_where_and_what_can_be_done_until_when():
    made = cast.decided()
    _, case, letters = written(made)
    knocked_out, winner = made.labels[13], made.dossier.decisions[0].offers[0]
    last = next(label for label in made.labels if case.fates[label].place and not case.fates[label].place.goes_on)
    for label, letter in letters.items():
        assert "maandag 10 augustus 2026" in letter.text
        assert "Algemene wet bestuursrecht" in letter.text
        assert "kluis:" not in letter.text and "None" not in letter.text
        if label != winner:
            assert set(letter.text.split("\n\n")) >= HEADINGS
    assert "voldoet niet. Niet overheid. Dit staat op pagina 2 van het cv." in letters[knocked_out].text
    assert letters[knocked_out].text.count("- Eis ") == 4
    rejected = letters[last].text
    assert "Uw kandidaat hoorde daar niet bij." in rejected
    assert rejected.count("- Criterium ") == 4 and "Voor alle 30 punten was meer dan 2 jaar nodig." in rejected
    assert "De gekozen kandidaat kreeg hier 30 punten." in rejected
    assert "liet meer zien op criterium 7 (TOPdesk)" in rejected
    assert "hoger cijfer voor: Klantgericht" in letters[made.dossier.rounds[0].invited[1]].text
    assert "Op alle competenties het sterkst." in letters[winner].text
    assert all(
        "Op alle competenties het sterkst." not in each.text for label, each in letters.items() if label != winner
    )


@pytest.mark.django_db
def test_who_has_too_little_experience_reads_how_much_was_needed():
    made = cast.decided()
    _, case, _ = written(made)
    label, asked = made.labels[0], made.dossier.request.knockouts[1]
    result = knockout_result(
        asked, Finding(days=1504, citation=Citation(page=2, passage="Werkte")), cast.CLOSING.date(), ""
    )
    told = chapters._found(case, label, "Eis 2: voldoet niet.", result, Finding(days=1504))
    assert told.startswith("Eis 2: voldoet niet. Wij telden 1504 dagen ervaring. Nodig zijn 1826 dagen (5 jaar).")


@pytest.mark.django_db
def test_a_letter_about_an_offer_that_was_not_conform_gives_the_reason_and_the_page(monkeypatch):
    made = cast.opened(4, 2)
    bram, aside = made.people["Bram"], made.labels[2]
    for name in ("Ada", "Omar", "Bram"):
        assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people[name], at=cast.OPENING)
    for label in made.labels:
        assessing.judge_conformity(
            tender=made.tender, offer=label, is_conform=label != aside, reason="Werkt onder leiding van de gemeente.",
            citation=Citation(page=3, passage="Een team"), by=bram, at=cast.OPENING,
        )  # fmt: skip
    going = [label for label in made.labels if label != aside]
    for step, found in ((1, "1234"), (2, "5678")):
        for name in ("Ada", "Omar"):
            for label in going:
                for item in found:
                    assessing.find(
                        tender=made.tender, offer=label, item=item, finding=cast.findings(0)[item],
                        by=made.people[name], at=cast.OPENING,
                    )  # fmt: skip
            assessing.make_final(tender=made.tender, step=step, by=made.people[name], at=cast.OPENING)
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    cast.two_open(made, cast.Kind.RATE, cast.OPENING)
    assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people["Vera"], at=cast.OPENING)
    monkeypatch.setattr(cast, "listed", lambda *_: made)
    cast.decided()
    _, _, letters = written(made)
    assert "Werkt onder leiding van de gemeente. " not in letters[going[0]].text
    text = letters[aside].text
    assert "Werkt onder leiding van de gemeente." in text and "Het gaat om pagina 3 van het cv." in text
    assert "criterium" not in text.casefold().split("sterker maakte")[0]


@pytest.mark.django_db
def test_after_a_winner_who_dropped_out_the_others_get_a_letter_of_the_new_decision():
    made = cast.announced()
    first = made.dossier.decisions[0].offers[0]
    later = cast.ADVICE + 2 * DAY
    deciding.note_happening(
        tender=made.tender, kind=deciding.Kind.WINNER_DROPPED, reason="Koos ander werk.", by=made.people["Hanna"],
        at=cast.ADVICE + DAY,
    )  # fmt: skip
    second = made.dossier.rounds[0].invited[1]
    deciding.advise(tender=made.tender, offers=[second], reason="Ook goed.", by=made.people["Bram"], at=later)
    deciding.decide_award(tender=made.tender, offers=[second], reason="Ook goed.", by=made.people["Vera"], at=later)
    _, case, letters = written(made, later)
    assert first not in letters and len(letters) == 13
    assert letters[second].kind == "gunning"
    assert case.award.suspension.first == (later + DAY).date()


@pytest.mark.django_db
def test_the_letters_read_easily():
    made = cast.decided()
    _, _, letters = written(made)
    for letter in letters.values():
        reading = reading_of(letter.text)
        assert reading.words_a_sentence <= 12
        assert not [hint for hint in reading.hints if "schrijf liever" in hint], letter.text


def test_jargon_and_long_sentences_are_told():
    hints = reading_of("Indien u tevens " + "heel veel " * 12 + "wilt, dient u teneinde te wachten.").hints
    assert any("'indien': schrijf liever 'als'" in hint for hint in hints)
    assert any("Een zin van" in hint for hint in hints)
    assert reading_of("").words_a_sentence == 0


PEOPLE = st.lists(
    st.from_regex(r"[A-Z][a-z]{3,9} [A-Z][a-z]{3,9}", fullmatch=True), min_size=2, max_size=5, unique_by=str.casefold
)


@given(
    PEOPLE, st.lists(st.decimals(min_value=30, max_value=200, places=2), min_size=2, max_size=5, unique=True), st.data()
)
def test_no_name_and_no_rate_of_somebody_else_survives(people, rates, data):
    names = {f"K{place}": name for place, name in enumerate(people)}
    amounts = {f"K{place}": rate for place, rate in enumerate(rates)}
    others = others_than("K0", names=names, suppliers={}, rates=amounts)
    words = [*people, *(name.split()[1] for name in people), *(f"{rate:.2f}" for rate in rates),
             *(f"€ {rate:.2f}".replace(".", ",") for rate in rates), "en", "past goed."]  # fmt: skip
    text = " ".join(data.draw(st.lists(st.sampled_from(words), max_size=12)))
    cleaned = others.clean(text)
    assert others.found_in(cleaned) == []
    for name in others.names:
        if not set(name.split()) & set(people[0].split()):
            assert name.split()[1] not in cleaned.split()


def again(made, kind, **more):
    """The first decision falls away, and the second who passed is chosen."""
    at, second = cast.ADVICE + DAY, made.dossier.rounds[0].invited[1]
    deciding.note_happening(tender=made.tender, kind=kind, by=made.people["Hanna"], at=at - timedelta(hours=1), **more)
    for act, who in ((deciding.advise, "Bram"), (deciding.decide_award, "Vera")):
        act(tender=made.tender, at=at, offers=[second], reason="Past nu het beste.", by=made.people[who])
    return written(made, at)


@pytest.mark.django_db
def test_a_second_decision_says_that_it_takes_the_place_of_the_first_and_names_nobody():
    made = cast.announced(4, 4)
    winner = made.dossier.decisions[0].offers[0]
    look, _, letters = again(made, Kind.WINNER_DROPPED, offer=winner, reason="Kandidaat 1 heeft ander werk.")
    assert set(letters) == set(made.labels) - {winner}
    for letter in letters.values():
        assert "Onze brief van dinsdag 21 juli 2026 geldt niet meer: de gekozen kandidaat viel af." in letter.text
        assert "De wachttijd begint opnieuw." in letter.text and "ander werk" not in letter.text
    assert posting.problems(look, list(letters.values())) == []


@pytest.mark.django_db
def test_who_loses_the_award_by_a_document_reads_which_and_why():
    made = cast.announced(4, 4)
    winner = made.dossier.decisions[0].offers[0]
    _, _, letters = again(made, Kind.CHECK_FAILED, offer=winner, check="VOG", reason="Op naam van een ander.")
    letter = letters[winner].text
    assert "uw kandidaat viel af" in letter and "VOG. Op naam van een ander." in letter
    assert "beter past" not in letter and "kort geding" in letter and "kluis:" not in letter
    assert not [each for label, each in letters.items() if label != winner and "Op naam van" in each.text]
