"""
A real OpenID Connect provider on loopback, built on Authlib: codes used once, PKCE, two ways to know its client.

    with OidcProvider(callback) as broker:
        broker.says(kvk="12345678", level="EH3")    what the next person's token says
        broker.spoils(nonce="another")              claims changed at the last moment, as a bad provider would
        broker.issuer, broker.asked, broker.fault   its address, the requests it got, how it fails

`/authorize` stands for the whole world behind a broker: it redirects to another host (`localhost`) first, where
somebody would sign in, and from there back to the client.
"""

import base64
import json
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import (
    AuthorizationCodeMixin,
    AuthorizationServer,
    ClientMixin,
    InvalidRequestError,
    OAuth2Payload,
    OAuth2Request,
    grants,
)
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.servers.process import HOST

KVK, BRANCH, SERVICE = (
    "urn:etoegang:core:LegalSubjectID",
    "urn:etoegang:1.9:ServiceRestriction:Vestigingsnr",
    "urn:etoegang:core:ServiceUUID",
)
CLIENT, SECRET = "servicepunt", "het geheim van de makelaar"


class Payload(OAuth2Payload):
    """What was asked, from the address and from the form."""

    def __init__(self, given: dict[str, list[str]]) -> None:
        self._given = given

    @property
    def data(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._given.items()}

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return defaultdict(list, self._given)


class Request(OAuth2Request):
    """A request as Authlib wants it."""

    def __init__(self, method: str, uri: str, headers: dict[str, str], body: str) -> None:
        # Authlib wants HTTPS, also on loopback.
        super().__init__(method, uri.replace("http://", "https://", 1), headers=headers)
        self._args, self._posted = parse_qs(urlsplit(uri).query), parse_qs(body)
        self.payload = Payload(self._args | self._posted)

    @property
    def args(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._args.items()}

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._posted.items()}


class Client(ClientMixin):
    """The one client: the product."""

    def __init__(self, callback: str) -> None:
        self.callback, self.methods = callback, {"client_secret_basic", "client_secret_post", "client_assertion_jwt"}

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.callback

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.callback

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, SECRET)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in self.methods

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):
    """A code, with what it was given for."""

    def __init__(self, asked: dict[str, str], claims: dict[str, Any]) -> None:
        self.asked, self.claims = asked, claims
        self.code_challenge, self.code_challenge_method = asked["code_challenge"], asked["code_challenge_method"]

    def get_redirect_uri(self) -> str:
        return self.asked["redirect_uri"]

    def get_scope(self) -> str:
        return self.asked["scope"]

    def get_nonce(self) -> str:
        return self.asked.get("nonce", "")

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class OidcProvider:
    """The provider; `callback` is where its client is reached."""

    def __init__(self, callback: str = "http://testserver/inloggen/leverancier/terug/") -> None:
        self.client = Client(callback)
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self.client_key: RSAKey | None = None
        self.forget()

    def forget(self) -> None:
        """Be as new: an honest provider of which nobody asked anything."""
        self.claims: dict[str, Any] = {}
        self.spoiled: dict[str, Any] = {}
        self.signs: Callable[[dict[str, Any]], str] = lambda claims: signed(claims, self.key, "RS256")
        self.told: dict[str, Any] | None = None
        self.published: dict[str, Any] = {}
        self.fault, self.asked = "", []  # type: tuple[str, list[str]]
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.proofs: set[str] = set()
        self.says()

    def says(
        self, kvk: str = "12345678", level: str = "urn:etoegang:core:assurance-class:loa3", person: str = "pseudo-1",
        **more: Any,
    ) -> None:  # fmt: skip
        """Choose who signs in next."""
        self.claims = {"sub": person, KVK: kvk, "acr": level, **more}

    def spoils(self, **claims: Any) -> None:
        """Change claims of the ID token before it is signed; None takes one away."""
        self.spoiled = claims

    @property
    def issuer(self) -> str:
        return f"http://{HOST}:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer((HOST, 0), type("Handler", (Handler,), {"provider": self}))
        self._http.daemon_threads = True
        self._server = Server(self)
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def configuration(self) -> dict[str, Any]:
        """Return what `/.well-known/openid-configuration` says."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
        } | self.published

    def answer(self, request: Request, path: str) -> tuple[int, Any, list[tuple[str, str]]]:
        """Answer a request: status, body, headers."""
        if path == "/.well-known/openid-configuration":
            return 200, self.configuration(), []
        if path == "/keys":
            return 200, KeySet([self.key]).as_dict(private=False), []
        if path == "/authorize":
            # Behind a broker are other hosts: browsers follow them there and back.
            elsewhere = self.issuer.replace(HOST, "localhost")
            return 302, "", [("Location", f"{elsewhere}/middel?{urlencode(request.args)}")]
        if path == "/middel":
            return self._server.let_in(request)
        if path == "/token":
            return tuple(self._server.create_token_response(request))
        if path == "/userinfo":
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            known = self.tokens.get(token)
            return (200, known if self.told is None else self.told, []) if known else (401, {}, [])
        return 404, {}, []


class Server(AuthorizationServer):
    """Authlib's server, with its memory in the provider."""

    def __init__(self, provider: OidcProvider) -> None:
        super().__init__(scopes_supported=["openid", "profile", "email"])
        self.provider = provider
        self.register_token_generator("default", BearerTokenGenerator(lambda **_: secrets.token_urlsafe(24)))
        self.register_grant(CodeGrant, [TokenOfPerson(require_nonce=True), OnlyS256(required=True)])
        self.register_client_auth_method("client_assertion_jwt", Assertion(provider))

    def query_client(self, client_id: str) -> Client | None:
        return self.provider.client if client_id == CLIENT else None

    def save_token(self, token: dict[str, Any], request: Request) -> None:
        self.provider.tokens[token["access_token"]] = request.user

    def create_oauth2_request(self, request: Request) -> Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Any:
        return status, body, headers

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        pass

    def let_in(self, request: Request) -> Any:
        """Sign in whoever `says` chose, and send them back."""
        try:
            grant = self.get_consent_grant(request, end_user=self.provider.claims)
        except OAuth2Error as error:
            return 400, dict(error.get_body()), []
        if self.provider.fault == "cancel":
            back = urlencode({"error": "access_denied", "state": request.payload.state})
            return 302, "", [("Location", f"{self.provider.client.callback}?{back}")]
        return self.create_authorization_response(request, grant_user=self.provider.claims, grant=grant)


class CodeGrant(grants.AuthorizationCodeGrant):
    """Codes in memory, each used once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "client_assertion_jwt"]

    def save_authorization_code(self, code: str, request: Request) -> None:
        self.server.provider.codes[code] = Code(request.payload.data, dict(request.user))

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        return self.server.provider.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        codes = self.server.provider.codes
        for code in [code for code, kept in codes.items() if kept is authorization_code]:
            del codes[code]

    def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
        return authorization_code.claims


class OnlyS256(CodeChallenge):
    """PKCE that nobody can do without, and no plain one."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        if "code_challenge" not in grant.request.payload.data:
            raise InvalidRequestError("Missing 'code_challenge'")
        super().validate_code_challenge(grant, redirect_uri)


class TokenOfPerson(OpenIDCode):
    """The ID token: honest, unless it was told to be spoiled."""

    def exists_nonce(self, nonce: str, request: Request) -> bool:
        return False

    def encode_id_token(self, token: dict[str, Any], request: Request) -> str:
        provider, at = self.provider, int(time.time())
        claims = {
            "iss": provider.issuer, "aud": CLIENT, "iat": at, "exp": at + 300,
            "nonce": request.authorization_code.get_nonce(), **request.user,
        } | provider.spoiled  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return provider.signs(claims)

    def __call__(self, grant: Any) -> None:
        self.provider = grant.server.provider
        super().__call__(grant)


class Assertion(JWTBearerClientAssertion):
    """The client proves who it is with its own key."""

    def __init__(self, provider: OidcProvider) -> None:
        super().__init__()
        self.provider = provider

    def get_audiences(self) -> list[str]:
        return [f"{self.provider.issuer}/token"]

    def validate_jti(self, claims: dict[str, Any], jti: str) -> bool:
        is_new = jti not in self.provider.proofs
        self.provider.proofs.add(jti)
        return is_new

    def resolve_client_public_key(self, client: Client) -> Any:
        return self.provider.client_key


class Handler(BaseHTTPRequestHandler):
    """HTTP around the provider."""

    provider: OidcProvider

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _answer(self, body: str) -> None:
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        if self.provider.fault == f"hang {path}":
            # Until the client gives up and closes.
            with suppress(OSError):
                self.connection.recv(1)
            return None
        if self.provider.fault == f"500 {path}":
            return self._send(500, "kapot", [])
        if self.provider.fault.startswith(f"302 {path} "):
            return self._send(302, "", [("Location", self.provider.fault.rpartition(" ")[2])])
        request = Request(self.command, f"{self.provider.issuer}{self.path}", dict(self.headers), body)
        return self._send(*self.provider.answer(request, path))

    def _send(self, status: int, body: Any, headers: list[tuple[str, str]]) -> None:
        content = (json.dumps(body) if isinstance(body, dict) else str(body)).encode()
        self.send_response(status)
        named = {name.casefold() for name, _ in headers}
        for name, value in headers:
            self.send_header(name, value)
        if "content-type" not in named:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def signed(claims: dict[str, Any], key: RSAKey, algorithm: str) -> str:
    """Return a token."""
    return str(jwt.encode({"alg": algorithm, "kid": "1"}, claims, key, algorithms=[algorithm]))


def by_hand(claims: dict[str, Any], algorithm: str, sign: Callable[[bytes], bytes]) -> str:
    """Return a token as no library would make it."""
    parts = [json.dumps(part).encode() for part in ({"alg": algorithm, "kid": "1"}, claims)]
    content = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return b".".join((content, base64.urlsafe_b64encode(sign(content)).rstrip(b"="))).decode()


def parameters(address: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query))
