"""What a person wrote anew in a mail: without the mail that is quoted, the signature, and what servers add.

Where a quote begins is found by `mailparser_reply`, to whose tables Russian and Kazakh are added, on lines cut short:
no mail can drive its expressions far. What is quoted in a way that nobody knows stays, so the words of our own notices
end the text as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from mailparser_reply.constants import MAIL_LANGUAGES
from mailparser_reply.parser import EmailMessage

from include.writ.answers.languages import DISCLAIMERS, LANGUAGES
from include.writ.answers.numbers import NUMBER

MAIL_LANGUAGES.update(LANGUAGES)

MOST_LINES = 400
LONGEST_SEEN = 160
_DISCLAIMER = re.compile(DISCLAIMERS, re.IGNORECASE)
_FAREWELLS = "|".join(
    phrase.rstrip(",") for language in ("ru", "kk", "en") for phrase in MAIL_LANGUAGES[language]["signatures"]
)
_SENT_FROM = "|".join(str(MAIL_LANGUAGES[language]["sent_from"]) for language in ("ru", "kk", "en"))
_LABEL = re.compile(r"[>* ]{0,9}[^\W\d][\w -]{0,20}:")
_DASHES = re.compile(r"[-_]{2,}")
# nothing stands in the line but a name: "Thanks, but it is still there" says something
_FAREWELL = re.compile(
    rf"[-_]{{2,}}|(?i:{_FAREWELLS}|yours sincerely|sincerely|yours faithfully)[,.! ]{{0,3}}"
    rf"(?:[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ][\w.'’-]{{0,40}}[,. ]{{0,2}}){{0,4}}|(?i:{_SENT_FROM}).{{0,80}}"
)
_MOST_OF_A_SIGNATURE = 15
_IS_MORE = re.compile(rf"^\W{{0,2}}(?:p\.? ?p?\.?s|п\.? ?с|з\.? ?ы)\b|{NUMBER.pattern}", re.IGNORECASE)
# lines of our own notices and covers, and the token of our subjects
_OURS = re.compile(
    r"specimen – not an order|образец – не предписание|үлгі – нұсқама емес|\[writ [0-9a-z-]{1,64}\]"
    r"|what it says and on what legal basis stands in the signed files|содержание и правовое основание изложены только"
    r"|хабарламаның мазмұны мен құқықтық негізі",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fresh:
    """`is_cut`: the text was longer than anybody reads, and its end is missing."""

    text: str
    is_cut: bool


def fresh_text(text: str) -> Fresh:
    """The part of `text` that was written anew."""
    lines = [line.strip(" \t\xa0\u200b\ufeff").replace("\u200b", "") for line in text.split("\n")]
    kept, is_cut = _unquoted(lines[:MOST_LINES]), len(lines) > MOST_LINES
    kept = _without_disclaimers(_unsigned(kept))
    return Fresh(re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), is_cut)


def _unquoted(lines: list[str]) -> list[str]:
    kept: list[str] = []
    while lines:
        begins, ends = _quote(lines)
        kept += [line for line in lines[:begins] if not line.startswith(">")]
        rest = lines[ends:]
        # marked lines end where the mark does; what is not marked goes on to the end
        if not next((line for line in rest if line), "").startswith(">"):
            break
        lines = _behind_marked(rest)
    return kept


def _quote(lines: list[str]) -> tuple[int, int]:
    """Where the first announcement of a quote begins and ends, as numbers of lines; behind all where there is none."""
    ours = next((at for at, line in enumerate(lines) if _OURS.search(line[:1_000])), len(lines))
    seen = "\n".join(_seen(line, after) for line, after in pairwise([*lines[:ours], ""]))
    found = _message().HEADER_REGEX.search(seen)
    if found is None:
        return ours, len(lines)
    begins = seen.count("\n", 0, found.start() + len(found[0]) - len(found[0].lstrip("\n")))
    return begins, seen.count("\n", 0, found.end()) + 1


def _seen(line: str, after: str) -> str:
    """As much of a line as an announcement may have; nothing of one that can be none."""
    may_be = _LABEL.match(line) or line.endswith((":", "-")) or after.endswith(":")
    return line[:LONGEST_SEEN] if may_be else ""


def _behind_marked(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if line and not line.startswith(">"):
            return lines[at:]
    return []


def _unsigned(lines: list[str]) -> list[str]:
    """A signature is a line of farewell near the end and the few that follow, but for a postscript and for orders."""
    for at, line in enumerate(lines):
        if len(lines) - at > _MOST_OF_A_SIGNATURE and not _DASHES.fullmatch(line):
            continue
        if _FAREWELL.fullmatch(line[:LONGEST_SEEN]):
            after = next((later for later in range(at, len(lines)) if _IS_MORE.search(lines[later])), len(lines))
            return lines[:at] + lines[after:]
    return lines


def _without_disclaimers(lines: list[str]) -> list[str]:
    kept: list[str] = []
    is_disclaimer = False
    for line in lines:
        is_disclaimer = bool(line) and (is_disclaimer or bool(_DISCLAIMER.match(line)))
        if not is_disclaimer:
            kept.append(line)
    return kept


def _message() -> EmailMessage:
    return EmailMessage(text="", languages=["ru", "kk", "en"], keep_hyphen_lists=True)
