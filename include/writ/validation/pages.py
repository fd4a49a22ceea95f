"""Makes the Data Docs readable from a folder, by themselves.

As the library writes them they load scripts, styles and images from seven hosts, and their index page is empty where
these cannot be reached. A record that an auditor opens must neither depend on strangers nor tell them that it is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from include.writ.errors import WritError
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import Profile

_FOREIGN: Final = re.compile(
    r"<script\b.*?</script>"
    r"|<footer>.*?</footer>"
    r"|<link\b[^>]*href=\"https?:[^>]*>"
    r"|<img\b[^>]*src=\"https?:[^>]*>"
    r"|background: url\('https?:[^;]*;",
    re.DOTALL,
)
# Without the script behind it the filter (`.card.mb-3`) does nothing, so it is not shown.
_STYLE: Final = """<style>
body { font-family: sans-serif; margin: 2rem; max-width: 70rem; line-height: 1.4; }
table { border-collapse: collapse; width: 100%; } td, th { border: 1px solid #bbb; padding: .4rem; text-align: left; }
.card.mb-3, nav.sticky-top img { display: none; } .text-danger { color: #a00; } .text-success { color: #060; }
.fa-times::before { content: "✗ broken"; } .fa-check-circle::before { content: "✓ kept"; }
</style>"""
_INDEX: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8"><title>{title}</title>{style}</head>
<body><h1>{title}</h1>
<ul><li><a href="{result}">Which rules the rows kept and broke</a></li>
<li><a href="{suite}">The rules</a></li></ul>
<h2>This batch among the last 28 days</h2>
<table><tr><th>Day</th><th>Rows</th><th>Accepted</th><th>Quarantined</th></tr>
{trend}
</table>
<p>These pages hold counts only. The rows themselves are in the quarantine of Writ.</p></body></html>
"""


def finish_pages(docs: DocsTarget, profile: Profile, earlier: Sequence[Profile]) -> Path:
    """Strip what the pages would load from elsewhere and write an index that needs no script; return the index."""
    results = sorted((docs.path / "validations").rglob("*.html"))
    suites = sorted((docs.path / "expectations").rglob("*.html"))
    if len(results) != 1 or len(suites) != 1:  # a page that cannot be rendered is logged by the library, not raised
        raise WritError("the Data Docs were not written; check that their directory is this export's own and writable")
    for page in (results[0], suites[0], *(docs.path / "static").rglob("*.css")):
        text = _FOREIGN.sub("", page.read_text(encoding="utf-8"))
        page.write_text(text.replace("</head>", f"{_STYLE}</head>", 1), encoding="utf-8")
    index = docs.path / "index.html"
    index.write_text(_render_index(docs, results[0], suites[0], [*earlier, profile]), encoding="utf-8")
    return index


def _render_index(docs: DocsTarget, result: Path, suite: Path, trend: Sequence[Profile]) -> str:
    version = f", version {docs.version}" if docs.version > 1 else ""
    return _INDEX.format(
        title=escape(f"Findings of {docs.source}, {docs.day.isoformat()}{version}"),
        style=_STYLE,
        result=escape(result.relative_to(docs.path).as_posix()),
        suite=escape(suite.relative_to(docs.path).as_posix()),
        trend="\n".join(_render_day(one) for one in trend),
    )


def _render_day(profile: Profile) -> str:
    cells = (profile.day or "", f"{profile.rows:,}", f"{profile.accepted:,}", f"{profile.bad_share:.2%}")
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
