"""The public pages of the nine platforms, as a visitor without an account in Kazakhstan sees them.

Available: 200. Gone: 404. Withheld: 451 with the authority named in `Link`. Behind a login: a form in place of the
content, or a redirect to one. What was never published is gone too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from urllib.parse import quote

from aiohttp import web

from include.writ.domain.content import Platform
from include.writ.simulator.behaviour import PageState
from include.writ.simulator.chance import number
from include.writ.simulator.http import STATE
from include.writ.simulator.phrases import excerpt
from include.writ.simulator.world import Content

BLOCKED_BY = '<https://authority.example/>; rel="blocked-by"'
LOGIN_PATHS: Mapping[Platform, str] = MappingProxyType(
    {
        Platform.VKONTAKTE: "/login",
        Platform.ODNOKLASSNIKI: "/dk",
        Platform.MAIL_RU: "/login",
        Platform.LIVEJOURNAL: "/login.bml",
        Platform.FACEBOOK: "/login/",
        Platform.INSTAGRAM: "/accounts/login/",
        Platform.TIKTOK: "/login",
        Platform.LINKEDIN: "/authwall",
        Platform.TELEGRAM: "/login",
    }
)
_LOGIN_FORM = (
    '<h1>Войдите, чтобы продолжить</h1><p>Log in to continue</p><form id="login" method="post" action="/login">'
    '<input type="text" name="login"><input type="password" name="password"><button>Войти</button></form>'
)
routes = web.RouteTableDef()


@routes.get("/{path:.*}")
async def show_page(request: web.Request) -> web.Response:
    """Show the page at any address of any platform."""
    if request.path in LOGIN_PATHS.values():
        return _page(200, "Вход", _LOGIN_FORM)
    state = request.app[STATE]
    view = state.view(f"https://{request.host}{request.raw_path}")
    if view is None:
        return _gone()
    return _VIEWS[view.state](state.seed, view.content, request)


def _show_available(seed: int, content: Content, _request: web.Request) -> web.Response:
    text = escape(excerpt(seed, content, content.source))
    heading = f"Вымышленная публикация № {content.serial}"
    return _page(200, heading, f"<article><h1>{heading}</h1><p>{text}</p></article>")


def _show_gone(_seed: int, _content: Content, _request: web.Request) -> web.Response:
    return _gone()


def _show_withheld(_seed: int, _content: Content, _request: web.Request) -> web.Response:
    text = "<h1>Материал недоступен в вашей стране</h1><p>Ограничено на территории Казахстана.</p>"
    return _page(451, "Недоступно", text, {"Link": BLOCKED_BY})


def _show_login_wall(seed: int, content: Content, request: web.Request) -> web.Response:
    if number(2, seed, content.serial, "wall"):
        return _page(200, "Вход", _LOGIN_FORM)
    location = f"{LOGIN_PATHS[content.platform]}?next={quote(request.path_qs, safe='')}"
    return web.Response(status=302, headers={"Location": location})


def _gone() -> web.Response:
    return _page(404, "Страница не найдена", "<h1>Страница не найдена</h1><p>Материал удалён или не существует.</p>")


def _page(status: int, title: str, body: str, headers: Mapping[str, str] | None = None) -> web.Response:
    text = f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{title}</title></head>{body}</html>'
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)


_VIEWS: Mapping[PageState, Callable[[int, Content, web.Request], web.Response]] = MappingProxyType(
    {
        PageState.AVAILABLE: _show_available,
        PageState.GONE: _show_gone,
        PageState.WITHHELD: _show_withheld,
        PageState.LOGIN_WALL: _show_login_wall,
    }
)
