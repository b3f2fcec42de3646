"""Fifty suppliers who send in the last second, with the closing instant in between."""

import itertools
import re
import threading
from datetime import timedelta

from django.db import connection
from django.test import Client

from servicepunt.config import clock
from servicepunt.domains.tenders.models import Envelope, OfferDraft
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.rules import chain
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.supply import drafts
from servicepunt.entrypoints.supply.tests.writing import pdf, ready
from servicepunt.foundation.sealing import persons

SUPPLIERS = 50


def rush():
    """
    Send from fifty threads while the clock steps over the closing instant, and return what everybody was told.

    The clock is a value: every request finds it 40 milliseconds later than the one before.
    """
    persons.COST = persons.person_key.__kwdefaults__["cost"] = 4
    content = pdf()
    facts = drafts.read_pdf(content)
    drafts.read_pdf = lambda _: facts
    made = cast.published(suppliers=SUPPLIERS)
    clock.now = lambda: cast.CLOSING - timedelta(hours=1)
    clients = [Client() for _ in range(SUPPLIERS)]
    checks = []
    for number, client in enumerate(clients):
        client.force_login(made.suppliers[number])
        checks.append(ready(client, content=content, candidate=f"Kandidaat {number}"))
    steps = itertools.count()
    clock.now = lambda: cast.CLOSING - timedelta(seconds=1) + next(steps) * timedelta(milliseconds=40)
    barrier, answers = threading.Barrier(SUPPLIERS), []

    def send(client, check):
        try:
            barrier.wait(60)
            answers.append(client.post(check).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, checks, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return made, answers


def told(made, answers):
    """Return what must hold, as plain values."""
    made.tender.refresh_from_db()
    chain.check(lines_of(made.tender), head=made.tender.digest)
    dossier = made.dossier
    return {
        "accepted": answers.count(302),
        "refused": answers.count(422),
        "offers": len(dossier.offers),
        "in_time": sum(each.last.at < cast.CLOSING for each in dossier.offers.values()),
        "labels": all(re.fullmatch(r"K[1-9]\d\d", label) for label in dossier.offers),
        "envelopes": Envelope.objects.count(),
        "late": len([at for _, at in dossier.late if at >= cast.CLOSING]),
        "drafts_left": OfferDraft.objects.exclude(slot__contains="/").count(),
    }


EXPECTED = {
    "accepted": 25, "refused": 25, "offers": 25, "in_time": 25, "labels": True, "envelopes": 50, "late": 25,
    "drafts_left": 25,
}  # fmt: skip
