"""All tables of Writ, by aggregate."""

from include.writ.storage.models.base import SCHEMA, Base
from include.writ.storage.models.casework import (
    ApprovalRow,
    CaseActRow,
    CaseRow,
    ContentItemRow,
    DecisionRow,
    EvidenceRow,
    PackAdoptionRow,
    PersonRow,
)
from include.writ.storage.models.delivery import (
    DeliveryRow,
    OrderNumberRow,
    OrderRow,
    OutboxRow,
    PlatformRow,
    ProbeRow,
    ReleaseRow,
    ResponseRow,
)
from include.writ.storage.models.intake import BatchRow, FindingRow, QuarantinedRow, SourceRow
from include.writ.storage.models.oversight import DiscrepancyRow, LedgerRow, ReconciliationRow

__all__ = [
    "SCHEMA",
    "ApprovalRow",
    "Base",
    "BatchRow",
    "CaseActRow",
    "CaseRow",
    "ContentItemRow",
    "DecisionRow",
    "DeliveryRow",
    "DiscrepancyRow",
    "EvidenceRow",
    "FindingRow",
    "LedgerRow",
    "OrderNumberRow",
    "OrderRow",
    "OutboxRow",
    "PackAdoptionRow",
    "PersonRow",
    "PlatformRow",
    "ProbeRow",
    "QuarantinedRow",
    "ReconciliationRow",
    "ReleaseRow",
    "ResponseRow",
    "SourceRow",
]
