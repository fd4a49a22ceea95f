"""What the words of batches and of the quarantine mean to a reader. One that has none stops the page."""

from __future__ import annotations

from include.writ.domain.intake import QuarantineAct, RowStanding
from include.writ.domain.states import BatchState

BATCH_STATE = {
    BatchState.STORED: "waits for its validation",
    BatchState.VALIDATED: "validated, its cases are opened next",
    BatchState.HELD: "held: too many rows were refused",
    BatchState.OPENED: "its cases are open",
    BatchState.REFUSED: "refused as a whole",
    BatchState.MISSING: "no file came",
    BatchState.SUPERSEDED: "replaced by a later version",
}
STANDING = {
    RowStanding.WAITING: "waits to be mended",
    RowStanding.CORRECTED: "corrected, to be validated again",
    RowStanding.REFUSED_AGAIN: "refused again",
    RowStanding.SET_ASIDE: "set aside",
    RowStanding.ACCEPTED: "accepted",
}
QUARANTINE_ACT = {
    QuarantineAct.CORRECTED: "corrected the row",
    QuarantineAct.SET_ASIDE: "set the row aside",
    QuarantineAct.TAKEN_UP: "took the row up again as it came",
    QuarantineAct.ACCEPTED: "accepted the row",
    QuarantineAct.REFUSED_AGAIN: "refused the row again",
}
FIELD = {
    "finding_ref": "Reference of the finding",
    "detected_at": "Time of detection",
    "url": "Address",
    "ground": "Ground",
    "language": "Language",
    "excerpt": "Excerpt",
    "capture_sha256": "SHA-256 of the capture",
    "text": "The row as text",
    "row": "The row",
}
LANGUAGE = {"kk": "Қазақша", "ru": "По-русски", "en": "English"}
