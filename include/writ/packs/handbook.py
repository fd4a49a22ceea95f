"""Writes docs/packs.md from the packs: what each lets an authority order, and who has verified what.

`python -m include.writ.packs.handbook docs/packs.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from include.writ.packs.loader import FOLDER, LoadedPack, load_pack
from include.writ.packs.model import Ground, Redress
from include.writ.packs.rules import Rule, Term

HEAD = """\
# Packs of law

Written by `python -m include.writ.packs.handbook docs/packs.md` from the files in `include/writ/packs/`. Facts, not
legal advice.

A pack is all that one jurisdiction's law gives to Writ: who may order, on which grounds, what has to be shown, within
what time, and how an order can be challenged. Each of these rests on a rule that says where it was read, when it holds,
and who has verified it.

- **No other ground exists.** The grounds are a closed list in the code. False information, unsanctioned events, riots,
  elections or criticism of anybody are not in it, and a pack that names one does not load.
- **A rule is verified** by a person who reads the source and writes `read_on`, `reader` and `verified: true` into the
  pack. `python -m include.writ check-pack NAME` says what is wrong with a pack, and what nobody has verified.
- **A deployment is in specimen mode** until a legal officer has adopted exactly this version by its fingerprint. After
  that, a ground is issued under only when every rule it rests on is verified and in force on the day.
- **A pack can be strict:** with `court_first: true` every ground needs a court act, also where the law of the place
  does not ask for one. Without it, only those grounds do that list `court_act` under `requires`.
- **Laws change.** A rule ends with `valid_to` and names what supersedes it. A decision keeps the version of the pack
  under which it was written; a new version changes no old order.
- `WRIT_PACK` names the pack of a deployment.
"""


def handbook(packs: Iterable[LoadedPack]) -> str:
    """The whole page."""
    return "\n".join([HEAD, *("\n".join(_section(pack)) for pack in packs)])


def every_pack() -> list[LoadedPack]:
    """All packs that come with Writ, by their names."""
    return [load_pack(path.stem) for path in sorted(FOLDER.glob("*.yml"))]


def _section(loaded: LoadedPack) -> Iterator[str]:
    pack = loaded.pack
    yield f"## {pack.title}\n"
    yield f"`{pack.id}`, version {pack.version}, fingerprint `{loaded.sha256}`. Territory {pack.territory}; languages"
    yield f"{', '.join(pack.languages)}. An order is reviewed after {_term(pack.review)}.\n"
    yield f"A platform is reminded of an order once, when its time has been over for {_term(pack.escalation.remind)}; a"
    yield f"mismatch that is open for {_term(pack.escalation.person)} is put before an approver.\n"
    if pack.told_before:
        yield f"A platform is told procedure and time limits {_term(pack.told_before)} before its first order, by a"
        yield "notice of its own kind; the time runs from the proven receipt.\n"
    silence = f"that can wait at most {_term(pack.non_disclosure)}" if pack.non_disclosure else "nothing lets that wait"
    yield f"The platform tells the author of an order; {silence}.\n"
    for authority in pack.authorities:
        yield f"Authority `{authority.id}`: {authority.name['en']}. Complaints go to"
        yield f"`{authority.higher_body.id}`: {authority.higher_body.name['en']}.\n"
    yield "| ground | provision | the platform's time | what has to be shown | needs besides |\n|---|---|---|---|---|"
    yield from (_ground(ground, pack.needs(ground)) for ground in pack.grounds)
    yield f"\nRedress of the platform: {pack.redress.platform.how['en']}\n"
    yield f"Redress of the author: {pack.redress.author.how['en']}\n"
    yield from _after_complaints(pack.redress)
    if pack.representative:
        metric = pack.representative.metric.replace("_", " ")
        yield f"A platform with more than {pack.representative.above} {metric} there has a representative there.\n"
    yield "| whose duty | what | time | counted from |\n|---|---|---|---|"
    yield from (f"| {duty.whose} | {duty.what} | {_term(duty.term)} | {duty.counted_from} |" for duty in pack.duties)
    yield "\n| rule | says | read in | holds | verified |\n|---|---|---|---|---|"
    yield from (_rule(rule) for rule in pack.rules)
    yield ""


def _after_complaints(redress: Redress) -> Iterator[str]:
    decided = f"A complaint is decided within {_term(redress.decided)}; " if redress.decided else ""
    stands = "the order's time stands still until then" if redress.suspends else "the order's time runs on until then"
    yield f"{decided}{stands}. Content is brought back within {_term(redress.restored)}.\n"


def _ground(ground: Ground, needed: Iterable[str]) -> str:
    shown = "; ".join(element.asks for element in ground.elements)
    needs = [one.replace("_", " ") for one in needed] + (["the six Rabat factors"] if ground.incites else [])
    kinds = ", ".join(one.id.replace("_", " ") for one in ground.material_types)
    besides = ", ".join([*needs, *([f"at least one kind of {kinds}"] if kinds else [])]) or "–"
    return f"| {ground.title['en']} | {ground.provision} | {_term(ground.platform_term)} | {shown} | {besides} |"


def _rule(rule: Rule) -> str:
    until = f" to {rule.valid_to}, then `{rule.superseded_by}`" if rule.valid_to else ""
    verified = f"by {rule.reader} on {rule.read_on}" if rule.verified else "no"
    return f"| `{rule.id}` | {rule.says} | {rule.source} | from {rule.valid_from}{until} | {verified} |"


def _term(term: Term) -> str:
    unit = term.unit.replace("_", " ")
    return f"{term.amount} {unit.removesuffix('s') if term.amount == 1 else unit}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(handbook(every_pack()), encoding="utf-8")
