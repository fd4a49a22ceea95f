"""Facebook: addresses and page signs.

A number names an object on the whole site; the owner in the path is only its address. A reel and a broadcast are videos
under other words. `pfbid…` is a different text for each reader and leads to its item only through the network, and so
do the links that sharing gives. The letter case of the fixed words of a path does not count. A comment is named by the
number of its item and its own; an answer has its own number too, in the same kind of address, so both are `comment`.
A bare number may be any object, unless it lies in the ranges that are given to accounts only.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import NamedTuple

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import (
    UNREADABLE,
    Carrier,
    Form,
    Opaque,
    Parts,
    Place,
    Rule,
    Shape,
    ambiguous,
    keep,
    lower_name,
)
from include.writ.platforms.signs import PageSigns

_SITE = "https://www.facebook.com/"
_NUMBER, _PFBID = "[1-9][0-9]{0,19}", "pfbid[A-Za-z0-9]{1,120}"
_ITEM = f"(?P<item>{_NUMBER})"
_ONION = "facebook(?:corewwwi|wkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd)"
_DOMAIN = rf"(?:(?:facebook|fb)\.com|{_ONION}\.onion)"
_LANGUAGE = "(?!lm)[a-z]{2}(?:-[a-z]{2,4})?"
_WEB = rf"(?:(?:www|m|mbasic|mobile|touch|web|free|0|x|d|h|iphone|secure|alpha|beta|business|{_LANGUAGE})\.)?{_DOMAIN}"
_ANY = rf"(?:[a-z0-9-]{{1,20}}\.)?{_DOMAIN}"
_RESERVED = (
    "groups|events|pages|people|watch|stories|share|reels?|hashtag|plugins|notes|login|search|marketplace|ads|help|"
    "business|gaming|games|media|photos?|videos?|dialog|sharer|messages|checkpoint|commerce|comment|pg|p|public|live|l|v|"
    "directory|places|settings|privacy|policies|legal|apps|appcenter|instantgames|jobs?|job_opening|donate|fundraisers"
)
_TEXT = r"(?!\.\.?(?:[/?]|$))[^/?]++"
_BY_NAME = f"(?P<owner>{_TEXT})"
_PREFIX = "(?:(?i:pg|p)/|(?i:pages|people)/[^/?]++/)?"  # of the addresses of accounts
_OWNER = f"{_PREFIX}(?!(?i:{_RESERVED})(?:[/?]|$)){_BY_NAME}"
_GROUP = f"(?i:/groups)/{_BY_NAME}"
_BY = f"(?P<owner>{_NUMBER})"
_EVENT = f"(?i:/events)/{_BY}"
_NO_LIST = "(?!(?i:explore|category|discovery|search|calendar|birthdays|list|location)/)"
_TITLE = "(?:(?![0-9]++/)[^/?]++/)?"  # a title, or the list that the item was opened from; a number is a second id
_SET = rf"a\.{_ITEM}(?:\.[0-9.]{{1,80}})?"
_STORY = {"story_fbid": _ITEM, "id": f"(?P<owner>{_NUMBER}|{_PFBID})"}


class _Entry(NamedTuple):
    kind: ContentKind
    canonical: str
    shape: Shape
    example: str


def _rows(kind: ContentKind, canonical: str, *shapes: tuple[Shape, str]) -> tuple[_Entry, ...]:
    return tuple(_Entry(kind, canonical, shape, example) for shape, example in shapes)


_OBJECTS = (
    *_rows(
        ContentKind.POST,
        "groups/{owner}/posts/{item}",
        (Shape(f"{_GROUP}/(?i:posts|permalink)/{_TITLE}{_ITEM}"), "groups/steppe.club/posts/9"),
        (Shape(_GROUP, {"multi_permalinks": _ITEM}), "groups/steppe.club?multi_permalinks=9"),
        (Shape(_GROUP, {"view": "permalink", "id": _ITEM}), "groups/steppe.club?view=permalink&id=9"),
    ),
    *_rows(
        ContentKind.POST,
        "events/{owner}/permalink/{item}",
        (Shape(f"{_EVENT}/(?i:permalink|posts)/{_ITEM}"), "events/5/permalink/9"),
        (Shape(_EVENT, {"post_id": _ITEM}), "events/5?post_id=9"),
    ),
    *_rows(
        ContentKind.POST,
        "{owner}/posts/{item}",
        (Shape(f"/{_OWNER}/(?i:posts|activity)/{_TITLE}{_ITEM}"), "sample.page/posts/9"),
        (Shape(f"/(?!.{{0,80}}\\.php$){_OWNER}", {"story_fbid": _ITEM}), "sample.page?story_fbid=9"),
    ),
    *_rows(
        ContentKind.POST,
        "permalink.php?story_fbid={item}&id={owner}",
        (Shape(r"(?i:/(?:permalink|story|profile)\.php)", _STORY), "story.php?story_fbid=9&id=5"),
    ),
    *_rows(
        ContentKind.PHOTO,
        "photo/?fbid={item}",
        (Shape(f"/{_OWNER}/(?i:photos)/{_TITLE}{_ITEM}"), "sample.page/photos/a.1.2.3/9"),
        (Shape(r"(?i:/photo(?:\.php|/view_full_size|/download)?)", {"fbid": _ITEM}), "photo.php?fbid=9&set=a.1"),
        (Shape("(?i:/photos/viewer)", {"photo": _ITEM}), "photos/viewer/?photo=9"),
    ),
    *_rows(
        ContentKind.VIDEO,
        "watch/?v={item}",
        (Shape(f"/(?:{_OWNER}/)?(?i:reels?)/{_ITEM}"), "reel/9"),
        (Shape(f"/{_OWNER}/(?i:videos)/{_TITLE}{_ITEM}"), "sample.page/videos/made-up-title/9"),
        (Shape(r"(?i:/(?:watch(?:/live)?|(?:video/)?video\.php|video|photo\.php))", {"v": _ITEM}), "watch/?v=9"),
        (Shape("(?i:/video/embed)", {"video_id": _ITEM}), "video/embed?video_id=9"),
        (Shape(f"(?i:/v)/{_ITEM}"), "v/9"),
    ),
    *_rows(
        ContentKind.ALBUM,
        "media/set/?set=a.{item}",
        (Shape("(?i:/media/set|/[^/?]++/media_set)", {"set": _SET}), "media/set/?set=a.9.1.2"),
        (Shape(f"/{_OWNER}/(?i:photos)", {"album_id": _ITEM}), "sample.page/photos/?album_id=9"),
        (Shape(f"/{_OWNER}/(?i:photos)/{_SET}"), "sample.page/photos/a.9.1.2"),
        (Shape(f"/{_OWNER}/(?i:albums)/{_ITEM}"), "sample.page/albums/9"),
        (Shape(r"(?i:/album\.php)", {"fbid": _ITEM}), "album.php?fbid=9&id=5"),
    ),
    *_rows(
        ContentKind.NOTE,
        "notes/{owner}/{slug}/{item}",
        (Shape(f"(?i:/notes)/{_BY_NAME}/(?P<slug>{_TEXT})/{_ITEM}"), "notes/anna/made-up/9"),
    ),
    *_rows(
        ContentKind.NOTE,
        "note.php?note_id={item}",
        (Shape(r"(?i:/note\.php)", {"note_id": _ITEM}), "note.php?note_id=9"),
    ),
)
_ALONE = (  # what has no comments, or none with an address
    *_rows(
        ContentKind.EVENT,
        "events/{item}",
        (Shape(f"(?i:/events)/{_NO_LIST}{_TITLE}{_TITLE}{_ITEM}(?i:/(?:about|discussion))?"), "events/s/made-up/9"),
        (Shape(f"(?i:/groups)/[^/]++/(?i:events)/{_ITEM}"), "groups/steppe.club/events/9"),
        (Shape(r"(?i:/event\.php)", {"eid": _ITEM}), "event.php?eid=9"),
        (Shape(f"/{_ITEM}", host="fb:event"), "fb://event/9"),
    ),
    *_rows(
        ContentKind.AD,
        "ads/library/?id={item}",
        (Shape("(?i:/ads/(?:library|archive(?:/render_ad)?))", {"id": _ITEM}), "ads/library/?id=9"),
    ),
    *_rows(
        ContentKind.AD,
        "marketplace/item/{item}",
        (Shape(f"(?i:/marketplace)/{_TITLE}(?i:item)/{_ITEM}"), "marketplace/item/9"),
    ),
    *_rows(ContentKind.AD, "commerce/listing/{item}", (Shape(f"(?i:/commerce/listing)/{_ITEM}"), "commerce/listing/9")),
    *_rows(ContentKind.AD, "job_opening/{item}", (Shape(f"(?i:/job_opening)/{_ITEM}"), "job_opening/9")),
    *_rows(ContentKind.PLAYLIST, "watch/{owner}/{item}", (Shape(f"(?i:/watch)/{_BY}/{_ITEM}"), "watch/5/9")),
    *_rows(
        ContentKind.POST,
        "{owner}_{item}",
        (Shape(f"/{_BY}_{_ITEM}"), "5_9"),
        (Shape(f"/{_BY}_{_ITEM}", host="fb:post"), "fb://post/5_9"),
    ),
    *_rows(ContentKind.PHOTO, "photo/?fbid={item}", (Shape(f"/{_ITEM}", host="fb:photo"), "fb://photo/9")),
    *_rows(ContentKind.VIDEO, "watch/?v={item}", (Shape(f"/{_ITEM}", host="fb:(?:fullscreen_)?video"), "fb://video/9")),
)
_COMMENT = (
    f"(?:{_NUMBER}_)?{_NUMBER}|Y29tbWVudDo[0-9A-Za-z]{{1,64}}={{0,2}}"  # bare, or base64 of `comment:POST_NUMBER`
)
_PAIR = re.compile(rf"(?:comment:)?(?:(?P<item>{_NUMBER})_)?(?P<own>{_NUMBER})", re.ASCII)


def _decode(text: str) -> str:
    try:
        return b64decode(text + "=" * (-len(text) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _read_thread(parts: Parts) -> Parts | None:
    """Read the numbers of a comment and of an answer to it; refuse those that say they belong to another item."""
    numbers = []
    for name in ("comment", "reply"):
        if name in parts:
            text = parts[name]
            found = _PAIR.fullmatch(_decode(text) if text.startswith("Y") else text)
            if found is None or found["item"] not in (None, parts["item"]):
                return None
            numbers.append(found["own"])
    return parts | {"comment": numbers[-1], "thread": "&reply_comment_id=".join(numbers)}


def _comment_of(entry: _Entry) -> Form:
    page = _SITE + entry.canonical + ("&" if "?" in entry.canonical else "?") + "comment_id={thread}"
    fields = {"comment_id": f"(?P<comment>{_COMMENT})", "reply_comment_id": f"(?:(?P<reply>{_COMMENT}))?"}
    shape = Shape(entry.shape.path, {**entry.shape.query, **fields})
    example = _SITE + entry.example + ("&" if "?" in entry.example else "?") + "comment_id=77"
    return Form(ContentKind.COMMENT, "{item}_{comment}", page, shape, example, _read_thread)


def _form(entry: _Entry) -> Form:
    example = entry.example if ":" in entry.example else _SITE + entry.example
    return Form(entry.kind, "{item}", _SITE + entry.canonical, entry.shape, example)


def _place(kind: PlaceKind, path: str, example: str, key: str | None = None, **query: str) -> Place:
    return Place(kind, Shape(path, query), _SITE + example, content_id=key, refine=lower_name if key else keep)


def _ambiguous(shape: Shape, example: str, because: str) -> Place:
    return ambiguous(shape, _SITE + example, because=because)


def _carrier(field: str, path: str, example: str, host: str = _ANY) -> Carrier:
    inside = "https%3A%2F%2Fwww.facebook.com%2Freel%2F9"
    return Carrier(field, Shape(path, {field: ".+"}, host=host), f"{example}?{field}={inside}")


_CARRIERS = (
    _carrier("u", r"(?i:/(?:l|share|sharer)\.php|/sharer(?:/.*)?|/flx/warn)", "https://l.facebook.com/l.php"),
    _carrier("p[url]", r"(?i:/sharer\.php|/sharer(?:/.*)?)", _SITE + "sharer.php"),
    _carrier("href", r"(?i:(?:/v[0-9.]{1,6})?/(?:plugins|widgets|dialog)/.*)", _SITE + "plugins/post.php"),
    _carrier("link", r"(?i:(?:/v[0-9.]{1,6})?/dialog/.*)", _SITE + "dialog/feed"),
    _carrier("url", r"(?i:/plugins/.*/oembed\.json)", _SITE + "plugins/post/oembed.json/"),
    _carrier("url", r"(?:/v[0-9.]{1,6})?/(?:instagram_)?oembed[a-z_]*", "https://graph.facebook.com/oembed_post"),
    _carrier(
        "next",
        "(?i:/(?:(?:login|checkpoint|reg|r|index|home|privacy|cookie|consent|two_step_verification)(?:[./].*)?)?)",
        _SITE + "login/",
    ),
    _carrier("href", "/f?", "fb://facewebmodal/f", "fb:(?:facewebmodal|webview|video)"),
    _carrier("url", "/.*", "fb://webview/", "fb:(?:webview|extbrowser)"),
)
_TWO = "the address names two items"
_HIDDEN_PATH = f"/.*/{_PFBID}"
_SHORT = r"(?:[a-z]{1,8}\.)?"
_OPAQUE: tuple[Rule, ...] = (
    Opaque(
        ContentKind.VIDEO,
        Shape("/(?:v/)?(?P<code>[A-Za-z0-9_-]+)", host=_SHORT + r"(?:fb\.watch|fbwat\.ch)"),
        "https://fb.watch/aBcDeF/",
        "fb.watch/{code}",
    ),
    Opaque(
        ContentKind.EVENT,
        Shape("/e/(?P<code>[^/]++)", host=_SHORT + r"fb\.me"),
        "https://fb.me/e/aBcDeF",
        "fb.me/e/{code}",
    ),
    Opaque(PlaceKind.LINK, Shape("/(?P<code>.+)", host=_SHORT + r"fb\.me"), "https://fb.me/aBcDeF", "fb.me/{code}"),
    Opaque(PlaceKind.LINK, Shape("/(?P<code>.+)", host=_SHORT + r"fb\.gg"), "https://fb.gg/aBcDeF", "fb.gg/{code}"),
    Opaque(PlaceKind.LINK, Shape("/(?:j|g|ch?)/.+", host=_SHORT + r"m\.me"), "https://m.me/j/aBcDeF"),
    Opaque(ContentKind.VIDEO, Shape("(?i:/share/[vr])/(?P<code>[^/]++)"), _SITE + "share/v/aBcDeF", "share/{code}"),
    Opaque(PlaceKind.GROUP, Shape("(?i:/share/g)/(?P<code>[^/]++)"), _SITE + "share/g/aBcDeF", "share/{code}"),
    Opaque(
        PlaceKind.LINK,
        Shape("(?i:/share)/(?:[a-z]{1,10}/)?(?P<code>(?![a-z]{1,10}$)[^/]++)"),
        _SITE + "share/p/aBcDeF",
        "share/{code}",
    ),
    Opaque(PlaceKind.LINK, Shape("(?i:/l)/.+"), _SITE + "l/aBcDeF"),
    *(
        Opaque(ContentKind.COMMENT, Shape(path, {**query, "comment_id": ".+"}), _SITE + example + "comment_id=7")
        for path, query, example in (
            (_HIDDEN_PATH, {}, "page/posts/pfbid0aB?"),
            (".*", {"story_fbid": _PFBID}, "story.php?story_fbid=pfbid0aB&id=5&"),
            (".*", {"fbid": _PFBID}, "photo?fbid=pfbid0aB&"),
        )
    ),
    Opaque(PlaceKind.PROFILE, Shape(f"(?i:/people)/[^/]++/{_PFBID}"), _SITE + "people/Anna-Sample/pfbid0aB"),
    Opaque(PlaceKind.PROFILE, Shape(r"(?i:/profile\.php)", {"id": _PFBID}), _SITE + "profile.php?id=pfbid0aB"),
    Opaque(ContentKind.PHOTO, Shape(f"/[^/]++/(?i:photos)/(?:[^/]++/)?{_PFBID}"), _SITE + "page/photos/pfbid0aB"),
    Opaque(ContentKind.VIDEO, Shape(f"(?:/[^/]++)?/(?i:videos|reels?)/(?:[^/]++/)?{_PFBID}"), _SITE + "reel/pfbid0aB"),
    Opaque(ContentKind.POST, Shape(_HIDDEN_PATH), _SITE + "page/posts/pfbid0aB"),
    Opaque(ContentKind.POST, Shape(query={"story_fbid": _PFBID}), _SITE + "story.php?story_fbid=pfbid0aB&id=5"),
    Opaque(ContentKind.PHOTO, Shape(query={"fbid": _PFBID}), _SITE + "photo?fbid=pfbid0aB"),
    Opaque(ContentKind.POST, Shape(_GROUP, {"multi_permalinks": _PFBID}), _SITE + "groups/g?multi_permalinks=pfbid0aB"),
)
_ACCOUNT = "1000[0-9]{11}|615[0-9]{11}"  # the ranges of numbers that are given to people and pages only
_NAME = "(?P<name>[A-Za-z0-9.]{1,80})"
_NAMED = f"(?P<name>{_NUMBER})"
_TAB = (
    "posts|photos|videos|albums|photos_(?:albums|stream|by|of|all)|about(?:_[a-z_]{1,40})?|live|live_videos|reels?|"
    "reels_tab|events|notes|community|reviews|likes|friends|followers|following|map|music|mentions|shop|groups|sports|"
    "books|movies|tv|check-?ins|services|jobs|offers|menu|stories|videos_by|media_set"
)
_PROFILES = (
    _place(PlaceKind.PROFILE, r"(?i:/profile\.php)", "profile.php?id=5", "{name}", id=_NAMED, story_fbid=""),
    _place(PlaceKind.PROFILE, f"(?i:/(?:people|pages))/[^/]++/{_NAMED}", "people/Anna-Sample/5", "{name}"),
    _place(PlaceKind.PROFILE, f"(?i:/pages/category)/[^/]++/[^/]*-{_NAMED}", "pages/category/News/Page-5", "{name}"),
    _place(PlaceKind.PROFILE, "(?:/(?i:p))?/[^/]*-(?P<name>[1-9][0-9]{4,19})", "Sample-Page-50000", "{name}"),
    _place(PlaceKind.PROFILE, f"(?i:/groups)/[^/]++/(?i:user)/{_NAMED}", "groups/steppe.club/user/5", "{name}"),
    _place(PlaceKind.PROFILE, f"/(?P<name>{_ACCOUNT})", "100000000000005", "{name}"),
    _ambiguous(
        Shape("/[0-9]{1,40}"), "900000000000009", "a bare number may be an account, a post, a photo or anything else"
    ),
    _place(
        PlaceKind.PROFILE,
        rf"/(?:@|(?i:pg)/)?(?!(?i:{_RESERVED}|home|reg|friends|notifications|bookmarks|saved|memories|watchparty|terms|"
        rf"careers|offers|recover|mobile|lite|me|feed|about)$)(?!.{{0,80}}\.php$){_NAME}",
        "sample.page",
        "{name}",
        story_fbid="",
    ),
    Place(
        PlaceKind.PROFILE,
        Shape(f"/{_NAME}", host=_SHORT + r"m\.me"),
        "https://m.me/sample.page",
        None,
        "{name}",
        lower_name,
    ),
    Place(PlaceKind.PROFILE, Shape(f"/{_NAMED}", host="fb:(?:profile|page)"), "fb://profile/5", content_id="{name}"),
    Place(
        PlaceKind.PROFILE,
        Shape("/", {"id": _NAMED}, host="fb:(?:profile|page)"),
        "fb://page/?id=5",
        content_id="{name}",
    ),
)
_PLACES: tuple[Rule, ...] = (
    Place(PlaceKind.ROOT, Shape("/", host=rf"{_WEB}|{_SHORT}(?:fb\.(?:watch|me|gg)|fbwat\.ch|m\.me)"), _SITE),
    _place(PlaceKind.FEED, "(?i:/groups/(?:feed|discover|joins))", "groups/feed"),
    _place(PlaceKind.PAGE, "(?i:/groups/(?:create|search)(?:/.*)?)", "groups/create"),
    _place(PlaceKind.SEARCH, "(?i:/groups)/[^/]++/(?i:search)", "groups/steppe.club/search?q=x"),
    _place(PlaceKind.GROUP, "(?i:/groups)/(?P<name>[^/]++)(?i:/(?:about|discussion))?", "groups/steppe.club", "{name}"),
    _place(PlaceKind.GROUP, r"(?i:/group\.php)", "group.php?gid=5", "{name}", gid=_NAMED),
    Place(PlaceKind.GROUP, Shape(f"/{_NAMED}", host="fb:group"), "fb://group/5", content_id="{name}"),
    Place(PlaceKind.GROUP, Shape("/", {"id": _NAMED}, host="fb:group"), "fb://group/?id=5", content_id="{name}"),
    _place(PlaceKind.SEARCH, "(?i:/(?:search|hashtag|public|watch/(?:search|hashtag))(?:/.*)?)", "hashtag/steppe"),
    _place(PlaceKind.SEARCH, r"(?i:/ads/(?:library|archive)|/marketplace(?:/[^/]++)?/search)", "ads/library/?q=steppe"),
    _place(PlaceKind.FEED, r"(?i:/(?:watch|reels?|marketplace|gaming|live|home\.php|feed)(?:/.*)?)", "watch/"),
    _place(PlaceKind.APP, "(?i:/(?:games|apps|appcenter|instantgames)/.+)", "games/made-up"),
    Place(PlaceKind.APP, Shape("/.+", host=rf"apps\.{_DOMAIN}"), "https://apps.facebook.com/made-up"),
    _place(PlaceKind.LIST, "(?i:/stories)/[^/]++", "stories/5"),
    _place(PlaceKind.LIST, "(?i:/media/set)", "media/set/?set=vb.5", set=".+"),
    _place(
        PlaceKind.LIST,
        f"(?i:/groups)/[^/]++/(?i:members|media|photos|files|{_TAB})(?:/.*)?",
        "groups/steppe.club/media",
    ),
    _place(PlaceKind.LIST, f"/{_OWNER}/(?i:{_TAB})", "sample.page/photos"),
    _place(PlaceKind.LIST, "(?i:/(?:notes|events))(?:/[^0-9/][^/]*)?", "events/"),
)
GRAMMAR = Grammar(
    Platform.FACEBOOK,
    domains=(
        *("facebook.com", "fb.com", "fb.watch", "fbwat.ch", "fb.me", "fb.gg", "m.me", "facebookcorewwwi.onion"),
        "facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion",
    ),
    schemes=("fb",),
    host=_WEB,
    rules=(
        *_CARRIERS,
        Carrier(
            None,
            Shape(r"/(?:(?:home|index)\.php)?", fragment="!?(?P<target>/.+)"),
            _SITE + "#!/sample.page/posts/9",
        ),
        _ambiguous(Shape(fragment="!/.+"), "reel/9#!/sample.page", "the part after # names another page"),
        *_OPAQUE,
        _ambiguous(Shape(r"(?i:/photo\.php)", {"fbid": ".+", "v": ".+"}), "photo.php?fbid=9&v=8", _TWO),
        _ambiguous(
            Shape("(?i:/groups)/[^/]++/.+", {"multi_permalinks": ".+"}), "groups/g/posts/9?multi_permalinks=8", _TWO
        ),
        _ambiguous(Shape("/[^/]++/.+", {"story_fbid": ".+"}), "page/posts/9?story_fbid=8", _TWO),
        _ambiguous(Shape(query={"multi_permalinks": ".*,.{0,128}"}), "groups/g?multi_permalinks=8,9", _TWO),
        _ambiguous(
            Shape("(?i:/events)/.+", {"event_time_id": ".+"}),
            "events/9?event_time_id=8",
            "the address names one date of a series of events",
        ),
        *(_comment_of(entry) for entry in _OBJECTS),
        Form(
            ContentKind.COMMENT,
            "{item}_{comment}",
            _SITE + "comment/replies/?ctoken={item}_{comment}",
            Shape("(?i:/comment/replies)", {"ctoken": f"{_ITEM}_(?P<comment>{_NUMBER})"}),
            _SITE + "comment/replies/?ctoken=9_77",
        ),
        *_PROFILES,
        _ambiguous(Shape(query={"comment_id": ".+"}), "page/posts/9?comment_id=first", UNREADABLE),
        _ambiguous(Shape(query={"reply_comment_id": ".+"}), "page/posts/9?reply_comment_id=7", UNREADABLE),
        *(_form(entry) for entry in (*_OBJECTS, *_ALONE)),
        Form(
            ContentKind.STORY,
            "{card}",
            _SITE + "stories/{owner}/{card}",
            Shape("(?i:/stories)/(?P<owner>[^/]++)/(?P<card>[A-Za-z0-9_-]{8,200})={0,2}"),
            _SITE + "stories/5/UzpfSVNDOjk=",
        ),
        *_PLACES,
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "this post has been deleted", "this post was deleted", "this video has been deleted", "this photo was deleted",
        "публикация удалена", "публикация была удалена", "видео удалено", "жарияланым жойылды",
    ),
    account_gone=(
        "this account has been disabled", "this account was deleted", "аккаунт отключён", "аккаунт удалён",
        "аккаунт өшірілген",
    ),
    restricted=("you must log in to continue", "войдите, чтобы продолжить", "жалғастыру үшін кіріңіз"),
    unclear=(  # names deletion only as one of several reasons
        "this content isn't available right now", "this page isn't available", "the link you followed may be broken",
        "контент сейчас недоступен", "эта страница недоступна", "мазмұн қазір қолжетімді емес",
    ),
)
