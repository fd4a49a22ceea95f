from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.writ.errors import PackError
from include.writ.exports.table import BrokenRow
from include.writ.validation.inputs import Rulebook
from include.writ.validation.outcome import Reason
from include.writ.validation.rules import MAX_EXCERPT_LENGTH, MAX_REFERENCE_LENGTH, READER_RULES, ROW_RULES
from tests.unit.validation import reference
from tests.unit.validation.findings import (
    BOOK,
    GOOD,
    GOOD_TIME,
    GROUNDS,
    frame_of,
    new_vetting,
    numbers_of,
    only_row,
    rules_of,
    vet,
)

BROKEN = BrokenRow(9, "a;b", "row_complete", "2 cells instead of 7")
CASES: dict[str, dict[str, str]] = {
    "finding_repeated": {"finding_ref": "F-1"},
    "finding_ref_present": {"finding_ref": " "},
    "finding_ref_not_too_long": {"finding_ref": "x" * (MAX_REFERENCE_LENGTH + 1)},
    "finding_ref_conflict": {"finding_ref": "F-1", "language": "kk"},
    "detected_at_readable": {"detected_at": "2026-11-20 09:00"},
    "url_present": {"url": ""},
    "url_not_too_long": {"url": "https://vk.example/w" + "1" * 4096},
    "url_identified": {"url": "https://vk.example/someone"},
    "ground_known": {"ground": "погода"},
    "language_known": {"language": "en"},
    "excerpt_present": {"excerpt": " \n\x1c "},
    "excerpt_not_too_long": {"excerpt": "ж" * (MAX_EXCERPT_LENGTH + 1)},
    "capture_sha256_readable": {"capture_sha256": "g" * 64},
}


def test_a_good_row_is_accepted_with_what_was_found_out() -> None:
    row = only_row(vet({"capture_sha256": "AB" * 32, "url": " https://vk.example/w1 ", "ground": " НАРКОТИКИ"}))
    cells = reference.canonical(GOOD | {"capture_sha256": "AB" * 32, "ground": "НАРКОТИКИ"})
    assert row == GOOD | {
        "row_number": 1,
        "detected_at": GOOD_TIME,
        "platform": "vkontakte",
        "kind": "post",
        "content_id": "1",
        "canonical_url": GOOD["url"],
        "ground": "drugs",
        "capture_sha256": bytes.fromhex("ab" * 32),
        "row_sha256": reference.row_sha256(cells),
    }


def test_an_empty_capture_hash_is_none() -> None:
    assert only_row(vet({}))["capture_sha256"] is None


@pytest.mark.parametrize("text", ["ab", "ab" * 31, "ab" * 33, "ab" * 31 + "a", "0x" + "ab" * 31, "K" * 64])
def test_a_capture_hash_of_another_form_is_refused(text: str) -> None:
    assert rules_of(vet({"capture_sha256": text})) == {1: ["capture_sha256_readable"]}


def test_each_rule_refuses_its_row_and_no_other() -> None:
    assert {*CASES} == {rule.name for rule in ROW_RULES} - {rule.name for rule in READER_RULES}
    changes = [
        {},
        *({"finding_ref": f"F-1{n}"} | change for n, change in enumerate(CASES.values())),
        {"finding_ref": "Z"},
    ]
    vetted = vet(*changes)
    assert numbers_of(vetted) == [1, len(changes)]
    assert rules_of(vetted) == {number: [rule] for number, rule in enumerate(CASES, start=2)}
    assert all(row.reasons[0].detail for row in vetted.quarantined)
    assert vetted.quarantined[2].raw == GOOD | changes[3]


def test_lengths_at_their_limits_are_let_pass() -> None:
    most = {"finding_ref": "я" * 200, "url": "https://vk.example/w" + "1" * 4076, "excerpt": "ж" * 5000}
    assert numbers_of(vet(most)) == [1]


def test_an_address_that_is_missing_or_too_long_is_not_given_to_the_grammars() -> None:
    changes = [{"finding_ref": str(n), "url": url} for n, url in enumerate(["", "x", "y" * 5000, GOOD["url"]])]
    vetted = vet(*changes)
    assert rules_of(vetted) == {1: ["url_present"], 2: ["url_identified"], 3: ["url_not_too_long"]}
    assert only_row(vetted)["content_id"] == "1"


def test_a_time_that_is_no_moment_is_refused_with_its_remedy() -> None:
    remedies = {
        "": "missing",
        "20.11.2026": "not ISO 8601",
        "2026-11-20": "no offset",
        "2026-11-20T09:00:00": "no offset",
        "1999-12-31T23:59:59Z": "not within 2000-2100",
        "9999-01-01T00:00:00Z": "not within 2000-2100",
        "0001-01-01T00:00:00+05:00": "not within 2000-2100",
        "1e400": "not ISO 8601",
    }
    vetted = vet(*({"finding_ref": f"F-{time}", "detected_at": time} for time in remedies))
    assert vetted.accepted.is_empty()
    for row, said in zip(vetted.quarantined, remedies.values(), strict=True):
        assert [reason.rule for reason in row.reasons] == ["detected_at_readable"]
        assert said in row.reasons[0].detail


def test_the_layout_says_how_its_source_writes_times() -> None:
    book = Rulebook(GROUNDS, BOOK.pack_grounds, BOOK.languages, "Asia/Almaty", ("%d.%m.%Y %H:%M",))
    times = ["20.11.2026 09:00", "2026-11-20T09:00:00", "2026-11-20T04:00:00Z"]
    vetted = vet(*({"finding_ref": time, "detected_at": time} for time in times), book=book)
    assert vetted.accepted["detected_at"].to_list() == [GOOD_TIME] * 3


def test_the_ground_says_whether_the_layout_or_the_pack_lacks_it() -> None:
    book = Rulebook(GROUNDS, frozenset({"drugs"}), BOOK.languages)
    changes = (
        {"ground": "погода"},
        {"ground": "самоубийство", "finding_ref": "F-2"},
        {"ground": "", "finding_ref": "F-3"},
    )
    details = [row.reasons[-1].detail for row in vet(*changes, book=book).quarantined]
    assert [detail.split(";")[0] for detail in details] == [
        "the layout of the source does not name a ground written so",
        "the layout of the source leads to 'suicide', which the pack does not have",
        "the ground is missing",
    ]


def test_a_rulebook_can_let_rows_be_without_a_language() -> None:
    book = Rulebook(GROUNDS, BOOK.pack_grounds, BOOK.languages | {""})
    assert rules_of(vet({"language": ""}, {"language": "?", "finding_ref": "2"}, book=book)) == {2: ["language_known"]}
    assert rules_of(vet({"language": ""})) == {1: ["language_known"]}


def test_a_row_that_breaks_many_rules_has_a_reason_for_each() -> None:
    expected = ["finding_ref_present", "detected_at_readable", "url_present", "ground_known", "language_known"]
    assert rules_of(vet(dict.fromkeys(GOOD, ""))) == {1: [*expected, "excerpt_present"]}


@pytest.mark.parametrize("rule", [rule.name for rule in READER_RULES])
def test_a_broken_row_is_quarantined_with_its_text_and_reason(rule: str) -> None:
    vetted = vet({}, broken=[BrokenRow(9, "a;b", rule, "why")])
    (row,) = vetted.quarantined
    assert (row.row_number, row.raw, row.reasons) == (9, {"text": "a;b"}, (Reason("row", rule, "why"),))
    assert numbers_of(vetted) == [1]


def test_quarantined_rows_are_in_the_order_of_the_file() -> None:
    bad = {"language": "en"}
    vetted = new_vetting().vet(frame_of(bad, bad | {"finding_ref": "2"}, start=8), [BrokenRow(4, "", "row_quoted", "")])
    assert [row.row_number for row in vetted.quarantined] == [4, 8, 9]


def test_a_block_without_rows_is_vetted() -> None:
    vetted = vet()
    assert (vetted.accepted.height, vetted.quarantined) == (0, [])
    assert vetted.accepted.schema == vet({}).accepted.schema
    assert rules_of(vet(broken=[BROKEN])) == {9: ["row_complete"]}


@pytest.mark.parametrize(("grounds", "languages"), [(frozenset(), {"ru"}), ({"drugs"}, frozenset()), ({"drugs"}, {""})])
def test_nothing_passes_a_pack_without_grounds_or_languages(grounds: frozenset[str], languages: frozenset[str]) -> None:
    with pytest.raises(PackError):
        Rulebook(GROUNDS, frozenset(grounds), frozenset(languages))


def test_no_reason_repeats_what_a_row_says() -> None:
    secret = {name: f"secret-{name}" for name in GOOD} | {"excerpt": "secret" * 1000, "url": "secret" * 1000}
    vetted = vet(secret, secret | {"language": "secret"}, {"url": "secret", "finding_ref": "F-3"}, secret)
    assert len(vetted.quarantined) == 4
    assert "secret" not in repr([row.reasons for row in vetted.quarantined])


VALUES = {
    "finding_ref": st.sampled_from(["", "a", "b", "c", " b", "x" * 201]),
    "detected_at": st.sampled_from([GOOD["detected_at"], "2026-11-20 04:00:00Z", "2026-11-20T09:00:00", "soon", ""]),
    "url": st.sampled_from([GOOD["url"], "https://vk.example/", "x", "", "y" * 4097]),
    "ground": st.sampled_from(["наркотики", " НАРКО\u0442ИКИ\xa0", "погода", "", "Сам_оубийство", "самоубийство"]),
    "language": st.sampled_from(["kk", "ru", "en", "RU", ""]),
    "excerpt": st.sampled_from(["", "text", " text", "\u2003", "\x1f", '"\\\n', "я" * 5001]),
    "capture_sha256": st.sampled_from(["", "0" * 64, "aB" * 32, "0", "0" * 63, "0" * 66, "ы" * 64]),
}
ROWS = st.lists(
    st.one_of(st.fixed_dictionaries({}, optional=VALUES), st.fixed_dictionaries(VALUES)).map(lambda row: GOOD | row),
    max_size=14,
)
BOOKS = st.sampled_from([BOOK, Rulebook(GROUNDS, frozenset({"drugs"}), frozenset({"ru", ""}), "Asia/Almaty")])


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, BOOKS, st.lists(st.integers(0, 14), max_size=2), st.integers(0, 2))
def test_rows_are_judged_as_one_after_another_wherever_blocks_are_cut(
    rows: list[dict[str, str]], book: Rulebook, cuts: list[int], broken: int
) -> None:
    vetting, edges = new_vetting(book), sorted({0, len(rows), *(min(cut, len(rows)) for cut in cuts)})
    unreadable = [BrokenRow(len(rows) + n, "x", "row_quoted", "d") for n in range(1, broken + 1)]
    blocks = [
        vetting.vet(frame_of(*rows[start:end], start=start + 1), unreadable if start == 0 else [])
        for start, end in zip(edges, edges[1:] or [0], strict=False)
    ]
    expected = dict(enumerate(reference.judge(rows, book), start=1))
    found = rules_of(blocks)
    assert {number: found.get(number, []) for number in expected} == expected
    accepted = [number for block in blocks for number in numbers_of(block)]
    assert sorted([*accepted, *found]) == list(range(1, len(rows) + broken + 1))
