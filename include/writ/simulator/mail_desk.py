"""The platforms' mail desks: they take notices by mail, report their delivery, and answer as machines do.

Each desk is `legal@<platform>.simulated.example`. A report of delivery (RFC 3464) comes back at once, and an automatic
answer (RFC 3834), which proves nothing. What the platform then answers is that of its API, written by people: it comes
once its time has come. The mailbox is in memory: after a restart it is another one, with the people's answers alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText

from pydantic import ValidationError

from include.writ.domain.content import Platform
from include.writ.simulator.journal import Accepted
from include.writ.simulator.mail_answers import letter_of
from include.writ.simulator.mail_servers import CUT, Mailbox, TakenMail
from include.writ.simulator.notice import NoticeDocument
from include.writ.simulator.state import Fault, KeyReusedError, State

DOMAIN = "simulated.example"
_PAGE = 500
_OUR_ID = re.compile(r"<writ\.([0-9a-f-]{36})@")


class MailRoom:
    """All desks behind one mail server. The mailbox is the authority's own."""

    login = "writ"
    password = "simulated-mail"
    mailbox: Mailbox

    def __init__(self, state: State) -> None:
        self._state = state
        self._written = dict.fromkeys(Platform, 0)

    def answer_at(self, phase: str, recipient: str) -> str | None:
        """Nobody but the desks has mail here; a fault is one of the platform that is written to."""
        if not recipient:
            return None
        platform = _platform_of(recipient)
        if platform is None:
            return "550 5.1.1 no such desk"
        fault = self._state.faults.get(platform)
        if fault is Fault.DOWN and phase == "RCPT":
            return "451 4.3.0 down"
        return CUT if fault is Fault.CUT and phase == "END" else None

    async def take(self, mail: TakenMail) -> None:
        """Take a notice and report; one that is none, or that a fault sends back, is reported as failed."""
        message = message_from_bytes(mail.content, policy=policy.default)
        action, status = self._judge(message, mail)
        now = self._state.now()
        await self.mailbox.put(_report(message, mail, action, status).as_bytes(policy=policy.SMTP), now)
        if action == "delivered":
            await self.mailbox.put(_automatic_answer(message, mail).as_bytes(policy=policy.SMTP), now)

    async def fill(self) -> None:
        """Write what the platforms have answered by now to whom they had notices from by mail, the earliest first."""
        due = [one for platform in Platform for one in self._due(platform)]
        for answered_at, letter in sorted(due):
            await self.mailbox.put(letter, answered_at)

    def _due(self, platform: Platform) -> Iterator[tuple[datetime, bytes]]:
        has_more = True
        while has_more:
            page = self._state.answers(platform, self._written[platform], _PAGE)
            has_more = page.has_more
            for answer in page.answers:
                self._written[platform] = answer.seq
                notice = self._notice_of(platform, answer.notice_key)
                if notice and notice.mailed_from:
                    yield answer.answered_at, letter_of(answer, notice, _desk_of(platform))

    def _notice_of(self, platform: Platform, key: str | None) -> Accepted | None:
        """What was answered; a stray goes to whoever wrote first."""
        if key is not None:
            return self._state.receipt(platform, key)
        return next((one for one in self._state.notices if one.platform is platform), None)

    def _judge(self, message: EmailMessage, mail: TakenMail) -> tuple[str, str]:
        platform, key = _platform_of(mail.recipient), _OUR_ID.search(str(message["Message-ID"]))
        document = next((part for part in message.iter_attachments() if part.get_filename() == "notice.json"), None)
        if platform is None or self._state.faults.get(platform) is Fault.BOUNCE:
            return "failed", "5.2.1"
        if key is None or document is None:
            return "failed", "5.6.0"
        body = document.get_payload(decode=True)
        try:
            notice = NoticeDocument.model_validate_json(body if isinstance(body, bytes) else b"")
            if notice.addressee.platform is not platform:
                return "failed", "5.6.0"
            self._state.receive(key[1], mail.content, notice, mail.sender)
        except (ValidationError, KeyReusedError):
            return "failed", "5.6.0"
        return "delivered", "2.1.5"


def _platform_of(recipient: str) -> Platform | None:
    return {_desk_of(platform): platform for platform in Platform}.get(recipient.lower())


def _desk_of(platform: Platform) -> str:
    return f"legal@{platform.replace('_', '-')}.{DOMAIN}"


def _report(message: EmailMessage, mail: TakenMail, action: str, status: str) -> MIMEMultipart:
    """RFC 3464, with the headers of what it is about."""
    report = MIMEMultipart("report")
    report.set_param("report-type", "delivery-status")
    report["From"], report["To"], report["Subject"] = f"MAILER-DAEMON@{DOMAIN}", mail.sender, f"Delivery: {action}"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText(f"Your message: {action}.\n"))
    said = MIMEBase("message", "delivery-status")
    for fields in (
        {"Reporting-MTA": f"dns; mail.{DOMAIN}", "Original-Envelope-Id": mail.wishes.get("ENVID", "")},
        {"Final-Recipient": f"rfc822; {mail.recipient}", "Action": action, "Status": status},
    ):
        group = Message()
        for name, value in fields.items():
            if value:
                group[name] = value
        said.attach(group)
    report.attach(said)
    returned = MIMENonMultipart("text", "rfc822-headers")
    returned.set_payload(f"Message-ID: {message['Message-ID']}\n")
    report.attach(returned)
    return report


def _automatic_answer(message: EmailMessage, mail: TakenMail) -> EmailMessage:
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = mail.recipient, mail.sender, "Automatic reply"
    answer["Auto-Submitted"] = "auto-replied"
    answer["In-Reply-To"] = message["Message-ID"]
    answer.set_content("We have your message. Nobody has read it yet.\n")
    return answer
