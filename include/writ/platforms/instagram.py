"""Instagram: addresses and page signs.

One code names one publication under the words `p`, `reel` and `tv`, with or without the account before it; so all are
`post`. The code is the publication's number in the digits of base64, and is case-sensitive; account names are not. The
code of a private account's publication has 28 further characters, and the platform leads the short code to the long.
A story shown in a highlight is the story itself; the highlight is an album of them, and a guide or a sound a list. What
sharing gives leads to its item only through the network.
"""

from __future__ import annotations

import binascii
import re
import string
from base64 import urlsafe_b64decode

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import (
    UNREADABLE,
    Carrier,
    Form,
    Opaque,
    Parts,
    Place,
    Shape,
    ambiguous,
    keep,
    lower_name,
)
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_SITE = "https://www.instagram.com/"
_NUMBER = "[1-9][0-9]{0,19}"
_PUBLIC, _PRIVATE = 28, 39  # the longest codes: no number needs more than 11 digits of base64, and 28 may follow them
_DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_LARGEST = 2**64
_RESERVED = "explore|stories|share|accounts|reels?|tv|p|s|direct|channel|ar|a|j|_n|_u|web|legal|about|popular"
_OWN = f"(?!(?:{_RESERVED})(?:/|$))(?P<name>[A-Za-z0-9_.]{{1,30}})"
_NO_CODE = "(?!(?:audio|videos|trending|templates|create|upload|drafts|tagged|explore)(?:/|$))"
_ITEM = f"(?:/{_OWN})?/(?:p|reels?|tv)/{_NO_CODE}(?P<code>[A-Za-z0-9_-]{{1,{_PRIVATE}}})"
_COMMENT = f"(?P<comment>{_NUMBER})"
_STORY = f"(?P<item>{_NUMBER})(?:_[0-9]{{1,20}})?"  # some addresses add the number of the account
_HIGHLIGHT = "(?P<token>aGlnaGxpZ2h0Oj[A-Za-z0-9]{1,60})={0,2}"  # base64 of `highlight:NUMBER`
_WEB = r"(?:(?:www|m|mobile|web)\.)?(?:instagram\.com|instagr\.am)"
_APP, _SHORT = "instagram:", r"(?:www\.)?ig\.me"
_TAB = "tagged|reels|channel|igtv|guides?|saved|live|feed|followers|following|similar_accounts|collections"


def _read_code(parts: Parts) -> Parts | None:
    """Take from a private account's code what its readers alone need; refuse a number in the place of a code."""
    code = parts["code"]
    if len(code) > _PUBLIC:
        return parts | {"code": code[:-_PUBLIC]}
    return None if len(code) > 11 and code.isdigit() else parts


def _write_code(parts: Parts) -> Parts | None:
    """Write the number of a publication as its code."""
    number, code = int(parts["number"]), ""
    if number >= _LARGEST:
        return None
    while number:
        number, digit = divmod(number, 64)
        code = _DIGITS[digit] + code
    return {"code": code}


def _read_token(parts: Parts) -> Parts | None:
    """Read the number of a highlight."""
    token = parts["token"]
    try:
        text = urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    found = re.fullmatch(f"highlight:({_NUMBER})", text, re.ASCII)
    return parts | {"list": found[1]} if found else None


def _place(kind: PlaceKind, path: str, example: str, key: str | None = None) -> Place:
    return Place(
        kind, Shape(path), _SITE + example, content_id=key, refine=lower_name if key and "{name}" in key else keep
    )


def _carrier(field: str, path: str, example: str, host: str | None = None) -> Carrier:
    example = f"{example}?{field}=https%3A%2F%2Fwww.instagram.com%2Fp%2FCx_Sample-1%2F"
    return Carrier(field, Shape(path, {field: ".+"}, host=host), example)


def _of_app(kind: PlaceKind, word: str, field: str, pattern: str, key: str, example: str) -> Place:
    shape = Shape("/", {field: pattern}, host=_APP + word)
    address = f"instagram://{word}?{field}={example}"
    return Place(kind, shape, address, content_id=key, refine=lower_name if "name" in key else keep)


GRAMMAR = Grammar(
    Platform.INSTAGRAM,
    domains=("instagram.com", "instagr.am", "ig.me"),
    schemes=("instagram",),
    host=_WEB,
    rules=(
        _carrier("u", "/(?:linkshim)?", "https://l.instagram.com/", r"(?:l|lm)\.instagram\.com"),
        _carrier(
            "url",
            "/(?:publicapi/)?oembed",
            "https://api.instagram.com/oembed/",
            r"(?:(?:api|www|graph)\.)?(?:instagram\.com|instagr\.am)",
        ),
        _carrier("next", "/(?:(?:accounts|challenge|consent|login|auth_platform)(?:/.*)?)?", _SITE + "accounts/login/"),
        Place(
            PlaceKind.PROFILE,
            Shape("/m/(?P<name>[A-Za-z0-9_.]{1,30})", host=_SHORT),
            "https://ig.me/m/anna.sample",
            None,
            "{name}",
            lower_name,
        ),
        Opaque(PlaceKind.LINK, Shape("/(?P<code>.+)", host=_SHORT), "https://ig.me/aBcDeF", "ig.me/{code}"),
        Opaque(
            ContentKind.POST,
            Shape("/share/(?:p|reels?|tv)/(?P<code>[^/]++)"),
            _SITE + "share/reel/BAsample",
            "share/{code}",
        ),
        Opaque(
            PlaceKind.LINK,
            Shape("/share/(?:[a-z]{1,10}/)?(?P<code>(?![a-z]{1,10}$)[^/]++)"),
            _SITE + "share/BAsample",
            "share/{code}",
        ),
        Form(
            ContentKind.STORY,
            "{item}",
            _SITE + "s/{token}?story_media_id={item}",
            Shape(f"/s/{_HIGHLIGHT}", {"story_media_id": _STORY}),
            _SITE + "s/aGlnaGxpZ2h0OjE3OTAwMDAx?story_media_id=3200001",
            _read_token,
        ),
        Form(
            ContentKind.STORY,
            "{item}",
            _SITE + "stories/highlights/{list}?story_media_id={item}",
            Shape("/stories/highlights/(?P<list>[0-9]{1,20})", {"story_media_id": _STORY}),
            _SITE + "stories/highlights/17900001?story_media_id=3200001",
        ),
        ambiguous(
            Shape("/(?:s|stories/highlights)/.*", {"story_media_id": ".+"}),
            _SITE + "stories/highlights/17900001?story_media_id=x",
            because="the address names a story that cannot be read",
        ),
        Form(
            ContentKind.ALBUM,
            "{list}",
            _SITE + "stories/highlights/{list}",
            Shape(f"/s/{_HIGHLIGHT}"),
            _SITE + "s/aGlnaGxpZ2h0OjE3OTAwMDAx",
            _read_token,
        ),
        Opaque(PlaceKind.LINK, Shape("/s/(?P<code>[^/]++)"), _SITE + "s/BAsample", "s/{code}"),
        Form(
            ContentKind.ALBUM,
            "{list}",
            _SITE + "stories/highlights/{list}",
            Shape(f"/stories/highlights/(?P<list>{_NUMBER})"),
            _SITE + "stories/highlights/17900001",
        ),
        Form(
            ContentKind.STORY,
            "{item}",
            _SITE + "stories/{name}/{item}",
            Shape(f"/stories/(?!(?:highlights|archive|direct)/)(?P<name>[A-Za-z0-9_.]{{1,30}})/{_STORY}"),
            _SITE + "stories/anna.sample/3200001",
            lower_name,
        ),
        Form(
            ContentKind.LIVE,
            "{item}",
            _SITE + "{name}/live/{item}",
            Shape(f"/{_OWN}/live/(?P<item>{_NUMBER})"),
            _SITE + "anna.sample/live/17900001",
            lower_name,
        ),
        Form(
            ContentKind.COMMENT,
            "{code}/{comment}",
            _SITE + "p/{code}/c/{parent}/r/{comment}",
            Shape(f"{_ITEM}/c/(?P<parent>{_NUMBER})/r/{_COMMENT}"),
            _SITE + "p/Cx_Sample-1/c/1780000/r/1790001",
            _read_code,
        ),
        Form(
            ContentKind.COMMENT,
            "{code}/{comment}",
            _SITE + "p/{code}/c/{comment}",
            Shape(f"{_ITEM}/c/{_COMMENT}"),
            _SITE + "p/Cx_Sample-1/c/1790001",
            _read_code,
        ),
        ambiguous(
            Shape(f"{_ITEM}(?:/.*)?", {"comment_id": ".+"}),
            _SITE + "p/Cx_Sample-1?comment_id=1",
            because=UNREADABLE,
        ),
        ambiguous(Shape(f"{_ITEM}/c/.*"), _SITE + "p/Cx_Sample-1/c/first", because=UNREADABLE),
        Form(
            ContentKind.POST,
            "{code}",
            _SITE + "p/{code}",
            Shape(f"{_ITEM}(?:/embed(?:/captioned)?|/media|/comments)?"),
            _SITE + "anna.sample/reel/Cx_Sample-1",
            _read_code,
        ),
        Form(
            ContentKind.POST,
            "{code}",
            _SITE + "p/{code}",
            Shape("/", {"id": f"(?P<number>{_NUMBER})(?:_[0-9]{{1,20}})?"}, host=_APP + "media"),
            "instagram://media?id=3200001",
            _write_code,
        ),
        _of_app(PlaceKind.PROFILE, "user", "username", "(?P<name>[A-Za-z0-9_.]{1,30})", "{name}", "anna.sample"),
        _of_app(PlaceKind.SEARCH, "tag", "name", "(?P<name>.+)", "tags/{name}", "steppe"),
        _of_app(PlaceKind.LIST, "location", "id", f"(?P<item>{_NUMBER})", "locations/{item}", "5"),
        Place(PlaceKind.ROOT, Shape("/", host=f"{_WEB}|{_SHORT}"), _SITE),
        _place(PlaceKind.SEARCH, "/explore/tags/(?P<name>[^/]++)(?:/.*)?", "explore/tags/steppe", "tags/{name}"),
        _place(
            PlaceKind.LIST,
            f"/explore/locations/(?P<item>{_NUMBER})(?:/.*)?",
            "explore/locations/5/almaty",
            "locations/{item}",
        ),
        _place(PlaceKind.SEARCH, "/(?:explore/search|popular)(?:/.*)?", "explore/search/keyword"),
        _place(PlaceKind.LIST, f"/reels?/audio/(?P<item>{_NUMBER})", "reels/audio/5", "audio/{item}"),
        _place(PlaceKind.FEED, "/(?:explore|reels?|tv|igtv)(?:/(?:videos|people|subscriptions).*)?", "explore"),
        _place(PlaceKind.CHANNEL, "/(?:channel|j)/[^/]++", "channel/aBcDeF"),
        _place(PlaceKind.APP, "/(?:ar|a/r)(?:/.*)?", "ar/5"),
        _place(PlaceKind.LIST, "/stories/[^/]++", "stories/anna.sample"),
        _place(PlaceKind.LIST, f"{_ITEM}/(?:liked_by|tagged)", "p/Cx_Sample-1/liked_by"),
        _place(PlaceKind.LIST, f"/{_OWN}/guide/[^/]++/[0-9]++", "anna.sample/guide/made-up/5"),
        _place(PlaceKind.LIST, f"/{_OWN}/(?:{_TAB})(?:/.*)?", "anna.sample/tagged"),
        _place(
            PlaceKind.PROFILE,
            f"/(?:_u/)?(?!(?:developer|directory|lite|nametag|qr|topics|challenge|archive|your_activity|privacy)$){_OWN}(?:/embed)?",
            "anna.sample",
            "{name}",
        ),
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
