"""Documents of our own: the text comes out again, in order, tagged, and the same bytes every time."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from servicepunt.adapters.pdf.documents import Bullets, Document, Heading, Paragraph, Table
from servicepunt.adapters.pdf.letters import broken, shown
from servicepunt.adapters.pdf.reading import read_pdf
from servicepunt.adapters.pdf.writing import write_pdf

NOON = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)
SENTENCE = "De coördinator vraagt één financiële toelichting: € 75,00 per uur, ß, ÿ, œ, naïef, Łódź, Şahin, Ștefan."
RECORD = Document(
    title="Proces-verbaal van opening",
    header="Gemeente Voorbeeld",
    footer="Aanvraag 30954",
    author="Gemeente Voorbeeld",
    blocks=[
        Paragraph(SENTENCE),
        Heading("Ontvangen"),
        Table(
            ("Nr.", "Ontvangen op"), [(str(number), f"{number} juli om 09:00 uur") for number in range(1, 91)], (1, 4)
        ),
        Heading("Bijzonderheden", 3),
        Bullets(["Niets te laat.", "Eén ingetrokken."]),
    ],
)


def plain(content: bytes) -> str:
    return " ".join(" ".join(read_pdf(content).texts).split())


def elements(content: bytes) -> list[tuple[str, list]]:
    def told(element) -> tuple[str, list]:
        kids = [kid.get_object() for kid in element["/K"]]
        return element["/S"], [told(kid) if "/S" in kid else (int(kid["/MCID"])) for kid in kids]

    root = PdfReader(io.BytesIO(content)).root_object["/StructTreeRoot"]
    return told(root["/K"][0].get_object())[1]


def test_what_was_written_is_read_again_with_accents_and_the_euro():
    facts = read_pdf(write_pdf(RECORD, NOON))
    assert (facts.fault, facts.has_script, facts.has_files, facts.unread) == (None, False, False, ())
    text = " ".join(facts.texts[0].split())
    assert SENTENCE in text
    assert text.index("Proces-verbaal van opening") < text.index("De coördinator") < text.index("Ontvangen op")


def test_every_page_has_its_number_header_footer_and_the_head_of_the_table():
    facts = read_pdf(write_pdf(RECORD, NOON))
    assert facts.pages >= 3
    for number, text in enumerate(facts.texts, 1):
        assert f"Pagina {number} van {facts.pages}" in text
        assert "Gemeente Voorbeeld" in text
        assert "Aanvraag 30954" in text
        assert "Ontvangen op" in text
    rows = " ".join(facts.texts)
    assert all(f"{number} juli om 09:00 uur" in rows for number in range(1, 91))


def test_the_same_document_at_the_same_moment_is_the_same_bytes_everywhere():
    code = (
        "import sys; from servicepunt.adapters.pdf.tests.test_writing import *;"
        "sys.stdout.buffer.write(write_pdf(RECORD, NOON))"
    )
    first = write_pdf(RECORD, NOON)
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Pacific/Auckland"}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
        assert done.stdout == first
    assert write_pdf(RECORD, NOON.replace(minute=1)) != first


def test_it_says_its_title_its_language_and_when_it_was_made():
    reader = PdfReader(io.BytesIO(write_pdf(RECORD, NOON)))
    catalog = reader.root_object
    assert catalog["/Lang"] == "nl-NL"
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert (reader.metadata.title, reader.metadata.author) == ("Proces-verbaal van opening", "Gemeente Voorbeeld")
    assert reader.metadata.creation_date == NOON
    assert [item.title for item in reader.outline] == ["Proces-verbaal van opening", "Ontvangen", "Bijzonderheden"]


def test_every_font_is_in_the_file():
    reader = PdfReader(io.BytesIO(write_pdf(RECORD, NOON)))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_a_screen_reader_is_told_what_everything_is():
    parts = elements(write_pdf(RECORD, NOON))
    assert [kind for kind, _ in parts] == ["/H1", "/P", "/H2", "/Table", "/H3", "/L"]
    rows = parts[3][1]
    assert [kind for kind, _ in rows[0][1]] == ["/TH", "/TH"]
    assert len(rows) == 91
    assert all([kind for kind, _ in row[1]] == ["/TD", "/TD"] for row in rows[1:])
    assert [kind for kind, _ in parts[5][1][0][1]] == ["/Lbl", "/LBody"]


def test_all_content_is_marked_once_or_said_to_be_decoration():
    reader = PdfReader(io.BytesIO(write_pdf(RECORD, NOON)))
    numbers = reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    for index, page in enumerate(reader.pages):
        content = page.get_contents().get_data().decode("latin-1")
        depth = shown_outside = 0
        for line in content.splitlines():
            depth += line.endswith(("BDC", "BMC"))
            shown_outside += ("Tj" in line or "TJ" in line) and depth != 1
            depth -= line == "EMC"
        assert (depth, shown_outside) == (0, 0)
        assert page["/StructParents"] == numbers[2 * index] == index
        assert content.count("/MCID") == len(numbers[2 * index + 1])


def test_a_paragraph_over_pages_stays_one_paragraph():
    long = Document("Lang", [Paragraph("woord " * 3_000)])
    content = write_pdf(long, NOON)
    assert read_pdf(content).pages >= 3
    kind, marks = elements(content)[1]
    assert (kind, len(marks)) == ("/P", read_pdf(content).pages)
    assert plain(content).count("woord") == 3_000


def test_a_cell_longer_than_a_page_goes_on_and_loses_nothing():
    content = write_pdf(Document("Lang", [Table(("Vraag", "Antwoord"), [("1", "antwoord " * 1_500)])]), NOON)
    assert plain(content).count("antwoord") == 1_500
    assert read_pdf(content).pages > 2


def test_a_heading_never_ends_a_page():
    for lines in range(38, 52):
        blocks = [*[Paragraph("regel")] * lines, Heading("Kop"), Paragraph("na de kop")]
        pages = read_pdf(write_pdf(Document("T", blocks), NOON)).texts
        assert not any(text.rstrip().endswith("Kop") for text in pages)


def test_a_row_of_another_width_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="1 cells"):
        write_pdf(Document("T", [Table(("a", "b"), [("c",)])]), NOON)


def test_empty_parts_are_no_fault():
    blocks = [Paragraph(""), Bullets([]), Table(("a",), []), Table(("a",), [("",)]), Heading("")]
    assert read_pdf(write_pdf(Document("", blocks), NOON)).pages == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cafe\u0301", "Café"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("nul\0 en\u200bniets", "nul enniets"),
        ("ﬁets", "fiets"),
        ("世", "?"),
        ("Ștefan Ωmega Иван", "Ștefan Ωmega Иван"),
    ],
)
def test_only_letters_that_can_be_shown_are(text, expected):
    content = write_pdf(Document("T", [Paragraph(text)]), NOON)
    assert expected in plain(content)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_written(text):
    facts = read_pdf(write_pdf(Document(text, [Paragraph(text), Table(("x",), [(text,)])], header=text), NOON))
    assert facts.fault is None


@given(st.text(alphabet="ab \n", max_size=60), st.integers(1, 9))
def test_lines_keep_every_letter_and_fit(text, width):
    lines = broken(text, width, len)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(len(line) <= width for line in lines)
    # As full as they can be: the first word of the next line did not fit, unless the text broke there.
    if "\n" not in text:
        assert all(len(line) + 1 + len(after.split(" ")[0]) > width for line, after in pairwise(lines) if after)


def test_the_known_letters_are_those_of_the_font():
    assert shown("aé€", {ord("a"), ord("e")}) == "ae?"
