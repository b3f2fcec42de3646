"""What the form of a mailbox says when something is missing or unknown."""

import pytest

from servicepunt.entrypoints.mailbox.forms import MailboxForm

pytestmark = pytest.mark.django_db


def test_what_is_missing_or_unknown_is_told_in_the_words_of_the_page():
    errors = MailboxForm({"smtp_security": "geheim", "team": "999"}).errors
    assert errors["smtp_host"] == ["Vul bij “SMTP-server” iets in."]
    assert errors["smtp_security"] == ["Kies een waarde bij “Beveiliging van versturen”."]
    assert errors["team"] == ["Kies een waarde bij “Behandelaarsgroep”."]
