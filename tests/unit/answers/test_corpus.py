"""Hundreds of mails, each read as it is meant."""

from __future__ import annotations

from itertools import groupby

import pytest

from include.writ.answers.read import read_mail
from tests.support.outgoing import KEY
from tests.support.returned_mail import DOMAIN
from tests.unit.answers.corpus import Mail, corpus


def form(mail: Mail) -> str:
    """The program, or the charset and encoding, by which it was written."""
    return mail.name.partition(":")[0]


BY_FORM = {name: list(mails) for name, mails in groupby(sorted(corpus(), key=form), key=form)}


def test_there_are_hundreds_in_many_forms() -> None:
    assert sum(map(len, BY_FORM.values())) > 800
    assert len(BY_FORM) > 30


@pytest.mark.parametrize("name", BY_FORM)
def test_mails_of_a_form_are_read_as_they_are_meant(name: str) -> None:
    misread = {}
    for mail in BY_FORM[name]:
        read = read_mail(mail.raw, DOMAIN)
        said = {one.number: one.outcome for one in read.statements}, read.kind, read.notice_key, read.sender
        if said != (mail.outcomes, mail.kind, KEY, "legal@platform.example") or "000099" in read.text:
            misread[mail.name] = said
    assert misread == {}
