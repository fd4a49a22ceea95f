"""Mail.ru: addresses and page signs of My World, of its older separate sites, and of the answers service.

Everything in My World belongs to an owner written as realm and name (`mail/anna`, `community/steppe`); a mailbox of
another provider has that provider's domain as its realm. A video or photo is known by owner, album and number, a post
or comment by a hexadecimal number. The bare number of a video's embed is another one, and only the network can match
the two. On the answers service a question is a topic and an answer a comment. Other services of mail.ru hold mail,
files or editorial pages, not what this platform is asked about.
"""

from __future__ import annotations

from include.writ.domain.content import ContentKind, PlaceKind, Platform
from include.writ.platforms.grammar import Grammar
from include.writ.platforms.rules import Carrier, Form, Opaque, Parts, Place, Rule, Shape, ambiguous
from include.writ.platforms.signs import LOGIN_PATH, PageSigns

_REALM = "(?P<realm>mail|inbox|list|bk|corp|internet|vk|ok|fb|v|community|[a-z0-9-]{1,60}\\.[a-z]{2,10})"
_OWNER = f"(?!v/api/){_REALM}/(?P<name>[A-Za-z0-9_.-]{{1,80}})"
_NO_ALBUM = r"(?!(?:embed|all|search|add|top|list|popular|new|slideshow)(?:/|\Z)|[^/]{0,100}\.html\Z)"
_ALBUM = f"(?P<album>{_NO_ALBUM}[A-Za-z0-9_.-]{{1,100}})"
_NUMBER = "(?P<item>[1-9][0-9]{0,18})"
_MEDIA = f"{_OWNER}/{_ALBUM}/{_NUMBER}"
_POST, _COMMENT = "(?P<item>[0-9A-Fa-f]{8,40})", "(?P<comment>[0-9A-Fa-f]{8,40})"

_MY = r"(?:(?:www|m|touch|wap|tel)\.)?my\.mail\.ru"
_OLD_VIDEO, _OLD_PHOTO, _OLD_BLOGS = (rf"(?:www\.)?{word}\.mail\.ru" for word in ("video", "foto", "blogs"))
_EMBEDS = r"videoapi\.my\.mail\.ru|api\.video\.mail\.ru"
_FILES = r"content(?:-[0-9]{1,3})?\.foto\.(?:my\.)?mail\.ru"
_FLASH = r"img\.mail\.ru"
_COUNTER = r"r\.mail\.ru"
_ANSWERS = r"(?:(?:www|m|touch)\.)?otvet\.mail\.ru"
_SITE = "https://my.mail.ru/"
_MINE = _SITE + "{realm}/{name}/"
_ASK = "https://otvet.mail.ru/"
_SAMPLE, _HEX = "mail/anna/_myvideo/12", "5B7000000000ABCD"


def _fold(parts: Parts) -> Parts:
    """Names are the same in either case; post and comment ids are hexadecimal numbers."""
    upper = {name: value.upper() for name, value in parts.items() if name in {"item", "comment"}}
    return parts | upper | {"name": parts["name"].lower()}


def _media(kind: ContentKind, shape: Shape, example: str) -> Form:
    page = _MINE + f"{kind}/{{album}}/{{item}}.html"
    return Form(kind, "{realm}/{name}/{album}/{item}", page, shape, example, _fold)


def _overlay(fragment: str) -> Shape:
    """What older pages of My World open over themselves; an address behind it says from where."""
    return Shape(fragment=f"{fragment}(?:[?&].*)?")


def _post(prefix: str, host: str | None = None) -> tuple[Rule, ...]:
    path = f"/{_OWNER}/{prefix}{_POST}\\.html"
    page = _MINE + prefix + "{item}.html"
    example = f"https://{'blogs' if host else 'my'}.mail.ru/mail/anna/{prefix}{_HEX}.html"
    return (
        Form(
            ContentKind.COMMENT,
            "{realm}/{name}/{item}/{comment}",
            page + "?thread={comment}",
            Shape(path, {"thread": _COMMENT}, host),
            f"{example}?thread=4D1035805DC1ABCD",
            _fold,
        ),
        ambiguous(Shape(path, {"thread": ".+"}, host), f"{example}?thread=last"),
        Form(ContentKind.POST, "{realm}/{name}/{item}", page, Shape(path, host=host), example, _fold),
    )


def _videos() -> tuple[Rule, ...]:
    flash, swf = "http://img.mail.ru/r/video2/player_v2.swf", "/r/video2?/[a-z0-9_]+\\.swf"
    page = f"{_OWNER}/video/{_ALBUM}/{_NUMBER}\\.html"
    par = f"http://(?:content\\.)?video\\.mail\\.ru/{_OWNER}/{_ALBUM}/\\${_NUMBER}(?:\\$[0-9$]*)?"
    forms = (
        (_overlay(f"video=/?{_MEDIA}"), f"{_SITE}video/top#video=/{_SAMPLE}"),
        (_overlay(f"!?page=/?{page}"), f"{_SITE}mail/anna#page=/mail/anna/video/_myvideo/12.html"),
        (
            Shape(f"/{_OWNER}/video/(?:embed/)?{_ALBUM}/{_NUMBER}(?:\\.html)?"),
            f"{_SITE}mail/anna/video/_myvideo/12.html",
        ),
        (Shape(f"/video/{_MEDIA}\\.html"), f"{_SITE}video/{_SAMPLE}.html"),
        (
            Shape(f"/videos/(?:embed/)?{_MEDIA}(?:\\.(?:html|json))?", host=_EMBEDS),
            f"https://videoapi.my.mail.ru/videos/embed/{_SAMPLE}.html",
        ),
        (Shape(f"/{_MEDIA}\\.html", host=_OLD_VIDEO), f"https://video.mail.ru/{_SAMPLE}.html"),
        (Shape(swf, {"movieSrc": _MEDIA}, _FLASH), f"{flash}?movieSrc={_SAMPLE}"),
        (Shape(swf, {"par": par}, _FLASH), f"{flash}?par=http://content.video.mail.ru/mail/anna/_myvideo/$12$0$14"),
    )
    number = "(?P<item>-?[1-9][0-9]{0,18})"
    return (
        *(_media(ContentKind.VIDEO, shape, example) for shape, example in forms),
        Form(
            ContentKind.VIDEO,
            "{item}",
            _SITE + "video/embed/{item}",
            Shape(f"/(?:video/embed|\\+/video/meta)/{number}"),
            f"{_SITE}video/embed/5",
        ),
    )


def _photos() -> tuple[Rule, ...]:
    old = "http://foto.mail.ru/mail/anna/_myphoto/7.html"
    forms = (
        (_overlay(f"photo=/?{_MEDIA}"), f"{_SITE}mail/anna/photo#photo=/mail/anna/_myphoto/7"),
        (
            _overlay(f"!?page=/?{_OWNER}/photo/{_ALBUM}/{_NUMBER}\\.html"),
            f"{_SITE}mail/anna#page=/mail/anna/photo/_myphoto/7.html",
        ),
        (Shape(f"/{_OWNER}/photo/{_ALBUM}/{_NUMBER}(?:\\.html)?"), f"{_SITE}mail/anna/photo/_myphoto/7.html"),
        (Shape(f"/{_MEDIA}\\.html", host=_OLD_PHOTO), old),
        (
            Shape(f"/{_OWNER}/{_ALBUM}/[a-z]{{1,2}}-{_NUMBER}\\.jpg", host=_FILES),
            "https://content-1.foto.my.mail.ru/mail/anna/_myphoto/h-7.jpg",
        ),
    )
    return (
        ambiguous(Shape(f"/{_MEDIA}\\.html", fragment="[0-9]+", host=_OLD_PHOTO), f"{old}#14"),
        *(_media(ContentKind.PHOTO, shape, example) for shape, example in forms),
    )


def _albums() -> tuple[Rule, ...]:
    photos, videos = (ContentKind.ALBUM, "photo"), (ContentKind.PLAYLIST, "video")
    forms = (
        (photos, Shape(f"/{_OWNER}/photo/{_ALBUM}"), f"{_SITE}mail/anna/photo/7"),
        (photos, Shape(f"/{_OWNER}/photo", {"album_id": _ALBUM}), f"{_SITE}mail/anna/photo?album_id=7"),
        (photos, Shape(f"/{_OWNER}/{_ALBUM}", host=_OLD_PHOTO), "http://foto.mail.ru/mail/anna/7"),
        (videos, Shape(f"/{_OWNER}/video/{_ALBUM}"), f"{_SITE}mail/anna/video/7"),
        (videos, Shape(f"/{_OWNER}/{_ALBUM}", host=_OLD_VIDEO), "http://video.mail.ru/mail/anna/7"),
    )
    whole = "_my(?:photo|video)"
    return (
        ambiguous(
            Shape(f"/{_OWNER}/photo", {"album_id": ".+", "photo_id": ".+"}),
            f"{_SITE}mail/anna/photo?album_id=7&photo_id=9",
            "the address names an album and a photo",
        ),
        Place(
            PlaceKind.LIST,
            Shape(f"/{_OWNER}/(?:photo|video)/{whole}"),
            f"{_SITE}mail/anna/video/_myvideo",
            because="everything that the owner has uploaded is no single item",
        ),
        Place(
            PlaceKind.LIST, Shape(f"/{_OWNER}/photo", {"album_id": whole}), f"{_SITE}mail/anna/photo?album_id=_myphoto"
        ),
        Place(
            PlaceKind.LIST,
            Shape(f"/{_OWNER}/{whole}", host=f"{_OLD_PHOTO}|{_OLD_VIDEO}"),
            "http://foto.mail.ru/mail/anna/_myphoto",
        ),
        *(
            Form(kind, "{realm}/{name}/{album}", _MINE + word + "/{album}", shape, example, _fold)
            for (kind, word), shape, example in forms
        ),
    )


def _answers() -> tuple[Rule, ...]:
    number = "(?P<item>[1-9][0-9]{0,14})"
    forms = (
        (
            ContentKind.COMMENT,
            "answer",
            Shape("/question/[1-9][0-9]{0,14}", {}, _ANSWERS, f"answer-?{number}"),
            "question/5#answer-7",
        ),
        (ContentKind.COMMENT, "answer", Shape(f"/answer/{number}", host=_ANSWERS), "answer/7"),
        (ContentKind.TOPIC, "question", Shape(f"/question/{number}", host=_ANSWERS), "question/5"),
    )
    told, *others = (
        Form(kind, "{item}", f"{_ASK}{word}/{{item}}", shape, _ASK + example) for kind, word, shape, example in forms
    )
    return (
        told,
        ambiguous(Shape("/(?:question|answer)/[0-9]++/cid-[0-9].*", host=_ANSWERS), f"{_ASK}answer/7/cid-9"),
        ambiguous(
            Shape("/(?:question|answer)/[0-9]+", fragment="(?:answer|comment|cid)(?!s\\Z).*", host=_ANSWERS),
            f"{_ASK}question/5#comment",
        ),
        ambiguous(Shape("/question/[0-9]+", {"answer": ".+"}, _ANSWERS), f"{_ASK}question/5?answer=7"),
        *others,
        Place(
            PlaceKind.PROFILE,
            Shape(f"/profile/id{number}(?:/.*)?", host=_ANSWERS),
            f"{_ASK}profile/id5",
            content_id="otvet/{item}",
        ),
        Place(PlaceKind.SEARCH, Shape("/search(?:/.*)?", host=_ANSWERS), f"{_ASK}search/steppe"),
    )


def _carriers() -> tuple[Rule, ...]:
    written = "https%3A%2F%2Fmy.mail.ru%2Fmail%2Fanna"
    share, login = r"connect\.mail\.ru", f"(?:auth|account|e|m|touch)\\.mail\\.ru|{_MY}"
    given = (
        ("url", "/share", share, "connect.mail.ru/share"),
        ("share_url", "/share", share, "connect.mail.ru/share"),
        ("url", "/redir", r"go\.mail\.ru", "go.mail.ru/redir"),
        ("u", "/redir", r"click(?:er)?\.(?:my\.)?mail\.ru", "click.mail.ru/redir"),
        ("url", "/proxy", r"checklink\.mail\.ru", "checklink.mail.ru/proxy"),
        ("url", "/cgi-bin/link", r"(?:e|win)\.mail\.ru", "e.mail.ru/cgi-bin/link"),
        ("page", "/(?:cgi-bin/)?(?:auth|login|logout)", login, "account.mail.ru/login"),
        ("success_redirect", "/(?:cgi-bin/)?(?:auth|login)", login, "account.mail.ru/login"),
        ("from", "/sdc", r"auth\.mail\.ru", "auth.mail.ru/sdc"),
        ("back_after_reg", "/my/welcome", _MY, "my.mail.ru/my/welcome"),
    )
    return tuple(
        Carrier(field, Shape(path, {field: ".+"}, host), f"https://{example}?{field}={written}")
        for field, path, host, example in given
    )


def _places() -> tuple[Rule, ...]:
    kinds = (
        (PlaceKind.GROUP, "(?P<realm>community)", None, f"{_SITE}community/steppe"),
        (PlaceKind.CHANNEL, "(?P<realm>v)", None, f"{_SITE}v/steppe"),
        (PlaceKind.PROFILE, _REALM, None, f"{_SITE}mail/anna"),
        (PlaceKind.GROUP, "(?P<realm>community)", _OLD_BLOGS, "http://blogs.mail.ru/community/steppe"),
        (PlaceKind.PROFILE, _REALM, _OLD_BLOGS, "http://blogs.mail.ru/mail/anna"),
    )
    name = "(?P<name>[A-Za-z0-9_.-]{1,80})"
    sections = "video|photo|music|friends|blog|multipost|community|communities|gifts|questions|members|about|info"
    return (
        Opaque(PlaceKind.LINK, Shape("/redir", host=r"go\.mail\.ru"), "https://go.mail.ru/redir?redir=eJzLKCk"),
        Carrier(None, Shape("/cl[a-z][0-9]++/(?P<target>.+)", host=_COUNTER), "https://r.mail.ru/clb5/vk.com/wall-1_2"),
        Opaque(PlaceKind.LINK, Shape("/cl[a-z][0-9]++", host=_COUNTER), "https://r.mail.ru/clb5"),
        Place(PlaceKind.SEARCH, Shape("/my/search(?:_people)?"), f"{_SITE}my/search_people?name=anna"),
        Place(PlaceKind.SEARCH, Shape("/(?:video|music|community)/search(?:/.*)?"), f"{_SITE}music/search/steppe"),
        *(
            Place(kind, Shape(f"/{realm}/{name}", host=host), example, content_id="{realm}/{name}", refine=_fold)
            for kind, realm, host, example in kinds
        ),
        Place(PlaceKind.APP, Shape(f"/apps/{_NUMBER}"), f"{_SITE}apps/5", content_id="{item}"),
        Place(PlaceKind.LIST, Shape(f"/{_OWNER}/(?:{sections})"), f"{_SITE}mail/anna/video"),
        Place(
            PlaceKind.LIST, Shape("/(?:video|music|photo|apps|community|my/communities)(?:/top)?"), f"{_SITE}video/top"
        ),
        Place(PlaceKind.LIST, Shape(f"/{_OWNER}", host=f"{_OLD_VIDEO}|{_OLD_PHOTO}"), "http://foto.mail.ru/mail/anna"),
        ambiguous(
            Shape("/public/[A-Za-z0-9]++/[A-Za-z0-9].*", host=r"cloud\.mail\.ru"),
            "https://cloud.mail.ru/public/aBc1/dEf2",
            "a public link of the file store may lead to one file or to a folder of many",
        ),
        Place(PlaceKind.ROOT, Shape("/", host=".*"), _SITE),
    )


GRAMMAR = Grammar(
    Platform.MAIL_RU,
    domains=("mail.ru",),
    host=_MY,
    rules=(
        *_carriers(),
        ambiguous(
            Shape("(?:/[^/]++){5}|.*\\.html", fragment="!?(?:video|photo|page)=.+"),
            f"{_SITE}mail/anna/video/_myvideo/12.html#video=/mail/anna/_myvideo/13",
            "the page of one item is shown with another one laid over it",
        ),
        ambiguous(Shape("(?:/[^/]++){5}", {"thread": ".+"}), f"{_SITE}mail/anna/video/_myvideo/12.html?thread=4D10"),
        ambiguous(
            Shape("(?:/[^/]++){5}|.*\\.html", fragment="(?:comment|thread)[a-z]{0,3}(?:[-_=/][0-9A-Fa-f]|[0-9]).*"),
            f"{_SITE}community/steppe/{_HEX}.html#comment-7",
        ),
        *_videos(),
        *_photos(),
        *_albums(),
        Form(
            ContentKind.AUDIO,
            "{item}",
            _SITE + "music/songs/track-{item}",
            Shape("/music/songs/[^/]*-(?P<item>[0-9a-f]{32})"),
            f"{_SITE}music/songs/steppe-song-{'0a1b2c3d' * 4}",
        ),
        *_post("multipost/"),
        *_post(""),
        *_post("", _OLD_BLOGS),
        *_answers(),
        *_places(),
    ),
)
# fmt: off
SIGNS = PageSigns(
    gone=(
        "видео удалено", "видео было удалено", "видео не найдено", "фото удалено", "запись удалена",
        "запись не найдена", "video has been removed", "video not found", "post has been deleted",
        "бейне жойылды", "жазба жойылды",
    ),
    account_gone=(
        "пользователь удалён", "страница пользователя удалена", "пользователь заблокирован", "сообщество заблокировано",
        "user has been deleted", "user has been blocked", "пайдаланушы жойылған", "пайдаланушы бұғатталған",
    ),
    restricted=("доступ к странице ограничен", "только для друзей", "friends only", "тек достарға"),
    unclear=("страница не найдена или удалена", "page not found"),
    login_address=LOGIN_PATH + "|/cgi-bin/(?:login|auth)(?:/.*)?",
)
