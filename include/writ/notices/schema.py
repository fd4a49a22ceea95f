"""The published form of a notice (JSON Schema, draft 2020-12). Nothing is signed that is not of that form."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from include.writ.errors import ContractBroken

PATH = Path(__file__).parent / "notice-1.schema.json"


def require_form(document: Any) -> None:
    """Raise `ContractBroken` that names each field that is not as the published form says; never what it holds."""
    wrong = {f"/{'/'.join(map(str, error.instance_path))}" for error in _validator().iter_errors(document)}
    if wrong:
        raise ContractBroken(f"the notice is not of the published form at {', '.join(sorted(wrong))}")


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(PATH.read_text(encoding="utf-8")), validate_formats=True)
