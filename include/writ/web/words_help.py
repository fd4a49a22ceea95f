"""What the Docket's terms mean, what each place is for, and a first walk through them."""

from __future__ import annotations

from include.writ.domain.people import Role

TERMS = {
    "finding": "One item of content that a monitoring source reported, with its address, ground and evidence.",
    "batch": "The export of one source for one day. It is validated as a whole, and row by row.",
    "quarantine": "Rows that were refused, each with its reason. An engineer corrects a row and it is judged anew; "
    "nothing is thrown away.",
    "case": "One item of content on one ground. Further findings of the same item join it.",
    "draft": "The order as one person has written it, for this item: reasons, worksheet, and what the pack of law says "
    "of its ground. Each change is a new version.",
    "order": "An approved draft. It names one item, one platform and a territory, and ends or is reviewed.",
    "notice": "The signed document that a platform receives. It carries the order, and each platform gets it once.",
    "release": "A releaser’s answer, in Airflow, to the question whether a day’s notices may leave.",
    "receipt": "The proof that a notice arrived. The platform’s time runs from it, and from nothing else.",
    "answer": "What a platform says of an order: that it obeys, refuses, asks, or has not found the item.",
    "holding pen": "Where an answer waits that fits no order of ours, until a person matches it or sets it aside.",
    "probe": "A look whether the item can still be seen. Doubt is “unknown”, never “removed”.",
    "mismatch": "What a platform says and what a probe sees do not agree, or a deadline has passed.",
    "book": "The day’s account: every finding is somewhere, and open orders balance, or the day counts as failed.",
    "complaint": "By the platform or the author, against an order. A person decides it who had no part in the order.",
    "reversal": "An order annulled or lifted. The platform is told to restore the item, and probes look for it.",
    "pack": "What the law says, as data: grounds, provisions, authorities, terms. A legal officer adopts a version.",
    "specimen": "Until a pack is adopted every notice is marked as no order, and only simulated platforms are reached.",
}
ABOUT = {
    "./": "What waits for you and for others, and how the last book stands.",
    "cases": "Items of content that people decide on, one at a time.",
    "redress": "Complaints that a person decides who had no part in the order, and orders whose review is due.",
    "releases": "Questions whether notices may leave. They are answered in Airflow.",
    "notices": "The documents that platforms got, with every attempt to send them and every proof of receipt.",
    "holding-pen": "Answers that fit no order. A person says which orders they speak of.",
    "mismatches": "Orders where answer and probe do not agree, or a deadline has passed.",
    "platforms": "Registered contact points, languages and representatives. Two people change them.",
    "batches": "What the sources delivered, day by day, and what became of it.",
    "quarantine": "Refused rows, with the reason for each. Corrected rows are judged anew.",
    "figures": "What the authority would have to publish, counted by ground, refusals and reversals included.",
    "questions": "What platforms ask about orders. The platform’s time stands still until a drafter’s answer arrives.",
    "packs": "What the law says, in the version in force, with its sources and who adopted it.",
    "people": "Who may do what, and which acts need several people.",
    "ledger": "Every act and event, in a chain that shows when one of them was changed.",
    "help": "Terms, and a first walk. In a demo, log in as each of its people in turn.",
    "workload": "How much people decide, and how long decisions take.",
}
WALK = (
    (Role.DRAFTER, "cases", "Open a case, read its finding, answer the worksheet and keep the draft."),
    (Role.APPROVER, "cases", "Open the same case. Read what was drafted, then approve it, return it or decline."),
    (Role.RELEASER, "releases", "Read what would leave, and answer the question in Airflow."),
    (Role.DRAFTER, "holding-pen", "Match an answer that fits no order, or set it aside."),
    (Role.APPROVER, "mismatches", "See where a platform’s word and a probe do not agree."),
    (Role.APPEAL_REVIEWER, "redress", "Decide a complaint. The order may stand, be annulled, or end in part."),
    (Role.ENGINEER, "quarantine", "Correct a refused row, and see it become a finding."),
    (Role.AUDITOR, "figures", "Read the day as it would be published."),
)
