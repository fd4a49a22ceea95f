"""Some thousand pages with known verdicts, and what no page whatsoever may become."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.content import Platform
from include.writ.domain.verdict import Page, Verdict
from include.writ.platforms.pages import classify_page
from include.writ.platforms.registry import SIGNS
from include.writ.platforms.signs import (
    CAPTCHA_PHRASES,
    CONSENT_PHRASES,
    FAILURE_PHRASES,
    FOREIGN_PHRASES,
    LOGIN_PHRASES,
    LOGIN_TITLES,
    SHELL_PHRASES,
)
from tests.unit.platforms.page_corpus import BARE, FORM, LANGUAGES, Sample, frame, samples, subjects

CORPUS = samples()
ITEMS = {platform: (url, other) for platform, url, other in subjects()}
ABSENT = {Verdict.REMOVED, Verdict.ACCOUNT_GONE}


@pytest.mark.parametrize("platform", Platform)
def test_every_page_of_the_corpus_gets_its_verdict(platform: Platform) -> None:
    wrong = [
        (sample.name, str(sample.expected), judgement.verdict, judgement.because)
        for sample in CORPUS
        if sample.platform is platform
        for judgement in [classify_page(platform, sample.page, sample.asked_url)]
        if judgement.verdict is not sample.expected
    ]
    assert wrong == []


def test_the_corpus_is_large_and_has_every_verdict_for_every_platform() -> None:
    counts = Counter((sample.platform, sample.expected) for sample in CORPUS)
    assert len(CORPUS) > 2000
    assert {(p, v) for p in Platform for v in Verdict} <= counts.keys()


GONE_WORDS = [phrase for signs in SIGNS.values() for phrase in (*signs.gone, *signs.account_gone)]
ABSENCE = st.sampled_from([*GONE_WORDS, "404", "Страница не найдена", "Page not found"]).map(
    lambda words: f"<h2>{words.capitalize()}</h2>"
)
TEXT = st.text(max_size=30).map(lambda text: f"<p>{text.replace('<', '').replace('&', '')}</p>")
COVERS = st.sampled_from(
    [
        *(
            f"<h1>{phrase.capitalize()}</h1>"
            for phrases in (CAPTCHA_PHRASES, CONSENT_PHRASES, FAILURE_PHRASES, FOREIGN_PHRASES, LOGIN_PHRASES)
            for phrase in (*phrases, *SHELL_PHRASES)
        ),
        *(f"<title>{title}</title>" for title in LOGIN_TITLES),
        '<meta http-equiv="refresh" content="0; url=/login">',
        '<script>location.href="/login"</script>',
        '<script>window.location.assign("https://other.example/")</script>',
        '<iframe src="https://captcha.example/x"></iframe>',
    ]
)
STATUS = st.sampled_from([200, 404, 410])
PLATFORM = st.sampled_from(Platform)


def verdict(platform: Platform, status: int | None, body: str, *, at: str = "", error: str | None = None) -> Verdict:
    url = ITEMS[platform][0]
    return classify_page(platform, Page(status, {}, body, at or url, error), url).verdict


@given(PLATFORM, STATUS, st.lists(st.one_of(ABSENCE, TEXT), max_size=4), COVERS, st.integers(0, 4))
def test_whatever_says_gone_beside_a_wall_or_failure_is_not_believed(
    platform: Platform, status: int, parts: list[str], cover: str, place: int
) -> None:
    body = "".join([*parts[:place], cover, *parts[place:]])
    assert verdict(platform, status, body) not in ABSENT
    assert verdict(platform, status, frame("ru", body.replace("<title>", "<h1>"))) not in ABSENT or "<title>" in cover


@given(PLATFORM, st.lists(st.one_of(ABSENCE, TEXT), max_size=4).map("".join), st.text(max_size=10))
def test_no_answer_and_no_other_status_is_an_absence(platform: Platform, body: str, error: str) -> None:
    assert verdict(platform, None, body) is Verdict.UNKNOWN
    assert verdict(platform, 404, body, error=error) is Verdict.UNKNOWN
    for status in (0, 202, 204, 304, 400, 401, 403, 407, 409, 421, 423, 425, 429, 500, 502, 503, 504, 520, 522, 599):
        assert verdict(platform, status, body) is Verdict.UNKNOWN


@given(PLATFORM, STATUS, ABSENCE, st.sampled_from(LANGUAGES), st.data())
def test_however_a_page_is_cut_it_is_no_absence(
    platform: Platform, status: int, words: str, language: str, data: st.DataObject
) -> None:
    whole = frame(language, words)
    cut = data.draw(st.integers(0, whole.index("</body>") - 1))
    assert verdict(platform, status, whole[:cut]) not in ABSENT


@given(PLATFORM, STATUS, ABSENCE, st.data())
def test_an_absence_counts_only_at_the_items_own_address(
    platform: Platform, status: int, words: str, data: st.DataObject
) -> None:
    elsewhere = [url for name, urls in ITEMS.items() for url in urls if (name, url) != (platform, ITEMS[platform][0])]
    at = data.draw(st.sampled_from([*elsewhere, "https://park.example/", "https://vk.com/feed", "https://t.me/"]))
    assert verdict(platform, status, words, at=at) not in ABSENT


@given(PLATFORM, st.sampled_from([404, 410]), st.sampled_from(BARE), st.text(" \n\t", max_size=5))
def test_what_a_web_server_says_alone_is_no_absence(platform: Platform, status: int, bare: str, blank: str) -> None:
    assert verdict(platform, status, blank + bare + blank) is Verdict.UNKNOWN


def test_a_login_form_at_the_top_of_a_missing_page_is_no_wall() -> None:
    for platform in Platform:
        assert verdict(platform, 404, frame("ru", "<h1>Страница не найдена</h1>", top=FORM)) is Verdict.REMOVED


def test_samples_are_whole() -> None:
    assert all(isinstance(sample, Sample) and sample.asked_url.startswith("https://") for sample in CORPUS)
