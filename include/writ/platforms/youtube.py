"""YouTube: addresses and page signs.

Videos, shorts and streams share one kind of id and one identity; a list beside a video changes nothing. A video's id is
eleven letters in which case counts. A comment's id is its own wherever it stands; one with a dot answers another
comment. A clip is cut from a video, but is an item by itself. Lists that YouTube makes for one reader, or out of all
that a channel uploaded, are no items. Older lists are written with or without `PL`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import UNREADABLE, Carrier, Form, Opaque, Parts, Place, Rule, Shape, ambiguous, keep
from include.writ.platforms.signs import PageSigns

_SITE = "https://www.youtube.com/"
_APP = r"(?:vnd\.youtube|youtube):"
_WEB = (
    r"(?:(?:www|m|music|gaming|tv|kids|[a-z]{2})\.)?(?:youtube|youtube-nocookie|youtubekids|youtubeeducation)\.com"
    r"|youtube\.googleapis\.com"
)
_SHORT = r"(?:(?:www|m)\.)?(?:youtu|y2u)\.be"
_NAMED = r"(?:(?:www|m|[a-z]{2})\.)?youtube\.com"  # the hosts where a bare word is a channel
_VIDEO = "(?P<video>(?!videoseries|live_stream|watch_popup)[A-Za-z0-9_-]{11})"
_LIST = "(?P<list>(?:PL|EC|SP|OLAK5uy_|RDCLAK5uy_)[A-Za-z0-9_-]{6,64})"
_POST = "(?P<post>Ug[A-Za-z0-9_-]{8,80})"
_CLIP = "(?P<clip>Ug[A-Za-z0-9_-]{8,80})"
_CHANNEL = "(?P<channel>UC[A-Za-z0-9_-]{22})"
_OWN = "[A-Za-z0-9_-]{6,64}"
_COMMENTS = (
    (ContentKind.COMMENT, f"(?P<comment>{_OWN})", "UgxSample4AaABAg"),
    (ContentKind.REPLY, rf"(?P<comment>{_OWN}\.{_OWN})", "UgxSample4AaABAg.9Sample1"),
)
_MORE = "(?:[?&#/].*)?"  # addresses are often joined with a second question mark, or with an encoded &
_AND = "(?:&[^/]*+)?"
_HASH = r"!?/?watch[a-z/]{0,40}\?(?:.{0,100}&)?"
_PLAYER = "(?:watch(?:_popup|[.]php)?|movie|details|ytscreeningroom|live_chat(?:_replay)?|(?:all_)?comments)?"
_LISTS = "(?:playlist|watch|course|view_play_list|embed|(?:embed|v)/videoseries)"
_OWNER = "/(?:(?:channel|user|c)/|@)[^/]++/(?:community|posts)"
_GATES = (
    "(?:signin|login|logout|signup|create_account|verify_age|age_verification|verify_controversy|das_captcha|oops|"
    "supported_browsers)"
)
_RESERVED = (
    "about account ads api attribution attribution_link browse c channel clip comment create_account creators "
    "dashboard e edit embed explore feed feeds gaming get_video_info hashtag howyoutubeworks iframe_api index intl "
    "jobs kids live_chat login logout movie movies my_videos new oembed oops opensearch paid_memberships playables "
    "playlist playlists podcast podcasts post premium press product profile purchases redirect reporthistory results "
    "s search share shared shorts show shows signin signup source sports storefront studio subscription_center t "
    "testtube trending tv upload user v verify_age vi w watch watch_popup watch_videos yt"
).replace(" ", "|")


def _one_video(parts: Parts) -> Parts | None:
    """Refuse an address that names another video in its query than in its path."""
    return parts if parts.get("other", "") in {"", parts["video"]} else None


def _with_prefix(parts: Parts) -> Parts:
    """Write the list's id as it is written now: sixteen hexadecimal digits were once an id without `PL`."""
    listed = parts["list"]
    return parts | {"list": f"PL{listed}" if re.fullmatch("[0-9A-F]{16}", listed) else listed}


def _lower(parts: Parts) -> Parts:
    return parts | {"name": quote(unquote(parts["name"]).lower(), safe="@._-")}


def _video(shape: Shape, example: str) -> Form:
    return Form(ContentKind.VIDEO, "{video}", _SITE + "watch?v={video}", shape, example, _one_video)


def _playlist(shape: Shape, example: str) -> Form:
    return Form(ContentKind.PLAYLIST, "{list}", _SITE + "playlist?list={list}", shape, _SITE + example, _with_prefix)


def _post(shape: Shape, example: str) -> Form:
    return Form(ContentKind.POST, "{post}", _SITE + "post/{post}", shape, _SITE + example)


def _commented(page: str, path: str, query: dict[str, str], example: str, host: str | None = None) -> tuple[Rule, ...]:
    """What `lc` names under one form of address: a comment, or an answer to one."""
    refine = _one_video if "{video}" in page else keep
    return tuple(
        Form(
            kind,
            "{comment}",
            f"{_SITE}{page}lc={{comment}}",
            Shape(path, query | {"lc": pattern}, host),
            f"{example}lc={written}",
            refine,
        )
        for kind, pattern, written in _COMMENTS
    )


def _channel(path: str, example: str, content_id: str | None = "{name}", host: str | None = None) -> Place:
    refine = _lower if content_id and "name" in content_id else keep
    return Place(PlaceKind.CHANNEL, Shape(path, host=host), example, None, content_id, refine)


_PLAYED = (f"/{_PLAYER}", {"v": _VIDEO + _MORE})
_IN_PATH = (f"/(?:v|vi|e|embed|shorts|live|watch|movie)/{_VIDEO}{_AND}", {"v": "(?P<other>.*)"})
_SHORTENED = (f"/{_VIDEO}{_AND}", {"v": "(?P<other>.*)"})

_CARRIERS: tuple[Rule, ...] = (
    Carrier("u", Shape("/attribution_link", {"u": ".+"}), f"{_SITE}attribution_link?u=%2Fwatch%3Fv%3DSteppe00001"),
    Carrier("q", Shape("/redirect", {"q": ".+"}), f"{_SITE}redirect?q=https%3A%2F%2Fvk.com%2Fwall-1_2"),
    Carrier("url", Shape("/oembed", {"url": ".+"}), f"{_SITE}oembed?url=https%3A%2F%2Fyoutu.be%2FSteppe00001"),
    Carrier("next", Shape(f"/{_GATES}", {"next": ".+"}), f"{_SITE}signin?next=%2Fwatch%3Fv%3DSteppe00001"),
    Carrier("next_url", Shape(f"/{_GATES}", {"next_url": ".+"}), f"{_SITE}verify_age?next_url=/watch?v=Steppe00001"),
    Carrier(
        "continue",
        Shape(query={"continue": ".+"}, host=r"(?:consent|accounts)\.youtube\.com"),
        "https://consent.youtube.com/m?continue=https%3A%2F%2Fyoutu.be%2FSteppe00001",
    ),
)
_CONTENT: tuple[Rule, ...] = (
    ambiguous(
        Shape(query={"v": ".+"}, fragment=f"(?:{_HASH}|!?)v=.+"),
        f"{_SITE}watch?v=Steppe00001#!v=Steppe00002",
        because="the query names one video, and what follows # another",
    ),
    ambiguous(
        Shape(query={"v": ".+", "vi": ".+"}),
        f"{_SITE}watch?v=Steppe00001&vi=Steppe00002",
        because="the address names two videos",
    ),
    ambiguous(
        Shape(fragment=".{0,100}[?&]v=[^&]++&(?:.{0,100}&)?v=.*"),
        "https://m.youtube.com/#/watch?v=Steppe00001&v=Steppe00002",
        because="the address names two videos",
    ),
    *_commented("watch?v={video}&", *_PLAYED, f"{_SITE}watch?v=Steppe00001&"),
    *_commented("watch?v={video}&", *_IN_PATH, f"{_SITE}shorts/Steppe00001?"),
    *_commented("watch?v={video}&", *_SHORTENED, "https://youtu.be/Steppe00001?", _SHORT),
    *_commented("post/{post}?", f"/post/{_POST}", {}, f"{_SITE}post/UgkxSteppe0001?"),
    *_commented("post/{post}?", _OWNER, {"lb": _POST}, f"{_SITE}@steppe/community?lb=UgkxSteppe0001&"),
    *(
        ambiguous(Shape(query={name: ".+"}), f"{_SITE}watch?v=Steppe00001&{name}=1", UNREADABLE)
        for name in ("lc", "google_comment_id")
    ),
    *(
        Form(ContentKind.CLIP, "{clip}", _SITE + "clip/{clip}", shape, _SITE + example)
        for shape, example in (
            (Shape(f"/clip/{_CLIP}"), "clip/UgkxSteppe0001"),
            (Shape(f"/embed/{_VIDEO}", {"clip": _CLIP}), "embed/Steppe00001?clip=UgkxSteppe0001"),
        )
    ),
    _post(Shape(f"/post/{_POST}"), "post/UgkxSteppe0001"),
    _post(Shape(_OWNER, {"lb": _POST}), "@steppe/community?lb=UgkxSteppe0001"),
    _video(Shape(*_PLAYED), f"{_SITE}watch?v=Steppe00001&list=PLsteppe01"),
    _video(Shape(f"/{_PLAYER}", {"vi": _VIDEO + _MORE, "v": ""}), f"{_SITE}watch?vi=Steppe00001"),
    _video(Shape(*_IN_PATH), f"{_SITE}shorts/Steppe00001"),
    _video(Shape(*_SHORTENED, _SHORT), "https://youtu.be/Steppe00001"),
    _video(
        Shape("/(?:index|tv|xl|leanback)?", fragment=f"{_HASH}v={_VIDEO}{_MORE}"),
        "https://m.youtube.com/#/watch?v=Steppe00001",
    ),
    _video(Shape("/(?:watch|movie)", fragment=f"!?(?:.{{0,100}}&)?v={_VIDEO}{_MORE}"), f"{_SITE}watch#!v=Steppe00001"),
    ambiguous(
        Shape("/.*", fragment=f"[pg]/.{{1,100}}/{_VIDEO}"),
        f"{_SITE}user/steppe#p/u/1/Steppe00001",
        because="the path names a channel, and what follows # a video of it",
    ),
    _video(Shape(f"/podcast/{_VIDEO}", host=r"music\.youtube\.com"), "https://music.youtube.com/podcast/Steppe00001"),
    _video(
        Shape(f"/video/{_VIDEO}(?:/.*)?", host=r"studio\.youtube\.com"),
        "https://studio.youtube.com/video/Steppe00001/edit",
    ),
    _video(
        Shape(f"/feeds/(?:mobile/)?api/videos/{_VIDEO}(?:/.*)?", host=r"gdata\.youtube\.com"),
        "https://gdata.youtube.com/feeds/api/videos/Steppe00001",
    ),
    _video(Shape("/", host=_APP + _VIDEO), "vnd.youtube:Steppe00001"),
    _video(Shape("/", {"v": _VIDEO + _MORE}, _APP + "watch"), "vnd.youtube://watch?v=Steppe00001"),
    _video(
        Shape(f"/{_VIDEO}", {"v": "(?P<other>.*)"}, _APP + "(?:watch|v|embed|shorts|live|video)"),
        "youtube://shorts/Steppe00001",
    ),
    Opaque(
        ContentKind.VIDEO,
        Shape("/shared", {"ci": "(?P<code>[A-Za-z0-9_-]{1,64})"}),
        f"{_SITE}shared?ci=sample",
        "{code}",
    ),
    ambiguous(
        Shape(f"/{_PLAYER}", {"v": ".+"}),
        f"{_SITE}watch?v=tooshort&list=PLsteppe01",
        because="the address names a video that cannot be read",
    ),
    _playlist(Shape(f"/{_LISTS}", {"list": _LIST + _MORE}), "playlist?list=PLsteppe01"),
    _playlist(
        Shape("/(?:playlist|view_play_list)", {"p": "(?P<list>[0-9A-F]{16}|PL[A-Za-z0-9_-]{6,64})"}),
        "view_play_list?p=0123456789ABCDEF",
    ),
    _playlist(Shape(f"/p/(?P<list>[0-9A-F]{{16}}|PL[A-Za-z0-9_-]{{6,64}}){_AND}"), "p/0123456789ABCDEF&hl=en"),
    _playlist(Shape("/", fragment=rf"!?/?playlist\?(?:.{{0,100}}&)?list={_LIST}{_MORE}"), "#/playlist?list=PLsteppe01"),
    Form(
        ContentKind.PLAYLIST,
        "{list}",
        _SITE + "playlist?list={list}",
        Shape(f"/browse/VL{_LIST}", host=r"music\.youtube\.com"),
        "https://music.youtube.com/browse/VLPLsteppe01",
    ),
    Form(
        ContentKind.PLAYLIST,
        "{list}",
        _SITE + "playlist?list={list}",
        Shape("/", {"list": _LIST + _MORE}, _APP + "playlist"),
        "youtube://playlist?list=PLsteppe01",
    ),
    Opaque(
        ContentKind.PLAYLIST,
        Shape("/browse/(?P<code>MPREb_[A-Za-z0-9_-]{1,32})", host=r"music\.youtube\.com"),
        "https://music.youtube.com/browse/MPREb_sample",
        "{code}",
    ),
)
_PLACES: tuple[Rule, ...] = (
    Carrier(
        "desktop_uri",
        Shape("/(?:index)?", {"desktop_uri": ".+"}),
        "https://m.youtube.com/index?desktop_uri=%2Fwatch%3Fv%3DSteppe00001",
    ),
    Opaque(PlaceKind.LINK, Shape("/(?P<code>[^/]++)", host=r"(?:www\.)?yt\.be"), "https://yt.be/sample", "{code}"),
    Place(
        PlaceKind.PAGE,
        Shape("/(?:vi|an)(?:_webp|_lc)?/.*", host=r"img\.youtube\.com|(?:[a-z0-9-]+\.)?ytimg\.com"),
        "https://i.ytimg.com/vi/Steppe00001/hqdefault.jpg",
        because="this address is a preview picture, not the video",
    ),
    Place(
        PlaceKind.CHANNEL,
        Shape("/embed/live_stream", {"channel": _CHANNEL}),
        f"{_SITE}embed/live_stream?channel=UCsteppe000000000000001A",
        content_id="{channel}",
    ),
    Place(PlaceKind.LIST, Shape(f"/{_LISTS}", {"list": ".+"}), f"{_SITE}playlist?list=WL"),
    Place(PlaceKind.ROOT, Shape("/"), _SITE),
    Place(PlaceKind.SEARCH, Shape("/(?:results|search|hashtag/[^/]++(?:/shorts)?)"), f"{_SITE}results?search_query=kz"),
    Place(PlaceKind.SEARCH, Shape("/(?:(?:channel|user|c)/|@)[^/]++/search"), f"{_SITE}@steppe/search?query=news"),
    Place(PlaceKind.FEED, Shape("/(?:feeds?/.*|feed|shorts|live|trending|explore|gaming)"), f"{_SITE}feed/trending"),
    _channel(f"/channel/{_CHANNEL}(?:/.*)?", f"{_SITE}channel/UCsteppe000000000000001A/videos", "{channel}"),
    _channel(f"/{_CHANNEL}(?:/.*)?", "youtube://channel/UCsteppe000000000000001A", "{channel}", _APP + "channel"),
    _channel("/channel/[^/]++(?:/.*)?", f"{_SITE}channel/steppe", None),
    _channel("/(?P<name>@[^/]++)(?:/.*)?", f"{_SITE}@Steppe_News/live"),
    _channel("/(?P<word>user|c)/(?P<name>[^/]++)(?:/.*)?", f"{_SITE}user/SteppeNews", "{word}/{name}"),
    Place(PlaceKind.PAGE, Shape(f"/(?i:{_RESERVED})(?:/.*)?"), f"{_SITE}premium"),
    _channel(
        "/(?P<name>[^/@?&.]++)(?:/(?:videos|shorts|streams|live|playlists|community|posts|channels|about|featured))?",
        f"{_SITE}SteppeNews/videos",
        host=_NAMED,
    ),
)
GRAMMAR = Grammar(
    Platform.YOUTUBE,
    domains=(
        *("youtube.com", "youtu.be", "y2u.be", "yt.be", "youtube-nocookie.com", "youtubekids.com", "ytimg.com"),
        *("youtubeeducation.com", "youtubegaming.com", "youtube.googleapis.com"),
    ),
    schemes=("vnd.youtube", "youtube"),
    host=f"(?:{_APP})?(?:{_WEB}|{_SHORT})",
    rules=_CARRIERS + _CONTENT + _PLACES,
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "this video has been removed", "video removed by the uploader", "this video was removed",
        "this video is no longer available due to a copyright claim", "this post has been removed",
        "this post was deleted", "this clip has been removed", "видео удалено", "видео было удалено", "запись удалена",
        "бейне жойылды", "бейне өшірілген",
    ),
    account_gone=(
        "this account has been terminated", "account associated with this video has been terminated",
        "the uploader has closed their youtube account", "this channel was removed", "this channel has been removed",
        "аккаунт заблокирован", "канал удалён", "аккаунт бұғатталған",
    ),
    restricted=(
        "this video is private", "private video", "sign in to confirm your age", "this video is age-restricted",
        "not made this video available in your country", "not available in your country",
        "available to this channel's members", "this playlist is private", "это частное видео",
        "видео с ограниченным доступом", "чтобы подтвердить свой возраст", "недоступно в вашей стране",
    ),
    unclear=(  # "video unavailable" is only the heading above each of the reasons
        "this video isn't available anymore", "this channel does not exist", "this page isn't available",
        "the playlist does not exist", "sign in to confirm you're not a bot", "эта страница недоступна",
        "такого канала не существует",
    ),
)
