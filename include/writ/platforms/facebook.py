"""Facebook: addresses and page signs.

A number names an object on the whole site; the owner in the path is only its address. A reel is a video under another
word. `pfbid…` is a different text for each reader and leads to a post only through the network.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, IdentifyError, Parts, Place, Shape
from include.writ.platforms.signs import PageSigns

_ITEM, _PFBID = "(?P<item>[1-9][0-9]{0,24})", "pfbid[A-Za-z0-9]+"
_RESERVED = "(?!(?:groups|events|pages|people|watch|stories|share|reels?|hashtag|plugins|notes|login|search)/)"
_OWNER = f"/{_RESERVED}(?P<owner>[A-Za-z0-9.-]+)"
_GROUP = "(?P<owner>[A-Za-z0-9.-]+)"
_SITE = "https://www.facebook.com/"
_COMMENT_ID = re.compile("comment:[1-9][0-9]*_([1-9][0-9]*)")
_POST = _SITE + "{owner}/posts/{item}"
_IN_GROUP = _SITE + "groups/{owner}/posts/{item}"
_PHOTO, _VIDEO = _SITE + "photo/?fbid={item}", _SITE + "watch/?v={item}"
_STORY_QUERY = {"story_fbid": _ITEM, "id": "(?P<owner>[1-9][0-9]{0,24})"}
_FORMS = (
    (ContentKind.POST, _IN_GROUP, Shape(f"/groups/{_GROUP}/(?:posts|permalink)/{_ITEM}")),
    (ContentKind.POST, _IN_GROUP, Shape(f"/groups/{_GROUP}", {"multi_permalinks": _ITEM})),
    (ContentKind.POST, _IN_GROUP, Shape(f"/groups/{_GROUP}", {"view": "permalink", "id": _ITEM})),
    (ContentKind.POST, _POST, Shape(f"{_OWNER}/posts/(?:[^/]+/)?{_ITEM}")),
    (ContentKind.POST, _POST, Shape(r"/(?:permalink|story)\.php", _STORY_QUERY)),
    (ContentKind.PHOTO, _PHOTO, Shape(r"/photo(?:\.php|/view_full_size)?", {"fbid": _ITEM})),
    (ContentKind.PHOTO, _PHOTO, Shape(f"{_OWNER}/photos/(?:[^/]+/)?{_ITEM}")),
    (ContentKind.VIDEO, _VIDEO, Shape(r"/(?:watch(?:/live)?|video\.php)", {"v": _ITEM})),
    (ContentKind.VIDEO, _VIDEO, Shape("/video/embed", {"video_id": _ITEM})),
    (ContentKind.VIDEO, _VIDEO, Shape(f"{_OWNER}/videos/(?:[^/]+/)?{_ITEM}")),
    (ContentKind.VIDEO, _VIDEO, Shape(f"/reels?/{_ITEM}")),
)


def _comment_parts(parts: Parts) -> Parts | None:
    """Read numbers that stand bare or as base64 of `comment:POST_NUMBER`; refuse the opaque."""
    numbers = {name: _comment_number(parts[name]) for name in ("parent", "comment") if name in parts}
    return parts | numbers if all(numbers.values()) else None


def _comment_number(text: str) -> str:
    if re.fullmatch("[1-9][0-9]{0,24}", text, re.ASCII):
        return text
    try:
        decoded = b64decode(text + "=" * (-len(text) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    found = _COMMENT_ID.fullmatch(decoded)
    return found[1] if found else ""


def _with_comments(kind: ContentKind, canonical: str, shape: Shape) -> tuple[Form, ...]:
    """Put the comments of an item before it; an answer has its own number, and is found through its comment."""
    page = canonical + ("&" if "?" in canonical else "?") + "comment_id="
    comment = {**shape.query, "comment_id": "(?P<comment>.+)"}
    answer = {**shape.query, "comment_id": "(?P<parent>.+)", "reply_comment_id": "(?P<comment>.+)"}
    return (
        _comment(page + "{parent}&reply_comment_id={comment}", Shape(shape.path, answer)),
        _comment(page + "{comment}", Shape(shape.path, comment)),
        Form(kind, "{item}", canonical, shape),
    )


def _comment(canonical: str, shape: Shape) -> Form:
    return Form(ContentKind.COMMENT, "{item}_{comment}", canonical, shape, _comment_parts)


_HIDDEN = (
    ("post", Shape(f"(?:/groups)?/[^/]+/(?:posts|permalink)/(?:[^/]+/)?{_PFBID}")),
    ("post", Shape(query={"story_fbid": _PFBID})),
    ("photo", Shape(query={"fbid": _PFBID})),
    ("short link", Shape("/share/.+")),
    ("short link", Shape("/.+", host=r"(?:www\.)?fb\.(?:watch|me|gg)")),
)
GRAMMAR = Grammar(
    Platform.FACEBOOK,
    domains=("facebook.com", "fb.com", "fb.watch", "fb.me", "fb.gg"),
    host=r"(?:(?:www|m|mbasic|mobile|touch|web|free|0|[a-z]{2}-[a-z]{2})\.)?(?:facebook|fb)\.com",
    rules=(
        *(Place(kind, shape, IdentifyError.NEEDS_NETWORK) for kind, shape in _HIDDEN),
        Place("comment that cannot be read", Shape(query={"comment_id": "", "reply_comment_id": ".+"})),
        *(rule for form in _FORMS for rule in _with_comments(*form)),
        Form(
            ContentKind.STORY,
            "{owner}/{card}",
            _SITE + "stories/{owner}/{card}",
            Shape("/stories/(?P<owner>[1-9][0-9]{0,24})/(?P<card>[A-Za-z0-9_-]{8,})={0,2}"),
        ),
        Form(
            ContentKind.ARTICLE,
            "{item}",
            _SITE + "notes/{owner}/{slug}/{item}",
            Shape(f"/notes/(?P<owner>[^/]+)/(?P<slug>[^/]+)/{_ITEM}"),
        ),
        Place("root", Shape("/", host=".*")),
        Place("redirect", Shape(r"/(?:l\.php|flx/warn|sharer(?:\.php|/.*)?|plugins/.*)", host=".*")),
        Place("group", Shape("/groups/[^/]+(?:/[a-z_]+)?")),
        Place("event", Shape("/events(?:/.*)?")),
        Place("search or feed", Shape(r"/(?:search|hashtag|watch|reels?|login|marketplace|gaming|stories)(?:[./].*)?")),
        Place("profile", Shape(r"/(?:profile\.php|(?:pages|people|pg)/.+|[A-Za-z0-9.-]+)")),
        Place("list", Shape("/[A-Za-z0-9.-]+/(?:posts|photos|videos|photos_albums|about|live|reels)")),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "this post has been deleted", "this post was deleted", "this video has been deleted", "this photo was deleted",
        "публикация удалена", "публикация была удалена", "видео удалено", "жарияланым жойылды",
    ),
    account_gone=(
        "this account has been disabled", "this account was deleted", "аккаунт отключён", "аккаунт удалён",
        "аккаунт өшірілген",
    ),
    restricted=("you must log in to continue", "войдите, чтобы продолжить", "жалғастыру үшін кіріңіз"),
    unclear=(  # names deletion only as one of several reasons
        "this content isn't available right now", "this page isn't available", "the link you followed may be broken",
        "контент сейчас недоступен", "эта страница недоступна", "мазмұн қазір қолжетімді емес",
    ),
)
