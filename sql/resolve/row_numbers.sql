-- One row per list with rows to resolve: how many, and the last one's number.
-- Reads: resolve_rows. Writes: nothing (returns rows). Used by: resolve.
SELECT dataset_no, count(*) AS found, max(row_no) AS last_row
FROM resolve_rows
GROUP BY dataset_no
ORDER BY dataset_no;
