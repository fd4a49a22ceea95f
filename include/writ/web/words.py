"""What the record's own words mean to a reader. Each has its words here; one that has none stops the page."""

from __future__ import annotations

from include.writ.domain.case import Act, EvidenceKind
from include.writ.domain.delivery import AttemptResult, NoticeKind, Outcome, ReportKind, VoidCause
from include.writ.domain.figures import Figure
from include.writ.domain.people import Role
from include.writ.domain.redress import ReversalCause, ReviewCause, StopCause
from include.writ.domain.states import AppealState, CaseState, OrderState, OutboxState, ReleaseState, ReviewState
from include.writ.domain.verdict import Vantage, Verdict
from include.writ.domain.worksheet import Aim
from include.writ.wiring.notices import NoticeEvent, NoticeStanding

ROLE = {
    Role.DRAFTER: "drafter",
    Role.APPROVER: "approver",
    Role.RELEASER: "releaser",
    Role.LAW_REVIEWER: "law reviewer",
    Role.AUDITOR: "auditor",
    Role.ENGINEER: "engineer",
    Role.APPEAL_REVIEWER: "appeal reviewer",
}
CASE_STATE = {
    CaseState.OPEN: "open, without a draft",
    CaseState.PROPOSED: "to be drafted",
    CaseState.DRAFTED: "drafted, to be approved",
    CaseState.LAW_REVIEW: "in law review",
    CaseState.DECLINED: "declined, there is no order",
    CaseState.ORDERED: "ordered",
    CaseState.CLOSED: "closed, the order was obeyed",
    CaseState.REVERSED: "reversed, the order was annulled or lifted",
}
WAITING = {
    CaseState.OPEN: "Cases without a draft",
    CaseState.PROPOSED: "Cases to draft",
    CaseState.DRAFTED: "Drafts to approve",
    CaseState.LAW_REVIEW: "Cases in law review",
}
WAITS = {
    CaseState.OPEN: "an engineer, because the pack has no provision in force for this ground",
    CaseState.PROPOSED: "a drafter, who writes the reasons or declines",
    CaseState.DRAFTED: "an approver, another person than the drafter",
    CaseState.LAW_REVIEW: "a law reviewer",
}
ORDER_STATE = {
    OrderState.APPROVED: "approved, not released yet",
    OrderState.RELEASED: "released, its receipt is not proven yet",
    OrderState.SENT: "received by the platform",
    OrderState.EFFECTED: "obeyed, as a probe saw",
    OrderState.REVERSED: "annulled or lifted",
    OrderState.RESTORED: "annulled or lifted, and the content seen back",
}
NOTICE_STATE = {
    OutboxState.WAITING: "waits for a release",
    OutboxState.RELEASED: "released, not sent yet",
    OutboxState.SENDING: "being sent",
    OutboxState.HANDED: "on its way, nothing proves yet that it arrived",
    OutboxState.SENT: "sent, its receipt is proven",
    OutboxState.UNCERTAIN: "uncertain: it may have arrived or not",
    OutboxState.REFUSED: "not taken by the platform",
    OutboxState.CANCELLED: "not sent any more, as the order was reversed",
}
RELEASE_STATE = {
    ReleaseState.ASKED: "not answered; nothing leaves",
    ReleaseState.RELEASED: "released",
    ReleaseState.HELD: "held; asked about again a day later",
    ReleaseState.WITHDRAWN: "taken back; asked about again",
}
NOTICE_STANDING = {
    NoticeStanding.ON_ITS_WAY: "on its way, its receipt is not proven",
    NoticeStanding.UNCERTAIN: "uncertain",
    NoticeStanding.REFUSED: "refused or came back",
    NoticeStanding.MENDED: "refused or came back, goes with another notice",
    NoticeStanding.VOID: "void",
}
NOTICE_EVENT = {
    NoticeEvent.HANDED: "handed over the notice; nothing proves yet that it arrived",
    NoticeEvent.DELIVERED: "reported that the notice was delivered",
    NoticeEvent.DELAYED: "reported that the notice is delayed",
    NoticeEvent.FAILED: "reported that the notice could not be delivered: it came back",
    NoticeEvent.AUTO_REPLY: "answered the notice by a machine, which proves nothing",
    NoticeEvent.TYPED: "typed in the number that the portal showed",
    NoticeEvent.CONFIRMED: "confirmed the number that the portal showed",
    NoticeEvent.RECALLED: "took the notice back before it left, as the platform’s contact is another one now",
    NoticeEvent.MENDED: "said that what made the notice come back is mended; it waits for a release",
}
VOID = {
    VoidCause.REVERSED: "an order of it was annulled or lifted",
    VoidCause.CONTACT_CHANGED: "the platform’s contact is another one since it was made",
}
REPORT = {
    ReportKind.DELIVERED: "delivered",
    ReportKind.DELAYED: "delayed",
    ReportKind.FAILED: "could not be delivered: it came back",
    ReportKind.AUTO_REPLY: "answered by a machine, which proves nothing",
}
ATTEMPT = {
    AttemptResult.SENT: "sent, and the platform gave its receipt",
    AttemptResult.HANDED: "handed over, no receipt yet",
    AttemptResult.FOUND: "the receipt was found",
    AttemptResult.BUSY: "not taken now",
    AttemptResult.UNCERTAIN: "uncertain: it may have arrived or not",
    AttemptResult.REFUSED: "refused",
    AttemptResult.NOT_THERE: "asked: the platform does not have it",
}
NOTICE = {
    NoticeKind.ORDER: "Order",
    NoticeKind.CLARIFICATION: "Clarification",
    NoticeKind.REMINDER: "Reminder",
    NoticeKind.RESTORATION: "Notice to restore",
    NoticeKind.APPEAL_RECEIPT: "Receipt for a complaint",
    NoticeKind.APPEAL_DECISION: "Decision on a complaint",
    NoticeKind.ANNOUNCEMENT: "Information before a first order",
}
APPEAL_STATE = {
    AppealState.RECEIVED: "received, to be taken by a reviewer",
    AppealState.IN_REVIEW: "in review",
    AppealState.UPHELD: "decided: the order stands",
    AppealState.PARTLY_ANNULLED: "decided: the order ends earlier",
    AppealState.ANNULLED: "decided: the order is annulled",
    AppealState.WITHDRAWN: "withdrawn",
}
REVIEW_STATE = {
    ReviewState.DUE: "to be looked at",
    ReviewState.KEPT: "kept",
    ReviewState.LIFTED: "lifted",
    ReviewState.OVERTAKEN: "overtaken, the order was reversed meanwhile",
}
REVIEW_CAUSE = {
    ReviewCause.DAY: "its day of review has passed",
    ReviewCause.SIBLING: "an order with the same reasoning was reversed",
    ReviewCause.OWN_MOTION: "a law reviewer looked at it",
}
STOP = {
    StopCause.CLARIFICATION: "the platform asked for clarification",
    StopCause.IMPOSSIBILITY: "the platform said that it can not obey for now",
    StopCause.APPEAL: "a complaint is being decided",
}
REVERSAL = {ReversalCause.APPEAL: "annulled on a complaint", ReversalCause.REVIEW: "lifted on review"}
ACT = {
    Act.DECLINED: "declined to order",
    Act.LAW_REVIEW: "asked for law review",
    Act.REOPENED: "took the case up again",
    Act.RETURNED: "returned the draft to the drafters",
}
EVIDENCE = {
    EvidenceKind.FINDING_ROW: "The finding as it was delivered",
    EvidenceKind.CAPTURE: "The source’s capture",
    EvidenceKind.PROBE: "The page that a probe saw",
}
PROBE = {
    Vantage.DIRECT: "Probe",
    Vantage.INSIDE: "Probe in the territory",
}
VERDICT = {
    Verdict.AVAILABLE: "saw the content",
    Verdict.REMOVED: "saw that the content is removed",
    Verdict.WITHHELD: "saw that the content is withheld in the territory",
    Verdict.RESTRICTED: "met a wall before the content",
    Verdict.ACCOUNT_GONE: "saw that the whole account is gone",
    Verdict.UNKNOWN: "could not tell what is there",
}
OUTSIDE = {
    Verdict.AVAILABLE: "it is there",
    Verdict.REMOVED: "it is removed",
    Verdict.WITHHELD: "it is withheld",
    Verdict.RESTRICTED: "it is behind a wall",
    Verdict.ACCOUNT_GONE: "the whole account is gone",
    Verdict.UNKNOWN: "nobody could tell",
}
OUTCOME = {
    Outcome.ACKNOWLEDGED: "confirmed that it has the order",
    Outcome.REMOVED: "said that it removed the content",
    Outcome.ALREADY_REMOVED: "said that the content was gone before the order came",
    Outcome.WITHHELD: "said that it withholds the content in the territory",
    Outcome.RESTRICTED: "said that it restricted the content",
    Outcome.PARTIAL: "said that it removed a part of the content",
    Outcome.REFUSED: "refused",
    Outcome.CLARIFICATION: "asked for clarification",
    Outcome.NOT_FOUND: "said that it does not find the content",
    Outcome.DUPLICATE: "said that it has had the order before",
    Outcome.IMPOSSIBLE: "said that it can not obey for now",
    Outcome.APPEALED: "complained about the order",
    Outcome.RESTORED: "said that it brought the content back",
}
WORKSHEET = {
    "language": "Language of the reasons",
    "translation": "Translation of the reasons",
    "elements": "Each element of the ground",
    "material_types": "Kinds of material that it is",
    "aim": "Aim of the restriction",
    "necessity": "Why an order is needed",
    "less_restrictive": "Milder means",
    "exceptions": "Exceptions weighed",
    "may_be": "What it may be, so that a law reviewer has to look",
    "rabat": "The six factors of the Rabat Plan of Action",
    "court_act": "Court act",
    "expert_decision": "Decision of the expert group",
    "emergency": "Why the platform can not be told before its first order",
}
AIM = {
    Aim.RIGHTS_OF_OTHERS: "rights or reputations of others",
    Aim.NATIONAL_SECURITY: "national security",
    Aim.PUBLIC_ORDER: "public order",
    Aim.PUBLIC_HEALTH: "public health",
    Aim.PUBLIC_MORALS: "public morals",
}
FIGURE = {
    Figure.FOUND: "Findings",
    Figure.OPENED: "Opened",
    Figure.DRAFTED: "Drafted",
    Figure.DECLINED: "Declined",
    Figure.ORDERED: "Ordered",
    Figure.SENT: "Sent",
    Figure.COMPLIED: "Obeyed",
    Figure.REFUSED: "Refused",
    Figure.COMPLAINTS: "Complaints",
    Figure.UPHELD: "Upheld",
    Figure.PARTLY_ANNULLED: "In part",
    Figure.ANNULLED: "Annulled",
    Figure.LIFTED: "Lifted",
    Figure.RESTORED: "Seen back",
}

WRONG = {
    401: "You are not logged in",
    403: "This is not open to you",
    404: "There is nothing here",
    409: "This can not be done now",
    422: "The request can not be understood",
    503: "The Docket can not work now",
}
ADVICE = {
    403: "If your work needs it, ask the keeper of Writ’s register of people for the role.",
    404: "The address may be cut short or misspelt.",
    409: "Somebody may have acted in the meantime. Go back and read what is there now.",
    422: "Go back and open the page from there.",
}
