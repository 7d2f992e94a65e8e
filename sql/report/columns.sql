-- One row per column of a list version of the case, in the order of the file.
-- Reads: dataset_columns, datasets. Writes: nothing (returns rows). Used by: report.
SELECT d.dataset_id, c.position, c.header, c.field
FROM dataset_columns AS c
INNER JOIN datasets AS d USING (dataset_no)
WHERE d.case_id = $case_id AND d.kind IN ('seized', 'leaked', 'reference')
ORDER BY d.dataset_id, c.position;
