"""What the forms of a case ask, and what each act does, in words."""

from __future__ import annotations

from include.writ.domain.case import Act
from include.writ.domain.redress import Appellant
from include.writ.domain.states import AppealState
from include.writ.domain.worksheet import Protected, RabatFactor

PROTECTED = {
    Protected.JOURNALISM: "journalism",
    Protected.ART: "art",
    Protected.RESEARCH: "research",
    Protected.PUBLIC_INTEREST: "a contribution to a debate of public interest",
}
RABAT = {
    RabatFactor.CONTEXT: "The social and political situation when it was said.",
    RabatFactor.SPEAKER: "Who speaks, in which position, to which audience.",
    RabatFactor.INTENT: "What shows that it was meant to incite, and not only careless.",
    RabatFactor.CONTENT_AND_FORM: "How provocative and direct it is, and in which form.",
    RabatFactor.EXTENT: "How far it reaches: how public, how large the audience.",
    RabatFactor.LIKELIHOOD: "How likely harm is, and how soon.",
}
# the act -> the end of its address, its title, what it does, what the button says
CASE_ACTS = {
    Act.RETURNED: (
        "return",
        "Return the draft",
        "It goes back to the drafters, with what is wrong with it.",
        "Return it",
    ),
    Act.LAW_REVIEW: ("law-review", "Ask for law review", "A law reviewer looks before anybody approves.", "Ask for it"),
    Act.DECLINED: (
        "decline",
        "Decline: no order",
        "The case ends without an order. It can be taken up again.",
        "Decline the case",
    ),
    Act.REOPENED: ("reopen", "Take the case up again", "It goes back to the drafters.", "Take it up again"),
}
APPELLANT = {Appellant.AUTHOR: "the author of the item", Appellant.PLATFORM: "the platform"}
RULING = {
    AppealState.UPHELD: "the order stands",
    AppealState.PARTLY_ANNULLED: "the order ends earlier",
    AppealState.ANNULLED: "the order is annulled, and the content comes back",
}
