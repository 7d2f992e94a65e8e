-- One row per dataset that waits for normalise, in the order of loading; all of them when $ids is empty.
-- Reads: datasets. Writes: nothing (returns rows). Used by: normalise.
SELECT dataset_no, dataset_id, kind, staging, rows_read, rows_accepted
FROM datasets
WHERE state = 'loaded' AND (len($ids) = 0 OR dataset_id IN (SELECT unnest($ids)))
ORDER BY dataset_no;
