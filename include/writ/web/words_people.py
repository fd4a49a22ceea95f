"""The words of the page of people."""

from __future__ import annotations

from include.writ.domain.separations import Separation

# what it is about, and what each further person is for
SEPARATION = {
    Separation.ORDER: ("An order", "Whoever drafted it does not approve it (R2)."),
    Separation.NON_DISCLOSURE: (
        "That an author is not told yet",
        "A law reviewer decides it who neither drafted nor approves (R21).",
    ),
    Separation.PORTAL_NUMBER: (
        "The number that a portal showed",
        "One releaser types it in, another looks at the portal and confirms it.",
    ),
    Separation.REVIEW: ("Another look at an order", "A law reviewer keeps or lifts it who had made none of it (R19)."),
    Separation.APPEAL: (
        "A complaint",
        "A reviewer of the higher body decides it, who holds no other role and had no part in the order (R2).",
    ),
    Separation.CONTACT: ("The contact of a platform", "One proposes it, a law reviewer confirms it (R16)."),
    Separation.ANNOUNCEMENT: (
        "What a platform is told before its first order",
        "Whoever asked for it does not let it go (R27).",
    ),
}
