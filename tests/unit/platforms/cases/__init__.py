"""Hand-written cases, one file a platform: what each address must be read as. Ids and names are invented.

`content` and `not_content` map `kind:id` to the addresses that name it; a kind alone stands for places that are not
told apart. `needs_network` does so for what only the platform can resolve.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from include.writ.domain.content import Platform
from include.writ.platforms.outcome import IdentifyError

FOLDER = Path(__file__).parent
SECTIONS = {"content": None, "not_content": IdentifyError.NOT_CONTENT, "needs_network": IdentifyError.NEEDS_NETWORK}


@dataclass(frozen=True)
class Case:
    """One address; `kind` and `key` are what it must give (a key of None: none), `error` why it is no content."""

    platform: Platform
    url: str
    error: IdentifyError | None
    kind: str
    key: str | None

    def __str__(self) -> str:
        return f"{self.platform} {self.url}"


def read_cases(platform: Platform) -> Iterator[Case]:
    sections = yaml.safe_load((FOLDER / f"{platform}.yml").read_text(encoding="utf-8"))
    assert sections.keys() <= SECTIONS.keys()
    for section, groups in sections.items():
        for name, urls in groups.items():
            kind, colon, _ = name.partition(":")
            for url in urls:
                yield Case(platform, url, SECTIONS[section], kind, f"{platform}:{name}" if colon else None)


CASES = [case for platform in Platform for case in read_cases(platform)]
CONTENT = [case for case in CASES if case.error is None]
