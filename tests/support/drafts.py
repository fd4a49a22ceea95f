"""Complete drafts: whatever a ground of a pack asks for, answered."""

from __future__ import annotations

from datetime import date

from include.writ.domain.case import LegalBasis
from include.writ.domain.worksheet import Aim, CourtAct, ExpertDecision, RabatFactor, Translation, Worksheet

REASONS = "The item shows what the ground names, in its second sentence; case {case}."
ACT = CourtAct("Invented court of Almaty", "2-17/2026", date(2026, 3, 2), date(2026, 4, 2))
EXPERT = ExpertDecision("E-5", applied_on=date(2026, 11, 2), decided_on=date(2026, 11, 4))
RUSSIAN = Translation("ru", "Материал показывает то, что называет основание, во втором предложении.")


def complete(basis: LegalBasis) -> Worksheet:
    """A worksheet with nothing missing, for an unprotected item on a platform that reads English or Russian."""
    return Worksheet(
        language="en",
        translation=RUSSIAN,
        elements={element: f"its second sentence shows {element}" for element in basis.elements},
        material_types=basis.material_types[:1],
        aim=Aim.PUBLIC_HEALTH,
        necessity="as long as it can be read, it goes on to do what the ground names",
        less_restrictive="a note to the author would leave it as it is",
        exceptions="no journalism, art or research",
        rabat={factor: f"the {factor} of this item" for factor in RabatFactor},
        court_act=ACT,
        expert_decision=EXPERT,
    )
