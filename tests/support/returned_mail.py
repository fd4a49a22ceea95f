"""Mail as it comes back: delivery reports in the forms of several servers, answers of machines and of people."""

from __future__ import annotations

from tests.support.outgoing import KEY

DOMAIN = "authority.example"
OUR_ID = f"<writ.{KEY}@{DOMAIN}>"


def delivery_report(
    *groups: str,
    envelope_id: str | None = KEY,
    returned: str = f"Content-Type: text/rfc822-headers\n\nMessage-ID: {OUR_ID}\nSubject: a notice\n",
    kind: str = "multipart/report; report-type=delivery-status",
) -> bytes:
    """A report as RFC 3464 has it. `groups`: what is said of each recipient; `returned`: the part with the message."""
    said = "\n\n".join(groups or (of_recipient(),))
    envelope = f"Original-Envelope-Id: {envelope_id}\n" if envelope_id is not None else ""
    return crlf(
        f"""Return-Path: <>
From: MAILER-DAEMON@mx.platform.example (Mail Delivery System)
To: desk@{DOMAIN}
Subject: Delivery report
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: {kind}; boundary="AAA/mx.platform.example"

--AAA/mx.platform.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

Dear sender, your message to <legal@platform.example> arrived. Call 555-0100.

--AAA/mx.platform.example
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.platform.example
{envelope}Arrival-Date: Fri, 20 Nov 2026 07:00:00 +0000 (UTC)

{said}

--AAA/mx.platform.example
{returned}
--AAA/mx.platform.example--
"""
    )


def of_recipient(action: str = "delivered", status: str = "2.1.5") -> str:
    """What a report says of one recipient."""
    return f"""Final-Recipient: rfc822; legal@platform.example
Original-Recipient: rfc822; legal@platform.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 250 2.1.5 Ok secret-of-the-server"""


def whole_message(message_id: str = OUR_ID) -> str:
    """The part of a report that returns all of a message."""
    return f"Content-Type: message/rfc822\n\nMessage-ID: {message_id}\nSubject: a notice\n\nbody\n"


def letter(*headers: str, body: str = "We have looked at it and removed the post.") -> bytes:
    """Mail that is no report."""
    return crlf("\n".join(["From: legal@platform.example", f"To: desk@{DOMAIN}", *headers, "", body, ""]))


def read_receipt() -> bytes:
    """What a mail program says when its user has looked at a message (RFC 8098)."""
    return crlf(
        f"""From: legal@platform.example
Subject: Read: a notice
In-Reply-To: {OUR_ID}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=BBB

--BBB
Content-Type: text/plain

It was displayed.

--BBB
Content-Type: message/disposition-notification

Final-Recipient: rfc822; legal@platform.example
Original-Message-ID: {OUR_ID}
Disposition: manual-action/MDN-sent-manually; displayed

--BBB--
"""
    )


def crlf(text: str) -> bytes:
    """Lines as mail has them."""
    return text.replace("\n", "\r\n").encode()


# a bounce that is not in the form of RFC 3464
QMAIL = crlf(f"""Return-Path: <>
From: MAILER-DAEMON@mx.platform.example
To: desk@{DOMAIN}
Subject: failure notice

Hi. This is the qmail-send program at mx.platform.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<legal@platform.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 user unknown; the mailbox was removed

--- Below this line is a copy of the message.

Message-ID: {OUR_ID}
Subject: a notice
""")
