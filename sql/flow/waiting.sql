-- One row per id that a stage has still to work on.
-- Reads: findings, datasets. Writes: nothing (returns rows). Used by: flow, nightly_ingestion.
SELECT finding_id AS id
FROM findings
WHERE $stage = 'load' AND state = 'sealed'
UNION ALL
SELECT dataset_id
FROM datasets
WHERE $stage = 'normalise' AND state = 'loaded'
UNION ALL
SELECT dataset_id
FROM datasets
WHERE $stage = 'resolve' AND state = 'normalised' AND kind IN ('seized', 'leaked', 'reference')
UNION ALL
SELECT dataset_id
FROM datasets
WHERE $stage = 'derive' AND state = 'resolved'
ORDER BY id;
