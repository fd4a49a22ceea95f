"""Days and times as people send them: with years in which somebody may be alive, so that terms can be counted on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import AwareDatetime, Field

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
Instant = Annotated[
    AwareDatetime,
    Field(ge=datetime.combine(EARLIEST, time(), UTC), le=datetime.combine(LATEST, time(), UTC)),
]
