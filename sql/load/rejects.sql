-- One row per rejected row of a staged table.
-- Reads: a staging Parquet file. Writes: nothing (returns rows). Used by: load (hopback read).
SELECT row_no, line_no, reject
FROM read_parquet($staging)
WHERE reject IS NOT NULL
ORDER BY row_no;
