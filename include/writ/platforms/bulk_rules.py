"""Asks rules of a whole column of addresses at once, and writes down what they decide.

A row is decided by a rule only when the rule surely fits it, and no rule before it can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

import polars as pl

from include.writ.domain.content import Platform
from include.writ.platforms.address import Address
from include.writ.platforms.bulk_refine import PART, refine_all
from include.writ.platforms.bulk_regex import UntranslatableError, Wide, widen
from include.writ.platforms.grammar import LONGEST_ID, Step
from include.writ.platforms.outcome import IdentifyError
from include.writ.platforms.registry import GRAMMARS
from include.writ.platforms.rules import Carrier, Form, Opaque, compiled, keep

COLUMNS = ("platform", "kind", "content_id", "canonical_url", "error")
SCHEMA = {"row": pl.UInt32, **dict.fromkeys(COLUMNS, pl.String)}
FEWEST = 200  # rows that are worth asking together
_SAMPLE = 7
_FITS = "fits"


class Group(NamedTuple):
    """Rows that the same rules can fit.

    The lines of their `text` are the path, unless all have the same, and the values of the fields `names`.
    """

    platform: Platform
    fitting: frozenset[str]
    names: tuple[str, ...] = ()
    path: str | None = None


class _Question(NamedTuple):
    """How to ask for one rule: what must fit, and what must not, because an earlier rule might."""

    step: Step
    wide: Wide
    earlier: str | None


def refused(rows: pl.DataFrame, error: IdentifyError) -> pl.DataFrame:
    """Answer all rows with one error."""
    nothing = [pl.lit(None, pl.String).alias(name) for name in COLUMNS[:-1]]
    return rows.select("row", *nothing, pl.lit(error.value).alias("error"))


def settle(group: Group, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Answer the rows that one of the rules surely decides; the others are left out."""
    questions = dict(_questions(group))
    while rows.height >= FEWEST:
        usual = _usual(group, rows, questions.keys())
        if usual is None:
            return
        question = questions.pop(usual)
        asked = _ask(question, rows)
        fits = asked[_FITS]
        if fits.any():
            yield _decided(group, question.step, asked if fits.all() else asked.filter(fits))
            rows = rows.clear() if fits.all() else rows.filter(~fits)


def _usual(group: Group, rows: pl.DataFrame, known: Collection[int]) -> int | None:
    """The identity of the rule that decides most of a few rows, among those that are known."""
    every = max(1, rows.height // _SAMPLE)
    some = zip(*(rows[name].gather_every(every).to_list() for name in ("host", "path", "search")), strict=True)
    addresses = (Address("https", host, path, search, "", False) for host, path, search in some)
    decided = (GRAMMARS[group.platform].decide(address) for address in addresses)
    counted = Counter(id(found[0]) for found in decided if found and id(found[0]) in known)
    return counted.most_common(1)[0][0] if counted else None


def _ask(question: _Question, rows: pl.DataFrame) -> pl.DataFrame:
    wide, text = question.wide, pl.col("text")
    pattern = f"^(?P<{_FITS}>){wide.text}$"
    sure = pl.col(_FITS).is_not_null()
    if question.earlier:
        sure &= ~text.str.contains(question.earlier)
    for mark, refusal in wide.refusals.items():
        sure &= pl.col(mark).is_null() | ~text.str.contains(refusal)
    found = rows.lazy().with_columns(text.str.extract_groups(pattern).alias("found")).unnest("found")
    return found.with_columns(sure.alias(_FITS)).collect()


@lru_cache(1000)
def _questions(group: Group) -> dict[int, _Question]:
    """Those rules of the group that can be asked for, by their identity."""
    questions: dict[int, _Question] = {}
    earlier: list[str] = []
    for step in GRAMMARS[group.platform].steps(group.fitting, frozenset(group.names)):
        shape = step.rule.shape
        if group.path is not None and not step.match_path(group.path):
            continue
        try:
            wide = widen(([shape.path] if group.path is None else []) + [shape.query.get(name) for name in group.names])
        except UntranslatableError:
            break
        is_clear = wide.is_exact and not _parts_beside(group, step).keys() & set(wide.names)
        if is_clear and not isinstance(step.rule, Carrier):
            questions[id(step.rule)] = _Question(step, wide, f"^(?:{'|'.join(earlier)})$" if earlier else None)
        earlier.append(wide.plain)
    return questions


def _parts_beside(group: Group, step: Step) -> dict[str, str | None]:
    """The parts that are not found in the text: those of the host, not known yet, the path and of absent fields."""
    found = step.match_path(group.path) if group.path is not None else None
    absent = {name: pattern for name, pattern in step.rule.shape.query.items() if name not in group.names}
    beside = replace(step.rule.shape, query=absent).match_beside_path({}, "") or {}
    of_path = {name: value for name, value in found.groupdict().items() if value is not None} if found else {}
    return of_path | dict.fromkeys(compiled(step.host).groupindex) | beside


def _decided(group: Group, step: Step, rows: pl.DataFrame) -> pl.DataFrame:
    rule = step.rule
    if not isinstance(rule, Form):
        return refused(rows, IdentifyError.NEEDS_NETWORK if isinstance(rule, Opaque) else IdentifyError.NOT_CONTENT)
    rows = _with_parts_beside(group, step, rows)
    is_item = pl.lit(True)
    if rule.refine is not keep:
        needed = sorted({name for template in (rule.content_id, rule.canonical) for name in _fields(template)})
        rows, is_item = refine_all(rows, rule.refine, needed), pl.col(PART + needed[0]).is_not_null()
    written = {"content_id": _written(rule.content_id), "canonical_url": _written(rule.canonical)}
    found = rows.select("row", **written, is_item=is_item)
    is_short = pl.col("content_id").str.len_chars() <= LONGEST_ID
    is_right = pl.col("is_item") & is_short
    not_content, malformed = pl.lit(IdentifyError.NOT_CONTENT.value), pl.lit(IdentifyError.MALFORMED.value)
    return found.select(
        "row",
        pl.when(is_right).then(pl.lit(group.platform.value)).alias("platform"),
        pl.when(is_right).then(pl.lit(rule.kind.value)).alias("kind"),
        *(pl.when(is_right).then(pl.col(name)).alias(name) for name in written),
        pl.when(~pl.col("is_item")).then(not_content).when(~is_short).then(malformed).alias("error"),
    )


def _with_parts_beside(group: Group, step: Step, rows: pl.DataFrame) -> pl.DataFrame:
    columns = {}
    for name, value in _parts_beside(group, step).items():
        columns[PART + name] = pl.lit(value)
        if value is None:
            hosts = rows["host"].unique().to_list()
            of_host = {host: found[name] for host in hosts if (found := compiled(step.host).fullmatch(host))}
            columns[PART + name] = pl.col("host").replace_strict(of_host, return_dtype=pl.String)
    return rows.with_columns(**columns) if columns else rows


def _fields(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def _written(template: str) -> pl.Expr:
    pieces: list[pl.Expr] = []
    for text, name, _, _ in Formatter().parse(template):
        pieces += [pl.lit(text)] if text else []
        pieces += [pl.col(PART + name)] if name is not None else []
    return pl.concat_str(pieces)
