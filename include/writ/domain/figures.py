"""What is counted of the authority's work, for each ground, in whatever is published of it."""

from __future__ import annotations

from enum import StrEnum


class Figure(StrEnum):
    """One kind of event, counted by its one instant, which nothing moves.

    `found` are findings as they were taken in, `drafted` are cases of which a person wrote the first draft.
    `refused` and `complied` speak of the platform; complaints are those of platform and author. `complied` and
    `restored` happen when a probe sees it, and are known with the book of the night after.
    """

    FOUND = "found"
    OPENED = "opened"
    DRAFTED = "drafted"
    DECLINED = "declined"
    ORDERED = "ordered"
    SENT = "sent"
    COMPLIED = "complied"
    REFUSED = "refused"
    COMPLAINTS = "complaints"
    UPHELD = "upheld"
    PARTLY_ANNULLED = "partly_annulled"
    ANNULLED = "annulled"
    LIFTED = "lifted"
    RESTORED = "restored"
