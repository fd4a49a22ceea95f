"""LiveJournal: addresses and page signs.

A journal has one name under several hosts: the hyphen of a host stands for the underscore of the name. A comment is
named by `thread`, by `view` or by the anchor; two that differ name no single item.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, Platform
from include.writ.platforms.base import Form, Grammar, Parts, Place, Shape
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_NAME = "(?P<journal>[A-Za-z0-9_-]{1,25})"
_NUMBER = "(?P<entry>[1-9][0-9]{0,11})"
_COMMENT = "(?P<comment>[1-9][0-9]{0,14})"
_SAME = "t(?P<anchor>[1-9][0-9]{0,14})|(?!t[0-9]).*"
_DOMAIN = r"\.livejournal\.com"
_RESERVED = "(?!(?:www|m|users|community|syndicated|pics|stat|static|files|api|img|imgprx|l-[a-z]+)\\.)"
_OWN = f"{_RESERVED}{_NAME}{_DOMAIN}"
_PLACES = (
    (f"/{_NUMBER}\\.html", _OWN),
    (f"/{_NAME}/{_NUMBER}\\.html", f"(?:users|community|syndicated){_DOMAIN}"),
    (f"/(?:users|community|~)/?{_NAME}/{_NUMBER}\\.html", r"(?:www\.)?livejournal\.com"),
    (f"/read/user/{_NAME}/{_NUMBER}", f"m{_DOMAIN}"),
)


def _home(parts: Parts) -> Parts | None:
    """Find the journal's own host; a name that begins or ends with an underscore has none and lives under `users`."""
    if parts.get("anchor", parts.get("comment")) != parts.get("comment"):
        return None
    name = parts["journal"].lower().replace("-", "_")
    is_host = name.strip("_") == name
    home = name.replace("_", "-") + ".livejournal.com" if is_host else f"users.livejournal.com/{name}"
    return parts | {"journal": name, "home": home}


def _comment(shape: Shape) -> Form:
    page = "https://{home}/{entry}.html?thread={comment}"
    return Form(ContentKind.COMMENT, "{journal}/{entry}/{comment}", page, shape, _home)


def _entry(path: str, host: str) -> tuple[Form | Place, ...]:
    page = "https://{home}/{entry}.html"
    return (
        Place("pair of items", Shape(path, {"thread": ".+", "view": "[0-9]+"}, host)),
        _comment(Shape(path, {"thread": _COMMENT}, host, fragment=_SAME)),
        Place("comment that cannot be read", Shape(path, {"thread": ".+"}, host)),
        _comment(Shape(path, {"view": _COMMENT}, host, fragment=_SAME)),
        Place("answer form", Shape(path, {"replyto": ".+"}, host)),
        _comment(Shape(path, host=host, fragment=f"t{_COMMENT}")),
        Form(ContentKind.POST, "{journal}/{entry}", page, Shape(path, host=host), _home),
    )


GRAMMAR = Grammar(
    Platform.LIVEJOURNAL,
    domains=("livejournal.com",),
    host=r"(?:[a-z0-9_-]+\.)?livejournal\.com",
    rules=(
        *(rule for path, host in _PLACES for rule in _entry(path, host)),
        Form(
            ContentKind.PHOTO,
            "{journal}/{entry}/{photo}",
            "https://{home}/pics/catalog/{entry}/{photo}",
            Shape(f"/pics/catalog/{_NUMBER}/(?P<photo>[1-9][0-9]{{0,11}})", host=_OWN),
            _home,
        ),
        Place("root", Shape("/", host=r"(?:(?:www|m|users|community)\.)?livejournal\.com")),
        Place("journal", Shape("/(?:profile|friends|calendar|tag|[0-9]{4})?(?:/.*)?", host=_OWN)),
        Place("journal", Shape(f"/{_NAME}", host=f"(?:users|community|syndicated){_DOMAIN}")),
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
