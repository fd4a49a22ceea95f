"""docs/sources.md: its examples work, and it leaves out no setting."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import asyncssh
import pytest
import yaml

from include.writ.sources.base import SourceConnection
from include.writ.sources.folder import FolderExtra
from include.writ.sources.object_store import StoreExtra
from include.writ.sources.settings import UNFINISHED, PullSettings, read_pull_settings
from include.writ.sources.sftp_keys import SftpExtra
from tests.unit.sources.opening import opened

PAGE = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_connection_in_it_opens(example: dict[str, Any]) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    extra = example.pop("extra", {})
    if "host_key" in extra:
        extra["host_key"] = key.export_public_key().decode()
    if "private_key" in extra:
        extra["private_key"] = key.export_private_key("openssh", extra["private_key_passphrase"]).decode()
    opened(SourceConnection("writ_source_x", **example, extra=extra))


def test_it_shows_every_kind() -> None:
    assert {example["conn_type"] for example in EXAMPLES} == {"http", "sftp", "aws", "fs"}


def test_its_registry_entry_has_pull_settings_that_are_taken() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (source,) = yaml.safe_load(block)["sources"]
    assert read_pull_settings(source["name"], source["pull"]).sidecar is True


@pytest.mark.parametrize("model", [PullSettings, SftpExtra, StoreExtra, FolderExtra])
def test_it_names_every_setting(model: type[Any]) -> None:
    for name in model.model_fields:
        assert f"`{name}`" in PAGE or f'"{name}"' in PAGE, name


def test_it_names_every_unfinished_ending() -> None:
    assert [ending for ending in UNFINISHED if f"`{ending}`" not in PAGE] == []
