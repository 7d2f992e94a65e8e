-- One row per column of the datasets given.
-- Reads: dataset_columns. Writes: nothing (returns rows). Used by: normalise.
SELECT dataset_no, position, header
FROM dataset_columns
WHERE dataset_no IN (SELECT unnest($datasets))
ORDER BY dataset_no, position;
