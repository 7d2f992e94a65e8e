-- One row per row to resolve: those that a judgement is about are nodes of their own, though others show the same values.
-- Reads: resolve_rows, person_judgements. Writes: resolve_own, resolve_same, resolve_rows (temporary). Used by: resolve.
-- Each stays tied to a row that shows the same, an exact copy of its list for example (resolve_same).
CREATE OR REPLACE TEMP TABLE resolve_judged_rows AS
WITH judged AS (
    SELECT left_no AS dataset_no, left_row AS row_no FROM person_judgements
    UNION
    SELECT right_no, right_row FROM person_judgements
)

SELECT r.dataset_no, r.row_no, r.digest, hash('judged', r.digest, r.dataset_no, r.row_no) AS own
FROM resolve_rows AS r
INNER JOIN judged AS j ON r.dataset_no = j.dataset_no AND r.row_no = j.row_no;

CREATE OR REPLACE TEMP TABLE resolve_own AS
SELECT own
FROM resolve_judged_rows;

CREATE OR REPLACE TEMP TABLE resolve_same AS
WITH others AS (
    SELECT r.digest, min(CAST(r.dataset_no AS BIGINT) * 1099511627776 + r.row_no) AS spot
    FROM resolve_rows AS r
    SEMI JOIN resolve_judged_rows AS a ON r.digest = a.digest
    ANTI JOIN resolve_judged_rows AS s ON r.dataset_no = s.dataset_no AND r.row_no = s.row_no
    GROUP BY r.digest
)

SELECT a.dataset_no, a.row_no, CAST(o.spot // 1099511627776 AS INTEGER) AS other_no, o.spot % 1099511627776 AS other_row
FROM resolve_judged_rows AS a
INNER JOIN others AS o ON a.digest = o.digest;

CREATE OR REPLACE TEMP TABLE resolve_rows AS
SELECT r.dataset_no, r.row_no, coalesce(a.own, r.digest) AS digest
FROM resolve_rows AS r
LEFT JOIN resolve_judged_rows AS a ON r.dataset_no = a.dataset_no AND r.row_no = a.row_no;
