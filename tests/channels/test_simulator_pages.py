"""The simulator's public pages over real, verified TLS, and what a restart leaves of everything."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from include.writ.simulator.addresses import SHAPES
from include.writ.simulator.app import running_simulator
from include.writ.simulator.behaviour import Behaviour, returns_at
from include.writ.simulator.world import contents_of
from tests.channels.simulated_world import CONTENT, DAY, SEED, START, World, those_that

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World()
    with running_simulator(tmp_path, SEED, world.clock) as world.simulator:
        yield world


def test_every_address_of_every_platform_shows_the_content_over_verified_tls(world: World) -> None:
    seen = set()
    for content in contents_of(SEED, DAY):
        if content.platform not in seen:
            seen.add(content.platform)
            for url in (*content.forms.reported, *content.forms.known):
                status, _, body = world.read_page(url.replace("http://", "https://"))
                assert status == 200, url
                assert f"№ {content.serial}" in body
    assert seen == set(SHAPES)


def test_a_host_that_is_no_platform_has_no_certificate(world: World) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        world.read_page("https://news.invented.example/")


def test_what_was_never_published_is_not_found(world: World) -> None:
    assert world.read_page("https://vk.com/wall-1_1")[0] == 404


def test_a_removed_item_is_gone_at_every_address(world: World) -> None:
    world.post(CONTENT, 1)
    world.moment += timedelta(hours=5)
    for url in CONTENT.forms.reported:
        assert world.read_page(url.replace("http://", "https://"))[0] == 404


def test_a_withheld_item_names_the_authority(world: World) -> None:
    content = those_that(Behaviour.WITHHOLDS)[0]
    world.post(content, 1)
    world.moment += timedelta(hours=5)
    status, headers, _ = world.read_page(content.forms.reported[0])
    assert (status, headers["Link"]) == (451, '<https://authority.example/>; rel="blocked-by"')


def test_an_item_behind_a_login_shows_a_form_or_leads_to_one(world: World) -> None:
    statuses = set()
    for number, content in enumerate(those_that(Behaviour.WALLS_OFF), start=1):
        url = content.forms.reported[0]
        world.post(content, number)
        world.moment += timedelta(hours=5)
        status, headers, body = world.read_page(url)
        statuses.add(status)
        if status == 302:
            assert headers["Location"].startswith("/")
            status, _, body = world.read_page(f"https://{urlsplit(url).netloc}{headers['Location']}")
        assert status == 200
        assert 'type="password"' in body
        assert f"№ {content.serial}" not in body
    assert statuses == {200, 302}


def test_an_item_that_comes_back_is_there_again(world: World) -> None:
    content = those_that(Behaviour.COMES_BACK)[0]
    url = content.forms.reported[0]
    world.post(content, 1)
    world.moment += timedelta(hours=5)
    assert world.read_page(url)[0] == 404
    world.moment = returns_at(content)
    assert world.read_page(url)[0] == 200


def test_a_restart_changes_neither_receipts_nor_answers_nor_pages(tmp_path: Path) -> None:
    world, seen = World(), []
    for _ in range(2):
        with running_simulator(tmp_path, SEED, world.clock) as world.simulator:
            receipt = world.post(CONTENT, 1).json()
            world.moment = START + timedelta(hours=6)
            answers = world.call("GET", f"/platforms/{CONTENT.platform}/answers", CONTENT.platform).json()
            seen.append((receipt, answers, world.read_page(CONTENT.forms.reported[0])[0]))
    assert seen[0] == seen[1]
    assert len((tmp_path / "notices.jsonl").read_text().splitlines()) == 2
    assert json.loads((tmp_path / "notices.jsonl").read_text().splitlines()[1])["repeat"] is True
