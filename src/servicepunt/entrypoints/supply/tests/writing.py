"""An offer as somebody types it, and PDFs with words on their pages."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from servicepunt.adapters.pdf.tests.files import pdf_of, stream

DUTCH = (
    "Ik werk sinds 2019 als medewerker van een servicepunt bij een gemeente, en ik help daar elke dag mensen die met "
    "hun computer of telefoon niet verder kunnen; ook heb ik in een project met andere teams het proces verbeterd."
)


def pdf(*pages, words=DUTCH):
    """Return a PDF with this text on every page; one page when none is given."""
    texts = pages or (words,)
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(texts)))
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, len(texts)),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
    ]
    for number, text in enumerate(texts):
        objects.append(
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources <</Font <</F1 3 0 R>>>>>>"
            % (first + 2 * number + 1)
        )
        objects.append(stream(b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % text.encode("cp1252")))
    return pdf_of(objects)


def upload(content, name="Mijn cv.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def typed(**changed):
    """Return the fields of an offer that nothing stops."""
    fields = {
        "candidate": "Kim de Boer",
        "residence": "Zwolle",
        "form": "zelfstandige",
        "rate": "81,50",
        "accepts": "on",
        "dba": "Wij richten het werk zelf in. De kandidaat kiest de werkwijze en de uren, en laat zich vervangen "
        "als dat nodig is. Er is geen gezag, en de kandidaat heeft meer opdrachtgevers en eigen middelen.",
        "then": "check",
    }
    for number, name in ((1, "A. Een"), (2, "B. Twee")):
        fields |= {
            f"reference-{number}-name": name,
            f"reference-{number}-reach": "0612345678",
            f"reference-{number}-consents": "on",
        }
    for item in [*"12345678", *(f"competentie-{each}" for each in ("klant", "probleem", "communicatie"))]:
        fields |= {f"item-{item}-text": "Zie het cv.", f"item-{item}-page": "1", f"item-{item}-document": "cv"}
    return fields | changed


def begun(client, number="30954"):
    """Begin a draft, and return its address."""
    answer = client.post(f"/aanvragen/{number}/inschrijvingen/")
    assert answer.status_code == 302, answer
    return answer["Location"]


def ready(client, *, content=None, **changed):
    """Write a whole draft, and return the address of its check."""
    address = begun(client)
    answer = client.post(address, typed(cv=upload(content or pdf()), **changed))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"]


def sent(client, **changed):
    """Send an offer, and return the address of its receipt."""
    check = ready(client, **changed)
    answer = client.post(check)
    assert answer.status_code == 302, refusals(answer)
    return answer["Location"]


def refusals(answer):
    """Return the words of the error summary of a page."""
    text = answer.content.decode()
    found = re.search(r"sp-error-summary.*?</div>", text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group())) if found else ""
