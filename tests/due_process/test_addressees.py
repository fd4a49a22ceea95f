"""R16 and R17: an order goes to the registered contact point, in a language that the platform reads."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.domain.states import CaseState
from include.writ.domain.worksheet import Worksheet
from include.writ.errors import NotPossible
from include.writ.storage.models import CaseRow, OutboxRow, PlatformRow
from include.writ.storage.roles import DatabaseRole
from tests.due_process.test_author_told import notice_with
from tests.support.acting import refused_as
from tests.support.chain import Chain
from tests.support.drafts import RUSSIAN, complete
from tests.support.registry import register

DOCKET = DatabaseRole.DOCKET


def documents(chain: Chain) -> list[dict[str, Any]]:
    with chain.begin() as session:
        return [json.loads(document) for document in session.scalars(select(OutboxRow.document))]


def case_on(chain: Chain, platform: str) -> tuple[UUID, Worksheet]:
    """A case on this platform, and a worksheet in which nothing is missing."""
    with chain.begin() as session:
        on_platform = CaseRow.platform == platform, CaseRow.state == CaseState.PROPOSED
        case = session.scalars(select(CaseRow).where(*on_platform).order_by(CaseRow.id)).first()
    assert case
    return case.id, complete(chain.here.pack.basis(case.ground, chain.here.today))


@pytest.mark.requirement("R16")
def test_every_notice_is_addressed_to_the_registered_contact_point(chain: Chain) -> None:
    chain.decide_all(limit=20)
    with chain.begin() as session:
        registered = {row.name: row.contact_point for row in session.scalars(select(PlatformRow))}
    found = documents(chain)
    assert len({document["platform"] for document in found}) > 3
    assert all(document["addressee"] == registered[document["platform"]] for document in found)


@pytest.mark.requirement("R16")
def test_a_notice_to_another_platform_or_address_is_refused(chain: Chain) -> None:
    chain.decide_all(limit=1)
    with chain.begin() as session:
        other = next(p for p in ("x", "vkontakte") if session.scalars(select(OutboxRow.platform)).one() != p)
    same = notice_with(chain, "nothing", "nothing")
    columns, _, chosen = same.partition("SELECT")
    refused_as(DOCKET, rf"not for {other} \(R16\)", columns + "SELECT" + chosen.replace("platform", f"'{other}'", 1))
    refused_as(DOCKET, "registered contact point", notice_with(chain, "legal@", "friend@"))
    refused_as(DOCKET, "registered contact point", notice_with(chain, '"addressee"', '"to"'))
    refused_as(DOCKET, "an order has one notice", same)


@pytest.mark.requirement("R17")
def test_who_reads_no_english_gets_a_translation(chain: Chain) -> None:
    case, sheet = case_on(chain, "mail_ru")
    chain.draft(case, worksheet=replace(sheet, translation=None))
    with pytest.raises(NotPossible, match=r"R17 translation: .* languages that the platform declared: ru \(a drafter"):
        chain.approve(case)
    chain.draft(case, worksheet=sheet)
    chain.approve(case)
    [document] = documents(chain)
    assert document["language"] == "en"
    assert document["translation"] == {"language": "ru", "reasons": RUSSIAN.text}
    assert {"en", "ru", "kk"} == document["redress"]["author"].keys() == document["authority"]["name"].keys()


@pytest.mark.requirement("R17")
def test_who_reads_english_needs_none(chain: Chain) -> None:
    case, sheet = case_on(chain, "vkontakte")
    chain.draft(case, worksheet=replace(sheet, translation=None))
    chain.approve(case)
    [document] = documents(chain)
    assert "translation" not in document


@pytest.mark.requirement("R17")
def test_to_a_platform_that_declared_no_language_nothing_is_ordered(chain: Chain) -> None:
    case, sheet = case_on(chain, "vkontakte")
    register(chain.here, "vkontakte", languages=())
    chain.draft(case, worksheet=sheet)
    with pytest.raises(NotPossible, match=r"R17 languages: .* \(whoever keeps the register of platforms\)"):
        chain.approve(case)
