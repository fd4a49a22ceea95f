"""Which mail is a report about a notice on its way, and which is a letter that somebody wrote.

What a machine wrote is a report, in whatever form: a bounce, or an answer for a person who is away, which proves
nothing. But where it names an order it may be the answer of a platform whose ticket system calls itself a machine: then
it is a letter, of which nothing follows until a person has read it.
"""

from __future__ import annotations

from include.writ.answers.numbers import numbers_in
from include.writ.answers.read import read_mail
from include.writ.answers.records import MailKind
from include.writ.answers.reports import read_report
from include.writ.domain.delivery import DeliveryReport, Letter, ReportKind

_REPORT_ID = 32


def report_in(letter: Letter, domain: str) -> DeliveryReport | None:
    """The report that a mail is; None for what a person wrote. `domain`: of the message ids of our notices."""
    report, read = read_report(letter.raw, letter.arrived_at, domain), read_mail(letter.raw, domain)
    if read.kind is MailKind.AUTO_REPLY and numbers_in(read.text):
        return None
    if report:
        return report
    kind, detail = ReportKind.AUTO_REPLY, ""
    if read.bounce:
        kind, detail = ReportKind(read.bounce.action), read.bounce.status
    elif read.kind is not MailKind.AUTO_REPLY:
        return None
    return DeliveryReport(letter.letter_id[:_REPORT_ID], read.notice_key, kind, letter.arrived_at, detail)
