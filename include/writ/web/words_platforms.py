"""The words of the pages of the register of platforms."""

from __future__ import annotations

from include.writ.domain.registry import ContactRole, Duty, UserMetric

CONTACT_ROLE = {
    ContactRole.CONTACT_POINT: "Contact point",
    ContactRole.LEGAL_REPRESENTATIVE: "Legal representative",
}
DUTY = {
    Duty.YES: "yes",
    Duty.NO: "no",
    Duty.UNKNOWN: "unknown: no figure counts",
    Duty.NOT_ASKED: "the pack knows no such duty",
}
METRIC = {
    UserMetric.DAILY_USERS: "users a day on average",
    UserMetric.MONTHLY_RECIPIENTS: "active recipients a month on average",
}
