"""What a draft lacks in itself before it can be approved, by the numbers of the requirements.

`domain.completeness.missing` says the same in words, to the person who can supply it. What the platform is owed beside
(R15, R17) is in 0007.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What `str.strip` takes for blank in Python.
BLANKS = (
    r"\t\n\x0b\f\r\x1c\x1d\x1e\x1f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    r"\u2028\u2029\u202f\u205f\u3000"
)

LACKING = f"""
CREATE FUNCTION writ.stripped(said text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT btrim(said, E'{BLANKS}')
$$;

CREATE FUNCTION writ.says(answers jsonb, VARIADIC name text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(writ.stripped(answers #>> name), '') <> ''
$$;

CREATE FUNCTION writ.says_days(answers jsonb, latest text, VARIADIC names text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    -- days in their order, as texts of ISO 8601, all there and none of them later than `latest`
    SELECT bool_and(coalesce(day ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' AND day >= before AND day <= latest, false))
    FROM (SELECT answers ->> name AS day, lag(answers ->> name, 1, '') OVER (ORDER BY place) AS before
          FROM unnest(names) WITH ORDINALITY AS given (name, place)) AS days
$$;

CREATE FUNCTION writ.are_some_of(chosen jsonb, known text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    -- at least one of those that are known, and no other; none at all where none is known
    SELECT CASE WHEN chosen IS NULL THEN cardinality(known) = 0
        ELSE jsonb_typeof(chosen) = 'array' AND chosen <> '[]' AND chosen <@ to_jsonb(known) END
$$;

CREATE FUNCTION writ.lacking_in_itself(draft writ.decisions) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN length(writ.stripped(draft.reasons)) < 40
            OR EXISTS (SELECT FROM writ.bases WHERE writ.stripped(to_be_written) = writ.stripped(draft.reasons))
            OR EXISTS (SELECT FROM unnest(draft.elements) AS element
                       WHERE NOT writ.says(draft.worksheet, 'elements', element))
            OR NOT writ.are_some_of(draft.worksheet -> 'material_types', draft.material_types) THEN 'R6' END,
        CASE WHEN coalesce(draft.worksheet ->> 'aim', '') NOT IN
                ('rights_of_others', 'national_security', 'public_order', 'public_health', 'public_morals')
            OR NOT writ.says(draft.worksheet, 'necessity')
            OR NOT writ.says(draft.worksheet, 'less_restrictive') THEN 'R8' END,
        CASE WHEN NOT writ.says(draft.worksheet, 'exceptions')
            OR (draft.worksheet ? 'may_be' AND NOT (
                writ.holds_role(draft.drafted_by, 'law_reviewer')
                AND EXISTS (SELECT FROM writ.decisions d WHERE d.case_id = draft.case_id
                            AND d.version < draft.version AND d.drafted_by <> draft.drafted_by))) THEN 'R9' END,
        CASE WHEN draft.incites
            AND EXISTS (SELECT FROM unnest(ARRAY['context', 'speaker', 'intent', 'content_and_form', 'extent',
                                                 'likelihood']) AS factor
                        WHERE NOT writ.says(draft.worksheet, 'rabat', factor)) THEN 'R10' END,
        CASE WHEN 'court_act' = ANY (draft.requires)
            AND NOT (writ.says(draft.worksheet, 'court_act', 'court')
                     AND writ.says(draft.worksheet, 'court_act', 'number')
                     AND writ.says_days(draft.worksheet -> 'court_act', day, 'decided_on', 'in_force_on'))
            THEN 'R11' END,
        CASE WHEN 'expert_decision' = ANY (draft.requires)
            AND NOT (writ.says(draft.worksheet, 'expert_decision', 'number')
                     AND writ.says_days(draft.worksheet -> 'expert_decision', day, 'applied_on', 'decided_on')
                     AND (draft.worksheet #> '{{expert_decision,extended_on}}' IS NULL
                          OR writ.says_days(draft.worksheet -> 'expert_decision', day,
                                            'applied_on', 'extended_on', 'decided_on')))
            THEN 'R12' END
    ], NULL)
    -- a local day can be that of tomorrow in UTC
    FROM (SELECT to_char(draft.drafted_at AT TIME ZONE 'UTC' + interval '1 day', 'YYYY-MM-DD') AS day) AS latest
$$;
"""


def upgrade() -> None:
    op.execute(LACKING)


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")
