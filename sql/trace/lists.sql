-- One row per list of the case that was compared.
-- Reads: datasets, findings, person_records. Returns rows. Used by: trace.
SELECT
    d.dataset_no, d.dataset_id, d.holder, d.rows_accepted, d.claimed_rows, d.path, d.sha256, f.size_bytes, d.kind, d.obtained_at,
    (SELECT count(DISTINCT p.person_id) FROM person_records AS p WHERE p.dataset_no = d.dataset_no) AS persons
FROM datasets AS d
LEFT JOIN findings AS f ON d.finding_id = f.finding_id
WHERE d.case_id = $case_id AND d.kind IN ('seized', 'leaked', 'reference') AND d.state = 'derived'
ORDER BY d.dataset_no;
