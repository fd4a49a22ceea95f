"""Odnoklassniki: addresses and page signs.

A group's topic and a person's status are one kind of post. Posts, photos, videos and albums have ids of their own on
the whole site, and their owner may be written as a number or as a name, therefore it is no part of the identity. A live
broadcast has the id of the video that it becomes. Some old videos end in `-0` or `-1`, which belongs to the id. How an
address names one comment is not known: whatever seems to do so is refused, for it would be taken for the whole post.
"""

from __future__ import annotations

from itertools import combinations

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import UNREADABLE, Carrier, Form, Opaque, Parts, Place, Rule, Shape, ambiguous
from include.writ.platforms.signs import PageSigns

_NUMBER = "[1-9][0-9]{0,18}"
_ID, _ALBUM = f"(?P<item>{_NUMBER})", f"(?P<album>{_NUMBER})"
_MOVIE = f"{_NUMBER}(?:-[0-9]{{1,2}})?"
_VIDEO = f"(?P<item>{_MOVIE})"
_RESERVED = (
    "profile|groups?|dk|cdk|api|web-api|oauth|res|widgets?|offer|online|login|video|videoembed|live|clips?|games?|apps?|"
    "gifts|music|search|discussions|feed|help|legal|regulations|about|press|ads|market|product|hobby|hobbies|friends|"
    "messages|notifications|settings|guests|marks|photos|events?|holidays|bookmarks|payments?|moments|promo|topic|"
    "statuses|album|hashtag|recommendations|services"
)
_NAME = f"(?!(?:{_RESERVED})(?:/|\\Z)|group[0-9]|[0-9]+(?:/|\\Z))[A-Za-z0-9_.-]{{1,64}}"
_OWNER = f"/(?P<owner>(?:profile/|group/?){_NUMBER}|{_NAME})"
_VIDEO_PATH = f"/(?:video(?:embed)?|live(?:/search)?|web-api/video/moviePlayer)/{_VIDEO}"
_PHOTO_IN_ALBUM, _PERSONAL_PHOTO = f"{_OWNER}/album/{_ALBUM}/{_ID}", f"{_OWNER}/pphotos/{_ID}"
_ITEM_PAGE = (
    "/(?:[^/]++/){0,3}(?:(?:topic|statuses|pphotos|product|video(?:embed)?|live|track)/[0-9]|album/[0-9]++/[0-9]).*"
)
_WEB = r"(?:(?:www|m|mobile|touch|wap)\.)?(?:ok\.ru|odnoklassniki\.(?:ru|ua))"
_SITE = "https://ok.ru/"
_DISCUSSION = "https://m.ok.ru/dk?st.discId={item}&st.discType={type}"
_OVERLAY = _SITE + "dk?st.layer.cmd=PopLayerPhoto&st.layer.photoId={item}"
_OPENED = "st.layer.photoId", "st.vpl.id"  # a photo, and a video, laid over the page of the path


def _owner(parts: Parts) -> Parts:
    """Put the slash into a legacy group address; names are the same in either case."""
    owner = parts["owner"].lower()
    if owner[5:].isdigit() and owner.startswith("group"):
        owner = f"group/{owner[5:]}"
    return parts | {"owner": owner}


def _name(parts: Parts) -> Parts:
    return parts | {"name": parts["name"].lower()}


def _agree(parts: Parts) -> Parts | None:
    """Refuse an address that names one item in one part and another one in another."""
    if parts.get("other", parts["item"]) != parts["item"]:
        return None
    return _owner(parts) if "owner" in parts else parts


def _other(pattern: str) -> str:
    return f"(?P<other>{pattern})?"


def _video(shape: Shape, example: str) -> Form:
    return Form(ContentKind.VIDEO, "{item}", _SITE + "video/{item}", shape, example, _agree)


def _owned(kind: ContentKind, tail: str, shape: Shape, example: str) -> Form:
    return Form(kind, "{item}", _SITE + "{owner}/" + tail, shape, _SITE + example, _agree)


def _discussion(kind: ContentKind, types: str, example: str) -> Form:
    shape = Shape("/(?:dk)?", {"st.discId": _ID, "st.discType": f"(?P<type>{types})"})
    return Form(kind, "{item}", _DISCUSSION, shape, f"https://m.ok.ru/dk?st.discId=5&st.discType={example}")


def _unclear(shape: Shape, example: str, because: str) -> Place:
    return ambiguous(shape, _SITE + example, because=because)


def _carriers() -> tuple[Rule, ...]:
    written = "https%3A%2F%2Fok.ru%2Fvideo%2F5"
    connect = r"connect\.ok\.ru"
    return (
        Carrier("url", Shape("/offer", {"url": ".+"}, host=connect), f"https://connect.ok.ru/offer?url={written}"),
        Carrier(
            "st.shareUrl",
            Shape("/dk", {"st.shareUrl": ".+", "st.cmd": "(?:Widget[A-Za-z]{1,40})?"}, host=f"{_WEB}|{connect}"),
            f"https://connect.ok.ru/dk?st.cmd=WidgetSharePreview&st.shareUrl={written}",
        ),
        *(
            Carrier(
                field,
                Shape("/(?:dk|login)?", {field: ".+", "st.cmd": f"(?:{command})?"}),
                f"{_SITE}dk?st.cmd={command}&{field}={written}",
            )
            for field, command in (
                ("st.link", "logExternal"),
                ("st.rfn", "outLinkWarning"),
                ("st.redirect", "anonymLogin"),
                ("st._surl", "addShare"),
            )
        ),
    )


def _comments() -> tuple[Rule, ...]:
    return (
        *(
            _unclear(Shape(query={field: ".+"}), f"steppe/topic/5?{field}=7", UNREADABLE)
            for field in ("st.cmtId", "st.commentId", "commentId")
        ),
        _unclear(
            Shape(fragment="c(?:omment|mt|mnt)[A-Za-z]{0,4}[-_=/]?[0-9].*"), "steppe/topic/5#comment7", UNREADABLE
        ),
    )


def _commands() -> tuple[Rule, ...]:
    """What `dk?` shows: one address for the whole mobile site, where the query says what is meant."""
    dk = "/(?:dk)?"
    movie = "(?:(?:GROUP|USER)_)?MOVIE"
    items = ("st.mvId", "st.themeId", "st.topicId", "st.sbj", "mid", *_OPENED)
    pairs = [*combinations(items, 2), *(("st.discId", name) for name in items[1:])]
    return (
        *(
            _unclear(Shape(dk, {one: ".+", other: ".+"}), f"dk?{one}=5&{other}=7", "the address names two items")
            for one, other in pairs
            if {one, other} != set(_OPENED)
        ),
        _unclear(
            Shape(dk, {"st.mvId": ".+", "st.discType": f"(?!{movie}\\Z).+"}),
            "dk?st.mvId=5&st.discId=7&st.discType=GROUP_TOPIC",
            "the address names a video and the discussion of something else",
        ),
        _video(
            Shape(dk, {"st.discId": _VIDEO, "st.discType": movie, "st.mvId": _other(_MOVIE)}),
            "https://m.ok.ru/dk?st.cmd=movieLayer&st.discId=5&st.discType=MOVIE&st.mvId=5",
        ),
        _video(
            Shape(dk, {"st.mvId": _VIDEO, "st.discId": _other(_MOVIE)}),
            "https://m.ok.ru/dk?st.cmd=movieLayer&st.mvId=5",
        ),
        _video(Shape(dk, {"cmd": "videoPlayerMetadata", "mid": _VIDEO}), f"{_SITE}dk?cmd=videoPlayerMetadata&mid=5"),
        _video(
            Shape(dk, {"st.cmd": "altGroupMovieComments", "st.sbj": _VIDEO}),
            "https://m.ok.ru/dk?st.cmd=altGroupMovieComments&st.groupId=1&st.sbj=5",
        ),
        _discussion(ContentKind.POST, "GROUP_TOPIC|USER_STATUS|USER_TOPIC|HAPPENING_TOPIC", "GROUP_TOPIC&st.groupId=1"),
        _discussion(ContentKind.PHOTO, "GROUP_PHOTO|USER_PHOTO", "USER_PHOTO"),
        _discussion(ContentKind.ALBUM, "GROUP_ALBUM|USER_ALBUM", "USER_ALBUM"),
        _discussion(ContentKind.AD, "GROUP_PRODUCT|USER_PRODUCT", "GROUP_PRODUCT"),
        _unclear(
            Shape(dk, {"st.discId": ".+"}), "dk?st.discId=5", "the address does not say what kind of item it discusses"
        ),
        Form(
            ContentKind.POST,
            "{item}",
            _SITE + "group/{group}/topic/{item}",
            Shape(
                dk, {"st.cmd": "altGroupMediaThemeComments", "st.groupId": f"(?P<group>{_NUMBER})", "st.themeId": _ID}
            ),
            "https://m.ok.ru/dk?st.cmd=altGroupMediaThemeComments&st.groupId=1&st.themeId=5",
        ),
        Form(
            ContentKind.POST,
            "{item}",
            "https://m.ok.ru/dk?st.cmd=friendMediaStatusComments&st.topicId={item}",
            Shape(dk, {"st.cmd": "(?:friend|user)MediaStatusComments", "st.topicId": _ID}),
            "https://m.ok.ru/dk?st.cmd=friendMediaStatusComments&st.topicId=5",
        ),
    )


def _overlays() -> tuple[Rule, ...]:
    photo, video = _OPENED
    two = "the page of one item is shown with another one laid over it"
    return (
        _unclear(Shape(query={photo: ".+", video: ".+"}), f"steppe?{photo}=5&{video}=7", two),
        _owned(
            ContentKind.PHOTO,
            "album/{album}/{item}",
            Shape(_PHOTO_IN_ALBUM, {photo: _other(_NUMBER), video: ""}),
            "profile/1/album/2/5",
        ),
        _owned(
            ContentKind.PHOTO,
            "pphotos/{item}",
            Shape(_PERSONAL_PHOTO, {photo: _other(_NUMBER), video: ""}),
            "profile/1/pphotos/5",
        ),
        _video(Shape(_VIDEO_PATH, {video: _other(_MOVIE), photo: ""}), _SITE + "video/5"),
        *(_unclear(Shape(_ITEM_PAGE, {field: ".+"}), f"steppe/topic/5?{field}=7", two) for field in _OPENED),
        Form(ContentKind.PHOTO, "{item}", _OVERLAY, Shape(query={photo: _ID}), f"{_SITE}steppe?{photo}=5"),
        _video(Shape(query={video: _VIDEO}), f"{_SITE}steppe?cmd=PopLayerVideo&{video}=5"),
    )


def _objects() -> tuple[Rule, ...]:
    return (
        _owned(
            ContentKind.POST,
            "{word}/{item}",
            Shape(f"{_OWNER}/(?P<word>topic|statuses)/{_ID}"),
            "group/1/topic/5",
        ),
        _owned(ContentKind.ALBUM, "album/{item}", Shape(f"{_OWNER}/album/{_ID}"), "profile/1/album/5"),
        _owned(ContentKind.AD, "product/{item}", Shape(f"{_OWNER}/product/{_ID}"), "group/1/product/5"),
        Form(ContentKind.AD, "{item}", _SITE + "product/{item}", Shape(f"/product/{_ID}"), _SITE + "product/5"),
        Form(
            ContentKind.CLIP,
            "{owner}_{item}",
            _SITE + "clip?owner_id={owner}&clip_id={item}",
            Shape("/clips?", {"owner_id": f"(?P<owner>-?{_NUMBER})", "clip_id": _ID}),
            _SITE + "clip?owner_id=-1&clip_id=5",
        ),
        *(
            Form(kind, prefix + "{item}", _SITE + path + "{item}", Shape(f"/{path}{_ID}"), f"{_SITE}{path}5")
            for kind, prefix, path in (
                (ContentKind.AUDIO, "", "music/track/"),
                (ContentKind.PLAYLIST, "", "music/playlist/"),
                (ContentKind.ALBUM, "music/", "music/album/"),
            )
        ),
    )


def _places() -> tuple[Rule, ...]:
    dk = "/(?:dk)?"
    number = f"(?P<name>{_NUMBER})"
    profile = (
        (Shape(f"/(?:live/)?profile/{number}"), "profile/1"),
        (
            Shape(dk, {"st.cmd": "friendMain|friendProfile", "st.friendId": number}),
            "dk?st.cmd=friendMain&st.friendId=1",
        ),
        (Shape(f"/(?P<name>{_NAME})"), "steppe"),
    )
    group = (
        (Shape(f"/group/?{number}"), "group/1"),
        (
            Shape(dk, {"st.cmd": "altGroupMain|anonymGroup", "st.groupId": number}),
            "dk?st.cmd=altGroupMain&st.groupId=1",
        ),
    )
    section = "topics?|statuses|photos|pphotos|albums?|video|videos|friends|members|market|products|links|notes|games"
    return (
        *(
            Place(PlaceKind.PROFILE, shape, _SITE + example, content_id="{name}", refine=_name)
            for shape, example in profile
        ),
        *(Place(PlaceKind.GROUP, shape, _SITE + example, content_id="{name}") for shape, example in group),
        Place(
            PlaceKind.CHANNEL,
            Shape(f"(?:{_OWNER})?/video/(?P<item>c{_NUMBER})"),
            _SITE + "video/c1",
            content_id="{item}",
        ),
        Place(
            PlaceKind.APP,
            Shape("/(?:game|games|app|apps)/(?P<name>[A-Za-z0-9_.-]{1,64})"),
            _SITE + "game/steppe",
            content_id="{name}",
            refine=_name,
        ),
        Place(PlaceKind.SEARCH, Shape("/search(?:/.*)?"), _SITE + "search?st.query=steppe"),
        Place(
            PlaceKind.SEARCH,
            Shape(dk, {"st.cmd": "searchResult|globalContentSearch"}),
            _SITE + "dk?st.cmd=searchResult&st.query=steppe",
        ),
        Place(PlaceKind.FEED, Shape("/(?:feed|discussions|online)"), _SITE + "feed"),
        _unclear(
            Shape("/discussions/[0-9].*"), "discussions/1/2/5", "it is not known which of the numbers names the item"
        ),
        Place(PlaceKind.LIST, Shape("/(?:video|live|clips|games|apps|gifts|music|groups|market)"), _SITE + "video"),
        Place(PlaceKind.LIST, Shape(f"{_OWNER}/(?:{section})"), _SITE + "group/1/topics"),
        Place(PlaceKind.PAGE, Shape("/dk"), _SITE + "dk?st.cmd=anonymMain"),
        Place(PlaceKind.ROOT, Shape("/", host="[^:]*"), _SITE),
    )


GRAMMAR = Grammar(
    Platform.ODNOKLASSNIKI,
    domains=("ok.ru", "odnoklassniki.ru", "odnoklassniki.ua", "ok.me", "xn--80ahnahceodec3ba.xn--p1ai"),
    schemes=("odnoklassniki",),
    host=f"(?:odnoklassniki:)?{_WEB}",
    rules=(
        Opaque(
            PlaceKind.LINK,
            Shape("/(?P<code>[A-Za-z0-9_-]{1,32})", host=r"(?:www\.)?ok\.me"),
            "https://ok.me/aBc1",
            "{code}",
        ),
        *_carriers(),
        *_comments(),
        *_commands(),
        *_overlays(),
        *_objects(),
        *_places(),
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
