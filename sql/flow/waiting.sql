-- One row per id that a stage has still to work on.
-- Reads: findings, datasets, judgements. Writes: nothing (returns rows). Used by: flow, nightly_ingestion.
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
SELECT d.dataset_id
FROM datasets AS d
SEMI JOIN judgements AS j ON d.finding_id = j.finding_id AND d.path = j.source_file AND j.subject = 'person'
WHERE $stage = 'resolve' AND d.state = 'normalised' AND d.kind = 'judgements'
UNION ALL
SELECT dataset_id
FROM datasets
WHERE $stage = 'derive' AND state = 'resolved' AND kind IN ('seized', 'leaked', 'reference')
ORDER BY id;
