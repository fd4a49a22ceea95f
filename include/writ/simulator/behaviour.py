"""What a platform does with a notice: a pure function of seed, content and the time of receipt.

Every notice is acknowledged. Then some platforms comply, some only say so, some refuse, some are silent, and some
content comes back. No reply is earlier than one minute after the receipt: a reply can never slip in before another one
that was already shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from include.writ.domain.delivery import NoticeKind, Outcome
from include.writ.simulator.chance import delay, number
from include.writ.simulator.world import Content, local_time

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Behaviour(StrEnum):
    """How the platform treats this content once it is told of it."""

    REMOVES = "removes"
    WITHHOLDS = "withholds"
    REFUSES = "refuses"
    STAYS_SILENT = "stays_silent"
    REMOVES_SILENTLY = "removes_silently"
    ONLY_CLAIMS = "only_claims"
    WALLS_OFF = "walls_off"
    COMES_BACK = "comes_back"


class PageState(StrEnum):
    """What the public sees at the address."""

    AVAILABLE = "available"
    GONE = "gone"
    WITHHELD = "withheld"
    LOGIN_WALL = "login_wall"


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of a page, from `starts_at` until `ends_at` (None: for good)."""

    state: PageState
    starts_at: datetime
    ends_at: datetime | None

    def is_active(self, now: datetime) -> bool:
        """Whether the page is in this state at `now`."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer that the platform will give."""

    outcome: Outcome
    reason: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Reaction:
    """All that follows from one notice."""

    effect: Effect | None
    replies: tuple[Reply, ...]


SHARES = (
    (Behaviour.REMOVES, 58),
    (Behaviour.WITHHOLDS, 12),
    (Behaviour.REFUSES, 7),
    (Behaviour.STAYS_SILENT, 7),
    (Behaviour.REMOVES_SILENTLY, 4),
    (Behaviour.ONLY_CLAIMS, 4),
    (Behaviour.WALLS_OFF, 3),
    (Behaviour.COMES_BACK, 5),
)
_STATES = {
    Behaviour.REMOVES: PageState.GONE,
    Behaviour.REMOVES_SILENTLY: PageState.GONE,
    Behaviour.COMES_BACK: PageState.GONE,
    Behaviour.WITHHOLDS: PageState.WITHHELD,
    Behaviour.WALLS_OFF: PageState.LOGIN_WALL,
}
_ANSWERS = {
    Behaviour.REMOVES: (Outcome.REMOVED, "Материал удалён (вымышленный ответ)."),
    Behaviour.COMES_BACK: (Outcome.REMOVED, "Материал удалён (вымышленный ответ)."),
    Behaviour.ONLY_CLAIMS: (Outcome.REMOVED, "Материал удалён (вымышленный ответ)."),
    Behaviour.WITHHOLDS: (Outcome.WITHHELD, "Доступ ограничен на территории Казахстана (вымышленный ответ)."),
    Behaviour.WALLS_OFF: (Outcome.RESTRICTED, "Материал виден только вошедшим пользователям (вымышленный ответ)."),
    Behaviour.REFUSES: (Outcome.REFUSED, "Наша проверка не подтвердила нарушения (вымышленный ответ)."),
}


def behaviour_of(seed: int, content: Content) -> Behaviour:
    """How the platform will treat `content`."""
    drawn = number(100, seed, content.serial, "behaviour")
    for behaviour, share in SHARES:
        if drawn < share:
            return behaviour
        drawn -= share
    raise ValueError("the shares do not add up to 100")


def returns_at(content: Content) -> datetime:
    """When content of the kind that comes back does so: on the second morning after its day, at nine in Almaty."""
    return local_time(content.day + timedelta(days=2), time(9))


def react(
    seed: int, content: Content | None, kind: NoticeKind, received_at: datetime, earlier: Sequence[Effect]
) -> Reaction:
    """Decide what follows from a notice on `content` (None: the platform has no such content)."""
    if kind in (NoticeKind.APPEAL_RECEIPT, NoticeKind.APPEAL_DECISION):
        return Reaction(None, ())
    name = content.serial if content else received_at
    noted_at = received_at + delay(MINUTE, 5 * MINUTE, seed, name, "acknowledged")
    noted = Reply(Outcome.ACKNOWLEDGED, "", noted_at)
    if content is None:
        return Reaction(None, (noted, Reply(Outcome.NOT_FOUND, "Такого материала нет.", noted_at + HOUR)))
    if kind is NoticeKind.REMINDER:
        return Reaction(None, (noted,))
    if kind is NoticeKind.RESTORATION:
        return _restore(seed, content, noted, received_at)
    behaviour = behaviour_of(seed, content)
    done_at = received_at + delay(HOUR, 5 * HOUR, seed, name, "done")
    answer = _ANSWERS.get(behaviour)
    if answer is None:
        return Reaction(_effect(behaviour, content, done_at, earlier), (noted,))
    final = Reply(*answer, done_at + delay(MINUTE, 20 * MINUTE, seed, name, "final"))
    return Reaction(_effect(behaviour, content, done_at, earlier), (noted, final))


def _restore(seed: int, content: Content, noted: Reply, received_at: datetime) -> Reaction:
    back_at = received_at + delay(HOUR, 5 * HOUR, seed, content.serial, "back")
    reply = Reply(Outcome.RESTORED, "Доступ к материалу восстановлен (вымышленный ответ).", back_at + MINUTE)
    return Reaction(Effect(PageState.AVAILABLE, back_at, None), (noted, reply))


def page_state(effects: Sequence[Effect], now: datetime) -> PageState:
    """Decide what is to be seen at `now` after `effects`, given in the order of their notices."""
    active = [effect.state for effect in effects if effect.is_active(now)]
    return active[-1] if active else PageState.AVAILABLE


def _effect(behaviour: Behaviour, content: Content, starts_at: datetime, earlier: Sequence[Effect]) -> Effect | None:
    state = _STATES.get(behaviour)
    if state is None:
        return None
    ends_at = _end(content, starts_at, earlier) if behaviour is Behaviour.COMES_BACK else None
    return Effect(state, starts_at, ends_at)


def _end(content: Content, starts_at: datetime, earlier: Sequence[Effect]) -> datetime | None:
    if not earlier:
        morning = returns_at(content)
        return morning if starts_at < morning else starts_at + 20 * HOUR
    first_end = earlier[0].ends_at
    return first_end if first_end is not None and starts_at < first_end else None
