"""The fictional persons of the demo: who may log in to Airflow, and what Writ lets each of them decide.

Nobody here exists. Only a specimen deployment is seeded with them; drafters, approvers and the releaser are different
persons, as the law of the pack demands.
"""

from __future__ import annotations

from dataclasses import dataclass

from include.writ.domain.people import Person, Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of Writ and the Airflow role under which this person logs in."""

    person: Person
    airflow_role: str


def _demo(
    user: str, airflow_role: str, name: str, post: str, *roles: Role, higher_body: str | None = None
) -> DemoPerson:
    return DemoPerson(Person(user, name, post, frozenset(roles), higher_body), airflow_role)


DEMO_PEOPLE = (
    _demo("engineer", "admin", "Demo Engineer", "data engineer (specimen)", Role.ENGINEER),
    _demo("drafter_1", "user", "Demo Drafter One", "case officer (specimen)", Role.DRAFTER),
    _demo("drafter_2", "user", "Demo Drafter Two", "case officer (specimen)", Role.DRAFTER),
    _demo("approver_1", "user", "Demo Approver One", "head of unit (specimen)", Role.APPROVER),
    _demo("approver_2", "user", "Demo Approver Two", "deputy head of unit (specimen)", Role.APPROVER),
    _demo("releaser_1", "user", "Demo Releaser One", "release officer (specimen)", Role.RELEASER),
    _demo("reviewer_1", "user", "Demo Reviewer One", "legal officer (specimen)", Role.LAW_REVIEWER, Role.DRAFTER),
    _demo(
        "appeals_1",
        "user",
        "Demo Appeal Reviewer One",
        "reviewer of the higher body (specimen)",
        Role.APPEAL_REVIEWER,
        higher_body="kz_higher",
    ),
    _demo("auditor", "viewer", "Demo Auditor", "auditor (specimen)", Role.AUDITOR),
)
