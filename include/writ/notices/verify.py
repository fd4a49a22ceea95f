"""Does a notice come from whom it says, and is it whole? For recipients: it needs the authority's certificate only.

Any doubt is an error that says what it is: a part that no signature covers, more than one signature, a certificate that
does not lead to the one that is trusted, an algorithm that nobody should use.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import jwt
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from jwt.api_jws import PyJWS
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from include.writ.domain.ids import canonical_json
from include.writ.errors import ContractBroken
from include.writ.notices.keys import is_specimen
from include.writ.notices.schema import require_form

ALGORITHMS = ("ES256", "ES384", "ES512", "RS256", "PS256")
MOST_BYTES = 64 * 1024 * 1024
_USAGE = KeyUsageConstraints({"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that holds. `signed_at`: as the signer says, None where it says nothing; `says`: the JSON."""

    kind: str
    signed_by: str
    is_specimen: bool
    signed_at: datetime | None
    says: dict[str, Any] | None


def read_certificate(path: Path) -> x509.Certificate:
    """The certificate to trust, from PEM or DER; raises `ContractBroken` for anything else."""
    data = read_bounded(path)
    try:
        return x509.load_pem_x509_certificate(data) if b"-----BEGIN" in data else x509.load_der_x509_certificate(data)
    except ValueError:
        raise ContractBroken(f"{path.name}: not a certificate (PEM or DER)") from None


def read_bounded(path: Path) -> bytes:
    """The file, up to 64 MiB."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ContractBroken(f"{path.name}: larger than any notice")
    return data


def verify_pdf(pdf: bytes, trusted: x509.Certificate) -> Verified:
    """Check the one signature of a PDF; raises `ContractBroken` that says why it does not hold."""
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if len(signatures) != 1:
            raise ContractBroken(f"it has {len(signatures)} signatures, and a notice has one")
        claimed = signatures[0].self_reported_timestamp
        status = validate_pdf_signature(signatures[0], _trust(trusted, claimed), key_usage_settings=_USAGE)
    except (PdfError, ValueError, KeyError, TypeError) as error:
        raise ContractBroken(f"it could not be read as a signed PDF ({type(error).__name__})") from None
    if not status.bottom_line:
        raise ContractBroken(_why_not(status))
    signer = x509.load_der_x509_certificate(status.signing_cert.dump())
    return Verified("pdf", signer.subject.rfc4514_string(), is_specimen(signer), claimed, None)


def verify_json(document: bytes, signature: str, trusted: x509.Certificate) -> Verified:
    """Check the JWS of a notice as JSON, whose payload was left out; raises `ContractBroken` that says why not."""
    protected, _, rest = signature.strip().partition("..")
    payload = jwt.utils.base64url_encode(document).decode()
    jws = PyJWS()
    try:
        header = jws.get_unverified_header(signature.strip())
        chain = [x509.load_der_x509_certificate(b64decode(one, validate=True)) for one in header.get("x5c", [])]
        signer = chain[0] if chain else trusted
        public: Any = signer.public_key()
        jws.decode(f"{protected}.{payload}.{rest}", public, algorithms=ALGORITHMS)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise ContractBroken(f"the signature does not hold ({type(error).__name__})") from None
    says = _notice(document)
    issued = datetime.fromisoformat(says["issued_at"])
    _require_trusted(signer, chain[1:], trusted, issued)
    if says["specimen"] != is_specimen(signer):
        raise ContractBroken("it is a specimen by its words or by its certificate, and not by both")
    return Verified("json", signer.subject.rfc4514_string(), is_specimen(signer), issued, says)


def _notice(document: bytes) -> dict[str, Any]:
    try:
        says = json.loads(document)
    except ValueError:
        raise ContractBroken("what is signed is not JSON") from None
    require_form(says)
    if canonical_json(says) != document:
        raise ContractBroken("what is signed is not canonical JSON (RFC 8785)")
    return dict(says)


def _trust(trusted: x509.Certificate, at: datetime | None) -> ValidationContext:
    return ValidationContext(trust_roots=[_asn1(trusted)], allow_fetching=False, moment=at)


def _require_trusted(
    signer: x509.Certificate, between: list[x509.Certificate], trusted: x509.Certificate, at: datetime
) -> None:
    """The certificate is the trusted one, or leads to it."""
    validator = CertificateValidator(_asn1(signer), [_asn1(one) for one in between], _trust(trusted, at))
    try:
        asyncio.run(validator.async_validate_path())
    except (PathError, ValidationError) as error:
        raise ContractBroken(f"the certificate is not one to trust ({type(error).__name__})") from None


def _why_not(status: PdfSignatureStatus) -> str:
    if not status.intact:
        return "it was changed after it was signed"
    if not status.valid:
        return "the signature does not hold"
    if not status.trusted:
        return "the certificate is not one to trust"
    return "the signature does not cover the whole document"


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
