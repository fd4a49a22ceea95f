"""TikTok: addresses and page signs.

Videos and photo publications are numbered from one sequence and open under either word, so both are `video`. The
account in the path is only its address. Links with a comment mark name a comment that has no address of its own.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, IdentifyError, Parts, Place, Shape
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_ITEM = "(?P<item>[1-9][0-9]{0,24})"
_NAME = "[A-Za-z0-9_.]{0,32}"


def _lower(parts: Parts) -> Parts:
    return parts | {"name": parts.get("name", "").lower()}


def _video(path: str) -> Form:
    return Form(ContentKind.VIDEO, "{item}", "https://www.tiktok.com/@{name}/video/{item}", Shape(path), _lower)


GRAMMAR = Grammar(
    Platform.TIKTOK,
    domains=("tiktok.com",),
    host=r"(?:(?:www|m|us)\.)?tiktok\.com",
    rules=(
        Place("short link", Shape("/.+", host=r"(?:vm|vt)\.tiktok\.com"), IdentifyError.NEEDS_NETWORK),
        Place("short link", Shape("/t/.+"), IdentifyError.NEEDS_NETWORK),
        Place("comment", Shape(query={"cid": ".+"})),
        Place("comment", Shape(query={"share_comment_id": ".+"})),
        _video(f"/@(?P<name>{_NAME})/(?:video|photo)/{_ITEM}"),
        _video(f"/(?:embed(?:/v[23])?|player/v1|(?:i18n/)?share/video)/{_ITEM}"),
        _video(f"/v/{_ITEM}(?:\\.html)?"),
        Place("root", Shape("/", host=".*")),
        Place("live broadcast of an account", Shape(f"/@{_NAME}/live")),
        Place("list", Shape("/(?:tag|music|discover|channel|topics|place|@[^/]+/(?:playlist|collection))/.*")),
        Place("search or feed", Shape("/(?:foryou|following|explore|search|discover|live|login|friends)(?:/.*)?")),
        Place("profile", Shape(f"/(?:@|share/user/){_NAME}")),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "this video has been removed", "video has been deleted", "this post has been removed", "this post was deleted",
        "видео удалено", "видео было удалено", "публикация удалена", "бейне жойылды", "бейне өшірілген",
    ),
    account_gone=(
        "this account was banned", "this account has been banned", "аккаунт заблокирован", "аккаунт удалён",
        "аккаунт бұғатталған",
    ),
    restricted=(
        "this account is private", "this video is private", "это личный аккаунт",
        "это частный аккаунт", "видео с ограничением по возрасту", "this post is age-restricted", "жеке аккаунт",
    ),
    unclear=(  # shown alike for deleted, private and regionally withheld videos
        "video currently unavailable", "видео сейчас недоступно", "couldn't find this account",
        "не удалось найти аккаунт", "бейне қазір қолжетімді емес",
    ),
    login_address=LOGIN_PATH + "|/signup(?:/.*)?",
)
