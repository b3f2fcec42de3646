"""Before the opening nothing that a supplier can see tells how many others there are, or when they sent."""

import re

import pytest

from servicepunt.domains.awards.actions import repairing
from servicepunt.domains.awards.rules.repair_letters import why_not
from servicepunt.domains.hiring.rules.repairs import DefectKind
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tenders.actions import asking, offering
from servicepunt.domains.tenders.rules.labels import free_labels
from servicepunt.domains.tenders.tasks import tell_suppliers
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.supply.tests.writing import begun, ready, sent
from tests.sweep.pages import names

pytestmark = pytest.mark.django_db
ROOT = "/aanvragen/30954/"
NOISE = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="csrf-token" content="\w+"|name="key" value="[-\w]+"')
OWN = ("", "vragen/", "vragen/vraag/", "vragen/klacht/", "inschrijvingen/", "uitslag/", "agenda.ics")


def others(made, hands, *, count=7):
    """Let other suppliers send, replace, withdraw, begin a draft, and try; the clock of pages stands still."""
    for number in range(count):
        by, at = made.suppliers[1 + number % 5], hands.at
        given = {"tender": made.tender, "files": {"cv.pdf": b"%PDF-"}, "rate": "80,00", "by": by, "at": at}
        _, label = offering.send_offer(manifest=cast.manifest(f"Ander {number}"), **given)
        if number % 2:
            offering.send_offer(manifest=cast.manifest(f"Ander {number}"), replaces=label, **given)
        if number % 3 == 0:
            offering.withdraw_offer(tender=made.tender, label=label, by=by, at=at)
        asking.note_seen(tender=made.tender, by=by, at=at)


def everything_of(client, label):
    """Return status, headers and bytes of every page of a supplier, without what differs every time."""
    paths = [ROOT + each for each in OWN] + ["/aanvragen/", "/portaal/", "/"]
    paths += [f"{ROOT}inschrijvingen/{label}/1/bewijs{kind}" for kind in ("/", ".json", ".pdf", ".txt")]
    shown = {}
    for path in paths:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        body = b"" if answer.status_code == 404 else body  # that page has a reference of its own
        kept = {name: value for name, value in answer.headers.items() if name not in {"X-Request-ID", "Date"}}
        headers = {name: re.sub(r"nonce-[-\w+/=]+", "", value) for name, value in kept.items()}
        shown[path] = (answer.status_code, headers, NOISE.sub("", body.decode("latin-1")))
    return shown


def test_what_others_send_changes_no_byte_of_what_a_supplier_sees(hands, visit):
    made = cast.published()
    client = visit(made.suppliers[0])
    receipt = sent(client)
    label = receipt.split("/")[4]
    client.get(receipt)  # what was said once is not said again
    before = everything_of(client, label)
    found = [path for path, (status, *_) in before.items() if status == 200]
    assert len(found) > 8 and f"{ROOT}inschrijvingen/{label}/1/bewijs.json" in found
    letters = OutgoingLetter.objects.count()
    others(made, hands)
    after = everything_of(client, label)
    assert [path for path in before if before[path] != after[path]] == []
    assert OutgoingLetter.objects.count() == letters


def test_a_receipt_names_its_line_of_the_file_only_after_the_opening(hands, visit):
    made = cast.published()
    client = visit(made.suppliers[0])
    others(made, hands, count=3)
    address = sent(client).rstrip("/")
    line = made.tender.lines.filter(name="ingediend").order_by("number").last()
    told = client.get(f"{address}.json").json()
    assert (told["dossierregel"], told["dossier_sha256"]) == (None, line.digest)
    assert f"Regel {line.number} van" not in client.get(f"{address}/").content.decode()
    cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
    assert client.get(f"{address}.json").json()["dossierregel"] == line.number
    assert f"Regel {line.number} van" in client.get(f"{address}/").content.decode()


def test_a_label_tells_neither_how_many_there_are_nor_who_came_first():
    made = cast.sent(12)
    numbers = [int(label.removeprefix("K")) for label in made.labels]
    assert len(set(numbers)) == 12
    assert all(100 <= number < 1000 for number in numbers), "as long with one offer as with twelve"
    assert numbers != sorted(numbers), "one in twelve factorial"
    assert len(free_labels(())) == 900 and len(free_labels({"K100", "K417"})) == 898
    assert free_labels({f"K{number}" for number in range(100, 1000)})[0] == "K1000"


def test_the_name_of_a_group_of_defects_tells_not_how_many_there_were_before(hands, visit):
    made = cast.opened(12)
    kinds = [each for each in DefectKind if not why_not(each)]
    assert len(kinds) > 3
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": cast.REPAIR_ASKED}
    for kind, label in zip(kinds, made.labels, strict=False):
        repairing.note_defect(kind=kind, offers=[label], lacking="Het stuk is niet te openen.", **given)
    names = list(made.dossier.defects)
    for name in names:
        repairing.ask_repair(defect=name, has_looked=True, **given)
    numbers = [int(name.removeprefix("G")) for name in names]
    assert len(set(numbers)) == len(kinds) and all(100 <= number < 1000 for number in numbers)
    assert free_labels({"G417"}, "G")[:2] == ["G100", "G101"] and len(free_labels({"G417"}, "G")) == 899
    hands.at = cast.REPAIR_ASKED
    owner = next(each for each in made.suppliers if each.pk == made.dossier.offers[made.labels[0]].by)
    page = visit(owner).get(f"{ROOT}herstel/").content.decode()
    told = set(re.findall(r"herstel/(G\d+)/", page))
    assert names[0] in told and not re.search(r"\bG\d{1,2}\b", page)


def test_addresses_and_messages_of_a_supplier_have_no_number_that_counts(hands, visit):
    made = cast.published()
    client, first = visit(made.suppliers[0]), []
    for _ in range(2):
        check = ready(client)
        first.append((begun(client), check, client.post(check)["Location"]))
        others(made, hands, count=3)
    for address in (each for row in first for each in row):
        parts = [part for part in address.removeprefix(ROOT).split("/") if part.isdecimal()]
        assert parts in ([], ["1"]), f"a number that grows in {address}"
    known = {"number", "label", "slot", "version", "kind", "which", "question"}
    named = {each for name, parameters in names() if name.startswith("supply:") for each in parameters}
    # A group of defects is drawn, as the test above looks after.
    assert named - known == {"defect"}


def test_a_letter_to_suppliers_says_the_same_however_many_offers_there_are(hands):
    made = cast.published()
    seen = []
    for number in range(2):
        tell_suppliers.func(made.tender.pk, 10 + 20 * number, "gerectificeerd", None)
        letter = OutgoingLetter.objects.order_by("-pk")[0]
        seen.append((letter.title, letter.text, [*letter.to], letter.mailbox_id))
        others(made, hands)
    assert seen[0] == seen[1]
    assert OutgoingLetter.objects.count() == 2 * len(made.suppliers)
