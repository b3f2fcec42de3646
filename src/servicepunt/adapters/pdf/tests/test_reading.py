"""PDFs of strangers: facts, or a clear fault; never a hang, and never in this process."""

import os
import random
import time

import pytest

from servicepunt.adapters.pdf.facts import Fault
from servicepunt.adapters.pdf.kinds import kind_of
from servicepunt.adapters.pdf.reading import LARGEST, read_pdf
from servicepunt.adapters.pdf.tests import files

LAUNCH = b"/OpenAction <</S /Launch /F (calc.exe)>>"
SCRIPT = b"<</S /JavaScript /JS (app.alert(1))>>"


def test_the_text_of_every_page_is_read():
    facts = read_pdf(files.plain("Coördinator, één jaar, \u20ac 75"))
    assert (facts.kind, facts.pages, facts.fault) == ("pdf", 1, None)
    assert facts.texts == ("Coördinator, één jaar, € 75",)
    assert not (facts.is_encrypted or facts.has_script or facts.has_files or facts.unread)


def test_a_page_without_text_is_a_page():
    facts = read_pdf(files.pages_of(6))
    assert (facts.pages, facts.texts) == (6, ("",) * 6)


@pytest.mark.parametrize("password", ["", "geheim"])
def test_an_encrypted_file_is_called_that_and_not_opened(password):
    facts = read_pdf(files.encrypted(password))
    assert facts.is_encrypted
    assert (facts.fault, facts.pages, facts.texts) == (None, 0, ())


@pytest.mark.parametrize(
    "content",
    [
        files.page_with(files.stream(b""), catalog=b"/OpenAction " + SCRIPT),
        files.page_with(files.stream(b""), catalog=LAUNCH),
        files.page_with(files.stream(b""), page=b"/AA <</O 6 0 R>>", extra=[SCRIPT]),
        files.page_with(files.stream(b""), page=b"/Annots [<</Subtype /Widget /A 6 0 R>>]", extra=[SCRIPT]),
        files.page_with(files.stream(b""), catalog=b"/Names <</JavaScript <</Names [(a) 6 0 R]>>>>", extra=[SCRIPT]),
        files.page_with(files.stream(b""), catalog=b"/AcroForm <</XFA [(a) 6 0 R]>>", extra=[files.stream(b"<x/>")]),
        files.page_with(files.stream(b""), catalog=b"/OpenAction <</S /#4aavaScript /#4a#53 (x)>>"),
    ],
)
def test_script_is_found_wherever_it_hangs(content):
    facts = read_pdf(content)
    assert (facts.fault, facts.has_script, facts.has_files) == (None, True, False)


@pytest.mark.parametrize(
    "content",
    [
        files.page_with(
            files.stream(b""),
            catalog=b"/Names <</EmbeddedFiles <</Names [(a) <</Type /Filespec /EF <</F 6 0 R>>>>]>>>>",
            extra=[files.stream(b"MZ", b"/Type /EmbeddedFile")],
        ),
        files.page_with(files.stream(b""), page=b"/Annots [<</Subtype /FileAttachment /FS <<>>>>]"),
    ],
)
def test_a_file_in_the_file_is_found(content):
    facts = read_pdf(content)
    assert (facts.fault, facts.has_script, facts.has_files) == (None, False, True)


def test_text_about_javascript_is_no_script():
    facts = read_pdf(files.page_with(files.stream(b"BT /F1 9 Tf (/JS /JavaScript) Tj ET"), catalog=b"/Lang (/JS)"))
    assert not facts.has_script


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.docx(), "docx"),
        (b"", "leeg"),
        (b"  \n", "leeg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "doc"),
        (b"PK\x03\x04" + bytes(90), "zip"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>cv", "html"),
        (b"{\\rtf1 cv}", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"zomaar tekst", "onbekend"),
        (b"MZ" + bytes(40) + files.plain(), "onbekend"),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_its_name_is(content, kind):
    facts = read_pdf(content)
    assert (facts.kind, facts.fault) == (kind, Fault.NOT_PDF)
    assert kind_of(content) == kind


def test_a_file_that_is_too_large_is_not_read():
    assert read_pdf(files.plain() + bytes(LARGEST)).fault == Fault.TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [
        files.bomb(),
        files.twice_packed_bomb(),
        files.looping(),
        files.branching(),
        files.pages_of(5_000),
        files.nested(50_000),
    ],
    ids=["bomb", "bomb in a bomb", "loop", "branching", "many pages", "nested"],
)
def test_a_hostile_file_gets_a_fault_and_not_our_time(content):
    start = time.monotonic()
    assert read_pdf(content).fault in {Fault.TOO_MUCH, Fault.DAMAGED, Fault.NO_PAGES}
    assert time.monotonic() - start < 60
    assert read_pdf(files.plain()).fault is None


def test_forms_that_draw_each_other_end():
    facts = read_pdf(files.form_that_draws_itself())
    assert facts.fault in {None, Fault.TOO_MUCH}


def test_a_file_that_was_cut_off_never_passes_for_whole():
    whole = files.pages_of(3)
    body = whole.index(b"xref")
    for length in range(5, body, 7):
        facts = read_pdf(whole[:length])
        assert facts.fault is not None, length


@pytest.mark.parametrize("gone", [b"null", b"<</Type /Nothing>>", b"7"])
def test_a_file_that_lost_a_page_is_damaged_and_not_shorter(gone):
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"
    tree = b"<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>"
    catalog = b"<</Type /Catalog /Pages 2 0 R>>"
    assert read_pdf(files.pdf_of([catalog, tree, page, page])).pages == 2
    assert read_pdf(files.pdf_of([catalog, tree, page, gone])).fault == Fault.DAMAGED


def test_a_file_without_pages_is_called_that():
    empty = files.pdf_of([b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [] /Count 0>>"])
    assert read_pdf(empty).fault == Fault.NO_PAGES
    assert read_pdf(files.pdf_of([b"<</Type /Catalog>>"])).fault == Fault.DAMAGED


def test_whatever_the_bytes_the_answer_is_facts():
    chance = random.Random(30954)
    whole = files.plain()
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            content[chance.randrange(5, len(content))] = chance.randrange(256)
        facts = read_pdf(bytes(content))
        assert facts.kind == "pdf"
        assert len(facts.texts) == facts.pages
        "".join(facts.texts).encode()
    assert read_pdf(b"%PDF-" + os.urandom(5_000)).fault is not None
