-- One row per table with rejected rows and not a single load issue that says why.
-- Reads: datasets, load_issues. Writes: nothing (returns rows). Used by: quality.
-- Level: fail
SELECT d.dataset_id, d.path, d.rows_rejected
FROM datasets AS d
WHERE
    d.rows_rejected > 0
    AND NOT EXISTS (SELECT 1 FROM load_issues AS i WHERE i.dataset_id = d.dataset_id AND i."row" IS NOT NULL);
