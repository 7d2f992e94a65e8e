-- One row per kind of thing in the home and its state, with how many there are.
-- Reads: intakes, findings, datasets, load_issues, persons. Writes: nothing (returns rows). Used by: analyst (hopback status).
SELECT 1 AS ord, 'intakes' AS what, 'taken' AS state, count(*) AS number FROM intakes
UNION ALL
SELECT 2, 'files', state, count(*) FROM findings GROUP BY ALL
UNION ALL
SELECT 3, CASE WHEN kind IN ('seized', 'leaked', 'reference') THEN 'lists' ELSE 'record tables' END, state, count(*)
FROM datasets GROUP BY ALL
UNION ALL
SELECT 4, 'rows', 'accepted', coalesce(sum(rows_accepted), 0) FROM datasets
UNION ALL
SELECT 5, 'rows', 'rejected', coalesce(sum(rows_rejected), 0) FROM datasets
UNION ALL
SELECT 6, 'persons', 'resolved', count(*) FROM persons
ORDER BY ord, what, state;
