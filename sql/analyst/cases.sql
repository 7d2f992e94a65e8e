-- One row per case: what it holds and whether it was traced.
-- Reads: findings, datasets, hops, sources. Writes: nothing (returns rows). Used by: analyst (hopback status).
WITH lists AS (
    SELECT case_id, count(*) AS lists, sum(rows_accepted) AS rows
    FROM datasets WHERE kind IN ('seized', 'leaked', 'reference') GROUP BY ALL
),
traced AS (
    SELECT case_id, count(*) AS hops FROM hops WHERE status <> 'rejected' GROUP BY ALL
),
likely AS (
    SELECT case_id, arg_max(actor, probability) AS source FROM sources WHERE rank = 1 GROUP BY ALL
)
SELECT f.case_id, coalesce(l.lists, 0) AS lists, coalesce(l.rows, 0) AS rows, coalesce(t.hops, 0) AS hops, k.source
FROM (SELECT DISTINCT case_id FROM findings WHERE case_id IS NOT NULL) AS f
LEFT JOIN lists AS l ON l.case_id = f.case_id
LEFT JOIN traced AS t ON t.case_id = f.case_id
LEFT JOIN likely AS k ON k.case_id = f.case_id
ORDER BY f.case_id;
