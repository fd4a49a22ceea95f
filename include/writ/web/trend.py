"""A line of figures as an inline SVG: no script and no style of its own, so the page's policy lets it be shown."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 140, 24


def sparkline(figures: Sequence[float], *, is_share: bool) -> Markup:
    """The figures from left to right, the highest at the top; without any figure, nothing."""
    if not figures:
        return Markup("")
    low, high = min(*figures, 0.0), max(*figures, 0.0)
    across, up = (WIDTH - 4) / max(len(figures) - 1, 1), (HEIGHT - 4) / ((high - low) or 1.0)
    points = [(2 + across * place, HEIGHT - 2 - up * (figure - low)) for place, figure in enumerate(figures)]
    last_x, last_y = points[-1]
    highest = f"highest share {100 * max(figures):.2f} %" if is_share else f"highest {max(figures):.4g}"
    return Markup(
        '<svg class="trend" role="img" aria-label="{label}" width="{width}" height="{height}"'
        ' viewBox="0 0 {width} {height}"><polyline points="{path}" fill="none" stroke="currentColor"/>'
        '<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="currentColor"/></svg>'
    ).format(
        label=f"{len(figures)} days, {highest}",
        width=WIDTH,
        height=HEIGHT,
        path=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        x=last_x,
        y=last_y,
    )
