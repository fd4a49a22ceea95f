from __future__ import annotations

import re
from pathlib import Path

import pytest

from include.writ.exports import delimited
from include.writ.exports.table import RawRow
from include.writ.platforms.registry import IdentifyError
from include.writ.validation.candidate import read_candidate
from include.writ.validation.rules import ROW_RULES, explain
from tests.unit.validation.findings import GOOD, GROUNDS, NoItem


@pytest.mark.parametrize("error", IdentifyError)
def test_every_reason_for_not_identifying_has_a_remedy(error: IdentifyError) -> None:
    candidate = read_candidate(RawRow(1, GOOD), GROUNDS, lambda _: NoItem(error))
    assert explain("url_identified", candidate, None).detail.startswith(f"{error}: ")


def test_every_rule_of_the_reader_is_a_rule_of_the_suite() -> None:
    source = Path(delimited.__file__).read_text()
    assert set(re.findall(r'"((?:row|cell)_[a-z_]+)"', source)) == set(ROW_RULES)
