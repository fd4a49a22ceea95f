"""The answer of `verify` about files that a recipient has: PDFs, or JSON with the signature beside it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography import x509

from include.writ.errors import ContractBroken
from include.writ.notices.verify import Verified, read_bounded, read_certificate, verify_json, verify_pdf

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it found is in the answer


def verify_files(paths: Sequence[Path], certificate: Path) -> list[dict[str, Any]]:
    """One answer for each file, in order. Raises `ContractBroken` for what is no certificate."""
    trusted = read_certificate(certificate)
    return [_answer(path, trusted) for path in paths]


def _answer(path: Path, trusted: x509.Certificate) -> dict[str, Any]:
    """`file`, `valid`, and who signed what and when, or `because`. A file that cannot be opened raises `OSError`."""
    try:
        found = _verified(path, trusted)
    except ContractBroken as refusal:
        return {"file": path.name, "valid": False, "because": str(refusal)}
    answer = {
        "file": path.name,
        "valid": True,
        "kind": found.kind,
        "signed_by": found.signed_by,
        "signed_at": found.signed_at.isoformat() if found.signed_at else None,
        "specimen": found.is_specimen,
    }
    if found.says:
        answer["notice_number"] = found.says["notice_number"]
        answer["order_numbers"] = [item["order_number"] for item in found.says["items"] if "order_number" in item]
    return answer


def _verified(path: Path, trusted: x509.Certificate) -> Verified:
    data = read_bounded(path)
    if data.startswith(b"%PDF-"):
        return verify_pdf(data, trusted)
    beside = path.with_name(f"{path.name}.jws")
    if not beside.exists():
        raise ContractBroken(f"{beside.name} is not beside it; that file holds the signature of the JSON")
    return verify_json(data, read_bounded(beside).decode("ascii", "replace"), trusted)
