"""What the form of a mailbox says when something is missing or unknown."""

import pytest

from servicepunt.entrypoints.mailbox.forms import MailboxForm

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
