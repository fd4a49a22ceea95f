"""Writes docs/answers.md from ten mails that are easily misread: what each is, and what was read in it.

`python -m include.writ.answers.handbook tests/unit/answers/cases docs/answers.md`. Every line is what the reading gave,
so the page cannot say what it does not do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from include.writ.answers.read import read_mail
from include.writ.answers.records import ReadMail
from include.writ.domain.delivery import Outcome

HEAD = """\
# Answers that come by mail

Written by `python -m include.writ.answers.handbook tests/unit/answers/cases docs/answers.md` from the mails in that
folder. All of them are invented.

Platforms answer by mail in words. Writ reads them by tables of phrases in Kazakh, Russian and English
(`include/writ/answers/phrases.py`, `doubts.py`), and never guesses:

- **A notice** is known by the message id that the mail answers, else by the token `[writ …]` of our subjects;
  **orders** by their numbers in what was written anew, else in the subject.
- **One order, one outcome**, or none. A denial, a plan, a condition, a wish, a question, hearsay, a contradiction, or a
  text that is cut off leaves it to a person. So does what is said to be done, and not what ("executed").
- **A statement of reasons** that is attached as JSON, in the form of the DSA Transparency Database (one, or
  `{"statements": […]}`; at most 64 KiB, 10 files, 100 statements), says what was done; which order it is about is in
  `order_number`, else in its ground, explanation or facts, else it is what the mail is about. Where the text says
  another thing, or the attachment is broken, a person reads the mail. Other JSON does not count.
- **What does not count**: the quoted mail, signatures, warnings of servers, attached messages, our own words, and all
  that a machine wrote. Nothing of these ever makes a removal.
- **Outcomes**: OUTCOMES.

`python -m include.writ classify-mail FILE…` says of any mail what is read in it.

## Ten mails that are easily misread
"""


def handbook(folder: Path) -> str:
    """The whole page."""
    cases = yaml.safe_load((folder / "cases.yml").read_text(encoding="utf-8"))
    head = HEAD.replace("OUTCOMES", ", ".join(f"`{outcome}`" for outcome in Outcome))
    sections = (_section(case, read_mail((folder / f"{case['file']}.eml").read_bytes())) for case in cases)
    return "\n".join([head, *("\n".join(section) for section in sections)])


def _section(case: dict[str, str], read: ReadMail) -> Iterator[str]:
    whose = "our" if read.notice_key else "no"
    yield f"### {case['title']}\n\n`{case['file']}.eml` – {read.kind}, of {whose} notice.\n"
    if read.bounce:
        yield f"The server says: `{read.bounce.action}`, status `{read.bounce.status}`.\n"
    if read.text:
        yield f"```text\n{read.text}\n```\n"
    if read.statements:
        yield "| order | outcome |\n|---|---|"
        for one in read.statements:
            yield f"| {one.number or 'whatever the mail is about'} | {one.outcome or 'a person reads it'} |"
    else:
        yield "It says nothing of an order."
    yield ""


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(handbook(Path(sys.argv[1])), encoding="utf-8")
