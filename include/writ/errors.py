"""Every error that Writ raises on purpose.

WritError
├── ConfigError            the deployment is wrong: say what is missing and how to mend it
├── PackError              a pack is wrong, or forbids what was asked
├── SourceError            a monitoring source could not be read now; try again
├── ContractBroken         what a source or platform sent is not what was agreed; a person must look
├── NotAllowed             this person may not do this
├── RowRefused             a row breaks a rule of the schema; the constraint is named, the row is not
├── PlatformError          delivery to a platform
│   ├── PlatformBusy       it did not take the notice; try again later
│   ├── PlatformRefused    it will never take this notice; a person must look
│   └── DeliveryUncertain  it may or may not have taken it; ask it, or a person
└── NotPossible            the case is not in a state in which this can be done
"""

from __future__ import annotations


class WritError(Exception):
    """Base of all."""


class ConfigError(WritError):
    """The deployment lacks something; the message says how to mend it."""


class PackError(WritError):
    """A pack is not valid, or does not allow what was asked of it."""


class SourceError(WritError):
    """A monitoring source could not be read now."""


class ContractBroken(WritError):
    """A file or an answer is not of the agreed form."""


class NotAllowed(WritError):
    """The person lacks the role, or stands in a conflict (drafter and approver are one)."""


class NotPossible(WritError):
    """The thing is not in a state in which this can be done."""


class RowRefused(WritError):
    """A row breaks a rule of the schema."""

    def __init__(self, table: str | None, constraint: str | None) -> None:
        super().__init__(f"{table}: the row breaks {constraint}")


class PlatformError(WritError):
    """A notice could not be delivered."""


class PlatformBusy(PlatformError):
    """The platform did not take the notice; nothing was delivered."""


class PlatformRefused(PlatformError):
    """The platform answered that it will not take this notice."""


class DeliveryUncertain(PlatformError):
    """The connection broke after sending began; the platform may have the notice."""
