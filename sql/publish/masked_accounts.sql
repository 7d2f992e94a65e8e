-- One row per masked account or name of a case that fits one that is known, and whose it is; those that fit none, who may be
-- anybody, as one row.
-- Reads: masks. Writes: published.masked_accounts. Used by: publish.
INSERT INTO published.masked_accounts BY NAME
SELECT case_id, seen, found, state, actors, account, actor
FROM masks
WHERE case_id IS NOT NULL AND state <> 'unknown'
UNION ALL
SELECT case_id, '(others)' AS seen, sum(found)::BIGINT AS found, state, 0 AS actors, NULL AS account, NULL AS actor
FROM masks
WHERE case_id IS NOT NULL AND state = 'unknown'
GROUP BY case_id, state
ORDER BY case_id, seen;
