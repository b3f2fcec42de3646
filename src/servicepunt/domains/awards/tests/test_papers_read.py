"""From bytes to sentences: real files, read in the child process, judged by the rules."""

from datetime import UTC, datetime

import msgspec
import pytest

from servicepunt.adapters.pdf.documents import Document, Paragraph
from servicepunt.adapters.pdf.facts import Fault
from servicepunt.adapters.pdf.reading import read_pdf
from servicepunt.adapters.pdf.tests import files
from servicepunt.adapters.pdf.writing import write_pdf
from servicepunt.domains.awards.rules.papers import Paper, Papers, Part, PartKind, Pointer, check_papers
from servicepunt.domains.hiring.rules.request import Documents, Request
from servicepunt.domains.hiring.tests.procedures import request

REQUEST = msgspec.structs.replace(
    msgspec.convert(request(competenties=[]), Request, strict=False), offer=Documents(most_pages=5)
)
TEXT = "Ik heb zes jaar gewerkt bij de gemeente en was daar het eerste gezicht van de servicedesk. " * 60
CV = write_pdf(Document("Curriculum vitae", [Paragraph(TEXT)] * 3), datetime(2026, 7, 1, tzinfo=UTC))


def paper(content: bytes, *parts: Part) -> Paper:
    facts = read_pdf(content)
    return Paper(
        "cv", facts.kind, fault=facts.fault or "", is_encrypted=facts.is_encrypted, has_script=facts.has_script,
        has_files=facts.has_files, pages=facts.pages, texts=facts.texts, parts=parts,
    )  # fmt: skip


def checked(content: bytes, *parts: Part):
    pointers = {name: Pointer("cv", 2) for name in "12345678"}
    return check_papers(Papers([paper(content, *parts)], "75,00", pointers=pointers), REQUEST)


def test_a_cv_of_ours_is_accepted_and_read_as_dutch():
    found = checked(CV)
    assert (found.refusals, found.hints, found.language) == ([], [], "nl")
    assert found.cv_pages == read_pdf(CV).pages > 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.docx(), "is een Word-bestand, ook als de naam anders zegt"),
        (files.encrypted(), "is versleuteld of beveiligd"),
        (files.looping(), "is beschadigd of niet compleet"),
        (files.branching(), "is te ingewikkeld om veilig te lezen"),
        (files.pages_of(2)[:200], "is beschadigd of niet compleet"),
        (files.page_with(files.stream(b""), catalog=b"/OpenAction <</S /JavaScript /JS (x)>>"), "bevat een programma"),
        (b"", "is leeg"),
    ],
)
def test_a_bad_file_is_refused_in_words(content, said):
    (refusal,) = checked(content).refusals
    assert refusal.about == "bestand.cv"
    assert refusal.sentence.startswith(f"Het bestand 'cv' {said}")


def test_nine_pages_are_accepted_when_four_of_them_are_no_cv():
    nine = files.pages_of(9)
    assert [each.about for each in checked(nine).refusals] == ["onderdelen"]
    parts = (Part(PartKind.COVER, 1, 1), Part(PartKind.LETTER, 2, 4), Part(PartKind.CV, 5, 9))
    found = checked(nine, *parts)
    assert (found.refusals, found.cv_pages) == ([], 5)
    assert "vinden wij geen tekst" in found.hints[0].sentence


def test_every_fault_of_reading_has_a_sentence_of_its_own():
    faults = [fault for fault in Fault if fault != Fault.NOT_PDF]
    assert len(faults) >= 4
    said = [check_papers(Papers([Paper("cv", "pdf", fault=each)], "75"), REQUEST).refusals for each in faults]
    assert all(refusal.sentence.startswith("Het bestand 'cv' ") for refusal, *_ in said)
    assert len({refusal.sentence for refusal, *_ in said}) == len(faults)
