"""What comes back after an order: a platform's answers, and what was to be seen at the ordered address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.delivery import HeldBecause, Outcome
from include.writ.domain.verdict import Together, Vantage, Verdict
from include.writ.storage.models.base import JSON_OBJECT, TEXT, UTC_TIME, Base, Json, is_sha256, one_of
from include.writ.storage.models.delivery import OrderRow, PlatformRow
from include.writ.storage.models.people import PersonRow


class ResponseRow(Base):
    """One answer of a platform. Without `order_id` it lies in the holding pen until a person matches it.

    What a person matches stays as it came; `matched_from` names it in the answers that the person wrote beside it.
    `letter_sha256`: under what name the raw store keeps the letter that it was read in; `seq` is 0 then, as only the
    platform's own list has numbers. `push_sha256`: the hash of the signed message in which the platform pushed it.
    `written_by` and `confirmed_by`: the two people who saw it in the platform's portal.
    `outcome` is None where nobody can tell yet what it says.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("platform", "answer_id"),
        one_of("outcome", Outcome),
        one_of("held_because", HeldBecause),
        is_sha256("letter_sha256"),
        is_sha256("push_sha256"),
        CheckConstraint("outcome IS NOT NULL OR order_id IS NULL", name="matched_has_outcome"),
        CheckConstraint("letter_sha256 IS NULL OR seq = 0", name="letter_has_no_number"),
        CheckConstraint("push_sha256 IS NULL OR seq = 0", name="push_has_no_number"),
        CheckConstraint("num_nonnulls(letter_sha256, push_sha256, written_by) < 2", name="came_one_way"),
        CheckConstraint("(written_by IS NULL) = (confirmed_by IS NULL)", name="seen_by_two"),
        CheckConstraint("written_by <> confirmed_by", name="seen_by_two_people"),
        CheckConstraint(
            "written_by IS NULL OR order_id IS NOT NULL AND matched_from IS NULL AND seq = 0", name="seen_for_an_order"
        ),
        CheckConstraint("(matched_from IS NULL) = (matched_by IS NULL)", name="matched_by_a_person"),
        CheckConstraint("matched_from IS NULL OR order_id IS NOT NULL", name="matched_to_an_order"),
        Index("ix_responses_matched_from", "matched_from", postgresql_where="matched_from IS NOT NULL"),
        Index("ix_responses_holding_pen", "platform", postgresql_where="order_id IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    seq: Mapped[int] = mapped_column(BigInteger)
    answer_id: Mapped[str] = mapped_column(TEXT)
    notice_key: Mapped[str | None] = mapped_column(TEXT)
    order_number: Mapped[str | None] = mapped_column(TEXT)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey(OrderRow.id), index=True)
    outcome: Mapped[str] = mapped_column(TEXT, nullable=True)  # of a matched one never None, which is what is reckoned
    reason: Mapped[str] = mapped_column(TEXT)
    letter_sha256: Mapped[str | None] = mapped_column(TEXT)
    push_sha256: Mapped[str | None] = mapped_column(TEXT)
    held_because: Mapped[str | None] = mapped_column(TEXT)
    answered_at: Mapped[datetime] = mapped_column(UTC_TIME)
    collected_at: Mapped[datetime] = mapped_column(UTC_TIME)
    written_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    matched_from: Mapped[UUID | None] = mapped_column(ForeignKey("writ.responses.id"))
    matched_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))


class MatchWithdrawalRow(Base):
    """A person says that an answer was matched in error. What they or another wrote stays, and counts no more."""

    __tablename__ = "match_withdrawals"
    __table_args__ = (CheckConstraint("btrim(reason) <> ''", name="says_why"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey(ResponseRow.id), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    reason: Mapped[str] = mapped_column(TEXT)
    withdrawn_at: Mapped[datetime] = mapped_column(UTC_TIME, index=True)


class PortalAnswerRow(Base):
    """What one person saw in a platform's portal in answer to an order. It counts once another person confirmed it.

    `evidence_sha256`: the hash of the picture of the page; `evidence_at`: where the authority keeps it.
    `taken_at`: when a collection took it up.
    """

    __tablename__ = "portal_answers"
    __table_args__ = (
        one_of("outcome", Outcome),
        is_sha256("evidence_sha256"),
        CheckConstraint("outcome <> 'refused' OR btrim(reason) <> ''", name="refusal_has_a_ground"),
        CheckConstraint("length(reason) <= 20000", name="reason_is_short"),
        CheckConstraint("length(btrim(evidence_at)) BETWEEN 1 AND 500", name="evidence_is_somewhere"),
        CheckConstraint("answered_at <= written_at", name="not_in_the_future"),
        CheckConstraint("confirmed_by <> written_by", name="by_two_people"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_has_a_time"),
        CheckConstraint("confirmed_at >= written_at", name="confirmed_after_it_was_written"),
        CheckConstraint("taken_at IS NULL OR confirmed_by IS NOT NULL", name="taken_once_confirmed"),
        Index(
            "ix_portal_answers_due", "confirmed_at", postgresql_where="confirmed_by IS NOT NULL AND taken_at IS NULL"
        ),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(TEXT)
    reason: Mapped[str] = mapped_column(TEXT)
    answered_at: Mapped[datetime] = mapped_column(UTC_TIME)
    evidence_sha256: Mapped[str] = mapped_column(TEXT)
    evidence_at: Mapped[str] = mapped_column(TEXT)
    written_by: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    written_at: Mapped[datetime] = mapped_column(UTC_TIME)
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    taken_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class SetAsideRow(Base):
    """A person says of an answer in the holding pen that it speaks of no order; it can be matched all the same.

    If that match is withdrawn, the answer waits again, and can be set aside once more.
    """

    __tablename__ = "set_asides"
    __table_args__ = (CheckConstraint("btrim(reason) <> ''", name="says_why"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey(ResponseRow.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    reason: Mapped[str] = mapped_column(TEXT)
    set_aside_at: Mapped[datetime] = mapped_column(UTC_TIME)


# `agrees_since` and `probed_at` are two looks; this far apart they confirm each other
CONFIRMED = "verdict IN ('removed', 'account_gone', 'withheld') AND probed_at - agrees_since >= interval '30 minutes'"


class ProbeRow(Base):
    """What was to be seen at an ordered address in one half-hour, with the sign that decided.

    `vantage`: from where; this view counts for the order. `outside`: the verdict from outside the territory, where that
    was asked for. `evidence`: what is kept of the page besides its hash, see platforms/evidence.py; that of `outside`
    has the hash in it. The database compares each look with those before it. `seen`: what both views say together, or
    what they said before where the one from outside cannot tell. `agrees_since`: the first of the looks without a break
    that saw the same, those that could not tell left out. Both are None for `unknown`. `is_back`: there again, after it
    was confirmed that it was not.
    """

    __tablename__ = "probes"
    __table_args__ = (
        UniqueConstraint("order_id", "slot"),
        one_of("verdict", Verdict),
        one_of("vantage", Vantage),
        one_of("outside", Verdict),
        one_of("seen", Together),
        CheckConstraint(
            "outside IS NULL OR verdict IN ('available', 'removed', 'account_gone')", name="outside_is_asked_to_tell"
        ),
        CheckConstraint("(verdict = 'unknown') = (seen IS NULL)", name="unknown_is_not_seen"),
        CheckConstraint("(outside IS NULL) = (outside_evidence IS NULL)", name="outside_has_evidence"),
        is_sha256("body_sha256"),
        Index(
            "ix_probes_known",
            "order_id",
            "probed_at",
            postgresql_include=["verdict", "seen", "agrees_since", "is_confirmed"],
            postgresql_where="verdict <> 'unknown'",
        ),
        Index("ix_probes_confirmed", "order_id", "probed_at", postgresql_where="is_confirmed"),
        Index("ix_probes_back", "order_id", "probed_at", postgresql_where="is_back"),
        CheckConstraint("octet_length(evidence::text) <= 2048", name="evidence_is_small"),
        CheckConstraint("octet_length(outside_evidence::text) <= 2048", name="outside_evidence_is_small"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id))
    slot: Mapped[datetime] = mapped_column(UTC_TIME)
    probed_at: Mapped[datetime] = mapped_column(UTC_TIME)
    verdict: Mapped[str] = mapped_column(TEXT)
    because: Mapped[str] = mapped_column(TEXT)
    status: Mapped[int | None]
    body_sha256: Mapped[str | None] = mapped_column(TEXT)
    evidence: Mapped[Json] = mapped_column(JSON_OBJECT, server_default="{}")
    vantage: Mapped[str] = mapped_column(TEXT, server_default=Vantage.DIRECT)
    outside: Mapped[str | None] = mapped_column(TEXT)
    outside_evidence: Mapped[Json | None] = mapped_column(JSON_OBJECT)
    seen: Mapped[str | None] = mapped_column(TEXT)
    agrees_since: Mapped[datetime | None] = mapped_column(UTC_TIME)
    is_back: Mapped[bool] = mapped_column(server_default="false")
    is_confirmed: Mapped[bool] = mapped_column(Computed(f"coalesce({CONFIRMED}, false)", persisted=True))
