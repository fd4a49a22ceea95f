from __future__ import annotations

import pytest

from include.writ import log


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("failed: https://user:pw@vk.com/wall-1_2?access_token=abc.", "vk.com"),
        ("postgresql+psycopg://writ:hunter2@db/writ is down", "hunter2"),
        ("header Authorization: Bearer abc.def-ghi", "abc.def-ghi"),
        ("{'password': 'hunter2'}", "hunter2"),
        ("API_KEY=hunter2", "hunter2"),
        ("answer from officer@platform.example", "officer"),
    ],
)
def test_what_must_not_be_read_in_a_log_is_redacted(text: str, hidden: str) -> None:
    assert hidden not in log.redact(text)


def test_ids_and_counts_stay_readable() -> None:
    text = "batch 0199f2aa: 312 rows, 9 quarantined, day 2026-11-20, tokens 4"
    assert log.redact(text) == text


def test_arguments_and_tracebacks_are_redacted_too(caplog: pytest.LogCaptureFixture) -> None:
    logger = log.get("writ.test")
    try:
        raise ValueError("GET https://vk.com/wall-1_2 failed")
    except ValueError:
        logger.exception("batch %s from %s", 7, "https://media.example/x.csv")
    assert "batch 7 from [url]" in caplog.text
    assert "ValueError: GET [url] failed" in caplog.text
    assert "vk.com" not in caplog.text
    assert "media.example" not in caplog.text
