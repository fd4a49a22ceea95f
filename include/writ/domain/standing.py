"""How the loaded pack stands to what legal officers answer for: with that, orders are real or specimens."""

from __future__ import annotations

from enum import StrEnum


class PackStanding(StrEnum):
    """`adopted`: this very content. `changed`: another content of the pack was, which says nothing for this one."""

    ADOPTED = "adopted"
    CHANGED = "changed"
    NEVER_ADOPTED = "never_adopted"
