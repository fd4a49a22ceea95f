"""What a person asks of the queue, in an address or with an act: ids and names of filters, never content."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from include.writ.domain.content import Platform
from include.writ.domain.states import CaseState
from include.writ.web.bodies import Body, ShortText
from include.writ.wiring.case_queue import MOST_HOURS, Asked, Wanted

Value = TypeVar("Value")
# a form sends an open question as an empty text
Open = Annotated[Value | None, BeforeValidator(lambda sent: None if sent == "" else sent)]
Ground = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,99}$")]
UserName = Annotated[str, Field(pattern=r"^[\w.@+-]{1,200}$")]
Hours = Annotated[int, Field(ge=1, le=MOST_HOURS)]


class FilterBody(Body):
    """Which cases; `state` left open is those that wait for the reader, `any` is every state."""

    state: Open[CaseState | Literal["any"]] = None
    platform: Open[Platform] = None
    ground: Open[Ground] = None
    due: Open[Hours] = None
    officer: Open[UserName] = None

    def asked(self) -> Asked:
        """The same for the queue."""
        state = None if self.state in (None, "any") else CaseState(self.state)
        wanted = Wanted(self.platform, self.ground, self.due, self.officer)
        return Asked(state, self.state == "any", wanted)


class PageQuery(FilterBody):
    """A page of these cases, after one of them."""

    after: UUID | None = None


class NextBody(FilterBody):
    """The case that a person comes from, if they come from one: it is left to others, and the next one is after it."""

    past: UUID | None = None


class FilterNameBody(Body):
    """The name that a person gives a filter."""

    name: Annotated[ShortText, Field(min_length=1, max_length=60)]


class SavedFilterBody(FilterBody, FilterNameBody):
    """A filter to keep, and its name."""
