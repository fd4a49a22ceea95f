"""Where this deployment lives: every knob that comes from the environment, read when asked and never at import.

Secrets of sources and platforms are not here (they are Airflow Connections), nor is the law (it is in the packs).
"""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from include.writ.errors import ConfigError


def project_root() -> Path:
    """The folder that holds `dags/`, `plugins/` and `include/`."""
    return Path(__file__).resolve().parents[2]


def var_dir() -> Path:
    """Where this machine keeps data, logs and local keys: `WRIT_VAR`, else `var/` in the project."""
    return Path(os.environ.get("WRIT_VAR") or project_root() / "var").resolve()


def database_url() -> str:
    """Writ's own database. There is no default: a wrong database must never be written to by accident."""
    url = os.environ.get("WRIT_DATABASE_URL")
    if not url:
        raise ConfigError(
            "WRIT_DATABASE_URL is not set: `make up` sets it for the embedded database; for a server of your own use "
            "postgresql+psycopg://USER:PASSWORD@HOST/writ"
        )
    return _checked("WRIT_DATABASE_URL", url)


def docket_database_url() -> str | None:
    """The same database by the Docket's own login, `WRIT_DOCKET_DATABASE_URL`; None where it has none of its own."""
    url = os.environ.get("WRIT_DOCKET_DATABASE_URL")
    return _checked("WRIT_DOCKET_DATABASE_URL", url) if url else None


def _checked(name: str, url: str) -> str:
    try:
        is_ours = make_url(url).drivername == "postgresql+psycopg"
    except (ArgumentError, ValueError):
        is_ours = False
    if not is_ours:
        raise ConfigError(
            f"{name} must be an address like postgresql+psycopg://USER:PASSWORD@HOST:PORT/writ (PostgreSQL 15 or newer)"
        )
    return url


def raw_store() -> str:
    """Where raw exports are kept: `WRIT_RAW_STORE` (a folder, or an address fsspec knows), else `raw/` in var."""
    return os.environ.get("WRIT_RAW_STORE") or str(var_dir() / "raw")


def pack() -> str:
    """The pack of law of this deployment: `WRIT_PACK`, the name of a file in `include/writ/packs/`, else `kz`."""
    return os.environ.get("WRIT_PACK") or "kz"


def clock_file() -> Path | None:
    """The file that stands for the clock in a specimen deployment (see clock.py); None for the real clock."""
    path = os.environ.get("WRIT_CLOCK_FILE")
    return Path(path) if path else None


def simulated_network() -> tuple[str, int, Path] | None:
    """Host, port and CA file of the simulator's HTTPS front; None for the public network."""
    value = os.environ.get("WRIT_SIMULATED_NETWORK")
    if not value:
        return None
    host, _, rest = value.partition(":")
    port, _, ca_file = rest.partition(":")
    if not (host and port.isdigit() and ca_file):
        raise ConfigError("WRIT_SIMULATED_NETWORK must be HOST:PORT:CA_FILE, for example 127.0.0.1:8902:/var/ca.pem")
    return host, int(port), Path(ca_file)


def vantage_inside() -> str | None:
    """The Airflow connection of a proxy in the territory: `WRIT_VANTAGE_INSIDE`; None where this machine is there."""
    return os.environ.get("WRIT_VANTAGE_INSIDE") or None


def vantage_outside() -> str | None:
    """The Airflow connection of a proxy outside the territory: `WRIT_VANTAGE_OUTSIDE`; None where there is none."""
    return os.environ.get("WRIT_VANTAGE_OUTSIDE") or None


def timezone() -> ZoneInfo:
    """The authority's time zone: days of exports and deadlines are counted in it."""
    return ZoneInfo("Asia/Almaty")
