"""What leaves the house: the winner in open data, and mail that did not arrive."""

import json
from datetime import timedelta

import pytest

from servicepunt.adapters.exchange.tests.schemas import HUMAN_RESOURCE, ocds_faults, setu_faults
from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.mail.actions import bounce_letter
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.models import Person, Supplier
from servicepunt.domains.tenders.models import Offer
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding.tests.test_after import SIGNED, follow, running, signed, use_option
from servicepunt.entrypoints.awarding.tests.test_pages import visit

__all__ = ["visit"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_open_data_names_the_contractor_by_the_trade_register_once_it_is_signed_and_no_loser(visit, settings):
    settings.ORGANIZATION_OIN, settings.OCDS_PREFIX = "00000001234567890000", "ocds-abc123"
    made, winner = signed()
    hanna = visit(made, "Hanna", SIGNED + DAY)
    refused = hanna.get("dossier/ocds.json")
    assert refused.status_code == 422 and "KvK-nummer van de opdrachtnemer" in refused.content.decode()
    named = {"offer": winner, "name": "Voorbeeld Inhuur B.V."}
    wrong = hanna.post("afronding/opdrachtnemer/", **named, chamber="1234")
    assert wrong.status_code == 422 and "acht cijfers" in wrong.content.decode() and "1234" in wrong.content.decode()
    assert hanna.post("afronding/opdrachtnemer/", **named, chamber="12345678").status_code == 302
    [release] = json.loads(hanna.text("dossier/ocds.json"))["releases"]
    [award] = release["awards"]
    assert award["suppliers"] == [{"id": "NL-KVK-12345678", "name": "Voorbeeld Inhuur B.V."}]
    [party] = [each for each in release["parties"] if "supplier" in each["roles"]]
    assert party["identifier"]["scheme"] == "NL-KVK" and party["identifier"]["id"] == "12345678"
    whole = json.dumps(release)
    assert not [each.supplier.name for each in made.suppliers if each.supplier.name in whole]
    assert ocds_faults(json.loads(hanna.text("dossier/ocds.json"))) == []


def known_to_the_trade_register(made, label, number="87654321"):
    supplier = next(each.supplier for each in made.suppliers if each.pk == made.dossier.offers[label].by)
    Supplier.objects.filter(pk=supplier.pk).update(kvk=number)
    return supplier


def test_what_we_know_of_the_contractor_stands_in_the_form_and_is_public_only_once_it_was_saved(visit, settings):
    settings.ORGANIZATION_OIN, settings.OCDS_PREFIX = "00000001234567890000", "ocds-abc123"
    made, winner = signed()
    supplier = known_to_the_trade_register(made, winner)
    hanna = visit(made, "Hanna", SIGNED + DAY)
    page = hanna.text("afronding/")
    assert (
        'value="87654321"' in page and f'value="{supplier.name}"' in page and "wat we van de leverancier weten" in page
    )
    assert "87654321" not in visit(made, "Bram", SIGNED + DAY).text("afronding/")
    assert hanna.get("dossier/ocds.json").status_code == 422
    saved = {"offer": winner, "name": supplier.name, "chamber": "87654321"}
    assert hanna.post("afronding/opdrachtnemer/", **saved).status_code == 302
    assert "wat we van de leverancier weten" not in hanna.text("afronding/")
    assert "87654321" in hanna.text("dossier/ocds.json")


def test_a_supplier_in_setu_stands_by_its_number_in_the_trade_register_when_that_is_known(visit, settings):
    settings.ORGANIZATION_OIN = "00000001234567890000"
    made = cast.opened(2, 2)
    known_to_the_trade_register(made, made.k(1))
    offers = visit(made, "Hanna", cast.OPENING + DAY).get("dossier/setu-inschrijvingen.json").json()
    told = {each["documentId"]["value"]: each["supplier"] for each in offers}
    known, unknown = told[f"30954-{made.k(1)}"], told[f"30954-{made.k(2)}"]
    assert known == {"legalId": {"value": "87654321", "schemeAgencyId": "KvK"}}
    assert unknown == {"id": [{"value": f"L{made.suppliers[1].pk}", "schemeAgencyId": "Customer"}]}
    assert [each for one in offers for each in setu_faults(one, HUMAN_RESOURCE)] == []


def test_a_mail_that_did_not_arrive_shows_at_the_request_and_is_sent_again_once_and_noted(visit):
    made, winner = signed()
    follow(made)
    loser = next(label for label in made.labels if label != winner)
    mail = OutgoingLetter.objects.get(key=f"tender:{made.tender.pk}:letter:1:{loser}")
    hanna = visit(made, "Hanna", SIGNED)
    assert "Post die niet aankwam" not in hanna.text("gunning/")
    [address] = mail.to
    bounce_letter(
        message_id=mail.message_id, recipient=address, status="5.1.1", reason="Onbekend", is_hard=True, at=cast.ADVICE
    )
    shown = hanna.text("gunning/")
    assert "Post die niet aankwam" in shown and "Niet bezorgd" in shown and address in shown
    assert "Post die niet aankwam" not in visit(made, "Bram", SIGNED).text("gunning/")
    before = made.dossier.decisions[0].sent_at
    again = {"message": f"letter:1:{loser}", "key": "5f0c8c0e-52b7-4c62-8a2c-0f3f6a1f6b12"}
    for _ in range(2):
        hanna.post("gunning/opnieuw/", **again)
    assert [each.message for each in made.dossier.resent] == [f"letter:1:{loser}"]
    follow(made)
    new = OutgoingLetter.objects.get(key=f"{mail.key}:again:1")
    assert (new.to, new.title, new.text) == (mail.to, mail.title, mail.text) and not new.is_automatic
    assert made.dossier.decisions[0].sent_at == before
    assert "Post die niet aankwam" not in hanna.text("gunning/")
    refused = hanna.post("gunning/opnieuw/", message=f"letter:1:{loser}")
    assert refused.status_code == 422 and "al onderweg" in refused.content.decode()
    assert "opnieuw verstuurd" in hanna.text("dossier/")


def test_open_data_says_how_suppliers_were_found_how_many_there_were_and_every_option_that_was_used(visit, settings):
    settings.ORGANIZATION_OIN, settings.OCDS_PREFIX = "00000001234567890000", "ocds-abc123"
    made, winner = running()
    Person.objects.filter(pk=made.suppliers[1].pk).update(supplier=made.suppliers[0].supplier)
    Offer.objects.filter(person=made.suppliers[1]).update(supplier=made.suppliers[0].supplier)
    hanna = visit(made, "Hanna", SIGNED + 90 * DAY)
    hanna.post("afronding/opdrachtnemer/", offer=winner, name="Voorbeeld Inhuur B.V.", chamber="12345678")
    use_option(made, SIGNED + 60 * DAY)
    package = json.loads(hanna.text("dossier/ocds.json"))
    [release] = package["releases"]
    assert release["tender"]["procurementMethod"] == "limited"
    assert release["tender"]["numberOfTenderers"] == 5
    [contract] = release["contracts"]
    assert contract["period"]["endDate"].startswith("2027-02-28")
    assert [each["description"] for each in contract["amendments"]] == ["Verlenging 1, tot en met 2027-02-28"]
    assert "contractAmendment" in release["tag"] and ocds_faults(package) == []


def test_no_document_of_an_offer_opens_before_one_said_whether_there_is_a_relation_nor_with_one(visit):
    made = cast.opened(2, 2)
    at, label = cast.OPENING + DAY, made.labels[0]
    ada = visit(made, "Ada", at)
    assert ada.get(f"stuk/{label}/cv.pdf")["Location"].endswith("/belangen/")
    related = {"tender": made.tender, "offers": [label], "text": "Mijn zwager.", "by": made.people["Ada"], "at": at}
    assessing.declare_interest(**related)
    assert ada.get(f"stuk/{label}/cv.pdf").status_code == 404
    assert ada.get(f"stuk/{made.labels[1]}/cv.pdf").status_code == 200
    assert visit(made, "Wim", at).get(f"stuk/{label}/cv.pdf").status_code == 200
