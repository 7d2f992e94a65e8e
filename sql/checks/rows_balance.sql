-- One row per table whose rows read are not accepted + rejected.
-- Reads: datasets. Writes: nothing (returns rows). Used by: quality.
-- Level: fail
SELECT dataset_id, path, rows_read, rows_accepted, rows_rejected
FROM datasets
WHERE rows_read <> rows_accepted + rows_rejected;
