"""LiveJournal: addresses and page signs.

A journal has one name under several hosts: hyphen and underscore are one letter, and case does not matter. A name that
begins or ends with an underscore, or is that of a service, has no host of its own and lives under `users`. A comment is
named by `thread`, by `view` or by the anchor; two that differ name no single item. A community cannot be told from a
person by its address, so both are a profile. The number of an entry is the public one, also in the old `talkread.bml`
with a journal; without a journal that number was the site's own, and only the site knows where it leads.
"""

from __future__ import annotations

from collections.abc import Mapping

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import (
    Carrier,
    Form,
    Opaque,
    Parts,
    Place,
    Rule,
    Shape,
    ambiguous,
    compiled,
)
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_NAME = "(?P<journal>[A-Za-z0-9_-]{1,25})"
_ENTRY = "(?P<entry>[1-9][0-9]{0,11})"
_COMMENT = "(?P<comment>[1-9][0-9]{0,14})"
_ALBUM, _ITEM = "(?P<album>[1-9][0-9]{0,11})", "(?P<item>[1-9][0-9]{0,11})"
_CODE = "(?P<code>[0-9A-Za-z]{4,16})"
_SAME = "(?:t|ljcmt)(?P<anchor>[1-9][0-9]{0,14})|(?!(?:t|ljcmt)[0-9]).*"
_LINK = r"(?:https?(?::|%3[Aa])|/|[A-Za-z0-9_-]{1,25}\.livejournal\.com/).+"

_ANY = r"(?:[a-z0-9_-]+\.)?livejournal\.com"
_WWW = r"(?:www\.)?livejournal\.com"
_SHARED = r"(?:users|community|syndicated)\.livejournal\.com"
_MOBILE = r"m\.livejournal\.com"
_SERVICES = (
    "www|m|users|community|syndicated|pics|userpic|stat|static|files|api|img|imgprx|promo|services|status|"
    "l-(?:stat|api|files|userpic|pics|img)"
)
_OWN = rf"(?!(?:{_SERVICES})\.)(?P<journal>[a-z0-9](?:[a-z0-9_-]{{0,23}}[a-z0-9])?)\.livejournal\.com"

_SITE = "https://www.livejournal.com"
_JOURNALS = (
    ("", _OWN, "https://sample.livejournal.com"),
    (f"/{_NAME}", _SHARED, "https://users.livejournal.com/_sample_"),
    (f"/(?:(?:users|community|syndicated)/|~){_NAME}", _WWW, _SITE + "/users/sample"),
)


def _home(parts: Parts) -> Parts | None:
    """Bring the name of the journal to one form, and find its address; refuse two comments in one address."""
    if any(parts.get(mark, parts.get("comment")) != parts.get("comment") for mark in ("anchor", "view")):
        return None
    name = parts["journal"].lower().replace("-", "_")
    host = name.replace("_", "-") + ".livejournal.com"
    is_host = not name.startswith("xn__") and compiled(_OWN).fullmatch(host)
    home = host if is_host else f"users.livejournal.com/{name}"
    return parts | {"journal": name, "home": home}


def _picture(parts: Parts) -> Parts | None:
    """The old photo pages have a host for all journals, and codes in which case does not matter."""
    return parts | {"journal": parts["journal"].lower().replace("-", "_"), "code": parts["code"].lower()}


def _comment(shape: Shape, example: str) -> Form:
    page = "https://{home}/{entry}.html?thread={comment}"
    return Form(ContentKind.COMMENT, "{journal}/{entry}/{comment}", page, shape, example, _home)


def _entry(path: str, host: str, example: str, beside: Mapping[str, str]) -> tuple[Rule, ...]:
    """An entry and its comments, all of which are written beside its path."""
    mark = example + ("&" if beside else "?")
    view = "(?P<view>[1-9][0-9]{0,14})|[^0-9].*|"
    return (
        ambiguous(
            Shape(path, {**beside, "replyto": ".+"}, host),
            mark + "replyto=3",
            "the address opens the form for an answer to a comment",
        ),
        _comment(Shape(path, {**beside, "thread": _COMMENT, "view": view}, host, _SAME), mark + "thread=3#t3"),
        ambiguous(Shape(path, {**beside, "thread": ".+"}, host), mark + "thread=last"),
        _comment(Shape(path, {**beside, "view": _COMMENT}, host, _SAME), mark + "view=3#t3"),
        ambiguous(Shape(path, {**beside, "view": "[0-9].*"}, host), mark + "view=3x"),
        _comment(Shape(path, beside, host, f"(?:t|ljcmt){_COMMENT}"), example + "#t3"),
        ambiguous(Shape(path, beside, host, "(?:t|ljcmt)[0-9].*"), example + "#t3x"),
        Form(
            ContentKind.POST,
            "{journal}/{entry}",
            "https://{home}/{entry}.html",
            Shape(path, beside, host),
            example,
            _home,
        ),
    )


def _shelf(path: str, host: str, site: str, word: str, album: ContentKind, item: ContentKind) -> tuple[Rule, ...]:
    """The albums of a journal, and what lies in them."""
    within = f"{path}/{word}/album/{_ALBUM}"
    page = "https://{home}/" + word + "/album/{album}"
    example = f"{site}/{word}/album/1"
    return (
        Form(
            item,
            "{journal}/{album}/{item}",
            page + "/?mode=view&id={item}",
            Shape(within, {"id": _ITEM}, host),
            example + "/?mode=view&id=2",
            _home,
        ),
        ambiguous(
            Shape(within, {"id": ".+"}, host), example + "/?mode=view&id=last", "the item in the album cannot be read"
        ),
        Form(album, "{journal}/{album}", page, Shape(within, host=host), example, _home),
    )


def _journal(path: str, host: str, site: str) -> tuple[Rule, ...]:
    """What a journal has beside its entries."""
    root = path or "/"
    photo = "https://{home}/photo/album/{album}"
    return (
        *_shelf(path, host, site, "photo", ContentKind.ALBUM, ContentKind.PHOTO),
        *_shelf(path, host, site, "video", ContentKind.PLAYLIST, ContentKind.VIDEO),
        Form(
            ContentKind.PHOTO,
            "{journal}/{album}/{item}",
            photo + "/?mode=view&id={item}",
            Shape(f"{path}/pics/catalog/{_ALBUM}/{_ITEM}", host=host),
            site + "/pics/catalog/1/2",
            _home,
        ),
        Form(
            ContentKind.ALBUM,
            "{journal}/{album}",
            photo,
            Shape(f"{path}/pics/catalog/{_ALBUM}", host=host),
            site + "/pics/catalog/1",
            _home,
        ),
        Place(
            PlaceKind.FEED,
            Shape(f"{path}/(?:friends|friendsfriends|feed|read|data/(?:rss|atom))(?:/.*)?", host=host),
            site + "/data/rss",
        ),
        Place(
            PlaceKind.LIST,
            Shape(f"{path}/(?:tag|calendar|archive|memories|photo|video|pics|day|month|[0-9]{{4}})(?:/.*)?", host=host),
            site + "/2026/11/01",
        ),
        Place(PlaceKind.PROFILE, Shape(f"{path}/profile", host=host), site + "/profile", None, "{journal}", _home),
        Place(PlaceKind.PROFILE, Shape(root, host=host), site, None, "{journal}", _home),
    )


GRAMMAR = Grammar(
    Platform.LIVEJOURNAL,
    domains=("livejournal.com", "livejournal.ru", "livejournal.net"),
    host=_WWW,
    rules=(
        Carrier("to", Shape("/away", {"to": ".+"}, _ANY), _SITE + "/away?to=https%3A%2F%2Fok.ru"),
        Carrier(
            "return",
            Shape(r"/misc/get_domain_session(?:\.bml)?", {"return": _LINK}, _ANY),
            _SITE + "/misc/get_domain_session.bml?return=https%3A%2F%2Fsample.livejournal.com%2F12.html",
        ),
        Carrier(
            "dest",
            Shape("/__setdomsess", {"dest": _LINK}, _ANY),
            "https://sample.livejournal.com/__setdomsess?dest=https%3A%2F%2Fsample.livejournal.com%2F12.html",
        ),
        *(
            Carrier(
                name,
                Shape(r"/(?:login|logout|create|identity/login|misc/adult_[a-z]++)(?:\.bml)?", {name: _LINK}, _ANY),
                f"{_SITE}/login.bml?{name}=https%3A%2F%2Fsample.livejournal.com%2F12.html",
            )
            for name in ("returnto", "ret", "returl")
        ),
        *(
            rule
            for path, host, site in _JOURNALS
            for rule in _entry(rf"{path}/{_ENTRY}\.html", host, site + "/12.html", {})
        ),
        *_entry(f"/read/user/{_NAME}/{_ENTRY}(?:/comments)?", _MOBILE, "https://m.livejournal.com/read/user/a/12", {}),
        *_entry(
            r"/talk(?:read|post)\.bml",
            _WWW,
            _SITE + "/talkread.bml?journal=sample&itemid=12",
            {"journal": _NAME, "itemid": _ENTRY},
        ),
        Opaque(
            ContentKind.POST,
            Shape(r"/go\.bml", {"journal": _NAME, "itemid": _ENTRY}),
            _SITE + "/go.bml?journal=sample&itemid=12&dir=next",
        ),
        Opaque(
            ContentKind.POST,
            Shape(r"/talkread\.bml", {"itemid": _ENTRY, "journal": ""}),
            _SITE + "/talkread.bml?itemid=12",
            "itemid/{entry}",
        ),
        Opaque(
            ContentKind.POST, Shape(rf"/media/{_ENTRY}\.html"), _SITE + "/media/12.html", content_id="www/media/{entry}"
        ),
        Opaque(
            ContentKind.POST,
            Shape(r"/(?!index\.)[A-Za-z][A-Za-z0-9_-]{0,99}\.html", host=_OWN),
            "https://sample.livejournal.com/invented-title.html",
        ),
        Form(
            ContentKind.PHOTO,
            "{journal}/pic/{code}",
            "https://pics.livejournal.com/{journal}/pic/{code}",
            Shape(f"/{_NAME}/pic/{_CODE}(?:/[gs][0-9x]{{1,16}})?", host=r"pics\.livejournal\.com"),
            "https://pics.livejournal.com/sample/pic/0001abcd",
            _picture,
        ),
        Form(
            ContentKind.ALBUM,
            "{journal}/gallery/{code}",
            "https://pics.livejournal.com/{journal}/gallery/{code}",
            Shape(f"/{_NAME}/gallery/{_CODE}", host=r"pics\.livejournal\.com"),
            "https://pics.livejournal.com/sample/gallery/0001abcd",
            _picture,
        ),
        Opaque(
            ContentKind.PHOTO,
            Shape(f"/[^/]++/(?P<user>[1-9][0-9]{{0,11}})/{_ITEM}/[^/]++", host=r"ic\.pics\.livejournal\.com"),
            "https://ic.pics.livejournal.com/sample/5/2/2_original.jpg",
            "{user}/{item}",
        ),
        Place(PlaceKind.ROOT, Shape("/", host=rf"{_WWW}|{_SHARED}|(?:m|pics)\.livejournal\.com"), _SITE + "/"),
        Place(
            PlaceKind.SEARCH, Shape(r"/(?:r|g)?search(?:/.*)?|/(?:interests|directory)\.bml"), _SITE + "/rsearch?q=x"
        ),
        Place(PlaceKind.LIST, Shape("/(?:media|category|ratings)(?:/.*)?"), _SITE + "/category/kino"),
        Place(
            PlaceKind.PROFILE,
            Shape(r"/(?:userinfo\.bml|profile)", {"user": _NAME}),
            _SITE + "/userinfo.bml?user=sample",
            None,
            "{journal}",
            _home,
        ),
        Place(
            PlaceKind.PROFILE,
            Shape(r"/(?:userinfo\.bml|profile)", {"userid": "[1-9][0-9]*"}),
            _SITE + "/userinfo.bml?userid=5",
        ),
        Place(
            PlaceKind.PROFILE,
            Shape(f"/read/user/{_NAME}", host=_MOBILE),
            "https://m.livejournal.com/read/user/sample",
            None,
            "{journal}",
            _home,
        ),
        *(rule for path, host, site in _JOURNALS for rule in _journal(path, host, site)),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "запись удалена", "запись не найдена", "такой записи не существует", "нет такой записи", "entry not found",
        "no such entry", "this entry has been deleted", "жазба жойылды", "жазба табылмады",
    ),
    account_gone=(
        "этот журнал удалён", "журнал удалён и вычищен", "журнал заблокирован", "аккаунт заблокирован",
        "this journal has been deleted", "this journal has been suspended", "this account has been suspended",
        "журнал жойылған", "журнал бұғатталған",
    ),
    restricted=(
        "access is restricted", "this entry is private", "доступ к записи ограничен", "запись доступна только друзьям",
        "материал для взрослых", "adult content notice", "жазбаға қол жеткізу шектелген",
    ),
    unclear=("page not found", "страница не найдена"),
    login_address=LOGIN_PATH + r"|/(?:identity/login|openid)(?:\.bml|/.*)?",
)
