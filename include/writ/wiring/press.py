"""The press of this deployment, opened when the first notice has to be signed and not before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from include.writ.notices.key_connection import KeyConnection
from include.writ.notices.press import Press, Sealed


@dataclass
class _LatePress:
    """Most runs sign nothing, and the libraries that sign take a second to load."""

    connection: KeyConnection
    is_specimen: bool
    until: ExitStack
    press: Press | None = None

    def seal(self, document: bytes, issued_at: datetime) -> Sealed:
        """See `Press.seal`."""
        if self.press is None:
            from include.writ.notices.keys import open_key, read_settings
            from include.writ.notices.press import SigningPress

            key = self.until.enter_context(open_key(read_settings(self.connection.extra), self.connection.secret))
            self.press = SigningPress(key, is_specimen=self.is_specimen)
        return self.press.seal(document, issued_at)


@contextmanager
def press_of(connection: KeyConnection, *, is_specimen: bool) -> Iterator[Press]:
    """A press whose key stays open as long as this lasts."""
    with ExitStack() as until:
        yield _LatePress(connection, is_specimen, until)
