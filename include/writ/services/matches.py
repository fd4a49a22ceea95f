"""Which answers count: all that came, and what people matched, but for matches that were withdrawn."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm.util import AliasedClass

from include.writ.storage.models import MatchWithdrawalRow, ResponseRow


def stands(answer: type[ResponseRow] | AliasedClass[ResponseRow] = ResponseRow) -> ColumnElement[bool]:
    """Of an answer: nobody has withdrawn its match."""
    return ~select(MatchWithdrawalRow.response_id).where(MatchWithdrawalRow.response_id == answer.id).exists()
