"""Pages as platforms send them, each with the verdict that it must get: template x platform x language x wall.

The frames are real in form (heads with scripts, menus, footers, login forms at the top); every text and id is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from include.writ.domain.content import ContentKind, ContentRef, Platform
from include.writ.domain.verdict import Page, Verdict
from include.writ.platforms.registry import SIGNS, identify
from tests.unit.platforms.cases import CONTENT

LANGUAGES = ("kk", "ru", "en")
KAZAKH = set("әғқңөұүһі")
WORDS = {
    "kk": ("Басты бет", "Іздеу", "Көмек", "Ойдан шығарылған мәтін", "Бет табылмады"),
    "ru": ("Главная", "Поиск", "Помощь", "Вымышленный текст", "Страница не найдена"),
    "en": ("Home", "Search", "Help", "An invented text", "Page not found"),
}
LOGIN = {"kk": "Жалғастыру үшін кіріңіз", "ru": "Войдите, чтобы продолжить", "en": "Log in to continue"}
LOGIN_TITLE = {"kk": "Кіру", "ru": "Вход", "en": "Log in"}
CAPTCHA = {"kk": "Адам екеніңізді растаңыз", "ru": "Подтвердите, что вы не робот", "en": "Verify you are human"}
CONSENT = {"kk": "Жалғастырмас бұрын", "ru": "Прежде чем продолжить", "en": "Before you continue"}
UPKEEP = {
    "kk": "Техникалық жұмыстар жүргізілуде",
    "ru": "Ведутся технические работы",
    "en": "Down for scheduled maintenance",
}
SCRIPTS = {"kk": "JavaScript қосыңыз", "ru": "Включите JavaScript", "en": "Please enable JavaScript"}
PARKED = {"kk": "Бұл домен сатылады", "ru": "Этот домен продаётся", "en": "This domain is for sale"}
LATER = {"kk": "Кейінірек қайталап көріңіз", "ru": "Попробуйте позже", "en": "Please try again later"}
NGINX = (
    "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n"
    "<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n"
)
APACHE = (
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n'
    "<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n<hr>\n"
    "<address>Apache/2.4.57 (Debian) Server at www.site.example Port 443</address>\n</body></html>\n"
)
TRAEFIK, INGRESS = "404 page not found\n", "default backend - 404"
BARE = (NGINX, APACHE, TRAEFIK, INGRESS, "", " \n", "<html><head><title>404</title></head><body></body></html>")
FORM = '<form action="/login" method="post"><input name="u"><input type="password" name="p"><button>OK</button></form>'


@dataclass(frozen=True)
class Sample:
    """One page, and what must be said of it."""

    name: str
    platform: Platform
    status: int
    body: str
    final_url: str
    asked_url: str
    expected: Verdict
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        return Page(self.status, self.headers, self.body, self.final_url)


def language_of(phrase: str) -> str:
    if phrase.isascii():
        return "en"
    return "kk" if KAZAKH & set(phrase.lower()) or phrase.endswith(("жойылды", "табылмады")) else "ru"


def frame(language: str, main: str, title: str = "", head: str = "", top: str = "") -> str:
    """A whole page around `main`."""
    menu = "".join(f'<li><a href="/m{n}"><span>{word}</span></a></li>' for n, word in enumerate(WORDS[language][:3]))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="ltr"><head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width"><title>{title or WORDS[language][0]}</title>{head}\n'
        '<script>(function(w){w.cfg={"captcha":"/c.js","login":"Войти","gone":"Запись удалена"};w.go=function(u){'
        + "w.q=(w.q||[]).concat(u);"
        * 20
        + 'w.location.href="/login"}})(window)</script><style>.a{color:#123}</style></head>\n'
        f'<body class="page"><header><ul>{menu}</ul>{top}</header>\n<main><div>{main}</div></main>\n'
        f"<footer><ul>{menu}</ul><p>© 2026</p></footer></body></html>\n"
    )


def subjects() -> Iterator[tuple[Platform, str, str]]:
    """An item of each platform: its address, and an address of another one."""
    for platform in Platform:
        found = [identify(case.url, deepest=0) for case in CONTENT]
        urls = {
            ref.key: ref.canonical_url
            for ref in found
            if isinstance(ref, ContentRef)
            and ref.platform is platform
            and ref.kind not in {ContentKind.COMMENT, ContentKind.REPLY}
        }
        yield platform, *list(urls.values())[:2]


def samples() -> list[Sample]:
    """The corpus."""
    made = []
    for platform, url, other in subjects():
        root = "/".join(url.split("/")[:3])
        for language in LANGUAGES:
            for name, status, body, at, expected in _pages(platform, language, url, other, root):
                made.append(Sample(f"{platform}-{language}-{name}", platform, status, body, at, url, expected))
            made.extend(_with_headers(platform, language, url))
    return made


Row = tuple[str, int, str, str, Verdict]


def _pages(platform: Platform, lang: str, url: str, other: str, root: str) -> Iterator[Row]:
    yield from _there(lang, url)
    yield from _gone(platform, lang, url)
    yield from _walls(lang, url, root)
    yield from _failures(lang, url)
    yield from _elsewhere(lang, other, root)


def _there(lang: str, url: str) -> Iterator[Row]:
    text = f"<article><h1>{WORDS[lang][3]}</h1><p>{WORDS[lang][3]}: Запись удалена, captcha, 404.</p></article>"
    itself = f'<link rel="canonical" href="{url}">'
    yield "shown", 200, frame(lang, text, head=itself), url, Verdict.AVAILABLE
    yield (
        "shown-og",
        200,
        frame(lang, "<p>x</p>", head=f'<meta property="og:url" content="{url}">'),
        url,
        Verdict.AVAILABLE,
    )
    yield "shown-with-login-at-the-top", 200, frame(lang, text, head=itself, top=FORM), url, Verdict.AVAILABLE
    yield "shown-without-naming-itself", 200, frame(lang, f"<p>{WORDS[lang][3]}</p>"), url, Verdict.UNKNOWN


def _gone(platform: Platform, lang: str, url: str) -> Iterator[Row]:
    not_found = f"<h1>404</h1><p>{WORDS[lang][4]}</p>"
    yield "status-404", 404, frame(lang, not_found, WORDS[lang][4]), url, Verdict.REMOVED
    yield "status-410", 410, frame(lang, not_found, WORDS[lang][4]), url, Verdict.REMOVED
    yield "status-404-login-at-the-top", 404, frame(lang, not_found, top=FORM), url, Verdict.REMOVED
    for kind, phrases, expected in (
        ("gone", SIGNS[platform].gone, Verdict.REMOVED),
        ("account", SIGNS[platform].account_gone, Verdict.ACCOUNT_GONE),
        ("restricted", SIGNS[platform].restricted, Verdict.RESTRICTED),
        ("unclear", SIGNS[platform].unclear, Verdict.UNKNOWN),
    ):
        for phrase in [phrase for phrase in phrases if language_of(phrase) == lang][:1]:
            yield f"says-{kind}", 200, frame(lang, f"<h2>{phrase.capitalize()}</h2>"), url, expected
            if expected in {Verdict.REMOVED, Verdict.ACCOUNT_GONE}:
                yield from _covered(platform, lang, f"<h2>{phrase.capitalize()}</h2>", f"says-{kind}", url)


def _covered(platform: Platform, lang: str, words: str, name: str, url: str) -> Iterator[Row]:
    """The platform's word with something in front of it: nobody may believe it then."""
    walls = {"login"} if any(phrase in LOGIN[lang].lower() for phrase in SIGNS[platform].restricted) else set()
    covers = {
        "captcha": f"<h1>{CAPTCHA[lang]}</h1>",
        "captcha-box": '<div class="g-recaptcha" data-sitekey="x"></div>',
        "consent": f"<h1>{CONSENT[lang]}</h1>",
        "login": f"<h1>{LOGIN[lang]}</h1>{FORM}",
        "upkeep": f"<p>{UPKEEP[lang]}</p>",
        "later": f"<p>{LATER[lang]}</p>",
        "parked": f"<p>{PARKED[lang]}</p>",
        "scripts": f"<p>{SCRIPTS[lang]}</p>",
    }
    for cover, markup in covers.items():
        at_200 = Verdict.RESTRICTED if cover in walls else Verdict.UNKNOWN
        yield f"{name}-behind-{cover}", 200, frame(lang, markup + words), url, at_200
        yield f"{name}-404-behind-{cover}", 404, frame(lang, markup + words), url, Verdict.UNKNOWN
    whole = frame(lang, words)
    yield f"{name}-cut", 200, whole[: whole.index("<footer")], url, Verdict.UNKNOWN
    refresh = '<meta http-equiv="refresh" content="0; url=/login?next=x">'
    yield f"{name}-then-login", 200, frame(lang, words, head=refresh), url, Verdict.UNKNOWN


def _walls(lang: str, url: str, root: str) -> Iterator[Row]:
    login = frame(lang, f"<h1>{LOGIN[lang]}</h1>{FORM}", LOGIN_TITLE[lang])
    yield "login-wall", 200, login, url, Verdict.RESTRICTED
    yield "login-wall-404", 404, login, url, Verdict.UNKNOWN
    yield "login-words", 200, frame(lang, f"<h1>{LOGIN[lang]}</h1>"), url, Verdict.RESTRICTED
    yield "login-address", 200, login, f"{root}/login?next=x", Verdict.RESTRICTED
    yield "login-address-404", 404, login, f"{root}/login?next=x", Verdict.UNKNOWN
    refresh = '<meta http-equiv="refresh" content="0;URL=/login?to=x">'
    yield "refresh-to-login", 200, frame(lang, "", head=refresh), url, Verdict.RESTRICTED
    yield "refresh-to-login-404", 404, frame(lang, "<p>404</p>", head=refresh), url, Verdict.UNKNOWN
    for n, script in enumerate(('window.location.href = "/login?x=1"', "location.replace('/login')")):
        body = f"<html><body><script>{script}</script></body></html>"
        yield f"script-to-login-{n}", 200, body, url, Verdict.RESTRICTED
        yield f"script-to-login-{n}-404", 404, body + "<p>404</p>", url, Verdict.UNKNOWN
    for name, words in (("captcha", CAPTCHA), ("consent", CONSENT)):
        wall = frame(lang, f"<h1>{words[lang]}</h1><button>OK</button>")
        yield name, 200, wall, url, Verdict.UNKNOWN
        yield f"{name}-404", 404, wall, url, Verdict.UNKNOWN
        yield f"{name}-address", 200, wall, f"{root}/{name}", Verdict.UNKNOWN


def _failures(lang: str, url: str) -> Iterator[Row]:
    for status in (400, 401, 403, 408, 418, 429, 500, 502, 503, 504, 520):
        yield f"status-{status}", status, frame(lang, "<h1>Запись удалена</h1>"), url, Verdict.UNKNOWN
    for name, words in (("upkeep", UPKEEP), ("later", LATER), ("parked", PARKED)):
        for status in (200, 404, 410, 503):
            yield f"{name}-{status}", status, frame(lang, f"<h1>{words[lang]}</h1>"), url, Verdict.UNKNOWN
    shell = (
        f'<!doctype html><html lang="{lang}"><head><title>404</title></head><body><noscript>{SCRIPTS[lang]}.</noscript>'
        '<div id="root"></div><script src="/app.js"></script></body></html>'
    )
    for status in (200, 404, 410):
        yield f"shell-{status}", status, shell, url, Verdict.UNKNOWN
        yield f"waiting-{status}", status, frame(lang, "<p>404</p>", head=_RELOAD), url, Verdict.UNKNOWN
        for n, body in enumerate(BARE):
            yield f"bare-{n}-{status}", status, body, url, Verdict.UNKNOWN


_RELOAD = '<meta http-equiv="refresh" content="30">'


def _elsewhere(lang: str, other: str, root: str) -> Iterator[Row]:
    gone, words = frame(lang, f"<h1>{WORDS[lang][4]}</h1>"), frame(lang, "<h1>Запись удалена</h1>")
    for name, at in (
        ("another-item", other),
        ("root", f"{root}/"),
        ("error-path", f"{root}/404"),
        ("foreign", "https://block.example/notice"),
        ("look-alike", root.replace("https://", "https://login-") + ".example/x"),
    ):
        yield f"404-at-{name}", 404, gone, at, Verdict.UNKNOWN
        yield f"410-at-{name}", 410, gone, at, Verdict.UNKNOWN
        yield f"words-at-{name}", 200, words, at, Verdict.UNKNOWN


def _with_headers(platform: Platform, lang: str, url: str) -> Iterator[Sample]:
    gone = frame(lang, f"<h1>{WORDS[lang][4]}</h1>")
    for name, status, headers, expected in (
        ("451-named", 451, {"Link": '<https://authority.example/>; rel="blocked-by"'}, Verdict.WITHHELD),
        ("451-unnamed", 451, {}, Verdict.WITHHELD),
        ("challenged", 404, {"cf-mitigated": "challenge"}, Verdict.UNKNOWN),
    ):
        yield Sample(f"{platform}-{lang}-{name}", platform, status, gone, url, url, expected, headers)
