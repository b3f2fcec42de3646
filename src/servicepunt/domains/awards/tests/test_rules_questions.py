"""Core questions: of the competences of a service point each has its own, about what somebody did."""

import pytest

from servicepunt.domains.awards.rules.questions import core_questions

SEEDED = ("Klant- en servicegerichtheid", "Probleemoplossend vermogen", "Communicatieve vaardigheden")


def test_each_competence_of_a_service_point_has_questions_of_its_own():
    asked = [core_questions(name) for name in SEEDED]
    assert len({tuple(each) for each in asked}) == len(SEEDED)
    assert all(len(each) == 3 for each in asked)


@pytest.mark.parametrize("name", [*SEEDED, "Samenwerken", "Stressbestendig", "", "Gericht op de klant"])
def test_a_question_asks_one_thing_in_short_sentences_and_never_repeats_the_name(name):
    for question in core_questions(name):
        assert question.endswith("?")
        assert max(len(sentence.split()) for sentence in question.replace("?", ".").split(".")) <= 20
        assert not name or name.casefold() not in question.casefold()
