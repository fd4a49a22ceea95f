"""Notices by mail: out over SMTP, and back over IMAP what is said of them on their way, and what people answer.

Our mail server taking a message proves nothing about the platform; a delivery report may. The other side neither
recognises a second message with the same key nor can be asked, so what is in doubt is for a person. Refused: a specimen
for an address to which the Internet has mail.
"""

from __future__ import annotations

from include.writ.answers.letters import report_in
from include.writ.channels import mail_back, mail_out
from include.writ.channels.mail_message import compose
from include.writ.channels.mail_settings import read_mail_settings
from include.writ.channels.settings import ChannelConnection, require_sendable
from include.writ.domain.content import Platform
from include.writ.domain.delivery import AnswerPage, Capabilities, DeliveryReport, Handed, Letter, Notice, ReportPage
from include.writ.errors import ConfigError, DeliveryUncertain
from include.writ.sources.base import Clock

# no mail of the Internet goes there (RFC 6761)
_NOWHERE = frozenset({"example", "test", "invalid", "localhost"})


class MailChannel:
    """The mail desk of one platform."""

    capabilities = Capabilities(deduplicates=False, can_be_asked=False)

    def __init__(
        self, platform: Platform, connection: ChannelConnection, languages: tuple[str, ...], clock: Clock
    ) -> None:
        self._platform = platform
        self._settings = read_mail_settings(connection)
        self._languages = languages
        self._clock = clock

    @property
    def hosts(self) -> tuple[str, ...]:
        """The server that takes our mail and the one that has our mailbox."""
        return self._settings.out.host, self._settings.back.host

    def send(self, notice: Notice) -> Handed:
        """Hand over one notice, once, under the Message-ID that its key gives. See `Channel.send`."""
        require_sendable(self._platform, notice)
        self._require_registered(notice)
        self._require_simulated(notice)
        settings, now = self._settings, self._clock()
        message = compose(notice, self._languages, settings.sender, settings.recipient, now)
        mail_out.hand_over(self._platform, settings, notice.key, message)
        return Handed(now)

    def _require_registered(self, notice: Notice) -> None:
        """Whoever sets where a channel leads does not say whom an order goes to: two people register that."""
        if notice.addressee != self._settings.recipient:
            raise ConfigError(
                f"{self._platform}: `to_address` is not the contact that the notice names; correct the connection, or "
                "have the contact changed in the registry. Nothing was sent"
            )

    def _require_simulated(self, notice: Notice) -> None:
        """A mail server of this machine may well pass mail on to anywhere, so its being here is not enough."""
        if notice.is_specimen and self._settings.recipient.rpartition(".")[2].lower() not in _NOWHERE:
            raise ConfigError(
                f"{self._platform}: a specimen goes to simulated desks only: let `to_address` end in `.example`, or "
                "have a legal officer adopt the pack. Nothing was sent"
            )

    def find(self, key: str) -> None:
        """Always `DeliveryUncertain`: nobody can be asked; see `Channel.find`."""
        raise DeliveryUncertain(f"{self._platform}: mail cannot be asked whether it arrived")

    def answers(self, after: int) -> AnswerPage:
        """None: what people answer by mail comes as letters, with the reports."""
        return AnswerPage((), has_more=False)

    def reports(self, cursor: str) -> ReportPage:
        """Return what is behind `cursor`: of machines as reports, the rest as letters. See `Channel.reports`."""
        page = mail_back.read_page(self._platform, self._settings, cursor)
        reports: list[DeliveryReport] = []
        letters: list[Letter] = []
        for letter in page.letters:
            report = report_in(letter, self._settings.domain)
            if report:
                reports.append(report)
            else:
                letters.append(letter)
        return ReportPage(tuple(reports), page.cursor, page.has_more, tuple(letters))
