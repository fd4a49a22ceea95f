"""What an order may name: exactly one item of content on one platform.

An account, a channel, a search page, a host or an app has no `ContentKind`, so it cannot be written down as a target.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """The platforms that Writ can address."""

    VKONTAKTE = "vkontakte"
    ODNOKLASSNIKI = "odnoklassniki"
    MAIL_RU = "mail_ru"
    LIVEJOURNAL = "livejournal"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    LINKEDIN = "linkedin"
    TELEGRAM = "telegram"


class ContentKind(StrEnum):
    """Kinds of single content items. Kinds of places (profile, channel, group, search) are absent on purpose."""

    POST = "post"
    COMMENT = "comment"
    PHOTO = "photo"
    VIDEO = "video"
    CLIP = "clip"
    STORY = "story"
    ARTICLE = "article"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class ContentRef:
    """One content item: every address of a post has the same (platform, kind, content_id)."""

    platform: Platform
    kind: ContentKind
    content_id: str
    canonical_url: str

    @property
    def key(self) -> str:
        """The identity as one text, for example `vkontakte:post:-1_2`."""
        return f"{self.platform}:{self.kind}:{self.content_id}"
