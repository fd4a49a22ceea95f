"""X, once Twitter: addresses and page signs.

A post is its number: the name before it is ignored by the site, and may be that of anybody. Photos, videos, lists of
those who liked it and the like below a post's address are the post. `name/article/1` is the same post as
`name/status/1`, opened to read; `i/article/1` has a number of its own, and stays apart. Words and names of a path may
be written in any case, codes may not.
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
    keep,
    lower_name,
)
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_SITE = "https://x.com/"
_ONION = "twitter3e4tixl4xyajtrzo62zg5vztmjuricljdp2c5kshju4avyoid.onion"
_WEB = rf"(?:(?:www|m|mobile|0)\.)?(?:x\.com|twitter\.com|{_ONION.replace('.', '[.]')})"
_PLATFORM = r"platform\.(?:x|twitter)\.com"
_PUBLISH = r"publish\.(?:x|twitter)\.com"
_ID = "(?P<item>[1-9][0-9]{0,18})"
_CODE = "(?P<code>[A-Za-z0-9]{6,20})"
_USER_ID = "(?P<user>[1-9][0-9]{0,18})"
_NAME = "@?(?P<name>[A-Za-z0-9_]{1,20})"
_RESERVED = (
    "about account compose download explore favorites followers following hashtag hashtags home i intent invitations "
    "jobs lists login logout mentions messages notifications oauth privacy search search-advanced search-home session "
    "sessions settings share signin signup similar_to statuses tos who_to_follow widgets"
).replace(" ", "|")
_OTHERS = f"(?!(?i:{_RESERVED})(?:/|\\Z))"  # no user has such a name
_AUTHOR = f"(?:(?i:i)|{_OTHERS}@?[A-Za-z0-9_]{{1,50}})"
_BELOW = (
    "(?:/(?i:(?:photo|video)(?:/[1-9][0-9]?(?:/[a-z]{1,20})?)?|analytics|conversation|favorites|hidden|history|likes|"
    "media|mediaviewer|media_?tags|people|quotes|reposts|retweets(?:/with_comments)?))?"
)
_WRITE = "/(?i:(?:intent|compose)/(?:tweet|post))"
_TABS = (
    "about|affiliates|articles|communities|creator-subscriptions/subscriptions|favorites|follow|followers|"
    "followers_you_follow|following|header_photo|highlights|likes|media|moments|photo|reposts|subs|superfollows|topics|"
    "verified_followers|with_replies"
)


def _post(shape: Shape, example: str) -> Form:
    return Form(ContentKind.POST, "{item}", _SITE + "i/status/{item}", shape, example)


def _item(kind: ContentKind, word: str, path: str, example: str, part: str = "item") -> Form:
    return Form(kind, f"{{{part}}}", f"{_SITE}i/{word}/{{{part}}}", Shape(path), _SITE + example)


def _profile(shape: Shape, example: str, content_id: str = "{name}") -> Place:
    return Place(PlaceKind.PROFILE, shape, example, None, content_id, lower_name if content_id == "{name}" else keep)


_CARRIERS: tuple[Rule, ...] = (
    Carrier(
        "redirect_after_login",
        Shape(
            "/(?i:login|logout|account/access|i/flow/(?:login|signup))(?:/.*)?",
            {"redirect_after_login": ".+"},
        ),
        f"{_SITE}login?redirect_after_login=%2Fsteppe%2Fstatus%2F1001",
    ),
    Carrier(
        "url", Shape("/(?i:i/redirect)", {"url": ".+"}), f"{_SITE}i/redirect?url=https%3A%2F%2Fx.com%2Fi%2Fstatus%2F1"
    ),
    Carrier(
        "unsafe_link",
        Shape("/(?:i/)?safety/unsafe_link_warning", {"unsafe_link": ".+"}),
        f"{_SITE}i/safety/unsafe_link_warning?unsafe_link=https%3A%2F%2Fvk.com%2Fwall-1_2",
    ),
    Carrier("query", Shape("/", {"query": ".+"}, _PUBLISH), f"https://publish.x.com/?query={_SITE}steppe/status/1001"),
    Carrier("url", Shape("/oembed", {"url": ".+"}, _PUBLISH), f"https://publish.x.com/oembed?url={_SITE}i/status/1"),
    Carrier(
        "url",
        Shape(r"/widgets/tweet_button\.html", {"url": ".+"}, _PLATFORM),
        "https://platform.twitter.com/widgets/tweet_button.html?url=https%3A%2F%2Fvk.com%2Fwall-1_2",
    ),
    ambiguous(
        Shape(query={"in_reply_to": ".+", "url": ".+"}),
        f"{_SITE}intent/post?in_reply_to=1001&url=https%3A%2F%2Fx.com%2Fi%2Fstatus%2F1002",
        because="the address answers one item and shares another",
    ),
    Carrier(
        "url",
        Shape(f"{_WRITE}|/(?i:share|intent/share)", {"url": ".+"}),
        f"{_SITE}intent/post?url=https%3A%2F%2Fvk.com%2Fwall-1_2",
    ),
)
_CONTENT: tuple[Rule, ...] = (
    ambiguous(
        Shape("/[^/]++/(?i:status(?:es)?|article)/.*", fragment="!/.+"),
        f"{_SITE}steppe/status/1001#!/steppe/status/1002",
        because="the path names one item, and what follows # another",
    ),
    _post(Shape(f"/{_AUTHOR}/(?i:status(?:es)?)/{_ID}{_BELOW}"), f"{_SITE}steppe/status/1001"),
    _post(
        Shape(f"/(?!(?i:i)/){_AUTHOR}/(?i:article)/{_ID}(?:/(?i:media)/[0-9]{{1,19}})?"), f"{_SITE}steppe/article/1001"
    ),
    _post(
        Shape(f"/(?i:statuses|i/(?:web/status|videos/tweet|cards/tfw/v1|birdwatch/t|communitynotes/t))/{_ID}{_BELOW}"),
        f"{_SITE}i/web/status/1001",
    ),
    Carrier(
        None,
        Shape("/(?:home)?", fragment="!(?P<target>/.+)"),
        "https://twitter.com/#!/steppe/status/1001",
    ),
    _post(Shape(_WRITE, {"in_reply_to": _ID}), f"{_SITE}intent/post?in_reply_to=1001"),
    _post(
        Shape("/(?i:intent/(?:like|favorite|retweet|repost))", {"tweet_id": _ID}), f"{_SITE}intent/like?tweet_id=1001"
    ),
    *(
        _post(
            Shape(r"/embed/(?i:tweet|index)\.html", {name: _ID}, _PLATFORM),
            f"https://platform.twitter.com/embed/Tweet.html?{name}=1001",
        )
        for name in ("id", "tweetId")
    ),
    *(
        _post(Shape("/", {name: _ID}, "twitter:(?:status|tweet)"), f"twitter://status?{name}=1001")
        for name in ("id", "status_id")
    ),
    _post(Shape(f"/{_ID}", host="twitter:(?:status|tweet)"), "twitter://status/1001"),
    ambiguous(
        Shape(_WRITE, {"in_reply_to": ".+"}),
        f"{_SITE}intent/post?in_reply_to=steppe",
        because=UNREADABLE,
    ),
    _item(ContentKind.ARTICLE, "article", f"/(?i:i/articles?)/{_ID}(?:/(?i:media)/[0-9]{{1,19}})?", "i/article/1001"),
    _item(ContentKind.EVENT, "events", f"/(?i:i/(?:events|moments))/{_ID}", "i/events/1001"),
    _item(ContentKind.NOTE, "birdwatch/n", f"/(?i:i/(?:birdwatch|communitynotes)/n)/{_ID}", "i/birdwatch/n/1001"),
    _item(
        ContentKind.LIVE,
        "broadcasts",
        f"/(?i:i/broadcasts)/{_CODE}(?:/[a-z]++)?",
        "i/broadcasts/1Sample000001",
        "code",
    ),
    _item(ContentKind.LIVE, "spaces", f"/(?i:i/spaces)/{_CODE}(?:/[a-z]++)?", "i/spaces/1Sample000002", "code"),
    Opaque(
        PlaceKind.LINK,
        Shape("/(?P<code>[A-Za-z0-9]{1,32})", host=r"(?:www\.)?t\.co"),
        "https://t.co/Sample0001",
        "{code}",
    ),
    Opaque(
        ContentKind.POST,
        Shape("/(?P<code>[A-Za-z0-9]{1,32})", host=r"pic\.(?:x|twitter)\.com"),
        "https://pic.x.com/Sample0001",
        "{code}",
    ),
)
_PLACES: tuple[Rule, ...] = (
    Place(PlaceKind.ROOT, Shape("/"), _SITE),
    Place(
        PlaceKind.SEARCH,
        Shape("/(?i:search|search-home|search-advanced|hashtag/[^/]++(?:/.*)?)"),
        f"{_SITE}hashtag/steppe",
    ),
    Place(
        PlaceKind.FEED,
        Shape("/(?i:home|explore(?:/.*)?|notifications(?:/.*)?|mentions|i/(?:timeline|topics/.*|trends|trending/.*))"),
        f"{_SITE}home",
    ),
    Place(PlaceKind.LIST, Shape(f"/(?i:i/lists)/{_ID}(?:/[a-z_]++)?"), f"{_SITE}i/lists/1001", content_id="{item}"),
    Place(
        PlaceKind.LIST,
        Shape(f"/(?i:i/bookmarks(?:/.*)?|lists)|/{_OTHERS}@?[A-Za-z0-9_]{{1,20}}/(?i:lists|timelines)(?:/.*)?"),
        f"{_SITE}steppe/lists/news",
    ),
    Place(
        PlaceKind.GROUP,
        Shape(f"/(?i:i/communities)/{_ID}(?:/[a-z_]++)?"),
        f"{_SITE}i/communities/1001",
        content_id="{item}",
    ),
    _profile(Shape(f"/(?i:i/user)/{_USER_ID}"), f"{_SITE}i/user/1001", "i/user/{user}"),
    _profile(Shape("/(?i:intent/(?:user|follow))", {"screen_name": _NAME}), f"{_SITE}intent/user?screen_name=steppe"),
    _profile(
        Shape("/(?i:intent/(?:user|follow))", {"user_id": _USER_ID}),
        f"{_SITE}intent/user?user_id=1001",
        "i/user/{user}",
    ),
    _profile(Shape("/", {"screen_name": _NAME}, "twitter:(?:user|follow)"), "twitter://user?screen_name=steppe"),
    *(
        _profile(Shape("/", {name: _USER_ID}, "twitter:user"), f"twitter://user?{name}=1001", "i/user/{user}")
        for name in ("id", "user_id")
    ),
    Place(PlaceKind.SEARCH, Shape(host="twitter:search"), "twitter://search?query=steppe"),
    _profile(Shape(f"/{_OTHERS}{_NAME}(?:/(?i:{_TABS}))?"), f"{_SITE}Steppe_News/with_replies"),
)
GRAMMAR = Grammar(
    Platform.X,
    domains=("x.com", "twitter.com", "t.co", _ONION),
    schemes=("twitter",),
    host=f"(?:twitter:)?{_WEB}",
    rules=_CARRIERS + _CONTENT + _PLACES,
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "this post was deleted by the post author", "this tweet was deleted by the tweet author",
        "this post has been deleted", "this tweet has been deleted", "this post violated the x rules",
        "this tweet violated the twitter rules", "этот пост удалён автором", "автор удалил этот пост",
        "этот твит удалён автором", "автор удалил этот твит", "твит удалён", "пост удалён",
    ),
    account_gone=(
        "this post is from a suspended account", "this tweet is from a suspended account",
        "this post is from an account that no longer exists", "this tweet is from an account that no longer exists",
        "account suspended", "x suspends accounts which violate the x rules", "учетная запись заблокирована",
        "аккаунт заблокирован",
    ),
    restricted=(
        "these posts are protected", "these tweets are protected", "this account's posts are protected",
        "limits who can view their posts", "limits who can view their tweets", "age-restricted adult content",
        "has been withheld in", "эти посты защищены", "эти твиты защищены",
    ),
    unclear=(  # shown alike for deleted, hidden and mistyped addresses
        "this page doesn't exist", "this post is unavailable", "this tweet is unavailable",
        "this account doesn't exist", "something went wrong", "javascript is not available",
        "эта страница не существует", "этот пост недоступен", "этот твит недоступен",
        "такой учетной записи не существует", "что-то пошло не так",
    ),
    login_address=LOGIN_PATH + "|/i/flow/(?:login|signup)|/account/access",
)
