"""What a monitoring source says of one piece of content that it reports."""

from __future__ import annotations

from typing import Final

# In the order in which a row's cells are shown and corrected.
FIELDS: Final = ("finding_ref", "detected_at", "url", "ground", "language", "excerpt", "capture_sha256")
OPTIONAL_FIELDS: Final = frozenset({"language", "capture_sha256"})
