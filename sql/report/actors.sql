-- One row per actor of the case.
-- Reads: actors. Writes: nothing (returns rows). Used by: report.
SELECT
    actor,
    coalesce(seized, false) AS seized,
    regexp_matches(actor, '^unseen-[0-9]+$') AS unseen,
    list_sort(coalesce(accounts, CAST([] AS VARCHAR[]))) AS accounts
FROM actors
WHERE case_id = $case_id
ORDER BY actor;
