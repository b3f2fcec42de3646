"""What comes along with a letter: limits, names, the virus scanner, and how it is given to a browser."""

import threading
from collections.abc import Iterator
from email.message import EmailMessage
from socket import create_server

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from servicepunt.adapters.storage.tests.test_scan import EICAR, FakeClamd
from servicepunt.design.uploads import FileRefused, keep_uploads
from servicepunt.domains.mail.models import IncomingLetter
from servicepunt.domains.tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings) -> Iterator[FakeClamd]:
    with create_server(("127.0.0.1", 0)) as listener:
        server = FakeClamd(listener)
        threading.Thread(target=server.serve, daemon=True).start()
        settings.SCANNER = f"tcp:127.0.0.1:{listener.getsockname()[1]}"
        yield server


def with_files(*files: tuple[str, bytes, str]) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "eva@elders.test", "servicepunt@voorbeeld.test", "Bijlagen"
    made["Message-ID"] = "<bijlagen@elders.test>"
    made.set_content("Zie de bijlagen.")
    for name, content, kind in files:
        main, _, sub = kind.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


def test_files_of_a_letter_are_kept_byte_for_byte(receive):
    receive(with_files(("foto.png", b"\x89PNG\r\n\x00\xff", "image/png"), ("plan.pdf", b"%PDF-1.7", "application/pdf")))
    kept = Attachment.objects.order_by("id")
    assert [(file.name, file.size, file.scan) for file in kept] == [
        ("foto.png", 8, "unscanned"),
        ("plan.pdf", 8, "unscanned"),
    ]


def test_a_program_or_a_file_too_large_stays_in_the_source_and_the_letter_says_so(receive, settings):
    settings.MAX_UPLOAD_MB = 1
    kept = receive(
        with_files(("gratis.exe", b"MZ", "application/x-msdownload"), ("film.mp4", b"x" * 1_100_000, "video/mp4"))
    )
    text = Message.objects.get().text
    assert kept.state == IncomingLetter.State.ACCEPTED
    assert "gratis.exe is een programma" in text and "film.mp4 is te groot" in text
    assert text.count("Ze staat nog in het bronbericht.") == 2
    assert not Attachment.objects.exists()


def test_what_the_scanner_finds_is_not_taken_and_the_rest_is(receive, scanner):
    receive(with_files(("rekening.pdf", EICAR, "application/pdf"), ("plan.pdf", b"%PDF", "application/pdf")))
    assert "rekening.pdf bevat een virus" in Message.objects.get().text
    assert [(file.name, file.scan) for file in Attachment.objects.all()] == [("plan.pdf", "clean")]


def test_without_the_scanners_answer_no_file_is_taken_but_the_letter_is(receive, settings):
    settings.SCANNER = "unix:/er/is/geen/scanner"
    receive(with_files(("plan.pdf", b"%PDF", "application/pdf")))
    assert "plan.pdf kan nu niet op virussen worden gecontroleerd" in Message.objects.get().text
    assert not Attachment.objects.exists()


def test_what_somebody_uploads_is_scanned_as_well(scanner):
    assert keep_uploads([SimpleUploadedFile("a.txt", b"goed")])[0].scan == "clean"
    with pytest.raises(FileRefused, match="bevat een virus"):
        keep_uploads([SimpleUploadedFile("b.txt", EICAR)])


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("pagina.html", "text/html", "attachment"),
        ("tekening.svg", "image/svg+xml", "attachment"),
        ("foto.png", "image/png", "inline"),
        ("plan.pdf", "application/pdf", "attachment"),
        ("naam\r\nSet-Cookie: x=1.png", "image/png", "inline"),
    ],
)
def test_a_browser_gets_a_file_that_can_run_nothing(village, receive, client, name, kind, disposition):
    receive(with_files((name.replace("\r\n", " "), b"<script>alert(1)</script>", kind)))
    client.force_login(village.fatima)
    answer = client.get(reverse("files:attachment", args=[Attachment.objects.get().pk]), {"toon": "1"})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith(f"{disposition}; filename*=UTF-8''")
    assert answer["Content-Type"] == (kind if disposition == "inline" else "application/octet-stream")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer
    assert Ticket.objects.count() == 1


def test_a_picture_in_the_text_of_a_mail_is_named_where_its_layout_can_be_seen(village, receive, client):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "eva@elders.test", "servicepunt@voorbeeld.test", "Schermafdruk"
    made.set_content("Zie hieronder.")
    made.add_alternative("<p>Zie hieronder.</p><img src='cid:een'><img src='cid:twee'>", subtype="html")
    for name in ("een", "twee"):
        made.get_payload()[1].add_related(name.encode(), "image", "png", cid=f"<{name}>", disposition="inline")
    receive(made.as_bytes())
    client.force_login(village.fatima)
    page = client.get(reverse("tickets:ticket", args=[Ticket.objects.get().number.replace(" ", "-")]))
    assert "Toon de mail met opmaak en 2 afbeeldingen" in page.content.decode()
