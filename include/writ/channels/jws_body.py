"""The body of a notice on a platform's API: a flattened JWS (RFC 7515, section 7.2.2) with the PDF beside it.

Refused: a notice whose signature is none with its payload left out (appendix F), which no platform could verify.
"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode

from include.writ.domain.delivery import Notice
from include.writ.errors import PlatformRefused

MEDIA_TYPE = "application/jose+json"


def flattened(platform: str, notice: Notice) -> bytes:
    """The same notice gives the same bytes. The payload is base64url without padding, the PDF is base64 (RFC 4648)."""
    protected, _, rest = notice.signature.partition("..")
    if not (protected and rest and notice.signature.isascii() and "." not in protected + rest):
        raise PlatformRefused(f"{platform}: the notice carries no signature that could be sent; sign it anew")
    body = {
        "payload": urlsafe_b64encode(notice.document).rstrip(b"=").decode(),
        "protected": protected,
        "signature": rest,
        "pdf": b64encode(notice.pdf).decode(),
    }
    return json.dumps(body, separators=(",", ":")).encode("ascii")
