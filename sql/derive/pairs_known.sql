-- One row per pair of lists of the case that was compared before, with what does not change when other lists come.
-- Reads: list_pairs. Returns rows. Used by: derive.
SELECT parent_no AS one_no, child_no AS other_no, shared_persons, order_pairs AS neighbours, order_kept AS ascending
FROM list_pairs
WHERE case_id = $case AND parent_no < child_no
ORDER BY parent_no, child_no;
