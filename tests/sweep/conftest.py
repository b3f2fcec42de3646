"""What the sweeps over all pages share."""

import pytest

from servicepunt.foundation.sealing import persons
from tests.servers.fixtures import oidc  # noqa: F401  # a fixture
from tests.servers.oidc import CLIENT, SECRET, OidcProvider


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let keys be cheap to make: what scrypt costs is tested where the keys are."""
    monkeypatch.setitem(persons.person_key.__kwdefaults__, "cost", 4)


@pytest.fixture(autouse=True)
def _broker(settings: pytest.FixtureRequest, oidc: OidcProvider) -> None:  # noqa: F811  # the fixture
    """Let suppliers have a broker to sign in by: without one its pages are not there."""
    settings.SUPPLIER_SIGNIN_ISSUER, settings.SUPPLIER_SIGNIN_CLIENT = oidc.issuer, CLIENT  # type: ignore[attr-defined]  # pytest-django's settings
    settings.SUPPLIER_SIGNIN_SECRET = SECRET  # type: ignore[attr-defined]  # pytest-django's settings
