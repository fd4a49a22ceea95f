"""Handing one message to our mail server, and what each way to fail means for the notice.

What decides between "not taken" and "uncertain" is whether the content had begun to leave: up to there nobody has it,
and afterwards only an answer says whether the server has it. Refused: a server without TLS, or with a certificate that
is not its own. No message repeats an address, a password or what a server wrote.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import ExitStack, closing, suppress
from typing import Any

from include.writ.channels.mail_settings import MailSettings
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused, WritError

TIMEOUT_S = 30.0
_FAILURES = (smtplib.SMTPException, OSError, ValueError)
_TOO_LARGE = 552


class _Words:
    """Knows whether the content has begun to leave: commands go out as text, and only the content as bytes."""

    has_begun = False

    def send(self, s: Any) -> None:
        self.has_begun = self.has_begun or isinstance(s, bytes)
        super().send(s)  # type: ignore[misc]


class _Smtp(_Words, smtplib.SMTP):
    pass


class _SmtpTls(_Words, smtplib.SMTP_SSL):
    pass


def hand_over(platform: str, settings: MailSettings, key: str, message: bytes) -> None:
    """Give one message to the mail server, once; returning means that the server has said that it has it.

    `PlatformBusy`: not taken, now. `PlatformRefused`: it does not take this message, or not for this recipient.
    `ConfigError`: TLS, login or sender is wrong. `DeliveryUncertain`: the line broke after the content began to leave.
    """
    with ExitStack() as stack:
        try:
            server = stack.enter_context(closing(_connected(settings)))
            _enter(server, settings)
            _address(platform, server, settings, key, len(message))
        except _FAILURES as error:
            # `from None`, here and below: the text of these errors repeats addresses and answers
            raise _before_it_began(platform, error) from None
        try:
            code, _ = server.data(message)
        except _FAILURES as error:
            if server.has_begun:
                what = f"the line broke after the message began to leave ({type(error).__name__})"
                raise DeliveryUncertain(f"{platform}: {what}") from None
            raise _before_it_began(platform, error) from None
        if code != 250:
            raise _answer_to_message(platform, code)
        with suppress(*_FAILURES):
            server.quit()


def _connected(settings: MailSettings) -> _Smtp | _SmtpTls:
    host, port = settings.out.host, settings.out.port
    if settings.is_tls_at_once:
        return _SmtpTls(host, port, settings.domain, timeout=TIMEOUT_S, context=settings.tls)
    return _Smtp(host, port, settings.domain, timeout=TIMEOUT_S)


def _enter(server: _Smtp | _SmtpTls, settings: MailSettings) -> None:
    if not settings.is_tls_at_once:
        server.starttls(context=settings.tls)
    server.ehlo_or_helo_if_needed()
    if settings.out.login:
        server.login(settings.out.login, settings.out.password)


def _address(platform: str, server: smtplib.SMTP, settings: MailSettings, key: str, size: int) -> None:
    """Sender and recipient, with the wish for a report (RFC 3461) where the server can pass one on."""
    of_sender, of_recipient = [f"SIZE={size}"] if server.has_extn("size") else [], list[str]()
    if server.has_extn("dsn"):
        of_sender += ["RET=HDRS", f"ENVID={key}"]
        of_recipient += ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(settings.recipient)}"]
    code, _ = server.mail(settings.sender, of_sender)
    if code == _TOO_LARGE:
        raise PlatformRefused(f"{platform}: the message is too large for the mail server; nothing was sent")
    if code != 250:
        raise _own_mistake(platform, "sender", code)
    code, _ = server.rcpt(settings.recipient, of_recipient)
    if 500 <= code < 600:
        raise PlatformRefused(f"{platform}: the mail server refuses the recipient (status {code}); nothing was sent")
    if code not in (250, 251):
        raise _busy(platform, f"the mail server does not take the recipient now (status {code})")


def _before_it_began(platform: str, error: Exception) -> WritError:
    wrong = ""
    match error:
        case ssl.SSLCertVerificationError():
            wrong = "the certificate of the mail server is not a trusted one of its name; correct host or `ca_file`"
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            pass
        case ssl.SSLError():
            wrong = "the mail server does not speak TLS here; correct `security` or the port"
        case smtplib.SMTPNotSupportedError():
            wrong = "the mail server offers no STARTTLS, or no login; correct `security`, the port or the login"
        case smtplib.SMTPAuthenticationError():
            return _own_mistake(platform, "login", error.smtp_code)
        case smtplib.SMTPDataError() if 500 <= error.smtp_code < 600:
            return PlatformRefused(f"{platform}: the mail server refuses to be sent it (status {error.smtp_code})")
    if type(error) is smtplib.SMTPException:  # smtplib's own word for a login by no method that it knows
        wrong = "the mail server offers no way to log in that is known; correct the login"
    if wrong:
        return ConfigError(f"{platform}: {wrong} of the connection. Nothing was sent")
    return _busy(platform, f"the mail server could not be talked to ({type(error).__name__})")


def _own_mistake(platform: str, what: str, code: int) -> WritError:
    if 500 <= code < 600:
        return ConfigError(
            f"{platform}: the mail server refuses the {what} (status {code}); correct the connection. Nothing was sent"
        )
    return _busy(platform, f"the mail server does not take the {what} now (status {code})")


def _answer_to_message(platform: str, code: int) -> WritError:
    """4xx and 5xx say that the server does not have it; anything else says nothing."""
    if 400 <= code < 500:
        return _busy(platform, f"the mail server does not take the message now (status {code})")
    if 500 <= code < 600:
        return PlatformRefused(f"{platform}: the mail server refuses the message (status {code})")
    return DeliveryUncertain(f"{platform}: the mail server's answer to the message says nothing (status {code})")


def _busy(platform: str, what: str) -> PlatformBusy:
    return PlatformBusy(f"{platform}: {what}; nothing was sent")


def _xtext(text: str) -> str:
    """RFC 3461 section 4: `+` and `=`, which an address may have, become `+` and two hex digits."""
    return "".join(f"+{ord(one):02X}" if one in "+=" else one for one in text)
