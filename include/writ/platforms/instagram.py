"""Instagram: addresses and page signs.

One code names one publication under the words `p`, `reel` and `tv`, with or without the account before it; so all are
`post`. The code is case-sensitive; account names are not. Highlights are collections and no single item.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, IdentifyError, Parts, Place, Shape
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_CODE = "(?P<code>[A-Za-z0-9_-]{5,64})"
_NAME = "[A-Za-z0-9_.]{1,30}"
_COMMENT = "(?P<comment>[1-9][0-9]{0,24})"
_SITE = "https://www.instagram.com/"
_ITEM = f"(?:/(?!(?:explore|stories|share|accounts|reels)/){_NAME})?/(?:p|reels?|tv)/(?!audio/|videos/){_CODE}"


def _lower(parts: Parts) -> Parts:
    return parts | {"name": parts["name"].lower()}


GRAMMAR = Grammar(
    Platform.INSTAGRAM,
    domains=("instagram.com", "instagr.am", "ig.me"),
    host=r"(?:(?:www|m)\.)?(?:instagram\.com|instagr\.am)",
    rules=(
        Place("short link", Shape("/.+", host=r"(?:www\.)?ig\.me"), IdentifyError.NEEDS_NETWORK),
        Place("short link", Shape("/(?:share|s)/.+"), IdentifyError.NEEDS_NETWORK),
        Place("search or feed", Shape("/(?:explore|reels?|accounts|direct|p|tv|stories|about|legal)(?:/audio/.*)?")),
        Form(ContentKind.COMMENT, "{code}/{comment}", _SITE + "p/{code}/c/{comment}", Shape(f"{_ITEM}/c/{_COMMENT}")),
        Form(
            ContentKind.COMMENT,
            "{code}/{comment}",
            _SITE + "p/{code}/c/{parent}/r/{comment}",
            Shape(f"{_ITEM}/c/(?P<parent>[1-9][0-9]{{0,24}})/r/{_COMMENT}"),
        ),
        Form(ContentKind.POST, "{code}", _SITE + "p/{code}", Shape(f"{_ITEM}(?:/embed(?:/captioned)?|/media)?")),
        Place("highlight", Shape("/stories/highlights/.*")),
        Form(
            ContentKind.STORY,
            "{item}",
            _SITE + "stories/{name}/{item}",
            Shape(f"/stories/(?P<name>{_NAME})/(?P<item>[1-9][0-9]{{0,24}})"),
            _lower,
        ),
        Place("stories of an account", Shape(f"/stories/{_NAME}")),
        Place("root", Shape("/", host=".*")),
        Place("search or feed", Shape("/(?:explore|accounts|direct|reels)/.*")),
        Place("profile", Shape(f"/{_NAME}(?:/(?:tagged|reels|channel|followers|following))?")),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "this post has been deleted", "this post was removed", "post has been removed", "публикация удалена",
        "публикация была удалена", "жарияланым жойылды",
    ),
    account_gone=(
        "this account has been disabled", "this account has been deleted", "аккаунт удалён", "аккаунт отключён",
        "аккаунт жойылған",
    ),
    restricted=(
        "this account is private", "это закрытый аккаунт", "restricted video", "you must be 18 years old",
        "видео с ограниченным доступом", "жабық аккаунт",
    ),
    unclear=(  # the same page is shown for deleted, hidden and mistyped addresses, and often to readers without login
        "this page isn't available", "the link you followed may be broken", "эта страница недоступна",
        "к сожалению, эта страница недоступна", "бұл бет қолжетімді емес", "page not found",
    ),
    login_address=LOGIN_PATH + "|/accounts/(?:login|signup|emailsignup)(?:/.*)?",
)
