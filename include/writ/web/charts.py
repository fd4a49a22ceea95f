"""The bars beside the tables of figures and of answer times, by their title; without any number there is none."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from include.writ.domain.figures import Figure
from include.writ.web.bars import bars
from include.writ.web.words import FIGURE
from include.writ.wiring.docket_figures import AnswerTimes, Figures


def of_figures(counted: Figures) -> dict[str, Markup]:
    """One picture for each figure that is not 0 throughout, with a bar for every ground."""
    grounds = counted.figures
    numbers = {kind: {ground.replace("_", " "): of[kind] for ground, of in grounds.items()} for kind in Figure}
    return {FIGURE[kind]: bars(FIGURE[kind], of) for kind, of in numbers.items() if any(of.values())}


def of_times(times: Sequence[AnswerTimes]) -> dict[str, Markup]:
    """The medians, with a bar for each platform that has one."""
    medians = {
        "Half were received within": {one.title: one.to_receipt.median for one in times if one.to_receipt},
        "Half were answered within": {one.title: one.to_answer.median for one in times if one.to_answer},
    }
    return {title: bars(title, hours, unit=" h") for title, hours in medians.items() if hours}
