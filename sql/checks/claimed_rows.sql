-- One row per list whose name claims a count that is off by more than a tenth: a hint of a part kept back or of padding.
-- Reads: datasets. Writes: nothing (returns rows). Used by: quality.
-- Level: warn
SELECT dataset_id, path, claimed_rows, rows_read
FROM datasets
WHERE claimed_rows > 0 AND abs(rows_read - claimed_rows) > 0.1 * claimed_rows;
