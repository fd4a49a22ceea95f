"""The addresses of the invented content: real shapes of nine platforms, ids and names that nobody has.

`reported` are the forms that monitoring may write down; `known` are further forms that the platform also answers.
`loose_key` decides whether two addresses are one: it looks past host prefixes, tracking parameters and final slashes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from include.writ.domain.content import Platform

PREFIXES = ("www.", "m.", "touch.", "new.", "mobile.", "web.", "mbasic.")
ALIASES = MappingProxyType(
    {
        "vkontakte.ru": "vk.com",
        "vk.ru": "vk.com",
        "odnoklassniki.ru": "ok.ru",
        "telegram.me": "t.me",
        "telegram.dog": "t.me",
        "fb.com": "facebook.com",
        "instagr.am": "instagram.com",
    }
)
TRACKING = frozenset({"fbclid", "igsh", "igshid", "gclid", "yclid", "trk", "ref", "from", "single", "embed"})
HOSTS = (
    *("vk.com", "vkvideo.ru", "vkontakte.ru", "vk.ru", "ok.ru", "odnoklassniki.ru", "my.mail.ru", "livejournal.com"),
    *("facebook.com", "fb.com", "instagram.com", "instagr.am", "tiktok.com", "linkedin.com"),
    *("t.me", "telegram.me", "telegram.dog"),
)


@dataclass(frozen=True, slots=True)
class Forms:
    """All addresses of one content item."""

    reported: tuple[str, ...]
    known: tuple[str, ...] = ()


Shape = Callable[[int, int], Forms]


def loose_key(url: str) -> str:
    """Reduce an address to what decides its meaning."""
    parts = urlsplit(url)
    query = sorted(pair for pair in parse_qsl(parts.query) if not _is_tracking(pair[0]))
    return f"{_plain_host(parts.hostname or '')}{unquote(parts.path).rstrip('/')}?{urlencode(query)}"


def _is_tracking(name: str) -> bool:
    return name in TRACKING or name.startswith("utm_")


def _plain_host(host: str) -> str:
    for prefix in PREFIXES:
        host = host.removeprefix(prefix)
    return ALIASES.get(host, host)


def _vk_wall(owner: int, item: int) -> Forms:
    wall = f"wall-{900_000_000 + owner}_{item}"
    return Forms(
        (f"https://vk.com/{wall}", f"https://m.vk.com/{wall}", f"https://vk.com/feed?w={wall}"),
        (f"https://vk.com/club{900_000_000 + owner}?w={wall}",),
    )


def _vk_clip(owner: int, item: int) -> Forms:
    name = f"-{900_000_000 + owner}_{item}"
    return Forms(
        (f"https://vk.com/clip{name}", f"https://m.vk.com/clip{name}"),
        (f"https://vkvideo.ru/clip{name}", f"https://vk.com/video{name}"),
    )


def _vk_video(owner: int, item: int) -> Forms:
    video = f"video-{900_000_000 + owner}_{item}"
    return Forms((f"https://vkvideo.ru/{video}", f"https://vk.com/{video}", f"https://m.vk.com/{video}"))


def _ok_topic(owner: int, item: int) -> Forms:
    path = f"group/{99_000_000_000_000 + owner}/topic/{990_000_000_000_000 + item}"
    return Forms((f"https://ok.ru/{path}", f"https://m.ok.ru/{path}", f"https://www.ok.ru/{path}"))


def _ok_video(owner: int, item: int) -> Forms:
    video = 9_900_000_000_000 + owner * 1_000_000 + item
    return Forms(
        (f"https://ok.ru/video/{video}", f"https://m.ok.ru/video/{video}"), (f"https://ok.ru/videoembed/{video}",)
    )


def _mail_video(owner: int, item: int) -> Forms:
    path = f"my.mail.ru/mail/user.invented{owner}/video/{owner % 7 + 1}/{item}.html"
    return Forms((f"https://{path}", f"http://{path}"))


def _livejournal_entry(owner: int, item: int) -> Forms:
    user, page = f"invented{owner}", f"{item}.html"
    return Forms(
        (
            f"https://{user}.livejournal.com/{page}",
            f"https://www.livejournal.com/users/{user}/{page}",
            f"https://users.livejournal.com/{user}/{page}",
        ),
        (f"https://m.livejournal.com/read/user/{user}/{item}",),
    )


def _facebook_post(owner: int, item: int) -> Forms:
    path = f"invented.page.{owner}/posts/{9_900_000_000_000 + item}"
    return Forms((f"https://www.facebook.com/{path}", f"https://m.facebook.com/{path}", f"https://facebook.com/{path}"))


def _facebook_permalink(owner: int, item: int) -> Forms:
    page, story = 990_000_000_000 + owner, 9_900_000_000_000 + item
    query = f"story_fbid={story}&id={page}"
    return Forms(
        (f"https://www.facebook.com/permalink.php?{query}", f"https://m.facebook.com/permalink.php?{query}"),
        (f"https://m.facebook.com/story.php?{query}", f"https://www.facebook.com/{page}/posts/{story}"),
    )


def _facebook_watch(_owner: int, item: int) -> Forms:
    video = 9_900_000_000_000 + item
    return Forms(
        (f"https://www.facebook.com/watch/?v={video}", f"https://m.facebook.com/watch/?v={video}"),
        (f"https://www.facebook.com/video.php?v={video}",),
    )


def _shortcode(owner: int, item: int) -> str:
    digits, value, code = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh", item, ""
    for _ in range(5):
        value, rest = divmod(value, len(digits))
        code += digits[rest]
    return f"INV{digits[owner % 32]}_{code}z"


def _instagram_post(owner: int, item: int) -> Forms:
    path = f"p/{_shortcode(owner, item)}/"
    return Forms(
        (f"https://www.instagram.com/{path}", f"https://instagram.com/{path}"),
        (f"https://www.instagram.com/invented{owner}/{path}",),
    )


def _instagram_reel(owner: int, item: int) -> Forms:
    code = _shortcode(owner, item)
    return Forms(
        (f"https://www.instagram.com/reel/{code}/", f"https://instagram.com/reel/{code}/"),
        (f"https://www.instagram.com/reels/{code}/", f"https://www.instagram.com/p/{code}/"),
    )


def _tiktok_video(owner: int, item: int) -> Forms:
    video = 1_000_000_000_000_000_000 + owner * 1_000_000_000 + item
    path = f"tiktok.com/@invented{owner}/video/{video}"
    return Forms(
        (f"https://www.{path}", f"https://m.{path}", f"https://{path}"),
        (
            f"https://www.tiktok.com/@/video/{video}",
            f"https://m.tiktok.com/v/{video}.html",
            f"https://www.tiktok.com/embed/v2/{video}",
        ),
    )


def _linkedin_activity(owner: int, item: int) -> Forms:
    activity = 1_000_000_000_000_000_000 + owner * 1_000_000_000 + item
    return Forms(
        (
            f"https://www.linkedin.com/feed/update/urn:li:activity:{activity}/",
            f"https://www.linkedin.com/posts/invented-{owner}-example-activity-{activity}-abcd",
        )
    )


def _telegram_message(owner: int, item: int) -> Forms:
    path = f"invented_channel_{owner}/{item}"
    return Forms((f"https://t.me/{path}", f"https://t.me/s/{path}", f"https://telegram.me/{path}"))


SHAPES: Mapping[Platform, Sequence[Shape]] = MappingProxyType(
    {
        Platform.VKONTAKTE: (_vk_wall, _vk_clip, _vk_video),
        Platform.ODNOKLASSNIKI: (_ok_topic, _ok_video),
        Platform.MAIL_RU: (_mail_video,),
        Platform.LIVEJOURNAL: (_livejournal_entry,),
        Platform.FACEBOOK: (_facebook_post, _facebook_permalink, _facebook_watch),
        Platform.INSTAGRAM: (_instagram_post, _instagram_reel),
        Platform.TIKTOK: (_tiktok_video,),
        Platform.LINKEDIN: (_linkedin_activity,),
        Platform.TELEGRAM: (_telegram_message,),
    }
)
