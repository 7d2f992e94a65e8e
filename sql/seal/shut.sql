-- One row per finding, of these ids, that seal put into quarantine: a custody that does not match, an archive that did not open.
-- Reads: findings, load_issues. Writes: nothing (returns rows). Used by: seal.
SELECT f.finding_id
FROM findings AS f
WHERE f.finding_id IN (SELECT unnest($ids)) AND f.state = 'quarantined' AND EXISTS (
    SELECT 1
    FROM load_issues AS i
    WHERE i.finding_id = f.finding_id AND (i.code = 'custody_broken' OR starts_with(i.code, 'archive_'))
);
