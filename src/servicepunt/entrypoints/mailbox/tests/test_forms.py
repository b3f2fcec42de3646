"""What the form of a mailbox says when something is missing or unknown."""

import pytest
from django.db import IntegrityError, transaction

from servicepunt.domains.mail.actions import MailboxTaken, save_mailbox
from servicepunt.domains.mail.models import Mailbox
from servicepunt.entrypoints.mailbox.forms import MailboxForm
from tests.migrating import before
from tests.village import NOON

pytestmark = pytest.mark.django_db


def test_what_is_missing_or_unknown_is_told_in_the_words_of_the_page():
    errors = MailboxForm({"smtp_security": "geheim", "team": "999"}).errors
    assert errors["smtp_host"] == ["Vul bij “SMTP-server” iets in."]
    assert errors["smtp_security"] == ["Kies een waarde bij “Beveiliging van versturen”."]
    assert errors["team"] == ["Kies een waarde bij “Behandelaarsgroep”."]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("tien", "Vul een heel getal in, zoals 25."),
        ("0", "Vul een getal in van minstens 1."),
        ("70000", "Vul een getal in van hoogstens 65535."),
    ],
)
def test_a_port_that_cannot_be_is_refused_with_what_to_do(typed, words):
    assert MailboxForm({"imap_port": typed}).errors["imap_port"] == [words]


def test_a_text_that_is_too_long_is_refused_with_how_long_it_may_be():
    assert MailboxForm({"name": "a" * 500}).errors["name"] == ["Maak dit korter: hoogstens 120 tekens."]


def test_an_address_in_another_case_is_the_same_mailbox(village):
    form = MailboxForm({"address": village.mailbox.address.upper()})
    told = "Postbus “Servicepunt” heeft dit adres al. Wijzig die, of kies een ander adres."
    assert form.errors["address"] == [told]
    Mailbox.objects.update(is_active=False)
    off = MailboxForm({"address": village.mailbox.address})
    assert off.errors["address"] == [told.replace("al. ", "al. Die staat uit. ")]
    assert "address" not in MailboxForm({"address": village.mailbox.address}, instance=village.mailbox).errors
    assert MailboxForm({"address": "Balie@Voorbeeld.example"}).errors.get("address") is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailbox.objects.create(name="Dubbel", address="SERVICEPUNT@voorbeeld.example", team=village.mailbox.team)


def test_a_mailbox_that_another_one_made_in_the_same_moment_is_told_with_its_name(village):
    mine = Mailbox(team=village.mailbox.team)
    with pytest.raises(MailboxTaken, match="Postbus “Servicepunt” heeft dit adres al"):
        save_mailbox(
            mailbox=mine, secret="", by=village.willemien, at=NOON, name="Dubbel", address=village.mailbox.address
        )
    assert Mailbox.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_mailboxes_that_differed_in_case_alone_become_one_that_works_and_one_that_is_off(village):
    with before("mail", "0004_standard_texts") as then:
        old = then.get_model("mail", "Mailbox")
        team = village.mailbox.team_id
        twin = old.objects.create(name="Dubbel", address="SERVICEPUNT@voorbeeld.example", team_id=team)
        alone = old.objects.create(name="Balie", address="Balie@Voorbeeld.example", team_id=team)
    kept, off = Mailbox.objects.get(pk=village.mailbox.pk), Mailbox.objects.get(pk=twin.pk)
    assert (kept.address, kept.is_active) == ("servicepunt@voorbeeld.example", True)
    assert (off.address, off.is_active) == (f"servicepunt@voorbeeld.example.dubbel-{twin.pk}.invalid", False)
    assert Mailbox.objects.get(pk=alone.pk).address == "balie@voorbeeld.example"
