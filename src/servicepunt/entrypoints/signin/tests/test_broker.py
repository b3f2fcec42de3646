"""Signing in by a real broker: the whole way, and every way in which it must not work."""

import hmac
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
import requests
from allauth.core.context import request_context
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from django.urls import reverse
from joserfc.jwk import RSAKey

from servicepunt.config.logging import JsonLine
from servicepunt.domains.people.actions import add_person, change_supplier, say_goodbye
from servicepunt.domains.people.models import Supplier
from servicepunt.domains.people.rules import Role
from servicepunt.domains.people.tests.cast import at_once
from servicepunt.domains.tenders.models import Seat as SeatRow
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.signin.accounts import make_person
from servicepunt.entrypoints.signin.adapter import AccountAdapter
from servicepunt.entrypoints.signin.jobs import mail_password_link
from servicepunt.entrypoints.signin.suppliers import BY_BROKER
from servicepunt.foundation.clock import now
from tests.servers.oidc import BRANCH, KVK, SERVICE, by_hand, parameters, signed

pytestmark = pytest.mark.django_db
Person = get_user_model()
OutgoingLetter = apps.get_model("mail", "OutgoingLetter")
BEGIN, BACK, DETAILS = "/inloggen/leverancier/", "/inloggen/leverancier/terug/", "/inloggen/leverancier/gegevens/"
NORA = {"name": "Nora Nieuw", "email": "nora@zandbank.example"}
TOLD = {**NORA, "email_verified": True}
CODE = "/inloggen/leverancier/code/"


def to_broker(client, **given):
    """Press the button; return the address at the broker."""
    page = client.post(BEGIN, given)
    assert page.status_code == 200, page.content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    return unescape(found[1])


def at_broker(address):
    """Be a browser at the broker, until it sends back; return the parameters that come back."""
    with requests.Session() as browser:
        for _ in range(4):
            answer = browser.get(address, allow_redirects=False, timeout=5)
            assert answer.status_code == 302, answer.text
            address = answer.headers["Location"]
            if address.startswith("http://testserver"):
                return parameters(address)
    raise AssertionError("the broker did not send back")


def sign_in(client, **given):
    """Go the whole way; return where the product leads to."""
    return client.get(BACK, at_broker(to_broker(client, **given)))


def signed_in(client):
    return client.get("/profiel/").status_code == 200


def visitor(client):
    assert signed_in(client)
    return Person.objects.get(pk=client.session["_auth_user_id"])


def words(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def mailed_code(email):
    letter = OutgoingLetter.objects.filter(recipient=email).order_by("-pk")[0]
    return re.search(r"Je code is (\S+)", letter.text)[1]


def nobody_new(before):
    return Person.objects.count() == before and not SocialAccount.objects.exists()


def test_the_button_is_there_only_with_a_broker(client, settings):
    assert "Log in met eHerkenning" not in client.get("/inloggen/").content.decode()
    for address in (BEGIN, BACK, DETAILS):
        assert client.get(address).status_code in {404, 405}
    assert client.post(BEGIN).status_code == 404
    settings.SUPPLIER_SIGNIN_ISSUER = settings.SUPPLIER_SIGNIN_CLIENT = "http://127.0.0.1:9"
    settings.SUPPLIER_SIGNIN_NAME = "eHerkenning of eIDAS"
    assert "Log in met eHerkenning of eIDAS" in client.get("/inloggen/").content.decode()


def test_who_is_new_comes_in_and_sees_what_the_organisation_is_invited_to(client, broker, procedure):
    broker.says(**TOLD)
    answer = sign_in(client, next=f"/aanvragen/{procedure.tender.number}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/aanvragen/{procedure.tender.number}/")
    assert client.get(answer["Location"]).status_code == 200
    nora = Person.objects.get(email=NORA["email"])
    assert (nora.name, nora.supplier.name, nora.role) == (NORA["name"], "Leverancier 1", Role.EMPLOYEE)
    assert not nora.has_usable_password()
    assert nora.pk in procedure.dossier.persons(Seat.SUPPLIER)
    kept = SocialAccount.objects.get(user=nora)
    assert re.fullmatch("[0-9a-f]{64}", kept.uid) and kept.extra_data == {}
    assert signed_in(client)


def test_what_we_ask_the_broker_is_the_code_flow_with_pkce_state_and_nonce(client, broker, settings):
    settings.SUPPLIER_SIGNIN_ASKED_LEVEL = "urn:etoegang:core:assurance-class:loa3"
    first, second = (parameters(to_broker(client, scope="x", auth_params="acr_values=low")) for _ in range(2))
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    assert first["redirect_uri"] == f"http://testserver{BACK}"
    assert set(first["scope"].split()) == {"openid", "profile", "email"}
    assert first["acr_values"] == settings.SUPPLIER_SIGNIN_ASKED_LEVEL
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    assert len(first["nonce"]) >= 32


def test_who_came_before_comes_in_again_as_the_same_person(client, broker, procedure):
    broker.says(**TOLD)
    sign_in(client)
    client.post("/inloggen/uit/")
    broker.says(name="Anders Genoemd", email="anders@zandbank.example")
    assert sign_in(client)["Location"] == "/"
    assert Person.objects.filter(supplier__kvk="12345678").count() == 2
    assert Person.objects.get(email=NORA["email"]).name == NORA["name"]
    broker.says(person="pseudo-2", name="Otto", email="otto@zandbank.example", email_verified=True)
    sign_in(client)
    assert visitor(client).name == "Otto"


def test_name_and_email_are_asked_once_when_the_broker_does_not_tell(client, broker, procedure):
    answer = sign_in(client, next="/profiel/")
    assert answer["Location"] == DETAILS and not signed_in(client)
    assert "Leverancier 1" in words(client.get(DETAILS))
    refused = client.post(DETAILS, {"name": "", "email": "geen adres"})
    assert refused.status_code == 422 and "Vul je naam in." in words(refused)
    assert client.post(DETAILS, NORA)["Location"] == CODE
    assert not signed_in(client) and not Person.objects.filter(email=NORA["email"]).exists()
    assert NORA["email"] in words(client.get(CODE))
    code = mailed_code(NORA["email"])
    for wrong in ("", "ABCD-2345", code[:-1]):
        assert client.post(CODE, {"code": wrong}).status_code == 422
    assert client.post(CODE, {"code": f" {code.lower()} "})["Location"] == "/profiel/"
    assert signed_in(client)
    assert client.post(CODE, {"code": code})["Location"] == DETAILS
    assert client.get(DETAILS)["Location"] == "/inloggen/"
    client.post("/inloggen/uit/")
    assert sign_in(client)["Location"] == "/" and signed_in(client)


@pytest.mark.parametrize("proof", [None, False, "true", 1])
def test_an_address_that_the_broker_did_not_check_is_checked_by_us(client, broker, procedure, proof):
    broker.says(**NORA, email_verified=proof)
    assert sign_in(client)["Location"] == DETAILS
    assert f'value="{NORA["email"]}"' in client.get(DETAILS).content.decode()
    assert nobody_new(Person.objects.count()) and not signed_in(client)


def test_a_code_is_of_one_address_one_browser_and_a_quarter_of_an_hour(client, broker, procedure, monkeypatch):
    assert client.get(CODE)["Location"] == DETAILS
    sign_in(client)
    assert client.get(CODE)["Location"] == DETAILS
    client.post(DETAILS, NORA)
    first = mailed_code(NORA["email"])
    stranger = Client()
    broker.says(person="pseudo-2")
    sign_in(stranger)
    stranger.post(DETAILS, NORA | {"email": "vreemd@zandbank.example"})
    assert stranger.post(CODE, {"code": first}).status_code == 422
    client.post(DETAILS, NORA | {"email": "anders@zandbank.example"})
    assert client.post(CODE, {"code": first}).status_code == 422
    monkeypatch.setattr("servicepunt.config.clock.now", lambda: cast.CLOSING - cast.timedelta(days=1))
    assert client.post(CODE, {"code": mailed_code("anders@zandbank.example")})["Location"] == DETAILS
    assert not SocialAccount.objects.exists()


def test_who_took_the_address_while_the_code_was_on_its_way_keeps_it(client, broker, procedure):
    sign_in(client)
    client.post(DETAILS, NORA)
    add_person(name="Eerder", email=NORA["email"], at=now(), how="test", by=None)
    assert client.post(CODE, {"code": mailed_code(NORA["email"])})["Location"] == DETAILS
    assert not SocialAccount.objects.exists() and not signed_in(client)
    assert client.post(DETAILS, NORA).status_code == 422


def test_codes_are_not_mailed_without_end(client, broker, procedure):
    sign_in(client)
    assert [client.post(DETAILS, NORA).status_code for _ in range(6)] == [302] * 5 + [429]


def test_who_works_here_since_does_not_come_in_by_a_mandate(client, broker, procedure):
    broker.says(**TOLD)
    sign_in(client)
    Person.objects.filter(email=NORA["email"]).update(role=Role.AGENT)
    assert "Je toegang is gestopt" in words(sign_in(client.__class__()))


def test_details_are_for_who_just_came_from_the_broker(client, broker, procedure, monkeypatch):
    assert client.post(DETAILS, NORA)["Location"] == "/inloggen/"
    sign_in(client)
    monkeypatch.setattr("servicepunt.config.clock.now", lambda: cast.CLOSING - cast.timedelta(days=1))
    assert client.post(DETAILS, NORA)["Location"] == "/inloggen/"
    assert not SocialAccount.objects.exists()


def test_the_same_email_as_a_colleague_of_the_municipality_takes_nothing_over(client, broker, procedure):
    ada = add_person(
        name="Ada B", email="ada.b@gemeente.example", role=Role.ADMINISTRATOR, at=now(), how="test", by=None
    )
    ada.set_password("een lang wachtwoord")
    ada.save(update_fields=["password"])
    for email in ("ada.b@gemeente.example", "ADA.B@Gemeente.example"):
        broker.says(name="Ada B", email=email, email_verified=True)
        assert sign_in(client)["Location"] == DETAILS
        page = client.get(DETAILS)
        assert "al iemand van" not in words(page) and not signed_in(client)
    page = client.post(DETAILS, {"name": "Ada B", "email": "ada.b@gemeente.example"})
    assert page.status_code == 422 and "kun je hier niet gebruiken" in words(page)
    assert not SocialAccount.objects.exists() and not signed_in(client)
    # Not even who asks to be joined, and then knows the password of that colleague.
    client.post(DETAILS, {"stap": "koppel"})
    client.post("/inloggen/", {"login": ada.email, "password": "een lang wachtwoord"})
    assert signed_in(client) and not SocialAccount.objects.exists()


def contact_with_password(procedure):
    sanne = procedure.suppliers[0]
    sanne.set_password("een lang wachtwoord")
    sanne.save(update_fields=["password"])
    return sanne


def test_an_invited_contact_proves_by_password_to_be_the_same_person(client, broker, procedure):
    sanne = contact_with_password(procedure)
    broker.says(name="S. Een", email=sanne.email)
    assert sign_in(client)["Location"] == DETAILS
    assert "is al iemand van Leverancier 1 bekend" in words(client.get(DETAILS))
    assert client.post(DETAILS, {"stap": "koppel"})["Location"] == "/inloggen/"
    assert not SocialAccount.objects.exists()
    client.post("/inloggen/", {"login": sanne.email, "password": "een lang wachtwoord"})
    assert SocialAccount.objects.get().user_id == sanne.pk
    client.post("/inloggen/uit/")
    sign_in(client)
    assert visitor(client) == sanne
    client.post("/inloggen/uit/")
    client.post("/inloggen/", {"login": sanne.email, "password": "een lang wachtwoord"})
    assert signed_in(client)


def test_whoever_signs_in_next_on_this_computer_is_not_joined_unasked(client, broker, procedure):
    sanne = contact_with_password(procedure)
    sign_in(client)
    client.post("/inloggen/", {"login": sanne.email, "password": "een lang wachtwoord"})
    assert signed_in(client) and not SocialAccount.objects.exists()


LOW = "urn:etoegang:core:assurance-class:loa2plus"
REFUSED = [
    ({"level": LOW}, "te laag betrouwbaarheidsniveau. Nodig is EH3 of hoger"),
    ({"level": "urn:etoegang:core:assurance-class:loa9"}, "te laag"),
    ({"acr": None}, "te laag"),
    ({"acr": ["urn:etoegang:core:assurance-class:loa4"]}, "te laag"),
    ({"kvk": "87654321"}, "Voor KvK-nummer 87654321 staat bij ons geen uitnodiging open. Vraag de inhuurdesk van"),
    ({"kvk": "1234567"}, "geen KvK-nummer"),
    ({KVK: 12345678}, "geen KvK-nummer"),
    ({KVK: None}, "geen KvK-nummer"),
    ({BRANCH: "000012345678"}, "Je machtiging geldt voor één vestiging"),
]


@pytest.mark.parametrize(("said", "expected"), REFUSED)
def test_what_is_not_enough_is_refused_with_what_would_help(client, broker, procedure, said, expected):
    before = Person.objects.count()
    broker.says(**(TOLD | said))
    answer = sign_in(client)
    assert answer.status_code == 403
    assert expected in words(answer)
    assert nobody_new(before) and not signed_in(client)


def test_the_least_level_and_the_service_of_the_mandate_can_be_set(client, broker, procedure, settings):
    settings.SUPPLIER_SIGNIN_LEAST_LEVEL, settings.SUPPLIER_SIGNIN_SERVICE = "EH2+", "dienst-1"
    for service in ("dienst-2", None):
        broker.says(level=LOW, **TOLD, **({SERVICE: service} if service else {}))
        assert "Je machtiging geldt niet voor deze dienst" in words(sign_in(client))
    broker.says(level=LOW, **TOLD, **{SERVICE: "dienst-1"})
    settings.SUPPLIER_SIGNIN_LEAST_LEVEL = "EH33"
    assert "te laag" in words(sign_in(client))
    settings.SUPPLIER_SIGNIN_LEAST_LEVEL = "EH2+"
    sign_in(client)
    assert signed_in(client)


def test_a_supplier_that_is_out_or_has_nothing_open_comes_in_no_more(client, broker, procedure):
    broker.says(**TOLD)
    sign_in(client)
    supplier = Supplier.objects.get()
    given = {"supplier": supplier, "kvk": "12345678", "by": procedure.people["Hanna"], "at": now()}
    change_supplier(is_active=False, **given)
    assert not signed_in(client)
    assert "geen uitnodiging open" in words(sign_in(client))
    change_supplier(is_active=True, **given)
    Tender.objects.update(stage=Stage.ENDED)
    assert "geen uitnodiging open" in words(sign_in(client))
    Tender.objects.update(stage=Stage.PUBLISHED)
    sign_in(client)
    assert signed_in(client)
    SeatRow.objects.filter(role=Seat.SUPPLIER).delete()
    assert "geen uitnodiging open" in words(sign_in(client.__class__()))


def test_a_person_who_left_or_went_to_another_supplier_comes_in_no_more(client, broker, procedure):
    broker.says(**TOLD)
    sign_in(client)
    nora = Person.objects.get(email=NORA["email"])
    Person.objects.filter(pk=nora.pk).update(supplier=Supplier.objects.create(name="Elders BV"))
    assert "Je toegang is gestopt" in words(sign_in(client.__class__()))
    Person.objects.filter(pk=nora.pk).update(supplier=procedure.suppliers[0].supplier)
    say_goodbye(person=nora, by=None, at=now())
    assert "Je toegang is gestopt" in words(sign_in(client.__class__()))
    assert not signed_in(client)


def test_a_seat_that_the_desk_took_stays_taken(client, broker, procedure):
    broker.says(**TOLD)
    sign_in(client)
    nora = Person.objects.get(email=NORA["email"])
    at = cast.CLOSING - cast.timedelta(days=2)
    cast.unseated_before(procedure, nora, Seat.SUPPLIER, at=at)
    sign_in(client)
    assert signed_in(client) and client.get(f"/aanvragen/{procedure.tender.number}/").status_code == 404


SPOILED = [
    {"nonce": "een ander"}, {"nonce": None}, {"aud": "iemand-anders"}, {"aud": None},
    {"aud": ["servicepunt", "iemand-anders"]}, {"aud": ["servicepunt", "x"], "azp": "x"}, {"azp": "iemand-anders"},
    {"iss": "http://kwaad.example"}, {"iss": None}, {"exp": 1_700_000_000}, {"exp": None}, {"iat": None},
    {"iat": 4_000_000_000}, {"nbf": 4_000_000_000}, {"sub": None},
]  # fmt: skip


@pytest.mark.parametrize("claims", SPOILED, ids=str)
def test_a_token_that_is_not_exactly_for_this_try_lets_nobody_in(client, broker, procedure, claims):
    before = Person.objects.count()
    broker.says(**TOLD)
    broker.spoils(**claims)
    answer = sign_in(client)
    assert answer.status_code == 502
    assert nobody_new(before) and not signed_in(client)
    broker.spoils()
    sign_in(client)
    assert signed_in(client)


FOREIGN = RSAKey.generate_key(2048, {"kid": "1"})


@pytest.mark.parametrize("how", ["another key", "none", "the public key as a secret", "an algorithm it is not for"])
def test_a_signature_that_is_not_of_the_broker_lets_nobody_in(client, broker, procedure, how):
    before = Person.objects.count()
    broker.says(**TOLD)
    broker.signs = {
        "another key": lambda claims: signed(claims, FOREIGN, "RS256"),
        "none": lambda claims: by_hand(claims, "none", lambda content: b""),
        "the public key as a secret": lambda claims: by_hand(
            claims, "HS256", lambda content: hmac.digest(broker.key.as_pem(private=False), content, "sha256")
        ),
        "an algorithm it is not for": lambda claims: signed(
            claims, RSAKey.import_key(broker.key.as_pem(private=True)), "PS256"
        ),
    }[how]
    assert sign_in(client).status_code == 502
    assert nobody_new(before) and not signed_in(client)


def test_userinfo_of_somebody_else_lets_nobody_in_and_never_goes_before_what_was_signed(client, broker, procedure):
    broker.says(**TOLD)
    broker.told = {"sub": "pseudo-2", KVK: "12345678"}
    assert sign_in(client).status_code == 502
    broker.told = {"sub": "pseudo-1", "acr": "EH4", KVK: "12345678"}
    broker.says(level=LOW)
    assert sign_in(client).status_code == 403
    broker.says()
    broker.told = {"sub": "pseudo-1", **TOLD}
    sign_in(client)
    assert visitor(client).email == NORA["email"]


def test_a_state_is_used_once_and_in_the_browser_it_was_made_in(client, broker, procedure):
    broker.says(**TOLD)
    came = at_broker(to_broker(client))
    stranger = Client()
    answer = stranger.get(BACK, came)
    assert answer.status_code == 400 and "verlopen of al gebruikt" in words(answer) and not signed_in(stranger)
    to_broker(stranger)
    assert stranger.get(BACK, came).status_code == 400
    assert client.get(BACK, came).status_code == 302 and signed_in(client)
    client.post("/inloggen/uit/")
    assert client.get(BACK, came).status_code == 400 and not signed_in(client)
    for wrong in ({}, {"code": came["code"]}, {"code": came["code"], "state": ""}, {"state": "\0"}):
        assert client.get(BACK, wrong).status_code == 400


def test_a_code_is_worth_nothing_to_another_try(client, broker, procedure):
    broker.says(**TOLD)
    stolen = at_broker(to_broker(Client()))
    mine = parameters(to_broker(client))
    answer = client.get(BACK, {"code": stolen["code"], "state": mine["state"]})
    assert answer.status_code == 502 and not signed_in(client)
    used = at_broker(to_broker(client))
    client.get(BACK, used)
    assert signed_in(client)
    client.post("/inloggen/uit/")
    again = parameters(to_broker(client))
    assert client.get(BACK, {"code": used["code"], "state": again["state"]}).status_code == 502
    assert not signed_in(client)


def test_an_answer_that_says_to_come_from_another_broker_is_not_taken(client, broker, procedure):
    broker.says(**TOLD)
    came = at_broker(to_broker(client))
    assert client.get(BACK, came | {"iss": "http://kwaad.example"}).status_code == 400
    came = at_broker(to_broker(client))
    assert client.get(BACK, came | {"iss": broker.issuer}).status_code == 302


def test_who_turns_back_at_the_broker_can_begin_again(client, broker, procedure):
    broker.fault = "cancel"
    answer = sign_in(client)
    assert answer.status_code == 400 and "niet afgemaakt. Begin opnieuw" in words(answer)
    assert f'href="{reverse("account_login")}"' in answer.content.decode()


CONFIGURATION = "/.well-known/openid-configuration"


@pytest.mark.parametrize("fault", [f"500 {CONFIGURATION}", f"hang {CONFIGURATION}", f"302 {CONFIGURATION} /elders"])
def test_a_broker_that_fails_gives_a_page_and_the_password_stays(client, broker, procedure, settings, fault):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    broker.fault = fault
    answer = client.post(BEGIN)
    assert answer.status_code == 502
    assert "Dat ligt niet aan jou" in words(answer) and "e-mailadres en wachtwoord" in words(answer)
    assert "/elders" not in broker.asked
    sanne = contact_with_password(procedure)
    client.post("/inloggen/", {"login": sanne.email, "password": "een lang wachtwoord"})
    assert signed_in(client)


@pytest.mark.parametrize("path", [CONFIGURATION, "/token", "/keys", "/userinfo"])
def test_a_broker_that_fails_halfway_lets_nobody_in(client, broker, procedure, path):
    broker.says(**TOLD)
    came = at_broker(to_broker(client))
    broker.fault = f"302 {path} {broker.issuer}/elders"
    assert client.get(BACK, came).status_code == 502
    assert not signed_in(client) and "/elders" not in broker.asked


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "issuer"]
)
def test_the_broker_cannot_lead_us_to_another_host(client, broker, procedure, oidc, name):
    elsewhere = oidc.issuer.replace("127.0.0.1", "localhost")
    broker.says(**TOLD)
    broker.published = {name: f"{elsewhere}/lek" if name != "issuer" else elsewhere}
    answer = client.post(BEGIN)
    if name == "userinfo_endpoint":
        answer = sign_in(client)
    assert answer.status_code == 502
    assert "/lek" not in broker.asked and not signed_in(client)


def test_we_prove_who_we_are_with_our_own_key(client, broker, procedure, settings):
    ours = RSAKey.generate_key(2048)
    settings.SUPPLIER_SIGNIN_SECRET, settings.SUPPLIER_SIGNIN_KEY = "", ours.as_pem(private=True).decode()
    broker.client.methods = {"client_assertion_jwt"}
    broker.says(**TOLD)
    try:
        broker.client_key = FOREIGN
        assert sign_in(client).status_code == 502
        broker.client_key = ours
        sign_in(client)
        assert signed_in(client)
    finally:
        broker.client.methods = {"client_secret_basic", "client_secret_post", "client_assertion_jwt"}


def test_who_comes_by_the_broker_only_has_no_way_around_it(client, broker, procedure, settings):
    broker.says(**TOLD)
    sign_in(client)
    nora = Person.objects.get(email=NORA["email"])
    letters = OutgoingLetter.objects
    before = letters.count()
    mail_password_link.func(email=nora.email)
    assert letters.count() == before
    assert client.get(reverse("account_set_password")).status_code == 404
    # Without a broker the invitation by mail is the way in again.
    settings.SUPPLIER_SIGNIN_ISSUER = ""
    mail_password_link.func(email=nora.email)
    assert letters.count() == before + 1


def test_a_passkey_or_a_password_of_who_comes_by_the_broker_only_opens_nothing(client, broker, procedure, rf):
    broker.says(**TOLD)
    sign_in(client)
    nora = Person.objects.get(email=NORA["email"])
    request = rf.get("/")
    request.session = client.session
    given = {"email_verification": "none", "email": None, "signup": False, "redirect_url": None}
    with request_context(request):
        refused = AccountAdapter().pre_login(request, nora, signal_kwargs=None, **given)
        assert refused["Location"] == reverse("account_inactive")
        assert AccountAdapter().pre_login(request, nora, signal_kwargs=BY_BROKER, **given) is None
        assert AccountAdapter().pre_login(request, procedure.suppliers[0], signal_kwargs=None, **given) is None


@at_once
@pytest.mark.django_db(transaction=True)
def test_who_comes_in_for_the_first_time_in_eight_tabs_at_once_is_one_person(broker, procedure):
    supplier = procedure.suppliers[0].supplier

    def come(_):
        try:
            return make_person("a" * 64, supplier=supplier, at=now(), **NORA).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(come, range(8)))
    assert len(found) == 1 and SocialAccount.objects.count() == 1
    assert Person.objects.filter(email=NORA["email"]).count() == 1


def test_a_broker_does_not_send_anybody_off_the_product(client, broker, procedure):
    broker.says(**TOLD)
    assert sign_in(client, next="https://kwaad.example/")["Location"] == "/"
    assert sign_in(client.__class__(), next="//kwaad.example/")["Location"] == "/"


def test_an_agent_who_is_signed_in_gets_nothing_of_a_supplier_joined(client, broker, procedure):
    hanna = procedure.people["Hanna"]
    client.force_login(hanna)
    broker.says(**TOLD)
    sign_in(client)
    assert visitor(client).email == NORA["email"]
    assert not SocialAccount.objects.filter(user=hanna).exists()


def test_nothing_of_who_came_by_the_broker_is_logged(client, broker, procedure, caplog, settings):
    for level in ("EH3", "EH1"):
        broker.says(level=level, **TOLD)
        sign_in(client)
    broker.fault = "500 /token"
    sign_in(client)
    said = "\n".join(JsonLine().format(record) for record in caplog.records if record.name.startswith("servicepunt"))
    assert "signing in by the broker was refused" in said and "signing in by the broker failed" in said
    secrets = (*NORA.values(), "12345678", "pseudo-1", settings.SUPPLIER_SIGNIN_SECRET)
    assert not [word for word in secrets if word in said]


def test_the_button_counts_as_a_try_to_sign_in(client, broker, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}
    assert [client.post(BEGIN).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
