-- One row per row that a published table has for one case.
-- Reads: any published table with a case. Writes: nothing (returns rows). Used by: demo (check).
SELECT *
FROM query_table($source)
WHERE case_id = $case_id;
