from __future__ import annotations

import pytest

from include.writ import settings
from include.writ.errors import ConfigError


def test_a_missing_database_url_is_never_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WRIT_DATABASE_URL", raising=False)
    with pytest.raises(ConfigError, match="make up"):
        settings.database_url()


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql://u@h/writ", "writ"])
def test_another_kind_of_database_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRIT_DATABASE_URL", url)
    with pytest.raises(ConfigError, match="postgresql"):
        settings.database_url()


@pytest.mark.parametrize("value", ["127.0.0.1", "127.0.0.1:x:/ca.pem", "127.0.0.1:8902:", ":8902:/ca.pem"])
def test_half_a_simulated_network_is_refused_instead_of_reaching_the_real_one(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRIT_SIMULATED_NETWORK", value)
    with pytest.raises(ConfigError, match="HOST:PORT:CA_FILE"):
        settings.simulated_network()


def test_without_a_simulator_there_is_no_simulated_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WRIT_SIMULATED_NETWORK", raising=False)
    assert settings.simulated_network() is None
