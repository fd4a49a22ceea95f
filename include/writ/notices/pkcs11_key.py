"""A signing key in a token, by PKCS#11: it signs there, and never leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from include.writ.errors import ConfigError


@contextmanager
def open_token(module: Path, token: str, label: str, pin: str) -> Iterator[tuple[x509.Certificate, Any]]:
    """The certificate and the key of that label, as long as the session lasts; a `ConfigError` is without the PIN."""
    try:
        session = open_pkcs11_session(str(module), token_criteria=TokenCriteria(label=token), user_pin=pin)
    except (pkcs11.PKCS11Error, OSError, RuntimeError) as error:
        raise ConfigError(f"the token could not be opened ({type(error).__name__}); see docs/signing.md") from None
    with session:
        # many tokens sign a hash that they are given, and make none themselves
        signer = PKCS11Signer(session, cert_label=label, key_label=label, use_raw_mechanism=True)
        try:
            found = signer.signing_cert
        except pkcs11.PKCS11Error as error:
            raise ConfigError(f"the token has no certificate {label} ({type(error).__name__})") from None
        yield x509.load_der_x509_certificate(found.dump()), signer
