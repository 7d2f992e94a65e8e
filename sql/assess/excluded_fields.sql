-- One row per field for which these cases have values shown to be false.
-- Reads: exclusions. Writes: nothing (returns rows). Used by: assess.
SELECT DISTINCT field
FROM exclusions
WHERE case_id IN (SELECT unnest($cases)) AND field IN (SELECT unnest($fields))
ORDER BY field;
