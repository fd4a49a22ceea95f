from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from include.writ import settings
from include.writ.cli import main

SAMPLES = settings.project_root() / "include" / "samples" / "exports"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[Any], str]:
    """Exit code, the JSON lines of stdout, and stderr."""
    code = main(arguments)
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def give_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_identify_answers_every_line_in_order(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_stdin(monkeypatch, b"https://vk.com/wall-1_2\r\nhttps://t.me/some_channel\n\n\xff\nhttps://example.com/a\n")
    code, answers, _ = run(capsys, "identify")
    assert code == 0
    assert answers[0] == {
        "input": "https://vk.com/wall-1_2",
        "platform": "vkontakte",
        "kind": "post",
        "content_id": "-1_2",
        "key": "vkontakte:post:-1_2",
        "canonical_url": "https://vk.com/wall-1_2",
    }
    assert [answer.get("error") for answer in answers] == [
        None,
        "not_content",
        "malformed",
        "malformed",
        "unsupported_platform",
    ]
    assert answers[1]["platform"] == "telegram"
    assert "platform" not in answers[4]


def test_classify_page_gives_verdict_and_sign(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://t.me/steppe_sample/1"
    page = {"platform": "telegram", "status": 404, "headers": {}, "body": "<h1>Not found</h1>", "final_url": url}
    lines = [json.dumps(page), json.dumps(page | {"status": None}), "{}", "no json"]
    give_stdin(monkeypatch, "\n".join(lines).encode())
    code, answers, _ = run(capsys, "classify-page")
    assert code == 0
    assert answers[0] == {"verdict": "removed", "because": "status 404"}
    assert answers[1]["verdict"] == "unknown"
    assert [answer["error"] for answer in answers[2:]] == ["malformed", "malformed"]


def test_classify_mail_answers_for_every_file_that_can_be_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = "6f9619ff-8b86-8d01-b42d-00cf4fc964ff"
    mail = tmp_path / "answer.eml"
    mail.write_bytes(f"In-Reply-To: <writ.{key}@any.example>\n\nMCI-2026-000123: removed\n".encode())
    empty = tmp_path / "empty.eml"
    empty.touch()
    missing = tmp_path / "none.eml"
    code, answers, _ = run(capsys, "classify-mail", str(mail), str(missing), str(empty), str(tmp_path))
    assert code == 2
    assert answers[0] == {
        "file": str(mail),
        "kind": "answer",
        "notice_id": key,
        "outcome": "removed",
        "bounce": None,
        "attached": None,
        "orders": [{"number": "MCI-2026-000123", "outcome": "removed"}],
    }
    assert (answers[2]["kind"], answers[2]["outcome"], answers[2]["orders"]) == ("other", None, [])
    assert [set(answer) for answer in (answers[1], answers[3])] == [{"file", "error", "detail"}] * 2
    assert run(capsys, "classify-mail", str(mail))[0] == 0


def test_a_sample_export_is_read_by_the_layout_that_fits(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    code, [summary], _ = run(
        capsys, "read-export", str(SAMPLES / "open_monitor" / "2026-11-17.csv"), "--rows", str(rows)
    )
    assert code == 0
    assert summary["dialect"]["delimiter"] == ";"
    assert summary["rows"] == summary["accepted"] + summary["quarantined"] > 100
    written = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    assert [row["row_number"] for row in written] == list(range(1, summary["rows"] + 1))
    assert sum(row["state"] == "quarantined" for row in written) == summary["quarantined"]


def test_an_export_in_no_known_layout_is_refused_with_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text("a,b\n1,2\n")
    code, answers, error = run(capsys, "read-export", str(path))
    assert (code, answers) == (2, [])
    assert "media_watch" in error
    assert "open_monitor" in error


def test_an_export_is_read_as_the_named_source_writes_it_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(SAMPLES / "open_monitor" / "2026-11-17.csv")
    assert run(capsys, "read-export", path, "--source", "media_watch")[0] == 2
    assert run(capsys, "read-export", path, "--source", "nobody")[0] == 1


def test_a_missing_file_is_an_error_and_no_refusal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, answers, error = run(capsys, "read-export", str(tmp_path / "none.csv"))
    assert (code, answers) == (1, [])
    assert "none.csv" in error


def test_without_any_database_the_doctor_says_how_to_get_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WRIT_DATABASE_URL", raising=False)
    monkeypatch.setenv("WRIT_VAR", str(tmp_path / "var"))
    code, answers, error = run(capsys, "doctor")
    assert (code, answers) == (1, [])
    assert "make up" in error


def test_the_doctor_stops_at_a_database_that_can_not_be_reached(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRIT_DATABASE_URL", f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    code, [report], error = run(capsys, "doctor")
    assert code == 1
    assert [finding["check"] for finding in report["findings"]] == ["pack", "database"]
    assert "WRIT_DATABASE_URL" in error


def test_check_pack_names_what_nobody_has_verified(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, (answer,), _ = run(capsys, "check-pack", "kz")
    assert (code, answer["pack"], len(answer["grounds"])) == (0, "kz", 7)
    assert "complaint_decided" in answer["unverified"]
    (tmp_path / "own.yml").write_text("id: own")
    code, answers, complaint = run(capsys, "check-pack", str(tmp_path / "own.yml"))
    assert (code, answers) == (2, [])
    assert "own.yml: version: Field required" in complaint
