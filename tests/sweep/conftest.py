"""What the sweeps over all pages share."""

import pytest

from servicepunt.foundation.sealing import persons


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let keys be cheap to make: what scrypt costs is tested where the keys are."""
    monkeypatch.setitem(persons.person_key.__kwdefaults__, "cost", 4)
