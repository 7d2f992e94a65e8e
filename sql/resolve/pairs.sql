-- One row per pair of clusters to compare (resolve_pairs). Two valid ID numbers are two persons; under names that are not even close
-- only a number of the person's own is worth a comparison. Latin names are compared word by word later.
-- Reads: resolve_places, resolve_identities, resolve_labels (registered by the caller), resolve_nodes, resolve_known, identities,
-- person_records, records. Writes: resolve_candidates, resolve_elders, resolve_called, resolve_callings, resolve_pairs (temporary);
-- returns how many. Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_candidates AS
WITH identified AS (
    SELECT l.label, min(i.identity) AS identity
    FROM resolve_identities AS i
    INNER JOIN resolve_labels AS l ON i.node = l.node
    GROUP BY l.label
    UNION ALL
    SELECT p.label, min(i.id_valid) AS identity
    FROM (SELECT DISTINCT label FROM resolve_places WHERE label < 0) AS p
    INNER JOIN identities AS i ON p.label = -i.person_id
    WHERE i.id_valid IS NOT NULL
    GROUP BY p.label
),
placed AS (
    SELECT p.block, p.label, p.fresh, p.strong, i.identity
    FROM resolve_places AS p
    LEFT JOIN identified AS i ON p.label = i.label
)
SELECT a.label AS label_a, b.label AS label_b, bool_or(a.strong AND b.strong) AS strong
FROM placed AS a
INNER JOIN placed AS b ON a.block = b.block AND a.label < b.label
WHERE (a.fresh OR b.fresh) AND (a.identity IS NULL OR b.identity IS NULL OR a.identity = b.identity)
GROUP BY a.label, b.label;

-- The persons known before among the clusters.
CREATE OR REPLACE TEMP TABLE resolve_elders AS
WITH wanted AS (
    SELECT label_a AS label FROM resolve_candidates
    UNION
    SELECT label_b FROM resolve_candidates
),
elders AS (
    SELECT k.person_id, l.label
    FROM resolve_known AS k
    INNER JOIN resolve_labels AS l ON k.node = l.node
    SEMI JOIN wanted AS w ON l.label = w.label
    UNION ALL
    SELECT -label, label
    FROM wanted
    WHERE label < 0
)
SELECT e.label, r.dataset_no, r.row_no
FROM person_records AS r
INNER JOIN elders AS e ON r.person_id = e.person_id;

-- A few rows of records are read by where they lie: sought by list and row, every row of its columns would be read.
CREATE OR REPLACE TEMP TABLE resolve_called AS
WITH wanted AS (
    SELECT label_a AS label FROM resolve_candidates
    UNION
    SELECT label_b FROM resolve_candidates
),
held AS (
    SELECT l.label, n.dataset_no, n.row_no
    FROM resolve_nodes AS n
    INNER JOIN resolve_labels AS l ON n.node = l.node
    SEMI JOIN wanted AS w ON l.label = w.label
    UNION ALL
    SELECT label, dataset_no, row_no
    FROM resolve_elders
)
SELECT h.label, r.rowid AS at
FROM held AS h
INNER JOIN records AS r ON h.dataset_no = r.dataset_no AND h.row_no = r.row_no;

CREATE OR REPLACE TEMP TABLE resolve_callings AS
SELECT DISTINCT h.label, coalesce(name_key(told(r.name)), '') AS who, coalesce(is_latin(told(r.name)), FALSE) AS latin
FROM resolve_called AS h
INNER JOIN records AS r ON h.at = r.rowid;

DROP TABLE resolve_called;

CREATE OR REPLACE TEMP TABLE resolve_pairs AS
SELECT p.label_a, p.label_b
FROM resolve_candidates AS p
INNER JOIN resolve_callings AS a ON p.label_a = a.label
INNER JOIN resolve_callings AS b ON p.label_b = b.label
GROUP BY p.label_a, p.label_b
HAVING bool_or(
    CASE
        WHEN p.strong OR a.who = b.who OR a.who = '' OR b.who = '' OR a.latin AND b.latin THEN TRUE
        WHEN abs(length(a.who) - length(b.who)) > 1 THEN FALSE
        ELSE one_off(a.who, b.who) OR swapped(a.who, b.who)
    END
);

DROP TABLE resolve_places;

DROP TABLE resolve_candidates;

SELECT count(*) AS pairs
FROM resolve_pairs;
