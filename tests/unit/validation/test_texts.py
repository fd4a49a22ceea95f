from __future__ import annotations

import re

import pytest

from include.writ.errors import ConfigError
from include.writ.validation import texts
from include.writ.validation.rules import RULES_BY_NAME
from include.writ.validation.texts import LANGUAGES, Language, say

KAZAKH_ONLY = set("әғқңөұүһі")


@pytest.mark.parametrize("rule", RULES_BY_NAME)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_said_in_every_language(rule: str, language: Language) -> None:
    meaning, remedy = say(rule, language)
    for said in (meaning, remedy):
        assert said.strip() == said != ""
        assert not re.search(r"[{}<>]|\.$", said)
        letters = set(said.casefold())
        assert bool(letters & set("абвгдежз")) == (language != "en")
        if language == "ru":
            assert not letters & KAZAKH_ONLY
    if language == "kk":
        assert set(f"{meaning}{remedy}") & KAZAKH_ONLY


def test_limits_are_said_as_they_are() -> None:
    assert "5000" in say("excerpt_not_too_long", "kk").meaning
    assert "4096" in say("url_not_too_long", "ru").meaning


def test_texts_that_lack_a_rule_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "LANGUAGES", ("kk", "ru", "en", "tr"))
    with pytest.raises(ConfigError, match=r"row_quoted \(tr\)"):
        texts._read.__wrapped__()
