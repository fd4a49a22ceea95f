"""The people's parts of the demo, played by the fictional persons through the Docket, one case at a time.

Each reads a case before acting on it, writes reasons from that case's own data, and approves the very draft that was
read. What they decide follows from the case's id, so each demo decides alike. A person who decides by rote is what Writ
is built to prevent; this is a play, in specimen mode, about invented content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from include.writ.domain.ids import sha256_hex
from include.writ.local.demo_client import Account, submit

Case = dict[str, Any]
Part = Callable[[Account, str], None]
LogIn = Callable[[str], Account]

DRAFTERS = ("drafter_1", "drafter_2")
APPROVERS = ("approver_1", "approver_2")
REVIEWER = "reviewer_1"
ONLOOKER = "drafter_2"  # through whose eyes the demo learns what a platform has told its author
HIGHER_BODY = "appeals_1"
RELEASER = "releaser_1"
HANDS_PER_PERSON = 2
GROUNDS_IN_RUSSIAN = {
    "drugs": "пропаганда наркотиков",
    "suicide": "пропаганда самоубийства",
    "cruelty": "культ жестокости и насилия",
}
_PAGE = 200
_QUOTED = 120


@dataclass(frozen=True, slots=True)
class Office:
    """The persons at their desks. `log_in` gives a person's account; `limit` bounds how many cases a day they take."""

    log_in: LogIn
    limit: int | None = None

    def draft(self, today: date) -> int:
        """Drafters take each proposed case: draft it, decline it, send it to law review, or leave it for tomorrow."""
        return self._share_out("proposed", DRAFTERS, partial(draft_one, today=today))

    def review(self) -> int:
        """The law reviewer takes what was sent to law review."""
        return self._share_out("law_review", (REVIEWER,), review_one)

    def approve(self) -> int:
        """Approvers take each draft: approve it or decline it."""
        return self._share_out("drafted", APPROVERS, approve_one)

    def complain(self) -> int:
        """A few authors complain, without an account, of an order that reached their platform."""
        with self.log_in(ONLOOKER) as onlooker:
            orders = [*_cases(onlooker, "closed"), *_cases(onlooker, "ordered")]
            return sum(complain_of(onlooker, case_id) for case_id in orders)

    def hear(self) -> int:
        """The reviewer of the higher body takes each complaint and decides it."""
        with self.log_in(HIGHER_BODY) as reviewer:
            waiting = reviewer.get("/docket/api/redress")["appeals"]
            for line in waiting:
                hear_one(reviewer, line)
        return len(waiting)

    def _share_out(self, state: str, persons: Sequence[str], part: Part) -> int:
        at_work = [person for person in persons for _ in range(HANDS_PER_PERSON)]
        with ExitStack() as stack, ThreadPoolExecutor(len(at_work)) as pool:
            desks = [stack.enter_context(self.log_in(person)) for person in at_work]
            waiting = list(_cases(desks[0], state))[: self.limit]

            def work(desk: int) -> None:
                for case_id in waiting[desk :: len(desks)]:
                    part(desks[desk], case_id)

            list(pool.map(work, range(len(desks))))
        return len(waiting)


def draft_one(drafter: Account, case_id: str, today: date) -> None:
    """Read one case and write its draft, or decline it, or send it to law review, or leave it for tomorrow."""
    case = _read(drafter, case_id)
    drawn = _draw(case_id, "drafter")
    if drawn < 8:
        _act(drafter, case_id, "decline", f"{_subject(case)}: the passage reports on the subject and promotes nothing.")
    elif drawn < 11:
        _act(drafter, case_id, "law-review", f"{_subject(case)}: is it a news report? Please look at the exception.")
    elif drawn >= 13 or case["opened_at"][:10] != str(today):
        _write(drafter, case)


def review_one(reviewer: Account, case_id: str) -> None:
    """Draft what the exceptions do not cover, decline the rest."""
    case = _read(reviewer, case_id)
    if _draw(case_id, "reviewer") < 50:
        _act(reviewer, case_id, "decline", f"{_subject(case)}: covered by the exception for reporting.")
    else:
        _write(reviewer, case)


def approve_one(approver: Account, case_id: str) -> None:
    """Read the latest draft and approve exactly that, or decline the case."""
    case = _read(approver, case_id)
    draft = case["decisions"][-1]
    if _draw(case_id, "approver") < 5:
        _act(approver, case_id, "decline", f"{_subject(case)}: the reasons do not show each element of the ground.")
    else:
        approver.post(f"/docket/api/cases/{case_id}/approve", draft_hash=draft["draft_hash"])


def complain_of(onlooker: Account, case_id: str) -> bool:
    """Complain as the author of this item, if this one complains and has not yet."""
    if _draw(case_id, "author") >= 5:
        return False
    case = _read(onlooker, case_id)
    order = case["order"]
    if order["received_at"] is None or order["appeals"]:
        return False
    said = f"Specimen complaint. В материале {case['content_key']} приводится чужая речь, автор её не одобряет."
    submit(
        f"{onlooker.base_url}/complaints/ru", reference=order["author_reference"], address=case["url"], statement=said
    )
    return True


def hear_one(reviewer: Account, line: dict[str, Any]) -> None:
    """Read the case, take the complaint and decide it with reasons from the case."""
    case = _read(reviewer, line["case"])
    path = f"/docket/api/appeals/{line['appeal']['id']}"
    reviewer.post(f"{path}/take")
    if _draw(line["case"], "higher body") < 60:
        said = f"{_subject(case)}: the words are quoted from a third person and rejected; the order is annulled."
        reviewer.post(f"{path}/decide", outcome="annulled", reasons=said)
    else:
        said = f"{_subject(case)}: the words are the author's own; the reasons of the order hold."
        reviewer.post(f"{path}/decide", outcome="upheld", reasons=said)


def reasons_for(case: Case) -> str:
    """Reasons that speak of this item: what it is, who reported it when, and which words are meant."""
    reports = case["findings"]
    if not reports:
        back = case["evidence"][0]
        return (
            f"Specimen reasons. {_subject(case)} had been removed after an order and was seen again by a probe on "
            f"{back['taken_at']}; the page then had the fingerprint {back['sha256'][:16]}. What is meant is the same "
            f"item as in the earlier case; it was read anew and still meets the ground {case['ground']}."
        )
    first = reports[0]
    quoted = " ".join((first["excerpt"] or "").split())[:_QUOTED]
    others = f" and {len(reports) - 1} more" if len(reports) > 1 else ""
    return (
        f"Specimen reasons. {_subject(case)} was reported under {first['finding_ref']} ({first['source']}){others}, "
        f"first seen on {first['detected_at']}, language {first['language']}. The words meant are: «{quoted}». "
        f"They call for the conduct itself and do not merely name it, which is what the ground {case['ground']} asks."
    )


def reasons_in_russian(case: Case) -> str:
    """The reasons once more, for a platform that declared no English."""
    key, ground = case["content_key"], GROUNDS_IN_RUSSIAN[case["ground"]]
    if not case["findings"]:
        back = case["evidence"][0]
        return (
            f"Образец обоснования. Материал {key} был удалён по предписанию и вновь обнаружен при проверке "
            f"{back['taken_at']}; отпечаток страницы: {back['sha256'][:16]}. Речь идёт о том же материале, что и в "
            f"прежнем деле; он прочитан заново и по-прежнему подпадает под основание «{ground}»."
        )
    first = case["findings"][0]
    quoted = " ".join((first["excerpt"] or "").split())[:_QUOTED]
    return (
        f"Образец обоснования. О материале {key} сообщил источник {first['source']} (№ {first['finding_ref']}); "
        f"впервые материал замечен {first['detected_at']}. Имеются в виду слова: «{quoted}». Они призывают к самому "
        f"действию, а не просто называют его; этого и требует основание «{ground}»."
    )


def worksheet_for(case: Case) -> dict[str, Any]:
    """The answers of the drafter for this item; the reasons are in English."""
    key, ground = case["content_key"], case["ground"]
    asked = case["decisions"][0]["elements"]
    reads_english = "en" in case["addressee"]["languages"]
    return {
        "language": "en",
        "translation": None if reads_english else {"language": "ru", "text": reasons_in_russian(case)},
        "elements": {
            name: f"Specimen answer on {name} for {key}: its words meet the ground {ground}." for name in asked
        },
        "aim": "public_health" if ground == "drugs" else "rights_of_others",
        "necessity": f"Only {key} is named; as long as it can be read, it goes on to do what the ground names.",
        "less_restrictive": f"A note to the author of {key} would leave it as it is, a label would not help.",
        "exceptions": f"Journalism, art, research and reports of it were weighed for {key}: none fits.",
    }


def _write(drafter: Account, case: Case) -> None:
    seen = case["decisions"][-1]["version"]
    body = {"seen": seen, "reasons": reasons_for(case), "worksheet": worksheet_for(case)}
    drafter.post(f"/docket/api/cases/{case['id']}/draft", **body)


def _act(person: Account, case_id: str, what: str, reason: str) -> None:
    person.post(f"/docket/api/cases/{case_id}/{what}", reason=reason)


def _read(person: Account, case_id: str) -> Case:
    case: Case = person.get(f"/docket/api/cases/{case_id}")
    return case


def _cases(person: Account, state: str) -> Iterator[str]:
    query: dict[str, str | int] = {"state": state, "limit": _PAGE}
    while True:
        page = person.get("/docket/api/cases", **query)
        yield from (case["id"] for case in page["cases"])
        if page["next"] is None:
            return
        query["after"] = page["next"]


def _subject(case: Case) -> str:
    return f"The item {case['content_key']}"


def _draw(case_id: str, part: str) -> int:
    """A number below 100 that depends on the case alone."""
    return int(sha256_hex(f"{case_id} {part}".encode())[:8], 16) % 100
