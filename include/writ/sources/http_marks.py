"""What HTTP headers say about versions and waiting (RFC 9110). In doubt a mark is not trusted: the file comes whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# RFC 9110 8.8.2.2: a date in whole seconds tells two versions apart only when it lies in the past of the answer
_PAST = timedelta(seconds=1)


def is_strong(etag: str) -> bool:
    """True for an entity tag that changes with every byte; `W/"..."` does not."""
    return len(etag) >= 2 and etag.startswith('"') and etag.endswith('"')


def trusted_modified(headers: Mapping[str, str]) -> str | None:
    """`Last-Modified` as it was sent, or None when the file may have changed again within that second."""
    modified, sent = _time(headers.get("Last-Modified")), _time(headers.get("Date"))
    if modified is None or sent is None or sent - modified < _PAST:
        return None
    return headers["Last-Modified"]


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How long the server asks to wait; a date is counted from the server's own `Date`."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    until, sent = _time(value), _time(headers.get("Date"))
    return None if until is None or sent is None else max(0.0, (until - sent).total_seconds())


def _time(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(value or "")
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
