"""The key of a specimen deployment, made on its first use. Its certificate says SPECIMEN; real channels refuse it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from include.writ.notices.keys import SPECIMEN_POLICY

# the clock of a specimen deployment can be anywhere
VALID = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
KEY, CERTIFICATE = "specimen-key.pem", "specimen-certificate.pem"


def make_specimen_certificate() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A fresh key on P-256 with its own certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "XX"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SPECIMEN – NOT AN AUTHORITY"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Writ specimen signature"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(
            x509.CertificatePolicies([x509.PolicyInformation(SPECIMEN_POLICY, policy_qualifiers=None)]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def specimen_files(folder: Path) -> tuple[Path, Path]:
    """The files of the specimen key and its certificate in `folder`, made where there are none."""
    key_file, certificate_file = folder / KEY, folder / CERTIFICATE
    if not certificate_file.exists():
        key, certificate = make_specimen_certificate()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key_file.unlink(missing_ok=True)
        with open(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        draft = certificate_file.with_suffix(".new")
        draft.write_bytes(certificate.public_bytes(Encoding.PEM))
        draft.replace(certificate_file)
    return key_file, certificate_file
