-- One row per list, person and field in which the lists of a case disagree about the person (derivation.md: the fingerprint).
-- Reads: cells, vocabulary, spelling, datasets, list_fields. Writes: variants. Used by: derive.
-- holders counts distinct files, so that the very same file found twice is one witness.
DELETE FROM variants WHERE (case_id, person_id) IN (SELECT (case_id, person_id) FROM first_rows);

INSERT INTO variants
WITH readings AS (
    SELECT c.case_id, c.person_id, c.field, c.reading, count(DISTINCT d.sha256) AS holders, any_value(c.text) AS text
    FROM cells AS c
    INNER JOIN datasets AS d ON c.dataset_no = d.dataset_no
    GROUP BY c.case_id, c.person_id, c.field, c.reading
),

contested AS (
    SELECT r.*, row_number() OVER (PARTITION BY case_id, field ORDER BY hash(person_id), person_id, reading) AS place
    FROM readings AS r
    QUALIFY count(*) OVER (PARTITION BY case_id, person_id, field) > 1
),

letters AS (
    SELECT case_id, person_id, field, reading, unnest(range(0, length(text) + 1)) AS i, '^' || text || '$' AS word
    FROM contested
    WHERE place <= $spelt AND field IN ('school', 'address', 'employer', 'occupation', 'city', 'region', 'birth_place', 'email_im', 'name', 'guardian_name')
),

spelt AS (
    SELECT l.case_id, l.person_id, l.field, l.reading, round(min(ln(1 + greatest(coalesce(s.persons, 0) - 1, 0))), 6) AS score
    FROM letters AS l
    LEFT JOIN spelling AS s ON l.case_id = s.case_id AND l.field = s.field AND l.word[l.i + 1:l.i + 2] = s.pair
    GROUP BY l.case_id, l.person_id, l.field, l.reading
),

weighed AS (
    SELECT
        r.case_id,
        r.person_id,
        r.field,
        r.reading,
        r.holders,
        round(ln(1 + greatest(coalesce(v.persons, 0) - 1, 0)), 6) AS usual,
        coalesce(s.score, 0) AS spelt
    FROM contested AS r
    LEFT JOIN vocabulary AS v ON r.case_id = v.case_id AND r.field = v.field AND r.reading = v.reading
    LEFT JOIN spelt AS s ON r.case_id = s.case_id AND r.person_id = s.person_id AND r.field = s.field AND r.reading = s.reading
),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY case_id, person_id, field ORDER BY holders DESC, usual DESC, spelt DESC, reading
        ) > 1 AS deviant
    FROM weighed
)

SELECT
    c.case_id,
    c.dataset_no,
    c.person_id,
    c.field,
    c.reading,
    r.holders,
    r.deviant,
    CASE WHEN c.field = 'copies' THEN -ln(c.text::INTEGER) WHEN c.broken THEN -3 ELSE r.usual END AS usual,
    r.spelt,
    c.field LIKE '%~' AND coalesce(f.masked, false) AS masked
FROM cells AS c
INNER JOIN ranked AS r
    ON c.case_id = r.case_id AND c.person_id = r.person_id AND c.field = r.field AND c.reading = r.reading
LEFT JOIN list_fields AS f ON c.dataset_no = f.dataset_no AND rtrim(c.field, '~') = f.field;
