"""The body of a notice on a platform's API: a flattened JWS (RFC 7515, section 7.2.2) with the PDF beside it.

What is signed goes out as the payload, so that the platform keeps and verifies one thing.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

import msgspec

from include.writ.domain.delivery import Notice

MEDIA_TYPE = "application/jose+json"


def flattened(notice: Notice) -> bytes:
    """The same notice gives the same bytes. The payload is base64url without padding, the PDF is base64 (RFC 4648)."""
    protected, _, signature = notice.signature.partition("..")
    body = {
        "payload": urlsafe_b64encode(notice.document).rstrip(b"=").decode(),
        "protected": protected,
        "signature": signature,
        "pdf": notice.pdf,
    }
    return msgspec.json.encode(body)
