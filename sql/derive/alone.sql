-- One row per case of one list: there is nothing to compare it with, and what was found beside another one is forgotten.
-- Reads: datasets. Writes: variants, variant_readings, case_samples, sampled_records, spelt_records, list_pairs, derivations, case_persons,
-- case_merges, list_persons, compared_lists, list_merges. Used by: derive.
DELETE FROM variants WHERE case_id = $case_id;
DELETE FROM variant_readings WHERE case_id = $case_id;
DELETE FROM case_samples WHERE case_id = $case_id;
DELETE FROM sampled_records WHERE case_id = $case_id;
DELETE FROM spelt_records WHERE case_id = $case_id;
DELETE FROM list_pairs WHERE case_id = $case_id;
DELETE FROM derivations WHERE case_id = $case_id;

DELETE FROM case_persons WHERE case_id = $case_id;
DELETE FROM case_merges WHERE case_id = $case_id;

DELETE FROM list_persons
WHERE dataset_no IN (SELECT d.dataset_no FROM datasets AS d WHERE d.case_id = $case_id);

DELETE FROM compared_lists
WHERE dataset_no IN (SELECT d.dataset_no FROM datasets AS d WHERE d.case_id = $case_id);

DELETE FROM list_merges
WHERE dataset_no IN (SELECT d.dataset_no FROM datasets AS d WHERE d.case_id = $case_id);
