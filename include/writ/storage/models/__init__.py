"""All tables of Writ, by aggregate."""

from include.writ.storage.models.answers import MatchWithdrawalRow, PortalAnswerRow, ProbeRow, ResponseRow, SetAsideRow
from include.writ.storage.models.base import SCHEMA, Base
from include.writ.storage.models.case_claims import CaseClaimNoteRow, CaseClaimRow
from include.writ.storage.models.casework import (
    ApprovalRow,
    CaseActRow,
    CaseRow,
    ContentItemRow,
    DecisionRow,
    EvidenceRow,
    ExposureRow,
    OpeningRow,
)
from include.writ.storage.models.delivery import (
    DeliveryRow,
    NoticeRow,
    OrderNumberRow,
    OrderRow,
    OutboxRow,
    PlatformRow,
    ReleaseRow,
)
from include.writ.storage.models.duties import AnnouncementRow, NonDisclosureRow
from include.writ.storage.models.intake import (
    BatchCheckRow,
    BatchRow,
    FindingRow,
    QuarantineActRow,
    QuarantinedRow,
    SourceRow,
)
from include.writ.storage.models.law import BasisRow, PackAdoptionRow
from include.writ.storage.models.looks import LookRow
from include.writ.storage.models.oversight import (
    DiscrepancyRow,
    EscalationRow,
    LedgerRow,
    OrderBalanceRow,
    OrderChangeRow,
    ReconciliationRow,
)
from include.writ.storage.models.people import PersonRow
from include.writ.storage.models.proofs import (
    AnswerCursorRow,
    ConfirmationRow,
    DeliveryReportRow,
    OutageRow,
    PushedAnswerRow,
    PushedReceiptRow,
    ReportCursorRow,
)
from include.writ.storage.models.redress import AppealRow, ClockStopRow, ReversalRow, ReviewRow
from include.writ.storage.models.refused_drafts import RefusedDraftRow
from include.writ.storage.models.registry import PlatformContactRow, PlatformUsersRow
from include.writ.storage.models.returns import ReturnRow
from include.writ.storage.models.saved_filters import SavedFilterRow

__all__ = [
    "SCHEMA",
    "AnnouncementRow",
    "AnswerCursorRow",
    "AppealRow",
    "ApprovalRow",
    "Base",
    "BasisRow",
    "BatchCheckRow",
    "BatchRow",
    "CaseActRow",
    "CaseClaimNoteRow",
    "CaseClaimRow",
    "CaseRow",
    "ClockStopRow",
    "ConfirmationRow",
    "ContentItemRow",
    "DecisionRow",
    "DeliveryReportRow",
    "DeliveryRow",
    "DiscrepancyRow",
    "EscalationRow",
    "EvidenceRow",
    "ExposureRow",
    "FindingRow",
    "LedgerRow",
    "LookRow",
    "MatchWithdrawalRow",
    "NonDisclosureRow",
    "NoticeRow",
    "OpeningRow",
    "OrderBalanceRow",
    "OrderChangeRow",
    "OrderNumberRow",
    "OrderRow",
    "OutageRow",
    "OutboxRow",
    "PackAdoptionRow",
    "PersonRow",
    "PlatformContactRow",
    "PlatformRow",
    "PlatformUsersRow",
    "PortalAnswerRow",
    "ProbeRow",
    "PushedAnswerRow",
    "PushedReceiptRow",
    "QuarantineActRow",
    "QuarantinedRow",
    "ReconciliationRow",
    "RefusedDraftRow",
    "ReleaseRow",
    "ReportCursorRow",
    "ResponseRow",
    "ReturnRow",
    "ReversalRow",
    "ReviewRow",
    "SavedFilterRow",
    "SetAsideRow",
    "SourceRow",
]
