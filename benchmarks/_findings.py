"""Invented exports of any size: addresses of eleven platforms in many forms, texts of two languages, some bad rows.

Every row differs in reference, address and text. One row in 200 breaks a rule, in ten ways that follow one another.
Numbers have up to eight digits, as some addresses have room for no more.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from itertools import zip_longest
from pathlib import Path

import polars as pl

HEADER = "finding_id,detected_at,url,ground,language,excerpt,capture_sha256\n"
BLOCK = 200_000
BAD_EVERY = 200

_FORMS = (
    "https://vk.com/wall-9000{o}_{n}",
    "https://m.vk.com/wall-9000{o}_{n}?from=feed&utm_source=invented",
    "https://vk.com/video-9000{o}_{n}",
    "https://ok.ru/group/990000{o}/topic/99{n}",
    "https://www.ok.ru/video/99{n}?fromTime=0",
    "https://m.facebook.com/permalink.php?story_fbid=99{n}&id=990000{o}",
    "https://www.facebook.com/groups/990000{o}/posts/99{n}/?fbclid=INVENTED1",
    "https://www.instagram.com/p/Cinv{c}/?igsh=INVENTED1",
    "https://www.instagram.com/reel/Cinv{c}/",
    "https://www.tiktok.com/@invented.{o}/video/70000000000{n}",
    "https://www.tiktok.com/@invented.{o}/video/71000000000{n}?is_from_webapp=1&sender_device=pc",
    "https://t.me/invented_channel_{o}/{n}",
    "https://telegram.me/invented_channel_{o}/{n}?single",
    "https://invented-{o}.livejournal.com/{n}.html",
    "https://www.linkedin.com/feed/update/urn:li:activity:70000000000{n}/",
    "https://www.linkedin.com/posts/invented-{o}-example-activity-71000000000{n}-abcd?utm_source=share",
    "https://www.youtube.com/watch?v=inv{c}&feature=share",
    "https://youtu.be/inv{c}",
    "https://x.com/invented_{o}/status/1900000000{n}?s=20",
    "https://my.mail.ru/mail/invented{o}/video/_myvideo/{n}.html",
)
_TEXTS = (
    "(ойдан шығарылған мәтін) № {n} ойдан шығарылған жарияланым: жазбада; оқиға бойынша; екі кейіпкер сөйлеседі.",
    '"(вымышленный текст) Вымышленная публикация № {n}: в записи, по сюжету, спорят два выдуманных героя."',
    '"(вымышленный текст) Вымышленная публикация № {n}: первая строка образца\nвторая строка, ""в кавычках""."',
)
_COLUMNS = {"n": "n", "o": "o", "c": "c", "r": "ref", "t": "time", "u": "url", "h": "hash"}
_GROUNDS = ("drugs", "suicide", "cruelty")
# what stands in the place of a good row: {r} its reference, {t} its time, {u} its address, {h} its hash
_BAD = (
    ",{t},{u},drugs,ru,without a reference,{h}",
    "{r},31.02.2026,{u},drugs,ru,no such day,{h}",
    "{r},2026-11-20T10:00:00,{u},drugs,ru,without an offset,{h}",
    "{r},{t},https://vk.com/invented_profile,drugs,ru,a profile,{h}",
    "{r},{t},https://forum.example/topic/1,drugs,ru,a foreign host,{h}",
    "{r},{t},{u},critics,ru,an unknown ground,{h}",
    "{r},{t},{u},drugs,xx,an unknown language,{h}",
    "{r},{t},{u},drugs,ru,,{h}",
    "{r},{t},{u},drugs,ru,a broken hash,12345",
    "{r},{t},{u},drugs,ru,turned \u202e round,{h}",
)


def write_export(path: Path, rows: int, day: date, first: int = 1_000_000) -> None:
    """Write an export of `rows` rows whose contents are numbered from `first` on."""
    with path.open("wb") as file:
        file.write(HEADER.encode())
        for start in range(0, rows, BLOCK):
            block = _block(first + start, min(BLOCK, rows - start), day)
            file.write(b"\n".join(line.encode() for line in block["line"].to_list()) + b"\n")


def accepted_rows(rows: int, day: date, first: int) -> pl.DataFrame:
    """Findings as they come out of validation, of as many contents, numbered from `first` on."""
    number = pl.int_range(first, first + rows, dtype=pl.Int64)
    written = number.cast(pl.String)
    address = pl.format("https://vk.com/wall-90001_{}", number)
    halves = (number.hash(seed).cast(pl.String).str.zfill(20).str.slice(4) for seed in (1, 2))
    digest = pl.concat_str(*halves).cast(pl.Binary)
    return pl.select(
        row_number=number - first + 1,
        finding_ref=pl.format(f"BM-{day:%Y%m%d}-{{}}", written.str.zfill(9)),
        detected_at=pl.lit(datetime.combine(day, time(), UTC)).cast(pl.Datetime("us", "UTC")),
        url=pl.format("{}?from=feed&utm_source=invented", address),
        platform=pl.lit("vkontakte"),
        kind=pl.lit("post"),
        content_id=pl.format("-90001_{}", written),
        canonical_url=address,
        ground=pl.lit("drugs"),
        language=pl.lit("ru"),
        excerpt=pl.format("(вымышленный текст) Вымышленная публикация № {}: спорят два выдуманных героя.", written),
        capture_sha256=digest,
        row_sha256=digest,
    )


def _block(first: int, rows: int, day: date) -> pl.DataFrame:
    frame = pl.DataFrame({"n": pl.int_range(first, first + rows, eager=True)}).with_columns(
        o=(pl.col("n") * 7919 % 90_000 + 10_000).cast(pl.String),
        c=pl.format("{}", pl.col("n").cast(pl.String).str.zfill(8)),
        second=pl.col("n") % 86_400,
        hash=(pl.col("n").hash(1).cast(pl.String) + pl.col("n").hash(2).cast(pl.String) + "0" * 64).str.slice(0, 64),
    )
    time = pl.format(
        f"{day.isoformat()}T{{}}:{{}}:{{}}+05:00",
        *(
            (pl.col("second") // size % base).cast(pl.String).str.zfill(2)
            for size, base in ((3600, 24), (60, 60), (1, 60))
        ),
    )
    named = frame.with_columns(
        ref=pl.format(f"BM-{day:%Y%m%d}-{{}}", pl.col("n").cast(pl.String).str.zfill(9)),
        time=time,
        url=_pick(_FORMS, pl.col("n") % len(_FORMS)),
        text=_pick(_TEXTS, pl.col("n") % len(_TEXTS)),
        ground=_pick(_GROUNDS, pl.col("n") // 3 % len(_GROUNDS)),
    )
    good = pl.format("{},{},{},{},{},{},{}", "ref", "time", "url", "ground", pl.lit("ru"), "text", "hash")
    bad = _pick(_BAD, pl.col("n") // BAD_EVERY % len(_BAD))
    return named.select(line=pl.when(pl.col("n") % BAD_EVERY == 0).then(bad).otherwise(good))


def _pick(templates: tuple[str, ...], number: pl.Expr) -> pl.Expr:
    """Fill in the template of that number."""
    filled = _fill(templates[-1])
    for index, template in enumerate(templates[:-1]):
        filled = pl.when(number == index).then(_fill(template)).otherwise(filled)
    return filled


def _fill(template: str) -> pl.Expr:
    pieces = re.split(r"\{(\w)\}", template)
    texts = [pl.lit(piece) for piece in pieces[::2]]
    columns = [pl.col(_COLUMNS[name]).cast(pl.String) for name in pieces[1::2]]
    return pl.concat_str(*(part for pair in zip_longest(texts, columns) for part in pair if part is not None))
