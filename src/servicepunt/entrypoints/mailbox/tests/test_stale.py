"""Two administrators on the page of one mailbox: the second is told what the first changed, and loses nothing."""

import re

import pytest
from django.urls import reverse

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.actions.mailboxes import seal, unseal
from servicepunt.domains.mail.models import Mailbox
from tests.village import NOON


@pytest.fixture
def administrator(village, client):
    client.force_login(village.willemien)
    return client


def address_of(mailbox):
    return reverse("mail:mailbox", args=[mailbox.pk])


def typed(mailbox, **other):
    """Return what the form of a mailbox sends."""
    box = Mailbox.objects.get(pk=mailbox.pk)
    names = ["name", "address", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security"]
    fields = {name: getattr(box, name) for name in [*names, "login", "per_minute"]}
    return fields | {"team": box.team_id, "is_active": "on", "seen": box.version} | other


def test_the_second_of_two_is_refused_with_what_changed_and_keeps_what_was_typed(village, administrator):
    box = village.mailbox
    old = typed(box)
    first = typed(box, smtp_host="smtp.nieuw.example", smtp_security="tls", new_secret="geheim-een")
    assert administrator.post(address_of(box), first).status_code == 302
    answer = administrator.post(address_of(box), old | {"name": "Balie", "per_minute": 30, "new_secret": "geheim-twee"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Willemien Bos wijzigde dit net" in page
    assert "SMTP-server: smtp.nieuw.example" in page
    assert "Beveiliging van versturen: TLS" in page
    assert "Het wachtwoord of clientgeheim is gewijzigd." in page
    assert "Vul het wachtwoord of clientgeheim nog eens in." in page
    assert "Mails per minuut, hoogstens:" not in page
    assert 'value="Balie"' in page
    assert "geheim" not in re.sub("clientgeheim", "", page)
    kept = Mailbox.objects.get(pk=box.pk)
    assert (kept.name, kept.smtp_host, unseal(kept.secret)) == ("Servicepunt", "smtp.nieuw.example", "geheim-een")
    # Who read it sends it again, now on top of it.
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    again = old | {"name": "Balie", "smtp_host": "smtp.nieuw.example", "smtp_security": "tls", "seen": seen}
    assert administrator.post(address_of(box), again).status_code == 302
    assert Mailbox.objects.get(pk=box.pk).name == "Balie"


SERVERS = [
    ("imap_host", "imap.elders.example"), ("imap_port", 1993), ("imap_security", "none"), ("smtp_host", "x.example"),
    ("smtp_port", 2525), ("smtp_security", "none"), ("login", "oauth2"), ("oauth_token_url", "https://x.example/"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), SERVERS)
def test_a_kept_secret_goes_nowhere_else_unless_it_is_typed_again(village, administrator, name, value):
    box = village.mailbox
    box.secret, box.imap_host = seal("geheim"), "imap.voorbeeld.example"
    box.oauth_token, box.oauth_expires_at = seal("sleutel"), NOON
    box.save()
    was = getattr(box, name)
    wanted = typed(box, imap_host=box.imap_host) | {name: value}
    refused = administrator.post(address_of(box), wanted)
    assert refused.status_code == 422
    assert "gaat door deze wijziging ergens anders heen. Typ het nog eens." in refused.content.decode()
    assert str(value) in refused.content.decode()
    kept = Mailbox.objects.get(pk=box.pk)
    assert (getattr(kept, name), unseal(kept.oauth_token)) == (was, "sleutel")
    assert administrator.post(address_of(box), wanted | {"new_secret": "geheim"}).status_code == 302
    kept = Mailbox.objects.get(pk=box.pk)
    assert (getattr(kept, name), unseal(kept.secret), kept.oauth_token) == (value, "geheim", "")


def test_a_mailbox_that_gets_a_server_is_watched_from_then_on(village, administrator):
    assert village.mailbox.watched_since is None
    assert (
        administrator.post(address_of(village.mailbox), typed(village.mailbox, imap_host="127.0.0.1")).status_code
        == 302
    )
    assert Mailbox.objects.get(pk=village.mailbox.pk).watched_since is not None


def test_a_kept_secret_stays_where_nothing_else_changes(village, administrator):
    box = village.mailbox
    box.secret = seal("geheim")
    box.save()
    assert administrator.post(address_of(box), typed(box, name="Balie", user="balie")).status_code == 302
    assert unseal(Mailbox.objects.get(pk=box.pk).secret) == "geheim"


def test_a_page_that_tells_no_version_is_not_the_newest(village, administrator):
    answer = administrator.post(address_of(village.mailbox), typed(village.mailbox, seen="", name="Balie"))
    assert answer.status_code == 409
    assert Mailbox.objects.get(pk=village.mailbox.pk).name == "Servicepunt"


def test_saving_what_it_is_already_changes_nothing_and_refuses_nobody(village, administrator):
    box = village.mailbox
    for _ in range(2):
        assert administrator.post(address_of(box), typed(box, seen=box.version)).status_code == 302
    assert Mailbox.objects.get(pk=box.pk).version == box.version
    assert not Entry.objects.filter(name="mailbox.changed").exists()


def test_a_mailbox_that_was_put_off_meanwhile_is_not_put_on_unseen(village, administrator):
    box = village.mailbox
    old = typed(box)
    off = {name: value for name, value in old.items() if name != "is_active"}
    assert administrator.post(address_of(box), off).status_code == 302
    page = administrator.post(address_of(box), old | {"name": "Balie"}).content.decode()
    assert "De postbus staat nu uit." in page
    assert not Mailbox.objects.get(pk=box.pk).is_active


def test_a_new_mailbox_is_made_without_a_version(village, administrator):
    fresh = typed(village.mailbox, address="inkoop@voorbeeld.example", name="Inkoop", seen="")
    assert administrator.post(reverse("mail:new_mailbox"), fresh).status_code == 302
    assert Mailbox.objects.get(name="Inkoop").version == 1
