-- One row per cluster in a block and name that it has (resolve_callings), with the characters of the name as bits of a word.
-- Reads: resolve_places, resolve_identities, resolve_labels (registered by the caller), resolve_nodes, resolve_known, identities,
-- person_records, records. Writes: resolve_elders, resolve_called, resolve_callings, resolve_pairs (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_placed AS
SELECT DISTINCT label
FROM resolve_places;

-- The persons known before among the clusters.
CREATE OR REPLACE TEMP TABLE resolve_elders AS
WITH elders AS (
    SELECT k.person_id, l.label
    FROM resolve_known AS k
    INNER JOIN resolve_labels AS l ON k.node = l.node
    SEMI JOIN resolve_placed AS p ON l.label = p.label
    UNION ALL
    SELECT -label, label
    FROM resolve_placed
    WHERE label < 0
)
SELECT e.label, r.dataset_no, r.row_no
FROM person_records AS r
INNER JOIN elders AS e ON r.person_id = e.person_id;

-- A few rows of records are read by where they lie: sought by list and row, every row of its columns would be read.
CREATE OR REPLACE TEMP TABLE resolve_called AS
WITH held AS (
    SELECT l.label, n.dataset_no, n.row_no
    FROM resolve_nodes AS n
    INNER JOIN resolve_labels AS l ON n.node = l.node
    SEMI JOIN resolve_placed AS p ON l.label = p.label
    UNION ALL
    SELECT label, dataset_no, row_no
    FROM resolve_elders
)
SELECT h.label, r.place AS at
FROM held AS h
INNER JOIN placed_records AS r ON h.dataset_no = r.dataset_no AND h.row_no = r.row_no;

CREATE OR REPLACE TEMP TABLE resolve_callings AS
WITH placed AS (
    SELECT l.node, l.label
    FROM resolve_labels AS l
    SEMI JOIN resolve_placed AS p ON l.label = p.label
),
identified AS (
    SELECT p.label, min(i.identity) AS identity
    FROM resolve_identities AS i
    INNER JOIN placed AS p ON i.node = p.node
    GROUP BY p.label
    UNION ALL
    SELECT p.label, min(i.id_valid) AS identity
    FROM resolve_placed AS p
    INNER JOIN identities AS i ON p.label = -i.person_id
    WHERE p.label < 0 AND i.id_valid IS NOT NULL
    GROUP BY p.label
),
called AS (
    SELECT DISTINCT h.label, coalesce(name_key(told(r.name)), '') AS who, coalesce(is_latin(told(r.name)), FALSE) AS latin
    FROM resolve_called AS h
    INNER JOIN placed_records AS r ON h.at = r.place
)
SELECT c.label, c.who, c.latin, letters(c.who) AS letters, i.identity
FROM called AS c
LEFT JOIN identified AS i ON c.label = i.label;

DROP TABLE resolve_placed;

DROP TABLE resolve_called;

CREATE OR REPLACE TEMP TABLE resolve_pairs AS
SELECT label AS label_a, label AS label_b
FROM resolve_callings
WHERE FALSE;
