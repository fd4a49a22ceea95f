"""docs/channels.md: its examples work, and it leaves out no setting."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import asyncssh
import pytest
import trustme

from include.writ.channels.api_access import ApiExtra
from include.writ.channels.mail_settings import MailExtra
from include.writ.channels.portal import PortalExtra
from include.writ.channels.settings import ChannelConnection
from include.writ.channels.sftp_drop import DropExtra
from include.writ.channels.transports import CHANNELS
from tests.support.ends import CONN_ID, opened

PAGE = (Path(__file__).parents[2] / "docs" / "channels.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_connection_in_it_opens(example: dict[str, Any], tmp_path: Path) -> None:
    extra = dict(example.get("extra", {}))
    if "host_key" in extra:
        extra["host_key"] = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    if "client_cert" in extra:
        file = tmp_path / "client.pem"
        trustme.CA().issue_cert("authority.example").private_key_and_cert_chain_pem.write_to_path(str(file))
        extra = dict.fromkeys(extra, str(file))
    channel = opened(ChannelConnection(CONN_ID, **example | {"extra": extra}))
    assert bool(channel.hosts) == (example["conn_type"] != "fs")


def test_it_shows_every_kind() -> None:
    assert {example["conn_type"] for example in EXAMPLES} | {"http"} == set(CHANNELS)


@pytest.mark.parametrize("model", [ApiExtra, MailExtra, DropExtra, PortalExtra])
def test_it_names_every_setting(model: type[Any]) -> None:
    for name in model.model_fields:
        assert f"`{name}`" in PAGE, name
