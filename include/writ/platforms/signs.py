"""The signs by which a page is judged, as data: phrases and paths, in Kazakh, Russian and English.

Phrases are lower case with plain apostrophes. They are looked for in short blocks of visible text only, never in
scripts and never in a long text that somebody wrote. Those of walls and failures are the same for every platform, and
each of them wins over a sign that something is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# fmt: off
CAPTCHA_PHRASES = (
    "captcha", "капча", "you are not a robot", "you're not a robot", "i'm not a robot", "вы не робот", "я не робот",
    "сіз робот емес", "robot емес", "just a moment...", "verify you are human", "verify that you are human",
    "подтвердите, что вы человек", "unusual traffic", "подозрительный трафик", "too many requests",
    "слишком много запросов", "please wait a few minutes before you try again", "security check",
    "проверка безопасности", "checking your browser", "проверка браузера", "автоматические запросы",
    "automated requests", "сұраулар тым көп", "адам екеніңізді растаңыз", "подтвердите, что запросы отправляли вы",
)
CONSENT_PHRASES = (
    "before you continue", "прежде чем продолжить", "allow the use of cookies", "разрешить использование файлов cookie",
    "cookie файлдарын пайдалануға рұқсат", "жалғастырмас бұрын", "we value your privacy",
    "примите условия, чтобы продолжить",
)
LOGIN_PHRASES = (
    "log in to continue", "sign in to continue", "you must log in", "you must be logged in", "log in to see",
    "sign up to see", "join to view", "войдите, чтобы", "чтобы продолжить, войдите", "авторизуйтесь", "нужно войти",
    "необходимо войти", "необходимо авторизоваться", "жалғастыру үшін кіріңіз", "кіру қажет", "жүйеге кіріңіз",
)
FAILURE_PHRASES = (
    "something went wrong", "что-то пошло не так", "бірдеңе дұрыс болмады", "temporarily unavailable",
    "временно недоступ", "уақытша қолжетімсіз", "уақытша қолжетімді емес", "try again later", "попробуйте позже",
    "повторите попытку позже", "зайдите позже", "кейінірек қайталаңыз", "кейінірек қайталап көріңіз", "maintenance",
    "технические работы", "технических работ", "техобслуживание", "техникалық жұмыстар", "we'll be back soon",
    "мы скоро вернемся", "жақында ораламыз", "service unavailable", "internal server error", "bad gateway",
    "gateway timeout", "внутренняя ошибка сервера", "сервердің ішкі қатесі", "access denied", "доступ запрещен",
    "кіруге тыйым салынған", "сервис недоступен", "қызмет қолжетімсіз",
)
FOREIGN_PHRASES = (
    "domain is for sale", "buy this domain", "this domain is parked", "this domain may be for sale", "домен продается",
    "домен припаркован", "купить домен", "срок регистрации домена", "домен сатылады", "домен тұраққа қойылған",
    "domain has expired",
)
SHELL_PHRASES = (
    "enable javascript", "javascript is not available", "javascript is disabled", "javascript is required",
    "requires javascript", "включите javascript", "javascript отключен", "нужен javascript", "необходим javascript",
    "javascript қосыңыз", "javascript өшірілген", "javascript қажет",
)
ABSENCE_PHRASES = (
    "404", "410", "not found", "no longer available", "doesn't exist", "does not exist", "deleted", "removed",
    "не найден", "не существует", "удален", "табылмады", "жойылды", "жойылған", "өшірілген", "жоқ бет",
)
CHALLENGE_PATH = r"/(captcha|showcaptcha|challenge|checkpoint|consent|sorry)([./].*)?"
LOGIN_PATH = r"/(login|signin|sign-in|auth|authwall|accounts/login)([./].*)?"
LOGIN_TITLES = (
    "log in", "login", "log into", "sign in", "sign up", "войти", "вход", "войдите", "авторизация", "кіру",
    "жүйеге кіру",
)
# fmt: on

# What web servers say of themselves when no site answers behind them; "404 not found" alone could be anyone's.
SERVER_LINE = re.compile(
    r"(?:nginx|openresty|tengine|cloudflare|envoy|caddy|litespeed|angie)(?:[/ ].{0,40})?|apache(?:[/ ].{0,80})?"
    r"|microsoft-iis.{0,20}|(?:proudly powered by|powered by) .{0,40}|varnish cache server|guru meditation:?"
    r"|xid: ?\d+|default backend - 404|404 page not found|no such app|fastly error: unknown domain.{0,80}"
    r"|the requested (?:url|resource|document|page).{0,120}|whitelabel error page|cannot get /.{0,120}"
    r"|404 - file or directory not found\.?|the resource you are looking for (?:might|has).{0,120}"
    r"|the specified bucket does not exist\.?|nosuch(?:bucket|key)|server error(?: in '/' application\.?)?"
)
STATUS_LINE = re.compile(r"(?:http )?(?:error ?)?(?:404|410)?[ :.,—–-]*(?:error|not found|gone)?[.!]?")


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
