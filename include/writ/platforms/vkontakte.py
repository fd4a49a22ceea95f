"""VKontakte: addresses and page signs.

A clip is a video under another word: `clip-1_2` and `video-1_2` open the same item, so both are `video`. An overlay
(`?w=`, `?z=`) lies above the page of the path and decides; two overlays at once name no single item. A comment and an
answer to one have the same kind of address, so both are `comment`. `club`, `public` and `event` before one number are
one community.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import (
    UNREADABLE,
    Carrier,
    Form,
    Opaque,
    Place,
    Rule,
    Shape,
    ambiguous,
    lower_name,
)
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_OWNER, _ITEM = "(?P<owner>-?[1-9][0-9]{0,18})", "(?P<item>[1-9][0-9]{0,18})"
_PAIR = f"{_OWNER}_{_ITEM}"
_COMMENT = "(?P<comment>[1-9][0-9]{0,18})"
_KEY = "(?:_(?!r[0-9])[0-9A-Za-z]{1,64})?"  # an access key
_WEB = r"(?:(?:www|m|new|touch|mobile|wap|pda|0)\.)?(?:vk\.com|vk\.ru|vkontakte\.ru|vkvideo\.ru)"
_AWAY = r"(?:(?:www|m|away|new)\.)?(?:vk\.com|vk\.ru|vkontakte\.ru)"
_SITE = "https://vk.com/"
# a player, a widget and a file are shown as they are, whatever is said to lie over them
_LAID_OVER = r"(?!/(?:video_ext|widget_[a-z_]{1,20})\.php|/doc-?[0-9]).*"
_COMMENT_MARK = "(?:reply|comment|post|thread)[^A-Za-z]?[0-9].*"
_VIDEO = f"(?:video|clip){_PAIR}{_KEY}"
_BEFORE_VIDEO = "(?:video/|@[A-Za-z0-9_.]{1,64}/)?(?:playlist/-?[0-9]{1,19}_-?[0-9]{1,19}/)?"
_THINGS = (
    (ContentKind.POST, "wall", f"wall{_PAIR}"),
    (ContentKind.PHOTO, "photo", f"photo{_PAIR}{_KEY}"),
    (ContentKind.VIDEO, "video", _VIDEO),
    (ContentKind.STORY, "story", f"story{_PAIR}{_KEY}"),
    (ContentKind.TOPIC, "topic", f"topic{_PAIR}"),
    (ContentKind.NOTE, "note", f"note{_PAIR}"),
    (ContentKind.ALBUM, "album", f"album{_PAIR}"),
    (ContentKind.ARTICLE, "page", f"page{_PAIR}"),
)
_OVERLAYS = (
    *_THINGS,
    (ContentKind.AD, "product", f"product{_PAIR}(?:_[0-9A-Za-z_]{{1,64}})?"),
    (ContentKind.PLAYLIST, "music/playlist/", f"audio_playlist{_PAIR}{_KEY}"),
)
_OBJECTS = (
    *_THINGS,
    (ContentKind.AD, "product", f"product{_PAIR}"),
    (ContentKind.ALBUM, "narrative", f"narrative{_PAIR}"),
    (ContentKind.AUDIO, "audio", f"audio{_PAIR}{_KEY}"),
    (ContentKind.DOCUMENT, "doc", f"doc{_PAIR}"),
    (ContentKind.PLAYLIST, "music/playlist/", f"(?:music/(?:playlist|album)/|audio_playlist){_PAIR}{_KEY}"),
)


def _form(kind: ContentKind, word: str, shape: Shape, example: str) -> Form:
    return Form(kind, _ids(word) + "{owner}_{item}", _SITE + word + "{owner}_{item}", shape, _SITE + example)


def _comment(word: str, shape: Shape, example: str, mark: str = "reply") -> Form:
    page = _SITE + word + "{owner}_{item}?" + mark + "={comment}"
    prefix = "" if word == "wall" else word
    return Form(ContentKind.COMMENT, prefix + "{owner}_{item}_r{comment}", page, shape, _SITE + example)


def _ids(word: str) -> str:
    """Wiki pages share the kind of articles, and highlights that of albums; each is kept apart."""
    return word if word in {"page", "narrative"} else ""


def _ambiguous(shape: Shape, example: str, because: str) -> Place:
    return ambiguous(shape, _SITE + example, because=because)


def _overlay(name: str) -> tuple[Rule, ...]:
    """What lies above the page of the path; after a slash it says which list it was opened from."""
    two = "one part of the address names an item, and another a comment that may belong elsewhere"
    from_list = "(?:/(?!reply).*)?"
    return (
        *(
            _ambiguous(Shape(_LAID_OVER, {name: ".+", mark: ".+"}), f"feed?{name}=wall-1_5&{mark}=7", two)
            for mark in ("reply", "thread", "post")
        ),
        _ambiguous(Shape(_LAID_OVER, {name: ".+"}, fragment=_COMMENT_MARK), f"feed?{name}=wall-1_5#reply7", two),
        _comment("wall", Shape(_LAID_OVER, {name: f"wall{_PAIR}_r{_COMMENT}(?:/.*)?"}), f"feed?{name}=wall-1_2_r3"),
        *(
            _form(
                kind,
                word,
                Shape(_LAID_OVER, {name: pattern + from_list}),
                f"club1?{name}={_written(word)}-1_2%2Ffrom",
            )
            for kind, word, pattern in _OVERLAYS
        ),
        Place(PlaceKind.PAGE, Shape(_LAID_OVER, {name: ".+"}), f"{_SITE}feed?{name}=likes%2Fwall-1_2"),
    )


def _written(word: str) -> str:
    return "audio_playlist" if "/" in word else word


GRAMMAR = Grammar(
    Platform.VKONTAKTE,
    domains=("vk.com", "vk.ru", "vkontakte.ru", "vkvideo.ru", "vk.cc", "vk.me", "vk.link"),
    schemes=("vk", "vkontakte"),
    host=f"(?:(?:vk|vkontakte):)?{_WEB}",
    rules=(
        Opaque(
            PlaceKind.LINK, Shape("/(?P<code>[A-Za-z0-9]+)", host=r"(?:www\.)?vk\.cc"), "https://vk.cc/abc123", "{code}"
        ),
        Carrier(
            "to", Shape(r"/(?:away(?:\.php)?)?", {"to": ".+"}, host=_AWAY), f"{_SITE}away.php?to=https%3A%2F%2Fok.ru"
        ),
        Carrier(
            "url", Shape(r"/(?:share|linkblock)(?:\.php)?", {"url": ".+"}), f"{_SITE}share.php?url=https%3A%2F%2Fok.ru"
        ),
        _ambiguous(
            Shape(query={"w": ".+", "z": ".+"}), "feed?w=wall-1_2&z=photo-1_3", "two items are laid over one another"
        ),
        *_overlay("w"),
        *_overlay("z"),
        _ambiguous(
            Shape("/wall-?[0-9]++_[0-9]++_r[0-9]+", {"reply": ".+"}),
            "wall-1_2_r3?reply=4",
            "the address names two comments",
        ),
        _ambiguous(
            Shape("/[a-z]++-?[0-9]++_.*", {"reply": ".+"}, fragment=_COMMENT_MARK),
            "wall-1_2?reply=4#reply3",
            "the address names two comments",
        ),
        _comment("wall", Shape(f"/wall{_PAIR}", {"reply": _COMMENT}), "wall-1_2?reply=3&thread=1"),
        _comment("wall", Shape(f"/wall{_PAIR}_r{_COMMENT}"), "wall-1_2_r3"),
        _comment("wall", Shape(f"/wall{_PAIR}", fragment=f"reply{_COMMENT}"), "wall-1_2#reply3"),
        _comment("photo", Shape(f"/photo{_PAIR}{_KEY}", {"reply": _COMMENT}), "photo-1_2?reply=3"),
        _comment("video", Shape(f"/{_BEFORE_VIDEO}{_VIDEO}", {"reply": _COMMENT}), "video-1_2?reply=3"),
        _comment("topic", Shape(f"/topic{_PAIR}", {"post": _COMMENT}), "topic-1_2?post=3", "post"),
        _ambiguous(
            Shape(r"/(?:@|widget_post\.php|[a-z]++-?[0-9]++_[0-9]).*", {"reply": ".+"}),
            "wall-1_2?reply=first",
            UNREADABLE,
        ),
        _ambiguous(Shape("/[a-z]++-?[0-9]++_[0-9].*", fragment=_COMMENT_MARK), "photo-1_2#reply3", UNREADABLE),
        ambiguous(
            Shape("/wall-?[0-9]++_[0-9]+", {"thread": ".+"}),
            _SITE + "wall-1_2?thread=3",
            because="the address names a discussion under an item",
        ),
        ambiguous(
            Shape("/topic-?[0-9]++_[0-9]+", {"post": ".+"}),
            _SITE + "topic-1_2?post=last",
            because=UNREADABLE,
        ),
        *(_form(kind, word, Shape(f"/{pattern}"), _written(word) + "-1_2") for kind, word, pattern in _OBJECTS),
        _form(
            ContentKind.VIDEO,
            "video",
            Shape(f"/{_BEFORE_VIDEO}{_VIDEO}"),
            "video/playlist/-1_1/video-1_2",
        ),
        Form(
            ContentKind.PLAYLIST,
            "video{owner}_{item}",
            _SITE + "video/playlist/{owner}_{item}",
            Shape(f"/(?:video/)?playlist/{_PAIR}"),
            _SITE + "video/playlist/-1_2",
        ),
        _form(
            ContentKind.VIDEO,
            "video",
            Shape(r"/video_ext\.php", {"oid": _OWNER, "id": _ITEM}),
            "video_ext.php?oid=-1&id=2&hash=ab",
        ),
        _form(
            ContentKind.POST,
            "wall",
            Shape(r"/widget_post\.php", {"owner_id": _OWNER, "post_id": _ITEM}),
            "widget_post.php?owner_id=-1&post_id=2",
        ),
        Form(
            ContentKind.ARTICLE,
            "@{name}-{slug}",
            _SITE + "@{name}-{slug}",
            Shape("/@(?P<name>-?[A-Za-z0-9_.]++)-(?P<slug>[^/]++)"),
            _SITE + "@steppe_news-invented-title",
            lower_name,
        ),
        Opaque(ContentKind.ARTICLE, Shape("/pages?", {"oid": "-?[0-9]+", "p": ".+"}), _SITE + "pages?oid=-1&p=Title"),
        Place(PlaceKind.ROOT, Shape("/", host="[^:]*"), _SITE),
        Place(PlaceKind.APP, Shape("/app(?P<item>[1-9][0-9]{0,18})(?:_.*)?"), _SITE + "app5", content_id="{item}"),
        Place(PlaceKind.SEARCH, Shape("/(?:search|feed)(?:/.*)?", {"q": ".+"}), _SITE + "feed?section=search&q=steppe"),
        Place(PlaceKind.SEARCH, Shape("/search(?:/.*)?"), _SITE + "search/people"),
        Place(
            PlaceKind.PAGE,
            Shape(
                "/(?:im|login|join|restore|groups|friends|settings|write-?[0-9]{0,19}|services|dev|support|about|terms|"
                "[a-z_]{1,30}\\.php)(?:/.*)?"
            ),
            _SITE + "im?sel=1",
        ),
        Place(
            PlaceKind.LIST,
            Shape(
                "/(?:(?:wall|photos|albums|videos|clips|audios|docs|board|market|stories|notes|tag|topics)"
                "-?[1-9][0-9]{0,18}|album-?[1-9][0-9]{0,18}_0{1,3}|(?:video/)?playlist/-?[0-9]{1,19}_-[0-9]{1,4})"
            ),
            _SITE + "albums-1",
        ),
        Place(PlaceKind.FEED, Shape("/(?:feed|clips|video|audio|news|discover)(?:/.*)?"), _SITE + "feed"),
        Place(
            PlaceKind.GROUP,
            Shape("/(?:club|public|event)(?P<item>[1-9][0-9]{0,18})"),
            _SITE + "club1",
            content_id="{item}",
        ),
        Place(
            PlaceKind.PROFILE, Shape("/@?(?P<name>[A-Za-z0-9_.]++)"), _SITE + "steppe_news", None, "{name}", lower_name
        ),
        Place(
            PlaceKind.PROFILE,
            Shape("/(?P<name>[1-9][0-9]{0,18})", host="vkontakte:profile"),
            "vkontakte://profile/1",
            content_id="id{name}",
        ),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "запись удалена", "запись была удалена", "запись не найдена", "пост удалён", "видео удалено",
        "видеозапись была удалена", "фотография удалена", "post deleted", "post not found", "post has been deleted",
        "video has been removed", "video was removed", "жазба жойылды", "жазба табылмады", "бейнежазба жойылды",
    ),
    account_gone=(
        "страница пользователя удалена", "пользователь удалил свою страницу", "страница заблокирована",
        "сообщество заблокировано", "сообщество удалено", "this profile has been deleted", "page has been blocked",
        "this community has been blocked", "парақша жойылған", "парақша бұғатталған", "қауымдастық бұғатталған",
    ),
    restricted=(
        "доступ ограничен", "нужно зайти на сайт", "это закрытый профиль", "this profile is private",
        "access denied", "you have to log in", "бұл жабық профиль",
    ),
    unclear=("страница удалена либо ещё не создана", "page not found", "unknown error"),
    login_address=LOGIN_PATH + "|/(?:join|restore)",
)
