-- One row per file that a manifest named or an archive held, and that was not there: it leaves when the file has come.
-- Reads: findings. Writes: load_issues. Used by: seal.
DELETE FROM load_issues
WHERE finding_id IS NULL AND (code = 'missing' OR starts_with(code, 'archive_')) AND EXISTS (
    SELECT 1
    FROM findings AS f
    WHERE f.path = load_issues.path AND f.case_id IS NOT DISTINCT FROM load_issues.case_id
);
