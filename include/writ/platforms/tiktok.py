"""TikTok: addresses and page signs.

Videos and photo publications are numbered from one sequence and open under either word, so both are `video`. The
account in the path is only its address, and may be missing. A comment has no page of its own: its address is that of
the video with `share_comment_id`. On list pages of the older site the fragment names the video that is laid over them.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import UNREADABLE, Carrier, Form, Opaque, Parts, Place, Rule, Shape, ambiguous
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_ID = "[1-9][0-9]{0,18}"
_ITEM, _COMMENT = f"(?P<item>{_ID})", f"(?P<comment>{_ID})"
_NAME = "(?P<name>[A-Za-z0-9_.-]{1,100})"
_SITE = "https://www.tiktok.com/"
_WEB = r"(?:(?:www|m|us|t|lite)\.)?tiktok\.com|(?:(?:www|m)\.)?tiktokv\.com"
_APP = "(?:snssdk1233|snssdk1180|musically|tiktok)"
_SHOP = r"(?:(?:www|m|us|shop)\.)?tiktok\.com"
_SHARE = "(?:(?:i18n|h5|node)/)?share"
_VIDEOS = (  # what stands before the number, with an example
    ("@[^/]*+/(?:video|photo)", "@steppe.news/video/7300000000000000001"),
    (f"{_SHARE}/(?:video|photo)(?:/@[^/]*+)?", "share/video/7300000000000000001"),
    ("(?:embed(?:/v[1-9])?|player/v1)", "embed/v2/7300000000000000001"),
    ("(?:v|video)", "v/7300000000000000001.html"),
)
_ANY_VIDEO = f"/(?:{'|'.join(before for before, _ in _VIDEOS)})/{_ITEM}(?:\\.html)?"
_CARRIERS = (
    ("url", "/oembed", "oembed?url=https%3A%2F%2Fwww.tiktok.com%2F%40steppe.news%2Fvideo%2F73"),
    ("target", "/(?:link(?:/?v[0-9])?|redirect)", "link/v2?scene=bio_url&target=https%3A%2F%2Ft.me%2Fsteppe_news"),
    ("redirect_url", "/(?:login|signup)(?:/.*)?", "login?redirect_url=%2F%40steppe.news%2Fvideo%2F73"),
    ("fromUrl", "/(?:notfound|404)", "notfound?fromUrl=%2F%40steppe.news%2Fvideo%2F73"),
)


def _video(shape: Shape, example: str) -> Form:
    return Form(ContentKind.VIDEO, "{item}", _SITE + "@/video/{item}", shape, example)


def _comment(query: dict[str, str], example: str) -> Form:
    page = _SITE + "@/video/{item}?share_comment_id={comment}"
    shape = Shape(_ANY_VIDEO, query)
    return Form(ContentKind.COMMENT, "{item}/{comment}", page, shape, f"{_SITE}@steppe.news/video/73?{example}", _agree)


def _agree(parts: Parts) -> Parts | None:
    """Refuse an address whose two marks name different comments."""
    return parts if parts.get("also", parts["comment"]) == parts["comment"] else None


def _pinned(parts: Parts) -> Parts | None:
    """Refuse a feed that was opened at one item and shows another."""
    return parts if parts.get("pinned", parts["item"]) == parts["item"] else None


def _lower(parts: Parts) -> Parts:
    """Names are the same in either case; the long ids that may stand in their place are not."""
    return parts if parts["name"].startswith("MS4w") else parts | {"name": parts["name"].lower()}


def _list_of_videos(word: str, prefix: str) -> Form:
    return Form(
        ContentKind.PLAYLIST,
        prefix + "{item}",
        _SITE + f"@{{name}}/{word}/{word}-{{item}}",
        Shape(f"/@{_NAME}/{word}/(?:[^/]*-(?=[0-9]{{15}}))?{_ITEM}"),
        f"{_SITE}@steppe.news/{word}/Invented-title-7300000000000000002",
        _lower,
    )


def _list(word: str, example: str, called: str = "") -> Place:
    """A list that is numbered: what stands before the number is only its title."""
    shape = Shape(f"/(?:{word})/(?:[^/]*-)?{_ITEM}")
    return Place(PlaceKind.LIST, shape, _SITE + example, content_id=f"{called or word}/{{item}}")


def _unreadable(mark: str) -> Rule:
    shape = Shape(_ANY_VIDEO, {mark: ".+"})
    return ambiguous(shape, f"{_SITE}@steppe.news/video/73?{mark}=x", because=UNREADABLE)


GRAMMAR = Grammar(
    Platform.TIKTOK,
    domains=("tiktok.com", "tiktokv.com", "tiktokcdn.com"),
    schemes=("snssdk1233", "snssdk1180", "musically", "tiktok"),
    host=_WEB,
    rules=(
        Opaque(
            PlaceKind.LINK,
            Shape("/(?:t/)?(?P<code>[A-Za-z0-9]{4,24})", host=r"(?:vm|vt)\.tiktok\.com"),
            "https://vm.tiktok.com/ZMsteppe1",
            "{code}",
        ),
        Opaque(PlaceKind.LINK, Shape("/t/(?P<code>[A-Za-z0-9]{4,24})"), _SITE + "t/ZTsteppe1", "{code}"),
        Opaque(PlaceKind.LINK, Shape("/(?P<code>Z[A-Za-z0-9]{7,11})"), _SITE + "ZMsteppe1", "{code}"),
        Opaque(
            PlaceKind.LINK,
            Shape("/.+", host=r"[a-z0-9-]{1,60}\.e\.tiktok\.com"),
            "https://link.e.tiktok.com/click/abc",
        ),
        *(Carrier(field, Shape(path, {field: ".+"}), _SITE + example) for field, path, example in _CARRIERS),
        _comment({"share_comment_id": _COMMENT, "comment_id": f"(?P<also>{_ID})?"}, "share_comment_id=74"),
        _comment({"comment_id": _COMMENT, "share_comment_id": ""}, "comment_id=74"),
        *(_unreadable(mark) for mark in ("share_comment_id", "comment_id", "cid")),
        *(_video(Shape(f"/{before}/{_ITEM}(?:\\.html)?"), _SITE + example) for before, example in _VIDEOS),
        _video(
            Shape(f"/detail/{_ITEM}", host=f"{_APP}:aweme"),
            "snssdk1233://aweme/detail/7300000000000000001",
        ),
        _video(
            Shape("/detail", {"aweme_id": _ITEM}, host=f"{_APP}:aweme"),
            "snssdk1233://aweme/detail?aweme_id=7300000000000000001",
        ),
        _video(Shape(f"/{_ITEM}", host=f"{_APP}:video"), "tiktok://video/7300000000000000001"),
        Form(
            ContentKind.VIDEO,
            "{item}",
            _SITE + "@/video/{item}",
            Shape(
                "/(?:foryou)?",
                {"item_id": f"(?P<pinned>{_ID})?"},
                fragment=f"/@[^/]*+/video/{_ITEM}(?:\\?.*)?",
            ),
            _SITE + "foryou?item_id=73#/@steppe.news/video/73",
            _pinned,
        ),
        _video(
            Shape("/(?:foryou)?", {"item_id": _ITEM, "is_copy_url": "1"}),
            _SITE + "foryou?is_copy_url=1&item_id=7300000000000000001",
        ),
        ambiguous(
            Shape("/(?:foryou|following|explore|friends|trending|discover)?", {"item_id": ".+"}),
            _SITE + "foryou?item_id=73",
            because="the feed only begins with this item",
        ),
        _list_of_videos("playlist", ""),
        _list_of_videos("collection", "collection/"),
        Form(
            ContentKind.LIVE,
            "{item}",
            "https://m.tiktok.com/share/live/{item}",
            Shape(f"/{_SHARE}/live/{_ITEM}"),
            "https://m.tiktok.com/share/live/7300000000000000003",
        ),
        Form(
            ContentKind.LIVE,
            "{item}",
            "https://m.tiktok.com/share/live/{item}",
            Shape(query={"room_id": _ITEM}, host=f"{_APP}:live"),
            "snssdk1233://live?room_id=7300000000000000003",
        ),
        Form(
            ContentKind.EVENT,
            "{item}",
            _SITE + "live/event/{item}",
            Shape(f"/live/event/{_ITEM}"),
            _SITE + "live/event/7300000000000000004",
        ),
        Form(
            ContentKind.AD,
            "{item}",
            "https://library.tiktok.com/ads/detail?ad_id={item}",
            Shape("/ads/detail", {"ad_id": _ITEM}, host=r"library\.tiktok\.com"),
            "https://library.tiktok.com/ads/detail/?ad_id=1800000000000001",
        ),
        Form(
            ContentKind.AD,
            "product/{item}",
            "https://shop.tiktok.com/view/product/{item}",
            Shape(f"/(?:[a-z]{{2}}/)?(?:view/product|(?:shop/)?pdp(?:/[^/]++(?=/))?)/{_ITEM}", host=_SHOP),
            "https://shop.tiktok.com/view/product/1729000000000000001",
        ),
        Place(PlaceKind.ROOT, Shape("/", host="[^:]*"), _SITE),
        Place(
            PlaceKind.PAGE,
            Shape(f"/@{_NAME}/live"),
            _SITE + "@steppe.news/live",
            because="this page shows whatever the account has on air",
        ),
        ambiguous(
            Shape(f"/@{_NAME}/story/.*"),
            _SITE + "@steppe.news/story/73",
            because="nothing says that a story is numbered as videos are",
        ),
        _list("music", "music/invented-sound-7300000000000000005"),
        _list("sticker|effect", "sticker/invented-effect-5001", "effect"),
        _list("question", "question/What-is-new-7300000000000000006"),
        _list("place", "place/Invented-Square-22535865000000001"),
        Place(PlaceKind.SEARCH, Shape("/search(?:/.*)?"), _SITE + "search/video?q=steppe"),
        Place(
            PlaceKind.LIST,
            Shape(
                "/(?:(?:embed/)?(?:tag|music)|discover|channel|topics|find|playlist|share/(?:tag|challenge|music))/.+"
            ),
            _SITE + "tag/steppe",
        ),
        Place(
            PlaceKind.FEED,
            Shape("/(?:(?:[a-z]{2}/)?foryou|following|friends|explore|discover|trending|live|upcoming)(?:/.*)?"),
            _SITE + "foryou",
        ),
        Place(PlaceKind.PROFILE, Shape(f"/(?:embed/)?@{_NAME}"), _SITE + "@steppe.news", None, "{name}", _lower),
        Place(
            PlaceKind.PROFILE,
            Shape(f"/{_SHARE}/(?:user|usr)/{_ITEM}(?:\\.html)?"),
            "https://m.tiktok.com/h5/share/usr/6800000000000000001.html",
            content_id="user/{item}",
        ),
        Place(
            PlaceKind.PROFILE,
            Shape(f"/profile/{_ITEM}", host=f"{_APP}:user"),
            "snssdk1233://user/profile/6800000000000000001",
            content_id="user/{item}",
        ),
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
