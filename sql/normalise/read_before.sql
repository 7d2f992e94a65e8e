-- One row per dataset, of these, that was normalised before; tied says whether its rows were tied to persons.
-- Reads: dataset_columns, datasets, person_records. Writes: nothing (returns rows). Used by: normalise.
SELECT c.dataset_no, d.path, d.sha256, EXISTS (SELECT 1 FROM person_records AS p WHERE p.dataset_no = c.dataset_no) AS tied
FROM (SELECT DISTINCT dataset_no FROM dataset_columns WHERE reason IS NOT NULL AND dataset_no IN (SELECT unnest($datasets))) AS c
INNER JOIN datasets AS d ON c.dataset_no = d.dataset_no
ORDER BY c.dataset_no;
