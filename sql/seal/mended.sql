-- One row per finding that could be taken after all: its state, and no more issue of seal's.
-- Reads: nothing. Writes: findings, load_issues. Used by: seal.
UPDATE findings
SET state = mended.state
FROM (SELECT unnest($ids) AS finding_id, unnest($states) AS state) AS mended
WHERE findings.finding_id = mended.finding_id;

DELETE FROM load_issues
WHERE finding_id IN (SELECT unnest($ids)) AND (code = 'custody_broken' OR starts_with(code, 'archive_'));
