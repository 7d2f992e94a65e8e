-- One row per dataset that the id, or the path or SHA-256 of its file, means; with what else holds the same bytes.
-- Reads: datasets, findings. Writes: nothing (returns rows). Used by: withdraw.
SELECT
    d.dataset_no, d.dataset_id, d.finding_id, d.case_id, d.kind, d.path, d.sha256, d.rows_accepted, d.staging, f.parent_evidence_id,
    (
        SELECT count(*) FROM findings AS o
        WHERE o.evidence_id = d.sha256 AND o.finding_id <> d.finding_id AND o.state <> 'withdrawn'
    ) AS others
FROM datasets AS d
INNER JOIN findings AS f ON d.finding_id = f.finding_id
WHERE d.dataset_id = $dataset OR d.path = $file OR f.path = $file OR d.sha256 = $file
ORDER BY d.dataset_no;
