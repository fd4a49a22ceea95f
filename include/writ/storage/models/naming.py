"""What the database itself demands of ids and addresses: that they name one item of content, or one case of it."""

from __future__ import annotations

from include.writ.domain.ids import OF_ITEM, STAMP, STAMPED_PLACES


def _digest(named: str, octets: int) -> str:
    return f"substr(sha256(convert_to({named}, 'UTF8')), 1, {octets})"


def _is_id(octets: str) -> str:
    """The id is these 16 bytes, stamped as `domain.ids` stamps them."""
    for place in STAMPED_PLACES:
        octets = f"set_byte({octets}, {place}, {STAMP})"
    return f"uuid_send(id) = {octets}"


# https, a host, and something on it; no wildcard anywhere. Without a regular expression, for it is asked of each row.
_HOST = "split_part(canonical_url, '/', 3)"
URL_NAMES_CONTENT = (
    "canonical_url LIKE 'https://_%/_%' AND canonical_url NOT LIKE '%*%'"
    f" AND {_HOST} <> '' AND {_HOST} NOT LIKE '%?%' AND {_HOST} NOT LIKE '%#%'"
)
ID_NAMES_CONTENT = _is_id(_digest("platform || ':' || kind || ':' || content_id", 16))
_ITEM = "uuid_send(content_item_id)"
_CASE_NAME = f"encode({_ITEM}, 'hex') || ':' || ground || ':' || jurisdiction || ':' || occurrence"
ID_NAMES_CASE = _is_id(f"substr({_ITEM}, 1, {OF_ITEM}) || {_digest(_CASE_NAME, 16 - OF_ITEM)}")
