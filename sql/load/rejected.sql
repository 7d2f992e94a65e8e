-- One row per rejected row of a dataset.
-- Reads: a staging Parquet file. Writes: load_issues. Used by: load.
INSERT INTO load_issues BY NAME
SELECT $finding_id AS finding_id, $case_id AS case_id, $dataset_id AS dataset_id, $path AS path,
    row_no AS row, NULL AS field, reject AS code,
    'line ' || line_no || ': ' || ($messages::MAP(VARCHAR, VARCHAR))[reject] AS message
FROM read_parquet($staging)
WHERE reject IS NOT NULL
ORDER BY row_no;
