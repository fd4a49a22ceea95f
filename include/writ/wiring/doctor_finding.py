"""What `doctor` says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `mend` says what to do and is empty when nothing is wrong."""

    check: str
    detail: str
    mend: str = ""

    @property
    def is_ok(self) -> bool:
        """Nothing to mend."""
        return not self.mend
