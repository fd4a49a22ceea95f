"""The keys of an SFTP connection: the server's, which is never learned by itself, and the user's, if it has one."""

from __future__ import annotations

import base64
import binascii
import io
from itertools import pairwise

import paramiko  # type: ignore[import-untyped]
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)
from pydantic import SecretStr

from include.writ.sources.base import SourceConnection
from include.writ.sources.settings import StrictModel

_HOW_TO_GET_ONE = (
    "run `ssh-keyscan -t ed25519 HOST`, compare its fingerprint (`ssh-keygen -lf -`) with the one that the owner of "
    "the server gives you by another way, and enter the line as `host_key` in the extra fields"
)


class SftpExtra(StrictModel):
    """The extra fields of a connection of type sftp."""

    host_key: str = ""
    private_key: SecretStr = SecretStr("")
    private_key_passphrase: SecretStr = SecretStr("")


def host_keys(connection: SourceConnection, extra: SftpExtra) -> list[paramiko.PKey]:
    """The keys that the server may have: one line each, as `ssh-keyscan` prints them."""
    lines = [line.split() for line in extra.host_key.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise connection.wrong(f"has no host key, so any machine could pass for the server: {_HOW_TO_GET_ONE}")
    return [_host_key(connection, words) for words in lines]


def private_key(connection: SourceConnection, extra: SftpExtra) -> paramiko.PKey | None:
    """The user's private key; None when the connection has a password instead."""
    text = extra.private_key.get_secret_value()
    if bool(text) == bool(connection.password):
        raise connection.wrong("needs either a password or, in its extra fields, a `private_key`, not both")
    if not text:
        return None
    passphrase = extra.private_key_passphrase.get_secret_value()
    try:
        return _user_key(text.encode(), passphrase.encode() or None)
    except (paramiko.SSHException, ValueError, TypeError, UnsupportedAlgorithm):
        raise connection.wrong(
            "has a `private_key` that cannot be opened: enter the whole text of an Ed25519, ECDSA or RSA key, and its "
            "passphrase"
        ) from None


def _user_key(text: bytes, passphrase: bytes | None) -> paramiko.PKey:
    """Read by `cryptography`: paramiko's own reader fails on more than half of the ECDSA keys in OpenSSH's format."""
    is_openssh = b"OPENSSH PRIVATE KEY" in text
    loaded = (load_ssh_private_key if is_openssh else load_pem_private_key)(text, passphrase)
    match loaded:
        case RSAPrivateKey():
            return paramiko.RSAKey(key=loaded)
        case EllipticCurvePrivateKey():
            return paramiko.ECDSAKey(vals=(loaded, loaded.public_key()))
        case Ed25519PrivateKey():
            plain = loaded.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
            return paramiko.Ed25519Key.from_private_key(io.StringIO(plain.decode()))
    raise ValueError("a key of a type that SFTP is not used with")


def _host_key(connection: SourceConnection, words: list[str]) -> paramiko.PKey:
    """`[host] type base64 [comment]`."""
    for kind, text in pairwise(words):
        try:
            return paramiko.PKey.from_type_string(kind, base64.b64decode(text, validate=True))
        except (paramiko.SSHException, paramiko.UnknownKeyType, ValueError, binascii.Error):
            continue
    raise connection.wrong(f"has a `host_key` that is no public key: {_HOW_TO_GET_ONE}")
