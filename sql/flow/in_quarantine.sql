-- One row per question: of these findings, how many are in quarantine, as files or as lists that the quality gate refused.
-- Reads: findings, datasets. Writes: nothing (returns rows). Used by: flow (exit code of hopback run and ingest).
SELECT count(DISTINCT finding_id) AS held
FROM (
    SELECT finding_id
    FROM findings
    WHERE state = 'quarantined'
    UNION ALL
    SELECT finding_id
    FROM datasets
    WHERE state = 'quarantined'
)
WHERE finding_id IN (SELECT unnest($findings));
