-- One row per assessed case, with the hash of its inputs.
-- Reads: nothing. Writes: assessments. Used by: assess.
INSERT INTO assessments BY NAME
SELECT unnest($cases) AS case_id, $inputs AS inputs;
