"""A desk on the day after the opening, keys that are cheap to make, and CVs that are real PDFs."""

from datetime import timedelta
from functools import cache

import pytest
from django.test import Client

from servicepunt.adapters.pdf.documents import Document, Heading, Paragraph
from servicepunt.adapters.pdf.reading import read_pdf
from servicepunt.adapters.pdf.writing import write_pdf
from servicepunt.config import clock
from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tenders.tests.standing import _every_file_stands, out_of_order  # noqa: F401  # fixtures
from servicepunt.foundation.sealing import persons

AT = cast.OPENING + timedelta(hours=4)
JOBS = [
    Heading("Werkervaring"),
    Paragraph("Medewerker servicedesk bij een gemeente, maart 2023 t/m augustus 2024. Meldingen behandeld in TOPdesk."),
    Paragraph("Van 15 juni 2024 tot 31 december 2024 gewerkt met TOPdesk in een multidisciplinair project."),
]


@cache
def real_cv(name):
    return write_pdf(Document(title=f"Cv van {name}", blocks=JOBS), cast.START)


@cache
def real_texts(name):
    return read_pdf(real_cv(name)).texts


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch):
    monkeypatch.setattr(persons, "COST", 4)
    monkeypatch.setitem(persons.person_key.__kwdefaults__, "cost", 4)


@pytest.fixture(autouse=True)
def _day_of_the_opening(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def real_pdfs(monkeypatch):
    monkeypatch.setattr(cast, "cv_of", real_cv)
    monkeypatch.setattr(cast, "texts_of", real_texts)


@pytest.fixture
def enter():
    """Return somebody's browser."""

    def client_of(made, name):
        client = Client(raise_request_exception=True)
        client.force_login(made.people.get(name) or made.suppliers[0])
        return client

    return client_of
