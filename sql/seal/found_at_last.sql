-- One row per problem of a file that was named, seen or packed and could not be had: it leaves when the file has come.
-- Reads: findings. Writes: load_issues. Used by: seal.
DELETE FROM load_issues
WHERE finding_id IS NULL AND (code IN ('missing', 'unreadable', 'link', 'device') OR starts_with(code, 'archive_')) AND EXISTS (
    SELECT 1
    FROM findings AS f
    WHERE f.path = load_issues.path AND f.case_id IS NOT DISTINCT FROM load_issues.case_id
);
