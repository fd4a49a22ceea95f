"""Vets one export block by block: every row ends accepted, or quarantined with its reasons.

Deciding is left to Great Expectations; this only prepares the rows and sorts them by its answer. A row that it lets
pass but that lacks what a finding needs stops the batch: then the suite is wrong, and nothing may be accepted by it.
Between blocks nothing is kept but 24 bytes for each reference, counts and the profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import polars as pl

from include.writ.domain.finding import FIELDS
from include.writ.errors import WritError
from include.writ.validation.batch import check_batch
from include.writ.validation.check import Checker
from include.writ.validation.docs import write_docs
from include.writ.validation.facts import FactFinder
from include.writ.validation.inputs import DocsTarget, IdentifyMany, Rulebook, UnreadableRow
from include.writ.validation.outcome import Checked, Profile, QuarantinedRow, Reason, Vetted
from include.writ.validation.profile import Profiler
from include.writ.validation.reasons import explain
from include.writ.validation.references import References
from include.writ.validation.rules import READER_RULES

_NEEDED: Final = ("detected_at", "platform", "kind", "content_id", "canonical_url", "ground")
# Of rows known from earlier batches only the shares of platforms are wanted; to identify some of them is enough.
_SAMPLE_ROWS: Final = 1000


class Vetting:
    """One export being vetted."""

    def __init__(self, rulebook: Rulebook, identify_many: IdentifyMany) -> None:
        self._finder = FactFinder(rulebook, identify_many)
        self._checker = Checker(rulebook)
        self._references = References()
        self._profiler = Profiler()

    def vet(self, frame: pl.DataFrame, broken: Sequence[UnreadableRow]) -> Vetted:
        """Sort the rows of a block, given as `canonicalise` makes them; `WritError` when they could not be checked."""
        unknown = {row.rule for row in broken} - {rule.name for rule in READER_RULES}
        if unknown:
            raise WritError(f"the suite does not know the rule {min(unknown)}; no row of this export was accepted")
        facts = self._finder.find(frame, self._references.note(frame))
        broken_rules: dict[int, list[str]] = {}
        rows, cells = self._finder.show_rows(facts, broken), self._finder.show_cells(facts)
        for rule, numbers in self._checker.check(rows, cells).items():
            for number in numbers:
                broken_rules.setdefault(number, []).append(rule)
        refused = pl.Series(list(broken_rules), dtype=pl.Int64).implode()
        is_refused = pl.col("row_number").is_in(refused)
        quarantined = [_quarantine(row, broken_rules) for row in facts.filter(is_refused).iter_rows(named=True)]
        quarantined += [_quarantine_unreadable(row, broken_rules) for row in broken]
        accepted = _accept(facts.filter(~is_refused) if broken_rules else facts)
        is_each_once = len(quarantined) == len(broken_rules)
        if not is_each_once or accepted.height + len(quarantined) != frame.height + len(broken):
            raise WritError("a row was lost or doubled while it was checked; no row of this export was accepted")
        self._profiler.note(accepted, len(quarantined))
        return Vetted(accepted, sorted(quarantined, key=lambda row: row.row_number))

    def note_known(self, frame: pl.DataFrame) -> None:
        """Count rows that an earlier batch had: they hold their references, and are part of what the batch is like."""
        self._references.note(frame)
        sample = frame.gather_every(max(1, frame.height // _SAMPLE_ROWS))
        self._profiler.note_known(
            frame.select(
                self._finder.read_times(frame)["detected_at"],
                self._finder.read_grounds(frame).alias("ground"),
                "language",
            ),
            self._finder.identify(sample["url"])["platform"],
        )

    def note_changed(self, rows: int) -> None:
        """Count rows that were quarantined before vetting: an earlier batch has other content under their reference."""
        self._profiler.note_refused(rows)

    def finish(self, history: Sequence[Profile], docs: DocsTarget | None, now: datetime) -> Checked:
        """Judge the batch as a whole by the earlier ones of its source, and write the Data Docs where asked."""
        profile = self._profiler.profile(None if docs is None else docs.day)
        results, answers = check_batch(profile, history, self._checker.totals, docs, now)
        docs_path = None if docs is None else write_docs(docs, self._checker, answers, profile, history)
        return Checked(results, profile, docs_path)


def _quarantine(row: dict[str, object], broken_rules: dict[int, list[str]]) -> QuarantinedRow:
    number = row["row_number"]
    reasons = tuple(explain(rule, row) for rule in broken_rules[int(str(number))])
    return QuarantinedRow(int(str(number)), {name: str(row[name]) for name in FIELDS}, reasons)


def _quarantine_unreadable(row: UnreadableRow, broken_rules: dict[int, list[str]]) -> QuarantinedRow:
    if broken_rules.get(row.row_number) != [row.rule]:
        raise WritError(f"the rule {row.rule} was not found where it is broken; no row of this export was accepted")
    return QuarantinedRow(row.row_number, {"text": row.text}, (Reason("row", row.rule, row.detail),))


def _accept(facts: pl.DataFrame) -> pl.DataFrame:
    accepted = facts.select(
        "row_number",
        "finding_ref",
        pl.col("time").alias("detected_at"),
        "url",
        "platform",
        "kind",
        "content_id",
        "canonical_url",
        pl.col("ground_id").alias("ground"),
        "language",
        "excerpt",
        pl.when(pl.col("capture_sha256") != "").then("capture").alias("capture_sha256"),
        "row_sha256",
    )
    if any(accepted[name].null_count() for name in _NEEDED):
        raise WritError("a row passed the suite without what a finding needs; no row of this export was accepted")
    return accepted
