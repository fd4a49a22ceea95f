"""The signs by which a page is judged, as data: phrases and paths, in Kazakh, Russian and English.

Phrases are lower case with plain apostrophes. They are looked for in short blocks of visible text only, never in
scripts and never in a long text that somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass

# fmt: off
CAPTCHA_PHRASES = (
    "captcha", "капча", "you are not a robot", "you're not a robot", "i'm not a robot", "вы не робот", "я не робот",
    "сіз робот емес", "robot емес", "just a moment...", "verify you are human", "verify that you are human",
    "подтвердите, что вы человек", "unusual traffic", "подозрительный трафик", "too many requests",
    "слишком много запросов", "please wait a few minutes before you try again", "security check",
    "проверка безопасности", "checking your browser", "проверка браузера",
)
CONSENT_PHRASES = (
    "before you continue", "прежде чем продолжить", "allow the use of cookies", "разрешить использование файлов cookie",
    "cookie файлдарын пайдалануға рұқсат",
)
CHALLENGE_PATH = r"/(captcha|showcaptcha|challenge|checkpoint|consent|sorry)([./].*)?"
LOGIN_PATH = r"/(login|signin|sign-in|auth|authwall|accounts/login)([./].*)?"
LOGIN_TITLES = (
    "log in", "login", "log into", "sign in", "sign up", "войти", "вход", "войдите", "авторизация", "кіру",
    "жүйеге кіру",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What the pages of one platform say.

    `gone`: the item was removed. `account_gone`: its author or group is deleted or blocked. `restricted`: only for
    some readers. `unclear`: says that nothing is shown, but not why; it wins over the others, and decides nothing.
    """

    gone: tuple[str, ...]
    account_gone: tuple[str, ...]
    restricted: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    login_address: str = LOGIN_PATH
