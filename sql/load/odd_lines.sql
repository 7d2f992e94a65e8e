-- One row per row of a dataset with a line that was not like the others, and reason.
-- Reads: a staging Parquet file. Writes: load_issues. Used by: load.
-- A row begins at its line and ends where the next one begins; of the last one only its first line is known.
INSERT INTO load_issues BY NAME
WITH spans AS (
    SELECT row_no, line_no, coalesce(lead(line_no) OVER (ORDER BY row_no), line_no + 1) AS until
    FROM read_parquet($staging)
),
odd AS (
    SELECT unnest($lines) AS line, unnest($codes) AS code
)
SELECT $finding_id AS finding_id, $case_id AS case_id, $dataset_id AS dataset_id, $path AS path,
    s.row_no AS row, NULL AS field, o.code,
    'line ' || min(o.line) || ' ' || ($messages::MAP(VARCHAR, VARCHAR))[o.code] AS message
FROM odd AS o
INNER JOIN spans AS s ON o.line >= s.line_no AND o.line < s.until
GROUP BY s.row_no, o.code
ORDER BY s.row_no;
