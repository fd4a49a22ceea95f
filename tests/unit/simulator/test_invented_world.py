from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from include.writ.simulator.addresses import HOSTS, SHAPES, loose_key
from include.writ.simulator.world import FIRST_DAY, Catalogue, contents_of

DAY = date(2026, 11, 17)


def test_a_day_is_the_same_whenever_it_is_asked_for() -> None:
    first = contents_of(1, DAY)
    contents_of.cache_clear()
    assert contents_of(1, DAY) == first
    assert contents_of(2, DAY) != first


def test_before_the_first_day_there_is_nothing() -> None:
    assert contents_of(1, FIRST_DAY - timedelta(days=1)) == ()
    assert contents_of(1, FIRST_DAY)


def test_every_platform_and_both_sources_have_content_on_each_day() -> None:
    contents = contents_of(1, DAY)
    assert {content.platform for content in contents} == set(SHAPES)
    assert all(count >= 100 for count in Counter(content.source for content in contents).values())


def test_every_address_leads_to_its_own_content_and_to_no_other() -> None:
    catalogue = Catalogue(1)
    for day in (FIRST_DAY, DAY):
        for content in contents_of(1, day):
            for url in (*content.forms.reported, *content.forms.known):
                assert catalogue.find(url, DAY) == content, url


def test_content_is_not_there_before_its_day() -> None:
    url = contents_of(1, DAY)[0].forms.reported[0]
    assert Catalogue(1).find(url, DAY - timedelta(days=1)) is None


def test_all_addresses_are_on_the_hosts_that_the_certificate_names() -> None:
    for content in contents_of(1, DAY):
        for url in (*content.forms.reported, *content.forms.known):
            host = url.split("/")[2]
            assert host in HOSTS or host.partition(".")[2] in HOSTS, host


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://vk.com/wall-1_2", "http://M.VK.com/wall-1_2/?utm_source=share"),
        ("https://vk.com/wall-1_2", "https://vkontakte.ru/wall-1_2"),
        ("https://t.me/a/1", "https://telegram.me/a/1?single"),
        ("https://www.instagram.com/p/ABC/", "https://instagram.com/p/ABC?igsh=1"),
        (
            "https://www.linkedin.com/feed/update/urn:li:activity:1/",
            "https://linkedin.com/feed/update/urn%3Ali%3Aactivity%3A1",
        ),
        (
            "https://www.facebook.com/permalink.php?story_fbid=1&id=2",
            "https://m.facebook.com/permalink.php?id=2&story_fbid=1",
        ),
    ],
)
def test_two_forms_of_one_address_are_one(one: str, other: str) -> None:
    assert loose_key(one) == loose_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://vk.com/wall-1_2", "https://vk.com/wall-1_3"),
        ("https://vk.com/feed?w=wall-1_2", "https://vk.com/feed?w=wall-1_3"),
        ("https://www.instagram.com/p/ABC/", "https://www.instagram.com/p/abc/"),
        ("https://a.livejournal.com/1.html", "https://b.livejournal.com/1.html"),
    ],
)
def test_two_addresses_are_two(one: str, other: str) -> None:
    assert loose_key(one) != loose_key(other)
