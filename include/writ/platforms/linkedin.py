"""LinkedIn: addresses and page signs.

One publication may carry three numbers (activity, share, ugcPost) whose relation only the network knows; each is kept
as an identity of its own, under its word. Job advertisements, events and pages of people are not content here.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, IdentifyError, Place, Shape
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_ID = "[1-9][0-9]{0,24}"
_TYPES = "activity|ugcPost|share"
_ITEM = f"(?P<type>{_TYPES}):(?P<item>{_ID})"
_URN = f"/(?:embed/)?feed/update/urn:li:{_ITEM}"
_SLUG = f"/posts/[^/]*[-_](?P<type>{_TYPES})-(?P<item>{_ID})(?:-[A-Za-z0-9_-]{{2,8}})?"
_SITE = "https://www.linkedin.com/"
_POST = _SITE + "feed/update/urn:li:{type}:{item}"
_PARENT = f"(?:urn:li:)?(?P<parent_type>{_TYPES}):(?P<parent>{_ID})"
_PLAIN = f"urn:li:comment:\\({_PARENT},(?P<comment>{_ID})\\)"
_DASH = f"urn:li:fsd_comment:\\((?P<comment>{_ID}),{_PARENT}\\)"
_MARKS = (("replyUrn", _PLAIN), ("dashReplyUrn", _DASH), ("commentUrn", _PLAIN), ("dashCommentUrn", _DASH))


def _comment(path: str) -> tuple[Form | Place, ...]:
    parent = "{parent_type}:{parent}"
    page = _SITE + f"feed/update/urn:li:{parent}?commentUrn=urn:li:comment:({parent},{{comment}})"
    return tuple(
        rule
        for name, urn in _MARKS
        for rule in (
            Form(ContentKind.COMMENT, parent + "/{comment}", page, Shape(path, {name: urn})),
            Place("comment that cannot be read", Shape(path, {name: ".+"})),
        )
    )


def _post(path: str) -> tuple[Form | Place, ...]:
    return (*_comment(path), Form(ContentKind.POST, "{type}:{item}", _POST, Shape(path)))


GRAMMAR = Grammar(
    Platform.LINKEDIN,
    domains=("linkedin.com", "lnkd.in"),
    host=r"(?:(?:www|m|touch|[a-z]{2})\.)?linkedin\.com",
    rules=(
        Place("short link", Shape("/.+", host=r"(?:www\.)?lnkd\.in"), IdentifyError.NEEDS_NETWORK),
        *_post(_URN),
        *_post(_SLUG),
        *_post(f"/video/live/urn:li:{_ITEM}"),
        Form(ContentKind.ARTICLE, "{slug}", _SITE + "pulse/{slug}", Shape("/pulse/(?P<slug>[^/]+)")),
        Place("root", Shape("/", host=".*")),
        Place("search or feed", Shape("/(?:feed|search|login|authwall|uas|checkpoint|jobs|learning|pulse)(?:/.*)?")),
        Place("group", Shape("/groups/.*")),
        Place("event", Shape("/events/.*")),
        Place("profile", Shape("/(?:in|pub|company|school|showcase|newsletters)/.*")),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "this post has been deleted", "this post was deleted", "post was removed", "this article has been removed",
        "публикация удалена", "публикация была удалена", "жарияланым жойылды",
    ),
    account_gone=("this account has been restricted", "this account is no longer available", "аккаунт удалён"),
    restricted=("sign in to view this", "войдите, чтобы посмотреть", "көру үшін кіріңіз"),
    unclear=(
        "this post cannot be displayed", "page not found", "this page doesn't exist", "страница не найдена",
        "эту публикацию невозможно показать",
    ),
    login_address=LOGIN_PATH + "|/(?:uas/login|signup)(?:/.*)?",
)
