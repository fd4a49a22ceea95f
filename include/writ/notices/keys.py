"""The authority's signing key: from PEM files, from PKCS#12, or in a device that never lets it out (PKCS#11).

A specimen certificate signs specimens and nothing else, and nothing else signs specimens. Refused: keys that are too
weak, a certificate that is not of the key, and one that is not valid now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12
from pydantic import BaseModel, ConfigDict, ValidationError

from include.writ.errors import ConfigError

# a certificate policy under the arc that is kept for examples (2.999, ITU-T X.660); a specimen certificate has it
SPECIMEN_POLICY = x509.ObjectIdentifier("2.999.451.1")
LEAST_RSA_BITS = 2048
_CURVES: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    "secp256r1": ("ES256", hashes.SHA256()),
    "secp384r1": ("ES384", hashes.SHA384()),
    "secp521r1": ("ES512", hashes.SHA512()),
}


class KeySettings(BaseModel):
    """Where the key is: `key_file` and `certificate_file`, or `pkcs12_file`, or a token of a PKCS#11 module."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    key_file: Path | None = None
    certificate_file: Path | None = None
    pkcs12_file: Path | None = None
    pkcs11_module: Path | None = None
    token: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that can sign, with its certificate and those above it.

    `algorithm`: its name in a JWS (RFC 7518). `sign`: the raw signature of bytes, as X.509 writes it. `signer`: the
    same key as pyHanko takes it.
    """

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithm: str
    digest: hashes.HashAlgorithm
    sign: Callable[[bytes], bytes]
    signer: Any

    @property
    def is_specimen(self) -> bool:
        """Whether this is a specimen's key, by its certificate."""
        return is_specimen(self.certificate)

    def require_for(self, *, is_specimen: bool, now: datetime) -> None:
        """Raise `ConfigError` unless this key may sign what is a specimen or not, at this time."""
        if self.is_specimen != is_specimen:
            raise ConfigError(
                "orders in earnest are not signed with the specimen certificate; enter the authority's own key"
                if self.is_specimen
                else "specimens are signed with the specimen certificate only; take the authority's key out"
            )
        if not self.certificate.not_valid_before_utc <= now <= self.certificate.not_valid_after_utc:
            raise ConfigError("the signing certificate is not valid now; renew it")


def is_specimen(certificate: x509.Certificate) -> bool:
    """Whether a certificate says of itself that what it signs is a specimen."""
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return False
    return any(policy.policy_identifier == SPECIMEN_POLICY for policy in policies)


def read_settings(said: dict[str, Any]) -> KeySettings:
    """The settings from a connection's extra fields; raises `ConfigError` that names the wrong ones."""
    try:
        return KeySettings.model_validate(said)
    except ValidationError as error:
        fields = ", ".join(sorted(".".join(map(str, one["loc"])) for one in error.errors()))
        raise ConfigError(f"the signing key's connection: wrong extra fields: {fields}; see docs/signing.md") from None


@contextmanager
def open_key(settings: KeySettings, secret: str) -> Iterator[SigningKey]:
    """The key, as long as it is needed. `secret`: the passphrase, or the PIN. Raises `ConfigError`, never with it."""
    if settings.pkcs11_module:
        from include.writ.notices.pkcs11_key import open_token

        with open_token(settings.pkcs11_module, settings.token or "", settings.label or "", secret) as opened:
            certificate, signer = opened
            algorithm, digest = _algorithm(certificate.public_key())
            sign = _by_signer(signer, digest)
            yield SigningKey(certificate, (), algorithm, digest, sign, signer)
        return
    try:
        key, certificate, chain = _from_files(settings, secret.encode() or None)
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(
            f"the signing key could not be opened ({type(error).__name__}); see docs/signing.md"
        ) from None
    yield from_memory(key, certificate, chain)


def from_memory(key: Any, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...] = ()) -> SigningKey:
    """A key that lies in this process's memory; raises `ConfigError` where the certificate is another key's."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    if certificate.public_key() != key.public_key():
        raise ConfigError("the signing certificate is not that of the key")
    algorithm, digest = _algorithm(key.public_key())
    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([asn1.Certificate.load(_der(one)) for one in chain])
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(asn1.Certificate.load(_der(certificate)), keys.PrivateKeyInfo.load(der), store)
    if isinstance(key, rsa.RSAPrivateKey):
        return SigningKey(certificate, chain, algorithm, digest, _by_rsa(key, digest), signer)
    return SigningKey(certificate, chain, algorithm, digest, lambda data: key.sign(data, ec.ECDSA(digest)), signer)


def _from_files(
    settings: KeySettings, secret: bytes | None
) -> tuple[Any, x509.Certificate, tuple[x509.Certificate, ...]]:
    if settings.pkcs12_file:
        key, certificate, others = pkcs12.load_key_and_certificates(settings.pkcs12_file.read_bytes(), secret)
        if key is None or certificate is None:
            raise ValueError("no key or no certificate in it")
        return key, certificate, tuple(others)
    if not (settings.key_file and settings.certificate_file):
        raise ConfigError("the signing key's connection names no key; see docs/signing.md")
    first, *others = x509.load_pem_x509_certificates(settings.certificate_file.read_bytes())
    return load_pem_private_key(settings.key_file.read_bytes(), secret), first, tuple(others)


def _algorithm(public: Any) -> tuple[str, hashes.HashAlgorithm]:
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _CURVES:
        return _CURVES[public.curve.name]
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= LEAST_RSA_BITS:
        return "RS256", hashes.SHA256()
    raise ConfigError(f"the signing key must be on P-256, P-384 or P-521, or RSA with {LEAST_RSA_BITS} bits or more")


def _by_rsa(key: rsa.RSAPrivateKey, digest: hashes.HashAlgorithm) -> Callable[[bytes], bytes]:
    return lambda data: key.sign(data, padding.PKCS1v15(), digest)


def _by_signer(signer: Any, digest: hashes.HashAlgorithm) -> Callable[[bytes], bytes]:
    return lambda data: asyncio.run(signer.async_sign_raw(data, digest.name))


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
