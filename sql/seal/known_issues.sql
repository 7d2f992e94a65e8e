-- One row per issue, about these paths, of a file that was not there, of a manifest, or of a hash that does not match:
-- no finding says that they were met before.
-- Reads: load_issues. Writes: nothing (returns rows). Used by: seal.
SELECT case_id, path, row, field, code
FROM load_issues
WHERE (finding_id IS NULL OR code = 'custody_broken') AND path IN (SELECT unnest($paths));
