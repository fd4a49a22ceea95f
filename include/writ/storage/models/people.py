"""Who may act."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.people import Role
from include.writ.storage.models.base import TEXT, Base

ROLES = ", ".join(f"'{role}'" for role in Role)


class PersonRow(Base):
    """A natural person who may act. `id` is the user name under which Airflow authenticates them.

    `higher_body`: the id by which packs name the body for which this person decides appeals.
    """

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(f"roles <@ ARRAY[{ROLES}]::text[]", name="roles_known"),
        CheckConstraint("name <> '' AND post <> ''", name="named_with_post"),
        CheckConstraint(
            "('appeal_reviewer' = ANY (roles)) = (higher_body IS NOT NULL)", name="appeal_reviewer_is_of_a_higher_body"
        ),
        CheckConstraint(
            "'appeal_reviewer' <> ALL (roles) OR cardinality(roles) = 1", name="appeal_reviewer_does_nothing_else"
        ),
    )

    id: Mapped[str] = mapped_column(TEXT, primary_key=True)
    name: Mapped[str] = mapped_column(TEXT)
    post: Mapped[str] = mapped_column(TEXT)
    roles: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    higher_body: Mapped[str | None] = mapped_column(TEXT)
    is_active: Mapped[bool] = mapped_column(default=True)
