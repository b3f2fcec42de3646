"""A passage stands where it is said to stand, or it gives nothing."""

import pytest

from servicepunt.domains.awards.actions import assessing, settling
from servicepunt.domains.awards.rules.passages import PICTURED, fault_of
from servicepunt.domains.hiring.rules.offers import Citation, Example, Finding, Period
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.tests import cast

WORK = "Van 2015 tot 2020 werkte zij bij de gemeente als me-\nde\u00adwerker o\ufb03ce. " * 6


def cited(passage, page=1, document="cv"):
    return Citation(page=page, passage=passage, document=document)


@pytest.mark.parametrize("passage", ["werkte  zij\nbij de GEMEENTE", "medewerker office", "mede-werker", "als me- de"])
def test_blanks_hyphens_capitals_and_ligatures_do_not_matter(passage):
    assert fault_of(cited(passage), [WORK], 1) == ""


@pytest.mark.parametrize(("passage", "page", "words"), [
    ("werkte zij bij de gemeente", 99, "Bladzijde 99 bestaat niet: dit stuk heeft er 1"),
    ("werkte zij bij de gemeente", 0, "bestaat niet"),
    ("leidde een team van veertig", 1, "staan niet op bladzijde 1"),
    ("a", 1, "te kort"),
    ("- -", 1, "te kort"),
])  # fmt: skip
def test_what_is_not_there_is_refused_also_when_it_is_said_to_be_a_picture(passage, page, words):
    assert words in fault_of(cited(passage, page), [WORK], 1)
    assert words in fault_of(cited(passage, page, "cv" + PICTURED), [WORK], 1)


@pytest.mark.parametrize(("texts", "pages"), [(["Cv", ""], 2), ([], 2)])
def test_only_a_page_without_text_can_be_a_picture_and_somebody_says_so(texts, pages):
    assert "Staan ze in een afbeelding" in fault_of(cited("Werkte hier", 2), texts, pages)
    assert fault_of(cited("Werkte hier", 2, "cv" + PICTURED), texts, pages) == ""
    assert "bestaat niet" in fault_of(cited("Werkte hier", 3, "cv" + PICTURED), texts, pages)


@pytest.mark.django_db
@pytest.mark.parametrize(("item", "finding"), [
    ("3", Finding(meets=True, citation=cited("Een team", page=99))),
    ("3", Finding(meets=True, citation=cited("Leidde veertig mensen", page=1))),
    ("2", Finding(periods=(Period(since="2010", citation=cited("Verzonnen werk", page=2)),))),
    ("3", Finding(meets=True, citation=cited("Een team", document="brief"))),
    ("3", Finding(meets=True, citation=cited("Iets anders", page=2, document="toelichting"))),
])  # fmt: skip
def test_no_finding_rests_on_what_is_not_in_the_offer(item, finding):
    made = cast.judged(1, 1)
    given = {"tender": made.tender, "offer": made.k(1), "item": item, "at": cast.OPENING}
    with pytest.raises(Refused, match="bestaat niet|niet te vinden|niet op bladzijde|zit niet bij"):
        assessing.find(**given, finding=finding, by=made.people["Ada"])
    assert made.dossier.findings == {}


@pytest.mark.django_db
def test_a_judgement_of_conformity_is_looked_up_too():
    made = cast.opened(1, 1)
    bram = made.people["Bram"]
    assessing.declare_interest(tender=made.tender, offers=[], text="", by=bram, at=cast.OPENING)
    judged = {"tender": made.tender, "offer": made.k(1), "is_conform": False, "reason": "Onder leiding", "by": bram}
    with pytest.raises(Refused, match="niet te vinden"):
        assessing.judge_conformity(**judged, citation=cited("onder leiding", document="dba"), at=cast.OPENING)
    assessing.judge_conformity(**judged, citation=cited("kiest de eigen werkwijze", document="dba"), at=cast.OPENING)


@pytest.mark.django_db
def test_examples_and_proposals_are_looked_up_and_the_explanation_of_the_supplier_is_a_source():
    made = cast.judged(1, 1)
    given = {"tender": made.tender, "offer": made.k(1), "at": cast.OPENING}
    invented = Finding(examples=(Example(citation=cited("Minder mail", 2)), Example(citation=cited("Verzonnen", 1))))
    explained = Finding(meets=True, citation=cited("Zie het cv", 2, "toelichting"))
    for name, third in (("Ada", explained), ("Omar", Finding(meets=False, reason="Nee", citation=cast.CITED))):
        for item in "1234":
            found = third if item == "3" else cast.findings(0)[item]
            assessing.find(**given, item=item, finding=found, by=made.people[name])
        assessing.make_final(tender=made.tender, step=1, by=made.people[name], at=cast.OPENING)
    proposed = Finding(meets=True, citation=cited("Verzonnen team", 3))
    with pytest.raises(Refused, match="niet te vinden"):
        settling.propose(**given, item="3", finding=proposed, reason="Samen", by=made.people["Ada"])
    settling.propose(**given, item="3", finding=explained, reason="Samen", by=made.people["Ada"])
    seen = made.dossier.proposals[made.k(1), "3"].reason
    settling.agree(**given, item="3", seen=seen, by=made.people["Omar"])
    with pytest.raises(Refused, match="niet te vinden"):
        assessing.find(**given, item="6", finding=invented, by=made.people["Ada"])
