"""Android writes an address of the web into schemes of its own; inside is the address that the app would open."""

from __future__ import annotations

import re

_INTENT = re.compile(r"intent:(//[^#]*)#Intent;(?:[^#]*;)?scheme=([a-z][a-z0-9+.-]{0,40});", re.ASCII | re.IGNORECASE)
_ANDROID_APP = re.compile(r"android-app://[A-Za-z0-9_.]{1,100}/([a-z][a-z0-9+.-]{0,40})/(.+)", re.ASCII | re.IGNORECASE)


def open_envelope(text: str) -> str:
    """Return the address inside `intent:` or `android-app:`, or the text as it is."""
    start = text[:12].lstrip().lower()
    if start.startswith("intent:") and (found := _INTENT.match(text.lstrip())):
        return f"{found[2]}:{found[1]}"
    if start.startswith("android-app:") and (found := _ANDROID_APP.match(text.strip())):
        return f"{found[1]}://{found[2]}"
    return text
