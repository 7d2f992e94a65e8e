-- One row per pair of lists of the case: forgotten before the new counts are written.
-- Reads: datasets. Writes: list_pairs, derivations, case_merges, list_merges. Used by: derive.
DELETE FROM list_pairs WHERE case_id = $case_id;
DELETE FROM derivations WHERE case_id = $case_id;
DELETE FROM case_merges WHERE case_id = $case_id;

DELETE FROM list_merges
WHERE dataset_no IN (SELECT d.dataset_no FROM datasets AS d WHERE d.case_id = $case_id);
