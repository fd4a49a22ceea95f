"""Who a platform's notices go to, and whether it has to have a representative: only from figures that somebody read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class ContactRole(StrEnum):
    """`contact_point`: what a platform names for authorities (DSA article 11, TCO article 15).

    `legal_representative`: whom it appointed in the territory (DSA article 13, TCO article 17; Kazakhstan, Law on
    Online Platforms article 9). Notices go to the contact point, and to the representative where there is none.
    """

    CONTACT_POINT = "contact_point"
    LEGAL_REPRESENTATIVE = "legal_representative"


class UserMetric(StrEnum):
    """What was counted; figures of different metrics are never compared."""

    DAILY_USERS = "daily_users"
    MONTHLY_RECIPIENTS = "monthly_recipients"


class Duty(StrEnum):
    """Whether a platform has to have a representative in the territory."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


class Threshold(Protocol):
    """More than `above` of `metric` in a territory make the duty."""

    @property
    def above(self) -> int:
        """People."""

    @property
    def metric(self) -> UserMetric:
        """What is counted."""


@dataclass(frozen=True, slots=True)
class Users:
    """One figure for one territory and period, as `source` gave it on the day it was read."""

    metric: UserMetric
    territory: str
    value: int
    period_until: date
    source: str
    read_on: date


def representative_duty(
    figures: Iterable[Users], territory: str, threshold: Threshold | None
) -> tuple[Duty, Users | None]:
    """The duty, and the figure that says so: the one of the latest period, and of these the one that was read last.

    `UNKNOWN` without a figure of that metric and territory; `NOT_ASKED` where the pack knows no such duty.
    """
    if threshold is None:
        return Duty.NOT_ASKED, None
    of_metric = [one for one in figures if (one.metric, one.territory) == (threshold.metric, territory)]
    if not of_metric:
        return Duty.UNKNOWN, None
    latest = max(of_metric, key=lambda one: (one.period_until, one.read_on, one.value))
    return (Duty.YES if latest.value > threshold.above else Duty.NO), latest
