-- One row per list, person and field in which the lists of a case disagree about the person (derivation.md: the fingerprint).
-- Reads: variants, person_records, cells, holders, datasets, list_fields. Writes: contested. Used by: derive.
-- Persons of the new lists as counted now, the others as stored: what is usual is asked again for all of them.
-- holders counts distinct files, so that the very same file found twice is one witness.
CREATE OR REPLACE TEMP TABLE contested AS
WITH touched AS (
    SELECT person_id FROM holders
),

readings AS (
    SELECT c.person_id, c.field, c.reading, count(DISTINCT d.sha256) AS holders
    FROM cells AS c
    INNER JOIN datasets AS d ON c.dataset_no = d.dataset_no
    GROUP BY c.person_id, c.field, c.reading
),

torn AS (
    SELECT * FROM readings
    QUALIFY count(*) OVER (PARTITION BY person_id, field) > 1
)

SELECT
    c.dataset_no,
    c.person_id,
    c.field,
    c.reading,
    t.holders,
    CASE WHEN c.field = 'copies' THEN -ln(c.text::INTEGER) WHEN c.broken THEN -3 END AS sign,
    c.field LIKE '%~' AND coalesce(f.masked, false) AS masked,
    c.untidy
FROM cells AS c
INNER JOIN torn AS t ON c.person_id = t.person_id AND c.field = t.field AND c.reading = t.reading
LEFT JOIN list_fields AS f ON c.dataset_no = f.dataset_no AND rtrim(c.field, '~') = f.field
UNION ALL
SELECT
    v.dataset_no, v.person_id, v.field, v.reading, v.holders, CASE WHEN v.field = 'copies' OR v.usual < 0 THEN v.usual END, v.masked,
    v.untidy
FROM variants AS v
SEMI JOIN person_records AS p ON v.dataset_no = p.dataset_no AND v.person_id = p.person_id
ANTI JOIN touched AS t ON v.person_id = t.person_id
WHERE v.case_id = $case_id;
