-- One row per number or id that two datasets share.
-- Reads: datasets. Writes: nothing (returns rows). Used by: quality.
-- Level: fail
SELECT 'dataset_no' AS key_name, CAST(dataset_no AS VARCHAR) AS key_value, count(*) AS datasets
FROM datasets
GROUP BY dataset_no
HAVING count(*) > 1
UNION ALL
SELECT 'dataset_id', dataset_id, count(*)
FROM datasets
GROUP BY dataset_id
HAVING count(*) > 1;
