"""Reading what a plain form sends: bounded, and with the words of what is wrong in the language of the page."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

from include.writ.web.days import EARLIEST
from include.writ.web.public.words import Language, words
from include.writ.wiring.author_complaints import Form

MOST_BYTES = 512 * 1024
MOST_FIELDS = 10
MOST_CHARS = {"reference": 100, "address": 2_000, "statement": 20_000}
CODE = re.compile("[A-Za-z0-9_-]{22}")


async def read_form(request: Request) -> dict[str, str]:
    """The fields of an `application/x-www-form-urlencoded` body; 413 for one that is too long, 400 for another kind.

    Another site can not make a browser send one: such a request says where it came from (`Sec-Fetch-Site`).
    """
    if request.headers.get("sec-fetch-site") not in (None, "same-origin"):
        raise HTTPException(403)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: value.replace("\x00", "").replace("\r\n", "\n").strip() for name, value in fields}


def new_code() -> str:
    """128 random bits, for one complaint; the form holds them, so that sending it twice makes one."""
    return secrets.token_urlsafe(16)


def read_complaint(form: Mapping[str, str], language: Language, today: date) -> tuple[Form | None, list[str]]:
    """The complaint, or what is wrong with the form."""
    say, faults = words()[language], []
    for name, most in MOST_CHARS.items():
        count = len(form.get(name, ""))
        if not count:
            faults.append(say.missing.format(field=getattr(say, name)))
        elif count > most:
            faults.append(say.too_long.format(field=getattr(say, name), most=most, count=count))
    learned_on = None
    if said := form.get("learned_on"):
        with suppress(ValueError):
            learned_on = date.fromisoformat(said)
        if learned_on is None or not EARLIEST <= learned_on <= today:
            faults.append(say.bad_day.format(field=say.learned_on))
    if faults:
        return None, faults
    code = form.get("code", "")
    if not CODE.fullmatch(code):
        code = new_code()
    return Form(form["reference"], form["address"], form["statement"], language, learned_on, code), []
