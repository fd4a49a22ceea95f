"""The words of the release question, from counts, days, ids and order numbers only.

A person must see from the text alone what leaves, that it is a specimen if it is one, what is unusual about it or late,
and what each answer does. Restorations come first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from include.writ import settings
from include.writ.domain.delivery import NoticeKind
from include.writ.domain.release import counted, late, restorations_first
from include.writ.domain.volume import ENOUGH_DAYS

RELEASE = "Release"
HOLD = "Hold"

_SUBJECT = (
    "{{ 'SPECIMEN: ' if q.specimen }}{% if late %}{{ late }}. {% endif %}Release {{ q.kinds | counted }} of {{ day }}?"
)

_BODY = """\
{% if q.specimen -%}
**SPECIMEN – NOT AN ORDER.** Every notice of this set says so, and it can reach simulated channels only.

{% endif -%}
{% if late -%}
**{{ late }}.**

{% endif -%}
Cases of **{{ day }}**: **{{ q.kinds | counted }}**\
{% if q.first_order %}, of the orders {{ q.first_order }} to {{ q.last_order }}{% endif %}. \
They leave in signed notices, together where they are of one kind and go to one platform. \
[This release in the Docket]({{ page }})

{% if q.volume.unusual -%}
### Unusual

{% for sentence in q.volume.unusual -%}
- {{ sentence }}
{% endfor %}
{% elif q.volume.known_days < enough -%}
Whether so many approvals are unusual can not be told: there are {{ q.volume.known_days }} days of record before \
today, and it takes {{ enough }}.

{% endif -%}
### What leaves

| what it is | number |
|---|---:|
{% for name, count in kinds -%}
| {{ name | what }} \
| {{ count }} |
{% endfor %}
| platform | {% for ground in q.grounds %}{{ ground }} | {% endfor %}all |
|---|{{ '---:|' * (q.grounds | length + 1) }}
{% for name, of in platforms -%}
| {{ name }} | {% for ground in q.grounds %}{{ of.grounds.get(ground, '·') }} | {% endfor %}{{ q.platforms[name] }} |
{% endfor -%}
| all | {% for count in q.grounds.values() %}{{ count }} | {% endfor %}{{ q.notices }} |

### Since when, and until when

| platform | restorations | time to restore | oldest approval | time to obey | first review |
|---|---:|---:|---|---:|---|
{% for name, of in platforms -%}
| {{ name }} | {{ of.restorations or '·' }} | {{ of.restore_hours | hours }} | {{ of.approved_first | at }} \
| {{ of.deadline_hours | hours }} | {{ of.review_on or '' }} |
{% endfor %}
Each time is the shortest of the platform, and runs from the receipt. \
{{ q.not_told or 'None' }} of the orders say that the author is not told yet (R21).

{% for name, of in platforms if of.announced_by -%}
{{ name }} is told the procedure and the time limits before its first order (R15). {{ of.announced_by | join(', ') }} \
asked for it, so **another person releases it**, or holds back {{ name }}.

{% endfor -%}
{% for name, of in platforms if of.former_contact -%}
**{{ name }}** has another contact now: {{ of.former_contact }} of what goes there was approved for a former one, and \
goes to the one that is registered (R16).

{% endfor -%}
### What each answer does

Each order was drafted by one person and approved by another. A restoration follows from an order that was annulled \
or lifted; each hour that it waits keeps lawful content away. This question is about the set as a whole: \
should it leave now? What is approved later is asked about later.

- **Release**: all of it is sent, once. It cannot be taken back; an order can only be reversed.
- **Release**, with platforms under *Hold back*: theirs are not sent, the others are.
- **Hold**: none is sent.
- **Nobody answers**: nothing is sent. There is no time limit and no default.

What is held is asked about again after a day. Only a person with the role *releaser* in Writ's register of people can \
answer ({{ q.may_answer | join(', ') or 'nobody holds it now' }}); anyone else's answer sends nothing.

Release `{{ q.release_id }}`, fingerprint of the set `{{ q.digest }}`
"""


def write_question(day: str, question: Mapping[str, Any], *, page: str) -> tuple[str, str]:
    """Subject and body (Markdown) of the question about one day's notices; `page`: where the Docket shows it."""
    from jinja2 import Environment, StrictUndefined

    jinja = Environment(undefined=StrictUndefined, autoescape=False)  # Markdown, and no text of a stranger in it
    jinja.filters.update(at=_at, hours=lambda hours: f"{hours} h" if hours else "·", what=_what, counted=counted)
    values = {
        "day": day,
        "q": question,
        "page": page,
        "late": late(day, question["days_ago"]),
        "enough": ENOUGH_DAYS,
        "kinds": restorations_first(question["kinds"]),
        "platforms": sorted(question["by_platform"].items()),
    }
    subject, body = (jinja.from_string(text).render(**values) for text in (_SUBJECT, _BODY))
    return subject, body


def _what(kind: str) -> str:
    words = kind.replace("_", " ")
    return f"**{words}: lawful content stays away until it leaves**" if kind == NoticeKind.RESTORATION else words


def _at(time: str | None) -> str:
    return datetime.fromisoformat(time).astimezone(settings.timezone()).strftime("%Y-%m-%d %H:%M") if time else "·"
