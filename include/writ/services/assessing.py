"""What is missing of the latest draft of a case, and how it stands by the law and by the standard."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.assessment import Assessment, assess
from include.writ.domain.case import LegalBasis
from include.writ.domain.completeness import Addressee, Missing, is_in_force, missing
from include.writ.domain.people import Role
from include.writ.domain.worksheet import Worksheet
from include.writ.errors import PackError
from include.writ.packs.loader import LoadedPack
from include.writ.services.addressing import addressee_of
from include.writ.services.drafts import is_second_look
from include.writ.storage.models import BasisRow, CaseRow, DecisionRow, PersonRow

ALIKE_SHOWN = 5


def assess_case(
    session: Session, case: CaseRow, draft: DecisionRow | None, pack: LoadedPack, today: date, now: datetime
) -> Assessment | None:
    """How the case stands now, with its latest draft; `today` is the local day. None without any law for it."""
    basis = draft or _basis_of_no_draft(session, case, pack, today)
    if basis is None:
        return None
    worksheet = Worksheet.from_json(draft.worksheet) if draft else Worksheet()
    addressee = addressee_of(session, case.platform, basis)
    unwritten = missing("", worksheet, basis, addressee, second_look=False, today=today, now=now)
    return assess(
        _lacking(session, draft, addressee, today, now) if draft else list(unwritten),
        has_court_act=is_in_force(worksheet.court_act, today),
        unverified=_unverified(pack, case.ground, today),
        alike=_alike(session, draft),
    )


def missing_of(session: Session, draft: DecisionRow, today: date, now: datetime) -> list[Missing]:
    """What a draft lacks now, by what its own legal basis asks for; `today` is the local day."""
    addressee = addressee_of(session, session.get_one(CaseRow, draft.case_id).platform, draft)
    return _lacking(session, draft, addressee, today, now)


def _lacking(session: Session, draft: DecisionRow, addressee: Addressee, today: date, now: datetime) -> list[Missing]:
    worksheet = Worksheet.from_json(draft.worksheet)
    second_look = bool(worksheet.may_be) and _is_second_look(session, draft)
    return list(missing(draft.reasons, worksheet, draft, addressee, second_look=second_look, today=today, now=now))


def _is_second_look(session: Session, draft: DecisionRow) -> bool:
    drafter = session.get_one(PersonRow, draft.drafted_by)
    is_reviewer = drafter.is_active and Role.LAW_REVIEWER in drafter.roles
    return is_reviewer and is_second_look(session, draft.case_id, drafter.id, before=draft.version)


def _basis_of_no_draft(session: Session, case: CaseRow, pack: LoadedPack, today: date) -> LegalBasis | BasisRow | None:
    proposed = session.get(BasisRow, case.basis_id) if case.basis_id else None
    return (proposed and _basis_of_today(pack, case.ground, today)) or proposed


def _basis_of_today(pack: LoadedPack, ground: str, today: date) -> LegalBasis | None:
    """What a draft would be judged by if it were written now; None where there is no law for it."""
    try:
        return pack.basis(ground, today)
    except PackError:
        return None


def _unverified(pack: LoadedPack, ground: str, today: date) -> list[str]:
    try:
        return pack.unverified(ground, today)
    except PackError:
        return ["of this ground, which is not in force in the pack of today"]


def _alike(session: Session, draft: DecisionRow | None) -> list[UUID]:
    """Other cases that the same words were written for."""
    if draft is None or not draft.reasons:
        return []
    same = func.md5(DecisionRow.reasons) == func.md5(draft.reasons)  # as the index has it
    others = select(DecisionRow.case_id).where(same, DecisionRow.case_id != draft.case_id).distinct()
    return list(session.scalars(others.order_by(DecisionRow.case_id).limit(ALIKE_SHOWN)))
