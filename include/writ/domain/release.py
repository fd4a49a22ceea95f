"""What a question to a releaser is about, in words, and when it is late.

Yesterday's cases are asked about today, and what is older says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from include.writ.domain.delivery import NoticeKind

ON_TIME_DAYS = 1


def late(day: str, days_ago: int) -> str:
    """That the cases of `day` are old, in words; empty while they are not. `days_ago`: local days before the asking."""
    return f"LATE: these are cases of {day}, {days_ago} days ago" if days_ago > ON_TIME_DAYS else ""


def restorations_first(kinds: Mapping[str, int]) -> list[tuple[str, int]]:
    """Kinds of notices with their counts; what keeps lawful content away comes first."""
    return sorted(kinds.items(), key=lambda kind: (kind[0] != NoticeKind.RESTORATION, kind[0]))


def counted(kinds: Mapping[str, int]) -> str:
    """How much of each kind a set holds, such as `7 restorations, 2 appeal receipts and 190 orders`."""
    parts = [f"{n} {kind.replace('_', ' ')}{'' if n == 1 else 's'}" for kind, n in restorations_first(kinds)]
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
