"""R25 to R27: what a notice can be, and what it can ask for."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from include.writ.errors import RowRefused
from include.writ.storage.models import OutboxRow
from tests.support.chain import Chain

SAYS = {
    *("schema", "notice_kind", "specimen", "mark", "order_number", "platform", "addressee", "content", "authority"),
    *("legal_basis", "reasons", "evidence_sha256", "territory", "deadline_hours", "deadline_runs_from", "review_on"),
    *("language", "author_notice", "redress", "drafted_by", "approved_by", "approved_at", "form", "ground"),
}


@pytest.mark.requirement("R25", "R26", "R27")
@pytest.mark.parametrize(
    "kind", ["information", "identity", "voluntary", "terms_of_service", "stay_down", "filter", "monitor", ""]
)
def test_there_is_no_other_kind_of_notice(chain: Chain, kind: str) -> None:
    chain.decide_all(limit=1)
    columns = [column.name for column in OutboxRow.__table__.columns]
    other = {"id": "gen_random_uuid()", "notice_kind": "CAST(:kind AS text)"}
    chosen = ", ".join(other.get(name, name) for name in columns)
    insert = f"INSERT INTO writ.outbox ({', '.join(columns)}) SELECT {chosen} FROM writ.outbox"
    with pytest.raises((DBAPIError, RowRefused), match="notice_kind"), chain.begin() as session:
        session.execute(text(insert), {"kind": kind})


@pytest.mark.requirement("R25", "R26")
def test_an_order_says_these_things_and_asks_for_nothing_else(chain: Chain) -> None:
    chain.decide_all(limit=3)
    with chain.begin() as session:
        documents = [json.loads(row.document) for row in session.scalars(select(OutboxRow))]
    assert len(documents) == 3
    for document in documents:
        assert document.keys() - {"translation", "rests_on"} == SAYS
        assert document["content"].keys() == {"kind", "content_id", "url"}
