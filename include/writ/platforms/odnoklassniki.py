"""Odnoklassniki: addresses and page signs.

Topics and statuses are one kind of post with ids that are unique on the whole site, and so are photos and videos;
the owner in the path may be a number or a name, therefore it is no part of the identity.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, Parts, Place, Shape
from include.writ.platforms.signs import PageSigns

_ID = "(?P<item>[1-9][0-9]{0,18})"
_RESERVED = "(?!(?:video|videoembed|live|games?|apps?|gifts|music|search|discussions|dk|help|legal)/)"
_OWNER = f"/{_RESERVED}(?P<owner>(?:profile|group)/[1-9][0-9]{{0,18}}|[A-Za-z0-9_.-]+)"
_SITE = "https://ok.ru/"
_DISCUSSION = "https://m.ok.ru/dk?st.discId={item}&st.discType={type}"


def _owner(parts: Parts) -> Parts:
    """Put the slash into a legacy group address; names are the same in either case."""
    owner = parts["owner"].lower()
    if owner.startswith("group") and owner[5:].isdigit():
        owner = f"group/{owner[5:]}"
    return parts | {"owner": owner}


def _discussion(kind: ContentKind, types: str, canonical: str) -> Form:
    return Form(kind, "{item}", canonical, Shape("/dk", {"st.discId": _ID, "st.discType": f"(?P<type>{types})"}))


GRAMMAR = Grammar(
    Platform.ODNOKLASSNIKI,
    domains=("ok.ru", "odnoklassniki.ru"),
    host=r"(?:(?:www|m|mobile|touch|wap)\.)?(?:ok|odnoklassniki)\.ru",
    rules=(
        _discussion(ContentKind.POST, "GROUP_TOPIC|USER_STATUS", _DISCUSSION),
        _discussion(ContentKind.PHOTO, "GROUP_PHOTO|USER_PHOTO", _DISCUSSION),
        _discussion(ContentKind.VIDEO, "MOVIE|GROUP_MOVIE|USER_MOVIE", _SITE + "video/{item}"),
        Form(ContentKind.VIDEO, "{item}", _SITE + "video/{item}", Shape("/dk", {"st.mvId": _ID})),
        Place("page of the site", Shape("/dk")),
        Form(ContentKind.VIDEO, "{item}", _SITE + "video/{item}", Shape(f"/(?:video|videoembed|live)/{_ID}")),
        Form(
            ContentKind.POST,
            "{item}",
            _SITE + "{owner}/topic/{item}",
            Shape(f"{_OWNER}/(?:topic|statuses)/{_ID}"),
            _owner,
        ),
        Form(
            ContentKind.PHOTO,
            "{item}",
            _SITE + "{owner}/album/{album}/{item}",
            Shape(f"{_OWNER}/album/(?P<album>[1-9][0-9]*)/{_ID}"),
            _owner,
        ),
        Form(ContentKind.PHOTO, "{item}", _SITE + "{owner}/pphotos/{item}", Shape(f"{_OWNER}/pphotos/{_ID}"), _owner),
        Place("root", Shape("/", host=".*")),
        Place("search", Shape("/(?:search|feed|discussions|online|login)(?:/.*)?")),
        Place("list", Shape("/(?:video|live|games?|apps?|gifts|music)(?:/.*)?")),
        Place("group", Shape("/group/?[0-9]+(?:/(?:topics|members|albums?|video|about|photos))?")),
        Place("profile", Shape("/(?:profile/[0-9]+|[A-Za-z0-9_.-]+)(?:/(?:statuses|photos|albums?|video|friends))?")),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "тема удалена", "тема была удалена", "заметка удалена", "видео удалено", "фото удалено", "видео не найдено",
        "автор удалил", "this topic has been deleted", "video has been removed", "video not found", "photo was deleted",
        "тақырып жойылды", "бейне жойылды", "фото жойылды",
    ),
    account_gone=(
        "профиль удалён", "профиль заблокирован", "страница пользователя удалена", "группа удалена",
        "группа заблокирована", "profile has been deleted", "profile has been blocked", "group has been blocked",
        "профиль жойылған", "профиль бұғатталған", "топ бұғатталған",
    ),
    restricted=(
        "это закрытая группа", "закрытый профиль", "this is a private profile",
        "this is a private group", "жабық профиль", "жабық топ",
    ),
    unclear=("страница не найдена или недоступна", "этой страницы нет", "page not found or unavailable"),
)
