"""What the notice of an order says, from what is on record at its approval."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from include.writ.domain.people import Person, signature
from include.writ.domain.redress import author_reference
from include.writ.domain.worksheet import Requirement, Worksheet
from include.writ.errors import NotPossible
from include.writ.notices.document import OrderFacts, order_notice
from include.writ.packs.loader import LoadedPack
from include.writ.packs.model import Ground, Pack
from include.writ.storage.models import ContentItemRow, DecisionRow, NonDisclosureRow, OrderRow, PersonRow, PlatformRow


def sealed_document(
    session: Session,
    decision: DecisionRow,
    order: OrderRow,
    silence: NonDisclosureRow | None,
    approver: Person,
    pack: LoadedPack,
    today: date,
) -> bytes:
    """The notice of an order that was just approved, addressed to the platform's registered contact point.

    Raises `NotPossible` for a platform without one. `today`: the local day; a non-disclosure that has ended by then
    says nothing any more.
    """
    platform = session.get(PlatformRow, order.platform)
    if platform is None:
        raise NotPossible(f"R16: platform {order.platform} has no registered contact point; register one first")
    content = session.get_one(ContentItemRow, order.content_item_id)
    drafter = session.get_one(PersonRow, decision.drafted_by)
    law = pack.pack
    worksheet = Worksheet.from_json(decision.worksheet)
    ground = pack.ground(decision.ground, today)
    facts = OrderFacts(
        number=order.number,
        is_specimen=order.is_specimen,
        platform=order.platform,
        addressee=platform.contact_point,
        kind=content.kind,
        content_id=content.content_id,
        url=order.url,
        authority=authority_facts(law, decision.authority),
        ground=decision.ground,
        ground_title=dict(ground.title),
        provision=decision.provision,
        pack=f"{decision.pack} {decision.pack_version}",
        material_types=list(worksheet.material_types),
        rests_on={name: decision.worksheet[name] for name in Requirement if name in decision.worksheet},
        form=form_of(law, ground),
        language=worksheet.language,
        reasons=decision.reasons,
        translation=worksheet.translation,
        territory=order.territory,
        deadline_hours=order.deadline_hours,
        review_on=str(order.review_on),
        redress_platform=dict(law.redress.platform.how),
        redress_author=dict(law.redress.author.how),
        author_reference=author_reference(order.id, decision.draft_hash),
        non_disclosure_until=silence.until if silence and silence.until >= today else None,
        evidence=list(decision.evidence),
        drafted_by=signature(drafter),
        approved_by=signature(approver),
        approved_at=order.approved_at,
    )
    return order_notice(facts)


def form_of(law: Pack, ground: Ground) -> dict[str, Any]:
    """The pack's words for orders on a ground, with the kinds of material that the law lists, chosen or not."""
    form = law.notice.model_dump(mode="json")
    kinds = [one.model_dump(mode="json") for one in ground.material_types]
    return form | {"material_types": kinds} if kinds else form


def authority_facts(law: Pack, authority_id: str) -> dict[str, Any]:
    """Who issues an order, how it is reached and who decides on complaints, as a notice says it."""
    authority = law.authority(authority_id)
    return {
        "id": authority.id,
        "kind": authority.kind,
        "jurisdiction": law.jurisdiction,
        "name": authority.name,
        **authority.contact.model_dump(),
        "higher_body": authority.higher_body.name,
    }
