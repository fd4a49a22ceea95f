"""Telegram: addresses and page signs.

A message is named by channel and number; the topic or thread in between is only a way to it. Channel names are the
same in either case. A private channel's number is an identity of its own.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, Parts, Place, Shape
from include.writ.platforms.signs import PageSigns

_RESERVED = (
    "joinchat|addstickers|addemoji|addlist|addtheme|share|proxy|socks|login|iv|setlanguage|boost|confirmphone|"
    "giftcode|invoice|contact|bg|stickers|msg|www"
)
_CHANNEL = f"(?!(?:{_RESERVED})[/.])(?P<channel>[A-Za-z][A-Za-z0-9_]{{2,31}})"
_PRIVATE = "c/(?P<channel>[1-9][0-9]{0,18})"
_ITEM, _COMMENT = "(?P<item>[1-9][0-9]{0,14})", "(?P<comment>[1-9][0-9]{0,14})"
_OWN = f"{_CHANNEL}\\.t\\.me"
_SITE = "https://t.me/"
_TOPIC = "(?:[1-9][0-9]{0,14}/)?"


def _lower(parts: Parts) -> Parts:
    return parts | {"channel": parts["channel"].lower()}


def _message(path: str, prefix: str = "", host: str | None = None) -> tuple[Form | Place, ...]:
    page = _SITE + prefix + "{channel}/{item}"
    comment = Shape(path, {"comment": _COMMENT}, host)
    return (
        Form(ContentKind.COMMENT, prefix + "{channel}/{item}/{comment}", page + "?comment={comment}", comment, _lower),
        Place("comment that cannot be read", Shape(path, {"comment": ".+"}, host)),
        Form(ContentKind.POST, prefix + "{channel}/{item}", page, Shape(path, host=host), _lower),
    )


def _story(shape: Shape) -> Form:
    return Form(ContentKind.STORY, "{channel}/s/{item}", _SITE + "{channel}/s/{item}", shape, _lower)


GRAMMAR = Grammar(
    Platform.TELEGRAM,
    domains=("t.me", "telegram.me", "telegram.dog", "telegram.org"),
    host=r"(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)",
    rules=(
        *_message(f"/{_PRIVATE}/{_TOPIC}{_ITEM}", "c/"),
        *_message(f"/(?:s/)?{_CHANNEL}/{_TOPIC}{_ITEM}"),
        *_message(f"/{_TOPIC}{_ITEM}", host=_OWN),
        _story(Shape(f"/{_CHANNEL}/s/{_ITEM}")),
        _story(Shape(f"/s/{_ITEM}", host=_OWN)),
        Place("channel", Shape("/?(?:s/?)?", host=_OWN)),
        Place("root", Shape("/", host=".*")),
        Place("invitation", Shape(r"/(?:\+|joinchat/|addlist/).*")),
        Place("page of the site", Shape(f"/(?:{_RESERVED})(?:/.*)?")),
        Place("page of the site", Shape(host=r"(?:[a-z0-9]+\.)?telegram\.org")),
        Place("channel", Shape("/(?:s/|c/)?[A-Za-z0-9_]+")),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "post not found", "message not found", "this message has been deleted", "сообщение удалено",
        "сообщение не найдено", "пост не найден", "хабарлама жойылды", "хабарлама табылмады",
    ),
    account_gone=(
        "this channel can't be displayed", "this channel has been blocked", "this channel is unavailable due to",
        "канал заблокирован", "канал удалён", "арна бұғатталған", "арна жойылған",
    ),
    restricted=("this channel is private", "это закрытый канал", "жабық арна"),
    unclear=("please open telegram to view this post", "откройте telegram, чтобы увидеть"),
)
