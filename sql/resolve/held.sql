-- One row per row of a list that a cluster to be compared holds and where it lies in records (resolve_held), and per pair of clusters that one list both has.
-- Reads: resolve_pairs, resolve_elders, resolve_labels (registered by the caller), resolve_rows, resolve_spellings, records.
-- Writes: resolve_wanted, resolve_held, resolve_together (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_wanted AS
SELECT label_a AS label FROM resolve_pairs
UNION
SELECT label_b FROM resolve_pairs;

CREATE OR REPLACE TEMP TABLE resolve_held AS
WITH held AS (
    SELECT l.label, r.dataset_no, r.row_no
    FROM resolve_rows AS r
    INNER JOIN resolve_spellings AS p ON r.digest = p.digest
    INNER JOIN resolve_labels AS l ON p.node = l.node
    SEMI JOIN resolve_wanted AS w ON l.label = w.label
    UNION ALL
    SELECT e.label, e.dataset_no, e.row_no
    FROM resolve_elders AS e
    SEMI JOIN resolve_wanted AS w ON e.label = w.label
)
SELECT h.label, h.dataset_no, h.row_no, r.place AS at
FROM held AS h
INNER JOIN placed_records AS r ON h.dataset_no = r.dataset_no AND h.row_no = r.row_no;

CREATE OR REPLACE TEMP TABLE resolve_together AS
WITH held AS (
    SELECT DISTINCT label, dataset_no
    FROM resolve_held
)
SELECT DISTINCT p.label_a, p.label_b
FROM resolve_pairs AS p
INNER JOIN held AS a ON p.label_a = a.label
INNER JOIN held AS b ON p.label_b = b.label AND a.dataset_no = b.dataset_no;

DROP TABLE resolve_wanted;

DROP TABLE resolve_elders;
