-- One row per case that was assessed from the same inputs.
-- Reads: assessments. Writes: nothing (returns rows). Used by: assess.
SELECT case_id
FROM assessments
WHERE case_id IN (SELECT unnest($cases)) AND inputs = $inputs;
