"""The words of the release question, from counts and numbers only.

A person must see from the text alone what leaves, that it is a specimen if it is one, and what each answer does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RELEASE = "Release"
HOLD = "Hold"

_SUBJECT = (
    "{{ 'SPECIMEN: ' if q.specimen }}Release {{ q.notices }} {{ 'notice' if q.notices == 1 else 'notices' }}"
    " of {{ day }}?"
)

_BODY = """\
{% if q.specimen -%}
**SPECIMEN – NOT AN ORDER.** Every notice of this set says so, and it can reach simulated channels only.

{% endif -%}
Cases of **{{ day }}**: **{{ q.notices }}** approved {{ 'notice' if q.notices == 1 else 'notices' }}, \
orders {{ q.first_order }} to {{ q.last_order }}.

| platform | notices |
|---|---:|
{% for name, count in q.platforms.items() -%}
| {{ name }} | {{ count }} |
{% endfor %}
| ground | notices |
|---|---:|
{% for name, count in q.grounds.items() -%}
| {{ name }} | {{ count }} |
{% endfor %}
| what it is | notices |
|---|---:|
{% for name, count in q.kinds.items() -%}
| {{ name | replace('_', ' ') }} | {{ count }} |
{% endfor %}
Each order was drafted by one person and approved by another. A restoration follows from an order that was annulled \
or lifted; each hour that it waits keeps lawful content away. This question is about the set as a whole: \
should it leave now? What is approved later is asked about later.

- **Release**: these {{ q.notices }} are sent, each once. It cannot be taken back; a notice can only be reversed.
- **Hold**: none is sent. They are asked about again after a day.
- **Nobody answers**: nothing is sent. There is no time limit and no default.

Only a person with the role *releaser* in Writ's register of people can answer; anyone else's answer sends nothing.

Release `{{ q.release_id }}`, fingerprint of the set `{{ q.digest }}`
"""


def write_question(day: str, question: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body (Markdown) of the question about one day's notices."""
    from jinja2 import Environment, StrictUndefined

    jinja = Environment(undefined=StrictUndefined, autoescape=False)  # Markdown, and no text of a stranger in it
    subject, body = (jinja.from_string(text).render(day=day, q=question) for text in (_SUBJECT, _BODY))
    return subject, body
