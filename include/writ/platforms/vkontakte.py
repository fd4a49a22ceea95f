"""VKontakte: addresses and page signs.

A clip is a video under another word: `clip-1_2` and `video-1_2` open the same item, so both are `video`. An overlay
(`?w=`, `?z=`) lies above the page of the path and decides; two overlays at once name no single item.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, IdentifyError, Parts, Place, Shape
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_OWNER, _ITEM = "(?P<owner>-?[1-9][0-9]{0,18})", "(?P<item>[1-9][0-9]{0,18})"
_PAIR = f"{_OWNER}_{_ITEM}"
_COMMENT = "(?P<comment>[1-9][0-9]{0,18})"
_TAIL = "(?:_[0-9a-z]+)?"  # an access key
_SITE = "https://vk.com/"
_VIDEO = f"(?:video|clip){_PAIR}{_TAIL}"


def _form(kind: ContentKind, word: str, shape: Shape) -> Form:
    content_id = "note{owner}_{item}" if word == "note" else "{owner}_{item}"
    return Form(kind, content_id, _SITE + word + "{owner}_{item}", shape)


def _lower(parts: Parts) -> Parts:
    return parts | {"name": parts["name"].lower()}


def _comment(word: str, shape: Shape, mark: str = "reply") -> Form:
    prefix = "" if word == "wall" else word
    page = _SITE + word + "{owner}_{item}?" + mark + "={comment}"
    return Form(ContentKind.COMMENT, prefix + "{owner}_{item}_r{comment}", page, shape)


_OVERLAYS = tuple(
    rule
    for name in ("w", "z")
    for rule in (
        Place("pair of items", Shape(query={name: ".+", "reply": ".+"})),
        _comment("wall", Shape(query={name: f"wall{_PAIR}_r{_COMMENT}(?:/.*)?"})),
        _form(ContentKind.POST, "wall", Shape(query={name: f"wall{_PAIR}(?:/.*)?"})),
        _form(ContentKind.PHOTO, "photo", Shape(query={name: f"photo{_PAIR}(?:/.*)?"})),
        _form(ContentKind.VIDEO, "video", Shape(query={name: f"{_VIDEO}(?:/.*)?"})),
        _form(ContentKind.STORY, "story", Shape(query={name: f"story{_PAIR}(?:/.*)?"})),
        Place("overlay", Shape(query={name: ".+"})),
    )
)
GRAMMAR = Grammar(
    Platform.VKONTAKTE,
    domains=("vk.com", "vk.ru", "vkontakte.ru", "vkvideo.ru", "vk.cc", "vk.me"),
    host=r"(?:(?:www|m|new|touch)\.)?(?:vk\.com|vk\.ru|vkontakte\.ru|vkvideo\.ru)",
    rules=(
        Place("short link", Shape("/.+", host=r"(?:www\.)?vk\.cc"), IdentifyError.NEEDS_NETWORK),
        Place("redirect", Shape(r"/away(?:\.php)?")),
        Place("pair of items", Shape(query={"w": ".+", "z": ".+"})),
        *_OVERLAYS,
        _comment("wall", Shape(f"/wall{_PAIR}", {"reply": _COMMENT})),
        _comment("wall", Shape(f"/wall{_PAIR}_r{_COMMENT}")),
        _comment("wall", Shape(f"/wall{_PAIR}", fragment=f"reply{_COMMENT}")),
        _comment("photo", Shape(f"/photo{_PAIR}", {"reply": _COMMENT})),
        _comment("video", Shape(f"/{_VIDEO}", {"reply": _COMMENT})),
        _comment("topic", Shape(f"/topic{_PAIR}", {"post": _COMMENT}), "post"),
        Place("comment that cannot be read", Shape("/(?:wall|photo|video|clip)-?[0-9].*", {"reply": ".+"})),
        Place("comment that cannot be read", Shape("/topic-?[0-9].*", {"post": ".+"})),
        _form(ContentKind.POST, "wall", Shape(f"/wall{_PAIR}")),
        _form(ContentKind.PHOTO, "photo", Shape(f"/photo{_PAIR}{_TAIL}")),
        _form(ContentKind.VIDEO, "video", Shape(f"/(?:(?:video/)?playlist/-?[0-9]+_-?[0-9]+/)?{_VIDEO}")),
        _form(ContentKind.VIDEO, "video", Shape(r"/video_ext\.php", {"oid": _OWNER, "id": _ITEM})),
        _form(ContentKind.STORY, "story", Shape(f"/story{_PAIR}{_TAIL}")),
        _form(ContentKind.TOPIC, "topic", Shape(f"/topic{_PAIR}")),
        _form(ContentKind.ARTICLE, "note", Shape(f"/note{_PAIR}")),
        Form(
            ContentKind.ARTICLE,
            "@{name}-{slug}",
            _SITE + "@{name}-{slug}",
            Shape(r"/@(?P<name>[A-Za-z0-9_.]+)-(?P<slug>[^/]+)"),
            _lower,
        ),
        Place("root", Shape("/", host=".*")),
        Place("search or feed", Shape("/(?:feed|search|im|login|groups|friends|clips|video|audios?)(?:/.*)?")),
        Place("list", Shape("/(?:wall|photos|albums?|videos|clips|audios|docs|board|market|stories)-?[0-9][0-9_]*")),
        Place("group", Shape("/(?:club|public|event)[0-9]+")),
        Place("profile", Shape("/@?[A-Za-z0-9_.]+")),
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
