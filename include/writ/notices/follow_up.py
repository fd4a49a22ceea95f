"""The JSON form of what follows on an order: its clarification, a reminder, its reversal, and answers to an appeal.

Each names the order in the order's own sealed words, says one thing in Kazakh, Russian and English, and asks for
nothing but, after a reversal, that the content be accessible again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import canonical_json
from include.writ.domain.states import AppealState

Texts = Mapping[str, str]

AS_THE_ORDER_SAYS = ("specimen", "mark", "order_number", "platform", "content", "authority")
CLARIFIED = {
    "en": "Your time to act runs anew from the receipt of this clarification.",
    "kk": "Орындау мерзімі осы түсіндірмені алған сәттен бастап қайта есептеледі.",
    "ru": "Срок исполнения отсчитывается заново с момента получения этого разъяснения.",
}
OVER = {
    "en": "The time of the order is over, and the content was seen at its address after that. Give effect to the "
    "order, or say why not. This reminder asks for nothing else and sets no other time.",
    "kk": "Нұсқаманы орындау мерзімі аяқталды, ал материал содан кейін де өз мекенжайында болды. Нұсқаманы орындаңыз "
    "немесе себебін хабарлаңыз. Бұл еске салу басқа ештеңе талап етпейді және басқа мерзім белгілемейді.",
    "ru": "Срок исполнения предписания истёк, и после этого материал оставался по своему адресу. Исполните предписание "
    "или сообщите о причинах. Это напоминание не требует ничего другого и не устанавливает иного срока.",
}
RESTORE = {
    "en": "The order no longer holds. Make the content accessible again, as it was before.",
    "kk": "Нұсқама енді күшінде емес. Материалға бұрынғыдай қол жеткізуді қалпына келтіріңіз.",
    "ru": "Предписание больше не действует. Восстановите доступ к материалу в прежнем виде.",
}
RECEIVED = {
    "en": "The complaint was received. It costs nothing. If it is late, the reasons are examined; it is not refused.",
    "kk": "Шағым қабылданды. Ол тегін. Мерзімі өтсе, себептері қаралады; қабылдаудан бас тартылмайды.",
    "ru": "Жалоба принята. Она бесплатна. Если срок пропущен, причины рассматриваются; в приёме не отказывают.",
}
RULED: Mapping[AppealState, Texts] = {
    AppealState.UPHELD: {
        "en": "The complaint was examined. The order stands.",
        "kk": "Шағым қаралды. Нұсқама күшінде қалады.",
        "ru": "Жалоба рассмотрена. Предписание остаётся в силе.",
    },
    AppealState.PARTLY_ANNULLED: {
        "en": "The complaint was upheld in part. The order ends with {ends_on}.",
        "kk": "Шағым ішінара қанағаттандырылды. Нұсқама {ends_on} күні аяқталады.",
        "ru": "Жалоба удовлетворена частично. Предписание действует по {ends_on} включительно.",
    },
    AppealState.ANNULLED: {
        "en": "The complaint was upheld. The order is annulled.",
        "kk": "Шағым қанағаттандырылды. Нұсқаманың күші жойылды.",
        "ru": "Жалоба удовлетворена. Предписание отменено.",
    },
}


def follow_up(order: Mapping[str, Any], kind: NoticeKind, addressee: str, said: Mapping[str, Any]) -> bytes:
    """Canonical JSON (RFC 8785) of a notice on `order`, the order's own document."""
    kept = {name: order[name] for name in AS_THE_ORDER_SAYS if name in order}
    head = {"schema": f"writ/{kind}-notice/1", "notice_kind": kind, "addressee": addressee}
    return canonical_json({**kept, **head, **said})


def clarification(text: str, by: str) -> dict[str, Any]:
    """What an order means, in answer to the platform's question."""
    return {"says": CLARIFIED, "clarification": text, "drafted_by": by}


def reminder(due_at: datetime) -> dict[str, Any]:
    """That the time of an order is over and its content was still seen; `due_at`: when it was."""
    return {"says": OVER, "due_at": due_at.isoformat()}


def restoration(*, cause: str, reasons: str, by: str, reversed_at: datetime, hours: int) -> dict[str, Any]:
    """That an order was annulled or lifted, and that its content is to be accessible again."""
    return {
        "says": RESTORE,
        "because_of": cause,
        "reasons": reasons,
        "decided_by": by,
        "decided_at": reversed_at.isoformat(),
        "restore_within_hours": hours,
        "runs_from": "receipt",
    }


def appeal_receipt(*, number: str, appellant: str, received_at: datetime, is_late: bool | None) -> dict[str, Any]:
    """That a complaint was received; `is_late` is None where nobody knows."""
    return {
        "says": RECEIVED,
        "appeal_number": number,
        "appellant": appellant,
        "received_at": received_at.isoformat(),
        "late": is_late,
    }


def appeal_decision(
    *, number: str, ruling: AppealState, reasons: str, lateness: str, ends_on: date | None, by: str, at: datetime | None
) -> dict[str, Any]:
    """How a complaint was decided, and why."""
    said = {language: text.format(ends_on=ends_on) for language, text in RULED[ruling].items()}
    return {
        "says": said,
        "appeal_number": number,
        "ruling": ruling,
        "reasons": reasons,
        "lateness": lateness,
        "ends_on": ends_on.isoformat() if ends_on else None,
        "decided_by": by,
        "decided_at": at.isoformat() if at else None,
    }
