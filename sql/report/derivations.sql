-- One row per list version made from another one of the case.
-- Reads: derivations. Writes: nothing (returns rows). Used by: report.
SELECT
    parent_dataset_id,
    child_dataset_id,
    confidence,
    shared_persons,
    containment,
    shared_variants,
    new_variants,
    new_persons
FROM derivations
WHERE case_id = $case_id
ORDER BY child_dataset_id, confidence DESC, parent_dataset_id;
