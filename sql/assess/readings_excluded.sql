-- One row per row of a list of an actor to be counted that one reading of the law does not count, and reading; what counts in none is in exclusions_applied.
-- Reads: temp.lists, temp.counted_rows. Writes: readings_excluded. Used by: assess.
INSERT INTO readings_excluded BY NAME
SELECT l.case_id, l.actor, l.dataset_id, r.row_no, 'identified' AS profile, 'bare_phone' AS rule
FROM counted_rows AS r
JOIN lists AS l ON l.dataset_no = r.dataset_no
WHERE r.bare;
