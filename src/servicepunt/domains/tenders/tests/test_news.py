"""Letters to suppliers: when, to whom, and how little is in them."""

from datetime import timedelta

import pytest

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tenders import tasks
from servicepunt.domains.tenders.actions import asking, drafting
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def run_letters(made):
    """Do the work that the facts queued, twice: the second time changes nothing."""
    for _ in range(2):
        for entry in Entry.objects.filter(name="tender.suppliers_concerned").order_by("pk"):
            tasks.tell_suppliers.call(**entry.data)
    return list(OutgoingLetter.objects.order_by("pk"))


def test_suppliers_hear_of_publication_correction_and_answers_with_title_and_link_only():
    made = cast.published(suppliers=2)
    hanna = made.people["Hanna"]
    late = cast.somebody("Nora Nieuw", supplier=made.suppliers[0].supplier)
    drafting.give_seat(tender=made.tender, person=late, seat=Seat.SUPPLIER, by=hanna, at=cast.START + 2 * HOUR)
    asking.ask(tender=made.tender, kind="vraag", text="Geheim woord?", by=late, at=cast.START + 2 * HOUR)
    question = next(iter(made.dossier.questions))
    asking.answer(
        tender=made.tender, question=question, public="Een vraag?", text="Een antwoord.", by=hanna,
        at=cast.START + 3 * HOUR,
    )  # fmt: skip
    asking.publish_answers(tender=made.tender, by=hanna, at=cast.CLOSING - 96 * HOUR)
    drafting.cancel(tender=made.tender, reason="Geen budget.", by=hanna, at=cast.CLOSING - HOUR)
    letters = run_letters(made)
    assert len(letters) == 2 + 1 + 3 + 3
    assert {letter.title.partition(":")[0] for letter in letters} == {
        "Uitnodiging om in te schrijven", "Antwoorden op vragen over een aanvraag", "Aanvraag ingetrokken",
    }  # fmt: skip
    for letter in letters:
        assert "/aanvragen/30954/" in letter.text
        assert not [word for word in ("antwoord.", "budget", "Geheim", "TOPdesk") if word in letter.text]


def test_before_publication_suppliers_hear_nothing():
    made = cast.drafted(suppliers=2)
    drafting.cancel(tender=made.tender, reason="Toch niet.", by=made.people["Hanna"], at=cast.START)
    assert run_letters(made) == []
