-- One row per column of a list that no field was found for; its cells are in records.extra.
-- Reads: dataset_columns, datasets. Writes: nothing (returns rows). Used by: quality.
-- Level: warn
SELECT d.dataset_id, d.path, c.position, c.header, c.reason
FROM dataset_columns AS c
INNER JOIN datasets AS d ON c.dataset_no = d.dataset_no
WHERE c.field IS NULL AND c.reason IS NOT NULL AND d.kind IN ('seized', 'leaked', 'reference');
