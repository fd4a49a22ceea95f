"""Which column is which field: by the layout's declared names, else by names known in three languages.

Refuses a header in which a required field has no column or a field could be in two, since choosing would be a guess.
A column that nobody agreed on does not stop the file: monitoring tools grow columns without asking, what Writ needs is
there all the same, and the raw file keeps the rest. But it is never passed over in silence: the drift names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from include.writ.domain.finding import FIELDS, OPTIONAL_FIELDS
from include.writ.errors import ContractBroken
from include.writ.exports.labels import column_synonyms, compare_label
from include.writ.exports.layout import ExportLayout

# Fewer known names than this are a coincidence in a row of text, not a header.
MIN_KNOWN_NAMES = 2
MAX_COLUMNS = 1_000
_MAX_SHOWN_NAME = 60
_REQUIRED = len(FIELDS) - len(OPTIONAL_FIELDS)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one file: as written, the field of each (None: not read), and what differs from the agreement."""

    labels: tuple[str, ...]
    fields: tuple[str | None, ...]
    drift: tuple[str, ...]


class Names:
    """The column names that a layout knows: those it declares, and the synonyms of every field."""

    def __init__(self, layout: ExportLayout) -> None:
        """Compare the declared names once."""
        self._declared = {compare_label(name): field for name, field in layout.columns.items()}
        self._written = layout.columns

    def field_of(self, label: str) -> str | None:
        """The field that a column name means, or None."""
        key = compare_label(label)
        return self._declared.get(key) or column_synonyms().get(key)

    def count_known(self, labels: Iterable[str]) -> int:
        """How many different fields these names mean."""
        return len({self.field_of(label) for label in labels} - {None})

    def is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row is surely a header: it names every required field, or little else than fields."""
        filled = [cell for cell in cells if cell.strip()]
        known = self.count_known(filled)
        return known >= MIN_KNOWN_NAMES and (known * 2 >= len(filled) or known >= _REQUIRED)

    def map_header(self, labels: Sequence[str]) -> Header:
        """Find the column of each field; raises `ContractBroken` that names what is missing or doubled."""
        if len(labels) > MAX_COLUMNS:
            raise ContractBroken(
                f"the header has {len(labels)} columns, allowed are {MAX_COLUMNS}; ask the source to export fewer"
            )
        found = self._find_columns(labels)
        problems = [*_find_doubled(labels, found), *self._find_missing(found)]
        if problems:
            raise ContractBroken(
                f"the header is not as agreed: {'; '.join(problems)}; "
                "ask the source to restore the header, or name its columns in its layout"
            )
        columns = {places[0]: field for field, places in found.items()}
        fields = tuple(columns.get(place) for place in range(len(labels)))
        return Header(tuple(labels), fields, tuple(self._describe_drift(labels, fields)))

    def _find_columns(self, labels: Sequence[str]) -> dict[str, list[int]]:
        """The places of the columns of each field; a declared name makes synonyms of its field mere extra columns."""
        keys = [compare_label(label) for label in labels]
        found: dict[str, list[int]] = {}
        for names in (self._declared, column_synonyms()):
            matches: dict[str, list[int]] = {}
            for place, key in enumerate(keys):
                field = names.get(key)
                if field and field not in found and (names is self._declared or key not in self._declared):
                    matches.setdefault(field, []).append(place)
            found |= matches
        return found

    def _find_missing(self, found: dict[str, list[int]]) -> list[str]:
        if self._written:
            missing = [
                name_all([name]) + (f" ({field})" if name != field else "")
                for name, field in self._written.items()
                if field not in found
            ]
        else:
            required = [field for field in FIELDS if field not in OPTIONAL_FIELDS]
            missing = [name_all([field]) for field in required if field not in found]
        return [f"missing columns: {', '.join(missing)}"] if missing else []

    def _describe_drift(self, labels: Sequence[str], fields: Sequence[str | None]) -> Iterable[str]:
        names = {field: name for name, field in self._written.items()}
        for place, (label, field) in enumerate(zip(labels, fields, strict=True), start=1):
            shown = name_all([label]) if label.strip() else f"{place} (it has no name)"
            if field is None:
                yield f"new column {shown}: its cells are not read and stay in the raw file"
            elif self._written and field not in names:
                yield f"new column {shown}: read as {field}"
            elif field in names and compare_label(names[field]) != compare_label(label):
                yield f"renamed column: {name_all([names[field]])} is now {shown}, both mean {field}"
        yield from (f"no column for {field}: read as empty" for field in sorted(OPTIONAL_FIELDS - set(fields)))


def name_all(labels: Iterable[str]) -> str:
    """Column names for a message: quoted, and cut, since a header may be anything."""
    return ", ".join(repr(label[:_MAX_SHOWN_NAME]) for label in labels)


def _find_doubled(labels: Sequence[str], found: dict[str, list[int]]) -> list[str]:
    doubled = [
        f"two columns for {field}: {name_all(labels[place] for place in places)}"
        for field, places in found.items()
        if len(places) > 1
    ]
    keys = [compare_label(label) for label in labels]
    read = {place for places in found.values() for place in places}
    again = {key for place, key in enumerate(keys) if key and keys.count(key) > 1 and place not in read}
    return [*doubled, *([f"duplicated columns: {name_all(sorted(again))}"] if again else [])]
