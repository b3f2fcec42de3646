import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord"


@pytest.fixture
def typed(monkeypatch):
    def say(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    say(f"{PASSWORD}\n" * 3)
    return say


def person(email):
    return get_user_model().objects.get(email=email)


def make(email="els@voorbeeld.example", role="administrator"):
    call_command("user", "create", email, "--name", "Els Prins", "--role", role, stdout=io.StringIO())
    return person(email)


def test_a_person_is_made_with_the_password_that_was_typed(typed):
    els = make()

    assert els.role == "administrator"
    assert els.check_password(PASSWORD)


def test_a_weak_password_makes_nobody(typed):
    typed("kort\n")
    with pytest.raises(CommandError, match="^Dit wachtwoord is te kort: gebruik minstens 12 tekens.$"):
        make()

    assert not get_user_model().objects.exists()


def test_nobody_is_made_twice(typed):
    make()
    with pytest.raises(CommandError, match="al bekend"):
        make("ELS@voorbeeld.example")


def test_a_new_password_ends_every_session(typed, client):
    els = make()
    client.force_login(els)
    typed("nog-een-lang-wachtwoord\n")
    call_command("user", "password", els.email, stdout=io.StringIO())

    assert person(els.email).check_password("nog-een-lang-wachtwoord")
    assert "_auth_user_id" not in client.session


def test_a_role_can_be_given_but_not_taken_from_the_last_administrator(typed):
    els, jan = make(), make("jan@voorbeeld.example", "employee")
    call_command("user", "role", jan.email, "agent", stdout=io.StringIO())
    assert person(jan.email).role == "agent"

    with pytest.raises(CommandError, match="laatste"):
        call_command("user", "role", els.email, "agent")
    with pytest.raises(CommandError, match="laatste"):
        call_command("user", "disable", els.email)


def test_a_person_who_is_disabled_cannot_come_in(typed):
    make()
    jan = make("jan@voorbeeld.example", "agent")
    call_command("user", "disable", jan.email, stdout=io.StringIO())

    assert not person(jan.email).is_active


def test_an_unknown_address_is_told():
    with pytest.raises(CommandError, match="Niemand"):
        call_command("user", "show", "wie@voorbeeld.example")


def test_a_second_step_that_was_lost_is_taken_away_and_every_session_ends(typed, client):
    els = make()
    with pytest.raises(CommandError, match="Els Prins heeft geen tweede stap"):
        call_command("user", "second-step", els.email)
    els.authenticator_set.create(type="totp", data={"secret": "x"})
    client.force_login(els)
    said = io.StringIO()
    call_command("user", "second-step", els.email, stdout=said)
    assert "Els Prins logt weer in met alleen het wachtwoord" in said.getvalue()
    assert not els.authenticator_set.exists()
    assert not els.sessions.exists()
