"""The algebra of identity: one item under every decoration, two items never one, and no text that raises.

Longer: `pytest tests/unit/platforms/test_properties.py --hypothesis-profile=long`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from include.writ.domain.content import ContentRef
from include.writ.platforms.address import LONGEST, Address, BadAddressError, read_address, read_fields
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.registry import DEEPEST, GRAMMARS, NotIdentified, identify
from include.writ.platforms.rules import Carrier, Parts, Rule, compiled
from tests.unit.platforms.cases import CASES, CONTENT

CANONICAL = sorted({found.canonical_url for case in CONTENT if isinstance(found := identify(case.url), ContentRef)})
CARRIERS = [
    (rule, rule.field)
    for grammar in GRAMMARS.values()
    for rule in grammar.rules
    if isinstance(rule, Carrier) and rule.field is not None
]
TRACKING = ("utm_source", "utm_medium", "fbclid", "gclid", "yclid", "igsh", "si", "trk", "_rdr", "s", "__tn__")
canonical = st.sampled_from(CANONICAL)


def content(url: str) -> ContentRef:
    found = identify(url)
    assert isinstance(found, ContentRef), f"{url} gave {found}"
    return found


@pytest.mark.parametrize("url", CANONICAL)
def test_the_canonical_form_is_a_fixed_point(url: str) -> None:
    assert content(url).canonical_url == url


@given(canonical, st.sampled_from(TRACKING), st.text("abcXYZ019-_", min_size=1, max_size=12))
def test_tracking_does_not_matter(url: str, name: str, value: str) -> None:
    assume(name not in {field for field, _ in parse_qsl(urlsplit(url).query)})
    assert content(f"{url}{'&' if '?' in url else '?'}{name}={value}") == content(url)


@given(
    canonical,
    st.sampled_from(["https://", "http://", "HTTPS://", "hTTp:\\\\", "https:", "//", "", " https://"]),
    st.sampled_from(["", ".", ":443", ".:80"]),
    st.booleans(),
)
def test_scheme_case_port_and_final_dot_of_the_host_do_not_matter(
    url: str, scheme: str, end: str, is_upper: bool
) -> None:
    host, _, rest = url.removeprefix("https://").partition("/")
    assert content(f"{scheme}{host.upper() if is_upper else host}{end}/{rest}") == content(url)


@given(canonical, st.data())
def test_percent_encoding_and_extra_slashes_do_not_matter(url: str, data: st.DataObject) -> None:
    host, _, rest = url.removeprefix("https://").partition("/")
    path, mark, query = rest.partition("?")
    places = [
        place for place, letter in enumerate(path) if letter not in "/%" and "%" not in path[max(0, place - 2) : place]
    ]
    place = data.draw(st.sampled_from(places))
    form = data.draw(st.sampled_from(["%{:02x}", "%{:02X}"]))
    encoded = path[:place] + form.format(ord(path[place])) + path[place + 1 :]
    slashes = data.draw(st.sampled_from(["/", "//", "/./", "/x/../"]))
    assert content(f"https://{host}{slashes}{encoded}{mark}{query}") == content(url)


@given(canonical, st.data())
def test_any_content_host_of_the_platform_will_do(url: str, data: st.DataObject) -> None:
    host, _, rest = url.removeprefix("https://").partition("/")
    usual = GRAMMARS[content(url).platform].host
    assume(compiled(usual).fullmatch(host))
    other = data.draw(st.from_regex(compiled(usual), fullmatch=True))
    scheme, colon, app_host = other.partition(":")
    address = f"{scheme}://{app_host}" if colon else f"https://{other}"
    assert content(f"{address}/{rest}") == content(url)


@given(canonical, st.lists(st.sampled_from(CARRIERS), min_size=1, max_size=DEEPEST))
def test_an_address_inside_others_is_the_same_item(url: str, carriers: list[tuple[Carrier, str]]) -> None:
    wrapped = url
    for carrier, name in carriers:
        assume(compiled(carrier.shape.query[name]).fullmatch(wrapped))
        start, _, query = carrier.example.partition("?")
        wrapped = f"{start}?{urlencode(dict(parse_qsl(query)) | {name: wrapped})}"
    assume(len(wrapped) < LONGEST)
    assert content(wrapped) == content(url)


@given(canonical, st.data())
def test_another_id_is_another_item(url: str, data: st.DataObject) -> None:
    known = content(url)
    tokens = [token for token in re.findall(r"[A-Za-z0-9]+", known.content_id) if url.count(token) == 1]
    assume(tokens)
    token = data.draw(st.sampled_from(tokens))
    place = data.draw(st.integers(0, len(token) - 1))
    letters = "123456789" if token[place].isdigit() else "abcdefghijkmnopqrstuvwxyz"
    other = token[:place] + data.draw(st.sampled_from(letters)) + token[place + 1 :]
    assume(other.lower() != token.lower())
    found = identify(url.replace(token, other))
    assert found.key != known.key


MUTATED = st.one_of(
    st.sampled_from([case.url for case in CASES]),
    st.sampled_from([r.example for g in GRAMMARS.values() for r in g.rules]),
)
TOKENS = """
    / // ? & = # % %2F %00 %ff @ : . .. ; - _ + ~ ! * ' ( ) [ ] { } | ^ ` < > " 0 1 9 a Z w= z= v= id= u= to= reply=
    comment_id= posts s c p reel status topic .html urn:li:activity: &amp; https:// tg: xn--
"""
NOISE = st.one_of(
    st.sampled_from([*TOKENS.split(), "\\", "\u0661", "\u043a", "\u200b", "\ud800", " "]), st.characters()
)


@given(MUTATED, st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), NOISE), max_size=4))
@example("https://vk.com/wall-1_2", [])
def test_a_damaged_address_is_answered_and_never_half_read(url: str, cuts: list[tuple[float, int, str]]) -> None:
    for where, length, noise in cuts:
        place = int(where * len(url))
        url = url[:place] + noise + url[place + length :]
    found = identify(url)
    if isinstance(found, ContentRef):
        assert identify(found.canonical_url) == found
        assert found.canonical_url.isascii()
        assert len(found.content_id.strip()) > 0
    assert _slowly(url) == _quickly(url)


def _quickly(url: str) -> tuple[Rule, Parts] | None:
    place = _address(url)
    return place and place[0].decide(place[1])


def _slowly(url: str) -> tuple[Rule, Parts] | None:
    """Ask rule after rule, as the grammar is written down."""
    place = _address(url)
    if place is None:
        return None
    grammar, address = place
    fields = read_fields(address.search)
    for rule in grammar.rules:
        by_host = compiled(rule.shape.host or grammar.host).fullmatch(address.host)
        by_path = compiled(rule.shape.path).fullmatch(address.path)
        beside = rule.shape.match_beside_path(fields.values, address.fragment)
        if by_host and by_path and beside is not None:
            parts = {**by_path.groupdict(), **by_host.groupdict()}
            return rule, {name: value for name, value in parts.items() if value is not None} | beside
    return None


def _address(url: str) -> tuple[Grammar, Address] | None:
    try:
        address = read_address(url)
    except BadAddressError:
        return None
    found = identify(url)
    if found.platform is None or (isinstance(found, NotIdentified) and "inside" in found.detail):
        return None
    grammar = GRAMMARS[found.platform]
    is_own = (
        any(("." + address.host).endswith("." + domain) for domain in grammar.domains)
        or address.scheme in grammar.schemes
    )
    return (grammar, address) if is_own else None


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    identify(text)


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    identify(data.decode("utf-8", "surrogateescape"))
    identify("https://vk.com/" + data.decode("latin-1"))
    identify("https://vk.com/away.php?to=" + quote(data))
