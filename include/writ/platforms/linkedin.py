"""LinkedIn: addresses and page signs.

One publication may carry several numbers (activity, share, ugcPost, groupPost) whose relation only the network knows;
each is kept as an identity of its own, under its word. A comment is named by the query on whatever page it is shown,
together with the number that its thread hangs on, which need not be the one in the path. An answer can also be named as
a comment, so both are `comment`. An article has a title address and numbers; only the network relates them.
"""

from __future__ import annotations

import re
from itertools import combinations
from urllib.parse import quote, unquote

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import UNREADABLE, Carrier, Form, Opaque, Parts, Place, Rule, Shape, ambiguous
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_SITE = "https://www.linkedin.com/"
_WEB = r"(?:(?:www|m|touch|mobile|[a-z]{2})\.)?linkedin\.com"
_PRE = "/(?:comm/|mwlite/)?"  # links in letters, and the light site for telephones
_ID = "[1-9][0-9]{0,19}"
_LONG = "[1-9][0-9]{14,19}"  # long enough not to be a number in the title that stands before it
_ITEM, _GROUP = f"(?P<item>{_ID})", f"(?P<group>{_ID})"
_ACTIVITY, _GROUP_POST = "feed/update/urn:li:activity:{item}", "groupPost:{group}-{item}"
_DOORS = "/(?:comm/)?(?:authwall|login|m/login|uas|checkpoint|signup|start|reg)(?:/.*)?"

_POSTS = ("activity", "share", "ugcPost", "aggregatedShare")
_ARTICLES = ("linkedInArticle", "article")
_WORDS = {word.lower(): word for word in (*_POSTS, *_ARTICLES, "groupPost")}

_COLON, _COMMA, _OPEN, _CLOSE = "(?::|%3[Aa])", "(?:,|%2[Cc])", r"(?:\(|%28)", r"(?:\)|%29)"  # some are encoded twice
_URN_START = f"urn{_COLON}li{_COLON}"


def _thing(name: str, words: tuple[str, ...] = _POSTS, groups: bool = True) -> str:
    """What follows `urn:li:`, as a part of that name; a post of a group has two numbers."""
    of_group = f"|(?i:groupPost){_COLON}{_ID}-{_ID}" if groups else ""
    return f"(?P<{name}>(?i:{'|'.join(words)}){_COLON}{_ID}{of_group})"


def _update(name: str) -> str:
    """An item, or the frame in which a feed shows it; only a frame says more after the item."""
    frame = rf"(?:{_URN_START}(?:fs_feedUpdate|fs_updateV2|fsd_update){_COLON}{_OPEN}(?:(?:V2|\*){_COMMA})?)?"
    return f"(?={_URN_START}fs|[^,()]*+\\Z){frame}{_URN_START}{_thing(name)}(?:(?:{_COMMA}|{_CLOSE})[^:%]*)?"


_MARKS = ("commentUrn", "dashCommentUrn", "replyUrn", "dashReplyUrn")


def _mark(name: str) -> str:
    """One comment as the query field writes it: with its number last, or first in the fields called dash."""
    parent = f"(?:{_URN_START})?{_thing(name + '_parent', (*_POSTS, *_ARTICLES))}"
    number = f"(?P<{name}_number>{_ID})"
    if name.startswith("dash"):
        return f"{_URN_START}fsd_comment{_COLON}{_OPEN}{number}{_COMMA}{parent}{_CLOSE}"
    return f"{_URN_START}comment{_COLON}{_OPEN}{parent}{_COMMA}{number}{_CLOSE}"


_IN_PATH = re.compile(rf"(?i:({'|'.join(_POSTS)}))(?::|-(?={_LONG}))({_ID})", re.ASCII)


def _spelled(urn: str) -> str:
    word, _, number = unquote(unquote(urn)).partition(":")
    return f"{_WORDS[word.lower()]}:{number}"


def _item(parts: Parts) -> Parts | None:
    return parts | {"urn": _spelled(parts["urn"])}


def _titled(parts: Parts) -> Parts | None:
    """A post after its title; only that of a group has two numbers."""
    word = _WORDS[parts["type"].lower()]
    if (word == "groupPost") != ("-" in parts["item"]):
        return None
    return parts | {"urn": f"{word}:{parts['item']}"}


def _talk(parts: Parts) -> Parts | None:
    """The one comment that all fields name; an answer when there is one. None when they disagree."""
    named = [
        {(_spelled(parts[f"{name}_parent"]), parts[f"{name}_number"]) for name in names if f"{name}_number" in parts}
        for names in (_MARKS[:2], _MARKS[2:])
    ]
    parents = {parent for found in named for parent, _ in found}
    if len(parents) != 1 or any(len(found) > 1 for found in named):
        return None
    [(parent, number)] = named[1] or named[0]
    word, _, item = parent.partition(":")
    if any(_WORDS[kind.lower()] == word and other != item for kind, other in _IN_PATH.findall(parts["path"])):
        return None
    return parts | {"parent": parent, "comment": number}


def _named(parts: Parts) -> Parts | None:
    """Names in addresses ignore case, save those that the site makes of the number of a member."""
    if re.match(r"AC[A-Za-z]AA", parts["name"]):
        return parts
    return parts | {"name": quote(unquote(parts["name"]).lower(), safe="-_.~&'()+,!*")}


def _one_job(parts: Parts) -> Parts | None:
    return parts if parts.get("other") in (None, "", parts["item"]) else None


def _named_by_urn(kind: ContentKind, shape: Shape, example: str) -> Form:
    return Form(kind, "{urn}", _SITE + "feed/update/urn:li:{urn}", shape, _SITE + example, _item)


def _comments() -> tuple[Rule, ...]:
    """What the query says of a comment decides on every page that shows posts."""
    path = f"(?P<path>{_PRE}(?:embed/)?(?:feed|posts|pulse|video|groups|events)(?:/.*)?)"
    marks = {name: f"(?:{_mark(name)})?" for name in _MARKS}
    page = _SITE + "feed/update/urn:li:{parent}?commentUrn=urn:li:comment:({parent},{comment})"
    post = _SITE + "feed/update/urn:li:activity:1"

    def written(name: str) -> str:
        urn = "fsd_comment:(3,urn:li:activity:1)" if name.startswith("dash") else "comment:(activity:1,3)"
        return f"{post}?{name}=urn:li:{urn}"

    return (
        *(
            Form(
                ContentKind.COMMENT,
                "{parent}/{comment}",
                page,
                Shape(path, marks | {name: _mark(name)}),
                written(name),
                _talk,
            )
            for name in _MARKS
        ),
        *(ambiguous(Shape(path, {name: ".+"}), f"{post}?{name}=last", because=UNREADABLE) for name in _MARKS),
        ambiguous(
            Shape("/groupItem", {"commentID": "[1-9].*"}),
            _SITE + "groupItem?gid=1&item=2&commentID=3",
            because=UNREADABLE,
        ),
    )


_CARRIERS = (
    ("url", "/redir/[a-z-]++", "redir/redirect"),
    ("url", "/safety/go", "safety/go"),
    ("url", "/e/[a-z0-9]++", "e/v2"),
    ("url", "/(?:shareArticle|cws/share|share|sharing/share-offsite|countserv/count/share)", "sharing/share-offsite"),
    ("url", "/embeds/.*", "embeds/oembed.json"),
    ("shareUrl", f"{_PRE}feed", "feed"),
    ("sessionRedirect", _DOORS, "authwall"),
    ("session_redirect", _DOORS, "uas/login"),
)
_CODE = "(?P<code>[A-Za-z0-9_-]++)"
_UPDATE_PATH = f"{_PRE}(?:embed/)?feed/update/"
_POST_SHAPES = (
    (Shape(f"{_UPDATE_PATH}(?:urn:li:)?{_thing('urn')}"), "feed/update/urn:li:activity:1"),
    (
        Shape(f"{_UPDATE_PATH}(?=urn:li:fsd?_){_update('urn')}"),
        "feed/update/urn:li:fsd_update:(urn:li:activity:1,FEED)",
    ),
    (
        Shape(f"{_PRE}in/[^/]++/(?:detail/)?recent-activity/(?:urn:li:)?{_thing('urn')}"),
        "in/anna-sample/detail/recent-activity/urn:li:activity:1",
    ),
    (Shape(f"{_PRE}video/(?:live|event)/(?:urn:li:)?{_thing('urn')}"), "video/live/urn:li:ugcPost:1"),
    (
        Shape(f"{_PRE}(?:feed|groups/[0-9]{{1,12}})", {"highlightedUpdateUrn": _update("urn")}),
        "feed?highlightedUpdateUrn=urn:li:activity:1",
    ),
    (
        Shape(f"{_PRE}feed", {"highlightedUpdateUrns": _update("urn")}),
        "feed?highlightedUpdateUrns=urn:li:activity:1",
    ),
    (
        Shape(
            f"{_PRE}(?:feed(?:/update)?|(?:company|school|showcase|in)/[^/]++(?:/.*)?)",
            {"updateEntityUrn": _update("urn")},
        ),
        "feed/update?updateEntityUrn=urn:li:activity:1",
    ),
)
_NO_COMMENT = "(?!commentID_).*"
_SIMPLE = (  # a template of the id, one of the page, the shape, an example
    (ContentKind.POST, "activity:{item}", _ACTIVITY, Shape(f"/hp/update/{_ITEM}"), "hp/update/1"),
    (
        *(ContentKind.POST, "activity:{item}", _ACTIVITY),
        *(Shape("/(?:nhome/)?updates", {"topic": _ITEM}), "nhome/updates?topic=1"),
    ),
    (
        *(ContentKind.POST, "activity:{item}", _ACTIVITY),
        *(Shape("/(?:nhome/)?updates", {"activity": _ITEM}), "nhome/updates?activity=1"),
    ),
    (
        *(ContentKind.POST, _GROUP_POST, f"feed/update/urn:li:{_GROUP_POST}"),
        *(Shape("/groupItem", {"gid": _GROUP, "item": _ITEM}, None, _NO_COMMENT), "groupItem?gid=1&item=2"),
    ),
    (
        *(ContentKind.POST, _GROUP_POST, f"feed/update/urn:li:{_GROUP_POST}"),
        *(Shape(f"/(?:grp/post|groups/[^/]++)/{_GROUP}-{_ITEM}", fragment=_NO_COMMENT), "grp/post/1-2"),
    ),
    (
        *(ContentKind.POST, _GROUP_POST, f"feed/update/urn:li:{_GROUP_POST}"),
        *(Shape(rf"/groups/[^/.]*-{_GROUP}\.S\.{_ITEM}", fragment=_NO_COMMENT), "groups/Sample-1.S.2"),
    ),
    (
        *(ContentKind.ARTICLE, "{slug}", "pulse/{slug}"),
        Shape(f"{_PRE}(?:pulse|today/post/article)/(?:article/)?(?P<slug>(?!topics-)[^/-]*+-[^/]*)"),
        "pulse/invented-title-anna-sample-x1yz",
    ),
    (
        *(ContentKind.ARTICLE, "advice/{item}/{slug}", "advice/{item}/{slug}"),
        *(Shape("/advice/(?P<item>[0-9])/(?P<slug>[^/]++)"), "advice/0/invented-question-abcde"),
    ),
    (
        *(ContentKind.AD, "{item}", "jobs/view/{item}"),
        *(Shape(f"{_PRE}jobs(?:/(?!view(?:/|\\Z)).*)?", {"currentJobId": _ITEM}), "jobs/search?currentJobId=4001"),
    ),
    (
        *(ContentKind.AD, "ad-library/{item}", "ad-library/detail/{item}"),
        *(Shape(f"/ad-library/detail/{_ITEM}"), "ad-library/detail/1"),
    ),
    (
        *(ContentKind.AD, "ad-library/job/{item}", "ad-library/job/detail/{item}"),
        *(Shape(f"/ad-library/job/detail/{_ITEM}"), "ad-library/job/detail/1"),
    ),
)
_PLACES = (
    (PlaceKind.SEARCH, f"{_PRE}(?:search|jobs/search|pub/dir)(?:/.*)?", "search/results/all"),
    (PlaceKind.SEARCH, f"{_PRE}jobs/(?=[^/]{{1,200}}-jobs)[^/]++", "jobs/driver-jobs-almaty"),
    (PlaceKind.FEED, f"{_PRE}feed(?:/.*)?", "feed/hashtag/steppe"),
    (PlaceKind.LIST, f"{_PRE}in/[^/]++/(?:detail/)?recent-activity(?:/.*)?", "in/anna-sample/recent-activity/all"),
    (
        PlaceKind.LIST,
        f"{_PRE}(?:company|school|showcase)/[^/]++/(?:posts|jobs|people|events|videos|products)(?:/.*)?",
        "company/steppe-news/posts",
    ),
    (PlaceKind.LIST, f"{_PRE}(?:jobs(?:/(?!view/).*)?|(?:pulse|news/story)(?:/.*)?)", "jobs/collections"),
    (PlaceKind.LIST, f"{_PRE}(?:events|groups|newsletters)", "events"),
    (PlaceKind.PROFILE, f"{_PRE}(?:pub/.+|profile/view)", "pub/anna-sample/1/2/3"),
)

GRAMMAR = Grammar(
    Platform.LINKEDIN,
    domains=("linkedin.com", "lnkd.in", "linkedin.cn"),
    schemes=("linkedin",),
    host=_WEB,
    rules=(
        Opaque(
            PlaceKind.LINK,
            Shape("/(?P<code>(?:p/)?[A-Za-z0-9_-]++)", host=r"(?:www\.)?lnkd\.in"),
            "https://lnkd.in/dSample",
            "{code}",
        ),
        Opaque(PlaceKind.LINK, Shape("/(?:comm/)?slink", {"code": _CODE}), _SITE + "slink?code=dSample", "{code}"),
        Opaque(
            PlaceKind.LINK,
            Shape(f"/smart-links/{_CODE}(?:/.*)?"),
            _SITE + "smart-links/AQSample",
            "smart-links/{code}",
        ),
        *(
            ambiguous(
                Shape(query={one: ".+", other: ".+"}),
                f"{_SITE}feed?{one}=urn:li:activity:1&{other}=urn:li:activity:2",
                because="the address names two items",
            )
            for one, other in combinations(
                ("highlightedUpdateUrn", "highlightedUpdateUrns", "updateEntityUrn", "shareUrl"), 2
            )
        ),
        *(
            Carrier(field, Shape(path, {field: ".+"}), f"{_SITE}{example}?{field}=https%3A%2F%2Fok.ru")
            for field, path, example in _CARRIERS
        ),
        *_comments(),
        *(_named_by_urn(ContentKind.POST, shape, example) for shape, example in _POST_SHAPES),
        Form(
            ContentKind.POST,
            "{urn}",
            _SITE + "feed/update/urn:li:{urn}",
            Shape(
                f"{_PRE}posts/(?:[^/]*[-_])?(?P<type>(?i:activity|share|ugcPost|groupPost))-"
                f"(?P<item>(?:[1-9][0-9]{{0,11}}-)?{_LONG})(?:-[A-Za-z0-9_-]{{2,8}})?"
            ),
            _SITE + "posts/anna-sample_invented-activity-7100000000000000001-AbCd",
            _titled,
        ),
        _named_by_urn(
            ContentKind.ARTICLE,
            Shape(f"{_UPDATE_PATH}(?:urn:li:)?{_thing('urn', _ARTICLES, groups=False)}"),
            "feed/update/urn:li:linkedInArticle:1",
        ),
        ambiguous(
            Shape(f"{_UPDATE_PATH}.+"),
            _SITE + "feed/update/urn:li:activity:1x",
            because="the item that the address names cannot be read",
        ),
        *(Form(kind, name, _SITE + page, shape, _SITE + example) for kind, name, page, shape, example in _SIMPLE),
        Form(
            ContentKind.AD,
            "{item}",
            _SITE + "jobs/view/{item}",
            Shape(f"{_PRE}jobs2?/view/(?:[^/]*-(?=[0-9]{{5}}))?{_ITEM}", {"currentJobId": "(?P<other>[0-9]*)"}),
            _SITE + "jobs/view/invented-post-at-sample-4000000001",
            _one_job,
        ),
        *(
            Form(ContentKind.EVENT, "{item}", _SITE + "events/{item}", Shape(path + "(?:/[a-z-]++)?"), _SITE + example)
            for path, example in (
                (f"{_PRE}events/{_ITEM}", "events/7100000000000000003"),
                (
                    f"{_PRE}events/(?![0-9]++(?:/|\\Z))[^/]*(?P<item>[1-9][0-9]{{18}})",
                    "events/invented7100000000000000003",
                ),
            )
        ),
        Opaque(
            ContentKind.EVENT,
            Shape(f"{_PRE}events/(?P<slug>(?![0-9]++(?:/|\\Z))[^/]++)(?:/[a-z-]++)?"),
            _SITE + "events/invented-evening",
            "{slug}",
        ),
        Place(
            PlaceKind.GROUP,
            Shape(f"{_PRE}groups/(?:[^/]*-)?{_ITEM}(?:/(?:about|members|admins|join|manage|requests))?"),
            _SITE + "groups/1",
            content_id="{item}",
        ),
        Place(
            PlaceKind.GROUP,
            Shape("/(?:groups|grp/[a-z]++|groupRegistration)", {"gid": _ITEM}),
            _SITE + "groups?gid=1",
            content_id="{item}",
        ),
        Place(
            PlaceKind.LIST,
            Shape(f"{_PRE}newsletters/(?:[^/]*-(?=[0-9]{{19}}))?{_ITEM}"),
            _SITE + "newsletters/steppe-weekly-7100000000000000005",
            content_id="{item}",
        ),
        Place(PlaceKind.ROOT, Shape("/", host=rf"{_WEB}|(?:www\.)?(?:lnkd\.in|linkedin\.cn)"), _SITE),
        *(Place(kind, Shape(path), _SITE + example) for kind, path, example in _PLACES),
        Place(
            PlaceKind.PROFILE,
            Shape(f"{_PRE}in/(?P<name>[^/]++)(?:/.*)?"),
            _SITE + "in/anna-sample",
            None,
            "in/{name}",
            _named,
        ),
        Place(
            PlaceKind.PROFILE,
            Shape(
                f"{_PRE}(?:organization-guest/)?(?P<word>company|school|showcase)(?:-beta)?/(?P<name>[^/]++)(?:/.*)?"
            ),
            _SITE + "company/steppe-news",
            None,
            "{word}/{name}",
            _named,
        ),
        Place(PlaceKind.PROFILE, Shape("/[^/]++", host="linkedin:(?:profile|in)"), "linkedin://profile/anna-sample"),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "this post has been deleted", "this post was deleted", "post was removed", "this article has been removed",
        "публикация удалена", "публикация была удалена", "жарияланым жойылды",
    ),
    account_gone=("this account has been restricted", "this account is no longer available", "аккаунт удалён"),
    restricted=("sign in to view this", "войдите, чтобы посмотреть", "көру үшін кіріңіз"),
    unclear=(
        "this post cannot be displayed", "page not found", "this page doesn't exist", "страница не найдена",
        "эту публикацию невозможно показать",
    ),
    login_address=LOGIN_PATH + "|/(?:uas/login|signup)(?:/.*)?",
)
