"""Signatures with every kind of key, looked at by Writ, by poppler and by a JWS library; and what must not hold."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from include.writ.cli import main
from include.writ.errors import ConfigError, ContractBroken
from include.writ.notices.keys import SigningKey, from_memory, open_key, read_settings
from include.writ.notices.press import Sealed, SigningPress
from include.writ.notices.specimen_key import make_specimen_certificate, specimen_files
from include.writ.notices.verify import verify_json, verify_pdf
from tests.support.notices import ISSUED, notice, order

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
DOCUMENT = notice(languages=("en",))


def certificate_of(key: Any, name: str = "Example authority", issuer: Any = None, **when: datetime) -> x509.Certificate:
    """A certificate of `key`, by itself or by (issuer's key, issuer's certificate)."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signing, above = issuer or (key, None)
    usage = [True, True, *[False] * 3, issuer is None, False, False, False]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(when.get("first", ISSUED - timedelta(days=30)))
        .not_valid_after(when.get("last", ISSUED + timedelta(days=300)))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(*usage), critical=True)
        .sign(signing, hashes.SHA256())
    )


KEYS = {
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "P-521": ec.generate_private_key(ec.SECP521R1()),
    "RSA": rsa.generate_private_key(65537, 2048),
}
SPECIMEN = from_memory(*make_specimen_certificate())


def seal(key: SigningKey, document: bytes = DOCUMENT) -> Sealed:
    return SigningPress(key, is_specimen=key.is_specimen).seal(document, ISSUED)


@pytest.fixture(scope="module")
def sealed() -> Sealed:
    return seal(SPECIMEN)


@pytest.mark.parametrize("name", KEYS)
def test_what_is_signed_with_any_kind_of_key_holds(name: str) -> None:
    key = from_memory(KEYS[name], certificate_of(KEYS[name]))
    made = seal(key, notice(order(is_specimen=False), languages=("en",)))
    found = verify_pdf(made.pdf, key.certificate)
    assert (found.signed_by, found.signed_at, found.is_specimen) == ("CN=Example authority", ISSUED, False)
    says = verify_json(notice(order(is_specimen=False), languages=("en",)), made.signature, key.certificate).says
    assert says
    assert says["notice_number"] == "MCI-SPECIMEN-N-2026-000007"


def test_a_certificate_that_leads_to_the_trusted_one_holds() -> None:
    root = ec.generate_private_key(ec.SECP256R1())
    above = certificate_of(root, "Example root")
    key = from_memory(KEYS["P-256"], certificate_of(KEYS["P-256"], issuer=(root, above)), (above,))
    document = notice(order(is_specimen=False), languages=("en",))
    made = seal(key, document)
    for trusted in (above, key.certificate):
        assert verify_pdf(made.pdf, trusted).signed_by == "CN=Example authority"
        assert verify_json(document, made.signature, trusted).signed_by == "CN=Example authority"


def test_another_certificate_is_not_trusted_even_with_the_same_name(sealed: Sealed) -> None:
    _, other = make_specimen_certificate()
    with pytest.raises(ContractBroken, match="not one to trust"):
        verify_pdf(sealed.pdf, other)
    with pytest.raises(ContractBroken, match="not one to trust"):
        verify_json(DOCUMENT, sealed.signature, other)


@given(place=st.integers(0), bit=st.integers(0, 7))
def test_a_json_with_one_bit_changed_does_not_hold(place: int, bit: int) -> None:
    changed = bytearray(DOCUMENT)
    changed[place % len(changed)] ^= 1 << bit
    with pytest.raises(ContractBroken, match="does not hold"):
        verify_json(bytes(changed), JWS, SPECIMEN.certificate)


JWS = seal(SPECIMEN).signature


@given(place=st.integers(0), bit=st.integers(0, 7))
def test_a_pdf_with_one_bit_changed_does_not_hold(place: int, bit: int) -> None:
    changed = bytearray(PDF)
    changed[place % SIGNED] ^= 1 << bit
    with pytest.raises(ContractBroken):
        verify_pdf(bytes(changed), SPECIMEN.certificate)


PDF = seal(SPECIMEN).pdf
SIGNED = PDF.index(b"/Contents <")  # all before the signature itself, in which some bits are only filling


def test_what_is_appended_to_a_signed_pdf_does_not_hold(sealed: Sealed) -> None:
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.writer import PageObject

    writer = IncrementalPdfFileWriter(BytesIO(sealed.pdf))
    page = PageObject(contents=writer.add_object(_stream()), media_box=(0, 0, 100, 100))
    writer.insert_page(page)
    out = BytesIO()
    writer.write(out)
    with pytest.raises(ContractBroken, match=r"does not cover the whole document|was changed"):
        verify_pdf(out.getvalue(), SPECIMEN.certificate)


def _stream() -> Any:
    from pyhanko.pdf_utils.generic import StreamObject

    return StreamObject(stream_data=b"BT ET")


def test_an_unsigned_pdf_and_a_file_that_is_none_say_so(sealed: Sealed) -> None:
    from include.writ.notices.render import render

    with pytest.raises(ContractBroken, match="has 0 signatures"):
        verify_pdf(render(DOCUMENT), SPECIMEN.certificate)
    for junk in (b"%PDF-1.7\n", sealed.pdf[:2000], b"%PDF-" + b"\xff" * 500):
        with pytest.raises(ContractBroken, match=r"could not be read|signatures"):
            verify_pdf(junk, SPECIMEN.certificate)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_signature_by_no_key_or_by_the_public_one_does_not_hold(algorithm: str) -> None:
    public = SPECIMEN.certificate.public_key().public_bytes(Encoding.DER, _spki())
    if algorithm == "HS256":
        forged = jwt.PyJWS().encode(DOCUMENT, public.hex(), "HS256")
    else:
        forged = jwt.PyJWS().encode(DOCUMENT, None, "none")  # type: ignore[arg-type]
    head, _, tail = forged.split(".")
    with pytest.raises(ContractBroken, match="does not hold"):
        verify_json(DOCUMENT, f"{head}..{tail}", SPECIMEN.certificate)


def _spki() -> Any:
    from cryptography.hazmat.primitives.serialization import PublicFormat

    return PublicFormat.SubjectPublicKeyInfo


def test_any_jws_library_can_check_it(sealed: Sealed) -> None:
    head, tail = sealed.signature.split("..")
    whole = f"{head}.{jwt.utils.base64url_encode(DOCUMENT).decode()}.{tail}"
    public: Any = SPECIMEN.certificate.public_key()
    assert jwt.PyJWS().decode(whole, public, algorithms=["ES256"]) == DOCUMENT


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="needs poppler-utils")
def test_poppler_finds_the_signature_valid_and_over_the_whole_document(sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "notice.pdf").write_bytes(sealed.pdf)
    said = subprocess.run(["pdfsig", "notice.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_a_specimens_key_and_an_order_in_earnest_do_not_go_together() -> None:
    with pytest.raises(ConfigError, match="not signed with the specimen certificate"):
        SigningPress(SPECIMEN, is_specimen=False).seal(DOCUMENT, ISSUED)
    key = from_memory(KEYS["P-256"], certificate_of(KEYS["P-256"]))
    with pytest.raises(ConfigError, match="take the authority's key out"):
        SigningPress(key, is_specimen=True).seal(DOCUMENT, ISSUED)


def test_a_notice_in_earnest_under_a_specimens_certificate_does_not_hold() -> None:
    from include.writ.notices.sign import sign_json

    document = notice(order(is_specimen=False), languages=("en",))
    with pytest.raises(ContractBroken, match="not by both"):
        verify_json(document, sign_json(document, SPECIMEN), SPECIMEN.certificate)


@pytest.mark.parametrize("when", [{"first": ISSUED + timedelta(seconds=1)}, {"last": ISSUED - timedelta(seconds=1)}])
def test_a_certificate_that_is_not_valid_now_signs_nothing(when: dict[str, datetime]) -> None:
    key = from_memory(KEYS["P-256"], certificate_of(KEYS["P-256"], **when))
    with pytest.raises(ConfigError, match="not valid now"):
        SigningPress(key, is_specimen=False).seal(DOCUMENT, ISSUED)


def test_weak_keys_and_other_keys_certificates_are_refused() -> None:
    weak = rsa.generate_private_key(65537, 1024)
    with pytest.raises(ConfigError, match="2048"):
        from_memory(weak, certificate_of(weak))
    with pytest.raises(ConfigError, match="not that of the key"):
        from_memory(KEYS["P-256"], certificate_of(KEYS["P-384"]))


@dataclass(frozen=True)
class Place:
    extra: dict[str, str]
    secret: str


def pem(folder: Path, secret: bytes | None) -> Place:
    lock = BestAvailableEncryption(secret) if secret else NoEncryption()
    (folder / "key.pem").write_bytes(KEYS["P-256"].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    (folder / "cert.pem").write_bytes(certificate_of(KEYS["P-256"]).public_bytes(Encoding.PEM))
    files = {"key_file": str(folder / "key.pem"), "certificate_file": str(folder / "cert.pem")}
    return Place(files, (secret or b"").decode())


def p12(folder: Path) -> Place:
    archive = pkcs12.serialize_key_and_certificates(
        b"a", KEYS["P-256"], certificate_of(KEYS["P-256"]), None, BestAvailableEncryption(b"pass")
    )
    (folder / "key.p12").write_bytes(archive)
    return Place({"pkcs12_file": str(folder / "key.p12")}, "pass")


@pytest.mark.parametrize("made", ["pem", "pem with passphrase", "pkcs12"])
def test_a_key_comes_from_files(made: str, tmp_path: Path) -> None:
    place = p12(tmp_path) if made == "pkcs12" else pem(tmp_path, b"pass" if "pass" in made else None)
    with open_key(read_settings(place.extra), place.secret) as key:
        assert verify_pdf(seal(key).pdf, key.certificate).kind == "pdf"
    if place.secret:
        with pytest.raises(ConfigError) as refused, ExitStack() as stack:
            stack.enter_context(open_key(read_settings(place.extra), "wrong-secret"))
        assert "wrong-secret" not in str(refused.value)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A token of SoftHSM with a key and its certificate."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    run = ["softhsm2-util", "--init-token", "--free", "--label", "writ", "--pin", "4321", "--so-pin", "8765"]
    subprocess.run(run, check=True, capture_output=True)
    import pkcs11
    from pkcs11 import Attribute
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    key, certificate = KEYS["P-256"], certificate_of(KEYS["P-256"])
    library = pkcs11.lib(str(SOFTHSM))
    library.reinitialize()
    with library.get_token(token_label="writ").open(rw=True, user_pin="4321") as session:
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        private = decode_ec_private_key(der) | {Attribute.TOKEN: True, Attribute.LABEL: "notices", Attribute.ID: b"1"}
        session.create_object(private | {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False})
        decoded = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
        session.create_object(decoded | {Attribute.TOKEN: True, Attribute.LABEL: "notices", Attribute.ID: b"1"})
    return Place({"pkcs11_module": str(SOFTHSM), "token": "writ", "label": "notices"}, "4321")


@pytest.mark.skipif(not SOFTHSM.exists(), reason="needs softhsm2")
def test_a_key_in_a_token_signs_and_never_leaves_it(token: Place) -> None:
    document = notice(order(is_specimen=False), languages=("en",))
    with open_key(read_settings(token.extra), token.secret) as key:
        made = seal(key, document)
    assert verify_pdf(made.pdf, key.certificate).signed_by == "CN=Example authority"
    assert verify_json(document, made.signature, key.certificate).kind == "json"
    with pytest.raises(ConfigError) as refused, open_key(read_settings(token.extra), "9999"):
        pass
    assert "9999" not in str(refused.value)


@pytest.mark.parametrize("said", [{}, {"key_file": "/nowhere/key.pem", "certificate_file": "/nowhere/cert.pem"}])
def test_a_key_that_is_not_there_says_how_to_enter_one(said: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"docs/signing.md"), open_key(read_settings(said), ""):
        pass


def test_a_wrong_setting_is_named_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="wrong extra fields: pin") as refused:
        read_settings({"pin": "4321"})
    assert "4321" not in str(refused.value)


def test_the_specimen_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in specimen_files(tmp_path / "signing")]
    key_file, certificate_file = specimen_files(tmp_path / "signing")
    assert [key_file.read_bytes(), certificate_file.read_bytes()] == first
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_the_command_needs_the_files_and_the_certificate_only(
    sealed: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n.pdf").write_bytes(sealed.pdf)
    (tmp_path / "n.json").write_bytes(DOCUMENT)
    (tmp_path / "n.json.jws").write_text(sealed.signature + "\n")
    (tmp_path / "alone.json").write_bytes(DOCUMENT)
    (tmp_path / "cert.pem").write_bytes(SPECIMEN.certificate.public_bytes(Encoding.PEM))
    names = ["n.pdf", "n.json", "alone.json"]
    code = main(["verify", "--certificate", str(tmp_path / "cert.pem"), *(str(tmp_path / name) for name in names)])
    pdf, said, alone = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert code == 1
    assert (pdf["valid"], pdf["kind"], pdf["specimen"]) == (True, "pdf", True)
    assert said["order_numbers"] == ["MCI-SPECIMEN-2026-000001"]
    assert said["signed_at"] == datetime(2026, 11, 30, 9, 5, 30, tzinfo=UTC).isoformat()
    assert alone == {
        "file": "alone.json",
        "valid": False,
        "because": "alone.json.jws is not beside it; that file holds the signature of the JSON",
    }
    assert main(["verify", "--certificate", str(tmp_path / "cert.pem"), str(tmp_path / "n.pdf")]) == 0


def test_the_samples_that_come_with_writ_hold() -> None:
    from include.writ import settings
    from include.writ.wiring.verifying import verify_files

    folder = settings.project_root() / "include" / "samples" / "notices"
    files = [folder / "notice.pdf", folder / "notice.json"]
    assert [answer["valid"] for answer in verify_files(files, folder / "certificate.pem")] == [True, True]
