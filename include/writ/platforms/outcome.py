"""Why an address names no content item that an order could name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from include.writ.domain.content import ContentKind, PlaceKind, Platform


class IdentifyError(StrEnum):
    """The four reasons."""

    MALFORMED = "malformed"
    UNSUPPORTED_PLATFORM = "unsupported_platform"
    NOT_CONTENT = "not_content"
    NEEDS_NETWORK = "needs_network"


@dataclass(frozen=True, slots=True)
class NotIdentified:
    """No content item, with the reason; platform, kind and key as far as they are known.

    The key tells one profile, or one short link, from another; nothing can be ordered on it.
    """

    error: IdentifyError
    detail: str
    platform: Platform | None = None
    kind: ContentKind | PlaceKind | None = None
    key: str | None = None
