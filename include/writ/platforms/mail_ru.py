"""Mail.ru (My World, my.mail.ru): addresses and page signs.

Everything belongs to an owner written as realm and name (`mail/anna`, `community/steppe`). A video's bare number, as in
embeds, cannot be matched to its owner without the network. Other services of mail.ru are not this platform's content.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, IdentifyError, Parts, Place, Shape
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_REALM = "(?P<realm>mail|inbox|list|bk|corp|internet|vk|ok|community)"
_OWNER = f"{_REALM}/(?P<name>[A-Za-z0-9_.-]+)"
_ALBUM = "(?P<album>[A-Za-z0-9_-]+)"
_ITEM = "(?P<item>[1-9][0-9]{0,18})"
_POST = "(?P<item>[0-9A-Fa-f]{8,40})"
_SITE = "https://my.mail.ru/{realm}/{name}/"
_HOST = r"(?:(?:www|m|touch)\.)?my\.mail\.ru"
_OLD_HOST = r"(?:www\.)?video\.mail\.ru"


def _fold(parts: Parts) -> Parts:
    """Names are the same in either case; post and comment ids are hexadecimal numbers."""
    folded = {name: value.upper() for name, value in parts.items() if name in {"item", "comment"}}
    return parts | folded | {"name": parts["name"].lower()}


def _media(kind: ContentKind, word: str, shape: Shape) -> Form:
    return Form(kind, "{realm}/{name}/{album}/{item}", _SITE + word + "/{album}/{item}.html", shape, _fold)


def _post(prefix: str) -> tuple[Form | Place, ...]:
    shape, comment = f"/{_OWNER}/{prefix}{_POST}\\.html", "(?P<comment>[0-9A-Fa-f]{8,40})"
    page = _SITE + prefix + "{item}.html"
    return (
        Form(
            ContentKind.COMMENT,
            "{realm}/{name}/{item}/{comment}",
            page + "?thread={comment}",
            Shape(shape, {"thread": comment}),
            _fold,
        ),
        Place("comment that cannot be read", Shape(shape, {"thread": ".+"})),
        Form(ContentKind.POST, "{realm}/{name}/{item}", page, Shape(shape), _fold),
    )


GRAMMAR = Grammar(
    Platform.MAIL_RU,
    domains=("mail.ru",),
    host=_HOST,
    rules=(
        _media(ContentKind.VIDEO, "video", Shape("/video/.*", fragment=f"video=/?{_OWNER}/{_ALBUM}/{_ITEM}")),
        _media(ContentKind.VIDEO, "video", Shape(f"/{_OWNER}/video/(?:embed/)?{_ALBUM}/{_ITEM}(?:\\.html)?")),
        _media(
            ContentKind.VIDEO,
            "video",
            Shape(f"/videos/embed/{_OWNER}/{_ALBUM}/{_ITEM}(?:\\.html)?", host=r"videoapi\.my\.mail\.ru"),
        ),
        _media(ContentKind.VIDEO, "video", Shape(f"/{_OWNER}/{_ALBUM}/{_ITEM}\\.html", host=_OLD_HOST)),
        Place("video", Shape("/(?:video/embed|\\+/video/meta)/[0-9]+"), IdentifyError.NEEDS_NETWORK),
        _media(
            ContentKind.PHOTO,
            "photo",
            Shape("/[a-z]+/[^/]+/photo(?:/.*)?", fragment=f"photo=/?{_OWNER}/{_ALBUM}/{_ITEM}"),
        ),
        _media(ContentKind.PHOTO, "photo", Shape(f"/{_OWNER}/photo/{_ALBUM}/{_ITEM}(?:\\.html)?")),
        *_post("multipost/"),
        *_post(""),
        Place("root", Shape("/", host=".*")),
        Place("list", Shape(f"/{_OWNER}/(?:video|photo|music|friends|blog|multipost)(?:/.*)?")),
        Place("group", Shape("/community/[^/]+")),
        Place("profile", Shape(f"/{_OWNER}")),
        Place("page of the site", Shape("/(?:video|music|apps|search|my|communities-search)(?:/.*)?")),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "видео удалено", "видео было удалено", "видео не найдено", "фото удалено", "запись удалена",
        "запись не найдена", "video has been removed", "video not found", "post has been deleted",
        "бейне жойылды", "жазба жойылды",
    ),
    account_gone=(
        "пользователь удалён", "страница пользователя удалена", "пользователь заблокирован", "сообщество заблокировано",
        "user has been deleted", "user has been blocked", "пайдаланушы жойылған", "пайдаланушы бұғатталған",
    ),
    restricted=("доступ к странице ограничен", "только для друзей", "friends only", "тек достарға"),
    unclear=("страница не найдена или удалена", "page not found"),
    login_address=LOGIN_PATH + "|/cgi-bin/(?:login|auth)(?:/.*)?",
)
