-- One row per issue of a file that was not there, or of a manifest: they have no finding that says they were met before.
-- Reads: load_issues. Writes: nothing (returns rows). Used by: seal.
SELECT case_id, path, row, field, code
FROM load_issues
WHERE finding_id IS NULL;
