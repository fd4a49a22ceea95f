"""Numbers as bars in an inline SVG: no script and no style of its own, so the page's policy lets it be shown."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

ROW, LABELS, LENGTH, NUMBERS = 18, 150, 110, 60  # heights and widths, in pixels

_BAR = Markup(
    '<text x="0" y="{baseline}" font-size="12" fill="currentColor">{name}</text>'
    '<rect class="bar" x="{start}" y="{top}" width="{width:.1f}" height="11"/>'
    '<text x="{behind:.1f}" y="{baseline}" font-size="12" fill="currentColor">{number}</text>'
)


def bars(title: str, numbers: Mapping[str, float], *, unit: str = "") -> Markup:
    """One bar under another, the longest as long as there is room; whoever can not see them hears the numbers."""
    longest = max(numbers.values(), default=0) or 1
    said = {name: f"{number:.4g}{unit}" if number % 1 else f"{number:.0f}{unit}" for name, number in numbers.items()}
    drawn = Markup("").join(
        _BAR.format(
            baseline=ROW * place + 12,
            top=ROW * place + 3,
            name=name,
            start=LABELS,
            width=LENGTH * number / longest,
            behind=LABELS + LENGTH * number / longest + 5,
            number=said[name],
        )
        for place, (name, number) in enumerate(numbers.items())
    )
    return Markup(
        '<svg class="bars" role="img" aria-label="{label}" width="{width}" height="{height}"'
        ' viewBox="0 0 {width} {height}">{drawn}</svg>'
    ).format(
        label=f"{title}: {', '.join(f'{name} {number}' for name, number in said.items())}",
        width=LABELS + LENGTH + NUMBERS,
        height=ROW * len(numbers),
        drawn=drawn,
    )
