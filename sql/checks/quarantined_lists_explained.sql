-- One row per quarantined list without a load issue that says why.
-- Reads: datasets, load_issues. Writes: nothing (returns rows). Used by: quality.
-- Level: fail
SELECT d.dataset_id, d.path
FROM datasets AS d
WHERE
    d.state = 'quarantined'
    AND NOT EXISTS (SELECT 1 FROM load_issues AS i WHERE i.dataset_id = d.dataset_id AND i.code LIKE 'quality_%');
