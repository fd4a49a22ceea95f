"""What is read in a mail: its kind, the notice and the orders that it speaks of, and what it says was done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from include.writ.domain.delivery import Outcome


class MailKind(StrEnum):
    """What a mail is. `bounce`: ours was not delivered, or not yet. `auto_reply`: a machine wrote for a person.

    `acknowledgement`: it has arrived, and nothing more. `other`: of no notice or order of ours, or unreadable.
    """

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    OTHER = "other"


class Attached(StrEnum):
    """What became of statements of reasons that were attached as JSON; a broken one leaves the mail to a person."""

    READ = "read"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a server says of our mail: `action` as RFC 3464 has it, `status` as RFC 3463 has it, or empty."""

    action: str
    status: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of one order; without a number, of whatever the mail is about.

    `outcome` None: it is in doubt, and a person reads it. `said`: the words that decided it, or all where none did.
    """

    number: str | None
    outcome: Outcome | None
    said: str


@dataclass(frozen=True, slots=True)
class ReadMail:
    """One mail. `sender`: the one address in `From`, in lower case, or empty. `text`: what was written anew.

    `statements`: one for each order that is named, in their order; else one for the whole mail. None of a machine.
    `attached`: None where no statement of reasons was meant to be in it.
    """

    kind: MailKind
    notice_key: str | None
    sender: str
    statements: tuple[Statement, ...]
    text: str
    bounce: Bounce | None
    attached: Attached | None = None

    @property
    def outcome(self) -> Outcome | None:
        """What is said of everything that the mail is about; None where that is in doubt or not one thing."""
        said = {statement.outcome for statement in self.statements}
        return said.pop() if len(said) == 1 else None

    @property
    def orders(self) -> tuple[Statement, ...]:
        """What is said of the orders that are named."""
        return tuple(statement for statement in self.statements if statement.number)
