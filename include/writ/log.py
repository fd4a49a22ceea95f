"""Loggers that cannot tell what they must not: addresses, mail addresses, secrets.

Log ids and counts only. The redactor is the second line: a library's error text may carry a URL with its user-info or a
token, and task logs are read by more people than may see them.
"""

from __future__ import annotations

import logging
import re
import traceback

_RULES = (
    (re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE), "[url]"),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), r"\1 [secret]"),
    (re.compile(r"\b(password|passwd|secret|token|api_?key)(['\"]?\s*[=:]\s*)\S+", re.IGNORECASE), r"\1\2[secret]"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+"), "[mail]"),
)


def redact(text: str) -> str:
    """`text` with URLs, mail addresses, tokens and passwords replaced by what they were."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


class Redactor(logging.Filter):
    """Rewrites a record before any handler sees it; a traceback becomes part of the message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact in place; never drops a record."""
        message = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            message += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
            record.exc_info = record.exc_text = None
        record.msg, record.args = redact(message), None
        return True


_redactor = Redactor()


def get(name: str) -> logging.Logger:
    """The logger of a module, with the redactor on."""
    logger = logging.getLogger(name)
    logger.addFilter(_redactor)
    return logger
