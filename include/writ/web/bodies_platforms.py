"""What a person sends about a platform's entry in the register."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from include.writ.domain.registry import ContactRole, UserMetric
from include.writ.web.bodies import Body, ShortText
from include.writ.web.days import Day
from include.writ.wiring.docket_platforms import Contact, Figure

Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Said = Annotated[ShortText, Field(pattern=r"\S")]


def _codes(text: str) -> str:
    return " ".join(dict.fromkeys(text.replace(",", " ").split()))


Languages = Annotated[str, Field(max_length=100), AfterValidator(_codes), Field(pattern="^([a-z]{2}( [a-z]{2})*)?$")]


class ContactBody(Body):
    """Whom notices go to. `languages`: the codes that the platform declared, apart by a space or a comma, in order."""

    role: ContactRole
    name: Said
    address: ShortText = ""
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")]
    languages: Languages
    established_in: Country
    source: Said
    valid_from: Day

    def contact(self) -> Contact:
        """The same as the service takes it."""
        return Contact(**self.model_dump() | {"languages": tuple(self.languages.split())})


class UsersBody(Body):
    """How many used a platform in a territory, from the first to the last day of a period."""

    territory: Country
    metric: UserMetric
    value: Annotated[int, Field(ge=0, lt=2**40)]
    period_from: Day
    period_until: Day
    source: Said
    read_on: Day

    @model_validator(mode="after")
    def _is_in_order(self) -> UsersBody:
        if self.period_until < self.period_from:
            raise ValueError("period_until is before period_from")
        return self

    def figure(self) -> Figure:
        """The same as the service takes it."""
        return Figure(**self.model_dump())
