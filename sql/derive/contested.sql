-- One row per list, person and field in which the lists of a case disagree about the person (derivation.md: the fingerprint).
-- Reads: cells, holders, datasets, list_fields. Writes: hidden, readings (temporary), variants, variant_readings. Used by: derive.
-- Persons who are compared now alone: what is stored of the others stays.
DELETE FROM variants WHERE case_id = $case_id AND person_id IN (SELECT person_id FROM holders);
DELETE FROM variant_readings WHERE case_id = $case_id AND person_id IN (SELECT person_id FROM holders);

CREATE OR REPLACE TEMP TABLE hidden AS
SELECT dataset_no, field || '~' AS field FROM list_fields WHERE masked;

INSERT INTO variants BY NAME
SELECT $case_id AS case_id, c.dataset_no, c.person_id, c.field, c.reading, m.field IS NOT NULL AS masked, c.untidy
FROM cells AS c
LEFT JOIN hidden AS m ON c.dataset_no = m.dataset_no AND c.field = m.field;

-- One row per reading of these persons. lists: which lists read so, as a hash; number: how many; sign: what is known of the
-- reading by itself, which outweighs how usual it is. holders counts distinct files, so that the very same file found twice is one witness.
CREATE OR REPLACE TEMP TABLE readings AS
WITH files AS (
    SELECT dataset_no, sha256, sha256 IS NOT NULL AND count(*) OVER (PARTITION BY sha256) > 1 AS twin FROM datasets WHERE case_id = $case_id
)

SELECT
    c.person_id,
    c.field,
    c.reading,
    count(*) FILTER (NOT f.twin) + coalesce(len(list_distinct(list(f.sha256) FILTER (f.twin))), 0) AS holders,
    min(c.dataset_no) AS first_no,
    count(*) AS number,
    hash(CAST(sum(hash(c.dataset_no, (m.field IS NOT NULL)::INTEGER, c.untidy::INTEGER)) AS VARCHAR)) AS lists,
    min(CASE WHEN c.field = 'copies' THEN -ln(c.text::INTEGER) WHEN c.broken THEN -3 END) AS sign
FROM cells AS c
INNER JOIN files AS f ON c.dataset_no = f.dataset_no
LEFT JOIN hidden AS m ON c.dataset_no = m.dataset_no AND c.field = m.field
GROUP BY c.person_id, c.field, c.reading;
