-- One row per cluster (resolve_clusters), per known person that became another (resolve_merged) and per way of
-- writing a set of identity values (resolve_found): whose it is.
-- Reads: resolve_labels (registered by the caller: node, label, kind), resolve_rows, resolve_spellings, resolve_again, resolve_known,
-- resolve_kinds, persons.
-- Writes: resolve_clusters, resolve_merged, resolve_found (temporary), person_merges, person_records. Used by: derive, assess, publish.
CREATE OR REPLACE TEMP TABLE resolve_clusters AS
WITH clusters AS (
    SELECT l.label, min(p.person_id) AS known
    FROM resolve_labels AS l
    LEFT JOIN resolve_known AS p ON l.node = p.node
    GROUP BY l.label
),
taken AS (
    SELECT coalesce(max(person_id), 0) AS person_id
    FROM (SELECT max(person_id) AS person_id FROM persons UNION ALL SELECT max(merged_id) FROM person_merges)
),
fresh AS (
    SELECT label, row_number() OVER (ORDER BY label) + (SELECT person_id FROM taken) AS person_id
    FROM clusters
    WHERE known IS NULL
)
SELECT c.label, coalesce(c.known, f.person_id) AS person_id, (c.known IS NULL) AS new
FROM clusters AS c
LEFT JOIN fresh AS f ON c.label = f.label;

CREATE OR REPLACE TEMP TABLE resolve_merged AS
SELECT p.person_id AS merged_id, c.person_id, coalesce(i.key_kind, 'new') AS reason
FROM resolve_known AS p
INNER JOIN resolve_labels AS l ON p.node = l.node
INNER JOIN resolve_clusters AS c ON l.label = c.label
LEFT JOIN resolve_kinds AS i ON l.kind = i.kind
WHERE p.person_id <> c.person_id;

INSERT INTO person_merges BY NAME
SELECT merged_id, person_id, reason
FROM resolve_merged
ORDER BY merged_id;

UPDATE person_records SET person_id = m.person_id
FROM resolve_merged AS m
WHERE person_records.person_id = m.merged_id;

CREATE OR REPLACE TEMP TABLE resolve_found AS
WITH again AS (
    SELECT digest, sum(found) AS found
    FROM resolve_again
    GROUP BY digest
)
SELECT
    s.digest,
    CAST(s.found + coalesce(a.found, 0) AS BIGINT) AS found,
    s.first_at,
    coalesce(c.person_id, m.person_id, s.person_id) AS person_id,
    (c.new AND s.first AND s.node = l.label) AS first,
    CASE WHEN s.node IS NULL OR (c.new AND s.node = l.label) THEN 'same_values' ELSE coalesce(i.key_kind, 'same_values') END AS reason
FROM resolve_spellings AS s
LEFT JOIN again AS a ON s.digest = a.digest
LEFT JOIN resolve_labels AS l ON s.node = l.node
LEFT JOIN resolve_clusters AS c ON l.label = c.label
LEFT JOIN resolve_merged AS m ON s.person_id = m.merged_id
LEFT JOIN resolve_kinds AS i ON l.kind = i.kind;

INSERT INTO person_records BY NAME
SELECT
    r.dataset_no,
    r.row_no,
    f.person_id,
    CASE WHEN f.first AND f.first_at = CAST(r.dataset_no AS BIGINT) * 1099511627776 + r.row_no THEN 'new' ELSE f.reason END AS reason
FROM resolve_rows AS r
INNER JOIN resolve_found AS f ON r.digest = f.digest;
