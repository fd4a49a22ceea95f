"""Signing a notice: the PDF as PAdES baseline B (ETSI EN 319 142-1), the JSON as JWS (RFC 7515)."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import datetime
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from jwt.utils import base64url_encode, der_to_raw_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession

from include.writ.notices.keys import SigningKey

FIELD = "Authority"
_ROOM_BESIDES_CERTIFICATES = 3072


class _AtTime(PdfSigner):
    """A signer whose signatures bear the time that it is told, and not that of this machine."""

    at: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class PdfSeal:
    """Signs one PDF after another with one key."""

    def __init__(self, key: SigningKey) -> None:
        metadata = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=key.digest.name,
            subfilter=fields.SigSeedSubFilter.PADES,
            signer_key_usage={"digital_signature"},
        )
        self._signer = _AtTime(metadata, key.signer, new_field_spec=fields.SigFieldSpec(FIELD))
        certificates = (key.certificate, *key.chain)
        size = sum(len(one.public_bytes(Encoding.DER)) for one in certificates) + _ROOM_BESIDES_CERTIFICATES
        # known beforehand: without it pyHanko signs twice, once to see how much room the signature takes (in hex)
        self._reserved = 2 * size

    def sign(self, pdf: bytes, at: datetime) -> bytes:
        """The PDF with its signature appended; what was there before is not touched."""
        file = BytesIO(pdf)
        self._signer.at = at
        self._signer.sign_pdf(IncrementalPdfFileWriter(file), bytes_reserved=self._reserved, in_place=True)
        return file.getvalue()


def sign_json(document: bytes, key: SigningKey) -> str:
    """The JWS of exactly these bytes, in compact form with the payload left out (RFC 7515, appendix F).

    Its header carries the certificates (x5c, section 4.1.6); whom they belong to is for the recipient to know.
    """
    certificates = [b64encode(one.public_bytes(Encoding.DER)).decode() for one in (key.certificate, *key.chain)]
    header = {"alg": key.algorithm, "cty": "json", "x5c": certificates}
    protected = base64url_encode(json.dumps(header, separators=(",", ":")).encode())
    signature = key.sign(protected + b"." + base64url_encode(document))
    public = key.certificate.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        signature = der_to_raw_signature(signature, public.curve)
    return f"{protected.decode()}..{base64url_encode(signature).decode()}"
