-- One row per pair of lists of the case: forgotten before the new counts are written.
-- Reads: nothing. Writes: list_pairs, derivations. Used by: derive.
DELETE FROM list_pairs WHERE case_id = $case_id;
DELETE FROM derivations WHERE case_id = $case_id;
