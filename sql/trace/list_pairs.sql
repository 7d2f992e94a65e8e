-- One row per ordered pair of lists of the case that share persons.
-- Reads: list_pairs. Returns rows. Used by: trace.
SELECT *
FROM list_pairs
WHERE case_id = $case_id
ORDER BY parent_no, child_no;
