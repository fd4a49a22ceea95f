"""What must hold of every grammar, whatever the platform: a new one is tested by these without a line of test code."""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as sre  # type: ignore[attr-defined]
from string import Formatter
from typing import Any

import pytest

from include.writ.domain.content import ContentRef, Platform
from include.writ.platforms.address import read_address
from include.writ.platforms.registry import GRAMMARS, SIGNS, IdentifyError, NotIdentified, identify
from include.writ.platforms.rules import Carrier, Form, Opaque, Place, Rule, compiled

RULES = [(platform, rule) for platform, grammar in GRAMMARS.items() for rule in grammar.rules]
each_rule = pytest.mark.parametrize(("platform", "rule"), RULES, ids=[f"{p}-{rule.example}" for p, rule in RULES])


def patterns_of(rule: Rule) -> list[str]:
    shape = rule.shape
    optional = [pattern for pattern in (shape.host, shape.fragment) if pattern is not None]
    return [shape.path, *shape.query.values(), *optional]


@each_rule
def test_the_example_of_a_rule_is_decided_by_it(platform: Platform, rule: Rule) -> None:
    decided = GRAMMARS[platform].decide(read_address(rule.example))
    assert decided is not None
    assert decided[0] is rule


@each_rule
def test_the_example_gives_what_the_rule_says(platform: Platform, rule: Rule) -> None:
    found = identify(rule.example)
    match rule:
        case Form():
            assert isinstance(found, ContentRef)
            assert (found.platform, found.kind) == (platform, rule.kind)
            assert identify(found.canonical_url) == found
        case Place() | Opaque():
            assert isinstance(found, NotIdentified)
            expected = IdentifyError.NOT_CONTENT if isinstance(rule, Place) else IdentifyError.NEEDS_NETWORK
            assert (found.error, found.platform, found.kind) == (expected, platform, rule.kind)
            assert (found.key is None) == (rule.content_id is None)
        case Carrier():
            assert identify(rule.example, deepest=0).key is None
            assert found.platform is not None or found.key is None


@each_rule
def test_a_template_uses_only_what_the_rule_captures(platform: Platform, rule: Rule) -> None:
    if isinstance(rule, Form):
        assert {name for _, name, _, _ in Formatter().parse(rule.content_id) if name}, "an identity without any part"
    assert all(len(compiled(pattern).groupindex) == compiled(pattern).groups for pattern in patterns_of(rule))


@pytest.mark.parametrize("platform", Platform)
def test_no_pattern_can_backtrack_catastrophically(platform: Platform) -> None:
    grammar = GRAMMARS[platform]
    for pattern in {grammar.host, *(pattern for rule in grammar.rules for pattern in patterns_of(rule))}:
        assert _free_repeats(sre.parse(pattern)) <= 1, pattern


def _free_repeats(parsed: Any) -> int:
    """Count the long repeats on one way through a pattern that can give back what they took.

    With one of them the work is linear in the text, with two it is quadratic. A repeat inside a repeat is refused.
    """
    total = 0
    for code, argument in parsed:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _, most, inner = argument
            within = _free_repeats(inner)
            if most > 1:
                assert not any(step[0] in (op.MAX_REPEAT, op.MIN_REPEAT) for step in inner), "a repeat in a repeat"
            total += within + (most > 128 and code is not op.POSSESSIVE_REPEAT)
        elif code is op.SUBPATTERN:
            total += _free_repeats(argument[-1])
        elif code is op.BRANCH:
            total += max(_free_repeats(branch) for branch in argument[1])
        elif code in (op.ASSERT, op.ASSERT_NOT):
            total += _free_repeats(argument[1])
        elif code is op.ATOMIC_GROUP:
            total += _free_repeats(argument)
    return total


def test_the_guard_against_backtracking_sees_it() -> None:
    assert _free_repeats(sre.parse("[a-z]*-.*")) == 2
    assert _free_repeats(sre.parse("[a-z]*+-.*")) == 1
    with pytest.raises(AssertionError, match="repeat in a repeat"):
        _free_repeats(sre.parse("(?:a+)+b"))


def test_every_platform_is_registered_once() -> None:
    assert list(GRAMMARS) == list(SIGNS) == list(Platform)
    assert all(GRAMMARS[platform].platform is platform for platform in Platform)
    names = [name for grammar in GRAMMARS.values() for name in (*grammar.domains, *grammar.schemes)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("platform", Platform)
def test_every_domain_is_lower_case_and_reached(platform: Platform) -> None:
    for domain in GRAMMARS[platform].domains:
        assert re.fullmatch(r"[a-z0-9.-]+", domain)
        found = identify(f"https://{domain}/")
        assert isinstance(found, NotIdentified)
        assert found.platform is platform
