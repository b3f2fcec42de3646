"""Signing in by a broker of eHerkenning: OpenID Connect, on allauth's provider, with every check switched on."""

import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from requests import RequestException

from servicepunt.entrypoints.signin.claims import Wanted

_log = logging.getLogger("servicepunt.signin")

PROVIDER = "suppliers"
# No shared secrets, and never "none": a broker signs with a key that only it has.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 30  # seconds that clocks may differ
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class BrokerFailed(Exception):
    """The broker cannot be reached, or what it answered is not to be believed; the argument is for the log."""


class StaleTry(Exception):
    """This try to sign in is not one of this browser, is too old, or was used already."""


class Cancelled(Exception):
    """The person turned back at the broker, or the broker did not let them in."""


@dataclass(frozen=True, slots=True)
class Broker:
    """The broker as it was set."""

    issuer: str
    client: str
    name: str
    scopes: tuple[str, ...]
    asked_level: str
    wanted: Wanted


def broker() -> Broker | None:
    """Return the broker that suppliers sign in by, or None: then there is no such way in."""
    if not settings.SUPPLIER_SIGNIN_ISSUER or not settings.SUPPLIER_SIGNIN_CLIENT:
        return None
    return Broker(
        issuer=settings.SUPPLIER_SIGNIN_ISSUER,
        client=settings.SUPPLIER_SIGNIN_CLIENT,
        name=settings.SUPPLIER_SIGNIN_NAME,
        scopes=tuple(settings.SUPPLIER_SIGNIN_SCOPES),
        asked_level=settings.SUPPLIER_SIGNIN_ASKED_LEVEL,
        wanted=Wanted(
            kvk=settings.SUPPLIER_SIGNIN_KVK_CLAIM,
            person=settings.SUPPLIER_SIGNIN_PERSON_CLAIM,
            level=settings.SUPPLIER_SIGNIN_LEVEL_CLAIM,
            least=settings.SUPPLIER_SIGNIN_LEAST_LEVEL,
            branch=settings.SUPPLIER_SIGNIN_BRANCH_CLAIM,
            service_claim=settings.SUPPLIER_SIGNIN_SERVICE_CLAIM,
            service=settings.SUPPLIER_SIGNIN_SERVICE,
        ),
    )


class Connection(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is untyped
    """The way to the broker: to its own addresses only, and believing only what it signed."""

    def __init__(self, request: HttpRequest, provider: "Provider") -> None:
        super().__init__(request, PROVIDER)
        self._provider = provider

    def get_provider(self) -> "Provider":
        """Return the provider that was made from the settings; the database has none."""
        return self._provider

    @cached_property
    def openid_config(self) -> Mapping[str, Any]:
        """
        What the broker publishes about itself.

        :raises BrokerFailed: if it is about another issuer, or leads to another host than that of the issuer.
        """
        issuer = settings.SUPPLIER_SIGNIN_ISSUER
        found = _json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise BrokerFailed("the broker calls itself by another name than the issuer that was set")
        for name in _ENDPOINTS:
            if _origin(str(found.get(name))) != _origin(issuer):
                raise BrokerFailed(f"{name} is not at the host of the issuer")
        return found

    @property
    def basic_auth(self) -> bool:
        """Whether the secret goes in a header: what the standard expects of who says nothing about it."""
        methods = self.openid_config.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" in methods and not settings.SUPPLIER_SIGNIN_KEY

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return where the broker sends people back to: our own address, whatever host was asked."""
        return f"{settings.BASE_URL}{reverse('supplier_signin_back')}"

    def exchange(self, state: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the tokens that the broker gives for the code."""
        client = self.get_client(self.request, self._provider.app)
        proof = _proof(self.access_token_url) if settings.SUPPLIER_SIGNIN_KEY else None
        given: Mapping[str, Any] = client.get_access_token(
            self.request.GET["code"], pkce_code_verifier=state["pkce_code_verifier"], extra_data=proof
        )
        return given

    def verified(self, token: str, *, nonce: str) -> dict[str, Any]:
        """
        Return what an ID token says, once its signature, issuer, audience, moments and nonce are right.

        :raises jwt.PyJWTError: if they are not.
        """
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        said: dict[str, Any] = jwt.decode(
            token,
            self._key(header),
            algorithms=[header["alg"]],
            audience=self._provider.app.client_id,
            issuer=self.openid_config["issuer"],
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
        )
        if not hmac.compare_digest(str(said["nonce"]), nonce):
            raise jwt.InvalidTokenError("nonce")
        self._is_for_us(said)
        return said

    def _key(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        """Return the one key of the broker that is meant, for the algorithm it is for."""
        keys = [key for key in _json(self.openid_config["jwks_uri"])["keys"] if key.get("use", "sig") == "sig"]
        if "kid" in header:
            keys = [key for key in keys if key.get("kid") == header["kid"]]
        if len(keys) != 1 or keys[0].get("alg", header["alg"]) != header["alg"]:
            raise jwt.InvalidKeyError("kid")
        return jwt.PyJWK.from_dict(keys[0], algorithm=header["alg"])

    def _is_for_us(self, said: Mapping[str, Any]) -> None:
        """Refuse a token that was made for somebody else and for us as well."""
        ours = self._provider.app.client_id
        several = isinstance(said["aud"], list) and len(said["aud"]) > 1
        if said.get("azp", None if several else ours) != ours:
            raise jwt.InvalidAudienceError("azp")

    def told_apart(self, access_token: str, subject: str) -> Mapping[str, Any]:
        """Return what the broker tells beside the ID token, about the same person; nothing when it has no such page."""
        address = self.openid_config.get("userinfo_endpoint")
        if not address:
            return {}
        if _origin(address) != _origin(settings.SUPPLIER_SIGNIN_ISSUER):
            raise BrokerFailed("userinfo_endpoint is not at the host of the issuer")
        told = _json(address, headers={"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != subject:
            raise BrokerFailed("userinfo is about somebody else")
        return told


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth is untyped
    """Allauth's provider, made from our settings; what the browser asks for changes nothing."""

    oauth2_adapter_class = Connection

    def get_oauth2_adapter(self, request: HttpRequest) -> Connection:
        """Return the way to the broker."""
        return Connection(request, self)


def _provider(request: HttpRequest, found: Broker) -> Provider:
    secret = "" if settings.SUPPLIER_SIGNIN_KEY else settings.SUPPLIER_SIGNIN_SECRET
    made = SocialApp(
        provider=OpenIDConnectProvider.id, provider_id=PROVIDER, name=found.name, client_id=found.client, secret=secret,
        settings={"server_url": found.issuer, "oauth_pkce_enabled": True, "scope": list(found.scopes)},
    )  # fmt: skip
    return Provider(request, app=made)


def start(request: HttpRequest, found: Broker, *, next_url: str | None) -> str:
    """
    Return the address at the broker to send somebody to; the try is remembered in the session of this browser.

    :raises BrokerFailed: if the broker does not answer as it should.
    """
    nonce = secrets.token_urlsafe(32)
    asked = {"nonce": nonce} | ({"acr_values": found.asked_level} if found.asked_level else {})
    provider = _provider(request, found)
    try:
        answer = provider.redirect(request, process="login", next_url=next_url, auth_params=asked, nonce=nonce)
    except (RequestException, OAuth2Error, ValueError, TypeError, KeyError) as error:
        raise BrokerFailed(type(error).__name__) from error
    return str(answer.url)


def finish(request: HttpRequest, found: Broker) -> tuple[dict[str, Any], str | None]:
    """
    Return what the broker says of who came back, and where they were going.

    :raises StaleTry: if this browser did not begin it, or ended it before.
    :raises Cancelled: if they turned back.
    :raises BrokerFailed: if what the broker answers is not to be believed.
    """
    provider = _provider(request, found)
    try:
        state = provider.unstash_redirect_state(request, request.GET.get("state", ""))
    except PermissionDenied:
        raise StaleTry from None
    if request.GET.get("iss", found.issuer) != found.issuer:
        raise StaleTry
    if "error" in request.GET or "code" not in request.GET:
        _log.info("the broker let nobody in", extra={"reason": request.GET.get("error", "")[:40]})
        raise Cancelled
    try:
        return _claims(Connection(request, provider), state), state.get("next")
    except (RequestException, OAuth2Error, jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise BrokerFailed(type(error).__name__) from error


def _claims(connection: Connection, state: Mapping[str, Any]) -> dict[str, Any]:
    tokens = connection.exchange(state)
    signed = connection.verified(tokens["id_token"], nonce=state["nonce"])
    # What was signed goes before what was not.
    return {**connection.told_apart(tokens["access_token"], signed["sub"]), **signed}


def _proof(audience: str) -> dict[str, str]:
    """Return the proof that it is us who ask, signed with our own key (private_key_jwt)."""
    client, at = settings.SUPPLIER_SIGNIN_CLIENT, int(time.time())
    said = {"iss": client, "sub": client, "aud": audience, "iat": at, "exp": at + 60, "jti": secrets.token_urlsafe(24)}
    key = settings.SUPPLIER_SIGNIN_KEY
    return {"client_assertion_type": _ASSERTION, "client_assertion": jwt.encode(said, key, algorithm="RS256")}


def _json(address: str, **given: Any) -> Mapping[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, **given)
        answer.raise_for_status()
        found = answer.json()
    if not isinstance(found, dict):
        raise BrokerFailed("an answer of the broker is no object")
    return found


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
