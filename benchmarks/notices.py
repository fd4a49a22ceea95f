"""Notices made ready per second on one core: `python -m benchmarks.notices [--notices N]`.

Each notice carries one order, in the languages of its platform. The reference is what the libraries do at their best
with the same template and key, one after the other in the same run: typst with its compiler kept, pyHanko with its
signer kept and the room for the signature known beforehand. `ratio` is their time to ours for laying out and signing a
PDF. `json_per_second`: composing the notice, checking its form and signing it as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from uuid import UUID

import psutil
import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer

from benchmarks._load import measured_load
from benchmarks._notices import ISSUED, cover, order
from include.writ.notices.keys import from_memory
from include.writ.notices.labels import TEMPLATES
from include.writ.notices.message import compose
from include.writ.notices.press import SigningPress
from include.writ.notices.sign import sign_json
from include.writ.notices.specimen_key import make_specimen_certificate

WARM_UP = 5
LANGUAGES = (("ru",), ("en",), ("kk", "ru", "en"))
RESERVED = 16_384


def measure(notices: int) -> dict[str, object]:
    """Seconds of each side, in turn, so that other work on the machine hits all alike.

    Each side has notices of its own: typst remembers what it laid out before.
    """
    key = from_memory(*make_specimen_certificate())
    press, typeset, sign = SigningPress(key, is_specimen=True), _bare_typst(), _bare_pyhanko(key.signer)
    spent = dict.fromkeys(("typst", "pyhanko", "ours", "json"), 0.0)
    with measured_load(None) as load, one_core():
        for number in range(-WARM_UP, notices):
            theirs, ours = _document(2 * (number + WARM_UP)), _document(2 * (number + WARM_UP) + 1)
            with _timed(spent, "typst", number):
                pdf = typeset(theirs)
            with _timed(spent, "pyhanko", number):
                sign(pdf)
            with _timed(spent, "ours", number):
                press.seal(ours, ISSUED)
            with _timed(spent, "json", number):
                sign_json(_document(2 * (number + WARM_UP)), key)
    reference = spent["typst"] + spent["pyhanko"]
    return {
        "benchmark": "notices",
        "notices": notices,
        "per_second": round(notices / spent["ours"], 1),
        "typst_per_second": round(notices / spent["typst"], 1),
        "pyhanko_per_second": round(notices / spent["pyhanko"], 1),
        "ratio": round(reference / spent["ours"], 3),
        "json_per_second": round(notices / spent["json"]),
        "others_cpu_share": round(load.others, 3),
    }


@contextmanager
def _timed(spent: dict[str, float], name: str, number: int) -> Iterator[None]:
    began = time.perf_counter()
    yield
    if number >= 0:
        spent[name] += time.perf_counter() - began


def _document(number: int) -> bytes:
    languages: Sequence[str] = LANGUAGES[number // 2 % len(LANGUAGES)]
    return compose(cover(UUID(int=number), f"MCI-SPECIMEN-N-2026-{number:06d}", languages), [order(number)])


def _bare_typst() -> Callable[[bytes], bytes]:
    compiler = typst.Compiler(
        TEMPLATES / "notice.typ", root=TEMPLATES, font_paths=typst.Fonts(include_system_fonts=False)
    )
    at = int(ISSUED.timestamp())

    def render(document: bytes) -> bytes:
        made = compiler.compile(
            format="pdf", sys_inputs={"notice": document.decode()}, pdf_standards="a-2a", timestamp=at
        )
        assert isinstance(made, bytes)
        return made

    return render


def _bare_pyhanko(signer: Signer) -> Callable[[bytes], bytes]:
    metadata = PdfSignatureMetadata(field_name="Bare", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES)
    bare = PdfSigner(metadata, signer, new_field_spec=fields.SigFieldSpec("Bare"))

    def sign(pdf: bytes) -> bytes:
        file = BytesIO(pdf)
        bare.sign_pdf(IncrementalPdfFileWriter(file), bytes_reserved=RESERVED, in_place=True)
        return file.getvalue()

    return sign


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core."""
    process = psutil.Process(os.getpid())
    allowed = process.cpu_affinity()
    process.cpu_affinity(allowed[:1])
    try:
        yield
    finally:
        process.cpu_affinity(allowed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notices", type=int, default=150)
    print(json.dumps(measure(parser.parse_args().notices)))
