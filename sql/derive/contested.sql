-- One row per list, person and field in which the lists of a case disagree about the person (derivation.md: the fingerprint).
-- Reads: cells, holders, datasets, list_fields, variant_readings. Writes: readings (temporary), variants. Used by: derive.
-- Persons of the new lists as counted now, the others as stored.
DELETE FROM variants WHERE case_id = $case_id AND person_id IN (SELECT person_id FROM holders);

INSERT INTO variants BY NAME
SELECT $case_id AS case_id, c.dataset_no, c.person_id, c.field, c.reading, m.field IS NOT NULL AS masked, c.untidy
FROM cells AS c
LEFT JOIN (SELECT dataset_no, field || '~' AS field FROM list_fields WHERE masked) AS m
    ON c.dataset_no = m.dataset_no AND c.field = m.field;

-- One row per person, field and reading. lists: which lists read so, as a sum of hashes; number: how many; sign: what is known of the
-- reading by itself, which outweighs how usual it is. holders counts distinct files, so that the very same file found twice is one witness.
CREATE OR REPLACE TEMP TABLE readings AS
WITH files AS (
    SELECT dataset_no, sha256, sha256 IS NOT NULL AND count(*) OVER (PARTITION BY sha256) > 1 AS twin FROM datasets WHERE case_id = $case_id
),

found AS (
    SELECT
        c.person_id,
        c.field,
        c.reading,
        count(*) FILTER (NOT f.twin) + count(DISTINCT f.sha256) FILTER (f.twin) AS holders,
        min(c.dataset_no) AS first_no,
        count(*) AS number,
        sum(hash(c.dataset_no, (m.field IS NOT NULL)::INTEGER, c.untidy::INTEGER)) AS lists,
        min(CASE WHEN c.field = 'copies' THEN -ln(c.text::INTEGER) WHEN c.broken THEN -3 END) AS sign
    FROM cells AS c
    INNER JOIN files AS f ON c.dataset_no = f.dataset_no
    LEFT JOIN (SELECT dataset_no, field || '~' AS field FROM list_fields WHERE masked) AS m
        ON c.dataset_no = m.dataset_no AND c.field = m.field
    GROUP BY c.person_id, c.field, c.reading
)

SELECT * FROM found
UNION ALL
SELECT r.person_id, r.field, r.reading, r.holders, r.first_no, r.number, r.lists, CASE WHEN r.field = 'copies' OR r.usual < 0 THEN r.usual END AS sign
FROM variant_readings AS r
ANTI JOIN holders AS h ON r.person_id = h.person_id
WHERE r.case_id = $case_id;
