-- One row per pair of nodes that a judgement ties (1), keeps apart (-1), or that show the same values though one is kept apart (0).
-- Reads: person_judgements, resolve_same, resolve_rows, resolve_spellings, resolve_known, person_records. Writes: nothing (returns rows). Used by: resolve.
WITH pairs AS (
    SELECT
        CASE WHEN verdict = 'confirmed' THEN 1 ELSE -1 END AS sign, left_no AS one_no, left_row AS one_row, right_no AS other_no,
        right_row AS other_row
    FROM person_judgements
    UNION ALL
    SELECT 0, dataset_no, row_no, other_no, other_row FROM resolve_same
),

meant AS (
    SELECT one_no AS dataset_no, one_row AS row_no FROM pairs
    UNION
    SELECT other_no, other_row FROM pairs
),

nodes AS (
    SELECT r.dataset_no, r.row_no, coalesce(s.node, k.node) AS node
    FROM resolve_rows AS r
    SEMI JOIN meant AS m ON r.dataset_no = m.dataset_no AND r.row_no = m.row_no
    INNER JOIN resolve_spellings AS s ON r.digest = s.digest
    LEFT JOIN resolve_known AS k ON s.person_id = k.person_id
    WHERE coalesce(s.node, k.node) IS NOT NULL
    UNION ALL
    SELECT p.dataset_no, p.row_no, k.node
    FROM person_records AS p
    SEMI JOIN meant AS s ON p.dataset_no = s.dataset_no AND p.row_no = s.row_no
    INNER JOIN resolve_known AS k ON p.person_id = k.person_id
)

SELECT DISTINCT p.sign, least(a.node, b.node) AS a, greatest(a.node, b.node) AS b
FROM pairs AS p
INNER JOIN nodes AS a ON p.one_no = a.dataset_no AND p.one_row = a.row_no
INNER JOIN nodes AS b ON p.other_no = b.dataset_no AND p.other_row = b.row_no
ORDER BY sign, a, b;
