-- One row per group of complaints whose callers knew the same fields.
-- Reads: complaints, accounts. Writes: leads. Used by: assess.
-- A caller's complaints go together, and callers who knew the same set of fields go together: what they knew is the list that
-- they bought. The attribute in common is the one that most complaints of the group share, the narrower one among equals.
-- persons_estimate: Chao's lower bound S + f1 (f1 - 1) / (2 (f2 + 1)), with S victims, f1 seen in one complaint, f2 in two
-- (A. Chao, Scandinavian Journal of Statistics 11, 1984). A lead, never a count.
INSERT INTO leads BY NAME
WITH taken AS (
    SELECT c.case_id, c.complaint_id, c.known_facts,
        coalesce(min(a.actor), nullif(c.caller, ''), nullif(c.caller_phone, ''), c.complaint_id) AS who,
        coalesce(nullif(c.victim_phone, ''), nullif(c.victim_name, ''), c.complaint_id) AS victim
    FROM complaints AS c
    LEFT JOIN accounts AS a
        ON a.case_id = c.case_id AND a.account IN (c.caller, c.caller_phone) AND a.account <> ''
    WHERE c.case_id IN (SELECT unnest($cases))
    GROUP BY c.case_id, c.complaint_id, c.known_facts, c.caller, c.caller_phone, c.victim_phone, c.victim_name
),
facts AS (
    SELECT case_id, complaint_id, who, known_field(split_part(fact, '=', 1), $field_of) AS field,
        trim(substr(fact, strpos(fact, '=') + 1)) AS value
    FROM (
        SELECT case_id, complaint_id, who, unnest(string_split(replace(known_facts, '；', ';'), ';')) AS fact FROM taken
    )
    WHERE fact LIKE '%=%'
),
knowledge AS (
    SELECT case_id, who, string_agg(DISTINCT field, ', ' ORDER BY field) AS known_fields FROM facts GROUP BY ALL
),
grouped AS (
    SELECT t.case_id, t.complaint_id, t.who, t.victim, coalesce(k.known_fields, '') AS known_fields
    FROM taken AS t
    LEFT JOIN knowledge AS k ON k.case_id = t.case_id AND k.who = t.who
),
sizes AS (
    SELECT case_id, known_fields, count(*) AS complaints, count(DISTINCT who) AS callers
    FROM grouped
    GROUP BY ALL
),
seen AS (
    SELECT case_id, known_fields, count(*) AS s, count(*) FILTER (WHERE times = 1) AS f1, count(*) FILTER (WHERE times = 2) AS f2
    FROM (SELECT case_id, known_fields, victim, count(*) AS times FROM grouped GROUP BY ALL)
    GROUP BY ALL
),
shared AS (
    SELECT g.case_id, g.known_fields, f.field, f.value, count(DISTINCT g.complaint_id) AS complaints,
        list_position($narrow_first, f.field) AS narrowness
    FROM grouped AS g
    JOIN facts AS f ON f.case_id = g.case_id AND f.complaint_id = g.complaint_id
    WHERE list_contains($narrow_first, f.field) AND f.value <> ''
    GROUP BY ALL
    HAVING count(DISTINCT g.victim) > 1  -- what one victim alone has would name him
),
best AS (
    SELECT case_id, known_fields, arg_min(field, (-complaints, narrowness, value)) AS field,
        arg_min(value, (-complaints, narrowness, value)) AS value
    FROM shared
    GROUP BY ALL
)
SELECT s.case_id, left(sha256(s.case_id || chr(10) || s.known_fields), 12) AS lead_id, s.complaints, s.callers, s.known_fields,
    b.field AS common_attribute, b.value AS common_value,
    (seen.s + seen.f1 * (seen.f1 - 1) // (2 * (seen.f2 + 1)))::BIGINT AS persons_estimate
FROM sizes AS s
JOIN seen ON seen.case_id = s.case_id AND seen.known_fields = s.known_fields
LEFT JOIN best AS b ON b.case_id = s.case_id AND b.known_fields = s.known_fields
ORDER BY s.case_id, lead_id;
