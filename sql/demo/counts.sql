-- One row per class of information and profile of one actor.
-- Reads: counts. Writes: nothing (returns rows). Used by: demo (check).
SELECT class, profile, rows_as_seized, exact_distinct, distinct_phones, distinct_ids, distinct_persons, acquired, sold, counted
FROM counts
WHERE case_id = $case_id AND actor = $actor
ORDER BY profile <> 'main', profile, class;
