from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.content import ContentKind, ContentRef, Platform
from include.writ.platforms.registry import SIGNS, IdentifyError, NotIdentified, identify
from tests.unit.platforms.examples import GROUPS, MALFORMED, NEEDS_NETWORK, NOT_CONTENT, UNSUPPORTED


def pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(key, url) for key, urls in table.items() for url in urls]


def content(url: str) -> ContentRef:
    found = identify(url)
    assert isinstance(found, ContentRef), f"{url} gave {found}"
    return found


@pytest.mark.parametrize(("key", "url"), pairs(GROUPS))
def test_every_address_of_an_item_gives_its_key(key: str, url: str) -> None:
    assert content(url).key == key


@pytest.mark.parametrize("url", [url for _, url in pairs(GROUPS)])
def test_a_canonical_address_is_a_fixed_point(url: str) -> None:
    found = content(url)
    assert content(found.canonical_url) == found
    parts = urlsplit(found.canonical_url)
    assert parts.scheme == "https"
    assert parts.path.strip("/")
    assert parts.geturl().isascii()


@pytest.mark.parametrize(("platform", "url"), pairs(NOT_CONTENT))
def test_places_are_not_content_and_name_their_platform(platform: str, url: str) -> None:
    found = identify(url)
    assert isinstance(found, NotIdentified), found
    assert (found.error, found.platform) == (IdentifyError.NOT_CONTENT, Platform(platform))


@pytest.mark.parametrize(("platform", "url"), pairs(NEEDS_NETWORK))
def test_links_that_only_the_network_resolves_are_not_guessed(platform: str, url: str) -> None:
    found = identify(url)
    assert isinstance(found, NotIdentified), found
    assert (found.error, found.platform) == (IdentifyError.NEEDS_NETWORK, Platform(platform))


@pytest.mark.parametrize("url", UNSUPPORTED)
def test_other_hosts_and_lookalikes_are_unsupported(url: str) -> None:
    found = identify(url)
    assert isinstance(found, NotIdentified), found
    assert (found.error, found.platform) == (IdentifyError.UNSUPPORTED_PLATFORM, None)


@pytest.mark.parametrize("url", MALFORMED)
def test_what_could_be_read_in_two_ways_is_malformed(url: str) -> None:
    found = identify(url)
    assert isinstance(found, NotIdentified), found
    assert found.error is IdentifyError.MALFORMED


def test_every_platform_has_examples_of_content_and_of_places() -> None:
    assert {key.split(":")[0] for key in GROUPS} == set(NOT_CONTENT) == set(Platform) == set(SIGNS)


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    identify(text)


TOKENS = re.split(
    " ",
    "https:// http:// // vk.com ok.ru my.mail.ru x.livejournal.com facebook.com instagram.com tiktok.com t.me / "
    "wall - 1 _ 2 ? w= & z= video # %2F % @ : posts p reel comment_id= s c .html thread= urn:li:activity: "
    "\u0661 \x00 \\ [ ] ..  ",
)


@given(st.lists(st.sampled_from(TOKENS), max_size=14).map("".join))
def test_whatever_is_identified_has_a_canonical_address_of_the_same_key(text: str) -> None:
    found = identify(text)
    if isinstance(found, ContentRef):
        assert content(found.canonical_url) == found


PLAIN = [urls[0] for urls in GROUPS.values() if "#" not in urls[0]]


@given(
    st.sampled_from(PLAIN),
    st.sampled_from(["utm_source", "fbclid", "igsh", "trk", "_rdr"]),
    st.text("abc019", min_size=1),
)
def test_tracking_fields_and_fragments_do_not_change_the_identity(url: str, name: str, value: str) -> None:
    mark = "&" if "?" in url else "?"
    assert content(f"{url}{mark}{name}={value}#{name}").key == content(url).key


@given(st.sampled_from(PLAIN), st.data())
def test_host_case_and_percent_encoding_do_not_change_the_identity(url: str, data: st.DataObject) -> None:
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    place = data.draw(st.integers(0, max(0, len(path.partition("?")[0]) - 1)))
    letter = path[place]
    encoded = path if letter in "/%" else f"{path[:place]}%{ord(letter):02x}{path[place + 1 :]}"
    if "%" in path:
        encoded = path
    assert content(f"{scheme.upper()}://{host.upper()}/{encoded}").key == content(url).key


@given(st.integers(1, 10**12), st.integers(1, 10**9), st.integers(1, 10**12), st.integers(1, 10**9))
def test_distinct_ids_stay_distinct(owner: int, item: int, other_owner: int, other_item: int) -> None:
    one, two = f"https://vk.com/wall-{owner}_{item}", f"https://vk.com/wall-{other_owner}_{other_item}"
    assert (content(one).key == content(two).key) == ((owner, item) == (other_owner, other_item))


def test_codes_of_instagram_are_case_sensitive() -> None:
    assert content("https://instagram.com/p/AbCdEf").key != content("https://instagram.com/p/abcdef").key


def test_a_comment_is_not_its_post() -> None:
    assert content("https://vk.com/wall-1_2?reply=3").kind is ContentKind.COMMENT


def test_a_hostile_long_address_is_answered_quickly() -> None:
    for url in ("https://www.linkedin.com/posts/" + "-activity-1" * 700, "https://t.me/" + "1/" * 3000):
        identify(url)
