"""Hundreds of mails, each read as it is meant."""

from __future__ import annotations

import pytest

from include.writ.answers.read import read_mail
from tests.support.outgoing import KEY
from tests.support.returned_mail import DOMAIN
from tests.unit.answers.corpus import Mail, corpus

MAILS = corpus()


def test_there_are_hundreds() -> None:
    assert len(MAILS) > 800


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name[:60])
def test_a_mail_is_read_as_it_is_meant(mail: Mail) -> None:
    read = read_mail(mail.raw, DOMAIN)
    assert {one.number: one.outcome for one in read.statements} == mail.outcomes
    assert (read.kind, read.notice_key, read.sender) == (mail.kind, KEY, "legal@platform.example")
    assert "000099" not in read.text
