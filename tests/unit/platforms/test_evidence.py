"""What is kept of a page: small, and nothing that a stranger wrote."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.content import Platform
from include.writ.domain.verdict import Page, Sight, Verdict
from include.writ.platforms.evidence import judge_page

ITEM = "https://vk.com/wall-700001_42"
VK = Platform.VKONTAKTE


def judge(status: int | None, headers: dict[str, str], body: str = "<h1>404</h1>", at: str = ITEM) -> Sight:
    return judge_page(VK, Page(status, headers, body, at), ITEM)


def test_a_verdict_keeps_what_it_rests_on() -> None:
    seen = judge(404, {"Content-Type": "text/html; charset=utf-8", "server": "x", "link": "<https://a.example/>"})
    assert seen.judgement.verdict is Verdict.REMOVED
    assert seen.evidence == {
        "sign": "status 404",
        "status": 404,
        "item": "vkontakte:post:-700001_42",
        "headers": {"content-type": "text/html"},
    }
    assert seen.body_sha256 is not None
    assert len(seen.body_sha256) == 64


def test_who_demanded_a_block_is_kept_without_queries_and_users() -> None:
    link = '<https://who:me@authority.example/orders/7?reader=5#x>; rel="blocked-by", <https://b.example/>; rel=next'
    assert judge(451, {"link": link}).evidence["headers"] == {"blocked-by": ["https://authority.example/orders/7"]}


def test_a_pause_is_kept_only_in_its_two_forms() -> None:
    for said, kept in (("120", "120"), ("Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:59 GMT")):
        assert judge(503, {"Retry-After": said}).evidence["headers"] == {"retry-after": kept}
    assert judge(503, {"Retry-After": "ask Invented Person"}).evidence["headers"] == {}


def test_neither_title_nor_text_nor_address_of_another_page_is_kept() -> None:
    seen = judge(200, {}, "<title>Invented Person</title><p>a text</p>", "https://vk.com/invented_person?token=secret")
    assert seen.evidence == {"sign": "no sign of content", "status": 200, "headers": {}}


def test_a_failure_of_ours_keeps_its_fixed_words() -> None:
    seen = judge_page(VK, Page(None, {}, "", ITEM, "host asks for a pause"), ITEM)
    assert seen.evidence == {"sign": "no answer", "status": None, "headers": {}, "error": "host asks for a pause"}
    assert seen.body_sha256 is None


NAMES = st.sampled_from(["content-type", "Link", "link", "retry-after", "server", "set-cookie", "x-user"])
LINKS = st.builds('<{}>; rel="blocked-by"'.format, st.text(max_size=300))


@given(
    st.none() | st.sampled_from([200, 404, 451, 503]),
    st.dictionaries(NAMES, st.text(max_size=4000) | st.lists(LINKS, max_size=20).map(", ".join), max_size=5),
    st.text(max_size=50),
    st.sampled_from([ITEM, "", "https://vk.com/feed"]) | st.text(max_size=3000),
    st.none() | st.text(max_size=3000),
)
def test_evidence_is_small_whatever_comes(
    status: int | None, headers: dict[str, str], body: str, at: str, error: str | None
) -> None:
    evidence = judge_page(VK, Page(status, headers, body, at, error), ITEM).evidence
    assert len(json.dumps(evidence).encode()) <= 2048
    assert evidence.keys() <= {"sign", "status", "headers", "item", "error"}
