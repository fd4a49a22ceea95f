from __future__ import annotations

import json
from pathlib import Path

from include.writ.local.keys import load_keys, load_passwords, passwords_file


def test_keys_and_passwords_stay_the_same_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    folder = tmp_path / "airflow"
    keys, passwords = load_keys(folder), load_passwords(folder, ["a", "b"])
    assert load_keys(folder) == keys
    assert load_passwords(folder, ["a", "b"]) == passwords
    assert len({keys.jwt, keys.api, keys.fernet, *passwords.values()}) == 5
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert keys.jwt not in repr(keys)


def test_a_user_who_came_later_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    before = load_passwords(tmp_path, ["a"])
    after = load_passwords(tmp_path, ["a", "b"])
    assert after["a"] == before["a"]
    assert json.loads(passwords_file(tmp_path).read_text()) == after
