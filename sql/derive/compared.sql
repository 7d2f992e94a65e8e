-- One row per list of the case that persons were found in.
-- Reads: datasets. Returns rows. Used by: derive.
SELECT dataset_no
FROM datasets
WHERE case_id = $case_id AND kind IN ('seized', 'leaked', 'reference') AND state IN ('resolved', 'derived')
ORDER BY dataset_no;
