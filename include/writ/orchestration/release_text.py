"""The words of the release question, as Jinja templates over what the task `prepare` found (counts and numbers only).

A person must see from the text alone what leaves, that it is a specimen if it is one, and what each answer does.
"""

from __future__ import annotations

RELEASE = "Release"
HOLD = "Hold"

_ASKED = '{% set q = ti.xcom_pull(task_ids="prepare") %}'

SUBJECT = _ASKED + (
    "{{ 'SPECIMEN: ' if q.specimen }}Release {{ q.notices }} {{ 'notice' if q.notices == 1 else 'notices' }}"
    " of {{ partition_key }}?"
)

BODY = (
    _ASKED
    + """\
{% if q.specimen -%}
**SPECIMEN – NOT AN ORDER.** Every notice of this set says so, and it can reach simulated channels only.

{% endif -%}
Cases of **{{ partition_key }}**: **{{ q.notices }}** approved {{ 'notice' if q.notices == 1 else 'notices' }}, \
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
Each notice was drafted by one person and approved by another. This question is about the set as a whole: \
should it leave now? What is approved later is asked about later.

- **Release**: these {{ q.notices }} are sent, each once. It cannot be taken back; a notice can only be reversed.
- **Hold**: none is sent. They are asked about again after a day.
- **Nobody answers**: nothing is sent. There is no time limit and no default.

Only a person with the role *releaser* in Writ's register of people can answer; anyone else's answer sends nothing.

Release `{{ q.release_id }}`, fingerprint of the set `{{ q.digest }}`
"""
)
