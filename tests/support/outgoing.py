"""A notice as the channels get it: nothing in it is real, and each part can be told from the others."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

from include.writ.domain.delivery import Notice

KEY = "6f0c7c1e-0000-4000-8000-000000000001"
# as long as real ones, with every byte, and with lines that mail would have to quote
PDF = b"%PDF-1.7\n.\r\n..\nFrom here\n" + bytes(range(256)) * 200 + b"\n%%EOF\n"
DOCUMENT = '{"number":"KZ-2026-000001","reasons":"confidential wording: құпия мәтін"}'.encode()
SIGNATURE = "eyJhbGciOiJFUzI1NiIsInR5cCI6IndyaXQifQ..c2lnbmF0dXJlLXRoYXQtaXMtbm9uZQ"

NOTICE = Notice(
    key=KEY,
    number="KZ-2026-N-000001",
    addressee="legal+orders@platform.example",
    order_numbers=("KZ-2026-000001", "KZ-2026-000002"),
    is_specimen=True,
    document=DOCUMENT,
    signature=SIGNATURE,
    pdf=PDF,
)


def another(**changes: Any) -> Notice:
    """The notice with other values."""
    return replace(NOTICE, **changes)


def flattened(document: object, signature: str = SIGNATURE, pdf: str = "JVBERi0xLjc=") -> dict[str, str]:
    """The body in which a notice comes over a platform's API."""
    protected, _, rest = signature.partition("..")
    payload = urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()
    return {"payload": payload, "protected": protected, "signature": rest, "pdf": pdf}
