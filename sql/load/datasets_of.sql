-- One row per dataset of these findings.
-- Reads: datasets. Writes: nothing (returns rows). Used by: load.
SELECT dataset_id
FROM datasets
WHERE finding_id IN (SELECT unnest($ids))
ORDER BY dataset_no;
