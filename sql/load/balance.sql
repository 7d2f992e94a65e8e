-- One row per staged table: rows read, accepted and rejected; accepted rows with fewer cells than the header, and the first.
-- Reads: a staging Parquet file. Writes: nothing (returns rows). Used by: load.
SELECT
    count(*) AS rows_read,
    count(*) - count(reject) AS rows_accepted,
    count(reject) AS rows_rejected,
    count(*) FILTER (WHERE reject IS NULL AND COLUMNS(lambda c: c = $last) IS NULL) AS padded,
    min(row_no) FILTER (WHERE reject IS NULL AND COLUMNS(lambda c: c = $last) IS NULL) AS first
FROM read_parquet($staging);
