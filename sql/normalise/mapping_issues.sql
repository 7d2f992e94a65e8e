-- One row per row of a mapping file that cannot be obeyed for a dataset.
-- Reads: datasets. Writes: load_issues. Used by: normalise.
INSERT INTO load_issues (finding_id, case_id, dataset_id, path, "row", field, code, message)
SELECT d.finding_id, d.case_id, d.dataset_id, d.path, NULL, 'row ' || w.mapping_row || ' of the mapping', w.code, w.message
FROM datasets AS d
CROSS JOIN (SELECT unnest($rows) AS mapping_row, unnest($codes) AS code, unnest($messages) AS message) AS w
WHERE d.dataset_no = $dataset_no
ORDER BY w.mapping_row;
