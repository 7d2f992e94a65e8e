-- One row per dataset among $ids: its evidence, how many of its rows are tied to persons, and a hash of which row to which person and why.
-- Reads: datasets, person_records. Writes: nothing (returns rows). Used by: handling.
SELECT
    d.dataset_id AS id, d.sha256 AS evidence_id, d.rows_accepted AS rows_in, count(p.row_no) AS rows_out, NULL AS rows_rejected,
    sha256(count(p.row_no) || ' ' || coalesce(bit_xor(hash(p.row_no, p.person_id, p.reason)) || ' ' || sum(hash(p.row_no, p.person_id, p.reason)), ''))
        AS content
FROM datasets AS d
LEFT JOIN person_records AS p ON d.dataset_no = p.dataset_no
WHERE d.dataset_id IN (SELECT unnest($ids))
GROUP BY ALL
ORDER BY d.dataset_id;
