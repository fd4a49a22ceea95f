"""Identifies the addresses of a whole column at once, with exactly the answers of `registry.identify`.

Plain addresses, that is nearly all, are taken apart and decided in columns. Those that the same rules can fit are
decided together, rule by rule: a row belongs to a rule when the rule surely fits it and no earlier one can. Which rules
are worth asking is seen from a few of the rows. Every row that is left over is identified by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import polars as pl

from include.writ.domain.content import ContentRef
from include.writ.platforms.address import LONGEST, BadAddressError, read_address
from include.writ.platforms.bulk_rules import COLUMNS, FEWEST, SCHEMA, Group, refused, settle
from include.writ.platforms.outcome import IdentifyError
from include.writ.platforms.registry import GRAMMARS, grammar_for, identify

# what reading an address leaves as it is, and what can mean nothing but itself
_PATH = r"/[A-Za-z0-9._~!$&'()*+,;=:@/-]*"
_SEARCH = r"\?[A-Za-z0-9._~!$()*,:@/&=%+|{}\[\]-]*"
_PLAIN = rf"^https?://(?P<written>[A-Za-z0-9.-]+)(?P<path>{_PATH})?(?P<search>{_SEARCH})?$"
_OTHER_PATH = "/[/.]"
_OTHER_NAMES = "[?&][^=&]*[%+][^=&]*="
_MANY = 200  # rows with one path
_VALUE = "([A-Za-z0-9._~!$()*,:@-]+)(?:&|$)"


def identify_many(urls: pl.Series) -> pl.DataFrame:
    """Name the item of each address: platform, kind, content_id and canonical_url, or nothing but the error.

    The rows are those of `urls`, in their order.
    """
    frame = pl.DataFrame({"url": urls.cast(pl.String)}).with_row_index("row")
    decided = pl.concat([pl.DataFrame(schema=SCHEMA), *_together(frame)])
    is_left = pl.repeat(True, frame.height, eager=True).scatter(decided["row"], False)
    return pl.concat([decided, _one_by_one(frame.filter(is_left))]).sort("row").select(COLUMNS)


def _one_by_one(frame: pl.DataFrame) -> pl.DataFrame:
    distinct = frame.select(pl.col("url").unique())
    answers = [_answer(url) for url in distinct["url"].to_list()]
    known = pl.DataFrame(answers, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").hstack(distinct)
    return frame.join(known, on="url", how="left").select(*SCHEMA)


def _answer(url: str) -> tuple[str | None, ...]:
    found = identify(url)
    if isinstance(found, ContentRef):
        return found.platform, found.kind, found.content_id, found.canonical_url, None
    return None, None, None, None, found.error


def _together(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    plain = _plain(frame)
    hosts = {written: _read_host(written) for written in plain["written"].unique().to_list()}
    kinds = {kind: number for number, kind in enumerate({kind for _, kind in hosts.values()})}
    read = {
        "written": list(hosts),
        "host": [host for host, _ in hosts.values()],
        "alike": [kinds[kind] for _, kind in hosts.values()],
    }
    told = plain.join(pl.DataFrame(read, schema_overrides={"written": pl.String}), on="written", how="left")
    parts = told.drop("written").partition_by("alike", as_dict=True, include_key=False)
    for kind, number in kinds.items():
        part = parts[number,]
        if isinstance(kind, IdentifyError):
            yield refused(part, kind)
        elif kind is not None and part.height >= FEWEST:
            for group, rows in _groups(kind, part):
                yield from settle(group, rows)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that are taken apart as they are written, with their parts."""
    path = pl.col("path")
    return (
        frame.lazy()
        .filter(pl.col("url").str.len_bytes() <= LONGEST)
        .select("row", pl.col("url").str.extract_groups(_PLAIN).alias("parts"))
        .unnest("parts")
        .filter(pl.col("written").is_not_null())
        .with_columns(path.fill_null("/"), pl.col("search").fill_null(""))
        .filter(~path.str.contains(_OTHER_PATH))
        .with_columns(pl.when(path == "/").then(path).otherwise(path.str.strip_suffix("/")))
        .collect()
    )


@lru_cache(10_000)
def _read_host(written: str) -> tuple[str, Group | IdentifyError | None]:
    """The host, and what it decides: which rules can fit, or why none can; None where it must be seen."""
    try:
        address = read_address(f"https://{written}")
    except BadAddressError:
        return "", IdentifyError.MALFORMED
    grammar = grammar_for(address)
    if grammar is None:
        return "", IdentifyError.UNSUPPORTED_PLATFORM
    located = grammar.locate(address.host)
    if any(value is None for parts in located.parts.values() for value in parts.values()):
        return "", None
    return address.host, Group(grammar.platform, located.fitting)


def _groups(group: Group, rows: pl.DataFrame) -> Iterator[tuple[Group, pl.DataFrame]]:
    """The rows by the fields that their grammar looks at."""
    search = pl.col("search")
    known = "|".join(re.escape(name) for name in sorted(GRAMMARS[group.platform].names))
    has_names = search.str.contains(f"[?&](?:{known})=")
    readable = rows.lazy().filter(~search.str.contains(_OTHER_NAMES)).with_columns(has_names=has_names, text="path")
    told = readable.collect()
    if not told["has_names"].any():
        yield group, told
        return
    yield group, told.filter(~pl.col("has_names"))
    names = search.str.extract_all(f"[?&](?:{known})=").list.join("")
    yield from _named(group, told.filter("has_names").with_columns(names=names))


def _named(group: Group, rows: pl.DataFrame) -> Iterator[tuple[Group, pl.DataFrame]]:
    """The rows by the names of their fields, and by their path where many have the same."""
    page = pl.when(pl.len().over("names", "path") >= _MANY).then("path")
    enough = rows.filter(pl.len().over("names") >= FEWEST).with_columns(page=page)
    for (written, path), some in enough.partition_by("names", "page", as_dict=True).items():
        names = tuple(sorted(re.split("[?&]", str(written).replace("=", ""))[1:]))
        if len(set(names)) == len(names):
            values = [pl.col("search").str.extract(f"[?&]{re.escape(name)}={_VALUE}") for name in names]
            text = pl.concat_str([*([pl.col("path")] if path is None else []), *values], separator="\n")
            yield group._replace(names=names, path=path), some.with_columns(text=text).drop_nulls("text")
