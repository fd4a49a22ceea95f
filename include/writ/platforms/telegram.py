"""Telegram: addresses and page signs.

A message is named by chat and number; the topic or thread in between is only a way to it, and `/s/` before the name is
the preview of the same. Names of chats are the same in either case. The number of a chat without a name is an identity
of its own (`c/1`); bots write it with -100 before it. What is under a name - channel, group, person or bot - the
address does not say. Articles of Telegraph are one under all its hosts, and their names keep their case.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import UNREADABLE, Carrier, Form, Parts, Place, Rule, Shape, ambiguous
from include.writ.platforms.signs import PageSigns

_RESERVED = (
    "addemoji|addlist|addstickers|addstyle|addtheme|auction|auth|boost|call|confirmphone|contact|giftcode|"
    "invoice|joinchat|login|proxy|setlanguage|share|socks|folder|resolve|stars_topup|premium_multigift|"
    "emojistatus|passport|stickers|core|blog"
)
_WORD = "[A-Za-z][A-Za-z0-9_]{3,31}"
_NAME = f"(?!(?i:{_RESERVED})(?:/|\\Z))(?P<channel>{_WORD})"
_NUMBER = "[1-9][0-9]{0,9}"
_ITEM, _COMMENT = f"(?P<item>{_NUMBER})", f"(?P<comment>{_NUMBER})"
_CHANNEL = "(?P<channel>[1-9][0-9]{0,11})"
_THREAD = f"(?:{_NUMBER}/)?"
_AT = "(?:/[0-9]++)?(?:/[0-9]++)?"
_SITE, _EXAMPLE = "https://t.me/", "https://t.me/steppe_news"
_WEB = "https://web.telegram.org/"
_OWN = f"(?!(?:{_RESERVED})\\.)(?P<channel>[a-z][a-z0-9_]{{3,31}})\\.t\\.me"
_MAIN = r"(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog|telesco\.pe)"
_TELEGRAPH = r"(?:www\.)?(?:telegra\.ph|graph\.org)|te\.legra\.ph"
_CLIENT = r"web[akz]?\.telegram\.org|(?:web|[akz])\.t\.me"
_CHAT = "(?:/im\\?p=)?"
_TEXT = "(?!/(?!/)).+"  # what is shared is never a path on Telegram itself
_DAY = "(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"


def _lower(parts: Parts) -> Parts:
    return parts | {"channel": parts["channel"].lower()}


def _app(word: str) -> str:
    return f"(?:tg|telegram):{word}"


def _message(shape: Shape, example: str, chat: str = "") -> tuple[Rule, ...]:
    """A message, and the comment below it that the address may name."""
    names_comment, example_of_comment = _with_comment(shape, example, _COMMENT, "9")
    unreadable, example_of_unreadable = _with_comment(shape, example, ".+", "last")
    page = _SITE + chat + "{channel}/{item}"
    return (
        Form(
            ContentKind.COMMENT,
            chat + "{channel}/{item}/{comment}",
            page + "?comment={comment}",
            names_comment,
            example_of_comment,
            _lower,
        ),
        ambiguous(unreadable, example_of_unreadable, because=UNREADABLE),
        Form(ContentKind.POST, chat + "{channel}/{item}", page, shape, example, _lower),
    )


def _with_comment(shape: Shape, example: str, pattern: str, written: str) -> tuple[Shape, str]:
    query = {**shape.query, "comment": pattern}
    return replace(shape, query=query), f"{example}{'&' if shape.query else '?'}comment={written}"


def _of_name(kind: ContentKind, letter: str, word: str) -> tuple[Rule, ...]:
    """Stories and albums of them: numbered under a name, after one letter."""
    page = _SITE + f"{{channel}}/{letter}/{{item}}"
    shapes = (
        (Shape(f"/{_NAME}/{letter}/{_ITEM}"), f"{_EXAMPLE}/{letter}/4"),
        (Shape(f"/{letter}/{_ITEM}", host=_OWN), f"https://steppe_news.t.me/{letter}/4"),
        (
            Shape(query={"domain": _NAME, word: _ITEM}, host=_app("resolve")),
            f"tg://resolve?domain=steppe_news&{word}=4",
        ),
    )
    return tuple(
        Form(kind, f"{{channel}}/{letter}/{{item}}", page, shape, example, _lower) for shape, example in shapes
    )


def _channel(shape: Shape, example: str, chat: str = "") -> Place:
    return Place(PlaceKind.CHANNEL, shape, example, None, chat + "{channel}", _lower)


def _invitation(shape: Shape, example: str) -> Place:
    return Place(PlaceKind.GROUP, shape, example, content_id="+{code}")


def _upload(kind: ContentKind, ending: str, example: str) -> Form:
    shape = Shape(f"/file/(?P<item>[0-9A-Za-z_-]{{8,80}}\\.(?:{ending}))", host=_TELEGRAPH)
    return Form(kind, "file/{item}", "https://telegra.ph/file/{item}", shape, f"https://telegra.ph/file/{example}")


GRAMMAR = Grammar(
    Platform.TELEGRAM,
    domains=(
        *("t.me", "telegram.me", "telegram.dog", "telegram.org", "telesco.pe", "telegra.ph", "graph.org", "legra.ph"),
        *("fragment.com", "telegram-cdn.org"),
    ),
    schemes=("tg", "telegram"),
    host=_MAIN,
    rules=(
        Carrier(
            "url", Shape("/(?:share|msg)(?:/url)?", {"url": _TEXT}), f"{_SITE}share/url?url=https%3A%2F%2Fok.ru&text=x"
        ),
        Carrier("url", Shape("/iv", {"url": _TEXT}), f"{_SITE}iv?url=https%3A%2F%2Ftelegra.ph%2FTitle-01-02&rhash=ab"),
        Carrier(
            "url",
            Shape(query={"url": _TEXT}, host=_app("(?:msg_url|share|msg|iv)")),
            "tg://msg_url?url=https%3A%2F%2Fok.ru",
        ),
        Carrier(
            None,
            Shape(host=_CLIENT, fragment=r"(?:/im)?\?tgaddr=(?P<target>tg:.+)"),
            _WEB + "k/#?tgaddr=tg%3A%2F%2Fresolve%3Fdomain%3Dsteppe_news%26post%3D123",
        ),
        Place(PlaceKind.SEARCH, Shape(f"/s/{_NAME}{_AT}", {"q": ".+"}), _SITE + "s/steppe_news?q=wind"),
        *(
            Place(PlaceKind.LIST, Shape(f"/s/{_NAME}{_AT}", {side: ".+"}), f"{_SITE}s/steppe_news?{side}=100")
            for side in ("before", "after")
        ),
        *_message(Shape(f"/c/{_CHANNEL}/{_THREAD}{_ITEM}"), f"{_SITE}c/1500000001/55", "c/"),
        *_message(Shape(f"/(?:s/)?{_NAME}/{_THREAD}{_ITEM}"), f"{_EXAMPLE}/123"),
        *_message(Shape(f"/{_THREAD}{_ITEM}", host=_OWN), "https://steppe_news.t.me/123"),
        *(
            ambiguous(
                Shape(query={one: ".+", other: ".+"}, host=_app("resolve")),
                f"tg://resolve?domain=steppe_news&{one}=5&{other}=4",
                because="the address names two items",
            )
            for one, other in combinations(("post", "story", "album"), 2)
        ),
        *_message(
            Shape(query={"domain": _NAME, "post": _ITEM}, host=_app("resolve")),
            "tg://resolve?domain=steppe_news&post=123",
        ),
        *_message(
            Shape(query={"channel": _CHANNEL, "post": _ITEM}, host=_app("privatepost")),
            "tg://privatepost?channel=1500000001&post=55",
            "c/",
        ),
        Form(
            ContentKind.POST,
            "c/{channel}/{item}",
            _SITE + "c/{channel}/{item}",
            Shape(query={"chat_id": f"-100{_CHANNEL}", "message_id": _ITEM}, host=_app("openmessage")),
            "tg://openmessage?chat_id=-1001500000001&message_id=55",
        ),
        ambiguous(
            Shape(host=_app("openmessage")),
            "tg://openmessage?user_id=777&message_id=55",
            because="messages outside of channels are numbered anew for each reader",
        ),
        *_of_name(ContentKind.STORY, "s", "story"),
        *_of_name(ContentKind.ALBUM, "a", "album"),
        Form(
            ContentKind.ARTICLE,
            "{item}",
            "https://telegra.ph/{item}",
            Shape(f"/(?P<item>[^/]*-{_DAY}(?:-[1-9][0-9]{{0,5}})?)", host=_TELEGRAPH),
            "https://telegra.ph/Invented-title-03-15-2",
        ),
        _upload(ContentKind.PHOTO, "jpe?g|png|gif|webp", "0a1b2c3d4e5f60718293a.jpg"),
        _upload(ContentKind.VIDEO, "mp4", "0a1b2c3d4e5f60718293a.mp4"),
        _channel(Shape("/(?:s)?", host=_OWN), "https://steppe_news.t.me/"),
        _channel(Shape(host=_CLIENT, fragment=f"{_CHAT}@(?P<channel>{_WORD})"), _WEB + "k/#@steppe_news"),
        _channel(Shape(host=_CLIENT, fragment=f"{_CHAT}-100{_CHANNEL}"), _WEB + "a/#-1001500000001", "c/"),
        _channel(
            Shape(host=_CLIENT, fragment=f"/im\\?p=[cs]{_CHANNEL}_-?[0-9]+"), _WEB + "#/im?p=c1500000001_42", "c/"
        ),
        ambiguous(
            Shape(host=_CLIENT, fragment="-?[0-9]++_[0-9].*"),
            _WEB + "a/#-1001500000001_55",
            because="the second number is that of a topic or a discussion",
        ),
        Place(PlaceKind.PAGE, Shape(host=_CLIENT, fragment=".+"), _WEB + "k/#777"),
        Place(PlaceKind.ROOT, Shape("/", host="[^:]*"), _SITE),
        Place(PlaceKind.PROFILE, Shape(r"/(?:\+|%20)[0-9]{5,15}"), _SITE + "+70000000000"),
        _invitation(Shape(r"/(?:\+|%20|joinchat/)(?P<code>[A-Za-z0-9_-]{6,64})"), _SITE + "+AbCdEf123456"),
        _invitation(
            Shape(query={"invite": "(?P<code>[A-Za-z0-9_-]{6,64})"}, host=_app("join")), "tg://join?invite=AbCdEf123456"
        ),
        Place(
            PlaceKind.APP,
            Shape(f"/{_NAME}/(?P<item>[A-Za-z][A-Za-z0-9_]{{2,31}})"),
            _SITE + "steppe_bot/game",
            content_id="{channel}/{item}",
            refine=_lower,
        ),
        _channel(Shape(f"/(?:s/)?{_NAME}"), _EXAMPLE),
        _channel(Shape(f"/c/{_CHANNEL}"), _SITE + "c/1500000001", "c/"),
        _channel(Shape(query={"domain": _NAME}, host=_app("resolve")), "tg://resolve?domain=steppe_news"),
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
