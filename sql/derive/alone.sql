-- One row per case of one list: there is nothing to compare it with, and what was found beside another one is forgotten.
-- Reads: nothing. Writes: variants, list_pairs, derivations. Used by: derive.
DELETE FROM variants WHERE case_id = $case_id;
DELETE FROM list_pairs WHERE case_id = $case_id;
DELETE FROM derivations WHERE case_id = $case_id;
