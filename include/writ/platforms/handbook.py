"""Writes docs/platforms.md from the grammars: which addresses of each platform are understood, and as what.

`python -m include.writ.platforms.handbook docs/platforms.md`. Every row is the answer to the example of a rule, so the
page cannot say what the grammars do not do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from include.writ.domain.content import ContentRef
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.registry import GRAMMARS, identify
from include.writ.platforms.rules import Carrier

HEAD = """\
# Addresses of the platforms

Written by `python -m include.writ.platforms.handbook docs/platforms.md` from the grammars in
`include/writ/platforms/`. All ids and names are invented.

An order names one item of content: platform, kind, id. Every public address of the item leads to the same three, and
to one canonical address. Host case, `www.`, mobile hosts, tracking parameters and percent-encoding never matter. A
form that is not listed is not content: a wrong identity is worse than none.

What is not an item gets one of four answers:

- `malformed`: no browser reads it, or people and browsers may read it differently: blanks inside, a user name, an odd
  port, a host in the disguise of other letters;
- `unsupported_platform`: the host belongs to none of the platforms below, however much it may look like it;
- `not_content`: a profile, channel, group, search, feed, list, app, root or other page; or an address of two items;
- `needs_network`: only the platform can say which item it is: short links, and ids that differ for each reader.
"""


def handbook(grammars: Iterable[Grammar]) -> str:
    """The whole page."""
    return "\n".join([HEAD, *("\n".join(_section(grammar)) for grammar in grammars)])


def _section(grammar: Grammar) -> Iterator[str]:
    answers = [(rule, identify(rule.example)) for rule in grammar.rules]
    apps = f"; apps: {_codes(f'{scheme}:' for scheme in grammar.schemes)}" if grammar.schemes else ""
    yield f"## {grammar.platform}\n\nDomains: {_codes(grammar.domains)}{apps}\n"
    yield "| kind | an address | id | canonical address |\n|---|---|---|---|"
    yield from dict.fromkeys(
        f"| {found.kind} | `{rule.example}` | `{found.content_id}` | `{found.canonical_url}` |"
        for rule, found in answers
        if isinstance(found, ContentRef) and not isinstance(rule, Carrier)
    )
    yield "\n| no item | an address | why |\n|---|---|---|"
    yield from dict.fromkeys(
        f"| {found.kind} | `{rule.example}` | {found.detail} |"
        for rule, found in answers
        if not isinstance(found, ContentRef) and not isinstance(rule, Carrier)
    )
    carriers = [f"- `{rule.example}`" for rule, _ in answers if isinstance(rule, Carrier)]
    if carriers:
        yield "\nAddresses that carry another one, which is what counts:\n"
        yield from carriers
    yield ""


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(handbook(GRAMMARS.values()), encoding="utf-8")
