"""A column of addresses gets exactly the answers that each address gets by itself, whichever rules are asked first."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from contextlib import suppress

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.content import ContentRef
from include.writ.platforms import bulk, bulk_refine, bulk_rules
from include.writ.platforms.bulk import identify_many
from include.writ.platforms.bulk_refine import PART, refine_all
from include.writ.platforms.bulk_regex import UntranslatableError, widen
from include.writ.platforms.registry import GRAMMARS, identify
from include.writ.platforms.rules import Parts
from tests.unit.platforms.cases import CASES
from tests.unit.platforms.test_properties import MUTATED, NOISE, TOKENS

KNOWN = sorted({case.url for case in CASES} | {rule.example for g in GRAMMARS.values() for rule in g.rules})
SEED, MUTATIONS = 2026, 8
Row = tuple[str | None, ...]


def alone(url: str) -> Row:
    found = identify(url)
    if isinstance(found, ContentRef):
        return found.platform, found.kind, found.content_id, found.canonical_url, None
    return None, None, None, None, found.error


def together(urls: list[str]) -> list[Row]:
    return identify_many(pl.Series("url", urls, dtype=pl.String)).rows()


def assert_same(urls: list[str]) -> None:
    wrong = [(url, got, alone(url)) for url, got in zip(urls, together(urls), strict=True) if got != alone(url)]
    assert wrong == []


def mutations(url: str, chance: random.Random) -> Iterator[str]:
    """The address as people and damage change it."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    joint = "&" if "?" in url else "?"
    page, question, query = url.partition("?")
    yield from (f"{url}/", f"{page}/{question}{query}", f"{url}//", f"{scheme}{mark}{host}//{path}")
    yield from (f"{scheme}{mark}{host.upper()}{slash}{path}", f"http{mark}{rest}", f"HTTPS{mark}{rest}", rest)
    yield from (f"{scheme}{mark}{prefix}{rest}" for prefix in ("www.", "m.", "user@", "a..", "xn--"))
    yield from (f"{scheme}{mark}{host}{end}{slash}{path}" for end in (".", ":443", ":8080"))
    yield from (f"{url}{joint}{field}" for field in ("utm_source=share", "si=a%20b", "a+b=1", "w=wall-1_2", "reply=3"))
    yield from (
        f"{url}{joint}{field}" for field in ("", "z", "v=", "comment_id=7&comment_id=8", "x=1&amp;w=2", "i%64=5")
    )
    yield from (f"{url}#{fragment}" for fragment in ("", "x", "comment7"))
    yield from (f"{page}{end}{question}{query}" for end in ("/.", "/..", "/.x", "%2e", "'", ";a", "é", "-", "_1", "0"))
    yield url[: chance.randrange(len(url) + 1)]
    for _ in range(4):
        place, token = chance.randrange(len(url) + 1), chance.choice(TOKENS.split())
        yield url[:place] + token + url[place + chance.randrange(3) :]


@pytest.fixture(scope="module")
def mutated() -> list[str]:
    chance = random.Random(SEED)
    urls = [other for url in KNOWN for other in (url, *chance.sample([*mutations(url, chance)], MUTATIONS))]
    chance.shuffle(urls)
    return urls


@pytest.fixture
def in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets no row be identified by itself only because few are like it."""
    monkeypatch.setattr(bulk, "FEWEST", 1)
    monkeypatch.setattr(bulk_rules, "FEWEST", 1)


def first(_group: object, _rows: object, known: Collection[int]) -> int | None:
    return next(iter(known), None)


def last(_group: object, _rows: object, known: Collection[int]) -> int | None:
    return list(known)[-1] if known else None


@pytest.mark.slow
@pytest.mark.usefixtures("in_columns")
@pytest.mark.parametrize(("order", "many"), [(first, 1), (last, 1_000_000)])
def test_every_rule_asked_of_every_row_says_what_the_address_alone_does(
    monkeypatch: pytest.MonkeyPatch, mutated: list[str], order: object, many: int
) -> None:
    monkeypatch.setattr(bulk, "_MANY", many)
    monkeypatch.setattr(bulk_rules, "_usual", order)
    assert_same(mutated)


def test_rows_are_the_same_in_many_and_in_few(mutated: list[str]) -> None:
    some = mutated[:6000]
    whole = together(some)
    assert together(some[::-1]) == whole[::-1]
    assert [row for at in range(0, len(some), 901) for row in together(some[at : at + 901])] == whole
    assert together([*some, *some]) == [*whole, *whole]


def test_columns_may_be_in_several_chunks_and_empty() -> None:
    series = pl.concat(
        [pl.Series(["https://vk.com/wall-1_2"] * 300), pl.Series(["https://ok.ru/video/5"] * 300)], rechunk=False
    )
    assert identify_many(series).rows() == [alone(url) for url in series]
    empty = identify_many(pl.Series("url", [], dtype=pl.String))
    assert empty.schema == pl.Schema(
        dict.fromkeys(["platform", "kind", "content_id", "canonical_url", "error"], pl.String)
    )
    assert empty.height == 0


@pytest.mark.usefixtures("in_columns")
@given(
    st.lists(st.tuples(MUTATED, st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), NOISE), max_size=3)), max_size=8)
)
def test_damaged_addresses_are_read_as_alone(damaged: list[tuple[str, list[tuple[float, int, str]]]]) -> None:
    urls = []
    for url, cuts in damaged:
        for where, length, noise in cuts:
            place = int(where * len(url))
            url = url[:place] + noise + url[place + length :]
        urls.append(url.encode("utf-8", "replace").decode())
    assert_same(urls)


def test_plain_addresses_are_not_identified_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = (
        "https://vk.com/wall-1_{}?utm_source=share",
        "https://www.instagram.com/p/Cx{}/?igsh=a%3D",
        "http://M.FACEBOOK.COM/permalink.php?story_fbid={}&id=5",
        "https://sample.livejournal.com/{}.html",
        "https://ok.ru/group/1/topic/{}",
        "https://www.linkedin.com/feed/update/urn:li:activity:{}/",
        "https://vk.com/club{}",
        "https://example.org/{}",
        "https://www.facebook.com/steppe{}?story_fbid=7",
    )
    urls = [url.format(number) for number in range(10_000, 11_000) for url in usual]
    expected = [alone(url) for url in urls]
    monkeypatch.setattr(bulk, "identify", None)
    assert together(urls) == expected


def test_an_id_that_is_too_long_is_malformed() -> None:
    urls = [f"https://vk.com/@steppe-{number}{'a' * 1990}" for number in range(1000, 1300)]
    urls += [f"https://vk.com/@steppe-{number}{'a' * 1900}" for number in range(1000, 1300)]
    assert together(urls) == [alone(url) for url in urls]
    assert {row[-1] for row in together(urls)} == {"malformed", None}


@pytest.mark.parametrize(
    ("pattern", "text", "parts"),
    [
        ("/(?P<a>[0-9]++)x", "/12x", {"a": "12"}),
        ("/(?!b)(?P<a>[a-z])", "/b", None),
        ("(?:/(?!p/)(?P<name>[a-z]))?/(?P<a>p/x|x)", "/p/x", None),  # the rule knows another way
        ("(?:/(?!p/)(?P<name>[a-z]))?/(?P<a>p/x|x)", "/x", {"name": None, "a": "x"}),
        ("/(?P<a>(?i:Ab)[^/]*)(?:\\.x)?", "/aB.x", {"a": "aB.x"}),
    ],
)
def test_a_rewritten_pattern_finds_the_same_parts_or_is_refused(
    pattern: str, text: str, parts: dict[str, str | None] | None
) -> None:
    wide = widen([pattern])
    assert wide.is_exact
    found = pl.Series([text]).str.extract_groups(f"^{wide.text}$").struct.unnest().row(0, named=True)
    refusals = [mark for mark, refusal in wide.refusals.items() if found[mark] is not None and _fits(refusal, text)]
    assert ({name: found[PART + name] for name in wide.names} if not refusals else None) == parts


def _fits(pattern: str, text: str) -> bool:
    return bool(pl.Series([text]).str.contains(pattern)[0])


@pytest.mark.parametrize("pattern", ["/[a-z]++b", "/(?=a)[a-z]", "/(?<!a)b", "/(?:[0-9]{2})++"])
def test_what_only_one_engine_can_tell_is_not_exact(pattern: str) -> None:
    with suppress(UntranslatableError):
        assert not widen([pattern]).is_exact


@pytest.mark.parametrize(
    "pattern", [r"/\w", "/(?:(?P<a>x)){2}", "/(a)\\1", "/a*?", "^/", "(?-i:/)", "/(?:(?!a)[a-z])*"]
)
def test_a_pattern_that_is_not_understood_is_not_guessed(pattern: str) -> None:
    with pytest.raises(UntranslatableError):
        widen([pattern])


def _upper(parts: Parts) -> Parts | None:
    return parts | {"a": parts["a"].upper(), "c": "fixed"}


def _by_b(parts: Parts) -> Parts | None:
    return None if parts["b"] == "2" else parts | {"a": parts["a"].lower(), "c": parts["b"][::-1]}


def _unlike(parts: Parts) -> Parts | None:
    return parts | {"a": parts["a"].upper() if parts["b"] == "2" else parts["b"], "c": parts["b"]}


def _of_each(parts: Parts) -> Parts | None:
    return parts | {"c": f"{parts['a']}{len(parts)}"}


def _refuse(_parts: Parts) -> Parts | None:
    return None


@pytest.mark.parametrize("refine", [_upper, _by_b, _unlike, _of_each, _refuse])
@pytest.mark.parametrize("gap", [None, "Gap"])
def test_columns_are_refined_as_each_row(refine: bulk_refine.Refine, gap: str | None) -> None:
    """Part b has three texts, and another part only some rows."""
    found = [{"a": f"Aa{row}", "b": str(row % 3)} | ({"gap": gap} if gap and row % 2 else {}) for row in range(60)]
    rows = pl.DataFrame(
        [{PART + name: value for name, value in parts.items()} for parts in found], infer_schema_length=60
    )
    refined = [refine(parts) for parts in found]
    expected = [(parts["a"], parts["c"]) if parts else (None, None) for parts in refined]
    assert refine_all(rows, refine, ["a", "c"]).select(PART + "a", PART + "c").rows() == expected
