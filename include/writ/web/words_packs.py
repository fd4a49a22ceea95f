"""The words of the page of packs."""

from __future__ import annotations

from include.writ.domain.standing import PackStanding

# what a standing means, and why it is so
STANDING = {
    PackStanding.ADOPTED: ("In force", "A legal officer has adopted exactly this pack: orders under it are real."),
    PackStanding.CHANGED: (
        "Specimen mode",
        "The pack was adopted with another content. It has changed since, and nobody has answered for the change.",
    ),
    PackStanding.NEVER_ADOPTED: ("Specimen mode", "No legal officer has adopted this pack."),
}
