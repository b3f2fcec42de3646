"""
Every file that a test makes goes by the verifier: nothing that the product can make stands out of order for it.

On SQLite only: the same tests make the same files on another database.
"""

import json

import pytest
from django.db import connection

from servicepunt.domains.tenders.models import Fact, Tender
from servicepunt.domains.tenders.rules.chain import public_part
from servicepunt.entrypoints.awarding.verifier.folding import Facts
from servicepunt.entrypoints.awarding.verifier.package import told_in
from servicepunt.entrypoints.awarding.verifier.standing import Order


@pytest.fixture
def out_of_order():
    """For a test that writes facts which no action would: its files are not looked at."""


@pytest.fixture(autouse=True)
def _every_file_stands(request):
    marked, names = request.node.get_closest_marker("django_db"), set(request.fixturenames)
    is_again = connection.vendor != "sqlite"
    if is_again or "out_of_order" in names or not (marked or names & {"db", "transactional_db", "live_server"}):
        yield
        return
    is_real = (marked and marked.kwargs.get("transaction")) or names & {"transactional_db", "live_server"}
    request.getfixturevalue("transactional_db" if is_real else "db")
    yield
    for tender in Tender.objects.all():
        bodies = list(Fact.objects.filter(tender=tender).order_by("number").values_list("body", flat=True))
        stand([json.loads(body) for body in bodies], is_full=True)
        stand([json.loads(public_part(body)) for body in bodies], is_full=False)


def stand(lines, *, is_full):
    """Take lines in order; raises at the first that could not stand there."""
    return Facts([told_in(line) for line in lines], Order(is_full=is_full).check)
