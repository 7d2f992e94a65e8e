-- One row per row that does not count, with its reason and evidence; long numbers in the words are hidden.
-- Reads: exclusions_applied. Writes: nothing (returns rows). Used by: report (bundle).
SELECT
    actor, dataset_id, row_no, rule, kept_dataset_id, kept_row_no, field, mask_numbers(reason) AS reason,
    mask_numbers(evidence) AS evidence, source_file, source_line
FROM exclusions_applied
WHERE case_id = $case_id
ORDER BY actor, dataset_id, row_no;
