-- One row per actor, class of information and reading of the law, main practice first.
-- Reads: counts. Writes: nothing (returns rows). Used by: report.
SELECT
    actor, class, profile, rows_as_seized, exact_distinct, distinct_phones, distinct_ids, distinct_persons,
    acquired, sold, counted
FROM counts
WHERE case_id = $case_id
ORDER BY coalesce(profile, 'main') <> 'main', counted DESC NULLS LAST, actor, class, profile;
