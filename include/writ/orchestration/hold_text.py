"""The words of the question about a held batch, from counts and names of rules only.

A person must see from the text alone how much was refused and for what, and what each answer does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACCEPT = "Accept the good rows"
HOLD = "Hold"

_SUBJECT = (
    "{{ q.source }}, {{ q.day }}, version {{ q.version }}: {{ q.quarantined }} of {{ q.rows }} rows refused"
    " ({{ percent(q.quarantined / q.rows) }}, limit {{ percent(q.limit) }})"
)

_BODY = """\
The export of **{{ q.source }}** for **{{ q.day }}** (version {{ q.version }}) has **{{ q.rows }}** rows: \
{{ q.accepted }} are good, **{{ q.quarantined }}** were refused. That is {{ percent(q.quarantined / q.rows) }}; \
more than {{ percent(q.limit) }} holds a batch of this source. Nothing of it is in cases. The other batches of the \
day went on.

| rule | rows that break it |
|---|---:|
{% for rule, rows in q.rules.items() -%}
| {{ rule.replace("_", " ") }} | {{ rows }} |
{% endfor %}
A row can break several rules. \
{% if q.has_docs %}[Data Docs]({{ data_docs }}) · {% endif %}[the batch and its refused rows]({{ batch }})

- **Accept the good rows**: cases are opened for the {{ q.accepted }} good rows. The {{ q.quarantined }} refused ones \
stay in quarantine, where people mend them.
- **Hold**: nothing goes on. A corrected file of the source replaces this one; an engineer can also let the good rows \
in later, on the page of the batch.
- **Nobody answers**: nothing goes on. There is no time limit and no default.

Only a person with the role *engineer* in Writ's register of people can answer; anyone else's answer lets nothing in.

Batch `{{ q.batch_id }}`
"""


def write_question(question: Mapping[str, Any], *, batch: str, data_docs: str) -> tuple[str, str]:
    """Subject and body (Markdown) of the question about one batch; `batch` and `data_docs` are addresses."""
    from jinja2 import Environment, StrictUndefined

    jinja = Environment(undefined=StrictUndefined, autoescape=False)  # Markdown, and no text of a stranger in it
    values = {"q": question, "batch": batch, "data_docs": data_docs, "percent": _percent}
    subject, body = (jinja.from_string(text).render(**values) for text in (_SUBJECT, _BODY))
    return subject, body


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
