"""What an order may name: exactly one item of content on one platform.

An account, a channel, a search page, a host or an app has no `ContentKind`, so it cannot be written down as a target.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """The platforms that Writ can address; the grammar of each is the module of that name in `platforms/`."""

    VKONTAKTE = "vkontakte"
    ODNOKLASSNIKI = "odnoklassniki"
    MAIL_RU = "mail_ru"
    LIVEJOURNAL = "livejournal"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    LINKEDIN = "linkedin"
    TELEGRAM = "telegram"
    YOUTUBE = "youtube"
    X = "x"


class ContentKind(StrEnum):
    """Kinds of single content items: what an order can name."""

    POST = "post"
    COMMENT = "comment"
    REPLY = "reply"
    PHOTO = "photo"
    ALBUM = "album"
    VIDEO = "video"
    CLIP = "clip"
    AUDIO = "audio"
    STORY = "story"
    LIVE = "live"
    NOTE = "note"
    TOPIC = "topic"
    ARTICLE = "article"
    PLAYLIST = "playlist"
    DOCUMENT = "document"
    EVENT = "event"
    AD = "ad"


class PlaceKind(StrEnum):
    """Kinds of addresses that name no single item. An order cannot name one, whatever the finding says."""

    PROFILE = "profile"
    CHANNEL = "channel"
    GROUP = "group"
    SEARCH = "search"
    FEED = "feed"
    LIST = "list"
    ROOT = "root"
    APP = "app"
    PAGE = "page"
    LINK = "link"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class ContentRef:
    """One content item: every address of a post has the same (platform, kind, content_id)."""

    platform: Platform
    kind: ContentKind
    content_id: str
    canonical_url: str

    def __post_init__(self) -> None:
        if type(self.kind) is not ContentKind:
            raise TypeError(f"{self.kind!r} is no kind of a single content item")

    @property
    def key(self) -> str:
        """The identity as one text, for example `vkontakte:post:-1_2`."""
        return f"{self.platform}:{self.kind}:{self.content_id}"
