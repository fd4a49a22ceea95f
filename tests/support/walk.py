"""What a random walk needs: a platform of many moods, a log of every step that a state took, and what must always hold.

An invariant is a query that finds what breaks it; a further one is a further line of `BROKEN`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from include.writ.clock import Clock
from include.writ.domain.delivery import Answer, AnswerPage, Capabilities, Handed, Notice, Outcome, Receipt, ReportPage
from include.writ.domain.states import TRANSITIONS
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused

MACHINES = {
    "cases": "case",
    "orders": "order",
    "outbox": "outbox",
    "releases": "release",
    "appeals": "appeal",
    "reviews": "review",
}
LOG_STEPS = """
    CREATE TABLE public.steps (machine text, before text, after text);
    CREATE FUNCTION public.log_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        INSERT INTO public.steps SELECT TG_ARGV[0], CASE TG_OP WHEN 'UPDATE' THEN OLD.state ELSE '' END, NEW.state;
        RETURN NEW;
    END $$;
"""
LOG_STEPS_OF = """
    CREATE TRIGGER walk_began AFTER INSERT ON writ.{table} FOR EACH ROW
    EXECUTE FUNCTION public.log_step('{machine}');
    CREATE TRIGGER walk_moved AFTER UPDATE ON writ.{table} FOR EACH ROW WHEN (OLD.state <> NEW.state)
    EXECUTE FUNCTION public.log_step('{machine}');
"""
BROKEN = {
    "an order without two persons, each with their role, on its latest draft, opened before": """
        SELECT o.number FROM writ.orders o
        LEFT JOIN writ.approvals a ON a.id = o.approval_id
        LEFT JOIN writ.decisions d ON d.id = o.decision_id AND d.id = a.decision_id
        WHERE (d.drafted_by <> a.approver AND d.draft_hash = a.draft_hash AND d.case_id = o.case_id
            AND d.version = (SELECT max(version) FROM writ.decisions WHERE case_id = o.case_id)
            AND 'drafter' = ANY (SELECT unnest(roles) FROM writ.people WHERE id = d.drafted_by)
            AND 'approver' = ANY (SELECT unnest(roles) FROM writ.people WHERE id = a.approver)
            AND EXISTS (SELECT FROM writ.openings p WHERE p.case_id = o.case_id AND p.person = a.approver
                        AND p.draft_hash = d.draft_hash AND p.opened_at <= a.approved_at)) IS NOT TRUE""",
    "an approval, an order, its event and its first notice that are not one for one": """
        SELECT counted FROM (
            SELECT ARRAY[(SELECT count(*) FROM writ.approvals), (SELECT count(*) FROM writ.orders),
                         (SELECT count(*) FROM writ.ledger WHERE event = 'order.approved'),
                         (SELECT count(*) FROM writ.outbox WHERE notice_kind = 'order')] AS counted) AS all_of_them
        WHERE counted[1] <> ALL (counted)""",
    "a case that is ordered or closed without an order, or has one in another state": """
        SELECT c.id FROM writ.cases c LEFT JOIN writ.orders o ON o.case_id = c.id
        WHERE (o.id IS NOT NULL) <> (c.state IN ('ordered', 'closed', 'reversed'))
           OR (o.state IN ('reversed', 'restored')) <> (c.state = 'reversed')""",
    "an incomplete draft that waits for approval": """
        SELECT c.id FROM writ.cases c JOIN writ.decisions d ON d.case_id = c.id
        WHERE c.state IN ('drafted', 'ordered', 'closed') AND cardinality(writ.lacking(d, now())) > 0
          AND d.version = (SELECT max(version) FROM writ.decisions WHERE case_id = c.id)""",
    "a notice on its way that no releaser let go": """
        SELECT x.id FROM writ.outbox x LEFT JOIN writ.releases r ON r.id = x.release_id
        LEFT JOIN writ.people p ON p.id = r.answered_by
        WHERE x.state NOT IN ('waiting', 'cancelled')
          AND (r.state = 'released' AND 'releaser' = ANY (p.roles)
               AND x.platform <> ALL (r.held_platforms)) IS NOT TRUE""",
    "a number of a notice that is left out, or given twice": """
        SELECT authority FROM writ.notices GROUP BY authority, is_specimen, year HAVING count(*) <> max(position)""",
    "something that left without a notice that is whole, signed and not void": """
        SELECT x.id FROM writ.outbox x LEFT JOIN writ.notices n ON n.id = x.notice_id
        WHERE x.state IN ('sending', 'handed', 'sent', 'uncertain')
          AND (n.signature IS NOT NULL AND n.voided_at IS NULL) IS NOT TRUE""",
    "a notice that does not name the contact that its releaser was asked about": """
        SELECT x.id FROM writ.outbox x JOIN writ.notices n ON n.id = x.notice_id
        JOIN writ.releases r ON r.id = x.release_id LEFT JOIN writ.platform_contacts c
            ON c.id = (r.summary #>> ARRAY['by_platform', x.platform, 'contact'])::uuid
        WHERE convert_from(n.document, 'UTF8')::jsonb #>> '{addressee,contact_point}' IS DISTINCT FROM c.email""",
    "something released for a contact that is another one, though two persons used the register": """
        SELECT id FROM writ.outbox WHERE state = 'released' AND attempts = 0
          AND NOT writ.is_about_current_contact(release_id, platform)""",
    "something that may have arrived with two notices": """
        SELECT outbox_id FROM writ.deliveries WHERE writ.may_have_arrived(notice_id)
        GROUP BY outbox_id HAVING count(DISTINCT notice_id) > 1""",
    "an order that counts as released while its notice waits, or the other way round": """
        SELECT o.number FROM writ.orders o JOIN writ.outbox x ON x.order_id = o.id AND x.notice_kind = 'order'
        WHERE o.state NOT IN ('reversed', 'restored') AND (o.state = 'approved') <> (x.state = 'waiting')""",
    "something that went back without a release before it, or without the word of who may say so": """
        SELECT b.outbox_id FROM writ.returns b JOIN writ.releases r ON r.id = b.release_id
        LEFT JOIN writ.people p ON p.id = b.person
        WHERE r.state <> 'released' OR b.contact_id IS NULL AND NOT p.roles && ARRAY['releaser', 'approver']""",
    "an order that is sent without a receipt": """
        SELECT o.number FROM writ.orders o WHERE o.state IN ('sent', 'effected')
          AND NOT EXISTS (SELECT FROM writ.outbox x JOIN writ.deliveries d ON d.outbox_id = x.id
                          WHERE x.order_id = o.id AND d.receipt_id IS NOT NULL)""",
    "an order that is effected and was never seen obeyed": """
        SELECT o.number FROM writ.orders o WHERE o.state = 'effected'
          AND NOT EXISTS (SELECT FROM writ.probes p WHERE p.order_id = o.id AND p.probed_at = o.effected_at
                          AND p.verdict IN ('removed', 'withheld', 'account_gone'))""",
    "an order that fell without an act, or stands against one": """
        SELECT o.number FROM writ.orders o LEFT JOIN writ.reversals r ON r.order_id = o.id
        LEFT JOIN writ.appeals a ON a.id = r.appeal_id AND a.state IN ('annulled', 'partly_annulled')
        LEFT JOIN writ.reviews v ON v.id = r.review_id AND v.state = 'lifted'
        WHERE (o.state IN ('reversed', 'restored')) <> (coalesce(a.order_id, v.order_id) IS NOT DISTINCT FROM o.id)""",
    "an order that was sent after it had fallen": """
        SELECT r.order_id FROM writ.reversals r JOIN writ.outbox x ON x.order_id = r.order_id
        JOIN writ.deliveries d ON d.outbox_id = x.id
        WHERE x.notice_kind IN ('order', 'clarification') AND d.started_at > r.reversed_at AND d.result = 'sent'""",
    "a platform that has an order and is not told that it fell, or is told of one that it never had": """
        SELECT r.order_id FROM writ.reversals r
        JOIN writ.outbox x ON x.order_id = r.order_id AND x.notice_kind = 'order'
        LEFT JOIN writ.outbox t ON t.order_id = r.order_id AND t.notice_kind = 'restoration' AND t.state <> 'cancelled'
        WHERE (x.state IN ('sending', 'handed', 'uncertain', 'sent')) <> (t.id IS NOT NULL)""",
    "content that is restored and was never seen back": """
        SELECT r.order_id FROM writ.reversals r JOIN writ.orders o ON o.id = r.order_id
        WHERE (o.state = 'restored') <> EXISTS (
            SELECT FROM writ.probes p WHERE p.order_id = o.id AND p.probed_at = r.restored_at
              AND p.verdict = 'available' AND p.probed_at > r.reversed_at)""",
    "a complaint decided by somebody who had a part in the order": """
        SELECT number FROM writ.appeals WHERE writ.acted_on(reviewer, order_id)""",
    "a review ended by who made the order": """
        SELECT v.id FROM writ.reviews v JOIN writ.orders o ON o.id = v.order_id
        JOIN writ.decisions d ON d.id = o.decision_id JOIN writ.approvals a ON a.id = o.approval_id
        WHERE v.reviewer IN (d.drafted_by, a.approver)""",
    "a deadline that is not that of the receipt and the stops": """
        SELECT number FROM writ.orders
        WHERE due_at IS DISTINCT FROM writ.clock_of(id, received_at) + make_interval(hours => deadline_hours)
           OR due_at < received_at + make_interval(hours => deadline_hours)""",
}
LOOK = " UNION ALL ".join(f"SELECT '{name}', found::text FROM ({query}) AS q (found)" for name, query in BROKEN.items())


def log_steps(session: Session) -> None:
    """From now on every step of a state is logged, whoever takes it."""
    session.execute(text(LOG_STEPS))
    for table, machine in MACHINES.items():
        session.execute(text(LOG_STEPS_OF.format(table=table, machine=machine)))


def steps(session: Session) -> set[tuple[str, str, str]]:
    """The steps that were taken: machine, state before, state after."""
    return {(m, before, after) for m, before, after in session.execute(text("SELECT DISTINCT * FROM public.steps"))}


def broken(session: Session) -> dict[str, Any]:
    """What does not hold now: each invariant with what breaks it."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for name, row in session.execute(text(LOOK)):
        found[name].append(row)
    allowed = {(machine, str(a), str(b)) for machine, table in TRANSITIONS.items() for a, b in table}
    if others := sorted(steps(session) - allowed):
        found["a step that the table does not have"] = others
    return dict(found)


class SenderDied(BaseException):
    """The process that sends is killed."""


class Mood(StrEnum):
    """What becomes of a notice that is handed over. `lost` and `cut`: the connection breaks before or after it came.

    `hands_on`: another takes it on its way, and it arrives.
    """

    TAKES = "takes"
    BUSY = "busy"
    REFUSES = "refuses"
    LOST = "lost"
    CUT = "cut"
    DIES = "dies"
    MISSET = "misset"
    HANDS_ON = "hands_on"


@dataclass
class MoodyPlatform:
    """A channel to one platform, which does as its mood is. `taken`: how often it acted on each notice."""

    clock: Clock
    deduplicates: bool
    mood: Mood = Mood.TAKES
    receipts: dict[str, Receipt] = field(default_factory=dict)
    taken: Counter[str] = field(default_factory=Counter)
    said: list[Answer] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(deduplicates=self.deduplicates, can_be_asked=True)

    def send(self, notice: Notice) -> Receipt | Handed:
        if self.mood in (Mood.BUSY, Mood.REFUSES, Mood.MISSET, Mood.LOST):
            raise {
                Mood.BUSY: PlatformBusy("later"),
                Mood.REFUSES: PlatformRefused("never"),
                Mood.MISSET: ConfigError("the token is wrong"),
                Mood.LOST: DeliveryUncertain("no answer"),
            }[self.mood]
        if not (self.deduplicates and notice.key in self.receipts):
            self.taken[notice.key] += 1
            self.receipts[notice.key] = Receipt(f"r-{len(self.receipts)}", self.clock())
        if self.mood == Mood.CUT:
            raise DeliveryUncertain("no answer")
        if self.mood == Mood.DIES:
            raise SenderDied
        if self.mood == Mood.HANDS_ON:
            return Handed(self.clock())
        return self.receipts[notice.key]

    def reports(self, cursor: str) -> ReportPage:
        """Nothing is on the way."""
        return ReportPage((), cursor, has_more=False)

    def find(self, key: str) -> Receipt | None:
        if self.mood == Mood.LOST:
            raise DeliveryUncertain("no answer")
        return self.receipts.get(key)

    def answers(self, after: int) -> AnswerPage:
        return AnswerPage([answer for answer in self.said if answer.seq > after], has_more=False)

    def say(self, outcome: Outcome, key: str | None, at: datetime) -> None:
        """An answer to a notice, or to none of ours."""
        seq = len(self.said) + 1
        self.said.append(Answer(seq, f"a-{seq}", key, None if key else "1999-1", outcome, "said", at))
