from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.content import ContentRef, Platform
from include.writ.domain.verdict import Page, Verdict
from include.writ.platforms.pages import classify_page
from include.writ.platforms.registry import SIGNS, identify, read_platform
from include.writ.platforms.signs import CAPTCHA_PHRASES
from tests.unit.platforms.cases import CONTENT

PAGES = [case for case in CONTENT if read_platform(case.url) and isinstance(identify(case.url, deepest=0), ContentRef)]
GROUPS = {case.key: [other.url for other in PAGES if other.key == case.key] for case in PAGES if case.key}
VK = Platform.VKONTAKTE
POST = "https://vk.com/wall-700001_42"
WALL = '<html><head><title>Войти</title></head><body><form action="/login"><input type="password"></form></body></html>'


def page(status: int | None, body: str = "<p>x</p>", url: str = POST, **headers: str) -> Page:
    return Page(status, headers, body, url)


def shown(url: str, text: str = "Вымышленный текст", title: str = "Запись") -> str:
    return (
        f'<html><head><title>{title}</title><link rel="canonical" href="{url}"></head>'
        f"<body><article>{text}</article></body></html>"
    )


def verdict(found: Page, platform: Platform = VK) -> Verdict:
    judgement = classify_page(platform, found)
    assert judgement.because
    return judgement.verdict


@pytest.mark.parametrize("key", GROUPS)
def test_the_page_of_every_kind_of_item_is_available_when_it_names_itself(key: str) -> None:
    platform = Platform(key.split(":")[0])
    for url in GROUPS[key]:
        ref = identify(url)
        assert isinstance(ref, ContentRef)
        assert verdict(page(200, shown(ref.canonical_url), url.strip()), platform) is Verdict.AVAILABLE


def test_a_page_that_only_carries_the_address_of_an_item_is_not_its_page() -> None:
    url = "https://vk.com/share.php?url=https%3A%2F%2Fvk.com%2Fwall-700001_42"
    assert verdict(page(200, shown(POST), url)) is Verdict.UNKNOWN


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize(
    "body",
    [
        "<h1>Not found</h1>",
        '<form action="/login"></form><h1>404</h1>',
        '<form action="/login"><input type="password"></form><h1>Страница не найдена</h1>',
        '{"error": "not found"}',
    ],
)
def test_a_status_of_absence_with_a_page_of_the_platform_is_removed(status: int, body: str) -> None:
    assert verdict(page(status, body)) is Verdict.REMOVED


@pytest.mark.parametrize("url", ["https://vk.com/steppe_news", "https://vk.com/", "https://vk.cc/aBc123", ""])
def test_an_absence_away_from_the_items_address_is_unknown(url: str) -> None:
    assert verdict(page(404, "<h1>Not found</h1>", url)) is Verdict.UNKNOWN
    assert verdict(page(200, "<h1>Запись удалена</h1>", url)) is Verdict.UNKNOWN
    assert verdict(page(404, "<h1>Сообщество заблокировано</h1>", url)) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "found", [page(404, "<h1>404</h1>"), page(200, shown(POST)), page(200, "<h1>Пост удалён</h1>")]
)
def test_an_answer_at_another_items_address_is_unknown(found: Page) -> None:
    assert classify_page(VK, found, "https://m.vk.com/wall-700001_42").verdict is not Verdict.UNKNOWN
    assert classify_page(VK, found, "https://vk.com/wall-700001_43").verdict is Verdict.UNKNOWN


def test_451_is_withheld_and_says_whether_the_authority_is_linked() -> None:
    linked = classify_page(VK, page(451, "", Link='<https://authority.example/>; rel="blocked-by"'))
    assert (linked.verdict, linked.because) == (Verdict.WITHHELD, "status 451, with a blocked-by link")
    bare = classify_page(VK, page(451, ""))
    assert (bare.verdict, bare.because) == (Verdict.WITHHELD, "status 451, without a blocked-by link")


@pytest.mark.parametrize("status", [None, 0, 201, 204, 301, 302, 400, 401, 403, 408, 418, 429, 500, 502, 503, 504, 999])
def test_any_other_status_is_unknown_whatever_the_page_says(status: int | None) -> None:
    assert verdict(page(status, "<h1>Запись удалена</h1>")) is Verdict.UNKNOWN
    assert verdict(page(status, shown(POST))) is Verdict.UNKNOWN


def test_our_own_failure_is_unknown() -> None:
    assert verdict(Page(404, {}, "", POST, error="timeout")) is Verdict.UNKNOWN


@pytest.mark.parametrize("body", ["", "   \n", "<html></html>", "<p>Вымышленный текст</p>", "{}", "\x00\x01"])
def test_a_page_without_signs_is_unknown(body: str) -> None:
    assert verdict(page(200, body)) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "body", [WALL, f'<link rel="canonical" href="{POST}">' + WALL, "<title>Log in</title><p>x</p>"]
)
def test_a_login_form_without_content_is_restricted(body: str) -> None:
    assert verdict(page(200, body)) is Verdict.RESTRICTED


@pytest.mark.parametrize("platform", Platform)
def test_a_redirect_to_the_login_page_is_restricted(platform: Platform) -> None:
    urls = [urls[0] for key, urls in GROUPS.items() if key.startswith(platform + ":")]
    host = urls[0].split("/")[2]
    assert verdict(page(200, "<p>x</p>", f"https://{host}/login?next=x"), platform) is Verdict.RESTRICTED
    assert verdict(page(404, "<p>x</p>", f"https://{host}/login?next=x"), platform) is Verdict.UNKNOWN


def test_a_login_form_beside_the_content_is_no_wall() -> None:
    assert verdict(page(200, shown(POST) + '<form action="/login"></form>')) is Verdict.AVAILABLE


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Запись удалена</h1>",
        "<title>Запись удалена | Сайт</title>",
        "<p>Post deleted</p>",
        "<div>Жазба жойылды</div>",
    ],
)
def test_the_platforms_word_that_it_is_gone_is_removed(body: str) -> None:
    assert verdict(page(200, body)) is Verdict.REMOVED


def phrases(name: str) -> list[tuple[Platform, str]]:
    return [(platform, phrase) for platform, signs in SIGNS.items() for phrase in getattr(signs, name)]


FIRST = {Platform(key.split(":")[0]): urls[0] for key, urls in reversed(GROUPS.items())}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gone", Verdict.REMOVED),
        ("account_gone", Verdict.ACCOUNT_GONE),
        ("restricted", Verdict.RESTRICTED),
        ("unclear", Verdict.UNKNOWN),
    ],
)
def test_every_phrase_gives_its_verdict_and_none_overrides_a_wall_or_an_error(name: str, expected: Verdict) -> None:
    for platform, phrase in phrases(name):
        url, body = FIRST[platform], f"<h2>{phrase.capitalize()}.</h2>"
        assert verdict(page(200, body, url), platform) is expected, phrase
        assert (
            verdict(page(200, body + "<p>Confirm that you are not a robot</p>", url), platform) is not Verdict.AVAILABLE
        )
        for wall in (WALL, "<title>captcha</title>", "<h1>Before you continue</h1>"):
            assert verdict(page(200, wall + body, url), platform) not in {Verdict.REMOVED, Verdict.ACCOUNT_GONE}, phrase


def test_a_deleted_account_is_told_from_a_removed_item() -> None:
    assert verdict(page(404, "<h1>Сообщество заблокировано</h1>")) is Verdict.ACCOUNT_GONE


@pytest.mark.parametrize("phrase", CAPTCHA_PHRASES)
@pytest.mark.parametrize("status", [200, 404])
def test_a_captcha_is_unknown(status: int, phrase: str) -> None:
    assert verdict(page(status, f"<h1>{phrase}</h1><h2>Запись удалена</h2>")) is Verdict.UNKNOWN


@pytest.mark.parametrize("path", ["challenge/x", "checkpoint/", "consent", "showcaptcha?x=1"])
def test_a_challenge_address_is_unknown(path: str) -> None:
    assert verdict(page(404, "<h1>x</h1>", f"https://vk.com/{path}")) is Verdict.UNKNOWN


def test_words_of_the_author_remove_nothing() -> None:
    assert verdict(page(200, shown(POST, "<p>Запись удалена</p>"))) is Verdict.AVAILABLE
    assert verdict(page(200, "<p>" + "Вымышленный рассказ. " * 20 + "Запись удалена.</p>")) is Verdict.UNKNOWN
    assert verdict(page(200, "<script>var t = 'Запись удалена'</script><p>x</p>")) is Verdict.UNKNOWN


def test_signs_that_contradict_each_other_are_unknown() -> None:
    assert verdict(page(200, shown(POST) + "<h1>Запись удалена</h1>")) is Verdict.UNKNOWN


def test_a_page_that_names_another_item_proves_nothing() -> None:
    assert verdict(page(200, shown("https://vk.com/wall-700001_43"))) is Verdict.UNKNOWN
    assert verdict(page(200, shown("https://ok.ru/video/5", ""), "https://vk.com/feed")) is Verdict.UNKNOWN


def test_the_post_around_a_comment_does_not_show_that_the_comment_is_there() -> None:
    assert verdict(page(200, shown(POST), f"{POST}?reply=7")) is Verdict.UNKNOWN
    assert verdict(page(200, "<article>x</article>", f"{POST}?reply=7")) is Verdict.UNKNOWN


def test_article_markup_at_the_items_address_is_enough() -> None:
    assert verdict(page(200, "<article>Вымышленный текст</article>")) is Verdict.AVAILABLE


def test_the_page_may_name_itself_by_open_graph() -> None:
    assert verdict(page(200, f'<meta property="og:url" content="{POST}"><p>x</p>')) is Verdict.AVAILABLE


@pytest.mark.parametrize("url", ["https://vk.com/", "https://vk.com/steppe_news"])
def test_a_redirect_away_from_the_item_is_unknown(url: str) -> None:
    assert verdict(page(200, shown(POST), url)) is Verdict.UNKNOWN


@pytest.mark.parametrize("status", [200, 404, 410, 451])
def test_an_answer_from_elsewhere_is_not_the_platforms(status: int) -> None:
    assert verdict(page(status, "<h1>Запись удалена</h1>", "https://block.example/notice")) is Verdict.UNKNOWN


def test_a_short_link_leads_to_the_item_that_its_page_names() -> None:
    assert verdict(page(200, shown(POST), "https://vk.cc/aBc123")) is Verdict.AVAILABLE


def test_broken_markup_is_read_as_browsers_read_it() -> None:
    assert verdict(page(200, "<h1>Запись удалена</h1><![x[ y]><p>z</p>")) is Verdict.REMOVED
    assert verdict(page(200, "<html></html><html><h1>Запись удалена</h1></html>")) is Verdict.REMOVED


@pytest.mark.parametrize("cut", ["<html><h1>Запись удалена</h1>", "<h1>Запись удалена</h1><div cla", "<div>" * 3000])
def test_a_page_that_breaks_off_removes_nothing(cut: str) -> None:
    assert verdict(page(200, cut)) is Verdict.UNKNOWN
    assert verdict(page(404, cut)) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ('<https://authority.example/>; rel="blocked-by"', True),
        ("<https://authority.example/>; rel=blocked-by", True),
        ('<https://a.example/>; rel="next", <https://b.example/>; REL="license Blocked-By"', True),
        ('<>; rel="blocked-by"', False),
        ('<https://a.example/?rel=blocked-by>; rel="next"', False),
        ('<https://a.example/>; rel="not-blocked-by"', False),
        ("", False),
        ("blocked-by", False),
    ],
)
def test_a_blocker_is_named_only_by_a_link_with_that_relation(link: str, named: bool) -> None:
    because = classify_page(VK, page(451, "", Link=link)).because
    assert because == f"status 451, {'with' if named else 'without'} a blocked-by link"


@given(st.text(max_size=60))
def test_no_link_header_raises(link: str) -> None:
    assert verdict(page(451, "", Link=link)) is Verdict.WITHHELD


def test_without_a_final_address_the_page_itself_may_name_the_item() -> None:
    assert verdict(page(200, shown(POST), "")) is Verdict.AVAILABLE
    assert verdict(page(200, "<article>x</article>", "")) is Verdict.UNKNOWN


MARKUP = re.split(
    "[|]",
    "<article>|</article>|<form action='/login'>|<title>|</title>|Запись удалена|<![x[|<!--|<|&#x110000;|captcha|"
    f"<script>|<a href='https://[::1'>|<form action='https://[::1'>|<link rel=canonical href={POST}>",
)


@given(
    st.sampled_from(Platform),
    st.none() | st.integers(),
    st.text(max_size=60) | st.lists(st.sampled_from(MARKUP)).map("".join),
    st.sampled_from(["", POST, "https://t.me/steppe_sample/1", "junk"]) | st.text(max_size=20),
)
def test_no_page_raises_and_only_a_definite_status_can_mean_removed(
    platform: Platform, status: int | None, body: str, url: str
) -> None:
    judgement = classify_page(platform, Page(status, {}, body, url))
    if judgement.verdict is Verdict.REMOVED:
        assert status in {200, 404, 410}
